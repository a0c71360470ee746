"""The short answer: the clause of a sentence that holds what is asked, verbatim."""

from __future__ import annotations

import re

from index.article import Article
from index.lexicon import fold
from rag.kinds import wanted
from rag.question import Question
from rag.rank import Sentence

_CLAUSE = re.compile(r"[^，,；;。！？!?]+")
_WROTE = re.compile(r"谁写|写.{0,16}(?:是谁|叫什么)|作者|撰稿|记者是谁|哪位记者|记者叫")
_FOLLOW = re.compile(r"[，,](?:同比|增长|下降|增速|增幅|占|居|列|比|较)[^，,；;。！？]*")


def byline(question: Question, article: Article) -> str | None:
    """Who wrote the article, when that is asked: 写这篇的是谁, 记者叫什么; None when it is not, or not known."""
    asked = any(ask.kind == "person" for ask in question.asks) and _WROTE.search(question.standalone)
    return "、".join((*article.reporters, *article.correspondents)) or None if asked else None


def short_answer(question: Question, sentence: Sentence) -> str | None:
    """The clause of a sentence that holds the figure, date or name asked for, verbatim; None when none does."""
    form = wanted(question.standalone, question.kind)
    clauses = [m for m in _CLAUSE.finditer(sentence.text) if form and form.search(fold(m.group()))]
    if not clauses:
        return None

    def held(clause: str) -> float:
        return sum(term.weight for term in question.terms if term.within(clause))

    best = max(clauses, key=lambda m: held(fold(m.group())))
    follow = _FOLLOW.match(sentence.text, best.end())
    return sentence.text[best.start() : follow.end() if follow else best.end()].strip(" ”’」』）)")
