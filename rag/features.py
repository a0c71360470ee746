"""What tells whether a sentence answers: how far it holds the words asked for, in which place and time, and in what form."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.lexicon import fold
from index.periods import Period, periods
from rag.asking import HOME
from rag.flows import fitting
from rag.kinds import shape, wanted
from rag.lines import Line, Reading, read
from rag.question import Ask, Question, Term
from rag.regions import region
from rag.retrieve import Found

# What a word counts that stands not in the sentence but near it.
HEADLINE, BEFORE, PARAGRAPH, ARTICLE, SYNONYM, LOOSE = 0.7, 0.6, 0.5, 0.25, 0.95, 0.8
MEANT = 0.9  # what a word counts that stands in the full name of what the sentence names in short
ELSEWHERE = 0.35  # the weight of a term in the asks in which it does not stand
UNSEEN = 0.6  # retrieval of a sentence beside the passages found, as a share of its article's best

NAMES = (
    "cover",
    "own",
    "near",
    "shape",
    "pairs",
    "period",
    "place",
    "retrieval",
    "article",
    "ahead",
    "heading",
    "lead",
    "local",
    "focus",
    "size",
    "lacks",
    "other_period",
    "other_place",
)

_CLAUSE = re.compile(r"[^，,；;。！？!?]+")
_RELATIVE = re.compile(r"[今去前上]年|本年")
_TITLE = re.compile(r"《[^》]*》(?:[（(][^）)]*年[）)])?")
_AHEAD_ASKED = re.compile(r"下一步|接下来|今后|以后|打算|准备|将来|未来|目标|计划|下半年|怎么干")
_AHEAD = re.compile(r"将|拟|力争|计划|下一步|未来|今后|目标")

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: `line` of `article`; `retrieval` is how well its passage was found beside the best, 0..1."""

    article: Article
    reading: Reading
    line: Line
    retrieval: float

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.article.text[self.line.start : self.line.end]


def candidates(found: Sequence[Found], articles: Mapping[str, Article]) -> list[Candidate]:
    """Every sentence of the articles found, best article first, in the order of its text."""
    best = max((hit.score for hit in found), default=1.0) or 1.0
    hits: dict[str, list[Found]] = {}
    for hit in found:
        hits.setdefault(hit.passage.article_id, []).append(hit)
    made = []
    for name, passages in hits.items():
        article = articles[name]
        reading = read(article)
        beside = UNSEEN * passages[0].score
        for line in reading.lines:
            inside = [hit.score for hit in passages if hit.passage.start <= line.start and line.end <= hit.passage.end]
            made.append(Candidate(article, reading, line, math.sqrt(max([beside, *inside, 0.0]) / best)))
    return made


def held(terms: Sequence[Term], found: Sequence[Candidate]) -> Matrix:
    """How far each candidate holds each term, 0..1, (candidates, terms): in itself 1, less in its headline or beside it."""
    table, runs = np.zeros((len(found), len(terms)), np.float32), _runs(found)
    for j, term in enumerate(terms):
        words = ((term.word, 1.0), *((other, SYNONYM) for other in term.synonyms), *((other, LOOSE) for other in term.loose))
        for word, share in words:
            for start, stop in runs:
                _hold(table[start:stop, j], word, share, found[start:stop], term.scope)
    return table


def _runs(found: Sequence[Candidate]) -> list[tuple[int, int]]:
    """Where the candidates of each article begin and end; they stand together."""
    made: list[tuple[int, int]] = []
    start = 0
    while start < len(found):
        stop = start
        while stop < len(found) and found[stop].reading is found[start].reading:
            stop += 1
        made.append((start, stop))
        start = stop
    return made


def _hold(column: Matrix, word: str, share: float, found: Sequence[Candidate], scope: bool) -> None:
    """Raise `column` to what each candidate of one article holds of one spelling."""
    reading = found[0].reading
    headline = word in reading.headline
    if not headline and word not in reading.text:
        return
    paragraphs = [word in text for text in reading.paragraphs]
    before = False
    for i, candidate in enumerate(found):
        line, own = candidate.line, word in candidate.line.text
        value = ARTICLE
        if own:
            value = 1.0
        elif word in line.meant:
            value = MEANT
        elif headline:
            value = 0.95 if scope else HEADLINE
        elif scope:
            value = 0.9 if paragraphs[0] else 0.7
        elif paragraphs[line.paragraph]:
            value = BEFORE if before else PARAGRAPH
        column[i] = max(column[i], share * value)
        before = own


