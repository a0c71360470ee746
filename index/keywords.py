"""Tantivy: BM25 over words and character bigrams, with a headline field. Every search can be limited to permitted articles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeywordRow:
    """What is indexed of one passage: tokens made by `lexicon`, in order of the text, repeated as often as they occur."""

    passage_id: int
    article: int
    words: Sequence[str]
    bigrams: Sequence[str]
    title: Sequence[str]


@dataclass(frozen=True, slots=True)
class KeywordQuery:
    """Tokens to look for, each with its weight (a boost of its BM25 score)."""

    words: Sequence[tuple[str, float]]
    bigrams: Sequence[tuple[str, float]]
    title_boost: float = 1.0


class KeywordIndex(Protocol):
    """What the library asks of a keyword engine."""

    def add(self, rows: Iterable[KeywordRow]) -> None:
        """Add passages."""
        ...

    def remove(self, articles: Iterable[int]) -> None:
        """Remove every passage of these article numbers."""
        ...

    def search(self, query: KeywordQuery, k: int, permitted: Collection[int] | None = None) -> list[tuple[int, float]]:
        """The k best (passage id, BM25 score), best first; only of `permitted` article numbers when given."""
        ...
