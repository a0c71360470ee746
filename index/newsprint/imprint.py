"""What a page prints about itself: the paper, the day, the page, the year, and whether it reprints another paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.article import Source
from index.restore import Line, tidy

_FULL_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})(?:\s?日|(?!\d))")
_PAPER = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:日报|晚报|早报|晨报|时报|都市报|商报|农报|青年报|周报|周刊)")
_PAGE = re.compile(r"(?:第\s?)?([A-D]?\d{1,2}|[一二三四五六七八九十]{1,3})\s?版")
_FURNITURE = re.compile(
    r"星期[一二三四五六日天]|周[一二三四五六日]|农历|[责值][任班]|责编|美编|校对|版式|[:：]\s?\d{2}(?!\d)|来源|出版|版$"
    r"|^\W*\d{4}\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}\s?日?\W*$"
)
_EDITORS = re.compile(
    r"^(?:本版)?(?:责任编辑|责编|编辑|美编|校对|版式|值班主任|值班编委|主编|审核|一审|二审|三审"
    r"|来源|电话|邮箱|邮编|投稿|新闻热线)\s?[:：/／]"
)
_HINT = re.compile(r"\d{4}|[:：/／]")
_REPRINT = re.compile(
    r"(\d{1,2}月\d{1,2}日)[，,]?《([^》]{2,14}[报刊])》(?:[^。]{0,6}?第?([A-D]?\d{1,2}|[一二三四五六七八九十]{1,3})版)?[^。]{0,30}"
)
_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d{2})(?=年|\s?中国|\s?聊城|[届度])(?!年代)")
_AHEAD_BEFORE = re.compile(r"(?:力争|争取|计划|预计|规划|确保|目标|展望|面向|[到至—–~－-]|——|到了?|截至)\s?$")
_AHEAD_AFTER = re.compile(r"^年?(?:底?前|末?前|以?前|建成|实现|达到|远景|[—–~－-]|至\d|将|起)")
_NAME_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?:[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?!\d)|年(?:0?[1-9]|1[0-2])月(?:0?[1-9]|[12]\d|3[01])日)"
)


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is known of the printed page; unknown is None.

    `year` is the year that its reports are of, `year_basis` says whence it is known. A reprint has the `reprint_day` (月日) on
    which the first paper printed it; then `newspaper` and `page` are that paper's.
    """

    newspaper: str | None = None
    published: str | None = None
    page: str | None = None
    year: int | None = None
    year_basis: str = ""
    reprint_day: str | None = None


def is_furniture(line: Line) -> bool:
    """Whether a line is the page's own (date, weekday, editors), not of any article."""
    if len(line.text) > 80 or line.text[-1] in "。！？，" or not _HINT.search(line.text):
        return False
    text = tidy(line.text)
    if len(text) > 44:
        return False
    return bool(_EDITORS.match(text)) or bool(
        _FULL_DAY.search(text) and _FURNITURE.search(text) and len(_FULL_DAY.sub("", text)) <= 30
    )


def read_imprint(lines: Sequence[Line], source: Source) -> Imprint:
    """Read the imprint out of a page's lines; what `source` says comes first."""
    printed = [tidy(line.text) for line in lines if is_furniture(line)]
    published = source.published or _first_day(printed)
    newspaper = source.newspaper or _first(_PAPER, printed)
    page = source.page or next((m.group(1) for text in printed if _FULL_DAY.search(text) and (m := _PAGE.search(text))), None)
    year, basis = _year(lines, source, published)
    again = _reprint(lines)
    if again:
        day, paper, number = again
        newspaper, page = newspaper or paper, page or number
        return Imprint(newspaper, published or _iso(year, day), page, year, basis, day)
    return Imprint(newspaper, published, page, year, basis)


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str | None:
    return next((m.group() for text in texts if (m := pattern.search(text))), None)


def _first_day(texts: Iterable[str]) -> str | None:
    for text in texts:
        found = _FULL_DAY.search(text)
        if found:
            return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    return None


def _iso(year: int | None, day: str) -> str | None:
    month, number = re.findall(r"\d+", day)
    return f"{year}-{int(month):02d}-{int(number):02d}" if year else None


def _reprint(lines: Sequence[Line]) -> tuple[str, str, str | None] | None:
    """(day, paper, page) of the line with which a page reprints another paper."""
    for i, line in enumerate(lines):
        if "《" not in line.text or "日" not in line.text:
            continue
        near = "".join(tidy(x.text) for x in lines[i : i + 6])
        found = _REPRINT.search(near[:160])
        if found and "转载" in near[found.start() : found.start() + 120]:
            return found[1], found[2], found[3]
    return None


def _year(lines: Sequence[Line], source: Source, published: str | None) -> tuple[int | None, str]:
    if published:
        return int(published[:4]), "出版日期" if source.published else "版面日期"
    named = _NAME_DAY.search(source.name)
    if named:
        return int(named[1]), "文件名"
    spoken = _spoken_years("".join(tidy(line.text) for line in lines))
    return (max(spoken), "同页") if spoken else (None, "")


def _spoken_years(text: str) -> Counter[int]:
    """The years that a text names as past or present."""
    years: Counter[int] = Counter()
    for found in _YEAR.finditer(text):
        before, after = text[max(0, found.start() - 6) : found.start()], text[found.end() : found.end() + 6]
        if not _AHEAD_BEFORE.search(before) and not _AHEAD_AFTER.match(after):
            years[int(found[1])] += 1
    return years
