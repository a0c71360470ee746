"""Whether a sentence states an amount, as of a time and of something, rather than tells of an event in which a number occurs."""

from __future__ import annotations

import re

from index.gazetteer import named
from index.places import within
from index.statistics import wording
from index.statistics.draft import Draft
from index.statistics.names import CLAUSES, QUOTED, rises
from index.statistics.tables import pattern

_GREW = re.compile(r"(?:左右|以上)?的?(?:不同程度)?的?(?:增长|增幅|提升|提高|上升|下降|跌幅|涨幅|降幅)")
_CRITERION = re.compile(r"(?:以上|以下)?的[，。；]")
_INSIDE = "在从以将把用由对向与给跟让被"
_PLACE = re.compile(r"[省市县区州盟旗国镇乡村]$|街道$")
_WORLD = re.compile(r"北美|亚太|亚洲|欧洲|非洲|拉美|中东|全球|世界|国际市场")
_TRADED = re.compile(r"对(?:[韩美日欧俄英德法澳印]|东盟|中亚|非洲|拉美)")
_TWO_TIMES = re.compile(r"(?:年度?|月份?|季度)[和、与及](?:\d+[年月]|去年|今年|[一二三四]季度)")
_GOES_ON = re.compile(
    r"的?(?!人民币|同比|环比|左右|以上|增|减|较|比)[\u4e00-\u9fff]{0,8}?(?:收入|投资|资金|贷款|补贴|物资|利润|订单|合同|损失"
    r"|债券|费用?|补助|奖金|出口|进口|税|房屋|土地)(?=[，。；、])"
)
_FISCAL = re.compile(r"财年|财季|财政年度")
_EXPECTED = re.compile(r"(?:预期|前值|预估|预测)值?[为是]?$")
_ATTENDS = re.compile(r"(?:参加|参与|出席|观看|参观|乘坐|来到)")
_SPAN = re.compile(r"年[来间]$")
_SCALED = re.compile(r"[万亿]")
_CHANGED = re.compile(r"同比|环比|较|比|增|减|下降|上升|左右|以上|以下|不等|之多")
_DAY = re.compile(r"\d日")
_ALL = re.compile(r"全部|均|都(?!市)|被|来自|参加|参与|报名|出发|赶赴|走进")
_STOP = re.compile(r"[，。；：！？…\n]")
_ITEM = re.compile(r"[，。；：！？、…\n）（]|以及|和(?=\d)|及(?=\d)")
_COUNTED = re.compile(r"(?:额|量|率|值|规模|金额|数|面积|资金|投资|收入|里程)$")
_GROWTH = re.compile(r"(?:增速|增幅|降幅|涨幅|跌幅)$")
_LIMITS = ("最低", "最高", "至多", "最多", "不少于", "不低于")


def telling(draft: Draft, text: str) -> bool:
    """Whether the number of a draft is a statistic of the folded `text` beyond doubt."""
    return (
        _of_a_statistic(draft, text)
        and _of_its_time(draft, text)
        and _as_it_stands(draft, text)
        and _of_whom(draft)
        and (draft.amount.group != "count" or (_ends(draft, text) and not _of_few(draft, text)))
    )


def _has(group: str, words: str) -> bool:
    return bool(pattern(CLAUSES, group).search(words))


def _of_a_statistic(draft: Draft, text: str) -> bool:
    """Whether the sentence is no story, match or guess, and the metric neither torn nor a clause."""
    amount, metric = draft.amount, draft.metric
    sentence, before = text[slice(*draft.sentence)], text[draft.sentence[0] : amount.head]
    if any(_has(group, metric) for group in ("torn", "event", "weather")) or _ATTENDS.match(metric):
        return False
    if _has("story", sentence) or _has("unsure", sentence) or (_has("sport", sentence) and amount.group != "money"):
        return False
    if draft.kind == "fact" and (_has("ahead", before) or amount.qualifier in _LIMITS):
        return False
    if _has("other", before) or _EXPECTED.search(before) or ("票房" in metric and "》" in before):
        return False
    return _of_such_an_amount(draft)


def _of_such_an_amount(draft: Draft) -> bool:
    """Whether such an amount is one of statistics: no small sum but a price, no share but of shares, no 几十."""
    amount, metric = draft.amount, draft.metric
    if amount.group in ("time", "none") or amount.unit == "毫米" or amount.value[0] in "数上几" or amount.qualifier == "几":
        return False
    if "股" in amount.unit and not re.search("股|发行|申购", metric):
        return False
    return amount.group != "money" or bool(_SCALED.search(amount.unit)) or _has("price", metric)


