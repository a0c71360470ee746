"""The statistics that an answer gives, and what else is printed of them: other values, other times, newer figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.article import Article
from index.figure import Figure
from rag.answer import Citation, Notice
from rag.kinds import wanted
from rag.question import Question
from rag.records import asked, kin, within
from rag.statistics.compare import Conflict, conflicts, judge
from rag.statistics.sizes import shown

_KINDS = ("figure", "compare", "other")  # of questions that may ask for a figure
OTHERS = 3  # values of other times that a notice names


@dataclass(frozen=True, slots=True)
class Measured:
    """The statistics asked for that an answer gives, where sources disagree on them, and what to tell beside it."""

    figures: tuple[Figure, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notices: tuple[Notice, ...] = ()


def measured(
    question: Question, citations: Sequence[Citation], articles: Mapping[str, Article], terms: Path | None = None
) -> Measured:
    """What the cited sentences measure of what is asked, beside all that `articles` print of it.

    `terms` is a user's table of other names of metrics.
    """
    if question.kind not in _KINDS or wanted(question.standalone, "figure") is None:  # drawing statistics takes its time
        return Measured()
    told = [(record, citation.n) for citation in citations if (record := _record(question, citation, articles))]
    if not told:
        return Measured()
    first, n = told[0]
    given = [record for record, _ in told]
    others = [record for record in kin(first, list(articles.values())) if not _same(record, given)]
    disagreeing = [entry for other in others for entry in conflicts([first, other], terms) if entry.verdict == "true-conflict"]
    made = [*_disagreements(first, n, others, terms), *_times(question, first, n, others, terms), *_unsaid(question, first, n)]
    return Measured(tuple(given), tuple(disagreeing), tuple(made))


def _record(question: Question, citation: Citation, articles: Mapping[str, Article]) -> Figure | None:
    article = articles.get(citation.article_id)
    return asked(question, within(article, citation.start, citation.end)) if article else None


def _same(record: Figure, given: Sequence[Figure]) -> bool:
    """Whether a record says no more than what the answer gives."""
    return any(record == one or (shown(record) == shown(one) and record.period == one.period) for one in given)


def _disagreements(first: Figure, n: int, others: Sequence[Figure], terms: Path | None) -> Iterator[Notice]:
    """Both values of one thing, each with its report."""
    for other in others:
        judged = judge(first, other, terms)
        if judged and judged.verdict == "true-conflict":
            yield Notice("conflict", f"两处说法不一：{_told(first)}、{_told(other)}。建议注明出处或核实。", (n,))
            return


def _times(question: Question, first: Figure, n: int, others: Sequence[Figure], terms: Path | None) -> Iterator[Notice]:
    """A newer value where no time is asked for, and values of other times."""
    apart: dict[str, Figure] = {}
    for other in others:
        judged = judge(first, other, terms)
        if judged and judged.verdict == "different-period" and other.stated and other.period:
            apart.setdefault(other.period, other)
    ordered = sorted(apart.values(), key=lambda r: (r.until or "", r.since or ""))
    timeless = not any(period.since for period in question.periods)
    newer = [r for r in ordered if timeless and (r.until or "") > (first.until or "9")]
    if newer:
        text = f"此数为{first.period}；{newer[-1].period}为{_told(newer[-1])}，建议核对后更新。"
        yield Notice("freshness", text, (n,))
    rest = [r for r in ordered if r not in newer[-1:]][-OTHERS:]
    if rest:
        yield Notice("other_period", f"另有{'；'.join(f'{r.period}{shown(r)}（《{r.title}》）' for r in rest)}。", (n,))


def _unsaid(question: Question, first: Figure, n: int) -> Iterator[Notice]:
    """Which time and place a figure is of, where the question leaves them open."""
    timed = first.period and first.since and not any(period.since for period in question.periods)
    placed = first.region and not question.places
    if first.unit == "%" and (timed or placed):
        yield Notice("scope", f"[{n}]说的是{first.region or ''}{first.period if timed else ''}的{first.metric}。", (n,))
    elif timed:
        yield Notice("as_of", f"[{n}]是{first.period}的数。", (n,))


def _told(record: Figure) -> str:
    day = "-".join((record.date or "").split("-")[:2])
    return f"{shown(record)}（《{record.title}》{f'，{day}' if day else ''}）"
