"""Numbers that are no statistics of their own: thresholds in names (投资5亿—10亿元项目63个), rates' bases (每1只)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.statistics.amounts import Amount

_PAUSE = re.compile(r"[，；：。！？\n（）、]")
_THRESHOLD = ("以上", "以下", "及以上", "或以上", "及以下", "以内")
_OVER = re.compile(r"(?:过|超|满|不足|低于|高于|小于|大于)$")
_SIZED = re.compile(
    r"(?:投资|总投资|投资额|产值|年产值|营收|营业收入|主营业务收入|收入|规模|面积|金额|额度|年收入|销售额|税收|年纳税|注册资本)(?:在|过|超|超过|达)?$"
)
_NOUN = re.compile(r"^的?[^，。；：、\d的]{1,14}$")
_NOUN_NEXT = re.compile(r"^的?(?!的|[，。；：、！？”]|增|下|同|提|降|与|和|到|时|后|目标|左右)[\u4e00-\u9fff“]")
_EACH = re.compile(r"每(?![年月天日])[\u4e00-\u9fff]{0,2}$")
_CRITERION = re.compile(r"的[，。；]")
_POINTS = re.compile(r"[、和与及]\d+(?:\.\d+)?个百分点")


def counted(text: str, start: int, amounts: Sequence[Amount]) -> list[Amount]:
    """The amounts of the sentence from `start` that are statistics, in order."""
    return [_pointed(text, amount) for at, amount in enumerate(amounts) if not _names(text, start, amounts, at)]


def _pointed(text: str, amount: Amount) -> Amount:
    """The first of two numbers that share 个百分点 (0.2个、0.1个百分点)."""
    if amount.unit == "个" and _POINTS.match(text, amount.end):
        return replace(amount, unit="个百分点", group="share")
    return amount


def _names(text: str, start: int, amounts: Sequence[Amount], at: int) -> bool:
    """Whether an amount is part of a name (投资5亿—10亿元项目63个, 60岁以上老人) or a rate's base (每1只)."""
    amount = amounts[at]
    left, right = text[max(start, amount.head - 8) : amount.head], text[amount.end : amount.end + 16]
    if amount.qualifier in ("高于", "低于") or (_EACH.search(left) and amount.group in ("count", "size", "money")):
        return True
    if amount.group not in ("money", "size", "age", "share"):
        return False
    limit = amount.qualifier in _THRESHOLD
    if limit and (_CRITERION.match(right) or (_NOUN_NEXT.match(right) and not right.startswith("的目标"))):
        return True
    over = limit or bool(_OVER.search(left)) or amount.qualifier in ("超", "超过")
    ranged = over or "—" in amount.value or bool(_SIZED.search(left))
    after = amounts[at + 1] if at + 1 < len(amounts) else None
    if after and after.group == "count" and ranged and _NOUN.match(text[amount.end : after.head]):
        return True
    return over and at > 0 and _sizes(text, amounts[at - 1], amount, right)


def _sizes(text: str, before: Amount, amount: Amount, right: str) -> bool:
    """Whether a limit tells how large the things are that were counted just before it (34个过10亿元的项目)."""
    gap = text[before.end : amount.head]
    return before.group == "count" and len(gap) <= 10 and not _PAUSE.search(gap) and bool(_NOUN_NEXT.match(right))
