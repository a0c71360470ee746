"""Changes and ranks beside a value: 同比增长8.6%, 较2020年增长3.35倍, 比一季度提高1.1个百分点, 增速居全省第9位, 全市最多."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.numerals import number
from index.statistics.amounts import Amount

Direction = Literal["up", "down"]

_SUDDEN = ("暴涨", "猛增", "激增", "剧增", "飙升", "暴跌", "骤降", "骤减", "锐减", "猛降")
_UP = (
    "暴涨|猛增|激增|剧增|飙升|大涨|增长率|延长|多增|增长|增加|提高|提升|上升|上涨|攀升|扩大|回升|跃升|上浮|加快"
    "|增幅|增速|涨幅|(?<![新净])增|(?<!提)升|涨|翻"
)
_DOWN = "暴跌|骤降|骤减|锐减|猛降|大跌|少增|缩短|下降|降低|减少|下跌|下滑|回落|收窄|缩小|降幅|跌幅|压减|缩减|(?<!下)降|跌"
_KIND = (
    r"同比|环比|年均|年平均|平均每年|平均|按可比价格计算|可比|名义|实际|累计"
    r"|较(?!为|快|大|多|高)[^，。；]{1,24}?|(?<!同)(?<!环)比(?!例|重|较|价|率|均|分别)[^，。；]{1,14}?|与[^，。；]{1,10}?相比|相[比较]于?[^，。；]{1,14}?"
)
_CHANGE = re.compile(
    rf"^(?P<head>.*?)(?P<kind>(?:(?:{_KIND})[，]?)*)(?:均|都|实现|分别|大幅|小幅|净|又|再|约|仅|只|略|大(?=[增减降涨跌]))*"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|幅度|率)?(?:达到|达|为|约|在|是|高达)?了?$"
)
_THAN = re.compile(
    r"^(?P<head>.*?)(?:(?<!同)(?<!环)比(?!例|重|较|价|率)(?P<than>[^，。；]{1,16}?)(?:(?P<up>(?<!提)高出?|快|多)|(?P<down>低|慢|少))"
    r"|(?:(?P<above>高于|快于|高出|好于|领先|多于)|(?P<below>低于|慢于|少于))(?P<other>[^，。；]{1,16}?)(?:平均)?(?:水平|增速|增幅)?)了?$"
)
_ADVERB = re.compile(
    r"^(?:[、和与及]|几乎|又|再|也|更|则|并|且|均|都|将|预计|大幅|明显|小幅|持续|快速|分别|其中|增速|增幅|降幅|总量|总额|数量|总体|整体|已|较好|同时|,|而|但|仅)+$"
)
_WHERE = r"(?:全省|全市|全国|全县|全区|全球|世界|同类|行业|我省|[\u4e00-\u9fff]{1,4}[省市县])"
_RANK = re.compile(
    rf"(?P<verb>(?:连续\d+年|连年|稳|均|分别|依旧|继续)?(?:位居|位列|居于|居|列|排名跃升至|排名升至|排名|排在|排|名列|跃居|跃升至|升至|跻身|稳居|并列))(?P<where>{_WHERE})?(?:各市|16市|县市区|同行业|同类)?"
    r"(?P<place>(?:第|前)(?P<value>\d+|[一二三四五六七八九十]{1,3})(?P<unit>位|名)?|首位|榜首)(?![届次季个家批])"
    rf"|(?P<top>{_WHERE}(?:最多|最高|最大|最快|第一|首位|领先))(?=[，。；、）])"
    rf"|(?P<front>(?:位居|位列|居|列|排名|保持)(?:{_WHERE})?(?:前列|首位|中上游))"
)


@dataclass(frozen=True, slots=True)
class Move:
    """A change by the words before its amount (`word`); `head` is left before them; `compares`: with another place or group."""

    head: str
    kind: str
    direction: Direction
    compares: bool = False
    word: str = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in an order; `value` and `unit` are those of 第3位 (3, 位) or 前3位 (前3, 位), None where no number is printed."""

    start: int
    end: int
    text: str
    where: str
    value: str | None
    unit: str


def move(left: str, amount: Amount) -> Move | None:
    """The change that `left` (the clause up to the amount) makes of `amount`, or None when it is a value of its own."""
    relative = amount.group in ("share", "times")
    than = _THAN.match(left)
    if than and (relative or than["than"] or than["other"]):
        return _compared(than, relative)
    match = None if re.search(r"(?:下降|上升|回落|降低|提高|提升)为$", left) else _CHANGE.match(left)
    if match is None or amount.group == "none":
        return None
    word = match["up"] or match["down"]
    if (
        not relative
        and not match["kind"].strip("累计平均实际")
        and word not in (*_SUDDEN, "增加", "减少", "缩短", "延长", "增长", "下降", "上涨", "下跌", "回落")
    ):
        return None
    if amount.unit == "%" and word in ("提高", "提升") and match["head"].endswith(("改造", "能力")):
        return None
    return Move(_bare(match["head"]), _kind(match["kind"], left), "up" if match["up"] else "down", word=word)


def _compared(than: re.Match[str], relative: bool) -> Move | None:
    """The move that a comparison with another place or group makes; None for one with an earlier time by an amount."""
    other = than["than"] or than["other"]
    if re.search(r"[一二三四]季度$|去年$|上年$|同期$", other) and not relative:
        return None
    if other.endswith("的"):
        return Move("", "", "up", True, "other")
    return Move(_bare(than["head"]), f"比{_short(other)}", "up" if than["up"] or than["above"] else "down", True)


def _bare(head: str) -> str:
    return "" if _ADVERB.match(head) else head


def _short(words: str) -> str:
    """What is compared with, without filler: 全省平均 → 全省."""
    return re.sub(r"(?:的)?(?:平均水平|平均|水平|增速|增幅)$", "", words)


def _kind(words: str, left: str) -> str:
    """同比, 环比, 年均, 累计 or 较…; a bare 增长 is 增长."""
    for name, marks in (("年均", ("年均", "年平均", "平均每年")), ("环比", ("环比",)), ("同比", ("同比",))):
        if any(mark in words for mark in marks):
            return name
    against = re.search(r"(?:相比于?|较|比|与)([^，。；]+?)(?:相比|，|$)", words)
    if against:
        return f"{'比' if words.startswith('比') else '较'}{_short(against[1])}"
    if "平均" in words or re.search(r"年均|平均", left[-8:]):
        return "年均"
    return "累计" if "累计" in words else "增长"


def ranks(text: str) -> Iterator[Rank]:
    """The ranks that folded `text` states."""
    for match in _RANK.finditer(text):
        if match["top"] or match["front"]:
            yield Rank(match.start(), match.end(), match[0], "", None, "")
            continue
        place = match["place"]
        spelt = match["value"] and str(number(match["value"]))
        value = "1" if place in ("首位", "榜首") else ("前" if place[0] == "前" else "") + (spelt or "")
        yield Rank(match.start(), match.end(), match[0], match["where"] or "", value, match["unit"] or "位")