def _of_its_time(draft: Draft, text: str) -> bool:
    """Whether the time of the number is its own: neither of a firm's own year nor of what was told long before."""
    period, head = draft.period, draft.amount.head
    before = text[draft.sentence[0] : head]
    if _FISCAL.search(text, max(0, draft.sentence[0] - 60), draft.sentence[1]) or _TWO_TIMES.search(before):
        return False
    if period is None:
        return True
    if period.text.startswith("这") or (draft.kind == "target" and _DAY.search(period.resolved)):
        return False
    if _SPAN.search(period.text) and before.endswith(("到", "至", "达", "为")):
        return False
    told = text[period.end : head]
    return told.count("，") <= (4 if re.search(r"\d", told) else 2)


def _as_it_stands(draft: Draft, text: str) -> bool:
    """Whether the words about the number lead to it and end with it."""
    amount, metric = draft.amount, draft.metric
    if text[amount.head - 1] in _INSIDE and "组成" not in metric:
        return False
    if _GREW.match(text, amount.end) or _CRITERION.match(text, amount.end):
        return False
    if amount.group in ("money", "size"):
        if _GOES_ON.match(text, amount.end) and not re.search(r"项目|生产线", metric):
            return False
        if _PLACE.search(draft.region or "") and _of_a_day(draft):
            return False
    if metric.startswith("年产") and "项目" in _STOP.split(text[amount.end : draft.sentence[1]], maxsplit=1)[0]:
        return False
    near = text[max(draft.sentence[0], text.rfind("；", draft.sentence[0], amount.head)) : amount.end + 24]
    start = QUOTED.sub("", metric).removeprefix(wording.first_verb(metric))
    return (start[:2] in near or start[1:3] in near) and not _acts(metric)


def _acts(metric: str) -> bool:
    """Whether a verb stands inside the metric, other than in a name like 投资完成额."""
    rest = metric[len(wording.first_verb(metric)) :]
    return bool(wording.parted(f"　{rest}")) and not _COUNTED.search(rest)


def _of_whom(draft: Draft) -> bool:
    """Whether metric and place together say what was counted: no bare 销量 of a country, no other place inside the metric."""
    metric, region = draft.metric, draft.region or ""
    bare, counts = QUOTED.sub("", metric), draft.amount.group == "count"
    if "、" in bare or re.search(r"的.{1,3}$", bare) or 0 <= metric.find("：") < 4 or (draft.grew and draft.noun == region):
        return False
    inside = (region, *within(region))
    if any(entry.name not in inside and region not in entry.within for _, _, entry in named(metric)):
        return False
    if _WORLD.match(metric) or (metric.startswith("行业") and "中国" not in inside) or not rises(metric):
        return False
    noun, placed = bare.removeprefix(wording.first_verb(bare)), bool(_PLACE.search(region))
    thing = noun if counts else _GROWTH.sub("", bare)
    if any(pattern(CLAUSES, "bare").fullmatch(words) for words in {thing, noun if counts else bare}):
        return False
    if counts:
        return len(noun) > 2 and len(metric) > 3 and not re.search(r"(?:省份|国家|地区|城市)$", noun) and not wording.verb(noun)
    return not placed or (
        not pattern(CLAUSES, "output").fullmatch(_GROWTH.sub("", bare)) and (len(bare) > 5 or _has("public", bare))
    )


def _of_few(draft: Draft, text: str) -> bool:
    """Whether it is one of a few people or things, or of those of a single day, that no word sums up."""
    amount = draft.amount
    cut = max(text.rfind(mark, draft.sentence[0], amount.head) for mark in "，；：。！？\n") + 1
    clause = text[max(cut, draft.sentence[0]) : amount.head]
    if _has("did", clause) or (not clause and amount.unit.endswith("次")):
        return True
    few = amount.value.isdigit() and int(amount.value) < 10 and not _SCALED.search(amount.unit)
    return (few or _of_a_day(draft)) and not _has("sums", clause)


def _of_a_day(draft: Draft) -> bool:
    """Whether the number is of single days, not of what had come about up to one."""
    return bool(draft.period and _DAY.search(draft.period.resolved) and not re.search("截至|以来", draft.period.resolved))


def _ends(draft: Draft, text: str) -> bool:
    """Whether the clause ends with the number and its noun, or goes on with another number of the list."""
    head, rest = draft.amount.head, text[draft.amount.end : draft.sentence[1]]
    left = text[max(0, head - 2) : head]
    if left in ("少于", "多于", "不足") or (left[-1:] in ("为", "的") and rest[:1] not in "，。；、"):
        return False
    if _ALL.search(_STOP.split(rest, maxsplit=1)[0]):
        return False
    item = _ITEM.split(rest, maxsplit=1)[0]
    return not item or draft.metric.endswith(item.lstrip("的")) or bool(_CHANGED.match(item))
