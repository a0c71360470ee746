"""What else to say of a sentence that is borne out: a newer value, a source that disagrees, what its 今年 means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.answer import Citation, Notice
from rag.compose import cite
from rag.desk.align import Alignment
from rag.desk.claim import COUNTED, Parts

_FIGURES = frozenset(("value", "unit", "rank", "direction"))


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a verdict."""

    newer: Citation | None = None
    conflicts: tuple[dict[str, Any], ...] = ()
    notices: tuple[Notice, ...] = ()


def beside(claim: Parts, basis: Alignment, others: Sequence[Alignment], today: date | None) -> Beside:
    """What to say beside a claim that `basis` holds; `others` are windows that tell the same, each nearly, and may differ."""
    apart = [a for a in others if a.window.page is not basis.window.page and _disagrees(a)]
    mine = basis.window.page.article.date or ""
    later = [a for a in apart if mine and (a.window.page.article.date or "") > mine]
    newer = max(later, key=lambda a: a.window.page.article.date or "", default=None)
    same = [a for a in apart if a not in later and (a.window.page.article.date or "") == mine]
    notices = [*_counted(claim, basis, today), *_newer(newer), *_reported(claim, basis)]
    cited = cite(2, newer.window.page.article, newer.window.start, newer.window.end) if newer else None
    return Beside(cited, tuple(_conflict(basis, a) for a in same[:1]), tuple(notices))


def _disagrees(a: Alignment) -> bool:
    """Whether a window tells all that the claim tells, but for one figure."""
    kinds = {d.kind for d in a.differences}
    held = all(f.state != "absent" or f.soft for f in a.findings)
    return bool(kinds) and kinds <= _FIGURES and held and len(a.differences) == 1 and not a.changed


def _newer(a: Alignment | None) -> list[Notice]:
    if a is None:
        return []
    words = f"{a.window.page.article.date}的报道为“{a.differences[0].source}”，建议核对后更新。"
    return [Notice("freshness", words)]


def _counted(claim: Parts, basis: Alignment, today: date | None) -> list[Notice]:
    """What 今年 of the draft means, when the report's is another year."""
    year = (basis.window.page.article.date or "")[:4]
    word = next((p.text for p in claim.times if COUNTED.match(p.text)), None)
    if word is None or not year or today is None or int(year) == today.year:
        return []
    return [Notice("period", f"稿中“{word}”按{today.year}年推算；所引报道是{year}年的，时间要改写清楚。")]


def _reported(claim: Parts, basis: Alignment) -> list[Notice]:
    """An office is told as of the day of the report."""
    day = basis.window.page.article.date
    if not day or not any(person.office for person in claim.people):
        return []
    year, _, month = day[:7].partition("-")
    return [Notice("as_of", f"人名、职务据{year}年{f'{int(month)}月' if month else ''}报道。")]


def _conflict(one: Alignment, other: Alignment) -> dict[str, Any]:
    """Two reports of one day that disagree."""
    difference = other.differences[0]
    places = [_place(one, difference.claim), _place(other, difference.source)]
    return {
        "schema": 1,
        "metric": difference.claim,
        "region": None,
        "verdict": "true-conflict",
        "explanation": f"两篇报道说法不一：{difference.claim}、{difference.source}。建议注明出处或核实。",
        "places": places,
    }


def _place(a: Alignment, value: str) -> dict[str, Any]:
    article = a.window.page.article
    names = {"source": article.source, "title": article.name, "date": article.date}
    return {**names, "quote": a.window.quote, "value": value, "period": None, "region": None}
