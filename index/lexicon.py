"""Words and character bigrams of Chinese text: jieba with the words of offices and places, opened in milliseconds."""

from __future__ import annotations

import hashlib
import math
import os
import re
import tempfile
import unicodedata
import zipfile
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import DataError

if TYPE_CHECKING:
    import jieba

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:[.\-+/&][a-z0-9]+)*%?")
_WORD = re.compile(r"[\u3400-\u9fffa-z0-9]")


def fold(text: str) -> str:
    """The form in which text is matched: compatibility forms folded (NFKC), lower case, no comma inside a number."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", text).lower())


class Lexicon:
    """Cuts text into the tokens that are indexed and looked up.

    `extra` is a user's jieba dictionary file. `cache` is a private folder for the compiled dictionary: jieba's own cache in the
    shared temporary folder is never read or written. Safe to use from several threads once opened.
    """

    def __init__(self, extra: Path | None = None, cache: Path | None = None) -> None:
        self._cache = cache
        self._words = _own_words() + (_read_words(extra) if extra else [])

    @cached_property
    def identity(self) -> str:
        """A digest of the dictionary and the rules: tokens of two lexicons can be mixed only when it is the same."""
        import jieba

        parts = [jieba.__version__, "2", *(f"{word} {count}" for word, count in self._words)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def words(self, text: str) -> list[str]:
        """The words of `text`, folded, in order, without punctuation and white space."""
        return [word for word in self._tokenizer.cut(fold(text)) if _WORD.search(word)]

    def bigrams(self, text: str) -> list[str]:
        """Pairs of neighbouring Han characters, and each Latin or digit run as a whole, folded, in order."""
        tokens: list[str] = []
        for run in _RUN.findall(fold(text)):
            if run[0] < "\u3400" or len(run) == 1:
                tokens.append(run)
            else:
                tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
        return tokens

    def rarity(self, word: str) -> float:
        """How much a word tells, 0..1: log(total / count) / log(total) over jieba's counts; 1 for a word that it lacks."""
        count = max(int(self._tokenizer.FREQ.get(fold(word)) or 0), 1)
        return 1 - math.log(count) / math.log(self._tokenizer.total)

    def warm(self) -> None:
        """Load the whole dictionary into memory: slower to start, several times faster for much text."""
        table = self._tokenizer.FREQ
        if isinstance(table, _Table):
            self._tokenizer.FREQ = {**_dictionary()[0], **table.added}

    @cached_property
    def _tokenizer(self) -> jieba.Tokenizer:
        import logging

        import jieba

        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        tokenizer.FREQ, tokenizer.total = self._frequencies()
        tokenizer.initialized = True  # the dictionary is ours already; jieba need not look for its shared cache
        for word, count in self._words:
            tokenizer.add_word(word, count)
        return tokenizer

    def _frequencies(self) -> tuple[dict[str, int], int]:
        if self._cache is None:
            return _dictionary()
        path = self._cache / "dictionary.npz"
        try:
            return _Table.read(path)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            counts, total = _dictionary()
            _Table.write(path, counts, total)
            return counts, total


class _Table(dict[str, int]):
    """jieba's prefix dictionary as two sorted arrays: opened in milliseconds instead of most of a second.

    Looked up by the 8-byte BLAKE2b hash of a word; half a million words collide with probability 1e-8.
    """

    def __init__(self, keys: NDArray[np.uint64], counts: NDArray[np.int32]) -> None:
        super().__init__()
        self._keys, self._counts = keys, counts
        self.added: dict[str, int] = {}

    def __setitem__(self, word: str, count: int) -> None:
        self.added[word] = count
        super().__setitem__(word, count)

    def __contains__(self, word: object) -> bool:
        return self.get(word) is not None

    def __missing__(self, word: str) -> int:
        count: int | None = self.get(word)
        if count is None:
            raise KeyError(word)
        return count

    def get(self, word: Any, default: Any = None) -> Any:  # noqa: ANN401 - dict's own signature
        """The count of a word, `default` when the dictionary lacks it."""
        if super().__contains__(word):
            return super().__getitem__(word)
        key = _key(word)
        place = int(np.searchsorted(self._keys, key))
        if place == len(self._keys) or self._keys[place] != key:
            return default
        count = int(self._counts[place])
        super().__setitem__(word, count)
        return count

    @staticmethod
    def read(path: Path) -> tuple[_Table, int]:
        """The table in `path`; OSError, ValueError, KeyError or BadZipFile when it is missing, damaged or of another jieba."""
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            if str(data["version"]) != _version():
                raise ValueError("another dictionary")
            return _Table(data["keys"], data["counts"]), int(data["total"])

    @staticmethod
    def write(path: Path, counts: dict[str, int], total: int) -> None:
        """Write the table for later openings; a folder that cannot be written only means that they stay slow."""
        keys = np.fromiter((_key(word) for word in counts), np.uint64, len(counts))
        order = np.argsort(keys)
        values = np.fromiter(counts.values(), np.int32, len(counts))[order]
        temporary: str | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".npz")
            with os.fdopen(handle, "wb") as file:
                np.savez(file, version=np.array(_version()), total=np.array(total), keys=keys[order], counts=values)
            Path(temporary).replace(path)
        except OSError:
            if temporary:
                Path(temporary).unlink(missing_ok=True)


def _key(word: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little"))


def _version() -> str:
    import jieba

    return f"{jieba.__version__}:1"


def _dictionary() -> tuple[dict[str, int], int]:
    """jieba's own dictionary with all prefixes (count 0 for those that are no words), and the sum of its counts."""
    import jieba

    counts, total = jieba.Tokenizer.gen_pfdict(jieba.Tokenizer().get_dict_file())
    return counts, total


def _own_words() -> list[tuple[str, int]]:
    text = resources.files("index").joinpath("words.txt").read_text(encoding="utf-8")
    return _parse(text, "words.txt")


def _read_words(path: Path) -> list[tuple[str, int]]:
    try:
        return _parse(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"读不了词表 {path}（{error}）：请检查设置 lexicon，文件须为UTF-8文本。") from error


def _parse(text: str, name: str) -> list[tuple[str, int]]:
    words = []
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.split()
        if not parts or parts[0].startswith("#"):
            continue
        if len(parts) > 1 and not parts[1].isdigit():
            raise DataError(f"词表 {name} 第{number}行的词频不是整数：{line.strip()}。每行写“词 词频”，词频可省。")
        words.append((fold(parts[0]), int(parts[1]) if len(parts) > 1 else 3000))
    return words
