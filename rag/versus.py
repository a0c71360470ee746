"""Two or more places or times side by side: what is found for each, and whether the values may be compared at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from index.article import Article
from index.figure import Figure
from index.lexicon import fold
from index.metrics import canonical
from index.periods import Period
from index.places import part_of
from rag.answer import Notice, Scope
from rag.compose import Body, cite, refusal, shown
from rag.extract import choose
from rag.features import LOOSE
from rag.kinds import wanted
from rag.question import Ask, Question
from rag.rank import Sentence, rank
from rag.records import within
from rag.retrieve import Found
from rag.sides import Side
from rag.statistics.sizes import base, magnitude
from rag.statistics.sizes import shown as printed

BUDGET = 380  # characters of all sides together
NEAR = 0.6  # the share of the best score for a thing asked that a sentence must reach
ON_TOPIC = 0.34  # the share of the words asked about, by weight, that a sentence must hold itself


@dataclass(frozen=True, slots=True)
class _Found:
    """What answers one side: its sentences, best first, and the statistics in them that it asks for."""

    side: Side
    sentences: tuple[Sentence, ...]
    records: tuple[Figure, ...]


def compared(sides: Sequence[tuple[Side, Sequence[Found]]], articles: Mapping[str, Article], scope: Scope) -> Body | None:
    """The answer to a comparison, each side's sentences with their [n]; a refusal when no side has any, None without sides.

    A side for which nothing is found is named in a notice; so are sides of which other things are told, or other spans of time.
    """
    if not sides:
        return None
    told = [_found(side, found, articles, scope, BUDGET // len(sides)) for side, found in sides]
    kept = [one for one in told if one.sentences]
    if not kept:
        return refusal(shown([hit for _, found in sides for hit in found[:2]][:3], articles), scope)
    numbers: dict[tuple[str, int], int] = {}
    lines, cited = [], []
    for sentence in (s for one in kept for s in sorted(one.sentences, key=lambda s: s.start)):
        key = (sentence.article.article_id, sentence.start)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            cited.append(cite(numbers[key], sentence.article, sentence.start, sentence.end))
            lines.append(f"{sentence.text}[{numbers[key]}]")
    short = "；".join(f"{one.side.name}{printed(_like(one, kept[0]))}" for one in kept if one.records) or None
    return Body("\n".join(lines), refused=False, short=short, citations=tuple(cited), notices=tuple(_notices(told)))


def _found(side: Side, found: Sequence[Found], articles: Mapping[str, Article], scope: Scope, budget: int) -> _Found:
    question = side.question
    ranked = rank(question, found, articles, scope.articles)
    topic = _topic(question)
    fitting = [s for s in ranked.sentences if _fits(question, topic, s)]
    answering = choose(question, ranked, scope.articles).sentences
    chosen: list[Sentence] = []
    for sentence in [*(s for s in answering if s in fitting), *_open(question, topic, fitting, ranked.sentences)]:
        if sentence not in chosen and (not chosen or sum(len(s.text) for s in (*chosen, sentence)) <= budget):
            chosen.append(sentence)
    records = [record for s in chosen for record in _records(question, topic, s) if _own(question, record)]
    return _Found(side, tuple(chosen), tuple(sorted(records, key=lambda record: _close(question, topic, record), reverse=True)))


def _like(one: _Found, first: _Found) -> Figure:
    """The figure of a side to set beside that of the first: of the same metric where there is one."""
    metrics = [canonical(record.metric) for record in first.records[:1]]
    return next((record for record in one.records if canonical(record.metric) in metrics), one.records[0])


def _close(question: Question, topic: Sequence[int], record: Figure) -> tuple[bool, float]:
    """Whether a figure is in the unit asked for, and how much of what is compared its metric names."""
    form = wanted(question.standalone, "figure") if question.kind == "figure" else None
    metric = fold(record.metric)
    naming = [question.terms[i] for i in topic if question.terms[i].within(metric)]
    covered = sum(len(word) for word in {t.word for t in naming if t.word in metric}) / len(metric)
    named = min(covered, 1.0) * sum(term.weight * (0.5 + term.focus) for term in naming)
    return bool(form and form.search(f"{record.value}{record.unit}")), named


def _open(
    question: Question, topic: Sequence[int], fitting: Sequence[Sentence], ranked: Sequence[Sentence]
) -> Iterator[Sentence]:
    """For each thing asked the sentence that answers it best, of those that speak of it and come near the best of all."""
    for i, ask in enumerate(question.asks):
        own = _of_ask(question, topic, ask)
        form = wanted(ask.text, ask.kind)
        speaking = [s for s in fitting if own and _speaks(question, own, s) and (form is None or form.search(fold(s.text)))]
        best = max(speaking, key=lambda s: s.scores[i], default=None)
        if best and best.scores[i] >= NEAR * max(s.scores[i] for s in ranked):
            yield best


def _fits(question: Question, topic: Sequence[int], sentence: Sentence) -> bool:
    """Whether a sentence is of the side's place and time, and of what is compared."""
    apart = sentence.feature("other_place") > 0 or sentence.feature("other_period") > 0
    speaks = any(_speaks(question, _of_ask(question, topic, ask) or topic, sentence) for ask in question.asks)
    return not apart and speaks and not _of_others(question, topic, sentence)


