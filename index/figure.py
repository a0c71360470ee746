"""Figure and Change: one statistic of an article with what it is of. Frozen, no I/O, imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

FigureKind = Literal["fact", "target", "total"]


@dataclass(frozen=True, slots=True)
class Change:
    """How a value moved: `kind` is against what (同比, 环比, 较2020年, 年均), `value` with its unit, `direction` up or down."""

    kind: str
    value: str
    direction: Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One statistic: what is counted (`metric`), where (`region`), when (`period`), how much (`value`, `unit`).

    `start` and `end` are offsets of the number with its unit in the article's text, `quote_start` and `quote_end` those of the
    sentence or clauses around it: `quote == article.text[quote_start:quote_end]`. `value` is as printed, without thousands
    commas and qualifier, Chinese numerals as digits, ranges `1—2`. `since` and `until` are ISO dates. `stated` says whether a
    time is printed near the value (otherwise `period` is the month of the report). `article_id` and `date` name the article.
    `definition` is what the article says the number covers (口径), in its own words.
    """

    source: str
    article_id: str
    title: str
    date: str | None
    metric: str
    region: str | None
    period: str | None
    since: str | None
    until: str | None
    value: str
    unit: str
    qualifier: str | None
    kind: FigureKind
    change: Change | None
    rank: str | None
    quote: str
    start: int
    end: int
    quote_start: int
    quote_end: int
    stated: bool = True
    vague: bool = False
    definition: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The `figure` object of the JSON contract."""
        names = ("source", "title", "metric", "region", "period", "since", "until", "value", "unit", "qualifier", "kind")
        change = self.change and {"kind": self.change.kind, "value": self.change.value, "direction": self.change.direction}
        return {
            "schema": 1,
            **{name: getattr(self, name) for name in names},
            "change": change,
            "rank": self.rank,
            "definition": self.definition,
            "quote": self.quote,
        }
