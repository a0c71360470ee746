"""One question answered step by step: found, extracted or generated, grounded, put together."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.gazetteer import spellings
from index.snapshot import Snapshot
from rag import bylines, compose, courtesy, mentions, versus
from rag.answer import Answer, Event, Notice, Scope, plain
from rag.compose import Body
from rag.config import Settings
from rag.errors import ModelError, UsageError
from rag.generate import Told
from rag.measured import measured
from rag.question import Question, Reader
from rag.rank import depth
from rag.reprints import first_prints
from rag.reprints import notices as reprint_notices
from rag.retrieve import Found, Searcher
from rag.sides import Side, sides

if TYPE_CHECKING:
    from index.embed import Embedding
    from rag.crossencoder import Judge
    from rag.generate import Generator

History = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller asks."""

    text: str
    history: History
    since: str | None
    until: str | None
    sources: Sequence[str] | None
    today: date | None
    places: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Evidence:
    """One question with what was found for it in one generation; `ready` is an answer that needed no search."""

    question: Question
    found: list[Found]
    articles: dict[str, Article]
    reprints: dict[str, list[Article]]
    sides: list[tuple[Side, list[Found]]]
    scope: Scope
    generation: int
    started: float
    ready: Body | None = None


class Asking:
    """Answers with one reader, one embedding and, where the settings name them, a cross-encoder and a language model.

    `generator` stands in for the language model of the settings.
    """

    def __init__(
        self, reader: Reader, embedding: Embedding, judge: Judge | None, settings: Settings, generator: Generator | None
    ) -> None:
        self._reader, self._embedding, self._judge = reader, embedding, judge
        self._settings = settings
        self._given = generator

    def steps(self, snapshot: Snapshot, request: Request) -> Iterator[Event | Answer]:
        """The events of one answer and, last, the answer itself."""
        talk = [turn for turn in request.history if not courtesy.courteous(turn.get("question", ""))]
        request = replace(request, history=talk)
        evidence = self._gather(snapshot, request)
        passages = compose.shown(evidence.found, evidence.articles)
        yield Event("passages", {"passages": plain(passages)})
        body: Body | None = None
        notice: Notice | None = None
        tokens = 0
        if self._generator and passages:
            pieces: list[str] = []
            told = self._told(evidence.question.standalone, [p.quote for p in passages], request.history)
            try:
                for piece in told:
                    pieces.append(piece)
                    yield Event("delta", {"text": piece})
                body = compose.generated("".join(pieces), passages, evidence.scope)
                notice = None if body else Notice("unmarked", "大模型的回答与所引段落对不上，下面直接给出报纸原文。")
            except ModelError as error:
                notice = Notice("unmarked", str(error))
            tokens = told.tokens
        if body is None:
            body = self._extracted(evidence, request)
            yield from (Event("delta", {"text": piece}) for piece in compose.pieces(body))
        yield from (Event("citation", plain(citation)) for citation in body.citations)
        yield replace(self._answer(evidence, body, notice), tokens=tokens)

    def _told(self, question: str, quotes: list[str], history: History) -> Told:
        assert self._generator  # noqa: S101 - asked for only where there is one
        return Told(iter(self._generator.stream(question, quotes, history)), len(question) + sum(map(len, quotes)))

    def _extracted(self, evidence: _Evidence, request: Request) -> Body:
        """The answer without a language model."""
        compared = evidence.ready or versus.compared(evidence.sides, evidence.articles, evidence.scope)
        return compared or compose.extractive(
            evidence.question, evidence.found, evidence.articles, evidence.scope, self._today(request)
        )

    def _today(self, request: Request) -> date:
        return request.today or self._settings.today or date.today()

    def _at_once(self, snapshot: Snapshot, request: Request, permitted: NDArray[np.int64] | None) -> _Evidence | None:
        """What is answered without a search for passages: courtesy, who wrote the report just quoted, what somebody wrote."""
        started, scope = time.perf_counter(), scope_of(snapshot, permitted, request.sources)
        question, reprints = self._reader.read(request.text), dict[str, list[Article]]()
        body = courtesy.reply(request.text, scope)
        if body is None and bylines.deictic(question.standalone):
            question, body = self._credited(snapshot, request, question)
        if body is None:
            last = request.history[-1].get("question", "") if request.history else ""
            other = bylines.continued(question.standalone, last, snapshot)
            question = (
                replace(self._reader.read(other), text=question.text)
                if other
                else self._reader.read(request.text, request.history)
            )
            if signed := bylines.signed(question, snapshot, permitted, scope, self._today(request)):
                body, reprints = signed.body, signed.reprints
        return _Evidence(question, [], {}, reprints, [], scope, snapshot.generation, started, body) if body else None

    def _credited(self, snapshot: Snapshot, request: Request, question: Question) -> tuple[Question, Body]:
        """Who wrote what the last answer of the conversation quotes, when and where."""
        last = request.history[-1].get("question", "").strip() if request.history else ""
        if not last:
            return question, bylines.credited(question.text, None, {})
        before = replace(request, text=last, history=request.history[:-1])
        evidence = self._gather(snapshot, before)
        body = self._extracted(evidence, before)
        whole = replace(question, standalone=f"{evidence.question.standalone} {question.text}")
        articles = {c.article_id: article for c in body.citations if (article := snapshot.article(c.article_id))}
        return whole, bylines.credited(question.text, body, articles)

    def _gather(self, snapshot: Snapshot, request: Request) -> _Evidence:
        started = time.perf_counter()
        permitted = permitted_of(snapshot, request.since, request.until, request.sources, request.places)
        if ready := self._at_once(snapshot, request, permitted):
            return ready
        question = self._reader.read(request.text, request.history)
        searcher = Searcher(snapshot, self._embedding, self._judge)
        most = depth(snapshot.scope()[0])
        found = searcher.search(question, mentions.DEEP if mentions.wanted(question) else most, permitted)
        beside = [(side, searcher.search(side.question, most, permitted)) for side in sides(question, self._reader)]
        articles = articles_of(snapshot, [*found, *(hit for _, hits in beside for hit in hits)])
        found, reprints = first_prints(found, articles)
        beside = [(side, first_prints(hits, articles)[0]) for side, hits in beside]
        return _Evidence(
            question,
            found,
            articles,
            reprints,
            beside,
            scope_of(snapshot, permitted, request.sources),
            snapshot.generation,
            started,
        )

    def _answer(self, evidence: _Evidence, body: Body, notice: Notice | None) -> Answer:
        beside = measured(evidence.question, body.citations, evidence.articles, self._settings.metrics)
        said = {told.kind for told in body.notices} - {"scope"}
        told = (*body.notices, *(other for other in beside.notices if other.kind not in said))
        return Answer(
            question=evidence.question.text,
            standalone_question=evidence.question.standalone,
            text=body.text,
            short=body.short,
            refused=body.refused,
            citations=body.citations,
            notices=(*told, *reprint_notices(body.citations, evidence.reprints), *([notice] if notice else [])),
            suggestions=body.suggestions,
            mode=body.mode,
            model=self._generator.name if self._generator and body.mode == "generated" else None,
            generation=evidence.generation,
            scope=evidence.scope,
            nearest=body.nearest,
            figures=tuple(record.as_dict() for record in beside.figures),
            conflicts=tuple(entry.as_dict() for entry in beside.conflicts),
            seconds=round(time.perf_counter() - evidence.started, 6),
        )

    @cached_property
    def _generator(self) -> Generator | None:
        if self._given or not self._settings.model:
            return self._given
        from rag.generate import ChatModel

        return ChatModel(self._settings)