def _own(question: Question, record: Figure) -> bool:
    """Whether a figure is of the place and of the time asked for, as far as both say one."""
    timed = [period for period in question.periods if period.since and period.until]
    if timed and record.since and record.until and not any(_during(record, period) for period in timed):
        return False
    names = [place.name for place in question.places]
    return not names or not record.region or any(record.region == name or part_of(record.region, name) for name in names)


def _during(record: Figure, period: Period) -> bool:
    """Whether the time of a figure lies within the one asked for."""
    return (record.since or "") >= (period.since or "") and (record.until or "") <= (period.until or "9")


def _of_others(question: Question, topic: Sequence[int], sentence: Sentence) -> bool:
    """Whether all that a sentence counts of what is compared is of other places."""
    records = list(_records(question, topic, sentence))
    return bool(records) and not any(_own(question, record) for record in records)


def _topic(question: Question) -> list[int]:
    """The terms that say what is compared: neither its place nor its time."""
    where = [fold(place.text) for place in question.places] + [fold(period.text) for period in question.periods]
    return [i for i, t in enumerate(question.terms) if not t.compound and not any(t.word in w or w in t.word for w in where)]


def _of_ask(question: Question, topic: Sequence[int], ask: Ask) -> list[int]:
    """Those of the terms that stand in one ask."""
    return [j for j in topic if question.terms[j].part == ask.part and question.terms[j].word in fold(ask.text)]


def _speaks(question: Question, topic: Sequence[int], sentence: Sentence) -> bool:
    """Whether a sentence itself speaks of what is compared."""
    total = sum(question.terms[i].weight for i in topic)
    return not total or sum(question.terms[i].weight for i in topic if sentence.held[i] >= LOOSE) >= ON_TOPIC * total


def _records(question: Question, topic: Sequence[int], sentence: Sentence) -> Iterator[Figure]:
    """The statistics of a sentence whose metric is what is compared."""
    for record in within(sentence.article, sentence.start, sentence.end):
        metric = fold(record.metric)
        if any(question.terms[i].within(metric) or metric in question.terms[i].synonyms for i in topic):
            yield record


def _notices(told: Sequence[_Found]) -> Iterator[Notice]:
    missing = [one.side.name for one in told if not one.sentences]
    if missing:
        yield Notice("scope", f"{'、'.join(missing)}：无资料，不能直接比。")
    kept = [one for one in told if one.records]
    if len(kept) < 2 or missing:
        return
    pair = _pair(kept[0], kept[1])
    if pair is None:
        names = "、".join(f"{one.side.name}说的是{one.records[0].metric}" for one in kept[:2])
        yield Notice("scope", f"两处说的不是同一项（{names}），不能直接比。")
    elif _spans_differ(*pair):
        yield Notice("scope", f"一个是{pair[0].period}，一个是{pair[1].period}，时段长短不同，不能直接比。")
    elif (text := _difference(*pair, kept[0].side.name, kept[1].side.name)) is not None:
        yield Notice("computed", text)


def _pair(first: _Found, second: _Found) -> tuple[Figure, Figure] | None:
    """The first statistics of both sides that are of one thing in one unit."""
    for a in first.records:
        for b in second.records:
            if canonical(a.metric) == canonical(b.metric) and base(a) == base(b) and a.kind == b.kind:
                return a, b
    return None


def _spans_differ(a: Figure, b: Figure) -> bool:
    """Whether one value is of a much longer time than the other."""
    days = [
        (date.fromisoformat(f.until) - date.fromisoformat(f.since)).days + 1
        for f in (a, b)
        if f.since and f.until and len(f.since) == len(f.until) == len("2024-01-01")
    ]
    return len(days) == 2 and max(days) > 1.2 * min(days)


def _difference(a: Figure, b: Figure, first: str, second: str) -> str | None:
    """How far apart two comparable values are, as reckoned; None for ranges and words, and for values with a qualifier."""
    sizes = magnitude(a), magnitude(b)
    if a.qualifier or b.qualifier or sizes[0] is None or sizes[1] is None or a.unit != b.unit:
        return None
    x, y = Decimal(a.value), Decimal(b.value)
    if x == y:
        return f"{first}与{second}相同（{printed(a)}）。"
    high, low, more, less = (x, y, first, second) if x > y else (y, x, second, first)
    return f"{more}比{less}多{high - low}{a.unit}（计算值，非原文：{high}−{low}）。"
