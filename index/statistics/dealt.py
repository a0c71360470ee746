"""Numbers that 分别 deals out to a list of names: A、B分别为1个、2个 (and again to a second group: 增至3个、4个)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.gazetteer import entries
from index.statistics import wording
from index.statistics.amounts import Amount

_RESPECTIVELY = re.compile(r"分别")
_SHARED = re.compile(
    r"(?:投资|销售额|销售量|销量|产量|产值|收入|价格|利润|增加值|进出口|进口|出口|成交量|成交额|用电量|发电量|人数|人口|数量|占比|比重)$"
)

_OWN = re.compile(r"的[^的]{2,6}$")
_WHEN = re.compile(r"(?<=..)(?:去年|今年|前年|\d{4}年)$")


def dealt(text: str, span: tuple[int, int], amounts: Sequence[Amount]) -> dict[Amount, tuple[str, int]]:
    """The name of each number that was dealt out, and where its clause starts."""
    found: dict[Amount, tuple[str, int]] = {}
    for match in _RESPECTIVELY.finditer(text, *span):
        cut = max(text.rfind(mark, span[0], match.start()) for mark in "，；：。！？\n") + 1
        names = [n for n in re.split(r"[、]|和(?!谐)|与|以及|及", text[max(cut, span[0]) : match.start()]) if n]
        stop = min((i for mark in "；。" if (i := text.find(mark, match.end())) >= 0), default=span[1])
        run = [a for a in amounts if match.end() <= a.start < stop]
        groups = _groups(text, run)
        names = [_WHEN.sub("", name) for name in names]
        shared = (_OWN.search(names[-1]) or _SHARED.search(names[-1])) if names else None
        names = [n if not shared or n.endswith(shared[0]) else n + shared[0] for n in names]
        if len(names) < 2 or any(name.lstrip("在") in entries() for name in names):
            continue
        for group in groups:
            if len(group) == len(names):
                found |= {a: (wording.before(n), cut) for a, n in zip(group, names, strict=True) if wording.before(n)}
    return found


def undealt(text: str, span: tuple[int, int], amounts: Sequence[Amount], pairs: dict[Amount, tuple[str, int]]) -> set[Amount]:
    """Numbers in a row after a 分别 whose names were not found: nobody can say which is whose."""
    loose: set[Amount] = set()
    for match in _RESPECTIVELY.finditer(text, *span):
        stop = min((i for mark in "；。，" if (i := text.find(mark, match.end())) >= 0), default=span[1])
        run = [a for a in amounts if match.end() <= a.start < stop]
        if text.startswith("占", match.end()):
            loose |= {a for a in run if a not in pairs}
        loose |= {a for group in _groups(text, run) if len(group) > 1 for a in group if a not in pairs}
    return loose


def trailing(text: str, span: tuple[int, int], amounts: Sequence[Amount]) -> list[tuple[int, list[Amount]]]:
    """Each 分别 that opens its clause (its names stand before it), and the numbers in a row after it."""
    found = []
    for match in _RESPECTIVELY.finditer(text, *span):
        cut = max(text.rfind(mark, span[0], match.start()) for mark in "，；：。！？\n") + 1
        stop = min((i for mark in "；。，" if (i := text.find(mark, match.end())) >= 0), default=span[1])
        groups = _groups(text, [a for a in amounts if match.end() <= a.start < stop])
        if text[max(cut, span[0]) : match.start()] in ("", "同比", "环比") and groups and len(groups[0]) > 1:
            found.append((match.start(), groups[0]))
    return found


def _groups(text: str, run: Sequence[Amount]) -> list[list[Amount]]:
    """Numbers that stand in a row, parted by 、 or 和 alone."""
    groups: list[list[Amount]] = []
    for amount in run:
        joined = groups and re.fullmatch(r"[、和与，及]", text[groups[-1][-1].end : amount.head])
        if joined:
            groups[-1].append(amount)
        else:
            groups.append([amount])
    return groups
