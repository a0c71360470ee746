"""The short answer: the clause of a sentence that holds what is asked, verbatim."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from index.article import Article
from index.lexicon import fold
from rag.flows import fitting
from rag.kinds import LONG, wanted
from rag.question import Question, Term
from rag.rank import Sentence
from rag.standing import names, plain

CLOSE = 0.5  # how near a word must stand to the asking one to tell which clause is asked for
TELLING = 0.3  # the least weight of such a word
BEFORE = 0.4  # what the words in clauses before count
LONGEST = 60  # characters of a short answer of several clauses
UNLIKELY = 0.0  # log odds of an answer in a sentence below which none of its clauses is put forward
SURELY = 0.6  # the share of the chances with which an answer surely stands in a clause
LEAST = 0.5  # the weight of the words asked about that a clause must hold to tell
_CLAUSE = re.compile(r"[^，,；;。！？!?]+")
_NUMBER = re.compile(r"\d[\d.]*")
_QUOTES = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"))
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
    """The clause of a sentence that holds the figure, date or name asked for, verbatim; None when none does.

    A clause that names nothing itself (同比增长3.8%) is of what the clause before it names, and stands with it.
    """
    form = wanted(question.standalone, question.kind)
    clauses = list(_CLAUSE.finditer(sentence.text))
    fits = [i for i, m in enumerate(clauses) if form and _fits(question, form, sentence.text, m)]
    terms = [term for term in question.terms if not plain(term.word)] or question.terms
    held = [sum(t.weight * (0.5 + t.focus) for t in terms if t.within(fold(m.group()))) for m in clauses]
    heads = _heads(clauses)
    before = BEFORE if question.kind == "figure" else 0.0
    value = [sum(held[heads[i] : i + 1]) + before * max(held[: heads[i]], default=0.0) for i in range(len(clauses))]
    asked = _nearest(question, sentence) if question.kind == "figure" and len(question.asks) < 2 else None
    runs = [fold(sentence.text[clauses[heads[i]].start() : m.end()]) for i, m in enumerate(clauses)]
    best = max(fits, key=lambda i: (asked is not None and asked.within(runs[i]), value[i]), default=None)
    if best is None or (question.kind == "figure" and not value[best]):
        return None
    start = heads[best] if held[heads[best]] and clauses[best].end() - clauses[heads[best]].start() <= LONGEST else best
    if not held[best] and start == best and best and held[best - 1]:
        start = best - 1
    follow = _FOLLOW.match(sentence.text, clauses[best].end())
    return _whole(sentence.text[clauses[start].start() : follow.end() if follow else clauses[best].end()])


def _nearest(question: Question, sentence: Sentence) -> Term | None:
    """Of the words that a sentence holds, the one that stands nearest to the asking word: 床位 in 养老机构的床位是多少."""
    text = fold(sentence.text)
    where = [place.text for place in question.places]
    held = [t for t in question.terms if t.focus > CLOSE and t.weight >= TELLING and t.within(text) and t.word not in where]
    held = [t for t in held if not t.compound and not t.scope and not plain(t.word)]
    return max(held, key=lambda term: term.focus, default=None)


def _heads(clauses: Sequence[re.Match[str]]) -> list[int]:
    """For each clause the one that names what it tells of: itself, or the nearest before it that names anything."""
    made: list[int] = []
    for i, clause in enumerate(clauses):
        made.append(i if not i or names(clause.group()) else made[-1])
    return made


def read_clause(question: Question, sentence: Sentence, short: str) -> str | None:
    """The clause where a person, a place or an organisation surely stands, where the `short` answer is none of it, else None.

    Names have no form of their own, so that a clause may seem to hold the one asked for and hold another.
    """
    clauses = list(_CLAUSE.finditer(sentence.text))
    place = _read(sentence, clauses) if question.kind in ("person", "place", "organisation") else None
    clause = _whole(clauses[place[0]].group()) if place and place[1] >= SURELY else None
    return clause if clause and clause not in short and short not in clause else None


def telling_clause(question: Question, sentence: Sentence) -> str | None:
    """The clause of a sentence where the answer stands, else that holds most of what is asked, verbatim; None without either.

    Where what is asked may take more than a clause, only one where the answer surely stands is given.
    """
    clauses = list(_CLAUSE.finditer(sentence.text))
    long = question.kind in LONG and question.kind != "list"
    if place := _read(sentence, clauses, "、" if question.kind == "list" else ""):
        if sentence.reading is None or sentence.reading.sure < UNLIKELY:
            return None
        return _whole(clauses[place[0]].group()) if not long or place[1] >= SURELY else None
    if long:
        return None
    held = [sum(t.weight * (0.5 + t.focus) for t in question.terms if t.within(fold(m.group()))) for m in clauses]
    best = max(range(len(clauses)), key=lambda i: held[i], default=None)
    if best is None or len(clauses) < 2 or held[best] < LEAST:
        return None
    return _whole(clauses[best].group())


def _read(sentence: Sentence, clauses: Sequence[re.Match[str]], mark: str = "") -> tuple[int, float] | None:
    """Which of the clauses has the greatest share of the chances that an answer stands there, and the share; None if not read.

    Where any clause has the `mark` of a list, it is one of these.
    """
    folded = list(_CLAUSE.finditer(sentence.candidate.line.text))
    if sentence.reading is None or len(folded) != len(clauses) or len(clauses) < 2:
        return None
    marked = any(mark in clause.group() for clause in folded)
    shares = [sentence.reading.share(*c.span()) if mark in c.group() or not marked else 0.0 for c in folded]
    return shares.index(max(shares)), max(shares)


def _whole(text: str) -> str:
    """A run of a sentence without marks at its ends that stand there alone; a pair of brackets inside stays a pair."""
    text = text.strip()
    for left, right in _QUOTES:
        text = text.removeprefix(right).removesuffix(left)
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
    given = set() if "还是" in question.standalone else set(_NUMBER.findall(fold(question.standalone)))
    return any(
        match.end() > len(before) and not _given(given, whole, match)
        for match in fitting(form, whole, question.standalone if len(question.asks) == 1 else "")
    )


def _given(given: Set[str], text: str, match: re.Match[str]) -> bool:
    """Whether a match lies within a number that the question itself names (东方红1600)."""
    return any(m.start() <= match.start() and match.end() <= m.end() and m.group() in given for m in _NUMBER.finditer(text))
