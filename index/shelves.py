"""The keyword index on shelves: one for the sources that everyone sees, one more for each set of groups that others are kept to.

BM25 weighs a word by how many passages hold it. Were those counted that a reader may not see, the order of what he finds would
tell of them. So passages of different rights never share a segment, and a reader searches an index of just the shelves that he
may see, whose counts are those of a library that holds nothing else.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

from index.errors import CorruptError
from index.keywords import CHANGING, KeywordRow, TantivyKeywords
from index.library import disk

OPEN = "keywords"  # The folder of the shelf that everyone sees; the others are `keywords-` and a digest of their groups.


def shelf_of(groups: Collection[str] | None) -> str:
    """The name of the shelf, a folder of a generation, on which sources of these groups stand."""
    if not groups:
        return OPEN
    return f"{OPEN}-{hashlib.blake2b(chr(0).join(sorted(groups)).encode(), digest_size=8).hexdigest()}"


class Shelves:
    """The shelves in the folder of one generation, by name."""

    def __init__(self, folder: Path, shelves: dict[str, TantivyKeywords]) -> None:
        self._folder, self._shelves = folder, shelves

    @classmethod
    def create(cls, folder: Path) -> Self:
        """An empty open shelf."""
        return cls(folder, {OPEN: TantivyKeywords.create(folder / OPEN)})

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The shelves saved in `folder`. Raises CorruptError."""
        names = [OPEN, *sorted(path.name for path in folder.glob(f"{OPEN}-*"))]
        return cls(folder, {name: TantivyKeywords.open(folder / name) for name in names})

    @classmethod
    def copy(cls, former: Path, folder: Path) -> Self:
        """Shelves in a new folder that start from those of another; their segments are linked, not copied."""
        names = [OPEN, *sorted(path.name for path in former.glob(f"{OPEN}-*"))]
        return cls(folder, {name: TantivyKeywords.copy(former / name, folder / name) for name in names})

    def __len__(self) -> int:
        return sum(len(shelf) for shelf in self._shelves.values())

    def add(self, rows: Iterable[KeywordRow], shelf: str) -> None:
        """Add passages to a shelf, which is put up when there is none of that name."""
        if shelf not in self._shelves:
            self._shelves[shelf] = TantivyKeywords.create(self._folder / shelf)
        self._shelves[shelf].add(rows)

    def remove(self, articles: Collection[int]) -> None:
        """Remove every passage of these article numbers that was added before."""
        for shelf in self._shelves.values():
            shelf.remove(articles)

    @property
    def waste(self) -> float:
        """The share of removed documents on the shelf that has the most of them."""
        return max(shelf.waste for shelf in self._shelves.values())

    def rewrite(self, articles: Collection[int]) -> list[int]:
        """Remove these articles with every segment that holds one; the passages of others that went too: add them again."""
        return sorted(passage for shelf in self._shelves.values() for passage in shelf.rewrite(articles))

    def save(self) -> None:
        """Commit every shelf, and take down those that are empty."""
        for name, shelf in list(self._shelves.items()):
            shelf.save()
            if name != OPEN and not len(shelf):
                del self._shelves[name]
                shutil.rmtree(self._folder / name)

    def search_of(self, names: Collection[str] | None = None) -> TantivyKeywords:
        """One index of the shelves with these names (None: of all), that counts what stands on them and nothing else.

        Raises CorruptError for a shelf that is not there.
        """
        wanted = sorted(self._shelves if names is None else {OPEN, *names})
        if missing := [name for name in wanted if name not in self._shelves]:
            raise CorruptError(f"“{self._folder}”里缺少关键词索引 {missing[0]}；请运行 liaocheng index --rebuild。")
        return _joined([self._folder / name for name in wanted]) if len(wanted) > 1 else self._shelves[OPEN]


def _joined(folders: Iterable[Path]) -> TantivyKeywords:
    """An index of the segments that lie in these folders: Tantivy reads what is listed in `meta.json`, wherever it came from."""
    place = Path(tempfile.mkdtemp(prefix="liaocheng-"))
    try:
        metas = []
        for folder in folders:
            metas.append(json.loads((folder / CHANGING[0]).read_bytes()))
            for path in folder.iterdir():
                if path.name not in CHANGING and path.suffix != ".lock":
                    _shortcut(path, place / path.name)
        segments = [segment for meta in metas for segment in meta["segments"]]
        (place / CHANGING[0]).write_text(json.dumps({**metas[0], "segments": segments}), encoding="utf-8")
        return TantivyKeywords.open(place)
    except (OSError, ValueError, KeyError) as error:
        raise CorruptError("关键词索引打不开；请运行 liaocheng index --rebuild。") from error
    finally:
        shutil.rmtree(place, ignore_errors=True)  # All of it is mapped by now.


def _shortcut(path: Path, new: Path) -> None:
    with suppress(OSError):
        new.symlink_to(path.absolute())
        return
    disk.link(path, new)
