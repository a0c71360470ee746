"""Points of the calendar as newspapers write them (2024年, 去年上半年, 前三季度, 6月底, 2月18日), read against a date."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.numerals import number

_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r"(?:-|~|至|到)"
_Y4 = r"(?:(?<![\d.])(?:19|20)\d{2}|[一二][九〇零○][〇零○一二三四五六七八九]{2})"
_YEAR = (
    rf"(?:(?P<year>{_Y4})(?:年度?|(?={_TO}(?:19|20)\d{{2}}年|(?:一季|三季|中|半年|年)报))"
    r"|(?<![\d.一二三四五六七八九十百千万])(?P<short>\d{2})年|(?P<said>今年|本年度|当年|去年|上年|前年|明年|后年))(?:年(?=[底末初终]))?"
)
_SUB = (
    r"(?P<report>(?:一季|三季|中|半年)报(?!告|道|纸|社|名|送|备|废))|(?P<half>[上下]半年|(?<=年)半年度)|(?P<quarter>第?前?(?:[一二三四1-4]|首)、?(?:二|三)?个?季度?(?<=季度)|首季)"
    rf"|前(?P<first>{_N})个?月|(?<![\d.])(?P<open>{MONTH})(?={_TO}(?:(?:19|20)\d{{2}}年)?{MONTH}月)"
    rf"|(?<![\d.第])(?<!(?<!整)个)(?P<month>{MONTH})月(?!龄|球|亮|饼|薪|租|均|嫂|子|色|光|供)份?"
    rf"(?:(?P<day>{DAY})(?:[日号](?!线)|(?={_TO}{DAY}日))|(?P<third>[上中下]旬))?"
    r"|(?P<same>同期)|(?P<whole>全年(?!级|龄))"
)
_EDGE = r"(?P<edge>[底末初](?!级|中|步|心|部|代|衷|审|试|见|次|期|旬|端|班|步))"
POINT = re.compile(
    rf"(?=[\d一二三四五六七八九十今本当去上下前明后首全同年第])(?:(?:{_YEAR})?(?:{_SUB})?{_EDGE}?|(?P<bare>年(?:[底末初中]|内|终))(?!会|级|的))"
)
SIDE = re.compile(rf"({DAY})日")
_REPORTS = {"一季报": (1, 3), "中报": (1, 6), "半年报": (1, 6), "三季报": (1, 9)}  # what a company's report covers
_SAID = {"今年": 0, "本年度": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2}
_SPANS = {(1, 12): "", (1, 6): "上半年", (7, 12): "下半年", (1, 9): "前三季度"}
_QUARTERS = "一二三四"
AHEAD = re.compile(r"力争|预计|计划|争取|目标|将|规划|确保|有望|拟|前[，完建实]|前$|起")
_MONTHS = re.compile(rf"{_TO}({MONTH})月")
_SOON = 45  # days: a paper that names a month without its year mostly looks back

_BEFORE_SHORT = re.compile(r"(?:^|[，。；、：“\s（]|截至|(?<![不达])到|至|自|从|比|较|于|在|与|和)$")
_AFTER_SHORT = re.compile(r"$|[，、的~至到-]")


Kind = Literal["fact", "target"]


@dataclass(frozen=True, slots=True)
class Period:
    """A time expression: `text == source[start:end]`, as printed.

    `resolved` is the wording with its year. `since` and `until` are the first and last day (ISO dates), None where the
    expression leaves that side open or its year is not known. `vague` marks wordings without definite ends (近年来, 每年).
    `kind` is `target` for a time still to come by which something shall be reached.
    """

    start: int
    end: int
    text: str
    resolved: str
    since: str | None = None
    until: str | None = None
    vague: bool = False
    kind: Kind = "fact"


@dataclass(frozen=True, slots=True)
class Reference:
    """The date that a text is of, at the precision it is known; `last` is its last day (ISO)."""

    year: int
    month: int | None
    day: int | None

    @property
    def last(self) -> str:
        """The last day that this date may mean."""
        month = self.month or 12
        return f"{self.year:04d}-{month:02d}-{self.day or monthrange(self.year, month)[1]:02d}"


@dataclass(frozen=True, slots=True)
class Point:
    """Months `m1` to `m2` of `year` (None: not known), or one `day` (0: none); `edge` is 底, 末 or 初; `named`: with its year."""

    start: int
    end: int
    year: int | None
    m1: int = 1
    m2: int = 12
    day: int = 0
    edge: str = ""
    named: bool = True
    printed: str = ""
    third: str = ""

    @property
    def ranged(self) -> bool:
        """Whether more than the edge of the stretch is meant."""
        return not self.edge

    def first(self) -> str | None:
        """The first day (ISO), None without a year."""
        if self.year is None:
            return None
        day = self.day or {"中旬": 11, "下旬": 21}.get(self.third, 1)
        return f"{self.year:04d}-{self.m1:02d}-{day:02d}"

    def last(self) -> str | None:
        """The last day (ISO), None without a year."""
        if self.year is None:
            return None
        end = monthrange(self.year, self.m2)[1]
        day = self.day or {"上旬": 10, "中旬": 20}.get(self.third, end)
        month = self.m1 if self.edge == "初" else self.m2
        return f"{self.year:04d}-{month:02d}-{min(day, end):02d}"

    def words(self, before: Point | None = None) -> str:
        """The wording with its year; after `before`, the other end of a range, without what both share."""
        year = "" if self.year is None or (before and before.year == self.year) else f"{self.year}年"
        if self.year is None and self.printed:
            year = self.printed
        if self.day:
            month = "" if before and before.year == self.year and before.m1 == self.m1 else f"{self.m1}月"
            return f"{year}{month}{self.day}日"
        return year + self._part() + self.edge

    def _part(self) -> str:
        if (self.m1, self.m2) in _SPANS:
            return _SPANS[self.m1, self.m2]
        if self.m2 - self.m1 == 2 and self.m1 % 3 == 1:
            return f"{_QUARTERS[self.m1 // 3]}季度"
        return f"{self.m1}月{self.third}" if self.m1 == self.m2 else f"{self.m1}—{self.m2}月"


def reference(today: str | date | None) -> Reference | None:
    """The date that a text is of: a date, YYYY-MM-DD, YYYY-MM, YYYY, or None. Raises ValueError for anything else."""
    if today is None or isinstance(today, date):
        return Reference(today.year, today.month, today.day) if today else None
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", today)
    if match is None:
        raise ValueError(f"日期“{today}”不是 YYYY-MM-DD、YYYY-MM 或 YYYY。")
    year, month, day = (int(group) if group else None for group in match.groups())
    assert year is not None  # noqa: S101 - the pattern has four digits
    return Reference(year, month, day)


def pointed(match: re.Match[str], now: Reference | None, year: int | None, near: bool, months: tuple[int, int]) -> Point | None:
    """The point that a match of POINT writes, or None when it is something else.

    `year` is the year named last before it, `near` whether in the same sentence, `months` what was named last (for 同期).
    """
    named = bool(match["year"] or match["said"] or match["short"])
    if match["short"] and not _is_short(match):
        return None
    edge = match["bare"] or match["edge"] or ""
    if edge and not match["bare"] and not (named or match["month"] or match["half"] or match["quarter"]):
        return None
    m1, m2, day, third = _stretch(match, months)
    if not (named or m1 or match["bare"]):
        return None
    if match["bare"]:
        edge = {"年底": "底", "年末": "末", "年初": "初", "年终": "底"}.get(edge, "")
    own = _year(match, now)
    if own is None and not match["said"]:
        own = year if year is not None and (near or match["whole"]) else _nearest(match, now, m1 or 1, m2 or 12, day)
    printed = (match["said"] or ("年" if match["bare"] else "")) if own is None else ""
    point = Point(match.start(), match.end(), own, m1 or 1, m2 or 12, day, edge, named, printed, third)
    return point if day == 0 or day <= monthrange(own or 2024, point.m1)[1] else None


def _stretch(match: re.Match[str], months: tuple[int, int]) -> tuple[int, int, int, str]:
    """First and last month, day and third of the month; zeros where nothing is named."""
    first, last = (1, 12) if match["whole"] else (0, 0)
    if match["report"]:
        first, last = _REPORTS[match["report"]]
    elif match["half"]:
        first, last = (7, 12) if match["half"][0] == "下" else (1, 6)
    elif match["quarter"]:
        first, last = _quarter(match["quarter"])
    elif match["first"]:
        first, last = 1, number(match["first"]) or 0
    elif match["open"] or match["month"]:
        first = last = number(match["open"] or match["month"]) or 0
    elif match["same"] and (match["year"] or match["said"]):
        first, last = months
    if not 0 < first <= last <= 12:
        return 0, 0, 0, ""
    return first, last, number(match["day"]) or 0 if match["day"] else 0, match["third"] or ""


def _quarter(text: str) -> tuple[int, int]:
    count = number(text.replace("首", "一").lstrip("第前").replace("季度", "").rstrip("个季")[-1:] or "一") or 1
    return (1 if "前" in text or "、" in text else 3 * count - 2), 3 * count


def _year(match: re.Match[str], now: Reference | None) -> int | None:
    if match["year"]:
        return number(match["year"])
    if match["short"]:
        return 2000 + int(match["short"])
    return now.year + _SAID[match["said"]] if now and match["said"] in _SAID else None


def _is_short(match: re.Match[str]) -> bool:
    """Whether two digits before 年 are a year (24年上半年, 截至24年) and no length of time (历时18年, 30年来)."""
    if int(match["short"]) > 50:
        return False
    if match.end() > match.end("short") + 1:
        return True
    before = _BEFORE_SHORT.search(match.string, max(0, match.start() - 3), match.start())
    return bool(before and _AFTER_SHORT.match(match.string, match.end()))


def _nearest(match: re.Match[str], now: Reference | None, m1: int, m2: int, day: int) -> int | None:
    """The year of a month or day without one: the nearest to `now`; of a whole year reported in winter, the one that ended."""
    if now is None:
        return None
    if now.month is None:
        return now.year
    if match["whole"] or match["bare"] or m2 - m1 > 1:
        ended = match["whole"] or (m1 > now.month and not match["bare"])
        ahead = re.search(
            r"力争|预计|计划|争取|目标|将|规划|确保|有望|拟", match.string[max(0, match.start() - 12) : match.end() + 12]
        )
        return now.year - 1 if ended and now.month <= 3 and not ahead else now.year
    other = _MONTHS.match(match.string, match.end())
    m2 = number(other[1]) or m2 if other else m2
    here = date(now.year, now.month, now.day or 15).toordinal()
    apart = {year: _day(year, m2, day).toordinal() - here for year in (now.year - 1, now.year, now.year + 1)}
    if AHEAD.search(match.string[max(0, match.start() - 8) : match.end() + 8]):
        return min(apart, key=lambda year: abs(apart[year]))
    return max(year for year, days in apart.items() if days <= _SOON)


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day or 15, monthrange(year, month)[1]))