def check_date(day: str | None) -> str | None:
    """`day` when it is YYYY, YYYY-MM or YYYY-MM-DD; raises UsageError when it is not."""
    if day is None or re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", day):
        return day
    raise UsageError(f"日期“{day}”看不懂：请写成 2025、2025-03 或 2025-03-12。")


def permitted_of(
    snapshot: Snapshot,
    since: str | None,
    until: str | None,
    sources: Sequence[str] | None,
    places: Sequence[str] = (),
) -> NDArray[np.int64] | None:
    """The numbers (n,) of the articles that may answer; None for all. Raises UsageError for an odd date."""
    permitted = snapshot.permitted(check_date(since), check_date(until), sources)
    if not places:
        return permitted
    named = snapshot.naming([name for place in places for name in spellings(place)])
    return named if permitted is None else np.intersect1d(permitted, named)


def articles_of(snapshot: Snapshot, found: Sequence[Found]) -> dict[str, Article]:
    """The articles of what was found, by id."""
    numbers = dict.fromkeys(hit.passage.article for hit in found)
    return {article.article_id: article for article in snapshot.articles(list(numbers))}


def scope_of(snapshot: Snapshot, permitted: Collection[int] | None = None, names: Sequence[str] | None = None) -> Scope:
    """What is searched: all, or the `permitted` articles (of the sources `names`)."""
    articles, sources, since, until = snapshot.scope()
    if permitted is not None:
        articles, sources = len(permitted), len(set(names)) if names else sources
    return Scope(articles=articles, since=since, until=until, sources=sources)
