"""Sources, articles and passages as rows of the catalogue. Each row carries a digest of itself: SQLite has no checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from index.article import Article, Passage, Source

_AT_ONCE = 500
_COLUMNS = ("source", "article_id", "text")  # Of an article; its other fields stand in the JSON of its record.


@dataclass(frozen=True, slots=True)
class Row:
    """An article with the numbers that the library gave it and its source, and its place in the source."""

    number: int
    source: int
    place: int
    article: Article


def source_row(source: Source, page: str, number: int) -> tuple[str, bytes]:
    """Record and digest of a source with the text of its page."""
    record = _json(asdict(source))
    return record, digest(number, record, page)


def source_of(record: str) -> Source:
    """The source of a record."""
    known: dict[str, Any] = json.loads(record)
    if known.get("groups") is not None:
        known["groups"] = tuple(known["groups"])
    return Source(**known)


def article_row(article: Article, number: int) -> tuple[str, bytes]:
    """Record and digest of an article."""
    record = _json({name: value for name, value in asdict(article).items() if name not in _COLUMNS})
    return record, digest(number, article.source, article.article_id, record, article.text)


@lru_cache(maxsize=1024)  # many questions find the same articles
def article_of(record: str, source: str, article_id: str, text: str) -> Article:
    """The article of a record."""
    known: dict[str, Any] = json.loads(record)
    known["reporters"], known["correspondents"] = tuple(known["reporters"]), tuple(known["correspondents"])
    known["lines"] = tuple((offset, line) for offset, line in known["lines"])
    return Article(source=source, article_id=article_id, text=text, **known)


def passage_row(passage: Passage) -> tuple[int, int, int, int, bytes]:
    """The row of a passage."""
    place = (passage.passage_id, passage.article, passage.start, passage.end)
    return (*place, digest(*place))


def digest(*parts: object) -> bytes:
    """16 bytes that change with any of the parts."""
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=16).digest()


def batches(numbers: Iterable[int]) -> Iterator[list[int]]:
    """The numbers, as many at a time as one query takes."""
    rest = iter(numbers)
    while part := [int(number) for number in islice(rest, _AT_ONCE)]:
        yield part


def marks(part: Collection[int]) -> str:
    """Question marks for so many values."""
    return ",".join("?" * len(part))


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
