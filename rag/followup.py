"""A follow-up question made whole from the conversation before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from index.periods import Period, periods
from index.places import Place, places
from rag.asking import ASKING, HOME, NOT_PLACE, blanked

_FOLLOW = re.compile(
    r"^(?:那么?|那|这|它|他|她|其中|另外|还有|同比|环比|占比|然后|比|和|与|跟|再|到|具体)|呢[?？]?$|^.{0,8}[?？]?$"
)
_CONNECTING = re.compile(r"那么?|其中|另外|还有|然后|同比|环比|占比|增长|[了的呢是有]")
_CHANGE = re.compile(r"(?:那么?|它的?|其)?(同比|环比)(?:增长|增速|增幅|变化|情况)?(?:是|有)?(?:多少|怎么样|如何)?呢?")
_ALONE = re.compile(r"(?:那么?|换成|要是|如果是)?[，,\s]*(?:的|是)?(?:呢|怎么样|又?是?多少|如何)?[?？。！!]*")
_THING = re.compile(r"(?:那么?|它的?|其|他们的?)?([\u4e00-\u9fff]{2,8}?)(?:是多少|有多少|多少|呢)+[?？。]*")
_AMOUNT = re.compile(
    r"(?:一共|总共)?(?:是|有|为|达到?)?(?:多少|几)(?:[个家条项名人次亩元吨台套张座]|亿元?|万元?)?(?=[?？。呢]*$|的?[\u4e00-\u9fff]{1,8}[?？。]*$)"
)
_SAME = ("同比", "环比", "占比", "其中")
_HEAD = re.compile(
    r"(?:从|在|请问)?([\w“”]{2,10}?)\s*(?:里|的|中|上|，|、|有|是|能|坐|总|目前|(?:19|20)\d\d|几|多少|什么|哪|怎|产业增加值)"
)
TURNS = 6  # of a conversation, the last ones that a follow-up may go back to
OWN_WORDS = 4  # characters of its own that make a follow-up ask for something else


def complete(text: str, history: Sequence[Mapping[str, str]]) -> str:
    """A follow-up made whole: the last question's subject stands before the new one; its period gives way to a new period.

    A follow-up that asks for something of its own (那现在落地了几个项目) takes only what the last question was about.
    """
    if not history or not _FOLLOW.search(text):
        return text
    last = complete(history[-1].get("question", ""), history[-TURNS:-1])  # which may be a follow-up itself
    if swapped := _swapped(last, text):
        return swapped
    if (thing := _THING.fullmatch(text)) and not periods(text) and not places(text, HOME) and not text.startswith(_SAME):
        plain = re.sub(r"[?？。！]+$", "", _AMOUNT.sub("", last))
        if _AMOUNT.search(last) and thing[1] not in last:
            return f"{plain}的{thing[1]}是多少？"
    own = re.sub(r"[^\w]|·", "", _CONNECTING.sub("", ASKING.sub("", blanked(text, periods(text)))))
    if len(own) >= OWN_WORDS and not text.startswith(_SAME):
        head = _HEAD.match(last)
        last = head[1] if head else ""
    elif periods(text):
        last = blanked(last, periods(last)).replace("·", " ")
    subject = re.sub(r"[?？。！]+$", "", last).strip()
    return f"{subject} {re.sub(r'^那么?', '', text)}" if subject else text


def _swapped(last: str, text: str) -> str | None:
    """The last question with only its place, time or kind of amount changed (那冠县呢, 2023年呢, 同比呢), else None."""
    asked = re.sub(r"[?？。！!\s]+$", "", text)
    if change := _CHANGE.fullmatch(asked):
        words = re.sub(r"(?:同比|环比)?(?:增长|下降)?(?:了|是|有|为)*(?:多少|几何|几[个家亿万条项名人])[?？。]*$", "", last)
        return f"{words.rstrip('?？。')}{change[1]}增长多少？" if words != last else None
    pairs: list[tuple[Sequence[Period | Place], Sequence[Period | Place]]] = [
        (periods(text), periods(last)),
        (_known(text), _known(last)),
    ]
    for found, own in pairs:
        alone = len(found) == 1 and _ALONE.fullmatch(text[: found[0].start] + text[found[0].end :])
        if alone and len(own) == 1:
            span = own[0]
            return f"{last[: span.start]}{text[found[0].start : found[0].end]}{last[span.end :]}"
    return None


def _known(text: str) -> list[Place]:
    """The places of a question, without those that only look like one."""
    return [place for place in places(text, HOME) if not NOT_PLACE.search(place.text)]
