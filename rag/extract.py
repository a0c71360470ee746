"""The answer without a language model: the fewest sentences that answer every part of the question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from index.lexicon import fold
from rag.asking import HOME
from rag.features import LOOSE, agree
from rag.items import Item, items
from rag.kinds import LONG, introduces, wanted
from rag.newest import newest
from rag.question import Question
from rag.rank import Ranked, Sentence, reasons
from rag.refuse import answers
from rag.topics import telling

BUDGET, LONG_BUDGET = 200, 380  # characters of an answer; the second for the kinds in LONG and for several asks
PERIOD, ASIDE = 0.6, 0.5  # what agreement with one of several periods weighs; the least share of the best score
SAME = 5  # characters after two numbers that make them numbers of the same thing
MOST = 6  # sentences
CLOSE = 0.12  # an ask is answered by a chosen sentence that comes so near to the best one for it
PLENTY = 0.6  # a sentence that holds this share of the words needs none after it to explain
OPEN = 0.3  # weight of an ask's own terms that none of the chosen sentences holds
NAMED = 0.45  # the least weight of a term that names what is asked about
BRIEF, HAIR = 50, 0.1  # characters of a sentence beside which the next one is shown that comes so near to its score
NEAR = 0.8  # a further sentence must reach at least this share of the best one's score

PLAIN = ("figure", "date", "place", "organisation", "person")  # kinds whose answer needs no quotation before it
_SAYING = re.compile(r"说|讲|表示|谈|提出|原话|[“”]")
_DOUBT = re.compile(r"到底|还是|哪个对|对得上|矛盾|不一致|究竟|怎么回事|几条")
_COURSE = re.compile(
    r"一路|时间线|来龙去脉|捋|梳理|历年|变化|怎么变|怎么涨|了吗|了没有?|都做了|都说说|都有哪些|发展情况|进展|都有过|都有哪些报道|前后|从.{1,12}到.{1,24}"
)
_COUNTED = re.compile(r"(?:\d[\d.]*|[上成数]?[百千万亿])[多余]?[百千万亿]*[多余]?[个家种条项名人亩元吨台套]")
_QUOTED = re.compile(r"“([^”]{2,24})”")
_LEANS = re.compile(r"^[“]?(?:这|该|其|此(?!外)|他|她|它|因此|所以|于是|为此|对此|其中|未来|目前|如今|本次|会上)")


@dataclass(frozen=True, slots=True)
class Choice:
    """What an answer is made of: its sentences, best first, and the items of a list that the article sets out."""

    sentences: tuple[Sentence, ...] = ()
    items: tuple[Item, ...] = ()


def choose(question: Question, ranked: Ranked, articles: int = 1) -> Choice:
    """The fewest sentences that hold what every part of the question asks; an empty choice when nothing fits.

    `articles` is how many were searched.
    """
    sentences = ranked.sentences
    if question.kind in ("list", "summary", "how") and (told := telling(question, sentences)):
        return Choice(tuple(_fitting(told)))
    if not sentences or not answers(question, ranked, articles):
        return Choice()
    if question.kind in ("list", "summary", "how") and (listed := _list(question, sentences)):
        return listed
    latest = newest(question, sentences)
    if latest and not question.periods:
        sentences = (latest, *(s for s in sentences if s is not latest))
    wide = (
        question.kind in LONG
        or len(question.asks) > 1
        or _DOUBT.search(question.standalone)
        or _COURSE.search(question.standalone)
        or (latest and latest is not sentences[0])
    )
    budget = LONG_BUDGET if wide else BUDGET
    chosen = [sentences[0]]
    length = len(sentences[0].text)
    for sentence in [*([latest] if latest else []), *_further(question, sentences)]:
        fits = length + len(sentence.text) <= budget and len(chosen) < MOST
        if fits and all(sentence.text not in other.text and other.text not in sentence.text for other in chosen):
            chosen.append(sentence)
            length += len(sentence.text)
    return Choice(tuple(chosen))


def _fitting(told: Sequence[Sentence]) -> Iterator[Sentence]:
    """The first of these sentences, as many as fit into a long answer."""
    length = 0
    for n, sentence in enumerate(told):
        length += len(sentence.text)
        if n and (length > LONG_BUDGET or n >= MOST):
            return
        yield sentence


def _further(question: Question, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """What may stand beside the best sentence, most needed first."""
    yield from _parts(question, sentences)
    yield from _sides(question, sentences)
    yield from _beside(question, sentences)
    if question.kind not in LONG and len(sentences[0].text) < BRIEF:
        yield from (s for s in sentences[1:2] if s.score >= sentences[0].score - HAIR and _agrees(s))
    if question.kind == "why":
        yield from _reasons(question, sentences)
    if introduces(question.standalone):
        yield from _following([sentences[0]], sentences)
    if question.kind in ("summary", "list", "how", "compare") or _COURSE.search(question.standalone):
        more = _more(question, sentences)
        yield from more
        if question.kind == "summary":
            yield from _following([sentences[0], *more], sentences)


def _following(told: Sequence[Sentence], sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """The sentences that go on directly where those told end, in their paragraph."""
    for sentence in told:
        line = sentence.candidate.line
        yield from (
            s
            for s in sentences
            if s.article is sentence.article and s.candidate.line.paragraph == line.paragraph and 0 <= s.start - line.end <= 1
        )


def _agrees(sentence: Sentence) -> bool:
    """Whether a sentence is of the period and place asked for, as far as it says: figures of others are never mixed in."""
    return sentence.feature("other_period") == 0 and sentence.feature("other_place") == 0


def _list(question: Question, sentences: Sequence[Sentence]) -> Choice | None:
    """The list that one of the best sentences announces or stands in."""
    for sentence in sentences[:3]:
        found = items(sentence.candidate.reading, sentence.article.text, sentence.candidate.line, question.standalone)
        if found and sentence.score >= NEAR * sentences[0].score:
            return Choice((sentence,), tuple(found))
    return None


def _parts(question: Question, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """For each thing asked that the best sentence leaves open, the sentence that answers it best."""
    chosen = [sentences[0]]
    for i, ask in enumerate(question.asks if len(question.asks) > 1 else ()):
        value = partial(_value, i=i, first=sentences[0])
        words = fold(ask.text)
        own = [j for j, t in enumerate(question.terms) if t.part == ask.part and t.word in words and not t.compound]
        best = max(sentences, key=value)
        reached = max(value(s) for s in chosen)
        if value(best) <= reached + CLOSE:
            best = max(sentences[:30], key=lambda s: _own(own, s, question) + value(s))
            if value(best) < reached - 2 * OPEN or _own(own, best, question) < max(_own(own, s, question) for s in chosen) + OPEN:
                continue
        chosen.append(best)
        yield best


def _own(own: Sequence[int], sentence: Sentence, question: Question) -> float:
    """The weight of an ask's own terms that a sentence holds itself."""
    return sum(question.terms[j].weight for j in own if sentence.held[j] >= LOOSE)


