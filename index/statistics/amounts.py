"""Numbers with units in folded text: 511.6亿元, 1—2个, 19000多元, 上万家, 四条, 1/4; what only looks like one is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from index.numerals import number

UnitClass = Literal["money", "share", "times", "size", "time", "age", "count", "none"]

_BEFORE = re.compile(
    r"(超过了?|超出|超|逾|将近|接近|(?<![附最临邻逼])近|约为|大约|(?<![签节合制公契集特])约|不足|不到|突破了?|至少|最多|高达|多达|不低于|不少于|不超过|至多|最高|最低|高于|低于)(?:达到?|到|共)?$"
)
_AFTER = r"(?:(?:及|或)?以上|(?:及|或)?以下|以内|左右|上下)"
_LOOSE = r"(?:余|多|来|几)"
_SCALE = r"(?:万亿|百万|千万|百亿|千亿|[万亿])"
_CHINESE = r"[一二两三四五六七八九十百千]{1,5}"
_HELD = re.compile(r"[A-Za-z_.第前几·$￥¥#/:×*+^-]$")
_IDIOM = re.compile(r"年|次方|里挑|众一|象|事|能|科|一[^个家项]|无|家灯|户|水|里|福|强|盛|姓")
_CUED = re.compile(
    r"(?:历时|经过|用时|耗时|为期|长达|静置|工期|时长|不超过|寿命|缩短(?:至|到)|压缩(?:至|到)|提前了?|节约|等待|连续|(?:同比|较.{1,6}|比.{1,6})(?:增加|减少|缩短|延长|多|少)|(?:天数|日数|年限|周期|时间|工时)(?:为|达到?|增加?至|增加?到|减少?至|降至)?)[近约超了]*$"
)
_SPELT = re.compile(
    r"(?:共|共有|共计|分|分为|设|下设|包括|形成|先后|累计|达|达到|约|近|超|超过|小到|大到|至|到|不足|突破|为|占|了)$"
)
_ONE_OF = re.compile(r"[^，。；、：！？\d]{1,14}之一")
_RACE = (
    "比赛",
    "决赛",
    "自由泳",
    "蛙泳",
    "蝶泳",
    "仰泳",
    "接力",
    "气步枪",
    "气手枪",
    "步枪",
    "跳台",
    "跳板",
    "栏",
    "短跑",
    "个人",
    "混合",
    "速滑",
    "预赛",
    "半决赛",
)
_NOT_UNIT: dict[str, str | tuple[str, ...]] = {
    "项": "目",
    "家": "庭",
    "倍": ("长焦", "变焦", "光学", "速"),
    "人": ("口普", "员"),
    "块": "钱",
    "件": "套",
    "单": "线",
    "席": "位",
    "股": "东",
    "条": "例",
    "位": "数",
    "面": "积",
    "节": "气",
    "个": ("小时", "月", "多小时", "多月", "星期", "季度", "世纪", "学期", "多星期"),
    "米": _RACE,
    "公里": _RACE,
}
_ROUGHLY = re.compile(r"[一二三四五六七八九]{2}[十百千]")
_GLUED = re.compile(r"[A-Za-z:]|\+\d|-\d|\.\d|(?<=期)(?:项目|工程|建设|厂)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit at `start`:`end` of the folded text; `value`, `unit` and `qualifier` as a figure has them.

    `head` is where its qualifier before it starts.
    """

    start: int
    end: int
    value: str
    unit: str
    group: UnitClass
    qualifier: str | None = None
    head: int = 0


