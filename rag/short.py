"""The short answer: the clause of a sentence that holds what is asked, verbatim."""

from __future__ import annotations

import re
from collections.abc import Set

from index.article import Article
from index.lexicon import fold
from rag.flows import fitting
from rag.kinds import wanted
from rag.question import Question
from rag.rank import Sentence

LEAST = 0.5  # the weight of the words asked about that a clause must hold to tell
_CLAUSE = re.compile(r"[^，,；;。！？!?]+")
_NUMBER = re.compile(r"\d[\d.]*")
_QUOTES = ("“”", "‘’", "「」", "『』")
_CLOSING = {"）": "（", ")": "("}
_WROTE = re.compile(
    r"谁写|写.{0,16}(?:是谁|叫什么)|作者|撰稿|记者是谁|哪位记者|记者叫|哪[个位名](?:记者|作者|通讯员)|谁(?:采写|撰写|拍)|署名(?:是|为)?谁"
)
_FOLLOW = re.compile(r"[，,](?:同比|增长|下降|增速|增幅|占|居|列|比|较)[^，,；;。！？]*")


def byline(question: Question, article: Article) -> str | None:
    """Who wrote the article, when that is asked: 写这篇的是谁, 记者叫什么; None when it is not, or not known."""
    kinds = {ask.kind for ask in question.asks}
    asked = kinds & {"person", "other"} and _WROTE.search(question.standalone)
    return "、".join((*article.reporters, *article.correspondents)) or None if asked else None


def short_answer(question: Question, sentence: Sentence) -> str | None:
    """The clause of a sentence that holds the figure, date or name asked for, verbatim; None when none does."""
    form = wanted(question.standalone, question.kind)
    clauses = list(_CLAUSE.finditer(sentence.text))
    held = [sum(term.weight for term in question.terms if term.within(fold(m.group()))) for m in clauses]
    fits = [i for i, m in enumerate(clauses) if form and _fits(question, form, sentence.text, m)]
    if not fits:
        return None
    best = max(fits, key=lambda i: (held[i], i > 0 and held[i - 1]))
    start = clauses[best - 1 if not held[best] and best and held[best - 1] else best].start()
    follow = _FOLLOW.match(sentence.text, clauses[best].end())
    return _whole(sentence.text[start : follow.end() if follow else clauses[best].end()])


def telling_clause(question: Question, sentence: Sentence) -> str | None:
    """The clause of a sentence that holds most of what is asked, verbatim; None when it holds next to nothing."""
    clauses = list(_CLAUSE.finditer(sentence.text))
    held = [sum(t.weight * (0.5 + t.focus) for t in question.terms if t.within(fold(m.group()))) for m in clauses]
    best = max(range(len(clauses)), key=lambda i: held[i], default=None)
    if best is None or len(clauses) < 2 or held[best] < LEAST:
        return None
    return _whole(clauses[best].group())


def _whole(text: str) -> str:
    """A run of a sentence without marks at its ends that stand there alone; a pair of brackets inside stays a pair."""
    text = text.strip()
    for left, right in _QUOTES:
        while text.endswith(right) and text.count(right) > text.count(left):
            text = text[: -len(right)]
        while text.startswith(left) and text.count(left) > text.count(right):
            text = text[len(left) :]
        if text.startswith(left) and text.find(right) == len(text) - 1:
            text = text[1:-1]
    while text and text[-1] in _CLOSING and text.count(text[-1]) > text.count(_CLOSING[text[-1]]):
        text = text[:-1].rstrip()
    return text


def _fits(question: Question, form: re.Pattern[str], text: str, clause: re.Match[str]) -> bool:
    """Whether a clause of a sentence holds what is asked."""
    before = fold(text[: clause.start()])
    whole = before + fold(clause.group())
    given = set(_NUMBER.findall(fold(question.standalone)))
    return any(
        match.end() > len(before) and not _given(given, whole, match)
        for match in fitting(form, whole, question.standalone if len(question.asks) == 1 else "")
    )


def _given(given: Set[str], text: str, match: re.Match[str]) -> bool:
    """Whether a match lies within a number that the question itself names (东方红1600)."""
    return any(m.start() <= match.start() and match.end() <= m.end() and m.group() in given for m in _NUMBER.finditer(text))
