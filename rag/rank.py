"""The order of sentences: how well each one answers a question."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.article import Article
from index.lexicon import fold
from index.periods import Period, periods
from index.places import Home, home, places
from index.sentences import sentences
from rag.kinds import Kind
from rag.question import HOME, Question, Term
from rag.retrieve import Found

HEADLINE, NEIGHBOUR, SYNONYM = 0.7, 0.5, 0.95  # what a word counts that stands in the headline, beside, or in other words
NO_VALUE = -0.6  # what a sentence without any figure of the unit wanted has in place of a share

# Weights of the parts of a sentence's score; coverage itself weighs 1. Set by hand.
WEIGHTS = {"pairs": 0.3, "shape": 0.15, "value": 0.5, "retrieval": 0.3, "period": 0.25, "place": 0.3}
APART = 3.0  # how much more it counts that period or place disagree than that they agree

_SHAPES: dict[Kind, re.Pattern[str]] = {
    "figure": re.compile(r"\d"),
    "date": re.compile(r"\d{4}年|\d+月|\d+日|\d+年代|[春夏秋冬]季|日前|近日"),
    "person": re.compile(
        r"(?:长|主任|书记|经理|教授|记者|主席|代表|负责人|学生|村民|市民|人员)[\u4e00-\u9fff]{2,4}"
        r"|[\u4e00-\u9fff]{2,4}(?:说|表示|介绍|指出|强调|出席|告诉|主编)"
    ),
    "place": re.compile(r"[\u4e00-\u9fff]{1,8}(?:省|市|县|区|镇|乡|村|街道|路|园|馆|广场)"),
    "organisation": re.compile(r"公司|集团|大学|学院|医院|中心|研究院|研究所|学校|委员会|协会|企业"),
    "list": re.compile(r"、|；|一是|分别"),
    "definition": re.compile(r"[“”《》]|是|即|指|包括"),
    "why": re.compile(r"因|为了?|由于|得益于|关键|目的|旨在|推动|通过"),
    "how": re.compile(r"通过|建立|实施|推行|采取|推进|开展|加强|制定|出台|探索"),
    "compare": re.compile(r"\d|比|较|而"),
}

# What the words of a question say of the unit of the figure wanted; the first that is found counts. The unit asked with
# (多少家, 几个) comes before all.
_ASKED_UNIT = re.compile(
    r"(?:多少|几)(?:余|多)?(个百分点|平方米|平方公里|立方米|公里|千瓦|公顷|[家个条项名人次场座台套亩吨天倍位件种只张户所])"
)
_IMPLIED_UNITS = (
    (
        re.compile(r"占比|比例|比重|增速|增幅|(?:增长|提高|下降|涨|降)了?多少|几个点|百分之|率|比上年|同比"),
        r"\d%|个百分点|\d倍|成",
    ),
    (re.compile(r"面积|占地"), "NUMBER(?:平方米|平方公里|亩|公顷)"),
    (re.compile(r"全长|长度|里程|多长|多远"), "NUMBER(?:公里|千米|米)"),
    (re.compile(r"多少(?:钱|亿|万|元)|资金|投资|金额|产值|收入|营收|税|gdp|生产总值|增加值|市值|额|补贴|奖补|资本"), "NUMBER元"),
)
_NUMBER = r"(?<!过)(?:\d[\d.]*|[一二三四五六七八九十两]+)(?:多|余)?[十百千万亿]*(?:多|余)?"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article, `article.text[start:end]`, with how well it answers.

    `held` says for each term of the question how far it is held, 0..1. `period` and `place` say whether they agree with the
    question's: 1 the same, 0 nothing said, -1 another.
    """

    article: Article
    start: int
    end: int
    held: tuple[float, ...]
    period: float
    place: float
    pairs: float
    shape: float
    value: float
    retrieval: float
    score: float = 0.0

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.article.text[self.start : self.end]


def rank(question: Question, found: Sequence[Found], articles: Mapping[str, Article]) -> list[Sentence]:
    """Every sentence of the passages found, best first; equal scores in the order of retrieval and of the text."""
    best = max((hit.score for hit in found), default=1.0) or 1.0
    candidates = [
        sentence for hit in found for sentence in _sentences(question, hit, articles[hit.passage.article_id], hit.score / best)
    ]
    weights = term_weights(question.terms, candidates)
    scored = [replace(sentence, score=_score(sentence, weights)) for sentence in candidates]
    return sorted(scored, key=lambda sentence: -sentence.score)


def term_weights(terms: Sequence[Term], candidates: Sequence[Sentence]) -> list[float]:
    """What each term weighs among these sentences: its rarity in the language, less the commoner it is among them."""
    total = len(candidates) + 1
    counts = [sum(sentence.held[i] >= SYNONYM for sentence in candidates) for i in range(len(terms))]
    return [
        term.weight * (0.3 + 0.7 * (1 - math.log(1 + count) / math.log(1 + total)))
        for term, count in zip(terms, counts, strict=True)
    ]


