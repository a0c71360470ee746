"""The name of what a number counts, from the words on both sides of it and the statistics before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.statistics import wording
from index.statistics.amounts import Amount
from index.statistics.draft import Draft

_SHARE = re.compile(
    r"占(?!地|用|比|有)(?P<of>[^，。；]*?)(?:的?(?:比重|比例|份额|比))?(?:的|为|达到?|是|约|近|超过?|接近|已|将|已经)*$"
)
_OF = re.compile(r"(?P<head>.*?)(?:接近|超过|达到)(?P<of>.+?)的$")
_EACH_OF = re.compile(r"每[^，。；]{0,3}?[只头亩户人吨台家个辆天年][^，。；]{0,4}?(?=每年|可|能|为|带|增|$)")
_PART = re.compile(r"其中[，：]?")
_INHERITED = ("新增", "净增", "新认定", "新获批", "新培育", "培育", "新建成", "建成", "获评", "获批", "新建", "谋划", "争取")
_WHILE = re.compile(r"(?:经过|为期|长达)[近约超了]*$")
_ONLY = re.compile(r"(?:只有|仅有|仅为|只是|为|是|达|了).{0,8}的?$")
_EDGE = re.compile(r"[小大]到$")
_EDGES = {"小": "最小", "大": "最大"}
_GOAL = re.compile(r"(?:的)?(?:目标|规模|水平|大关|关口|门槛|任务目标)")
_RATIO = re.compile(r"完成(?P<of>[^，。；]{2,20})的$")


_BUILT = re.compile(r"[^，的]{2,14}?(?:项目|生产线|装置)")


_NOT_PART = re.compile(r"）|[，；](?:预计|目前|今年|去年|\d{4}年)")
_PUSHED = re.compile(r"^(?:推动|提升|促进|带动|确保)(?=.{2,}(?:率|比重|占比)$)")


class Name(NamedTuple):
    """A metric with the verb and the noun it is made of; empty when nothing is named."""

    metric: str
    verb: str = ""
    noun: str = ""


class Words(NamedTuple):
    """The words about a number: those that lead to it as printed and cleaned, the noun after it, the 每… clause before it."""

    left: str
    head: str
    tail: str
    each: str = ""


def named(amount: Amount, words: Words, drafts: Sequence[Draft], near: bool) -> Name:
    """Metric, verb and noun of a number; `near`: no pause parts it from the number before."""
    left, head, tail, each = words
    head = _PUSHED.sub("", head)
    special = _ratio(amount, words, drafts)
    if special is not None:
        return special
    if tail and amount.group == "count" and left.endswith("等"):
        head = ""
    last = drafts[-1] if drafts and not head and near else None
    verb = wording.verb(head) or (last.verb if last and last.amount.group == amount.group else "")
    open_end = not head or wording.ends_in_verb(head)
    if amount.group == "time" and not open_end and not (tail and _WHILE.search(left)):
        head = re.sub(r"(?<=..)是.*$", "", head)
        return Name(_timed(amount, head), "", head)
    counts = tail and (amount.group in ("count", "time") or open_end) and (amount.unit or amount.group != "none")
    if counts and not open_end and _short(head, tail):
        return Name(head + ("" if _GOAL.match(tail) else tail), "", head)
    if counts and (open_end or not wording.acts(tail)):
        per = _EACH_OF.search(left)
        run = "连续" if amount.group == "time" and left.endswith("连续") else ""
        return Name(_timed(amount, f"{run}{per[0] if per else ''}{verb}{tail}"), verb, tail)
    if head and not wording.only_verbs(head) and not (len(head) > 2 and len(wording.verb(head)) == 1):
        edge = _EDGE.search(left)
        return Name(f"{_EDGES[edge[0][0]] if edge else ''}{_timed(amount, each + head)}", "", head)
    return Name("", verb)


def _ratio(amount: Amount, words: Words, drafts: Sequence[Draft]) -> Name | None:
    """…完成率, …占…比重, the works of a size (5万吨…项目), no name for a bare fraction; None for any other number."""
    left = words.left
    built = _BUILT.match(words.tail) if amount.group == "size" else None
    if built:
        return Name(built[0], "", built[0])
    if amount.unit in ("摄氏度", "℃", "°C") and words.tail.startswith(("环境", "低温环境", "高温环境")):
        return Name("环境温度", "", "环境温度")
    done = _RATIO.search(left) if amount.group == "share" else None
    if done:
        noun = wording.before(left[: done.start()]) or (drafts[-1].noun if drafts else "")
        return Name(f"{noun if noun not in done['of'] else ''}{done['of']}完成率", "", noun)
    share = _SHARE.search(left) if amount.group in ("share", "none") else None
    of = _OF.match(left) if amount.unit in ("%", "") and not words.tail else None
    if share or of:
        return _share(share, of, left, drafts)
    if amount.group == "none" and not amount.unit and not (_OF.match(left) or _ONLY.search(left)):
        return Name("")
    return None


def _share(share: re.Match[str] | None, of: re.Match[str] | None, left: str, drafts: Sequence[Draft]) -> Name:
    """…占…比重; the subject may stand in the clause before."""
    if share:
        head, whole = wording.before(left[: share.start()]), share["of"].rstrip("的")
    else:
        head, whole = (wording.before(of["head"]), of["of"]) if of else ("", left)
    if not head and drafts:
        head = drafts[-1].noun or drafts[-1].metric
    return Name(f"{head}占{whole}比重" if whole else f"{head}占比", "", head)


def _short(head: str, tail: str) -> bool:
    """Whether the words on both sides make one name (…国家战略44项任务), or a mere 目标 follows."""
    if _GOAL.match(tail):
        return True
    return len(tail) <= 4 and len(head) <= 20 and not re.search("、|”$|等$", head) and not wording.acts(tail)


def _timed(amount: Amount, name: str) -> str:
    """The name of a length of time, marked as one."""
    return f"{name}时长" if amount.group == "time" and not re.search(r"时长|时间|年限|寿命|工期|天数|日数|^连续", name) else name


def framed(metric: str, amount: Amount, verb: str, drafts: Sequence[Draft], text: str) -> str:
    """The metric with what it shares with the one before: the verb of a list (新增…12家、…5家), the whole of 其中."""
    since = max(drafts[0].sentence[0], text.rfind("；", drafts[0].sentence[0], amount.head) + 1) if drafts else amount.head
    part = [p for p in _PART.finditer(text, since, amount.head) if not _NOT_PART.search(text, p.end(), amount.head)]
    if part:
        whole = [d for d in drafts if since <= d.amount.start < part[-1].start() and not wording.is_rate(d.metric)]
        alike = [d for d in whole if d.amount.unit == amount.unit] or [d for d in whole if d.amount.group == amount.group]
        parent = alike[-1].metric if alike else ""
        if not parent or metric.startswith(parent):
            return metric
        shared = next((at for at, (one, two) in enumerate(zip(parent, metric, strict=False)) if one != two), 0)
        return f"{parent}：{metric[shared:] if 4 <= shared <= len(metric) - 2 else metric}"
    last = drafts[-1] if drafts else None
    if last and last.amount.start >= since and amount.group == "count" == last.amount.group and not verb:
        between, carried = text[last.amount.end : amount.head], wording.first_verb(last.metric)
        if carried and _listed(between, carried, metric, last.amount.unit == amount.unit):
            return carried + metric
    return metric


def _listed(between: str, carried: str, metric: str, alike: bool) -> bool:
    """Whether a metric is an item of the list that the verb `carried` opened: after 、 or 和, or ， with a like unit."""
    if "，" in between[1:] or wording.starts_with_verb(metric) or re.search("[达为有]", between):
        return False
    if between[:1] == "，":
        return carried in _INHERITED and alike and not re.match(r"在建|年度|新|总|累计", metric)
    return between[:1] in ("、", "和", "及")


def edged(left: str, metric: str) -> str | None:
    """最大… after 最小… for the other end (小到一毫米、大到两米); None when it is no such pair."""
    edge = _EDGE.search(left)
    return _EDGES[edge[0][0]] + metric[2:] if edge and metric.startswith("最") else None
