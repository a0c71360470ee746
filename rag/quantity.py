"""Every number of a text with its unit, as a value that can be compared: 3000万 is 0.3亿, 七成 is 70%, 超8万 may be 83861."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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
_CHINESE = "零〇一二两三四五六七八九十百千"
# 一 before one of these tells nothing.
_IDLE = frozenset("个种次项件位名条场些家座份样步代期级分线道款大支度村镇市县区省国校车城对块面把")
_MARKS: tuple[tuple[Bound, re.Pattern[str], str], ...] = (
    ("over", _OVER, "以上|有余|多|余"),
    ("under", _UNDER, "以下|以内|以里"),
    ("about", _ABOUT, "左右|上下"),
)


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


@dataclass(frozen=True, slots=True)
class _Measures:
    """What units are in base units (`convert`), which more there are, and which count things alike."""

    convert: dict[str, tuple[str, Decimal]]
    more: frozenset[str]
    things: frozenset[str]


@cache
def _measures() -> _Measures:
    lines = resources.files("rag").joinpath("measures.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    convert = {row[0]: (row[1], Decimal(row[2])) for row in rows if row[0] not in "|="}
    more, things = (frozenset(w for row in rows if row[0] == mark for w in row[1:]) for mark in "|=")
    return _Measures(convert, more, things)


@cache
def _pattern() -> re.Pattern[str]:
    lines = resources.files("index").joinpath("units.csv").read_text("utf-8").splitlines()
    listed = {u for line in lines if line and not line.startswith("#") for u in line.partition(",")[2].split()}
    units = "|".join(_as_written(u) for u in sorted(listed | _measures().more, key=len, reverse=True))
    scales = "|".join(_SCALES)
    numeral = rf"\d+(?:\.\d+)?|[{_CHINESE}]+(?:点[{_CHINESE}]+)?"
    return re.compile(
        rf"(?P<half>一半|过半|半数)|(?:百分之(?P<hundredth>{numeral}))|(?P<whole>[{_CHINESE}]+)分之(?P<part>[{_CHINESE}]+)"
        rf"|(?:(?P<low>\d+(?:\.\d+)?)(?:%|(?P<lows>{scales}))?(?:-|~|至|到))?(?P<num>{numeral})(?P<loose>[余多来几]?)"
        rf"(?P<scale>(?:{scales})?)(?P<more>[余多]?)(?P<unit>(?:{units}|平)?)(?P<after>(?:以上|有余|左右|上下|以下|以内|[多余](?![个家种样次]))?)",
        re.IGNORECASE,
    )


def _as_written(unit: str) -> str:
    """A pattern for a unit; one of a single Latin letter only in small print (50g, but not 5G) and not before more letters."""
    return rf"(?-i:{unit})(?![A-Za-z])" if len(unit) == 1 and unit.isascii() and unit.isalpha() else re.escape(unit)


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
    """The quantity of a match of the pattern; None when it only looks like one."""
    bare = _share(match)
    if bare is not None:
        return _qualified(Quantity(*match.span(), match[0], bare, "%", "exact", match[0], "%", match.start()), match, text)
    value = _decimal(match["num"]) if match["num"] else None
    if value is None or not _counts(match, text):
        return None
    unit, scale = match["unit"], match["scale"]
    factor = Decimal(_SCALES.get(scale, 1))
    base, times = _measures().convert.get(unit.lower(), ("个" if unit in _measures().things else unit, Decimal(1)))
    low, top = value * factor * times, None
    if match["low"] and not (match["lows"] is None and Decimal(match["low"]) >= value):  # 满2499-1000元 is no range
        own = Decimal(_SCALES[match["lows"]]) if match["lows"] else factor
        low, top = Decimal(match["low"]) * own * times, low
    bound: Bound = "over" if match["loose"] or match["more"] else "exact"
    made = Quantity(*match.span(), match[0], low, base, bound, match["num"], scale + unit or base, match.start(), top)
    return _qualified(made, match, text)


def _share(match: re.Match[str]) -> Decimal | None:
    """一半, 百分之八 and 三分之一 as per cent."""
    if match["half"]:
        return Decimal(50)
    if match["hundredth"]:
        return _decimal(match["hundredth"])
    whole, part = (number(match[name]) if match[name] else None for name in ("whole", "part"))
    return Decimal(100) * part / whole if whole and part else None


def _counts(match: re.Match[str], text: str) -> bool:
    """Whether the numeral counts something: digits always (but no code as A3, 第3), Chinese only before a unit or a scale."""
    left = text[match.start() - 1 : match.start()]
    num = match["num"]
    if left == "+" or (text[match.end() : match.end() + 1] == "+" and not match["unit"]):
        return False  # 1+3+22+X
    if num[0].isdigit():
        coded = not match["unit"] and re.match(r"[A-Za-z]", text[match.end() : match.end() + 1])
        return not re.match(r"[A-Za-z第]", left) and not coded
    unit = match["unit"]
    if left in ("第", "每") or (num == "一" and left in ("元", "角")) or (not unit and not match["scale"]):
        return False
    if num in ("一", "百", "千", "十", "零") and (unit in _IDLE or len(unit) != 1 or left in ("统", "唯", "之", "单")):
        return num == "十" and unit in _IDLE
    return bool(number(num.partition("点")[0]) is not None)


def _qualified(made: Quantity, match: re.Match[str], text: str) -> Quantity:
    """The quantity with what stands before or after it: 超, 近, 约, 以上."""
    left, after = text[max(0, made.start - 5) : made.start], (match["after"] or "") if match["num"] else ""
    if match["half"] == "过半":
        return replace(made, bound="over")
    for bound, before, behind in _MARKS:
        found = before.search(left)
        if found:
            head = made.start - len(left) + found.start()
            return replace(made, bound=bound, head=head, text=text[head : made.end])
        if after and re.fullmatch(behind, after):
            return replace(made, bound=bound)
    return made


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
    if claim.value == source.value:
        return claim.top == source.top and {claim.bound, source.bound} != {"over", "under"}
    finer = source.bound == "exact" or (source.bound == claim.bound == "over" and figures(source) > figures(claim))
    loose = claim.top is None and finer and claim.unit not in ("年", "个月") and min(claim.value, source.value) > 0
    return loose and figures(claim) <= figures(source) and _leaves_room(claim, source)


def _leaves_room(claim: Quantity, source: Quantity) -> bool:
    """Whether the claim's rounder number, as it is qualified, may stand for the source's."""
    mine, theirs = claim.value, source.value
    if claim.bound == "over":
        return mine < theirs <= mine * Decimal("1.25")
    if claim.bound == "under":
        return mine * Decimal("0.8") <= theirs < mine
    return abs(mine - theirs) <= mine * Decimal("0.05") if claim.bound == "about" else _rounded(claim, source)


def figures(quantity: Quantity) -> int:
    """How many figures of a number tell something: 2 of 1300, 3 of 13.2."""
    return len(str(quantity.value.normalize()).partition("E")[0].replace(".", "").strip("-").strip("0"))


def _rounded(claim: Quantity, source: Quantity) -> bool:
    """Whether the claim gives the source's number in a larger scale, rounded (13032人, 1.3万人)."""
    if claim.printed[:1] not in ("万", "亿") or source.printed[:1] == claim.printed[0] or not claim.digits[0].isdigit():
        return False
    step = claim.value / Decimal(claim.digits) / Decimal(10) ** len(claim.digits.partition(".")[2])
    return len(claim.digits.replace(".", "").lstrip("0")) >= 2 and abs(claim.value - source.value) <= step / 2