def coverage(held: Sequence[float], weights: Sequence[float]) -> float:
    """The weighted share of the question's terms that is held, 0..1; 1 for a question without terms."""
    total = sum(weights)
    return sum(weight * share for weight, share in zip(weights, held, strict=True)) / total if total else 1.0


def _score(sentence: Sentence, weights: Sequence[float]) -> float:
    extra = 0.0
    for name, weight in WEIGHTS.items():
        feature: float = getattr(sentence, name)
        extra += weight * feature * (APART if feature < 0 and name in ("period", "place") else 1.0)
    return coverage(sentence.held, weights) + extra


def _sentences(question: Question, hit: Found, article: Article, retrieval: float) -> Iterable[Sentence]:
    headline = fold(f"{article.kicker or ''} {article.title or ''} {article.subtitle or ''}")
    where = home(article)
    spans = sentences(hit.passage.text)
    texts = [fold(hit.passage.text[start:end]) for start, end in spans]
    unit = wanted_unit(question)
    said: list[Period] = []
    for i, (start, end) in enumerate(spans):
        verbatim = hit.passage.text[start:end]
        said = [p for p in periods(verbatim, article.date) if p.since or p.until] or said
        beside = " ".join(texts[max(i - 1, 0) : i] + texts[i + 1 : i + 2])
        yield Sentence(
            article=article,
            start=hit.passage.start + start,
            end=hit.passage.start + end,
            held=tuple(_held(term, texts[i], headline, beside) for term in question.terms),
            period=_same_period(question.periods, said),
            place=_same_place(question, verbatim, where),
            pairs=sum(pair in texts[i] for pair in question.bigrams) / max(len(question.bigrams), 1),
            shape=float(bool(question.kind in _SHAPES and _SHAPES[question.kind].search(texts[i]))),
            value=_value(question.terms, texts[i], unit) if unit else 0.0,
            retrieval=retrieval,
        )


def wanted_unit(question: Question) -> re.Pattern[str] | None:
    """A number with the unit that the question wants; None when it wants no figure."""
    text = question.standalone.lower()
    if question.kind not in ("figure", "compare", "other"):
        return None
    if asked := _ASKED_UNIT.search(text):
        return re.compile(_NUMBER + asked.group(1))
    for words, unit in _IMPLIED_UNITS:
        if words.search(text):
            return re.compile(unit.replace("NUMBER", _NUMBER))
    return re.compile(r"\d") if question.kind == "figure" else None


def _value(terms: Sequence[Term], text: str, unit: re.Pattern[str]) -> float:
    """The largest share of the question's terms in one clause that holds a number with the unit wanted; NO_VALUE without one."""
    total = sum(term.weight for term in terms)
    clauses = [clause for clause in re.split(r"[，,；;。]", text) if unit.search(clause)]
    if not clauses:
        return NO_VALUE
    held = [sum(t.weight for t in terms if any(word in clause for word in (t.word, *t.synonyms))) for clause in clauses]
    return max(held) / total if total else 0.0


def _held(term: Term, text: str, headline: str, beside: str) -> float:
    for place, share in ((text, 1.0), (headline, HEADLINE), (beside, NEIGHBOUR)):
        if term.word in place:
            return share
        if any(synonym in place for synonym in term.synonyms):
            return share * SYNONYM
    return 0.0


def _same_period(asked: Sequence[Period], said: Sequence[Period]) -> float:
    """1 the same interval, less for one inside the other, -1 when all intervals lie apart, 0 when nothing is said."""
    pairs = [
        _overlap(a.since, a.until, s.since or s.until or "", s.until or s.since or "")
        for a in asked
        for s in said
        if a.since and a.until
    ]
    return max(pairs, default=0.0)


def _overlap(since: str | None, until: str | None, start: str, end: str) -> float:
    if since is None or until is None:
        return 0.0
    if (since, until) == (start, end):
        return 1.0
    if end < since or until < start:
        return -1.0
    return 0.5


def _same_place(question: Question, text: str, where: Home) -> float:
    """1 when the sentence names a place asked for (or one inside it), 0.7 when its article is of it, -1 when of another.

    The prefecture itself is taken for granted; only a figure of one of its counties is not a figure of the whole (-0.5).
    """
    names = {place.name for place in question.places} - {HOME.city}
    said = places(text, where)
    counties = {place.name for place in said if place.kind == "county"}
    if not names:
        part = len(counties) == 1 or (where.county and not counties)
        return -0.5 if part and question.places and question.kind in ("figure", "compare") else 0.0
    if any(place.name in names or names & set(place.within) for place in said):
        return 1.0
    if any(place.text in text for place in question.places if place.name in names):
        return 1.0
    if counties:
        return -1.0
    if names & {where.county, where.city}:
        return 0.7
    return -1.0 if where.county else -0.3
