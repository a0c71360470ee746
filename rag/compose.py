"""From passages found to what the reader gets: numbered citations, the text with its marks, notices, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from index.article import Article
from index.lexicon import fold
from rag import mentions, standing
from rag.answer import Citation, Notice, Scope
from rag.extract import Choice, choose
from rag.generate import REFUSAL
from rag.ground import MARK, cited, faults
from rag.items import joined
from rag.notices import compared, counties, notices, turned, unexplained
from rag.question import Question
from rag.rank import Sentence, rank
from rag.reference import reference
from rag.retrieve import Found
from rag.short import byline, read_clause, short_answer, telling_clause

SHOWN = 6  # passages shown beside an answer, and given to a language model
LONG_SENTENCE = 60  # above this many characters the short answer stands in front
LONGEST_QUOTE = 400
LEAST_TOLD = 3  # characters beside the words of the question that make a clause worth showing in front
FAR = 95  # characters from the beginning of an answer where what tells most is put in front


@dataclass(frozen=True, slots=True)
class Body:
    """The part of an answer that is made from the passages."""

    text: str
    refused: bool
    short: str | None = None
    citations: tuple[Citation, ...] = ()
    notices: tuple[Notice, ...] = ()
    suggestions: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()
    mode: Literal["extractive", "generated"] = "extractive"


def cite(n: int, article: Article, start: int, end: int) -> Citation:
    """Citation n of article.text[start:end]."""
    made = reference(article)
    return Citation(
        n=n,
        source=article.source,
        article_id=article.article_id,
        title=article.name,
        date=article.date,
        quote=article.text[start:end],
        start=start,
        end=end,
        reference=made.text,
        copy_form=made.copy_form,
        missing=made.missing,
        line=next((line for offset, line in reversed(article.lines) if offset <= start), None),
    )


def shown(found: Sequence[Found], articles: Mapping[str, Article]) -> tuple[Citation, ...]:
    """The best passages as citations 1, 2, …, none longer than a quote may be."""
    return tuple(
        cite(n, articles[hit.passage.article_id], hit.passage.start, min(hit.passage.end, hit.passage.start + LONGEST_QUOTE))
        for n, hit in enumerate(found[:SHOWN], 1)
    )


def extractive(
    question: Question, found: Sequence[Found], articles: Mapping[str, Article], scope: Scope, today: date | None = None
) -> Body:
    """The sentences that answer, in reading order, each with its [n]; a refusal when none fits.

    `today` is what 今年 in the question is told apart from.
    """
    if mention := unexplained(question, found, articles):
        return mentioned(*mention, shown(found[:3], articles), scope)
    if mentions.wanted(question) and (every := mentions.mentions(question, found, articles)):
        return mentioning(question, every)
    ranked = rank(question, found, articles, scope.articles)
    choice = choose(question, ranked, scope.articles)
    place = standing.standing(question, ranked) if standing.asked(question) else None
    if place:
        choice = Choice((place.sentence,))
    elif standing.asked(question) and standing.astray(question, choice.sentences):
        choice = Choice()
    if not choice.sentences:
        return refusal(shown(found[:3], articles), scope)
    if choice.items:
        return listed(choice)
    ordered = _reading_order(choice.sentences)
    numbered = [(sentence, ordered.index(sentence) + 1) for sentence in choice.sentences]
    told = _told(question, choice.sentences, place.words if place else None)
    beside = (*turned(question, told.short), *compared(question, told.short, choice.sentences[0].article.date))
    return replace(told, notices=(*beside, *notices(question, ranked, numbered, scope, today)))


def mentioning(question: Question, every: Sequence[mentions.Mention]) -> Body:
    """Every mention of a topic, a line each, cited by its sentence, and how many there are."""
    shown_ = every[: mentions.MOST]
    lines = [f"{mention.words}。[{n}]" for n, mention in enumerate(shown_, 1)]
    told = [(mention.sentence.article, mention.sentence) for mention in shown_]
    citations = tuple(cite(n, article, s.start, min(s.end, s.start + LONGEST_QUOTE)) for n, (article, s) in enumerate(told, 1))
    theirs = counties(question, [(mention.sentence, n) for n, mention in enumerate(shown_, 1)])
    return Body("\n".join(lines), refused=False, citations=citations, notices=(mentions.told(every), *theirs))


def listed(choice: Choice) -> Body:
    """The items of a list, a line each, cited by the sentences that they open, after the sentence that announces them."""
    best = choice.sentences[0]
    spans = [(item.line.start, item.line.end) for item in choice.items]
    own = (best.start, best.end)
    cited_ = dict.fromkeys([*([own] if own not in spans else []), *spans])
    numbers = {span: n for n, span in enumerate(cited_, 1)}
    words = joined(choice.items, best.article.text)
    lines = [f"{word}[{numbers[span]}]" for word, span in zip(words, spans, strict=True)]
    if own not in spans:
        lines.append(f"{best.text}[{numbers[own]}]")
    citations = tuple(cite(n, best.article, start, end) for (start, end), n in numbers.items())
    return Body("\n".join(lines), refused=False, short="；".join(words), citations=citations)


def _told(question: Question, chosen: Sequence[Sentence], words: str | None = None) -> Body:
    """The sentences chosen; `words` are those to show in front, by default the clause that holds what is asked."""
    ordered = _reading_order(chosen)
    citations = tuple(cite(n, s.article, s.start, s.end) for n, s in enumerate(ordered, 1))
    author = byline(question, chosen[0].article)
    short = author or words or _short(question, chosen[0])
    lines = [f"{s.text}[{n}]" for n, s in enumerate(ordered, 1)]
    if author:
        lines.insert(0, f"{author}。[{ordered.index(chosen[0]) + 1}]")
    elif short and len(chosen) == 1 and _far(short, chosen[0].text):
        lines.insert(0, f"{short}。[{ordered.index(chosen[0]) + 1}]")
    elif not short and (clause := _late(question, chosen[0], "".join(lines))):
        lines.insert(0, f"{clause}。[{ordered.index(chosen[0]) + 1}]")
    return Body("\n".join(lines), refused=False, short=short, citations=citations)


def _short(question: Question, best: Sentence) -> str | None:
    """The short answer of the best sentence."""
    short = short_answer(question, best)
    return (read_clause(question, best, short) or short) if short else None


def _far(short: str, text: str) -> bool:
    """Whether a short answer stands so far inside a long sentence that it is shown before it."""
    return len(text) > max(LONG_SENTENCE, 3 * len(short)) or len(short) < FAR < text.find(short) + len(short)


def _late(question: Question, best: Sentence, text: str) -> str | None:
    """The clause of the best sentence that tells most, where it ends far from the beginning of the answer's text."""
    alone = len(question.asks) < 2 and question.kind not in ("summary", "compare")  # one clause answers one thing
    clause = telling_clause(question, best) if alone else None
    if not clause or not len(clause) < FAR < text.find(clause) + len(clause):
        return None
    told = fold(clause)  # a clause of nothing but words of the question (十佳项目中) tells nothing
    for word in sorted((term.word for term in question.terms), key=len, reverse=True):
        told = told.replace(word, "")
    return clause if len(told) > LEAST_TOLD else None


