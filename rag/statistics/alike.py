"""Which figures a reader could mistake for one another: like names, like units, places in one another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from index.figure import Figure
from index.metrics import Metric, metric
from index.places import part_of
from rag.statistics.sizes import base

_COMMON = 400
_ALIKE = 0.5
_RARE = 6
_PLAIN = frozenset(
    ("地区", "国家", "城市", "项目", "企业", "活动", "建设", "产业", "工程", "工作", "发展", "市县", "县市", "增加", "单位")
)
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


def pairs(figures: Sequence[Figure], parts: Sequence[Metric]) -> Iterator[tuple[int, int]]:
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
            if not alike and base(figures[at]) == base(figures[other]):
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
        or any(_tells(x) and x in y for x in own for y in other)
        or any(_tells(x) and x in y for x in other for y in own)
    ):
        return 0.8
    if any(one.whole and metric(one.whole.rpartition("：")[2]).core == two.core for one, two in ((a, b), (b, a))):
        return 0.8
    if _run(a.stage + a.core, b.stage + b.core) >= 4:
        return 0.6
    one, two = _grams(a), _grams(b)
    return 2 * len(one & two) / (len(one) + len(two)) if one and two else 0.0


def _tells(item: str) -> bool:
    """Whether an item of a list says enough to be recognised in another name."""
    return len(item) >= 2 and item not in _PLAIN


def _run(one: str, two: str) -> int:
    """The length of the longest run of characters that both hold."""
    short, long = sorted((one, two), key=len)
    best = 0
    for start in range(len(short)):
        while start + best < len(short) and short[start : start + best + 1] in long:
            best += 1
    return best


def _confusable(a: Figure, b: Figure, first: Metric, second: Metric) -> bool:
    """Whether a reader could take one for the other: bare names (项目, 总投资) only within one place and with like units."""
    if first.core in _BARE or second.core in _BARE:
        near = a.region == b.region or bool(
            a.region and b.region and (part_of(a.region, b.region) or part_of(b.region, a.region))
        )
        return near and a.unit == b.unit and first.core == second.core
    return base(a) == base(b) or likeness(first, second) >= 0.7


def inside(small: str | None, large: str | None) -> bool:
    """Whether a place, park or firm lies in a place, by the gazetteer or by its own name (茌平区某产业园)."""
    if not small or not large:
        return False
    return part_of(small, large) or (len(small) > len(large) and small.startswith(large.rstrip("市县区")))
