"""Every number of a text with its unit, as a value that can be compared: 3000万 is 0.3亿, 七成 is 70%, 超8.3万 leaves room for 83861."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Literal

from index.numerals import number

Bound = Literal["exact", "over", "under", "about"]

_SCALES = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
    "千": 1000,
    "百": 100,
}
_OVER = re.compile(r"(?:超过?|超出|逾|突破|至少|不低于|不少于|不下|高达|过)(?:了|达到?|到|共)?$")
_UNDER = re.compile(r"(?:将近|接近|(?<![附最临邻远])近|不足|不到|不超过|不高于|至多|最多|低于|少于)(?:了|到)?$")
_ABOUT = re.compile(r"(?:大约|(?<![签节合制公契集特条])约|大概|约为|左右)$")
_LEVELS = {"over": r"以上|有余|多|余", "under": r"以下|以内|以里", "about": r"左右|上下"}
_CHINESE = "零〇一二两三四五六七八九十百千"
_CONVERT: dict[str, tuple[str, str]] = {
    "元": ("元", "1"), "块": ("元", "1"), "块钱": ("元", "1"), "人民币": ("元", "1"), "元人民币": ("元", "1"), "角": ("元", "0.1"),
    "%": ("%", "1"), "成": ("%", "10"), "‰": ("%", "0.1"), "百分点": ("个百分点", "1"), "个百分点": ("个百分点", "1"),
    "公里": ("米", "1000"), "千米": ("米", "1000"), "km": ("米", "1000"), "米": ("米", "1"), "厘米": ("米", "0.01"), "毫米": ("米", "0.001"),
    "平方米": ("平方米", "1"), "平方公里": ("平方米", "1000000"), "平方千米": ("平方米", "1000000"), "公顷": ("平方米", "10000"),
    "亩": ("亩", "1"), "吨": ("公斤", "1000"), "公斤": ("公斤", "1"), "千克": ("公斤", "1"), "kg": ("公斤", "1"), "斤": ("公斤", "0.5"), "克": ("公斤", "0.001"),
    "千瓦": ("千瓦", "1"), "kw": ("千瓦", "1"), "兆瓦": ("千瓦", "1000"), "mw": ("千瓦", "1000"), "吉瓦": ("千瓦", "1000000"), "gw": ("千瓦", "1000000"),
    "千瓦时": ("千瓦时", "1"), "度": ("度", "1"), "度电": ("千瓦时", "1"), "kwh": ("千瓦时", "1"), "摄氏度": ("摄氏度", "1"), "℃": ("摄氏度", "1"),
    "人": ("人", "1"), "名": ("人", "1"), "位": ("人", "1"), "岁": ("岁", "1"), "周岁": ("岁", "1"), "天": ("天", "1"), "日": ("天", "1"),
    "个月": ("个月", "1"), "年": ("年", "1"), "周年": ("年", "1"), "倍": ("倍", "1"), "番": ("番", "1"),
}  # fmt: skip
_THINGS = frozenset("个家项条大处座所件种类款例起支场次届批只张级")
_MORE_UNITS = ("大", "成", "年", "个月", "周年", "分", "秒", "级", "届", "线", "号", "星", "代", "期", "村", "镇", "市", "县", "区", "省", "国", "校", "企", "车", "城", "度", "块钱", "角", "日", "周", "晚", "步", "层", "楼", "连冠", "连升", "连跳", "厘米")  # fmt: skip
_IDLE = frozenset(
    "个种次项件位名条场些家座份样步代期级分线道款大支度村镇市县区省国校车城对块面把"
)  # 一 before these tells nothing


@dataclass(frozen=True, slots=True)
class Quantity:
    """The number at `start`:`end` (with its unit; `head` is where its qualifier starts): `value` in the base unit `unit`.

    `top` is the other end of a range. `bound` is what its qualifier means. `digits` and `printed` are number and unit as printed.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    bound: Bound
    digits: str
    printed: str
    head: int
    top: Decimal | None = None


@cache
def _pattern() -> re.Pattern[str]:
    lines = resources.files("index").joinpath("units.csv").read_text("utf-8").splitlines()
    listed = {u for line in lines if line and not line.startswith("#") for u in line.partition(",")[2].split()}
    units = "|".join(re.escape(u) for u in sorted({*listed, *_MORE_UNITS}, key=len, reverse=True))
    scales = "|".join(_SCALES)
    numeral = rf"\d+(?:\.\d+)?|[{_CHINESE}]+(?:点[{_CHINESE}]+)?"
    return re.compile(
        rf"(?P<half>一半|过半|半数)|(?:百分之(?P<hundredth>{numeral}))|(?P<whole>[{_CHINESE}]+)分之(?P<part>[{_CHINESE}]+)"
        rf"|(?:(?P<low>\d+(?:\.\d+)?)(?:%|(?P<lows>{scales}))?(?:-|~|至|到))?(?P<num>{numeral})(?P<loose>[余多来几]?)"
        rf"(?P<scale>(?:{scales})?)(?P<more>[余多]?)(?P<unit>(?:{units}|平)?)(?P<after>(?:以上|有余|左右|上下|以下|以内|[多余](?![个家种样次]))?)",
        re.IGNORECASE,
    )


def quantities(text: str, masks: Iterable[tuple[int, int]] = ()) -> list[Quantity]:
    """The numbers of a folded text in order, those within `masks` (dates, ranks) left out; a bare Chinese numeral is none."""
    hidden = bytearray(len(text) + 1)
    for start, end in masks:
        hidden[start:end] = b"\1" * (end - start)
    return list(_scan(text, hidden))


