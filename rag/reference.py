"""References for newspaper articles after GB/T 7714-2025 (in force since 2026-07-01) and GB/T 7714-2015."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.article import Article

Edition = Literal["2025", "2015"]
MOST_AUTHORS = 3
_HAN = re.compile(r"[\u3400-\u9fff·]+$")


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
    authors, paper = _authors(article, comma), _paper(article)
    issue = article.published or "" if paper else ""
    if issue and article.page and _page(article.page):
        issue += f"{left}{_page(article.page)}{right}"
    place = comma.join(part for part in (paper, issue) if part)
    seen = f"[{visited.isoformat()}]" if url and visited and edition == "2015" else ""
    parts = [authors, f"{_title(article)}[{'N/OL' if url else 'N'}]", f"{place}{seen}", url or ""]
    text = ". ".join(part.rstrip(".") for part in parts if part) + ("" if url else ".")
    return Reference(text, copy_form(article), missing_fields(article))


def copy_form(article: Article) -> str:
    """The form for running text: （《大众日报》2025年12月3日第7版）; shorter where less is known."""
    paper = _paper(article)
    if not paper:
        return f"（{article.name if not article.title else f'《{_title(article)}》'}）"
    day = _chinese_date(article.published) if article.published else ""
    page = f"第{_page(article.page)}版" if day and article.page and _page(article.page) else ""
    return f"（《{paper}》{day}{page}）"


def missing_fields(article: Article) -> str:
    """What a complete reference still needs, as 「报名、出版日期、版次待补」, or an empty string."""
    fields = (("报名", _paper(article)), ("出版日期", article.published), ("版次", article.page))
    absent = [name for name, value in fields if not value]
    return "、".join(absent) + "待补" if absent else ""


def _authors(article: Article, comma: str) -> str:
    people = [name for name in dict.fromkeys(map(_name, [*article.reporters, *article.correspondents])) if name]
    shown = people[:MOST_AUTHORS] + (["等"] if len(people) > MOST_AUTHORS else [])
    return comma.join(shown)


def _name(name: str) -> str:
    """A name as references print it: no blanks inside a Chinese one (王  一), one between words of others."""
    words = name.split()
    return ("" if all(_HAN.match(word) for word in words) else " ").join(words)


def _title(article: Article) -> str:
    """The headline in one line, without a full stop at its end."""
    return " ".join(article.name.split()).rstrip("。．.")


def _paper(article: Article) -> str:
    """The newspaper's name without the marks of a title."""
    return re.sub(r"^《|》$", "", (article.newspaper or "").strip())


def _page(page: str) -> str:
    return re.sub(r"^第|版$", "", page.strip())


def _chinese_date(day: str) -> str:
    """2025-12-03 as 2025年12月3日."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(day.split("-"), "年月日", strict=False))
