"""How large a printed value is: scales, qualifiers, rounding."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from index.figure import Figure

_ROUGH = ("约", "近", "余", "多", "左右", "大约", "接近", "将近", "来", "几", "上下")
_OVER = ("超", "超过", "超出", "突破", "逾", "以上", "不低于", "不少于", "至少", "高达", "多达", "及以上")
_UNDER = ("不足", "不到", "不超过", "以下", "以内", "至多", "最多")
_SCALES = {"亿": Decimal(10) ** 8, "万": Decimal(10) ** 4, "千": Decimal(1000), "百": Decimal(100)}


def shown(figure: Figure) -> str:
    """The value as printed: qualifier, number, unit (超1000家, 19000多元, 25个以上)."""
    word = figure.qualifier or ""
    if word in ("以上", "及以上", "左右", "以下", "以内", "上下", "及以下"):
        return f"{figure.value}{figure.unit}{word}"
    return f"{figure.value}{word}{figure.unit}" if word in ("余", "多", "来", "几") else f"{word}{figure.value}{figure.unit}"


def magnitude(figure: Figure) -> tuple[Decimal, str] | None:
    """The number in its base unit (511.6亿元 → 51160000000, 元); None for ranges and words."""
    unit, factor = figure.unit, Decimal(1)
    while unit and unit[0] in _SCALES and len(unit) > (unit[0] in "百千"):
        factor, unit = factor * _SCALES[unit[0]], unit[1:]
    try:
        return Decimal(figure.value.removeprefix("前")) * factor, unit
    except InvalidOperation:
        return None


def same_value(a: Figure, b: Figure) -> bool:
    """Whether both print the same amount, in whatever scale (3000万元, 0.3亿元), each with or without a qualifier."""
    first, second = magnitude(a), magnitude(b)
    if first is None or second is None:
        return (a.value, a.unit) == (b.value, b.unit)
    return (
        first[0] == second[0] and counted(first[1]) == counted(second[1]) and a.value.startswith("前") == b.value.startswith("前")
    )


def compatible(a: Figure, b: Figure) -> bool:
    """Whether one value is a rounder way to say the other: 突破900家 and 918家, 140余家 and 143家, 前3位 and 第3位."""
    first, second = magnitude(a), magnitude(b)
    if first is None or second is None or counted(first[1]) != counted(second[1]):
        return False
    if a.value.startswith("前") or b.value.startswith("前"):
        return first[0] >= second[0] if a.value.startswith("前") else second[0] >= first[0]
    return _covers(a, first[0], second[0]) or _covers(b, second[0], first[0]) or _rounded(a, b, first[0], second[0])


def _covers(figure: Figure, value: Decimal, other: Decimal) -> bool:
    """Whether a value with its qualifier leaves room for the other."""
    word = figure.qualifier
    if word in _OVER or word in ("余", "多"):
        return value <= other <= value * Decimal("1.1")
    if word in _UNDER:
        return value * Decimal("0.9") <= other <= value
    return word in _ROUGH and abs(value - other) <= value * Decimal("0.05")


def _rounded(a: Figure, b: Figure, first: Decimal, second: Decimal) -> bool:
    """Whether the one with fewer digits is the other rounded to them (1432亿元, 1432.5亿元)."""
    digits = [len(re.sub(r"\D", "", figure.value).strip("0")) for figure in (a, b)]
    scaled = a.unit != b.unit or "." in a.value + b.value
    if digits[0] == digits[1] or min(digits) < 2 or not scaled or not first or not second:
        return False
    coarse, value = (a, first) if digits[0] < digits[1] else (b, second)
    printed = Decimal(coarse.value)
    step = value / printed * Decimal(10) ** int(printed.normalize().as_tuple().exponent)
    return abs(first - second) <= step / 2


def base(figure: Figure) -> str:
    """The unit without its scale, people counted in one way."""
    size = magnitude(figure)
    unit = counted(size[1] if size else figure.unit)
    return "人" if unit in ("人次", "名", "位") else unit


def counted(unit: str) -> str:
    """Measure words that count the same things are one (个, 家, 条)."""
    return "个" if unit in ("个", "家", "条", "项", "大", "处", "座", "所") else unit
