"""The day a report is of: its dateline, else its first dated event, at the precision that the text supports."""

from __future__ import annotations

import re
from datetime import date

from index.newsprint.imprint import Imprint

_TO = r"\s?(?:至|到|—|–|-|~|～|－|、|——)\s?"
_DAY = re.compile(
    r"(?:((?:19|20)\d{2})年)?(?<!\d)(\d{1,2})月(\d{1,2})(?:日|(?=" + _TO + r"\d{1,2}日))"
    r"(?:" + _TO + r"(?:(?:(?:19|20)\d{2}年)?(\d{1,2})月)?(\d{1,2})日)?"
)
_MONTH = re.compile(r"(?:((?:19|20)\d{2})年|(今年))(\d{1,2})月(?![\d—–-])")
_NOT_BEFORE = re.compile(r"(?:截至|截止|截止到|自|从|将于|拟于|定于|预计|计划|早在|[于在]?去年|[于在]?前年|比|较|到|至|明年)\s?$")
_NOT_AFTER = re.compile(r"^(?:起|前|之前|以来|至今|为止|开始实施|止)")
_THIS_YEAR = re.compile(r"今年|新的一年|本年度|新年伊始")


def event_date(texts: list[str], day: str | None, page: Imprint) -> tuple[str | None, str | None]:
    """The date of a report and where it comes from.

    `texts` are headline lines and paragraphs in order, `day` the 「8月6日」 of the dateline. Returns (YYYY-MM-DD, YYYY-MM, YYYY
    or None, a short Chinese phrase or None).
    """
    if day:
        stamped = _resolved(_DAY.match(day), page)
        if stamped:
            return stamped, "电头，年份据" + page.year_basis
    if page.reprint_day:
        stamped = _resolved(_DAY.match(page.reprint_day), page)
        if stamped:
            return stamped, "转载说明，年份据" + page.year_basis
    for text in texts:
        for found in _DAY.finditer(text):
            if not _is_event(text, found, page):
                continue
            stamped = _resolved(found, page)
            if stamped:
                return stamped, "文中首个日期" if found[1] else "文中首个日期，年份据" + page.year_basis
    return _coarse(texts, page)


def _is_event(text: str, found: re.Match[str], page: Imprint) -> bool:
    """Whether a day is of the report itself, not one it looks back or forward to."""
    if found[1] and page.year and int(found[1]) != page.year:
        return False
    before, after = text[max(0, found.start() - 5) : found.start()], text[found.end() : found.end() + 4]
    return not _NOT_BEFORE.search(before) and not _NOT_AFTER.match(after)


def _resolved(found: re.Match[str] | None, page: Imprint) -> str | None:
    """The last day of the event as YYYY-MM-DD, or None without a year or for a day that no calendar has."""
    if not found:
        return None
    year = int(found[1]) if found[1] else page.year
    month, day = int(found[4] or found[2]), int(found[5] or found[3])
    if year is None:
        return None
    try:
        stamped = date(year, month, day)
    except ValueError:
        return None
    if page.published and not found[1] and stamped.isoformat() > page.published:
        stamped = stamped.replace(year=year - 1) if (month, day) != (2, 29) else stamped
    return stamped.isoformat()


def _coarse(texts: list[str], page: Imprint) -> tuple[str | None, str | None]:
    """A month that the first paragraphs name, else the page's year when the text itself speaks of it."""
    if page.year is None:
        return None, None
    for text in texts[:4]:
        for found in _MONTH.finditer(text):
            if int(found[1] or page.year) == page.year and _is_event(text, found, page) and 1 <= int(found[3]) <= 12:
                return f"{page.year}-{int(found[3]):02d}", "文中首个月份"
    whole = "\n".join(texts)
    if re.search(rf"(?<!\d){page.year}年(?!底?前|[—–-])", whole):
        return str(page.year), "文中年份"
    return (str(page.year), "文中称今年，年份据" + page.year_basis) if _THIS_YEAR.search(whole) else (None, None)