def term_weights(terms: Sequence[Term], table: Matrix) -> Matrix:
    """What each term weighs among these sentences: its rarity in the language, less the commoner it is among them."""
    total = len(table) + 1
    counts = (table >= LOOSE).sum(axis=0)
    return np.array(
        [
            0.0 if term.compound and not count else term.weight * (0.35 + 0.65 * (1 - math.log(1 + count) / math.log(1 + total)))
            for term, count in zip(terms, counts, strict=True)
        ],
        np.float32,
    )


def of_ask(weights: Matrix, terms: Sequence[Term], ask: Ask) -> Matrix:
    """The weights for one ask: its own terms full, the others less; all alike when none of the terms is its own."""
    own = np.array([term.part == ask.part and term.word in fold(ask.text) for term in terms], bool)
    return weights * np.where(own, 1.0, ELSEWHERE).astype(np.float32) if own.any() else weights


def agreement(question: Question, found: Sequence[Candidate]) -> Matrix:
    """How far each candidate is of the time and of the place asked about, whatever is asked of them, (candidates, 2)."""
    names = {place.name for place in question.places} - {HOME.city}
    rows = [(agree(question.periods, one), region(question, names, one.line, one.reading)) for one in found]
    return np.array(rows, np.float32).reshape(len(found), 2)


def features(
    question: Question, ask: Ask, found: Sequence[Candidate], table: Matrix, weights: Matrix, *, agreed: Matrix
) -> Matrix:
    """The features NAMES of each candidate for one ask, (candidates, features); `agreed` is their `agreement`."""
    made = np.zeros((len(found), len(NAMES)), np.float32)
    if not found:
        return made
    total = float(weights.sum()) or 1.0
    made[:, 0] = table @ weights / total
    made[:, 1] = np.where(table >= LOOSE, table, 0) @ weights / total
    form, look = wanted(ask.text, ask.kind), shape(ask.kind)
    inside = table >= LOOSE
    made[:, 12] = _local(found, inside, weights)
    focus = weights * np.array([term.focus for term in question.terms], np.float32)
    made[:, 13] = np.where(inside, table, 0.3 * table) @ focus / (float(focus.sum()) or 1.0)
    made[:, 14] = [math.log(len(candidate.line.text) / 50) for candidate in found]
    ahead = bool(_AHEAD_ASKED.search(question.standalone))
    bigrams = [pair for pair in question.bigrams if pair in fold(ask.text)] or question.bigrams
    whole, pairs, last = 0.0, bigrams, None
    rows: list[tuple[float, ...]] = []
    for i, candidate in enumerate(found):
        line, reading = candidate.line, candidate.reading
        if reading is not last:
            whole, last = float(np.where(table[i] > 0, 1, 0) @ weights / total), reading
            pairs = [pair for pair in bigrams if pair in reading.text]
        near: float | None = 0.0
        if form:  # most sentences have nothing of the form wanted
            hits = _hits(question, ask, form, line.text) if form.search(line.text) else []
            near = _near(question, hits, line.text, table[i], weights) if hits else None
        meant = [pair for pair in bigrams if pair in line.meant and pair not in line.text] if line.meant else ()
        rows.append((
            near or 0.0, look is not None and look.search(line.text) is not None,
            (sum([pair in line.text for pair in pairs]) + len(meant)) / max(len(bigrams), 1),
            candidate.retrieval, whole,
            ahead and _AHEAD.search(line.text) is not None, line.heading, line.start == 0, near is None,
        ))  # fmt: skip
    each = np.array(rows, np.float32)
    made[:, 2:5], made[:, 7:12], made[:, 15] = each[:, :3], each[:, 3:8], each[:, 8]
    made[:, 5:7], made[:, 16:18] = np.maximum(agreed, 0), np.maximum(-agreed, 0)
    return made


