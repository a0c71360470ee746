"""The newest generation, and what is made of one view of it when it is first asked for and kept as long as that answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from index.article import Article, Hit
from index.errors import LibraryError
from index.snapshot import Snapshot
from rag.answer import SearchResult
from rag.ask import articles_of, permitted_of
from rag.recall import Recall
from rag.retrieve import Found, Searcher
from rag.statistics.ledger import Drawn, Ledger

if TYPE_CHECKING:
    from index.embed import Embedding
    from index.lexicon import Lexicon
    from rag.config import Settings
    from rag.crossencoder import Judge
    from rag.desk.check import Checker
    from rag.question import Reader

MOST_HITS = 1000
Bounds = tuple[str | None, str | None, Sequence[str] | None, Sequence[str]]


class Made:
    """The search, the ledger and the citation desk over what `snapshot` shows. Safe to use from several threads."""

    def __init__(
        self,
        snapshot: Snapshot,
        tools: tuple[Reader, Lexicon, Embedding, Judge | None],
        settings: Settings,
        drawn: Drawn,
    ) -> None:
        self.snapshot, self._settings = snapshot, settings
        self._reader, self._lexicon, self._embedding, self._judge = tools
        self._lock, self._drawn, self.answers = threading.Lock(), drawn, Recall()

    def search(self, query: str, k: int, bounds: Bounds) -> SearchResult:
        """The k best passages, best first, of what is dated since, until, stands in sources and names places; see
        `Assistant.search`.
        """
        started = time.perf_counter()
        permitted = permitted_of(self.snapshot, *bounds)
        k = max(1, min(k, MOST_HITS))
        found = Searcher(self.snapshot, self._embedding, self._judge).search(self._reader.read(query), 5 * k, permitted)
        articles = articles_of(self.snapshot, found[:k])
        docs = list(dict.fromkeys(hit.passage.article_id for hit in found))[:k]
        hits = tuple(_hit(hit, articles[hit.passage.article_id]) for hit in found[:k])
        return SearchResult(hits, tuple(docs), round(time.perf_counter() - started, 6))

    @property
    def ledger(self) -> Ledger:
        """Its statistics."""
        with self._lock:
            return self._ledger

    @property
    def desk(self) -> Checker:
        """Its citation desk."""
        with self._lock:
            return self._desk

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self.snapshot, self._speaking_of, self._settings.metrics, self._drawn)

    @cached_property
    def _desk(self) -> Checker:
        from rag.desk.check import Checker
        from rag.desk.wordings import wordings

        words = wordings(self._settings.synonyms)
        return Checker(Searcher(self.snapshot, self._embedding), self._reader, self._lexicon, words)

    def _speaking_of(self, words: str, k: int) -> list[int]:
        found = Searcher(self.snapshot, self._embedding).search(self._reader.read(words), k)
        return list(dict.fromkeys(hit.passage.article for hit in found))


class Newest:
    """The newest published generation; one that was replaced lives on only as long as somebody reads it.

    Raises MismatchError when it was made with another model or lexicon than these.
    """

    def __init__(self, settings: Settings, embedding: Embedding, lexicon: Lexicon) -> None:
        self._settings, self._embedding, self._lexicon = settings, embedding, lexicon
        self._lock = threading.Lock()
        self._snapshot = self._open()

    def snapshot(self) -> Snapshot:
        """The generation that answers now, all of it."""
        with self._lock:
            if self._snapshot.stale():
                self._snapshot = self._open()
            return self._snapshot

    def close(self) -> None:
        """Let go of the library's files."""
        self._snapshot.close()

    def _open(self) -> Snapshot:
        snapshot = Snapshot.open(self._settings.data, self._settings.index)
        try:
            snapshot.check(self._embedding, self._lexicon)
        except LibraryError:
            snapshot.close()
            raise
        return snapshot


def _hit(found: Found, article: Article) -> Hit:
    passage = found.passage
    return Hit(
        article.source, article.article_id, article.name, article.date,
        passage.passage_id, passage.text, passage.start, passage.end, round(found.score, 6),
    )  # fmt: skip