def generated(text: str, passages: tuple[Citation, ...], scope: Scope) -> Body | None:
    """What a language model wrote over `passages`, citations numbered anew; None when it breaks a rule of grounding."""
    text = re.sub(r"【(\d+)】", r"[\1]", text).strip()
    if text.startswith(REFUSAL):
        return refusal(passages[:3], scope)
    if faults(text, [passage.quote for passage in passages]):
        return None
    order = {old: new for new, old in enumerate(cited(text), 1)}
    citations = tuple(replace(passages[old - 1], n=new) for old, new in order.items())
    return Body(MARK.sub(lambda m: f"[{order[int(m.group(1))]}]", text), refused=False, citations=citations, mode="generated")


def refusal(nearest: tuple[Citation, ...], scope: Scope) -> Body:
    """The plain words for finding nothing, with the scope that was searched and what to try."""
    text = f"{describe(scope)}里没有找到直接依据。"
    if nearest:
        text += f"最接近的是：{nearest[0].title}。"
    text += "可以换个说法、放宽时间，或补充报纸。"
    return Body(
        text,
        refused=True,
        nearest=nearest,
        notices=(Notice("scope", f"检索范围：{describe(scope)}。"),),
        suggestions=("换个说法", "放宽时间", "补充报纸"),
    )


def mentioned(word: str, places: int, nearest: tuple[Citation, ...], scope: Scope) -> Body:
    """The refusal for a watchword that is only mentioned."""
    text = f"资料中{places}处提到“{word}”，都没有展开说明，不能代为解释。"
    return replace(refusal(nearest, scope), text=text, notices=(Notice("unexplained", text),))


def describe(scope: Scope) -> str:
    """The scope as a person says it: 现有5份报纸、33篇文章（2023-08至2025-12）."""
    if not scope.articles:
        return "这个范围（没有符合条件的文章）"
    dates = [day[:7] for day in (scope.since, scope.until) if day]
    span = f"（{'至'.join(dict.fromkeys(dates))}）" if dates else ""
    return f"现有{scope.sources}份报纸、{scope.articles}篇文章{span}"


def pieces(body: Body) -> Iterator[str]:
    """The text of a finished body in the portions in which it is streamed: line by line."""
    yield from re.findall(r"[^\n]*\n|[^\n]+$", body.text)


def _reading_order(chosen: Sequence[Sentence]) -> list[Sentence]:
    """Articles in the order of their best sentence, sentences as they stand in the article."""
    order = {name: i for i, name in enumerate(dict.fromkeys(s.article.article_id for s in chosen))}
    return sorted(chosen, key=lambda s: (order[s.article.article_id], s.start))
