"""The ledger of statistics: figures of all articles, filtered, in order of time, in a table by place, and where they disagree."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index.article import Article
from index.figure import Figure
from index.figures import figures
from index.metrics import canonical
from index.periods import periods
from index.places import part_of, places
from index.snapshot import Snapshot
from rag.question import HOME
from rag.statistics.compare import Conflict, conflicts
from rag.statistics.sizes import shown

WHOLE = 3000  # articles up to which every one is read; in a larger library those that a search finds for the filters
MOST_FOUND = 1000
NOTHING = "无资料"

Search = Callable[[str, int], Sequence[int]]  # words and how many -> numbers of the articles that speak of them, best first


@dataclass(frozen=True, slots=True)
class Table:
    """Values side by side: a row a place, a column a period, each cell the values as printed, or NOTHING."""

    metric: str
    periods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


class Drawn:
    """The figures of articles, each drawn once in a generation for all who may see it. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock, self._generation = threading.Lock(), 0
        self._figures: dict[int, tuple[Figure, ...]] = {}

    def of(self, generation: int, number: int, article: Article) -> tuple[Figure, ...]:
        """The figures of the article with this number."""
        with self._lock:
            if generation != self._generation:
                self._generation, self._figures = generation, {}
            if number not in self._figures:
                self._figures[number] = tuple(figures(article))
            return self._figures[number]


class Ledger:
    """The statistics of one view of one generation. Safe to use from several threads.

    `terms` is a user's table of other names of metrics, `drawn` what other views of the generation have drawn already.
    """

    def __init__(self, snapshot: Snapshot, search: Search, terms: Path | None = None, drawn: Drawn | None = None) -> None:
        self._snapshot, self._search, self._terms = snapshot, search, terms
        self._drawn = drawn or Drawn()

    def figures(self, metric: str | None = None, region: str | None = None, period: str | None = None) -> list[Figure]:
        """The statistics whose metric, region and period fit, by metric, region and time.

        A metric fits by any of its names or a part of one (高企, 招商引资); a region if it is the one named or lies in it; a
        period if it lies within the one named (2023 or 2023年 has 2023年上半年 in it). In a library of more than WHOLE articles
        those are read that a search for the filters finds.
        """
        wanted = partial(_fits, metric=metric and canonical(metric, self._terms), terms=self._terms, region=region, period=period)
        found = [figure for figure in self._all([part for part in (metric, region, period) if part]) if wanted(figure)]
        return sorted(found, key=lambda f: (canonical(f.metric, self._terms), f.region or "", f.until or "", f.since or ""))

    def conflicts(self, metric: str | None = None, region: str | None = None, period: str | None = None) -> list[Conflict]:
        """Where sources disagree, or only seem to, among the statistics that fit; true conflicts first."""
        return conflicts(self.figures(metric, region, period), self._terms)

    def table(self, metric: str, region: str | None = None, period: str | None = None) -> Table:
        """One metric over time and by place, with NOTHING where the articles do not say."""
        found = self.figures(metric, region, period)
        columns = list(dict.fromkeys(f.period or "" for f in sorted(found, key=lambda f: (f.until or "", f.since or ""))))
        rows = []
        for name in dict.fromkeys(figure.region or "" for figure in found):
            own = [figure for figure in found if (figure.region or "") == name]
            cells = ["、".join(dict.fromkeys(shown(f) for f in own if (f.period or "") == column)) for column in columns]
            rows.append((name, tuple(cell or NOTHING for cell in cells)))
        return Table(metric, tuple(columns), tuple(rows))

    def _all(self, words: Sequence[str]) -> Iterator[Figure]:
        if words and self._snapshot.scope()[0] > WHOLE:
            numbers = self._search(" ".join(words), MOST_FOUND)
            pairs: Iterator[tuple[int, Article]] = (
                (number, article) for number in numbers if (article := self._snapshot.article_by_number(number)) is not None
            )
        else:
            pairs = self._snapshot.iter_articles()
        for number, article in pairs:
            yield from self._drawn.of(self._snapshot.generation, number, article)


def _fits(figure: Figure, metric: str | None, terms: Path | None, region: str | None, period: str | None) -> bool:
    named = not metric or metric in canonical(figure.metric, terms)
    return named and _in_region(figure, region) and _in_period(figure, period)


def _in_region(figure: Figure, region: str | None) -> bool:
    if not region:
        return True
    names = {place.name for place in places(region, HOME)} or {region}
    own = figure.region or ""
    return own in names or region in own or any(part_of(own, name) for name in names)


def _in_period(figure: Figure, period: str | None) -> bool:
    if not period:
        return True
    asked = next(
        (p for p in periods(f"{period}年" if period.isdigit() and len(period) == 4 else period) if p.since and p.until), None
    )
    if asked is None or not figure.since or not figure.until:
        return period in (figure.period or "")
    return (asked.since or "") <= figure.since and figure.until <= (asked.until or "")
