"""All wiring: the front door `Assistant`."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from index.article import Article, Source
from index.embed import embedding_of
from index.lexicon import Lexicon
from index.snapshot import Snapshot, current_generation
from rag.answer import Answer, Event, Scope, SearchResult
from rag.ask import Asking, History, Request, check_date, scope_of
from rag.awaited import Awaited
from rag.config import Settings, read_settings
from rag.crossencoder import open_judge
from rag.desk.draft import one
from rag.examples import candidates
from rag.made import Made, Newest
from rag.question import Reader
from rag.statistics.ledger import Drawn

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

    from index.figure import Figure
    from rag.desk.check import Checker
    from rag.desk.verdict import Check, Verdict
    from rag.generate import Generator
    from rag.history import Conversations
    from rag.statistics.compare import Conflict
    from rag.statistics.ledger import Ledger

Elsewhere = Callable[[Request, frozenset[str] | None, int, Callable[[], Answer]], Answer]
MOST_VIEWS = 64  # sets of groups whose ledgers and desks are kept
EXAMPLES, MOST_TRIED = 4, 40


class Assistant(Awaited):
    """Answers questions from one library of newspaper articles. A context manager; safe to use from several threads.

    `generator` stands in for the language model of the settings. `groups` are those of whom it answers, None for one who sees
    everything; `seen_by` gives the assistant of another.
    """

    def __init__(self, settings: Settings, generator: Generator | None = None) -> None:
        self.settings = settings
        self._lexicon = Lexicon(settings.lexicon)
        self._reader = Reader(self._lexicon, settings.synonyms)
        self._embedding = embedding_of(settings.index)
        self._judge = open_judge(settings.reranker)
        self._drawn = Drawn()
        self._newest = Newest(settings, self._embedding, self._lexicon)
        self._asking = Asking(self._reader, self._embedding, self._judge, settings, generator)
        self.groups: frozenset[str] | None = None
        self._elsewhere: Elsewhere | None = None
        self._start()

    def _start(self) -> None:
        """Nothing has been made yet of what is seen."""
        self._lock = threading.Lock()
        self._made: Made | None = None
        self._examples: tuple[int, tuple[str, ...]] = (0, ())
        self._views: OrderedDict[frozenset[str], Assistant] = OrderedDict()

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
        if self.groups is None:
            self._newest.close()

    def seen_by(self, groups: Iterable[str] | None) -> Assistant:
        """The assistant of one who is in these groups: all that it says is as if the library held only what he may see.

        None is one who sees everything that this one sees. What it needs of its own is made once for each set of groups.
        """
        if groups is None:
            return self
        wanted = frozenset(groups) if self.groups is None else self.groups.intersection(groups)
        with self._lock:
            if wanted not in self._views:
                view = copy(self)
                for name in ("retriever", "chain"):
                    view.__dict__.pop(name, None)
                view.groups = wanted
                view._start()
                self._views[wanted] = view
            self._views.move_to_end(wanted)
            while len(self._views) > MOST_VIEWS:
                self._views.popitem(last=False)
            return self._views[wanted]

    def warm(self) -> None:
        """Load what the first question would otherwise wait for."""
        self._lexicon.warm()
        self._embedding.query("预热")

    def share(self, elsewhere: Elsewhere) -> None:
        """Let questions be answered by `elsewhere`, which gets the request, the groups of whoever asks, the generation that
        answers now, and what answers here.
        """
        self._elsewhere = elsewhere

    @property
    def generation(self) -> int:
        """The number of the published state of the library that answers now."""
        return self._current().generation

    def scope(self) -> Scope:
        """What is searched: sources, articles and their dates."""
        return scope_of(self._current())

    def sources(self) -> list[tuple[Source, int]]:
        """Each source with the number of its articles, by name; of its groups only those that whoever asks is in."""
        found = self._current().sources()
        if self.groups is None:
            return found
        return [(replace(one, groups=tuple(g for g in one.groups or () if g in self.groups)), n) for one, n in found]

    @property
    def passages(self) -> int:
        """The number of passages that are searched."""
        return self._current().size

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
        places: Sequence[str] = (),
    ) -> SearchResult:
        """The k best passages, best first, of articles dated from `since` to `until` (YYYY, YYYY-MM or YYYY-MM-DD) in `sources`.

        With `places`, of those that name one of them, or an immediate part of one.

        `docs` holds up to k distinct articles: it looks deeper where passages repeat an article.
        """
        return self._of_now().search(query, k, (since, until, sources, places))

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
        request, made = Request(question, history, since, until, sources, today, places), self._of_now()

        def here() -> Answer:
            return self._last(made.snapshot, request)

        def answer() -> Answer:
            return self._elsewhere(request, self.groups, made.snapshot.generation, here) if self._elsewhere else here()

        if self.settings.model:
            return here()
        return made.answers.answer(request, self.settings.today or date.today(), answer)

    def work(self, request: Request) -> Answer:
        """The answer to one request, worked on here and now; raises as `ask`."""
        return self._last(self._current(), request)

    def _last(self, snapshot: Snapshot, request: Request) -> Answer:
        *_, last = self._asking.steps(snapshot, request)
        assert isinstance(last, Answer)  # noqa: S101 - the last step always is
        return last

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
            yield Event("done", step.as_dict(), step.tokens) if isinstance(step, Answer) else step

    def figures(self, metric: str | None = None, region: str | None = None, period: str | None = None) -> list[Figure]:
        """The statistics of the articles that fit the filters (see `Ledger.figures`), by metric, region and time."""
        return self.ledger.figures(metric, region, period)

    def conflicts(self, metric: str | None = None, region: str | None = None, period: str | None = None) -> list[Conflict]:
        """Where the statistics that fit disagree, or only seem to; true conflicts first."""
        return self.ledger.conflicts(metric, region, period)

    @property
    def ledger(self) -> Ledger:
        """The statistics of the generation that answers now."""
        return self._of_now().ledger

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

    def checking(self, draft: str, *, today: date | None = None, **filters: Any) -> Iterator[Event]:  # noqa: ANN401
        """`check` step by step: progress and verdict for each sentence, then done."""
        permitted = self._current().permitted(**{k: v if k == "sources" else check_date(v) for k, v in filters.items()})
        return self.desk.events(draft, permitted, today)

    @property
    def desk(self) -> Checker:
        """The citation desk over the generation that answers now."""
        return self._of_now().desk

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

    def _of_now(self) -> Made:
        snapshot = self._current()
        with self._lock:
            if self._made is None or self._made.snapshot is not snapshot:
                tools = (self._reader, self._lexicon, self._embedding, self._judge)
                self._made = Made(snapshot, tools, self.settings, self._drawn)
            return self._made

    def _current(self) -> Snapshot:
        """What is seen of the newest published generation."""
        return self._newest.snapshot().seen_by(self.groups)
