"""The times of a claim against those of the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from index.dates import Period
from rag.desk.claim import COUNTED
from rag.desk.pair import ALIKE, Finding, Pair, State
from rag.desk.verdict import Difference

TOLD, GOVERNED = 0.5, 0.15
_BARE = re.compile(r"\d{1,2}日")
_APPOINTED = (
    "时间为",
    "时间是",
    "时间:",
    "时间定在",
    "定于",
    "将于",
    "拟于",
    "计划于",
)  # what stands after it is when it happens
_YEAR = re.compile(r"\d{4}年")


class Moments(Pair):
    """What became of the claim's times."""

    def findings(self) -> Iterator[Finding]:
        """Each time of the claim: told by the evidence, or another in its place."""
        mine, theirs = self.claim.times, self.source.times
        for time in mine:
            clause = self.claim.clause_of(time.start)
            if any(same_time(time, t) or inside_time(t, time) for t in theirs) or time.text in self.source.text:
                other = self._governing(time)
                apart = Difference("period", time.text, other.text) if other else None
                yield Finding("period", time, clause, "differs" if other else "held", apart)
                continue
            counted = bool(COUNTED.fullmatch(time.text)) and not time.since
            rivals = (
                []
                if counted
                else [
                    t for t in theirs if _rival_time(time, t) and not any(same_time(m, t) for m in mine) and self._tells(time, t)
                ]
            )
            if rivals:
                yield Finding("period", time, clause, "differs", _told(time, rivals[0]))
            else:
                state: State = "held" if self._time_around(time) else "absent"
                yield Finding("period", time, clause, state, soft=counted and time.text.startswith(("今", "本")))

    def _governing(self, time: Period) -> Period | None:
        """The time of the evidence under which it tells what the claim tells under another; None when it is the claim's own."""
        mine = self.claim.cut(self.claim.under(time))
        total = sum(self.claim.weight(w) for w in mine)
        if any(same_time(t, time) and self.source.text[: t.start].endswith(_APPOINTED) for t in self.source.times):
            return None
        among = [t for t in self.source.times if clashes(time, t) or same_time(time, t) or inside_time(t, time)]
        for times in ([t for t in among if grain(t) == grain(time)], among):
            best = self._best(mine, times) if total and len(times) > 1 else None
            if best is None:
                continue
            t, share, shares = best
            own = [i for i, other in enumerate(times) if same_time(time, other) or inside_time(other, time)]
            if times.index(t) in own or any(same_time(m, t) for m in self.claim.times) or not clashes(time, t):
                continue
            if share >= ALIKE * total and share - max((shares[i] for i in own), default=0.0) >= GOVERNED * total:
                return t
        return None

    def _best(self, words: list[str], times: list[Period]) -> tuple[Period, float, list[float]]:
        """The time under which most of the words are told, how much of them, and how much under each."""
        told = [self.source.under(t, times).lower() for t in times]
        shares = [sum(self.claim.weight(w) * self.inside(w, text) for w in words) for text in told]
        best = max(range(len(times)), key=lambda i: shares[i])
        return times[best], shares[best], shares

    def _tells(self, mine: Period, theirs: Period) -> bool:
        """Whether what the claim tells under a time is told around the evidence's."""
        words = [w for w in self.claim.cut(self.claim.under(mine)) if self.claim.weight(w) >= 0.4]
        start = self.source.clauses[self.source.clause_of(theirs.start)][0]
        text = (self.source.text[start : theirs.end] + self.source.under(theirs)).lower()
        total = sum(self.claim.weight(w) for w in words)
        return not total or sum(self.claim.weight(w) * self.inside(w, text) for w in words) >= TOLD * total

    def _time_around(self, time: Period) -> bool:
        """Whether the article is of that time, or speaks of it elsewhere."""
        date = self.page.article.date
        if date and time.since and time.until and time.since <= date <= time.until + "~":
            return True
        if grain(time) == "day":
            return time.text in self.window.near
        if any(same_time(time, t) for t in self.page.parts.times):
            return True
        year = _YEAR.search(time.resolved)
        return not time.since and year is None and time.text in self.page.text


def same_time(a: Period, b: Period) -> bool:
    """Whether both mean the same stretch; without its year, whether the rest is the same."""
    bare = next((t for t in (a, b) if _BARE.fullmatch(t.resolved)), None)
    if bare is not None:
        return (b if bare is a else a).resolved.endswith(bare.resolved) and _day(a) == _day(b)
    upto = next((t for t in (a, b) if t.text[:2] in ("截至", "截止") and t.since is None), None)
    if upto is not None and a.until and a.until == b.until and "day" in (grain(a), grain(b)):
        return True
    if (a.since and b.since) or (a.until and b.until):
        if (a.since, a.until) == (b.since, b.until):
            return True
        return a.resolved.removesuffix("起") == b.resolved.removesuffix("起")
    return a.text == b.text or _YEAR.sub("", a.resolved) == _YEAR.sub("", b.resolved)


def _day(period: Period) -> str:
    found = re.search(r"(\d{1,2})日$", period.resolved)
    return found[1].lstrip("0") if found else ""


def inside_time(fine: Period, coarse: Period) -> bool:
    """Whether a time of the evidence lies within a coarser one of the claim."""
    if not (fine.since and fine.until and coarse.until) or ("—" in fine.resolved and "—" in coarse.resolved):
        return False
    if coarse.text.endswith(("底", "末", "年底", "年末")) and not coarse.text.startswith(("到", "至")):
        return coarse.until[:7] <= fine.since[:7] and fine.until <= coarse.until
    return bool(coarse.since) and (coarse.since or "") <= fine.since and fine.until <= coarse.until


def _rival_time(mine: Period, theirs: Period) -> bool:
    """Whether a time of the evidence stands where the claim's should: as fine as it."""
    if ("以来" in mine.text) != ("以来" in theirs.text):
        return False
    return grain(mine) == grain(theirs) or {grain(mine), grain(theirs)} == {"part", "year"}


def grain(period: Period) -> str:
    """How long a time is: day, month, part (of a year), year, span (of years), or edge (年底)."""
    if re.search("[底末初]", period.resolved):
        return "edge"
    if period.since and period.until:
        days = (date.fromisoformat(period.until) - date.fromisoformat(period.since)).days
        return next((name for most, name in ((0, "day"), (31, "month"), (300, "part"), (366, "year")) if days <= most), "span")
    words = period.resolved or period.text
    if "日" in words:
        return "day"
    if period.vague or "五" in words or "间" in words:
        return "span"
    return "day" if "日" in words else "month" if "月" in words else "part" if re.search("季度|半年", words) else "year"


def clashes(mine: Period, theirs: Period) -> bool:
    """Whether two times cannot both be meant: other years, or as fine as one another and not the same."""
    if "span" in (grain(mine), grain(theirs)):
        return False
    if mine.since and theirs.since and mine.since[:4] != theirs.since[:4]:
        return True
    return grain(mine) == grain(theirs)


def _told(mine: Period, theirs: Period) -> Difference:
    """Two times that differ; half a year against its whole cannot be compared."""
    years = [t.since[:4] for t in (mine, theirs) if t.since]
    parts = {grain(mine), grain(theirs)} == {"part", "year"} and len(years) == 2 and years[0] == years[1]
    return Difference("comparability" if parts else "period", mine.text, theirs.text)