def _value(sentence: Sentence, i: int, first: Sentence) -> float:
    """How well a sentence answers one ask, given the best sentence for the whole question."""
    return sentence.scores[i] + 0.15 * (sentence.article is first.article) + 0.1 * sentence.score


def _sides(question: Question, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """One sentence for each of several periods or places asked about, and for each of the values in doubt."""
    best = sentences[0]
    periods = [period for period in question.periods if period.since and period.until]
    for period in periods if len(periods) > 1 else []:
        of = {s: agree([period], s.candidate) for s in sentences[:40]}
        side = max((s for s in of if of[s] >= 0.25), key=lambda s: s.score + PERIOD * of[s], default=None)
        if side and side.score >= ASIDE * best.score:
            yield side
    names = list(dict.fromkeys(place.name for place in question.places if place.name != HOME.city))
    for name in names if len(names) > 1 else []:
        for i in range(len(question.asks)):
            side = max((s for s in sentences if _of(name, s)), key=partial(_value, i=i, first=best), default=None)
            if side:
                yield side
    if question.kind == "definition":
        words = [fold(word) for run in _QUOTED.findall(question.standalone) for word in run.split("、")]
        yield from (s for word in words for s in sentences[:8] if s.candidate.line.text.startswith(word))
    if question.kind == "figure":
        yield from _rivals(question, sentences)
    if "还是" in question.standalone:
        yield from _alternatives(question, sentences)
    if _DOUBT.search(question.standalone):
        yield from (s for s in sentences[1:5] if s.score >= 0.7 * best.score)


def _alternatives(question: Question, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """For each number in doubt (302家还是303家) the best sentence that has it."""
    for number in _COUNTED.findall(fold(question.standalone)):
        holding = (s for s in sentences[:60] if re.search(rf"(?<![\d.]){re.escape(number)}", s.candidate.line.text))
        words = [i for i, t in enumerate(question.terms) if not t.compound and not t.within(number) and number not in t.word]
        side = max(holding, key=lambda s: s.score, default=None)
        if side and any(side.held[i] >= LOOSE for i in words):
            yield side


def _rivals(question: Question, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Sentences that give another number of the same thing in the same words: 315个重点项目, 316个重点项目."""
    form = wanted(question.standalone, question.kind)
    said = _counted(form, sentences[0]) if form else {}
    for other in sentences[1:10]:
        rivals = _counted(form, other) if form and _agrees(other) else {}
        if any(words in rivals and rivals[words] != number for words, number in said.items()):
            yield other


def _counted(form: re.Pattern[str], sentence: Sentence) -> dict[str, str]:
    """The words after each number of the form wanted, with the number."""
    text = sentence.candidate.line.text
    found = {}
    for match in form.finditer(text):
        words = re.match(rf"[\u4e00-\u9fff]{{{SAME}}}", text[match.end() :])
        if words:
            found[words[0]] = match[0]
    return found


def _of(name: str, sentence: Sentence) -> bool:
    """Whether a sentence is of a place: by name, or because its article is."""
    said = {place.name for place in sentence.candidate.line.places if place.kind == "county"}
    return name in said or (not said and sentence.candidate.reading.home.county == name)


def _beside(question: Question, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """The sentence that the best one leans on, and those beside that hold a name or figure asked for that it lacks."""
    best = sentences[0]
    order = sorted((s for s in sentences if s.article is best.article), key=lambda s: s.start)
    at = order.index(best)
    same = best.candidate.line.paragraph
    after = order[at + 1] if at + 1 < len(order) and order[at + 1].candidate.line.paragraph == same else None
    asked = fold(question.standalone)
    for ask in question.asks:
        form = wanted(ask.text, ask.kind)
        if form and not _holds(form, best, asked):
            holding = [s for s in order if _holds(form, s, asked)]
            if ask.kind in ("person", "place", "organisation") and holding:
                yield min(holding, key=lambda s: abs(order.index(s) - at + 0.5))
    if question.kind not in PLAIN or _SAYING.search(question.standalone):
        yield from _leaned_on(order[max(at - 2, 0) : at + 1], question.kind in ("why", "how", "definition", "summary"))
    if after and (question.kind == "why" or (question.kind == "how" and best.feature("own") < PLENTY)):
        yield after


def _reasons(question: Question, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """The sentence near the best one that names a reason and speaks of what is asked about."""
    best = sentences[0]
    if reasons(best.candidate.line.text):
        return
    names = [i for i, term in enumerate(question.terms) if term.weight >= NAMED and len(term.word) > 1]
    near = [
        s
        for s in sentences
        if s.article is best.article and reasons(s.candidate.line.text) and any(s.held[i] >= LOOSE for i in names)
    ]
    close = [s for s in near if abs(s.candidate.line.paragraph - best.candidate.line.paragraph) <= 1]
    yield from sorted(close, key=lambda s: -s.score)[:1]


def _holds(form: re.Pattern[str], sentence: Sentence, asked: str) -> bool:
    return any(match.group() not in asked for match in form.finditer(sentence.candidate.line.text))


def _leaned_on(run: Sequence[Sentence], explains: bool) -> Iterator[Sentence]:
    """The sentences before the last of a run that it needs to be understood, nearest first."""
    for before, sentence in zip(reversed(run[:-1]), reversed(run[1:]), strict=True):
        same = before.candidate.line.paragraph == sentence.candidate.line.paragraph
        if not same or not (_quotes(before, sentence) or (explains and _LEANS.match(sentence.text))):
            return
        yield before


def _quotes(before: Sentence, sentence: Sentence) -> bool:
    """Whether a sentence goes on right after a quotation that is a sentence of its own."""
    return before.end == sentence.start and before.text.startswith("“") and before.text.endswith("”")


def _headed(question: Question, sentence: Sentence) -> bool:
    """Whether the headline over a sentence holds what the question is about."""
    words = [term for term in question.terms if not term.compound and len(term.word) > 1]
    return bool(words) and all(term.within(sentence.candidate.reading.headline) for term in words)


def _more(question: Question, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Further good sentences: for a summary of the same article first, for a course of events one of each article and time."""
    best = sentences[0]
    near = [s for s in sentences[1:12] if s.score >= 0.6 * best.score and _agrees(s)]
    if _COURSE.search(question.standalone):
        return sorted(near, key=lambda s: (s.article is best.article, -s.score))
    if question.kind == "summary":
        return [s for s in near if s.article is best.article] + near[:1]
    if question.kind == "list" and _headed(question, best):
        return sorted((s for s in near if s.article is best.article), key=lambda s: s.start)
    most = 1 if question.kind == "list" and best.text.count("、") > 1 else 2
    return [s for s in near if s.score >= NEAR * best.score or (question.kind != "compare" and s.article is best.article)][:most]