def _scan(text: str, hidden: bytearray) -> Iterator[Quantity]:
    for match in _pattern().finditer(text):
        if match.start() < match.end() and not hidden[match.start()]:
            found = _read(match, text)
            if found is not None:
                yield found


def _read(match: re.Match[str], text: str) -> Quantity | None:
    start, end = match.span()
    if match["half"]:
        return _made(match, text, Decimal(50), "%", "over" if match["half"] == "过半" else "exact")
    if match["hundredth"]:
        value = _decimal(match["hundredth"])
        return None if value is None else _made(match, text, value, "%", "exact")
    if match["whole"]:
        whole, part = number(match["whole"]), number(match["part"])
        return _made(match, text, Decimal(100) * part / whole, "%", "exact") if whole and part else None
    value, unit, scale = _decimal(match["num"]), match["unit"], match["scale"]
    if value is None or not _counts(match, text):
        return None
    factor = Decimal(_SCALES.get(scale, 1))
    base, times = _CONVERT.get(unit.lower(), ("个" if unit in _THINGS else unit, "1"))
    loose = bool(match["loose"] or match["more"])
    top = None
    if match["low"]:
        low = Decimal(match["low"]) * (Decimal(_SCALES[match["lows"]]) if match["lows"] else factor) * Decimal(times)
        top, value = value * factor * Decimal(times), low
    else:
        value = value * factor * Decimal(times)
    return _made(match, text, value, base, "over" if loose else "exact", match["num"], scale + unit, top)


def _counts(match: re.Match[str], text: str) -> bool:
    """Whether the numeral counts something: digits always (but no code as A3, 第3), Chinese only before a unit or a scale."""
    left = text[match.start() - 1 : match.start()]
    num = match["num"]
    if num[0].isdigit():
        return not re.match(r"[A-Za-z第]", left)
    unit = match["unit"]
    if left in ("第", "每") or (not unit and not match["scale"]):
        return False
    if num in ("一", "百", "千", "十", "零") and (unit in _IDLE or len(unit) != 1 or left in ("统", "唯", "之", "单")):
        return num == "十" and unit in _IDLE
    return bool(number(num.partition("点")[0]) is not None)


def _made(
    match: re.Match[str],
    text: str,
    value: Decimal,
    unit: str,
    bound: Bound,
    digits: str = "",
    printed: str = "",
    top: Decimal | None = None,
) -> Quantity:
    start, end = match.span()
    left = text[max(0, start - 5) : start]
    head, after = start, (match["after"] or "") if match["num"] else ""
    for kind, pattern in (("over", _OVER), ("under", _UNDER), ("about", _ABOUT)):
        found = pattern.search(left)
        if found:
            head, bound = start - len(left) + found.start(), kind  # type: ignore[assignment]
            break
        if after and re.fullmatch(_LEVELS[kind], after):
            bound = kind  # type: ignore[assignment]
    return Quantity(start, end, text[head:end], value, unit, bound, digits or text[start:end], printed or unit, head, top)


def _decimal(numeral: str) -> Decimal | None:
    if numeral[0].isdigit():
        return Decimal(numeral)
    whole, _, part = numeral.partition("点")
    value, tail = number(whole), "".join(str(number(c)) for c in part)
    return None if value is None else Decimal(f"{value}.{tail}" if tail else value)


def alike(a: Quantity, b: Quantity) -> bool:
    """Whether both are counted in the same thing; a number without unit is like any count."""
    return a.unit == b.unit or not a.unit or not b.unit


def fits(claim: Quantity, source: Quantity) -> bool:
    """Whether what the claim says of an amount follows from what the source says of it."""
    if not alike(claim, source) or (claim.top is None) != (source.top is None):
        return False
    if claim.top is not None:
        return (claim.value, claim.top) == (source.value, source.top)
    mine, theirs = claim.value, source.value
    if mine == theirs:
        return {claim.bound, source.bound} != {"over", "under"}
    if mine <= 0 or theirs <= 0 or claim.unit in ("年", "个月"):
        return False
    if source.bound != "exact" or _figures(claim) > _figures(source):
        return False
    if claim.bound == "over":
        return mine < theirs <= mine * Decimal("1.25")
    if claim.bound == "under":
        return mine * Decimal("0.8") <= theirs < mine
    if claim.bound == "about":
        return abs(mine - theirs) <= mine * Decimal("0.05")
    return _rounded(claim, source)


def _figures(quantity: Quantity) -> int:
    """How many figures of a number tell something: 2 of 1300, 3 of 13.2."""
    return len(str(quantity.value.normalize()).partition("E")[0].replace(".", "").strip("-").strip("0"))


def _rounded(claim: Quantity, source: Quantity) -> bool:
    """Whether the claim gives the source's number in a larger scale, rounded (13032人, 1.3万人)."""
    if not claim.printed or claim.printed[0] not in "万亿" or source.printed[:1] == claim.printed[0]:
        return False
    shown = claim.digits.replace(".", "").lstrip("0")
    scale = (
        claim.value / Decimal(claim.digits) if claim.digits.replace(".", "").isdigit() and Decimal(claim.digits) else Decimal(0)
    )
    step = scale / Decimal(10) ** len(claim.digits.partition(".")[2])
    return len(shown) >= 2 and abs(claim.value - source.value) <= step / 2
