"""Which articles a question may be answered from: by date and newspaper, as a person sets them or as the question itself says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.article import Source
from index.periods import periods

# Only words about the reports themselves bound the search; 2024年到位资金 asks for a figure, whenever it was printed.
_REPORTS = r"(?:的)?(?:报道|报纸|新闻|文章|稿件|稿子|版面)"
_DATED = re.compile(_REPORTS)
_ONLY = re.compile(r"(?:只看|仅看|只查|仅查|只在|限于|仅限)")
_SPOKEN = re.compile(rf"(?:里|中|上|刊登|刊发|登的|{_REPORTS}|怎么[说写报]|报道)")


@dataclass(frozen=True, slots=True)
class Filters:
    """Bounds of a search: dates YYYY, YYYY-MM or YYYY-MM-DD, both ends included, and `papers`, names as `name_of` gives them."""

    since: str | None = None
    until: str | None = None
    papers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.papers)

    def sources(self, known: Iterable[Source]) -> list[str] | None:
        """The names of the sources of these newspapers; None for all."""
        return [source.name for source in known if name_of(source) in self.papers] if self.papers else None

    def joined(self, other: Filters) -> Filters:
        """`other`, filled up with these where it says nothing."""
        return Filters(other.since or self.since, other.until or self.until, other.papers or self.papers)

    def without(self, part: str) -> Filters:
        """All but `part`: `since`, `until` or the name of a newspaper."""
        if part == "since":
            return replace(self, since=None)
        if part == "until":
            return replace(self, until=None)
        return replace(self, papers=tuple(paper for paper in self.papers if paper != part))


def name_of(source: Source) -> str:
    """What a person calls a source: its newspaper, or the file's name where that is not known."""
    return source.newspaper or source.name


def said(question: str, known: Iterable[Source]) -> Filters:
    """The bounds that a question sets itself: 只看《大众日报》…, 2024年3月以来的报道里….

    A year alone is none: it belongs to what is asked. A period counts where the reports are spoken of right after it.
    """
    names = dict.fromkeys(name_of(source) for source in known)
    papers = tuple(name for name in names if _bounds(question, name))
    for period in periods(question):
        if not _DATED.match(question, period.end):
            continue
        return Filters(period.since, period.until, papers)
    return Filters(papers=papers)


def _bounds(question: str, name: str) -> bool:
    """Whether the question asks what this newspaper printed, rather than about the newspaper."""
    at = question.find(name)
    if at < 0:
        return False
    after = question[at + len(name) :].removeprefix("》")
    return bool(_SPOKEN.match(after) or _ONLY.search(question[:at]))