def _local(found: Sequence[Candidate], inside: NDArray[np.bool_], weights: Matrix) -> Matrix:
    """The share of the terms that each candidate holds, each weighing less the more sentences of its article hold it."""
    made = np.zeros(len(found), np.float32)
    for start, stop in _runs(found):
        part = inside[start:stop]
        scarce = 1 - np.log1p(part.sum(axis=0)) / math.log(stop - start + 2)
        made[start:stop] = part @ (weights * scarce).astype(np.float32) / (float(weights.sum()) or 1.0)
    return made


def _hits(question: Question, ask: Ask, form: re.Pattern[str], text: str) -> list[int]:
    """Where something of the form wanted stands that counts what is asked and is not in the question already."""
    asked = "" if "还是" in question.standalone else fold(question.standalone)  # 302家还是303家: one of them answers
    counted = ask.text if ask.part >= 0 or len(question.asks) == 1 else ""
    titles = [match.span() for match in _TITLE.finditer(text)] if "《" in text and ask.kind == "date" else []
    hits = [match.start() for match in fitting(form, text, counted) if match.group() not in asked]
    return [at for at in hits if not any(start < at < end for start, end in titles)]


def _near(question: Question, hits: Sequence[int], text: str, row: Matrix, weights: Matrix) -> float | None:
    """How much of the terms stands around the best of these places, 0..1; None without one."""
    spans = [match.span() for match in _CLAUSE.finditer(text)]
    clauses = [text[start:end] for start, end in spans]
    total = float(weights.sum()) or 1.0
    usual, own = 0.5 * row, [(j, question.terms[j]) for j in np.flatnonzero(row >= LOOSE).tolist()]
    best: float | None = None
    for k, (clause, (start, end)) in enumerate(zip(clauses, spans, strict=True)):
        if not any(start <= place < end for place in hits):
            continue
        parts = usual.copy()
        for j, term in own:
            parts[j] = 1.0 if term.within(clause) else 0.85 if k and term.within(clauses[k - 1]) else 0.65
        sums = np.add.accumulate(weights * parts)  # in order: equal sentences must not differ by how they are added up
        best = max(best or 0.0, float(sums[-1]) / total if len(sums) else 0.0)
    return best


def agree(asked: Sequence[Period], candidate: Candidate) -> float:
    """1 the same interval, less for one inside the other, -1 when all lie apart, 0 when nothing is asked or said.

    What only the sentence before says counts less, and the date of the article less again. 去年 is the year before the article's,
    and a sentence of another year is less far from it than from a year that is named.
    """
    if not asked:
        return 0.0
    relative = not any(period.since for period in asked)
    wanted_ = [p for p in (_dated(asked, candidate.article.date) if relative else asked) if p.since and p.until]
    if not wanted_:
        return 0.0
    line = candidate.line
    said = [(s.since or s.until or "", s.until or s.since or "") for s in line.periods]
    best = max((_overlap(a.since or "", a.until or "", *span) for a in wanted_ for span in said), default=0.0)
    if best < 0 and (line.inherited or relative):
        best *= 0.59 if relative else 0.6
    if relative:
        return best
    for a in wanted_:  # what a figure is compared with never puts it in another time
        best = max([best, *(_overlap(a.since or "", a.until or "", p.since or "", p.until or "") for p in line.against)])
    date = candidate.article.date
    if best >= 0.9 or not date:
        return best
    years = [(int((a.since or "0")[:4]), int((a.until or "0")[:4])) for a in wanted_]
    if any(since <= int(date[:4]) <= until + 1 for since, until in years):
        return max(best, 0.3) if not said and best == 0 else best
    return best - 0.5 if best <= 0.5 else best


def _dated(asked: Sequence[Period], date: str | None) -> list[Period]:
    """The times of a question that names no year, as an article of this date means them."""
    return [found for period in asked for found in _read_at(period.text, date)] if date else []


@lru_cache(maxsize=4096)
def _read_at(text: str, date: str) -> tuple[Period, ...]:
    return tuple(periods(text, date)) if _RELATIVE.search(text) else ()


def _overlap(since: str, until: str, start: str, end: str) -> float:
    if (since, until) == (start, end):
        return 1.0
    if end < since or until < start:
        return -1.0
    return 0.6 if since <= start and end <= until else 0.3
