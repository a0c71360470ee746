"""References for newspaper articles after GB/T 7714-2025 (in force since 2026-07-01) and GB/T 7714-2015."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.article import Article

Edition = Literal["2025", "2015"]
MOST_AUTHORS = 3


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference of one article: `text` after GB/T 7714, `copy_form` for running text, what is `missing` in Chinese words."""

    text: str
    copy_form: str
    missing: str


def reference(article: Article, edition: Edition = "2025", url: str | None = None, visited: date | None = None) -> Reference:
    """The reference of an article, from issue data that is known for certain only.

    `丁文详. 数字革命与竞争国际化[N]. 中国青年报，2000-11-20（15）.` in the 2025 edition, half-width marks in that of 2015.
    More than three authors: the first three and 等. A field that is not known is left out, and `missing` says so.
    With `url` the type is [N/OL]; the 2015 edition adds the day of the visit.
    """
    comma, left, right = ("，", "（", "）") if edition == "2025" else (", ", "(", ")")
    authors = _authors(article, comma)
    issue = "" if article.published is None else article.published
    if article.newspaper is None:
        issue = ""
    elif issue and article.page:
        issue += f"{left}{_page(article.page)}{right}"
    place = comma.join(part for part in (article.newspaper or "", issue) if part)
    seen = f"[{visited.isoformat()}]" if url and visited and edition == "2015" else ""
    parts = [authors, f"{article.name}[{'N/OL' if url else 'N'}]", f"{place}{seen}", url or ""]
    text = ". ".join(part.rstrip(".") for part in parts if part) + ("" if url else ".")
    return Reference(text, copy_form(article), missing_fields(article))


def copy_form(article: Article) -> str:
    """The form for running text: （《大众日报》2025年12月3日第7版）; shorter where less is known."""
    if article.newspaper is None:
        return f"（{article.name if article.title is None else f'《{article.title}》'}）"
    day = _chinese_date(article.published) if article.published else ""
    page = f"第{_page(article.page)}版" if article.page and article.published else ""
    return f"（《{article.newspaper}》{day}{page}）"


def missing_fields(article: Article) -> str:
    """What a complete reference still needs, as 「报名、出版日期、版次待补」, or an empty string."""
    fields = (("报名", article.newspaper), ("出版日期", article.published), ("版次", article.page))
    absent = [name for name, value in fields if not value]
    return "、".join(absent) + "待补" if absent else ""


def _authors(article: Article, comma: str) -> str:
    people = list(dict.fromkeys([*article.reporters, *article.correspondents]))
    shown = people[:MOST_AUTHORS] + (["等"] if len(people) > MOST_AUTHORS else [])
    return comma.join(shown)


def _page(page: str) -> str:
    return re.sub(r"^第|版$", "", page.strip())


def _chinese_date(day: str) -> str:
    """2025-12-03 as 2025年12月3日."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(day.split("-"), "年月日", strict=False))
