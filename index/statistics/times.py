"""Of when a number is: the time that governs a point of a text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from index.dates import Period, reference
from index.statistics.owners import CARRY
from index.statistics.scope import MARK

_COMPARED = re.compile(r"(?:较|比|与|同|和|超过|高于|低于|相比|自|《[^》]*)$")
_SPOKEN = re.compile(
    r"(?:晚间?|上午|下午|凌晨|早间?|对外)?(?:说|称|表示|报道|讯|电|消息|公布|发布|通报|宣布|透露|介绍|指出|发文"
    r"|披露|公告|获悉|了解到|从(?!事|业))"
)
_RECORD = re.compile(r"的?(?:最|新[高低]|首次|同期最|单[月日季]最)")
_BEGAN = re.compile(
    r"(?:正式)?(?:启动|开工|成立|设立|创办|创立|组建|挂牌|落户|开业|始建|开始(?:扩建|建设|建造|施工))(?!时|之初"
    r"|初期|当年|后)"
)
_FOUNDED = re.compile(r"(?:始建|成立|创办|创建|创立|诞生|落户|建|生|始)于$")
_OCCASION = re.compile(
    r"[春夏秋冬]季|暑期|暑假|寒假|第[一二三四五六七八九十\d]+[次届期批]|大选|总统|选举|奥运|世界杯|世锦赛|亚运"
    r"|赛季|款|版|届"
)
_IDLE = ("近日", "日前", "连日来", "近期", "近来", "每天", "每日", "每月", "一直以来")


class Times:
    """The times of one article's folded text, asked for a point of it; `date` is that of the article."""

    def __init__(self, text: str, periods: list[Period], date: str | None) -> None:
        self._text, self._date = text, date
        self.periods = [period for period in periods if not self._aside(period)]
        self._ends = [period.end for period in self.periods]
        self._default = self._usual()

    def period(self, paragraph: int, sentence: int, at: int) -> tuple[Period | None, bool]:
        """The time that governs `at`, and whether it is printed in its sentence or paragraph."""
        here = [p for p in self._between(sentence, at) if not self._passing(p, at)]
        here = [p for p in here if not self._told(p, at) and not self._left(p, at)]
        half = self._text.rfind("；", sentence, at)
        here = [p for p in here if p.since or p.until or p.start > half]
        here = [p for p in here if p.since or p.until or not p.text.endswith("后")] or here
        if here and here[-1].text.startswith("每"):
            here = [p for p in here if p.since and p.until and p.since[:4] != p.until[:4]] or here
        if here:
            return (self._report(), False) if self._outdated(here[-1], at) else (here[-1], True)
        near = max(paragraph, sentence - CARRY)
        before = [p for p in self._between(near, sentence) if self._leads(p) and not p.vague and p.since != p.until]
        if "已" in self._text[sentence:at]:
            before = [p for p in before if p.kind != "target"]
        if before:
            return before[-1], True
        return self._default or self._report(), False

    def past(self, period: Period) -> bool:
        """Whether a period was over by the article's own date."""
        now = reference(self._date)
        return bool(now and period.until and period.until <= now.last)

    def _outdated(self, period: Period, at: int) -> bool:
        """Whether a month or day of the past was told before, and the number is what it has come to since (，已经…)."""
        now, between = reference(self._date), self._text[period.end : at]
        if now is None or now.month is None or not period.until or "已" not in between.rpartition("，")[2]:
            return False
        return (
            "，" in between
            and period.until < (f"{now.year:04d}-{now.month:02d}" if "月" in period.text else f"{now.year - 1:04d}")
            and period.since is not None
        )

    def _left(self, period: Period, at: int) -> bool:
        """Whether it is the time of a value before, from which the number at `at` has come (从今年的34万增至46万)."""
        before = self._text[max(0, period.start - 1) : period.start]
        return before in ("从", "由") and bool(re.search(r"\d.*[至到为]", self._text[period.end : at]))

    def _told(self, period: Period, at: int) -> bool:
        """Whether a year long past only tells of an event inside its clause (村子2018年由两村合并而来，农户485户)."""
        now, rest = reference(self._date), self._text[period.end : at]
        if _BEGAN.match(rest) and "，" in rest and "以来" not in period.text + rest:
            return True
        if now is None or not period.until or period.until >= f"{now.year - 1:04d}" or self._opens(period):
            return False
        return "，" in rest[1:] and not rest.startswith("，") and not re.search(r"\d|底|末|以来", rest)

    def _between(self, start: int, end: int) -> list[Period]:
        low, high = bisect_left(self._ends, start + 1), bisect_left(self._ends, end + 1)
        return [p for p in self.periods[low:high] if p.start >= start]

    def _passing(self, period: Period, at: int) -> bool:
        """Whether it says nothing of the number at `at`: 近日, a 连续3年 of another clause, a 多年来 inside a phrase."""
        if period.text.startswith("连续"):
            return any(mark in self._text[period.end : at] for mark in "，；")
        if period.text.startswith("每"):
            return any(mark in self._text[period.end : at] for mark in "，；") or period.text in _IDLE
        if _SPOKEN.match(self._text, period.end) and ("日" in period.text or "月" in period.text):
            return True
        return period.text in _IDLE or (period.vague and period.kind == "fact" and not self._leads(period))

    def _opens(self, period: Period) -> bool:
        """Whether it opens a clause."""
        return not period.start or self._text[period.start - 1] in MARK

    def _leads(self, period: Period) -> bool:
        before = self._text[max(0, period.start - 2) : period.start]
        return not before or before[-1] in MARK or before.endswith(("在", "的", "据", "来", "底", "自", "到"))

    def _aside(self, period: Period) -> bool:
        """Whether it is only compared with (较2020年) or part of a title."""
        if _OCCASION.match(self._text, period.end) or _FOUNDED.search(self._text[max(0, period.start - 5) : period.start]):
            return True
        if period.text.endswith("以来") and _RECORD.match(self._text, period.end):
            return True
        before = self._text[max(0, period.start - 30) : period.start]
        tail = before[-4:]
        if _COMPARED.search(tail) and not tail.endswith("自"):
            return True
        return before.rfind("《") > before.rfind("》")

    def _usual(self) -> Period | None:
        """The part of a year that the article as a whole reports: named at least twice and more than any other."""
        led = [
            p
            for p in self.periods
            if p.since and p.until and p.since != p.until and self._opens(p) and p.kind == "fact" and "以来" not in p.resolved
        ]
        counts = Counter((p.since, p.until) for p in led if p.since and p.until and p.since[:7] != p.until[:7])
        if not counts:
            return None
        (span, most), *rest = counts.most_common(2)
        if most < 2 or (rest and rest[0][1] >= most):
            return None
        now = reference(self._date)
        if now is None or span[1] is None or not str(now.year - 1) <= span[1][:4] <= str(now.year):
            return None
        return next(p for p in led if (p.since, p.until) == span)

    def _report(self) -> Period | None:
        """The month of the report, for what is told as of then."""
        now = reference(self._date)
        if now is None:
            return None
        month = f"{now.month}月" if now.month else ""
        since = f"{now.year:04d}-{now.month or 1:02d}-01"
        return Period(0, 0, "", f"{now.year}年{month}", since, now.last)
