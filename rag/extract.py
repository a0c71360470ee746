"""The answer without a language model: the sentences that answer, and the short answer in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.lexicon import fold
from rag.kinds import Kind
from rag.question import Question
from rag.rank import NO_VALUE, Sentence, coverage, term_weights, wanted_unit

LONG: frozenset[Kind] = frozenset({"list", "why", "how", "summary", "compare", "definition"})
BUDGET = 200  # characters of an answer; twice as many for the kinds in LONG
MOST = 5  # sentences
NEAR = 0.8  # a further sentence must score at least this share of the best one's
REFUSE_BELOW = 0.35  # share of the question's terms that one of the chosen sentences must hold
SURE = 0.7  # the share that makes up for a figure that does not stand where it is looked for

_CLAUSE = re.compile(r"[^，,；;。！？!?]+")
_FOLLOW = re.compile(r"[，,](?:同比|增长|下降|增速|增幅|占|居|列|比|较)[^，,；;。！？]*")
_DAY = re.compile(r"\d+年|\d+月|\d+日")


def choose(question: Question, ranked: Sequence[Sentence]) -> list[Sentence]:
    """The fewest sentences that hold what every part of the question asks, best first; empty when nothing fits."""
    if not ranked:
        return []
    weights = term_weights(question.terms, ranked)
    fitting = [ranked[0], *(s for s in ranked[1:] if question.kind == "compare" or _agrees(s))]
    wanted = [ranked[0], *_parts(question, fitting, weights), *_more(question, fitting)]
    budget = BUDGET * (2 if question.kind in LONG else 1)
    chosen: list[Sentence] = []
    length = 0
    for sentence in wanted:
        fits = not chosen or length + len(sentence.text) <= budget
        if fits and len(chosen) < MOST and all(sentence.text not in other.text for other in chosen):
            chosen.append(sentence)
            length += len(sentence.text)
    return chosen if _answers(question, chosen) else []


def short_answer(question: Question, sentence: Sentence) -> str | None:
    """The clause of a sentence that holds the figure or date asked for, verbatim; None when none does."""
    shape = _DAY if question.kind == "date" else wanted_unit(question)
    clauses = [m for m in _CLAUSE.finditer(sentence.text) if shape and shape.search(m.group())]
    if not clauses:
        return None

    def held(clause: str) -> float:
        return sum(t.weight for t in question.terms if any(word in clause for word in (t.word, *t.synonyms)))

    best = max(clauses, key=lambda m: held(fold(m.group())))
    follow = _FOLLOW.match(sentence.text, best.end())
    return sentence.text[best.start() : follow.end() if follow else best.end()].strip()


def _answers(question: Question, chosen: Sequence[Sentence]) -> bool:
    """Whether these sentences speak of what is asked, and hold a figure of the unit wanted where one is wanted."""
    weights = [term.weight for term in question.terms]
    held = max(coverage(sentence.held, weights) for sentence in chosen)
    lacks_figure = all(sentence.value == NO_VALUE for sentence in chosen)
    return held >= (SURE if lacks_figure else REFUSE_BELOW)


def _agrees(sentence: Sentence) -> bool:
    """Whether a sentence is of the period and place asked for, as far as it says: figures of others are never mixed in."""
    return sentence.period >= 0 and sentence.place >= 0


def _parts(question: Question, ranked: Sequence[Sentence], weights: Sequence[float]) -> list[Sentence]:
    """For each part of the question that the best sentence leaves open, the sentence that holds most of it."""
    picked: list[Sentence] = []
    parts = sorted({term.part for term in question.terms})
    for part in parts if len(parts) > 1 else []:
        mask = [weight * (term.part == part) for term, weight in zip(question.terms, weights, strict=True)]

        def gain(sentence: Sentence, mask: Sequence[float] = mask) -> float:
            return coverage([share if share >= 0.9 else 0.0 for share in sentence.held], mask)

        best = max(ranked, key=lambda s: (gain(s) + 0.5 * s.score, s.score))
        if gain(best) > gain(ranked[0]) + 0.2:
            picked.append(best)
    return picked


def _more(question: Question, ranked: Sequence[Sentence]) -> list[Sentence]:
    """Further good sentences; for lists and the like also those that go on where the best one ends."""
    near = [s for s in ranked[1:8] if s.score >= NEAR * ranked[0].score]
    if question.kind not in ("list", "summary", "how", "why"):
        return near
    best = ranked[0]
    after = [s for s in ranked if s.article is best.article and 0 <= s.start - best.end < 200]
    return [*near[:1], *sorted(after, key=lambda s: s.start), *near[1:]]
