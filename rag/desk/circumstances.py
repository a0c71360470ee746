"""What may differ beside the same number: direction, time, measure, what it is against, whether it is reached."""

from __future__ import annotations

import re

from rag.desk.claim import Parts
from rag.desk.moments import clashes, inside_time, same_time
from rag.desk.pair import Pair
from rag.desk.verdict import Difference
from rag.quantity import Quantity

_HOPED = re.compile(r"力争|争取|预计|计划(?!完成|投资)|拟|目标|有望|确保")
_AHEAD = re.compile(r"力争|争取|预[计期]|计划|拟|目标|有望|确保|将|要|规划|可(?!再生)|打算|提出|未来|今后|到.{2,8}[底末]|后")
_DONE = re.compile(r"已|完成|实现|达到?|建成|突破|累计|增至|[^\u4e00-\u9fff]了|投产")
_BY = re.compile(r"按照?(?P<by>[\u4e00-\u9fff]{2,6}?)(?:口径|(?:来|进行)?(?:计算|统计|折算|核算)|算|计(?![划])|年率)")
_AGAINST = re.compile(
    r"(?:(?P<year>同比|[比较](?:上年|去年)(?:同期)?)|(?P<month>环比|[比较]上个?(?:月|季度)))[\u4e00-\u9fff]{0,5}$"
)


class Circumstances(Pair):
    """Holds what is said of a number of the claim against what is said of the same number of the evidence."""

    def differing(self, mine: Quantity, theirs: Quantity) -> Difference | None:
        """What differs beside a number that is the same: the first of what this class compares, None for nothing."""
        found = self._direction(mine, theirs) or self._period(mine, theirs) or self._hoped(mine, theirs)
        return found or self._counted_by(mine, theirs) or self._against(mine, theirs)

    def _direction(self, mine: Quantity, theirs: Quantity) -> Difference | None:
        """A rise where the evidence has a fall."""
        a, b = self._moved(self.claim, mine), self._moved(self.source, theirs)
        if a and b and (b in self.words.opposed.get(a, ()) or {_way(a), _way(b)} == {"up", "down"}):
            return Difference("direction", a + mine.text, b + theirs.text)
        return None

    def _moved(self, parts: Parts, quantity: Quantity) -> str:
        """The word of direction nearest before an amount, in its clause."""
        left = re.split(r"[，。；：！？]", parts.text[max(0, quantity.head - 10) : quantity.start])[-1]
        short = left[-1:] if left[-1:] in ("涨", "跌", "升", "降") else ""
        return max((w for w in self.words.opposed if w in left), key=lambda w: (left.rfind(w) + len(w), len(w)), default=short)

    def _period(self, mine: Quantity, theirs: Quantity) -> Difference | None:
        """Another time beside the same number, when both say one in the same breath."""
        a, b = self.claim.time_of(mine), self.source.time_of(theirs)
        if a is None or b is None or same_time(a, b) or inside_time(b, a) or not clashes(a, b):
            return None
        more = len(self.source.times) > len(self.claim.times)
        if more and any(same_time(a, t) or inside_time(t, a) for t in self.source.times if t is not b):
            return None
        return Difference("period", a.text, b.text)

    def _hoped(self, mine: Quantity, theirs: Quantity) -> Difference | None:
        """A number told as reached where the evidence only hopes for it."""
        clause = self.source.clauses[self.source.clause_of(theirs.start)]
        hope = _HOPED.search(self.source.text, clause[0], theirs.head)
        if hope is None or _AHEAD.search(self.claim.text) or not _DONE.search(self.claim.text):
            return None
        return Difference("comparability", f"已达{mine.text}", f"{hope[0]}{theirs.text}")

    def _counted_by(self, mine: Quantity, theirs: Quantity) -> Difference | None:
        """A number counted by another measure than the claim says: 按户籍 where the evidence counts by 按常住人口."""
        ours, others = _measure(self.claim, mine), _measure(self.source, theirs)
        if ours is None or others is None:
            return None
        a, b = ours["by"], others["by"]
        return None if a in b or b in a or self.words.within(a, b) else Difference("comparability", ours[0], others[0])

    def _against(self, mine: Quantity, theirs: Quantity) -> Difference | None:
        """A change against the year before (同比) where the evidence has it against the month or quarter before (环比)."""
        a, b = _base(self.claim, mine), _base(self.source, theirs)
        if a is None or b is None or a.lastgroup == b.lastgroup:
            return None
        return Difference("comparability", a[0] + mine.text, b[0] + theirs.text)


def _measure(parts: Parts, number: Quantity) -> re.Match[str] | None:
    """The measure (按户籍计算) of a number: that of its clause, else the nearest."""
    clause = parts.clause_of(number.start)

    def far(m: re.Match[str]) -> tuple[bool, int]:
        return parts.clause_of(m.start()) != clause, max(m.start() - number.end, number.start - m.end())

    return min(_BY.finditer(parts.text), key=far, default=None)


def _base(parts: Parts, number: Quantity) -> re.Match[str] | None:
    """What a change is against, where that stands right before it."""
    return _AGAINST.search(parts.text[max(0, number.head - 12) : number.head])


def _way(word: str) -> str:
    """Whether a word of direction goes up or down, by its character of movement."""
    return "up" if word[-1] in "涨升增" else "down" if word[-1] in "跌降减" else ""
