"""A file on disk to text: any Chinese encoding, guarded. Knows nothing of newsprint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.article import Article, Source


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file holds: newspaper `text` still to be split, or ready `articles` (a JSONL corpus)."""

    source: Source
    text: str = ""
    articles: tuple[Article, ...] = ()


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files below these files and folders that can be indexed, in a stable order.

    Raises InputError for a path that does not exist and for a folder without any such file.
    """
    raise NotImplementedError


def load(path: Path) -> Loaded:
    """Read one file, with what `sources.csv` beside it says of the printed page.

    Raises InputError (cannot be read) or DataError (empty, binary, damaged, ...): its message is the reason for skipping.
    """
    raise NotImplementedError
