"""What of a sentence can be checked: figures, times, places, people, quotations, ranks, reaches, and the words left over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as date_
from functools import cache, cached_property
from importlib import resources
from typing import Protocol

from index.lexicon import Lexicon
from index.numerals import fold
from index.periods import Period, periods
from index.places import Home, Place, places
from rag.desk.people import SURNAMES, Person, people
from rag.desk.ranks import Rank, Scope, ranks, scopes
from rag.quantity import Quantity, quantities

_QUOTE = re.compile(r"“([^“”]{2,})”|‘([^‘’]{2,})’|「([^「」]{2,})」")
_BOOK = re.compile(r"《([^《》]{2,})》")
_NEGATED = re.compile(
    r"(?:没有|并未|尚未|从未|并非|绝不|不再|不会|不能|不得|不是|不予|无法|禁止|拒绝|否认|未能?|非|不)(?=[\u4e00-\u9fff])"
)
_NOT_NEGATED = re.compile(
    r"不(?:断|仅|但|足|到|少于|低于|超过|同|久|锈|动产|含|良|平凡|平衡|懈|忘|负|凡|光|只|论|管|少|错|时|妨|过|如|知|得不|已|停|止|下)|非(?:常|洲|凡|公|物质|遗)|未(?:来|成年)|是不是"
)
MARKED = re.compile(r"“[^“”]{2,}”|《[^《》]{2,}》")
_CLAUSE = re.compile(r"[^，。；：！？,;!?\n]+")
COUNTED = re.compile(r"今年|本年度|去年|上年|前年|明年|后年")  # counted from the day of writing
_YEAR_BEFORE, _STATED = re.compile(r"上年"), re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_AFTER = re.compile(r"[，。；：！？\n（]|(?<!级)、")  # where the noun after a number ends; 国家级、省级平台 is one
_BARE_DAY = re.compile(r"(?<![\d月第.])(?:3[01]|[12]\d|[1-9])日(?![元均益常本报后内])")
_DAY = re.compile(r"\d{1,2}[日号]")
_CODE = re.compile(r"[A-Za-z]*[-]?\d[A-Za-z\d.:-]*")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_GLUED = re.compile(
    "[一涨跌收报约可让把被将给使从到在为等都也很更最与和及的了是有由其这那]"
)  # in a word that no dictionary has: a chance cut
_SHARE = re.compile(r"(?:约|仅|已|均|分别)?占")
GROWN = re.compile(
    r"[^\u4e00-\u9fff]*(?:家|个|项|人|名)?(?:又|再|逐步)?(?:增加|增长|提高|提升|上升|下降|减少|降低|扩大|发展|跃升|攀升|壮大|增|升|降|减)(?:至|到|为)"
)
STOP = "，。；：！？\n"


@cache
def idle() -> frozenset[str]:
    """The words that say nothing to be borne out."""
    lines = resources.files("rag.desk").joinpath("idle.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@dataclass(frozen=True, slots=True)
class Mark:
    """Words inside quotation marks (`title` False) or inside 《》."""

    start: int
    end: int
    text: str
    title: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A word that tells something, `weight` 0..1 by its rarity; `clause` is the number of the clause that it stands in."""

    text: str
    weight: float
    clause: int


class Placed(Protocol):
    """What stands at `start`:`end` of a text."""

    @property
    def start(self) -> int:
        """Its first character."""

    @property
    def end(self) -> int:
        """The character after its last."""


