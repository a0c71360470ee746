"""All wiring: the front door `Assistant`."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from index.article import Article, Hit, Source
from index.embed import open_embedding
from index.errors import LibraryError
from index.lexicon import Lexicon
from index.snapshot import Snapshot, current_generation
from rag.answer import Answer, Event, Scope, SearchResult
from rag.ask import Asking, History, Request, articles_of, check_date, scope_of
from rag.config import Settings, read_settings
from rag.desk.draft import one
from rag.examples import candidates
from rag.question import Reader
from rag.rerank import open_judge
from rag.retrieve import Found, Searcher
from rag.statistics.ledger import Ledger

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

    from index.figure import Figure
    from rag.desk.check import Checker
    from rag.desk.verdict import Check, Verdict
    from rag.generate import Generator
    from rag.history import Conversations
    from rag.statistics.compare import Conflict

MOST_HITS = 1000
EXAMPLES, MOST_TRIED = 4, 40


class Assistant:
    """Answers questions from one library of newspaper articles. A context manager; safe to use from several threads.

    `generator` stands in for the language model of the settings.
    """

    def __init__(self, settings: Settings, generator: Generator | None = None) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._lexicon = Lexicon(settings.lexicon)
        self._reader = Reader(self._lexicon, settings.synonyms)
        self._embedding = open_embedding(settings.embedding, settings.query_prefix, settings.passage_prefix)
        self._judge = open_judge(settings.reranker)
        self._snapshot = self._open()
        self._asking = Asking(self._reader, self._embedding, self._judge, settings, generator)
        self._ledger: tuple[Snapshot, Ledger] | None = None
        self._checker: tuple[Snapshot, Checker] | None = None
        self._examples: tuple[int, tuple[str, ...]] = (0, ())

    @classmethod
    def open(cls, folder: str | Path | None = None, *, settings: Settings | None = None) -> Self:
        """The assistant over the library in `folder` (default: the setting `data`).

        Raises LibraryError or SettingsError. A library that does not exist yet is built from the articles that ship.
        """
        chosen = settings or read_settings()
        if folder is not None:
            chosen = replace(chosen, data=Path(folder))
        if current_generation(chosen.data) is None:
            from index.build import index
            from index.shipped import seeds

            with seeds() as path:
                index([path], chosen.index)
        return cls(chosen)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the library's files."""
        self._snapshot.close()

    def warm(self) -> None:
        """Load what the first question would otherwise wait for."""
        self._lexicon.warm()
        self._embedding.query("预热")

    @property
    def generation(self) -> int:
        """The number of the published state of the library that answers now."""
        return self._current().generation

    def scope(self) -> Scope:
        """What is searched: sources, articles and their dates."""
        return scope_of(self._current())

    def sources(self) -> list[tuple[Source, int]]:
        """Each source with the number of its articles, by name."""
        return self._current().sources()

    def article(self, article_id: str) -> Article | None:
        """One whole article, or None."""
        return self._current().article(article_id)

    def printing(self, source: str) -> tuple[str, list[Article]]:
        """The text of a source as it was read, and its articles; raises InputError for an unknown name."""
        return self._current().printing(source)

    def examples(self) -> list[str]:
        """Up to four questions that the articles at hand answer."""
        generation = self.generation
        if self._examples[0] != generation:
            working = (q for q, value in islice(candidates(self._current()), MOST_TRIED) if value in self.ask(q).text)
            self._examples = (generation, tuple(islice(working, EXAMPLES)))
        return list(self._examples[1])

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
    ) -> SearchResult:
        """The k best passages, best first, of articles dated from `since` to `until` (YYYY, YYYY-MM or YYYY-MM-DD) in `sources`.

        `docs` holds up to k distinct articles: it looks deeper where passages repeat an article.
        """
        started = time.perf_counter()
        question = self._reader.read(query)
        snapshot = self._current()
        permitted = snapshot.permitted(check_date(since), check_date(until), sources)
        k = max(1, min(k, MOST_HITS))
        found = Searcher(snapshot, self._embedding, self._judge).search(question, 5 * k, permitted)
        articles = articles_of(snapshot, found[:k])
        docs = list(dict.fromkeys(hit.passage.article_id for hit in found))[:k]
        hits = tuple(_hit(hit, articles[hit.passage.article_id]) for hit in found[:k])
        return SearchResult(hits, tuple(docs), round(time.perf_counter() - started, 6))

    def ask(
        self,
        question: str,
        *,
        history: History = (),
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
        today: date | None = None,
        places: Sequence[str] = (),
    ) -> Answer:
        """An answer with citations, or a refusal. `history` holds earlier turns as {"question", "answer"}.

        With `places`, only articles that name one of them, or an immediate part of one, are searched.

        Raises UsageError for an empty or over-long question or a date that cannot be read.
        """
        *_, answer = self._asking.steps(self._current(), Request(question, history, since, until, sources, today, places))
        assert isinstance(answer, Answer)  # noqa: S101 - the last step always is
        return answer

    async def aask(self, question: str, **options: Any) -> Answer:  # noqa: ANN401 - the options of ask
        """`ask` without blocking the event loop."""
        return await asyncio.to_thread(self.ask, question, **options)

    def stream(
        self,
        question: str,
        *,
        history: History = (),
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
        today: date | None = None,
        places: Sequence[str] = (),
    ) -> Iterator[Event]:
        """`ask` step by step: passages first, then text, then the whole answer."""
        for step in self._asking.steps(self._current(), Request(question, history, since, until, sources, today, places)):
            yield Event("done", step.as_dict()) if isinstance(step, Answer) else step

    async def astream(self, question: str, **options: Any) -> AsyncIterator[Event]:  # noqa: ANN401 - the options of ask
        """`stream` for an event loop."""
        steps = self.stream(question, **options)
        while (event := await asyncio.to_thread(next, steps, None)) is not None:
            yield event

    def figures(self, metric: str | None = None, region: str | None = None, period: str | None = None) -> list[Figure]:
        """The statistics of the articles that fit the filters (see `Ledger.figures`), by metric, region and time."""
        return self.ledger.figures(metric, region, period)

    def conflicts(self, metric: str | None = None, region: str | None = None, period: str | None = None) -> list[Conflict]:
        """Where the statistics that fit disagree, or only seem to; true conflicts first."""
        return self.ledger.conflicts(metric, region, period)

    @property
    def ledger(self) -> Ledger:
        """The statistics of the generation that answers now."""
        snapshot = self._current()
        with self._lock:
            if self._ledger is None or self._ledger[0] is not snapshot:
                self._ledger = (snapshot, Ledger(snapshot, partial(self._speaking_of, snapshot), self.settings.metrics))
            return self._ledger[1]

    def cite(
        self,
        claim: str,
        *,
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
        today: date | None = None,
    ) -> Verdict:
        """What supports or contradicts one sentence, with the passages and their references. Filters are those of `search`.

        Raises UsageError for an empty or over-long sentence or a date that cannot be read.
        """
        permitted = self._current().permitted(check_date(since), check_date(until), sources)
        return self.desk.check(one(claim), permitted, today)

    def check(
        self,
        draft: str,
        *,
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
        today: date | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Check:
        """The same for every sentence of a draft (its text; see `rag.desk.draft.read_draft` for files)."""
        permitted = self._current().permitted(check_date(since), check_date(until), sources)
        return self.desk.check_all(draft, permitted, today, progress)

    async def acheck(self, draft: str, *, today: date | None = None, **filters: Any) -> AsyncIterator[Event]:  # noqa: ANN401
        """`check` step by step, for an event loop: progress and verdict for each sentence, then done."""
        permitted = self._current().permitted(**{k: v if k == "sources" else check_date(v) for k, v in filters.items()})
        steps = self.desk.events(draft, permitted, today)
        while (event := await asyncio.to_thread(next, steps, None)) is not None:
            yield event

    @property
    def desk(self) -> Checker:
        """The citation desk over the generation that answers now."""
        snapshot = self._current()
        with self._lock:
            if self._checker is None or self._checker[0] is not snapshot:
                from rag.desk.check import Checker
                from rag.desk.wordings import wordings

                words = wordings(self.settings.synonyms)
                searcher = Searcher(snapshot, self._embedding)
                self._checker = (snapshot, Checker(searcher, self._reader, self._lexicon, words))
            return self._checker[1]

    def conversations(self, reader: str) -> Conversations:
        """What `reader` asked before and was answered, kept beside the library."""
        from rag.history import Conversations

        return Conversations(self.settings.data, reader)

    @cached_property
    def retriever(self) -> BaseRetriever:
        """The search as a LangChain retriever."""
        from rag.chain import PassageRetriever

        return PassageRetriever(search=self.search)

    @cached_property
    def chain(self) -> Runnable[dict[str, Any], Any]:
        """The assistant as a LangChain Runnable: {"question", "history"} to Answer."""
        from rag.chain import AnswerChain

        return AnswerChain(self)

    def _speaking_of(self, snapshot: Snapshot, words: str, k: int) -> list[int]:
        found = Searcher(snapshot, self._embedding).search(self._reader.read(words), k)
        return list(dict.fromkeys(hit.passage.article for hit in found))

    def _current(self) -> Snapshot:
        """The newest published generation; one that was replaced lives on only as long as somebody reads it."""
        with self._lock:
            if self._snapshot.stale():
                self._snapshot = self._open()
            return self._snapshot

    def _open(self) -> Snapshot:
        """The newest generation; raises MismatchError when it was made with another model or lexicon than the settings name."""
        snapshot = Snapshot.open(self.settings.data, self.settings.index)
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
