"""Time expressions of a text to intervals, given the date that the text is of: 今年上半年, 1-6月份, “十四五”以来, 2028年底前."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from index.dates import AHEAD, POINT, SIDE, Kind, Period, Point, Reference, pointed, reference
from index.numerals import Folded, fold, number
from index.spells import spells

_RANGE = re.compile(r"(?:(?:零|\d{1,2})时)?(?:-|~|至|到|…+(?=\d)|--)")
_LEAD = re.compile(r"(截至|截止到?|自从?|从|到|至|力争到?|争取到?|计划到?|预计到?|确保到?|比|较)$")
_TAIL = re.compile(
    r"以来|(?:之|以)前|前(?![一二两三四五六七八九十\d]|列|茅|来|往|后|沿|景|提|期|夕|身|不久)|期间|(?:之|以)后|起(?!步|来|点|到|码)|间(?=[，、累聊我全新共]|$)"
)
_EVENT = re.compile(r"[^，。；、：\d]{1,14}?以来")
_RECORD = re.compile(r"以来的?(?:首次|最|新[高低]|同期最)")  # a time that is only compared with gives later ones no year
_SOON = 24  # characters; 到2016年初，全省…已达到 tells of a time that was reached
_SHORT = 4  # characters of an event that are kept in the wording (入汛以来)
_MARK = {"之前": "前", "以前": "前", "之后": "后", "以后": "后"}
_WILL = ("力争", "争取", "计划", "预计", "确保")
_SENTENCE = re.compile(r"[。！？\n]")


def periods(text: str, today: str | date | None = None) -> list[Period]:
    """The time expressions of `text`, in order, none inside another.

    `today` is the date that the text is of, as a date or as YYYY-MM-DD, YYYY-MM or YYYY; without it 今年 and the like are found
    but stay without interval. A part of a year without a year takes the year named before it, else the nearest to `today`.
    Raises ValueError for a `today` of another form.
    """
    folded, now = fold(text), reference(today)
    found = [*_pointed(folded.text, now), *spells(folded.text, now)]
    kept: list[Period] = []
    for period in sorted(found, key=lambda p: (p.start, -p.end)):
        if not kept or period.start >= kept[-1].end:
            kept.append(period)
        elif period.end - period.start > kept[-1].end - kept[-1].start:
            kept[-1] = period
    return [_placed(period, folded, text) for period in _of_the_month(kept, folded.text)]


def _of_the_month(found: list[Period], text: str) -> Iterator[Period]:
    """当月 is the month named last in its paragraph, else that of the text's own date."""
    last: Period | None = None
    for period in found:
        if text.startswith("当月", period.start) and last and "\n" not in text[last.end : period.start]:
            yield replace(period, resolved=last.resolved, since=last.since, until=last.until)
            continue
        if period.since and period.until and period.since[:7] == period.until[:7] and period.since != period.until:
            last = period
        yield period


def _placed(period: Period, folded: Folded, text: str) -> Period:
    start, end = folded.span(period.start, period.end)
    return replace(period, start=start, end=end, text=text[start:end])


def _pointed(text: str, now: Reference | None) -> Iterator[Period]:
    """Expressions of the calendar: years, halves, quarters, months, days, and ranges of them."""
    year: int | None = None
    months = (1, 12)
    last = 0
    stop, far = 0, False
    for match in POINT.finditer(text):
        if match.start() < stop or match.start() == match.end():
            continue
        far = far or "\n" in text[last : match.start()]
        near = year is not None and not _SENTENCE.search(text, last, match.start())
        ahead = far and AHEAD.search(text, max(0, match.start() - 12), match.end() + 12)
        point = pointed(match, now, None if ahead else year, near, months)
        if point is None:
            continue
        stop = match.end()
        other = _second(text, stop, point, now)
        if other is not None:
            stop = other.end
        period = _period(text, point, other, now)
        yield period
        last, stop = stop, max(stop, period.end)
        if point.named and not _RECORD.match(text, match.end()):
            far = False
            year = (other or point).year
        months = (point.m1, (other or point).m2)


def _second(text: str, at: int, point: Point, now: Reference | None) -> Point | None:
    """The other end of a range that starts with `point`: 8月4日至6日, 2020—2024年, 1月至6月."""
    sign = _RANGE.match(text, at)
    if sign is None:
        return None
    match = POINT.match(text, sign.end())
    if match and match.end() > match.start():
        other = pointed(match, now, point.year, True, (1, 12))
        if other and (other.year or 0, other.m2, other.day) >= (point.year or 0, point.m1, point.day):
            return other if bool(other.day) == bool(point.day) or other.named else None
    short = SIDE.match(text, sign.end())
    if short and point.day:
        return replace(point, start=short.start(), end=short.end(), day=number(short[1]) or 0, named=False)
    return None


def _period(text: str, point: Point, other: Point | None, now: Reference | None) -> Period:
    final = other or point
    before, after = _LEAD.search(text, max(0, point.start - 4), point.start), _TAIL.match(text, final.end)
    lead, tail = before[0] if before else "", after[0] if after else ""
    if after is None and point.named and (after := _EVENT.match(text, final.end)):
        tail = after[0] if len(after[0]) <= _SHORT else "以来"
    tail = _MARK.get(tail, tail)
    since, until = point.first(), final.last()
    if point.edge in ("底", "末") and other is None:
        since = until
    wording, start = _wording(point, other), point.start
    reached = "已" in text[final.end : final.end + _SOON]
    kind = _kind("" if reached else lead, tail, final.edge, (since, until), now)
    if lead.startswith("截") or (lead in ("到", "至") and point.edge in ("底", "末") and tail != "前"):
        wording, since = f"截至{wording}", None
        start -= len(lead) if lead.startswith("截") else 0
    if tail.endswith("以来") or tail == "起":
        until = now.last if now and now.last >= (since or "") else None
    elif tail in ("前", "后"):
        since, until = (None, until) if tail == "前" else (since, None)
    return Period(start, after.end() if after else final.end, "", wording + tail, since, until, kind=kind)


def _wording(point: Point, other: Point | None) -> str:
    if other is None:
        return point.words()
    if not point.day and not other.day and point.year == other.year:
        return replace(point, m2=other.m2, edge=other.edge).words()
    if not point.day and (point.m1, point.m2, other.m1, other.m2) == (1, 12, 1, 12) and not other.edge:
        return f"{point.year}—{other.year}年"
    return f"{point.words()}—{other.words(point)}"


def _kind(lead: str, tail: str, edge: str, span: tuple[str | None, str | None], now: Reference | None) -> Kind:
    """A target lies ahead: it starts after the text's own date, or has to be reached before an end that is still to come."""
    since, until = span
    if now is None or until is None:
        return "target" if lead[:2] in _WILL or (now is None and lead == "到") else "fact"
    if since is not None and since > now.last:
        return "target"
    ahead = until > now.last or (now.month is None and until == now.last and tail == "前")
    named = tail == "前" or lead[:2] in _WILL or (edge != "" and lead in ("到", "至"))
    return "target" if ahead and named else "fact"


__all__ = ["Period", "periods"]
