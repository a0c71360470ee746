"""A comparison taken apart: one question for each of the places or times that it sets side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.periods import Period
from index.places import Place
from rag.asking import HOME
from rag.question import Question, Reader

MOST = 4  # sides of a comparison

_COURSE = re.compile(r"从.{1,12}到|一路|历年|捋|梳理|来龙去脉|时间线|之间|至今|以来")
_JOIN = re.compile(r"[^。？?！]{0,6}(?:[和与跟及同比、，,]|还是)[^。？?！]{0,14}")
_SINCE = re.compile(r"[，,].*比")  # 2024年有多少，比2020年增长多少 asks for one figure and its change
_WITH = r"(?:和|与|跟|及|以及|同|比|、|，|,)?(?:整个|全|当年)?"
_HANGING = re.compile(r"^[\s、，,和与跟及同比]+|(?<=[，,：:；;])[、和与跟及同比，,]+|，(?=，)")
_JUDGED = r"[多少大小高低快慢强弱好]"
_WHOSE = re.compile(rf"(?:谁|哪个|哪里|哪边)的([^，。？?、]{{1,8}}?)(?:更|比较|最)?{_JUDGED}(?![\u4e00-\u9fff])")
_GROWS = re.compile(r"(?:谁|哪个|哪里|哪边)(?:增|涨|长|增长)得?(?:更)?[快慢多少]")
_VERDICT = re.compile(
    rf"{_JUDGED}还是{_JUDGED}|{_JUDGED}多少|(?:谁|哪个|哪家|哪边|哪一?年)(?:的)?(?:更|比较|最)?(?:{_JUDGED}|领先|厉害)(?:一些|一点|些)?"
    r"|[摆放]在?一[块起](?:看看?|比)?|一[块起]看看?|对[比照](?:一下)?|(?:相比|比较|比)(?:一下|怎么样|如何)?"
    r"|有(?:什么|啥|何)?(?:区别|差别|不同)|相?差(?:了)?多少"
)
_AMOUNT = re.compile(r"多少|几|什么|哪|怎么|如何|增幅|谁")
_EMPTY = re.compile(r"(?:[各都分别的了呢吗有是？?。！!\s、，,和与跟及在]|多少|上半年|去年|今年)*")


@dataclass(frozen=True, slots=True)
class Side:
    """One side: what tells it from the others, as the reader wrote it, and what is asked of it alone."""

    name: str
    question: Question


def sides(question: Question, reader: Reader) -> tuple[Side, ...]:
    """The sides of a comparison of two to MOST places or times; empty for any other question.

    Only what is set side by side is taken apart: a county beside its prefecture is where it lies, and 从2020年到2025年 is a
    course of events.
    """
    if _COURSE.search(question.standalone) or question.kind in ("why", "how", "summary", "definition"):
        return ()
    named = list({place.name: place for place in question.places if place.name != HOME.city}.values())
    timed = list({(p.since, p.until): p for p in question.periods if p.since and p.until}.values())
    groups: list[list[Place | Period]] = [[*named], [*timed]]
    for spans in groups:
        if 2 <= len(spans) <= MOST and _beside(spans, question.standalone):
            made = [_side(question, span, spans, reader) for span in spans]
            return tuple(side for side in made if side) if all(made) else ()
    return ()


def _beside(spans: Sequence[Place | Period], text: str) -> bool:
    """Whether the spans stand side by side, of one kind and joined by a word that joins."""
    ordered: list[Place | Period] = sorted(spans, key=lambda span: span.start)
    alike = len({span.kind for span in spans if isinstance(span, Place)}) < 2
    between = [text[a.end : b.start] for a, b in pairwise(ordered)]
    return alike and all(_JOIN.fullmatch(words) and not _SINCE.search(words) for words in between)


def _side(question: Question, own: Place | Period, spans: Sequence[Place | Period], reader: Reader) -> Side | None:
    text, name = question.standalone, question.standalone[own.start : own.end]
    for span in sorted(spans, key=lambda s: -s.start):
        text = text[: span.start] + (name if span is own else "\0") + text[span.end :]
    text = re.sub(rf"{_WITH}\0{_WITH}" if text.index(name) == 0 else rf"{_WITH}\0(?:{_WITH}\0)*(?:和|与|跟|及|比|、)?", "", text)
    asked = _VERDICT.sub("", _GROWS.sub("增长多少", _WHOSE.sub(r"\1多少", text)))
    asked = _HANGING.sub("", asked).strip(" ，,、？?。")
    if _EMPTY.fullmatch(asked.replace(name, "")):
        return None
    return Side(name, reader.read(asked if _AMOUNT.search(asked) else f"{asked}多少"))
