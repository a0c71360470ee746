"""Ordinals, superlatives and reaches of a text: 第9位, 榜首, 首届, 全省, 国家级."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.numerals import number
from index.periods import Period

_TOPMOST = (
    "第一|首位|榜首|之首|居首|夺魁|魁首|拔得头筹|冠军|头名|首名|最多|最大|最高|最快|最强|最好|最早|最长|最优|最佳|最重要|纪录"
)
_BOTTOM = "最少|最小|最低|最慢|最弱|最差|最晚|最短|末位|垫底|倒数第一"
_RANK = re.compile(
    rf"第(?P<value>\d+|[一二三四五六七八九十百]{{1,4}})(?P<unit>位|名|次|届|批|季度|版|期|号|个|条|产业|大)?|前(?P<front>\d+|[一二三四五六七八九十]{{1,3}})(?P<of>位|名|强|列)|(?<=[居列进入排国省市])前(?P<tail>\d+|[二三四五六七八九十]{{1,3}})(?=[，。；、]|$)"
    rf"|首(?P<first>次|届|批|个|家|例|条|座)|(?P<best>{_TOPMOST})(?!可|能|只|为?\d)|(?P<worst>{_BOTTOM})(?!要|需|为?\d)"
)
_SCOPES = {
    "国": r"全国|我国|国内|中国|国家级|国家",
    "世界": r"全球|世界级|世界|国际",
    "洲": r"亚洲|欧洲|非洲",
    "省": r"全省|我省|省内|省级|山东省|山东(?!大学|师|联|高速)|各市(?![（县])",
    "市": r"全市|我市|市内|市级|本市",
    "县": r"全县|我县|县级|全区(?!域)|我区|区级",
    "行业": r"同行业|同类|行业",
}
_SCOPE = re.compile("|".join(f"(?P<{chr(97 + i)}>{words})" for i, words in enumerate(_SCOPES.values())))


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in an order: `value` is 1 for 第一, 首位 or 最多, `unit` what is numbered (位, 次, 届), `low` for the lower end."""

    start: int
    end: int
    text: str
    value: int
    unit: str
    low: bool = False
    front: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """A reach such as 全省 or 国家级: `level` is 国, 省, 市 …"""

    start: int
    end: int
    text: str
    level: str


def scopes(text: str) -> list[Scope]:
    """The words of a folded text that say how far something reaches."""
    names = tuple(_SCOPES)
    return [Scope(m.start(), m.end(), m[0], names[ord(m.lastgroup or "a") - 97]) for m in _SCOPE.finditer(text)]


def ranks(text: str, times: Iterable[Period] = ()) -> Iterator[Rank]:
    """The ordinals and superlatives of a folded text, those within `times` left out."""
    inside = [(p.start, p.end) for p in times]
    for match in _RANK.finditer(text):
        start, end = match.span()
        if any(a <= start < b for a, b in inside):
            continue
        if match["best"] or match["worst"]:
            yield Rank(start, end, match[0], 1, "位", low=bool(match["worst"]))
            continue
        if match["first"]:
            yield Rank(start, end, match[0], 1, match["first"])
            continue
        value = number(match["value"] or match["front"] or match["tail"])
        unit = match["unit"] or match["of"] or "位"
        if value is not None:
            yield Rank(
                start, end, match[0], value, "位" if unit in "位名列" else unit, front=bool(match["front"] or match["tail"])
            )
