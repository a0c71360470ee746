"""One statistic over time and by place, as numbers that a chart can draw, each with the figure that it was read from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from index.figure import Figure
from index.metrics import canonical
from rag.statistics.compare import Conflict
from rag.statistics.sizes import magnitude, shown

UNSAID = "未写明地区"
Key = tuple[str, int, str]  # article, start of the quotation, value as printed


@dataclass(frozen=True, slots=True)
class Point:
    """One value: `value` in the unit of its series, `day` (YYYY-MM-DD) the end of its time, `figure` where it was read."""

    region: str
    period: str
    day: str
    value: float
    figure: Figure


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one metric in one unit, in order of time."""

    metric: str
    unit: str
    points: tuple[Point, ...]


def series(figures: Iterable[Figure], terms: Path | None = None) -> list[Series]:
    """What can be drawn: facts and totals with a time and a plain number, of two points or more, those with most first.

    Names of one metric are one series, and amounts of one kind of unit (万元, 亿元) too, in the unit printed most often.
    `terms` is a user's table of other names of metrics.
    """
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        size = magnitude(figure)
        if size is not None and figure.kind != "target" and (figure.until or figure.since):
            groups[canonical(figure.metric, terms), size[1]].append(figure)
    made = [_series(metric, found) for (metric, _), found in groups.items() if len(found) > 1]
    return sorted(made, key=lambda one: (-len(one.points), one.metric))


def disputed(conflicts: Iterable[Conflict]) -> set[Key]:
    """The figures of which another source says otherwise, as `key` names them."""
    return {
        (place.article_id, place.start, place.value)
        for one in conflicts
        if one.verdict == "true-conflict"
        for place in one.places
    }


def key(figure: Figure) -> Key:
    """What tells a figure from others: its article, where its quotation starts, its value as printed."""
    return figure.article_id, figure.quote_start, shown(figure)


def _series(metric: str, figures: Sequence[Figure]) -> Series:
    unit = Counter(figure.unit for figure in figures).most_common(1)[0][0]
    scale = next(_factor(figure) for figure in figures if figure.unit == unit)
    points = [_point(figure, scale) for figure in figures]
    return Series(metric, unit, tuple(sorted(points, key=lambda point: (point.day, point.region))))


def _point(figure: Figure, scale: Decimal) -> Point:
    size = magnitude(figure)
    amount = size[0] if size else Decimal(0)
    return Point(figure.region or UNSAID, figure.period or "", figure.until or figure.since or "", float(amount / scale), figure)


def _factor(figure: Figure) -> Decimal:
    """How many base units one printed unit is (亿元: 100000000)."""
    printed = Decimal(figure.value.removeprefix("前"))
    size = magnitude(figure)
    return size[0] / printed if size and printed else Decimal(1)
