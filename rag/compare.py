"""Statistics side by side: where sources disagree, and where they only seem to (other time, other scope, rounding)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal

from index.figure import Figure
from index.metrics import Metric, metric
from index.places import part_of

Verdict = Literal["true-conflict", "different-period", "different-scope", "rounding"]

MOST = 6
_COMMON = 400
_ALIKE = 0.5
_RARE = 6
_ROUGH = ("约", "近", "余", "多", "左右", "大约", "接近", "将近", "来", "几", "上下")
_OVER = ("超", "超过", "超出", "突破", "逾", "以上", "不低于", "不少于", "至少", "高达", "多达", "及以上")
_UNDER = ("不足", "不到", "不超过", "以下", "以内", "至多", "最多")
_SCALES = {"亿": Decimal(10) ** 8, "万": Decimal(10) ** 4, "千": Decimal(1000), "百": Decimal(100)}


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
    for a, b in _pairs(known, parts):
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


def shown(figure: Figure) -> str:
    """The value as printed: qualifier, number, unit (超1000家, 19000多元, 25个以上)."""
    word = figure.qualifier or ""
    if word in ("以上", "及以上", "左右", "以下", "以内", "上下", "及以下"):
        return f"{figure.value}{figure.unit}{word}"
    return f"{figure.value}{word}{figure.unit}" if word in ("余", "多", "来", "几") else f"{word}{figure.value}{figure.unit}"


def magnitude(figure: Figure) -> tuple[Decimal, str] | None:
    """The number in its base unit (511.6亿元 → 51160000000, 元); None for ranges and words."""
    unit, factor = figure.unit, Decimal(1)
    while unit and unit[0] in _SCALES and len(unit) > (unit[0] in "百千"):
        factor, unit = factor * _SCALES[unit[0]], unit[1:]
    try:
        return Decimal(figure.value.removeprefix("前")) * factor, unit
    except InvalidOperation:
        return None


def same_value(a: Figure, b: Figure) -> bool:
    """Whether both print the same amount, in whatever scale (3000万元, 0.3亿元), each with or without a qualifier."""
    first, second = magnitude(a), magnitude(b)
    if first is None or second is None:
        return (a.value, a.unit) == (b.value, b.unit)
    return (
        first[0] == second[0]
        and _counted(first[1]) == _counted(second[1])
        and a.value.startswith("前") == b.value.startswith("前")
    )


def compatible(a: Figure, b: Figure) -> bool:
    """Whether one value is a rounder way to say the other: 突破900家 and 918家, 140余家 and 143家, 前3位 and 第3位."""
    first, second = magnitude(a), magnitude(b)
    if first is None or second is None or _counted(first[1]) != _counted(second[1]):
        return False
    if a.value.startswith("前") or b.value.startswith("前"):
        return first[0] >= second[0] if a.value.startswith("前") else second[0] >= first[0]
    return _covers(a, first[0], second[0]) or _covers(b, second[0], first[0]) or _rounded(a, b, first[0], second[0])


def _covers(figure: Figure, value: Decimal, other: Decimal) -> bool:
    """Whether a value with its qualifier leaves room for the other."""
    word = figure.qualifier
    if word in _OVER or word in ("余", "多"):
        return value <= other <= value * Decimal("1.1")
    if word in _UNDER:
        return value * Decimal("0.9") <= other <= value
    return word in _ROUGH and abs(value - other) <= value * Decimal("0.05")


def _rounded(a: Figure, b: Figure, first: Decimal, second: Decimal) -> bool:
    """Whether the one with fewer digits is the other rounded."""
    coarse, fine = sorted((a, b), key=lambda figure: len(re.sub(r"\D", "", figure.value).rstrip("0")))
    digits = [len(re.sub(r"\D", "", figure.value).rstrip("0")) for figure in (coarse, fine)]
    scaled = coarse.unit != fine.unit or "." in fine.value
    if digits[0] == digits[1] or not scaled or not first or not second:
        return False
    return abs(first - second) / max(first, second) <= Decimal("0.5") / Decimal(10) ** max(digits[0] - 1, 1) and digits[0] >= 2


def _base(figure: Figure) -> str:
    """The unit without its scale, people counted in one way."""
    size = magnitude(figure)
    unit = _counted(size[1] if size else figure.unit)
    return "人" if unit in ("人次", "名", "位") else unit


def _counted(unit: str) -> str:
    """Measure words that count the same things are one (个, 家, 条)."""
    return "个" if unit in ("个", "家", "条", "项", "大", "处", "座", "所") else unit


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


def _scope(a: Figure, b: Figure, first: Metric, second: Metric) -> str:
    """Why the two are not of the same thing; empty when only time or value may differ."""
    units = tuple(_counted((magnitude(f) or (0, f.unit))[1]) for f in (a, b))
    if ("位次" in first.kind) != ("位次" in second.kind) or units[0] != units[1]:
        return f"指标不同：一个是“{a.metric}”（单位：{a.unit or '无'}），一个是“{b.metric}”（单位：{b.unit or '无'}），不能互换。"
    if a.region != b.region:
        return _regions(a, b)
    if "target" in (a.kind, b.kind) and a.kind != b.kind:
        return f"一个是目标（{shown(a if a.kind == 'target' else b)}），一个是已有数（{shown(b if a.kind == 'target' else a)}），不能并列。"
    if first.whole != second.whole:
        return f"口径不同：“{(a if first.whole else b).metric}”只是其中的一部分，不能当作总数。"
    if first.level != second.level:
        return f"级别不同：一个是“{a.metric}”，一个是“{b.metric}”，不能互换。"
    stages = tuple(set(_WEIGHTY.findall(m.stage)) for m in (first, second))
    if stages[0] != stages[1]:
        return f"口径不同：一个是“{a.metric}”，一个是“{b.metric}”，新增、累计与现有等不能互换。"
    if first.core != second.core or first.kind != second.kind:
        return f"口径不同：一个指“{a.metric}”，一个指“{b.metric}”，不能互换。"
    return ""


def _regions(a: Figure, b: Figure) -> str:
    one, two = a.region or "未写明地区", b.region or "未写明地区"
    for small, large in ((one, two), (two, one)):
        if _inside(small, large):
            return f"范围不同：一个是{one}，一个是{two}，{small}只是{large}的一部分。"
    return f"地区不同：一个是{one}，一个是{two}，不能互换。"


def _inside(small: str | None, large: str | None) -> bool:
    """Whether a place, park or firm lies in a place, by the gazetteer or by its own name (茌平区某产业园)."""
    if not small or not large:
        return False
    return part_of(small, large) or (len(small) > len(large) and small.startswith(large.rstrip("市县区")))


def _times(a: Figure, b: Figure) -> str:
    one, two = a.period or "未写明时间", b.period or "未写明时间"
    halves = [("半年" in (f.period or "")) for f in (a, b)]
    if halves[0] != halves[1]:
        return f"时期不同：一个是{one}，一个是{two}，半年与全年不能直接比。"
    return f"时期不同：一个是{one}，一个是{two}，不能直接比。"


def _disagree(a: Figure, b: Figure) -> str:
    return f"两篇报道说法不一：{shown(a)}（{a.title}）、{shown(b)}（{b.title}）。建议注明出处或核实。"


def _pairs(figures: Sequence[Figure], parts: Sequence[Metric]) -> Iterator[tuple[int, int]]:
    """Figures whose names are alike, each pair once; found by the pairs of characters that their names share."""
    grams = [_grams(part) for part in parts]
    index: dict[str, list[int]] = defaultdict(list)
    for at, own in enumerate(grams):
        for gram in own:
            index[gram].append(at)
    for at, own in enumerate(grams):
        shared: Counter[int] = Counter()
        for gram in own:
            if len(index[gram]) <= _COMMON:
                shared.update(other for other in index[gram] if other > at)
        for other in sorted(shared):
            alike = likeness(parts[at], parts[other]) >= _ALIKE
            if not alike and _base(figures[at]) == _base(figures[other]):
                alike = any(len(index[gram]) <= _RARE for gram in own & grams[other])
            if alike and _confusable(figures[at], figures[other], parts[at], parts[other]):
                yield at, other


def _grams(part: Metric) -> frozenset[str]:
    words = part.core + "".join(f"|{item}" for item in part.items)
    return frozenset(words[i : i + 2] for i in range(len(words) - 1) if "|" not in words[i : i + 2]) or frozenset({part.core})


def likeness(a: Metric, b: Metric) -> float:
    """How alike two cores are, 0 to 1: the same, one inside the other, an item in common, else Dice on character pairs."""
    if a.core == b.core:
        return 1.0
    short, long = sorted((a.core, b.core), key=len)
    if len(short) >= 2 and short in long:
        return 0.9 if len(short) >= 4 else 0.7
    own, other = ({*m.items, m.core} for m in (a, b))
    if (
        own & other
        or any(len(x) >= 2 and x in y for x in own for y in other)
        or any(len(x) >= 2 and x in y for x in other for y in own)
    ):
        return 0.8
    if any(one.whole and metric(one.whole.rpartition("：")[2]).core == two.core for one, two in ((a, b), (b, a))):
        return 0.8
    if _run(a.stage + a.core, b.stage + b.core) >= 4:
        return 0.6
    one, two = _grams(a), _grams(b)
    return 2 * len(one & two) / (len(one) + len(two)) if one and two else 0.0


def _run(one: str, two: str) -> int:
    """The length of the longest run of characters that both hold."""
    short, long = sorted((one, two), key=len)
    best = 0
    for start in range(len(short)):
        while start + best < len(short) and short[start : start + best + 1] in long:
            best += 1
    return best


_BARE = frozenset(
    (
        "项目",
        "企业",
        "投资",
        "总投资",
        "国家",
        "城市",
        "活动",
        "面积",
        "产值",
        "资金",
        "个",
        "人员",
        "产品",
        "车辆",
        "收入",
        "村",
        "乡镇",
    )
)


def _confusable(a: Figure, b: Figure, first: Metric, second: Metric) -> bool:
    """Whether a reader could take one for the other: bare names (项目, 总投资) only within one place and with like units."""
    if first.core in _BARE or second.core in _BARE:
        near = a.region == b.region or bool(
            a.region and b.region and (part_of(a.region, b.region) or part_of(b.region, a.region))
        )
        return near and a.unit == b.unit and first.core == second.core
    return _base(a) == _base(b) or likeness(first, second) >= 0.7


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
