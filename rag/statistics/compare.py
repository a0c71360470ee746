"""Statistics side by side: where sources disagree, and where they only seem to (other time, other scope, rounding)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.figure import Figure
from index.metrics import Metric, metric
from rag.statistics.alike import inside, pairs
from rag.statistics.sizes import compatible, counted, magnitude, same_value, shown

Verdict = Literal["true-conflict", "different-period", "different-scope", "rounding"]

MOST = 6


@dataclass(frozen=True, slots=True)
class Side:
    """One place of a conflict: the printed value with its unit, and the sentence it stands in."""

    source: str
    title: str
    date: str | None
    quote: str
    value: str
    period: str | None
    region: str | None
    article_id: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two to six places that a reader could mistake for one another, and one Chinese sentence on why they differ."""

    metric: str
    region: str | None
    verdict: Verdict
    explanation: str
    places: tuple[Side, ...]

    def as_dict(self) -> dict[str, object]:
        """The `conflict` object of the JSON contract."""
        shown = ("source", "title", "date", "quote", "value", "period", "region")
        places = [{name: getattr(side, name) for name in shown} for side in self.places]
        return {
            "schema": 1,
            "metric": self.metric,
            "region": self.region,
            "verdict": self.verdict,
            "explanation": self.explanation,
            "places": places,
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a pair of figures is: its verdict and the sentence that explains it."""

    verdict: Verdict
    explanation: str


def conflicts(figures: Iterable[Figure], terms: Path | None = None) -> list[Conflict]:
    """Every pair of figures that a reader could mistake for one another, like pairs gathered into one entry.

    True conflicts come first, each an entry of its own pair. `terms` is a user's table of abbreviations (see `metrics.csv`).
    The cost grows with the number of figures that share a name, not with the square of all.
    """
    known = list(figures)
    parts = [metric(figure.metric, terms) for figure in known]
    found: dict[tuple[int, Verdict], list[tuple[int, str]]] = defaultdict(list)
    single: list[Conflict] = []
    for a, b in pairs(known, parts):
        judged = judge(known[a], known[b], terms)
        if judged is None:
            continue
        if judged.verdict in ("true-conflict", "rounding"):
            single.append(_entry(known, (a, b), judged))
        else:
            found[a, judged.verdict].append((b, judged.explanation))
    single.sort(key=lambda entry: entry.verdict != "true-conflict")
    return single + [entry for (a, verdict), others in found.items() for entry in _gathered(known, a, verdict, others)]


def judge(a: Figure, b: Figure, terms: Path | None = None) -> Judgement | None:
    """What sets two figures of like names apart; None when they agree or nobody would mistake one for the other."""
    first, second = metric(a.metric, terms), metric(b.metric, terms)
    if same_value(a, b) and a.region == b.region and (_same_period(a, b) or first.core == second.core):
        return None
    reason = _scope(a, b, first, second)
    if reason:
        return Judgement("different-scope", reason)
    if (_defined(a) or _defined(b)) and _overlap(a, b) and _exact(a) and _exact(b) and _near(a, b):
        return Judgement("true-conflict", _disagree(a, b))
    if compatible(a, b) and (_same_period(a, b) or _neighbours(a, b)):
        return Judgement("rounding", f"约数与实数相容：“{shown(a)}”与“{shown(b)}”并不矛盾，引用时以更具体的为准。")
    if not _same_period(a, b):
        return Judgement("different-period", _times(a, b))
    return Judgement("true-conflict", _disagree(a, b))


def _same_period(a: Figure, b: Figure) -> bool:
    if a.period is None or b.period is None:
        return a.period == b.period and a.source == b.source
    if (a.since or a.until) is None or (b.since or b.until) is None:
        return a.period == b.period
    if (a.since, a.until) == (b.since, b.until):
        return True
    return bool(
        a.since and b.since and a.since == b.since and (a.until or "")[:4] == (b.until or "")[:4] and _long(a) and _long(b)
    )


def _long(figure: Figure) -> bool:
    """Whether the time is a stretch of several years (“十四五”以来, 5年间)."""
    return bool(figure.since and figure.until and int(figure.until[:4]) - int(figure.since[:4]) >= 2)


def _neighbours(a: Figure, b: Figure) -> bool:
    """Whether the two times lie within a quarter of one another (end of 2024, March 2025)."""
    ends = sorted((a.since or a.until or "", a.until or a.since or "") for a in (a, b))
    if not all(ends[0]) or not all(ends[1]):
        return False
    (_, early), (late, _) = ends
    months = (int(late[:4]) - int(early[:4])) * 12 + int(late[5:7]) - int(early[5:7])
    return months <= 3


def _overlap(a: Figure, b: Figure) -> bool:
    first, second = (a.since or "0000", a.until or "9999"), (b.since or "0000", b.until or "9999")
    return max(first[0], second[0]) <= min(first[1], second[1])


def _near(a: Figure, b: Figure) -> bool:
    """Whether both reports are of the same year or of neighbouring ones."""
    return bool(a.date and b.date and abs(int(a.date[:4]) - int(b.date[:4])) <= 1)


def _exact(figure: Figure) -> bool:
    return figure.qualifier is None and figure.kind == "fact" and "—" not in figure.value


def _defined(figure: Figure) -> bool:
    """Whether the number is the size of a named set (四条标志性产业链之一): such a set has one size."""
    inside = figure.quote[figure.end - figure.quote_start :][:20]
    return bool(re.match(r"[^，。；：、]{1,14}之一", inside))


_WEIGHTY = re.compile(
    "新增|净增|累计|新签约|新开工|签约|落地|开工|竣工|投产|在建|在谈|储备|争取|谋划|列入|实施类|实施|引进|淘汰|关停|发放|拉动|开展|举办|推介|梳理|承担|新认定|新获批|培训|组织"
)


_LEFT_OUT = re.compile("不含|不包括|不包含|不计|未含|未扣除|剔除|扣除|除去|可比|不变价")


def _scope(a: Figure, b: Figure, first: Metric, second: Metric) -> str:
    """Why the two are not of the same thing; empty when only time or value may differ."""
    return next(_reasons(a, b, first, second), "")


def _reasons(a: Figure, b: Figure, first: Metric, second: Metric) -> Iterator[str]:
    units = tuple(counted((magnitude(f) or (0, f.unit))[1]) for f in (a, b))
    one, two = a.metric, b.metric
    if ("位次" in first.kind) != ("位次" in second.kind) or units[0] != units[1]:
        yield f"指标不同：一个是「{one}」（单位：{a.unit or '无'}），一个是「{two}」（单位：{b.unit or '无'}），不能互换。"
    if a.region != b.region:
        yield _regions(a, b)
    if "target" in (a.kind, b.kind) and a.kind != b.kind:
        aim, done = (a, b) if a.kind == "target" else (b, a)
        yield f"一个是目标（{shown(aim)}），一个是已有数（{shown(done)}），不能并列。"
    if first.whole != second.whole:
        yield f"口径不同：「{(a if first.whole else b).metric}」只是其中的一部分，不能当作总数。"
    if first.level != second.level:
        yield f"级别不同：一个是「{one}」，一个是「{two}」，不能互换。"
    if set(_WEIGHTY.findall(first.stage)) != set(_WEIGHTY.findall(second.stage)):
        yield f"口径不同：一个是「{one}」，一个是「{two}」，新增、累计与现有等不能互换。"
    if a.definition != b.definition and (_lessened(a) or _lessened(b)):
        yield f"口径不同：一个{_definition(a)}，一个{_definition(b)}，不能直接比。"
    if first.core != second.core or first.kind != second.kind:
        yield f"口径不同：一个指「{one}」，一个指「{two}」，不能互换。"


def _lessened(figure: Figure) -> bool:
    """Whether the article says what a number leaves out."""
    return bool(figure.definition and _LEFT_OUT.search(figure.definition))


def _definition(figure: Figure) -> str:
    return f"写明“{figure.definition}”" if figure.definition else "没有写明口径"


def _regions(a: Figure, b: Figure) -> str:
    one, two = a.region or "未写明地区", b.region or "未写明地区"
    for small, large in ((one, two), (two, one)):
        if inside(small, large):
            return f"范围不同：一个是{one}，一个是{two}，{small}只是{large}的一部分。"
    return f"地区不同：一个是{one}，一个是{two}，不能互换。"


def _times(a: Figure, b: Figure) -> str:
    one, two = a.period or "未写明时间", b.period or "未写明时间"
    halves = [("半年" in (f.period or "")) for f in (a, b)]
    if halves[0] != halves[1]:
        return f"时期不同：一个是{one}，一个是{two}，半年与全年不能直接比。"
    return f"时期不同：一个是{one}，一个是{two}，不能直接比。"


def _disagree(a: Figure, b: Figure) -> str:
    return f"两篇报道说法不一：{shown(a)}（{a.title}）、{shown(b)}（{b.title}）。建议注明出处或核实。"


def _entry(figures: Sequence[Figure], chosen: Sequence[int], judged: Judgement) -> Conflict:
    first = figures[chosen[0]]
    places = tuple(_side(figures[at]) for at in chosen)
    return Conflict(first.metric, first.region, judged.verdict, judged.explanation, places)


def _gathered(figures: Sequence[Figure], at: int, verdict: Verdict, others: list[tuple[int, str]]) -> Iterator[Conflict]:
    """One figure against those it could be mistaken for, five at a time."""
    for start in range(0, len(others), MOST - 1):
        group = others[start : start + MOST - 1]
        yield _entry(figures, (at, *(other for other, _ in group)), Judgement(verdict, group[0][1]))


def _side(figure: Figure) -> Side:
    return Side(
        source=figure.source,
        title=figure.title,
        date=figure.date,
        quote=figure.quote,
        value=shown(figure),
        period=figure.period,
        region=figure.region,
        article_id=figure.article_id,
        start=figure.quote_start,
        end=figure.quote_end,
    )