class Parts:
    """The parts of one sentence, or of a few neighbouring ones.

    `text` is folded; `date` is what its times are read against; without one, `today` is what 今年 and 去年 are counted from.
    """

    def __init__(
        self, text: str, lexicon: Lexicon, date: str | None = None, home: Home | None = None, today: date_ | None = None
    ) -> None:
        self.folded = fold(text)
        self.text, self._lexicon, self._date, self._home, self._today = self.folded.text, lexicon, date, home, today

    @cached_property
    def times(self) -> tuple[Period, ...]:
        """Points and stretches of the calendar, and policy periods; spells without ends (近年来, 五年间) are none."""
        found = periods(self.text, self._date)
        for counted, today in ((COUNTED, self._today), (_YEAR_BEFORE, self._stated)):
            if today:
                read = {p.start: p for p in periods(self.text, today)}
                found = [read.get(p.start, p) if counted.match(p.text) else p for p in found]
        named = [p for p in found if _DAY.match(p.text) or (not p.vague and not self._base(p) and _dated(p))]
        days = (Period(m.start(), m.end(), m[0], m[0]) for m in _BARE_DAY.finditer(self.text))
        named += [d for d in days if not any(p.start < d.end and d.start < p.end for p in found)]
        return tuple(sorted(named, key=lambda p: p.start))

    @property
    def _stated(self) -> date_ | None:
        """The last day of the year that the claim names itself: what its 上年 is counted from."""
        named = _STATED.search(self.text)
        return date_(int(named[1]), 12, 31) if named else None

    def _base(self, period: Period) -> bool:
        """Whether a time is only what a change is measured from (同期, 比上年)."""
        before = self.text[period.start - 1 : period.start]
        return "同期" in period.text or (before in tuple("比较") and period.text in ("上年", "去年", "上年度", "上月", "上季度"))

    @cached_property
    def spells(self) -> tuple[Period, ...]:
        """Times without definite ends: 近年来, 五年间, 连续三年."""
        return tuple(p for p in periods(self.text, self._date) if p.vague and not _DAY.match(p.text))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Numbers and names with digits that are neither amounts nor times: Windows11, F2.8, 7nm."""
        parts: list[Placed] = [*self.times, *self.quantities, *self.ranks]
        inside = [(p.start, p.end) for p in parts]
        found = _CODE.finditer(self.text)
        return tuple(m[0].lower() for m in found if not any(a < m.end() and m.start() < b for a, b in inside))

    @cached_property
    def ranks(self) -> tuple[Rank, ...]:
        """Ordinals and superlatives."""
        return tuple(ranks(self.text, [t for t in self.times if "以来" not in t.text]))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Numbers with their units outside of times, ranks and titles."""
        masks = [(p.start, p.end) for p in self.times] + [(r.start, r.end) for r in self.ranks]
        return tuple(quantities(self.text, masks))

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """How far something reaches: 全省, 国家级, 世界."""
        return tuple(scopes(self.text))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Places by name."""
        found = places(self.text, self._home)
        return tuple(p for p in found if p.kind != "country" or p.text != "全国")

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """People who are named after an office or before a word of saying."""
        return tuple(people(self.text))

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Quotations and titles of works."""
        quoted = [Mark(m.start(), m.end(), next(g for g in m.groups() if g), False) for m in _QUOTE.finditer(self.text)]
        return (*quoted, *(Mark(m.start(), m.end(), m[1], True) for m in _BOOK.finditer(self.text)))

    @cached_property
    def negations(self) -> tuple[str, ...]:
        """What is denied: the two characters after 不, 未, 没有 and the like."""
        found = [m for m in _NEGATED.finditer(self.text) if not _NOT_NEGATED.match(self.text, m.start())]
        return tuple(self.text[m.end() : m.end() + 2] for m in found)

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """Where the clauses start and end."""
        return tuple(m.span() for m in _CLAUSE.finditer(self.text))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """What is left when numbers, times and ranks are taken out, clause by clause, each word once a clause."""
        text = self.text
        gone: list[Placed] = [*self.times, *self.quantities, *self.ranks, *self.people]
        for part in gone:
            text = text[: part.start] + "·" * (part.end - part.start) + text[part.end :]
        found: dict[tuple[str, int], Word] = {}
        for at, (start, end) in enumerate(self.clauses):
            for word in self.cut(text[start:end]):
                found.setdefault((word, at), Word(word, self._lexicon.rarity(word), at))
        return tuple(found.values())

    def clause_of(self, offset: int) -> int:
        """The number of the clause around an offset."""
        return next((i for i, (start, end) in enumerate(self.clauses) if start <= offset < end), 0)

    def cut(self, text: str) -> list[str]:
        """The words of a run of text that tell something: two characters or more, not empty of meaning."""
        found = (self._bare(w) for w in _joined(self._lexicon.words(text)))
        words = [w for w in found if len(w) > 1 and w not in idle() and not w.isdigit()]
        return [w for w in words if len(w) > 2 or not _GLUED.search(w) or self._lexicon.rarity(w) < 1]

    def _bare(self, word: str) -> str:
        """A word that no dictionary has, without the verb that was cut to its end (营收达)."""
        return word[:-1] if len(word) > 2 and word[-1] in "达为至到是有超近约占" and self._lexicon.rarity(word) >= 1 else word

    def weight(self, word: str) -> float:
        """How much a word tells, 0..1."""
        return self._lexicon.rarity(word)

    def time_of(self, part: Quantity) -> Period | None:
        """The time that an amount is said of: the last before it since the amount before, in the same sentence."""
        since = max([0, *(q.end for q in self.quantities if q.end <= part.start and q.unit not in ("年", "个月"))])
        since = max(since, self.text.rfind("。", 0, part.start) + 1)
        inside = [t for t in self.times if since <= t.start and t.end <= part.start]
        return inside[-1] if inside else None

    def under(self, time: Period, among: Sequence[Period] = ()) -> str:
        """What is told under a time: up to the next one (of `among`, if given), within the sentence.

        All of its clause when it stands at the end.
        """
        later = [t.start for t in among or self.times if t.start >= time.end]
        stop = min([*later, *(i for c in "。！？\n" if (i := self.text.find(c, time.end)) >= 0), len(self.text)])
        told = self.text[time.end : stop]
        if len(self.cut(told)) >= 2:
            return told
        return self.text[max(self.text.rfind(c, 0, time.start) + 1 for c in STOP) : stop]

    def clause_before(self, part: Quantity) -> str:
        """The words of its clause before an amount."""
        start = self.clauses[self.clause_of(part.start)][0]
        return self.text[start : part.head]

    def around(self, part: Quantity | Rank, *, alone: bool = False) -> tuple[str, str]:
        """The words that an amount belongs to: before it in its clause (a rank: its sentence), and the noun after it.

        When it has none, those of the clause before; with `alone`, only if no number of its kind stands there.
        """
        before: list[Placed] = [*self.ranks, *(() if isinstance(part, Rank) else self.quantities)]
        edges = [0, *(q.end for q in before if q.end <= part.start and q is not part)]
        head = getattr(part, "head", part.start)
        stop = max(self.text.rfind(c, 0, head) + 1 for c in ("。；！？\n" if isinstance(part, Rank) else STOP))
        left = self.text[max(stop, *edges) : head]
        if not self.cut(left):
            stop = max(self.text.rfind(c, 0, head) + 1 for c in STOP)
            earlier = max(self.text.rfind(c, 0, max(0, stop - 1)) + 1 for c in STOP) if stop else 0
            other = alone and any(
                earlier <= q.start < part.start and q.unit == getattr(part, "unit", "") for q in self.quantities
            )
            left = left if other else self.text[earlier:head]
        if _SHARE.match(left) and stop:
            left = self.text[max(self.text.rfind(c, 0, stop - 1) + 1 for c in STOP) : head]
        if GROWN.match(left) and edges[-1] > stop:
            left = self.text[stop : min([part.start, *(q.head for q in self.quantities if q.start >= stop)])] + left
        later: list[Placed] = [*self.quantities, *self.ranks, *self.times]
        after = [q.start for q in later if q.start >= part.end]
        ends = [m.start() for m in [_AFTER.search(self.text, part.end)] if m]
        right = self.text[part.end : min([*after, *ends, part.end + 14, len(self.text)])]
        if not self.cut(left) and not self.cut(right):
            right = self.text[part.end : part.end + 20]
        return left, right


def _joined(words: Sequence[str]) -> Iterator[str]:
    """The words, two or three single characters in a row taken together where they may be a person's name (方|雷)."""
    run: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1 and len(run) < 3 and (run or word in SURNAMES) and not _GLUED.match(word):
            run.append(word)
            continue
        yield from ["".join(run)] if len(run) > 1 else run
        run = []
        if word:
            yield word


def _dated(period: Period) -> bool:
    """Whether a time names a point of the calendar or counts from the day of writing (今年, 本月)."""
    return bool(period.since or period.until or _DIGITS.search(period.text) or period.text[:1] in "今去前明本当上下")


def has_figures(text: str) -> bool:
    """Whether a text names a number with its unit, a point of time or a rank."""
    folded = fold(text).text
    when = [p for p in periods(folded, None) if not p.vague]
    return bool(when or list(ranks(folded)) or quantities(folded))
