"""The statistics that sentences give of what a question asks, and those that other sentences give of the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.article import Article
from index.figure import Figure
from index.figures import figures
from index.lexicon import fold
from index.metrics import canonical, metric
from rag.kinds import wanted
from rag.question import Question, Term

NEAR = 0.5  # the share of the words asked about, by weight, that a metric must hold beside its sentence


@lru_cache(maxsize=512)
def drawn(article: Article) -> tuple[Figure, ...]:
    """All statistics of an article, drawn once."""
    return tuple(figures(article))


def within(article: Article, start: int, end: int) -> list[Figure]:
    """The statistics whose numbers stand in article.text[start:end]."""
    return [record for record in drawn(article) if start <= record.start < end]


def asked(question: Question, records: Sequence[Figure], unit: bool = True) -> Figure | None:
    """The one of these statistics that a question for one figure asks for; None when none is of it.

    It has the `unit` asked for, unless that is no matter; its metric holds the words asked about better than its neighbours'.
    """
    form = wanted(question.standalone, "figure")
    terms = _topic(question)
    if form is None or not terms or (unit and len(question.asks) > 1):
        return None
    fitting = [r for r in records if not unit or form.search(fold(r.value + r.unit))]
    times = {(period.since, period.until) for period in question.periods}
    best = max(
        fitting,
        key=lambda r: (_held(terms, r), (r.since, r.until) in times, r.kind != "target", r.until or ""),
        default=None,
    )
    return best if best and _held(terms, best) >= NEAR * sum(term.weight for term in terms) else None


def kin(record: Figure, articles: Sequence[Article]) -> Iterator[Figure]:
    """Other statistics of the same thing in the same place, in the order of these articles; aims are no kin of facts."""
    own = metric(canonical(record.metric))
    for article in articles:
        for other in drawn(article):
            if other is record or other.region != record.region or (other.kind == "target") != (record.kind == "target"):
                continue
            if metric(canonical(other.metric)) == own:
                yield other


def _topic(question: Question) -> list[Term]:
    """The terms that say what is counted: neither its place nor its time."""
    where = [fold(place.text) for place in question.places] + [fold(period.text) for period in question.periods]
    return [t for t in question.terms if not t.compound and not t.scope and not any(t.word in w or w in t.word for w in where)]


def _held(terms: Sequence[Term], record: Figure) -> float:
    """The weight of the terms that a record's metric holds."""
    name = fold(record.metric + canonical(record.metric))
    return sum(term.weight for term in terms if term.within(name) or any(len(s) > 2 and s in name for s in term.synonyms))