@cache
def _groups() -> dict[str, UnitClass]:
    table: dict[str, UnitClass] = {}
    for line in resources.files("index").joinpath("units.csv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            group, _, units = line.partition(",")
            table |= dict.fromkeys(units.split(), group)  # type: ignore[arg-type]
    return table


@cache
def _pattern() -> re.Pattern[str]:
    units = "|".join(re.escape(unit) for unit in sorted(_groups(), key=len, reverse=True))
    digits = r"\d+(?:\.\d+)?"
    return re.compile(
        rf"(?P<fraction>\d{{1,2}}/\d{{1,3}}(?![\d/])|[一二三四五六七八九十]{{1,3}}分之[一二三四五六七八九十]{{1,3}}|(?<=[的近过占达到])一半)"
        rf"|(?P<below>零下|负)?(?:(?P<low>{digits}|{_CHINESE})(?P<lowunit>{_LOOSE}?{_SCALE}?(?:{units})?)(?P<dash>[-~至到])(?=[\d一二两三四五六七八九十]))?"
        rf"(?:(?P<digits>{digits})|(?P<myriad>[上数][百千万亿十]+)|(?P<chinese>{_CHINESE}))"
        rf"(?P<scale>{_LOOSE}?{_SCALE}?{_LOOSE}?)(?P<unit>{units}|大(?=[^，。；]{{1,14}}之一))?(?P<per>(?:/|每(?=秒|小时|公斤|吨|平方米|亩|股))(?:年|月|日|天|小时|分钟|秒|公斤|斤|吨|平方米|平方公里|亩|股|人|次|升|桶|盎司|千瓦时|立方米|户|公里|度|克|件|套|台|辆|个|位|月|晚|间))?(?P<more>多(?=[，。、；]))?(?P<after>{_AFTER})?"
    )


def amounts(text: str, masks: Iterable[tuple[int, int]] = ()) -> list[Amount]:
    """The amounts of folded `text`, in order; what lies in `masks` (spans of dates, titles, ranks) is left out."""
    hidden = bytearray(len(text) + 1)
    for start, end in masks:
        hidden[start:end] = b"\1" * (end - start)
    return list(_scan(text, hidden))


def _scan(text: str, hidden: bytearray) -> Iterator[Amount]:
    pattern, at = _pattern(), 0
    while match := pattern.search(text, at):
        at = max(match.end(), match.start() + 1)
        if hidden[match.start()] or (hidden[match.end() - 1] and not match["after"]):
            continue
        if match["dash"] and (hidden[match.start("dash")] or re.search(r"[从由]$", text[: match.start()][-1:]) or _apart(match)):
            at = match.end("lowunit")
            match = pattern.match(text, match.start(), at)  # the first number alone
            if match is None:
                continue
        amount = _amount(match, text)
        if amount is not None:
            yield amount


def _apart(match: re.Match[str]) -> bool:
    """Whether 5个到12家 or 5-12 without any unit is no range."""
    unit = match["lowunit"].lstrip("余多来几万亿千百")
    other = match["unit"] or ""
    return bool(unit) and unit != other and (_groups().get(unit) != _groups().get(other) or _groups().get(unit) == "share")


def _amount(match: re.Match[str], text: str) -> Amount | None:
    start, end = match.span()
    left = text[max(0, start - 8) : start]
    if _HELD.search(left) or _GLUED.match(text, end):
        return None
    if match["fraction"]:
        value, head, qualifier = match["fraction"], *_before(left, start)
        return Amount(start, end, value, "", "none", qualifier, head)
    unit, scale = match["unit"] or "", match["scale"] or ""
    loose = scale.strip("万亿百千") or match["more"]
    scale = scale.strip("余多来几")
    group: UnitClass = "count" if unit == "大" else _groups().get(unit, "none")
    if not _counted(match, left, scale, group):
        return None
    head, qualifier = _before(left, start)
    qualifier = qualifier or loose or match["after"]
    return Amount(start, end, _value(match), scale + unit + (match["per"] or ""), group, qualifier, head)


def _before(left: str, start: int) -> tuple[int, str | None]:
    found = _BEFORE.search(left)
    return (start - len(left) + found.start(), found[1].removesuffix("了")) if found else (start, None)


def _value(match: re.Match[str]) -> str:
    high = match["digits"] or match["myriad"] or str(number(match["chinese"]))
    if match["below"]:
        return match["below"] + high
    if match["dash"]:
        low = match["low"] if match["low"][0].isdigit() else str(number(match["low"]))
        lowscale = "".join(c for c in match["lowunit"] if c in "万亿")
        return f"{low}{lowscale if lowscale != (match['scale'] or '')[:1] else ''}—{high}"
    return high


def _counted(match: re.Match[str], left: str, scale: str, group: UnitClass) -> bool:
    """Whether the number is a statistic by its looks: its unit, what stands before and after it."""
    rest = match.string[match.end() : match.end() + 16]
    if _mistaken(match, left, rest, group):
        return False
    if group == "age":
        return left.endswith(("年龄", "年龄为", "寿命", "寿命为", "寿命达", "寿命达到"))
    if group == "time":
        return bool(_CUED.search(left)) and not rest.startswith(("级", "制"))
    if match["chinese"]:
        return group != "none" and _spelt(match, left, group)
    return group != "none" or bool(scale and not match["myriad"] and not _IDIOM.match(rest))


def _mistaken(match: re.Match[str], left: str, rest: str, group: UnitClass) -> bool:
    """Whether what looks like a number with its unit is something else: 男子100米, 尼龙6项目, 第2023085期, 100吨级, 23海里处."""
    unit = match["unit"] or ""
    return (
        (unit == "米" and left.endswith(("男子", "女子", "混合")))
        or rest.startswith(_NOT_UNIT.get(unit, "\0"))
        or (unit == "期" and len(match["digits"] or "") > 4)
        or rest.startswith(("级", "强企"))
        or (group == "size" and rest.startswith(("处", "外", "远处", "开外")))
        or left.endswith(("编号：", "代码：", "编号", "代码"))
        or (unit in ("人", "家", "名", "股", "次") and rest.startswith(("民币", "单", "份制", "方")))
    )


def _spelt(match: re.Match[str], left: str, group: UnitClass) -> bool:
    """A Chinese numeral counts with a measure (两倍), before 之一, or after a word that counts; 三项 alone does not."""
    text = match["chinese"]
    numeral, bare = number(text), text in ("百", "千")
    if numeral is None or _ROUGHLY.search(text) or (len(text) > 1 and text[0] in "百千"):
        return False
    if group in ("money", "share", "size", "times"):
        return not (text == "一" or bare) or bool(_SPELT.search(left))
    if _ONE_OF.match(match.string, match.end()):
        return numeral > 1
    return numeral > 1 and bool(_SPELT.search(left)) and not bare and (text, match["unit"]) != ("二", "次")
