"""Which articles a question may be answered from: by date, newspaper and place, set by a person or said in the question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.article import Source
from index.gazetteer import entries, named
from index.periods import periods
from index.places import OWN

# Only words about the reports themselves bound the search; 2024年到位资金 asks for a figure, whenever it was printed.
_REPORTS = r"(?:的)?(?:报道|报纸|新闻|文章|稿件|稿子|版面)"
_DATED = re.compile(_REPORTS)
_ONLY = re.compile(r"(?:只看|仅看|只查|仅查|只在|限于|仅限)")
_SPOKEN = re.compile(rf"(?:里|中|上|刊登|刊发|登的|{_REPORTS}|怎么[说写报]|报道)")
_AND = re.compile(r"[、和与及]")


@dataclass(frozen=True, slots=True)
class Filters:
    """Bounds of a search: dates YYYY, YYYY-MM or YYYY-MM-DD, both ends included, `papers`, names as `name_of` gives them, and
    `places`, of which an article has to name one.
    """

    since: str | None = None
    until: str | None = None
    papers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.papers or self.places)

    def sources(self, known: Iterable[Source]) -> list[str] | None:
        """The names of the sources of these newspapers; None for all."""
        return [source.name for source in known if name_of(source) in self.papers] if self.papers else None

    def joined(self, other: Filters) -> Filters:
        """`other`, filled up with these where it says nothing."""
        return Filters(
            other.since or self.since, other.until or self.until, other.papers or self.papers, other.places or self.places
        )

    def common(self, other: Filters) -> Filters:
        """The parts that are the same in both."""
        return Filters(
            self.since if self.since == other.since else None,
            self.until if self.until == other.until else None,
            tuple(paper for paper in self.papers if paper in other.papers),
            tuple(place for place in self.places if place in other.places),
        )

    def without(self, part: str) -> Filters:
        """All but `part`: `since`, `until` or the name of a newspaper or a place."""
        if part == "since":
            return replace(self, since=None)
        if part == "until":
            return replace(self, until=None)
        papers = tuple(paper for paper in self.papers if paper != part)
        return replace(self, papers=papers, places=tuple(place for place in self.places if place != part))


def name_of(source: Source) -> str:
    """What a person calls a source: its newspaper, or the file's name where that is not known."""
    return source.newspaper or source.name


def offered() -> list[str]:
    """The places that a person is offered to filter by: the prefecture's counties and zones."""
    return list(dict.fromkeys(entry.name for entry in entries().values() if entry.within[:1] == (OWN,)))


def said(question: str, known: Iterable[Source]) -> Filters:
    """The bounds that a question sets itself: 只看《大众日报》…, 2024年3月以来的报道里…, 只查冠县的报道….

    A year or a place alone is none: it belongs to what is asked. It counts where the reports are spoken of right after it.
    """
    names = dict.fromkeys(name_of(source) for source in known)
    papers = tuple(name for name in names if _bounds(question, name))
    places = _places(question)
    for period in periods(question):
        if not _DATED.match(question, period.end):
            continue
        return Filters(period.since, period.until, papers, places)
    return Filters(papers=papers, places=places)


def _bounds(question: str, name: str) -> bool:
    """Whether the question asks what this newspaper printed, rather than about the newspaper."""
    at = question.find(name)
    if at < 0:
        return False
    after = question[at + len(name) :].removeprefix("》")
    return bool(_SPOKEN.match(after) or _ONLY.search(question[:at]))


def _places(question: str) -> tuple[str, ...]:
    """The places whose reports alone are asked for: 冠县的报道里, 只看冠县和莘县的."""
    granted = {OWN, *entries()[OWN].within}  # every paper here is of them
    found = [
        (start, end, entry.name)
        for start, end, entry in named(question)
        if not entry.shared and entry.name not in granted and question.rfind("《", 0, start) <= question.rfind("》", 0, start)
    ]
    bound: dict[int, str] = {}
    for start, end, name in found:  # forwards from 只看, through 和
        linked = any(_AND.fullmatch(question, last, start) for last in bound)
        if linked or any(only.end() == start for only in _ONLY.finditer(question)):
            bound[end] = name
    for _, end, name in reversed(found):  # backwards from 的报道, through 和
        linked = any(_AND.fullmatch(question, end, first) for first, last, _ in found if last in bound)
        if linked or _DATED.match(question, end):
            bound[end] = name
    return tuple(dict.fromkeys(name for _, end, name in found if end in bound))
