"""A claim laid beside a piece of evidence: which parts it holds, which differ, which it does not speak of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import partial
from typing import Any, Literal

from index.dates import Period
from index.places import Place, part_of
from rag.claim import Mark, Parts, Person, Rank, Scope, Word
from rag.evidence import Window, plain
from rag.quantity import Quantity, alike, fits
from rag.verdict import Difference, Edit
from rag.wordings import Wordings

State = Literal["held", "differs", "absent"]

SYNONYM, NEAR, NEAR_SYNONYM, PIECE, SHARED, ARTICLE = 0.95, 0.85, 0.8, 0.6, 0.4, 0.45
ALIKE, APART, LEAST = 0.5, 0.3, 0.3
CARRIED, BESIDE, OUTRANKED, TELLS = 0.5, 0.3, 0.15, 0.5
TOLD, SINGLE = 0.5, 0.15
_YEAR = re.compile(r"\d{4}年")


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one part of the claim; `soft` parts may be absent without harm."""

    kind: str
    part: Any
    clause: int
    state: State
    difference: Difference | None = None
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """The claim's parts against one window; `cover[i]` is how far word i of the claim is found, 0..1.

    `extra` are differences of words; `changed` says that other words stand where the window has its own.
    """

    window: Window
    findings: tuple[Finding, ...]
    cover: tuple[float, ...]
    extra: tuple[Difference, ...] = ()
    changed: bool = False

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Where claim and window differ."""
        return (*(f.difference for f in self.findings if f.difference), *self.extra)


def align(claim: Parts, window: Window, words: Wordings) -> Alignment:
    """The claim against one window."""
    work = _Aligner(claim, window, words)
    findings = (
        *work.quantities(), *work.times(), *work.ranks(), *work.scopes(), *work.places(), *work.people(), *work.marks(), *work.codes()
    )  # fmt: skip
    cover = tuple(work.credit(word) for word in claim.words)
    return Alignment(window, findings, cover, tuple(work.opposed()))


class _Aligner:
    def __init__(self, claim: Parts, window: Window, words: Wordings) -> None:
        self.claim, self.window, self.words = claim, window, words
        self.source, self.page = window.parts, window.page

    # words
    def credit(self, word: Word) -> float:
        """How far the evidence holds a word: in itself 1, less as a synonym, beside it, in part."""
        text, near, w = self.window.text, self.window.near, word.text
        if w in text:
            return 1.0
        if self.words.within(w, text):
            return SYNONYM
        if w in near:
            return NEAR
        if self.words.within(w, near):
            return NEAR_SYNONYM
        pieces = [w[i : i + 2] for i in range(len(w) - 1)] if len(w) > 2 else []
        share = sum(p in text or p in near for p in pieces) / len(pieces) if pieces else 0.0
        best = PIECE * share if share < 1 else NEAR
        if w in self.page.text:
            best = max(best, ARTICLE + 0.3 * (word.weight > 0.7))
        if len(w) == 2 and not best:
            best = SHARED * any(w[0] == v[0] or w[1] == v[1] for v in self._vocabulary if len(v) == 2)
        return best

    @property
    def _vocabulary(self) -> Sequence[str]:
        return self.window.words

    def similar(self, mine: tuple[str, str], theirs: tuple[str, str], decay: float = 0.2) -> float:
        """How much of the words around a number of the claim stands around one of the evidence, 0..1; -1 for no words.

        Rarer words count more, and those nearer to the number. What only the sentence before the number says counts half.
        """
        total = held = 0.0
        for word, weight in self._weighed(mine, decay):
            total += weight
            local = self._inside(word, theirs[0])
            if local < CARRIED:
                beside = BESIDE * (word in self.window.text or word in self.window.near)
                local = max(local, CARRIED * self._inside(word, theirs[1]), beside)
            held += weight * local
        return held / total if total else -1.0

    def _weighed(self, around: tuple[str, str], decay: float = 0.2) -> list[tuple[str, float]]:
        left, right = self.claim.cut(around[0]), self.claim.cut(around[1])
        ordered = [*enumerate(reversed(left)), *enumerate(right)]
        return [(word, self.claim.weight(word) * max(0.3, 1 - decay * far)) for far, word in ordered]

    def closer(self, mine: tuple[str, str], one: tuple[str, str], other: tuple[str, str]) -> bool:
        """Whether the words around a number of the claim stand around `one`, and hardly any of them around `other` alone."""
        gains = losses = 0.0
        for word, weight in self._weighed(mine):
            gain = self._inside(word, one[0]) - self._inside(word, other[0])
            gains, losses = gains + weight * max(gain, 0.0), losses + weight * max(-gain, 0.0)
        return gains >= TELLS and losses <= gains / 4

    def _inside(self, word: str, text: str) -> float:
        if word in text:
            return 1.0
        if self.words.within(word, text):
            return SYNONYM
        if len(word) > 2:
            pieces = [word[i : i + 2] for i in range(len(word) - 1)]
            return PIECE * sum(p in text for p in pieces) / len(pieces)
        return 0.3 * (word[0] in text or word[1] in text)

    def opposed(self) -> Iterator[Difference]:
        """Words of the claim for which the evidence has the opposite."""
        said = self.claim.text.lower()
        for word in self.claim.words:
            if word.text in self.window.text:
                continue
            other = self.words.opposite(word.text, self.window.text)
            if other and other not in said and not self._turned(word.text):
                yield Difference("direction", word.text, other)
        mine, theirs = self.claim.negations, self.source.negations
        for what in mine:
            if what not in theirs and what in self.window.text:
                yield Difference("direction", f"不{what}", what)
        for what in theirs:
            if what not in mine and what in said and not any(what in m for m in mine):
                yield Difference("direction", what, f"不{what}")

    def _turned(self, word: str) -> bool:
        """Whether the evidence also has a word that goes the claim's way."""
        return self.words.within(word, self.window.text)

    # figures
    def quantities(self) -> Iterator[Finding]:
        mine, theirs = self.claim.quantities, self.source.quantities
        around = [self.claim.around(q) for q in mine]
        beside = [self.window.around(q) for q in theirs]
        table = [[self.similar(a, b) for b in beside] for a in around]
        for i, quantity in enumerate(mine):
            better = partial(self._better, around[i], beside, table[i])
            yield self._quantity(i, quantity, mine, theirs, table, better)

    def _better(
        self, mine: tuple[str, str], beside: Sequence[tuple[str, str]], row: Sequence[float], one: int, other: int
    ) -> bool:
        """Whether number `one` of the evidence stands much nearer to what the claim speaks of than number `other`."""
        return row[one] >= max(row[other], 0.0) + APART or self.closer(mine, beside[one], beside[other])

    def _quantity(
        self,
        i: int,
        quantity: Quantity,
        mine: Sequence[Quantity],
        theirs: Sequence[Quantity],
        table: list[list[float]],
        nearer: Callable[[int, int], bool],
    ) -> Finding:
        clause, row = self.claim.clause_of(quantity.start), table[i]
        soft = self._lasting(quantity)
        good = [j for j, q in enumerate(theirs) if fits(quantity, q)]
        rivals = [
            j
            for j, q in enumerate(theirs)
            if alike(quantity, q)
            and not fits(quantity, q)
            and row[j] >= ALIKE
            and self._same_head(quantity, q)
            and not self._taken(i, j, mine, theirs, table)
        ]
        if good:
            best = max(good, key=lambda j: row[j])
            better = [j for j in rivals if nearer(j, best)]
            turned = self._direction(quantity, theirs[best])
            if turned:
                return Finding("figure", quantity, clause, "differs", turned)
            apart = self._period(quantity, theirs[best])
            if apart:
                return Finding("figure", quantity, clause, "differs", apart)
            if not better and not self._of_that(quantity):
                return Finding("figure", quantity, clause, "absent")
            if (not better and row[best] >= self._least(quantity)) or row[best] < 0:
                return Finding("figure", quantity, clause, "held")
            if better:
                other = theirs[max(better, key=lambda j: row[j])]
                return Finding("figure", quantity, clause, "differs", self._told(quantity, other))
        scaled = [j for j, q in enumerate(theirs) if q.digits == quantity.digits and not alike(quantity, q) and row[j] >= 0.3]
        if rivals or scaled:
            other = theirs[max(scaled or rivals, key=lambda j: row[j])]
            return Finding("figure", quantity, clause, "differs", self._told(quantity, other), soft)
        return Finding("figure", quantity, clause, "absent", soft=soft)

    def _same_head(self, mine: Quantity, theirs: Quantity) -> bool:
        """Whether the thing counted, or the word right before the number, is also around the evidence's number."""
        left, right = self.claim.around(mine)
        heads = self.claim.cut(right)[:2] or self.claim.cut(left)[-1:]
        local, before = self.window.around(theirs)
        return not heads or any(self._inside(w, local) >= PIECE or self._inside(w, before) >= SYNONYM for w in heads)

    def _of_that(self, quantity: Quantity) -> bool:
        """Whether the evidence knows the word that stands right at the number (19000元的贷款)."""
        left, right = self.claim.around(quantity)
        heads = self.claim.cut(right)[:1] or self.claim.cut(left)[-1:]
        known = self.window.text + self.window.near
        return all(self._inside(w, known) >= SINGLE or self.claim.weight(w) < 0.5 for w in heads)

    def _lasting(self, quantity: Quantity) -> bool:
        """Whether it is a mere stretch of years that a sentence opens with (五年间, 五年累计…)."""
        if any(p.start <= quantity.start < p.end for p in self.claim.spells):
            return True
        opens = any(quantity.head - start <= 1 for start, _ in self.claim.clauses)
        return quantity.unit == "年" and quantity.value <= 10 and opens

    def _least(self, quantity: Quantity) -> float:
        """How much of the words around must agree: less for a number that hardly occurs by chance."""
        return LEAST if len(quantity.digits.replace(".", "").strip("0")) < 3 else 0.15

    def _taken(self, i: int, j: int, mine: Sequence[Quantity], theirs: Sequence[Quantity], table: list[list[float]]) -> bool:
        """Whether another number of the claim is that number of the evidence, and speaks of the same."""
        return any(k != i and fits(q, theirs[j]) and table[k][j] >= table[i][j] for k, q in enumerate(mine))

    def _told(self, mine: Quantity, theirs: Quantity) -> Difference:
        same = mine.digits == theirs.digits
        return Difference("unit" if same else "value", mine.text, theirs.text)

    def codes(self) -> Iterator[Finding]:
        """Names with digits, to the letter."""
        for code in self.claim.codes:
            bare = code.strip(".-:")
            state: State = "held" if _whole(bare, self.window.text) or _whole(bare, self.window.near) else "absent"
            yield Finding("figure", code, self.claim.clause_of(self.claim.text.lower().find(code)), state)

    def _direction(self, mine: Quantity, theirs: Quantity) -> Difference | None:
        """A rise where the evidence has a fall."""
        a, b = self._moved(self.claim, mine), self._moved(self.source, theirs)
        if a and b and b in self.words.opposed.get(a, ()):
            return Difference("direction", a + mine.text, b + theirs.text)
        return None

    def _moved(self, parts: Parts, quantity: Quantity) -> str:
        """The word of direction nearest before an amount, in its clause."""
        left = re.split(r"[，。；：！？]", parts.text[max(0, quantity.head - 10) : quantity.start])[-1]
        return max((w for w in self.words.opposed if w in left), key=lambda w: (left.rfind(w) + len(w), len(w)), default="")

    def _period(self, mine: Quantity, theirs: Quantity) -> Difference | None:
        """Another time beside the same number, when both say one in the same breath."""
        a, b = self.claim.time_of(mine), self.source.time_of(theirs)
        if a is None or b is None or same_time(a, b) or _inside_time(b, a) or not _clashes(a, b):
            return None
        if any(same_time(a, t) or _inside_time(t, a) for t in self.source.times if t is not b) and len(self.source.times) > len(
            self.claim.times
        ):
            return None
        return Difference("period", a.text, b.text)

    # times
    def times(self) -> Iterator[Finding]:
        mine, theirs = self.claim.times, self.source.times
        for time in mine:
            clause = self.claim.clause_of(time.start)
            if any(same_time(time, t) or _inside_time(t, time) for t in theirs) or time.text in self.source.text:
                other = self._governing(time)
                apart = Difference("period", time.text, other.text) if other else None
                yield Finding("period", time, clause, "differs" if other else "held", apart)
                continue
            rivals = [t for t in theirs if _rival_time(time, t) and not any(same_time(m, t) for m in mine) and self._tells(time, t)]
            if rivals:
                yield Finding("period", time, clause, "differs", Difference("period", time.text, rivals[0].text))
            else:
                state: State = "held" if self._time_around(time) else "absent"
                yield Finding("period", time, clause, state)

    def _governing(self, time: Period) -> Period | None:
        """The time of the evidence under which it tells what the claim tells under another; None when it is the claim's own."""
        mine = self.claim.cut(self.claim.under(time))
        total = sum(self.claim.weight(w) for w in mine)
        if not total or len(self.source.times) < 2:
            return None

        def share(t: Period) -> float:
            words = self.source.under(t).lower()
            return sum(self.claim.weight(w) * self._inside(w, words) for w in mine) / total

        best = max(self.source.times, key=share)
        own = [t for t in self.source.times if same_time(time, t) or _inside_time(t, time)]
        if best in own or any(same_time(m, best) for m in self.claim.times) or not _clashes(time, best):
            return None
        return best if share(best) >= ALIKE and share(best) - max((share(t) for t in own), default=0.0) >= APART else None

    def _tells(self, mine: Period, theirs: Period) -> bool:
        """Whether what the claim tells under a time is told around the evidence's."""
        words = [w for w in self.claim.cut(self.claim.under(mine)) if self.claim.weight(w) >= 0.4]
        start = self.source.clauses[self.source.clause_of(theirs.start)][0]
        text = (self.source.text[start : theirs.end] + self.source.under(theirs)).lower()
        total = sum(self.claim.weight(w) for w in words)
        return not total or sum(self.claim.weight(w) * self._inside(w, text) for w in words) >= TOLD * total

    def _time_around(self, time: Period) -> bool:
        """Whether the article is of that time, or speaks of it elsewhere."""
        date = self.page.article.date
        if date and time.since and time.until and time.since <= date <= time.until + "~":
            return True
        if _grain(time) == "day":
            return time.text in self.window.near
        if any(same_time(time, t) for t in self.page.parts.times):
            return True
        year = _YEAR.search(time.resolved)
        return not time.since and year is None and time.text in self.page.text

    # ranks and scopes
    def ranks(self) -> Iterator[Finding]:
        theirs = self.source.ranks
        for rank in self.claim.ranks:
            clause = self.claim.clause_of(rank.start)
            pool = [r for r in theirs if _same_kind(rank, r)]
            context = self.claim.around(rank)
            same = [r for r in pool if (r.value, r.low, r.front) == (rank.value, rank.low, rank.front)]
            if rank.front:
                same += [r for r in pool if not r.front and not r.low and r.value <= rank.value]
            alike_ = {r: self.similar(context, self.window.around(r), decay=0.0) for r in pool}
            ordered = sorted(pool, key=lambda r: -alike_[r])
            if same and (ordered[0] in same or alike_[ordered[0]] - max(alike_[r] for r in same) < OUTRANKED):
                yield Finding("rank", rank, clause, "held")
                continue
            if ordered and alike_[ordered[0]] >= ALIKE:
                yield Finding("rank", rank, clause, "differs", Difference("rank", rank.text, ordered[0].text))
            else:
                yield Finding("rank", rank, clause, "absent")

    def scopes(self) -> Iterator[Finding]:
        """A reach that the claim names must be the source's: 全省最大 is not 全国最大."""
        mine, theirs = {s.level for s in self.claim.scopes}, {s.level for s in self.source.scopes}
        for place in self.source.places:
            theirs |= {"province": {"省"}, "country": {"国"}, "prefecture": {"市"}}.get(place.kind, set())
        for scope in self.claim.scopes:
            clause = self.claim.clause_of(scope.start)
            other = next((s for s in self.source.scopes if s.level not in mine), None)
            if scope.level in theirs or scope.text in self.window.text:
                yield self._ranked(scope, clause)
            elif self._reaches(scope) and other:
                yield Finding("scope", scope, clause, "differs", Difference("scope", scope.text, other.text))
            else:
                light = scope.level in ("市", "县") or not self._reaches(scope) or scope.text in self.window.near
                yield Finding("scope", scope, clause, "held" if light else "absent")

    def _ranked(self, scope: Scope, clause: int) -> Finding:
        """With a superlative on both sides, the reach right before it counts."""
        rank = next((r for r in self.claim.ranks if 0 <= r.start - scope.end <= 12 and r.unit == "位"), None)
        if rank is not None:
            theirs = [
                (s, r)
                for r in self.source.ranks
                if r.value == rank.value and r.unit == "位"
                for s in self.source.scopes
                if 0 <= r.start - s.end <= 12
            ]
            if theirs and all(s.level != scope.level for s, _ in theirs) and scope.level not in ("市", "县"):
                return Finding("scope", scope, clause, "differs", Difference("scope", scope.text, theirs[0][0].text))
        return Finding("scope", scope, clause, "held")

    def _reaches(self, scope: Scope) -> bool:
        return scope.level in ("国", "世界", "洲", "省") and scope.text not in ("国际", "中国", "山东", "山东省", "国家")

    # places, people, quotations
    def places(self) -> Iterator[Finding]:
        mine = self.claim.places
        names = {p.name for p in mine}
        for place in mine:
            clause = self.claim.clause_of(place.start)
            if place.text[0] in "全我本该" and place.text[1:2] in "国省市县区镇乡村":
                yield self._generic(place, clause)
            elif self._names(place):
                other = self._other_role(place, names)
                apart = Difference("region", place.text, other.text) if other else None
                yield Finding("region", place, clause, "differs" if other else "held", apart)
            else:
                rivals = [p for p in self.source.places if self._rivals(place, p, names)]
                if rivals:
                    yield Finding("region", place, clause, "differs", Difference("region", place.text, rivals[0].text))
                else:
                    yield Finding("region", place, clause, "held" if self._around(place) else "absent")

    def _names(self, place: Place) -> bool:
        if place.text.lower() in self.window.text:
            return True
        return any(p.name == place.name for p in self.source.places)

    def _other_role(self, place: Place, names: set[str]) -> Place | None:
        """Another place that stands beside the word that the claim's place stands beside (由冠县主办, 主办方临清)."""
        start, end = self.claim.clauses[self.claim.clause_of(place.start)]
        text, source = self.claim.text, self.source.text
        after, before = (
            self.claim.cut(text[place.end : min(end, place.end + 6)]),
            self.claim.cut(text[max(start, place.start - 6) : place.start]),
        )
        own = [p for p in self.source.places if p.name == place.name]
        for word in (*after[:1], *before[-1:]):
            spots = [m.start() for m in re.finditer(re.escape(word), source)]
            if len(spots) != 1 or self.claim.weight(word) < 0.55:
                continue
            others = [p for p in self.source.places if self._rivals(place, p, names) and _gap(p, spots[0], word) <= 3]
            if others and own and all(_gap(p, spots[0], word) > 6 for p in own):
                return others[0]
        return None

    def _rivals(self, place: Place, other: Place, names: set[str]) -> bool:
        generic = other.text[0] in "全我本该"
        kinds = {other.kind, place.kind}
        cities = kinds <= {"province", "prefecture"} and other.name[-1] == place.name[-1] == "市"
        kind = len(kinds) == 1 or kinds <= {"county", "zone"} or cities
        return kind and other.name not in names and not generic and not part_of(place.name, other.name)

    def _generic(self, place: Place, clause: int) -> Finding:
        """全市, 我省: of the article's own city and province."""
        where = self.page.home
        own = {"市": where.city, "省": where.province}.get(place.text[-1])
        if own is None or own == place.name or place.text in self.window.text:
            return Finding("region", place, clause, "held")
        return Finding("region", place, clause, "absent")

    def _around(self, place: Place) -> bool:
        where = self.page.home
        if place.name in (where.province, where.city, where.county) or place.text.lower() in self.window.near:
            return True
        return any(part_of(p.name, place.name) for p in self.source.places) and place.kind in ("province", "country")

    def people(self) -> Iterator[Finding]:
        theirs = self.source.people
        for person in self.claim.people:
            clause = self.claim.clause_of(person.start)
            if person.name in self.window.text:
                yield Finding("name", person, clause, *self._office(person, self.window))
            elif theirs:
                yield Finding("name", person, clause, "differs", Difference(*self._who(person), theirs[0].name))
            elif self.window.speaker and self.window.speaker.name != person.name:
                yield Finding("name", person, clause, "differs", Difference(*self._who(person), self.window.speaker.name))
            elif person.name in self.window.near:
                yield Finding("name", person, clause, "held")
            else:
                yield Finding("name", person, clause, "absent")

    def _who(self, person: Person) -> tuple[Literal["name", "speaker"], str]:
        return ("name" if person.office else "speaker"), person.name

    def _office(self, person: Person, window: Window) -> tuple[State, Difference | None]:
        """Whether the office beside the name is the evidence's."""
        theirs = next((p for p in window.parts.people if p.name == person.name), None)
        if theirs is None or not person.office or not theirs.office:
            return "held", None
        if office_fits(person.office, theirs.office, self.words) or office_fits(person.office, window.text, self.words):
            return "held", None
        return "differs", Difference("office", person.office, theirs.office)

    def marks(self) -> Iterator[Finding]:
        for mark in self.claim.marks:
            clause = self.claim.clause_of(mark.start)
            words = plain(mark.text)
            if words in self.window.plain or words in self.page.plain or words in plain(self.page.headline):
                yield Finding("quotation", mark, clause, "held")
                continue
            close = self._closest(mark)
            if close and not mark.title:
                yield Finding("quotation", mark, clause, "differs", Difference("quotation", mark.text, close))
            else:
                soft = mark.title and all(w in self.page.text for w in self.claim.cut(mark.text))
                yield Finding("quotation", mark, clause, "held" if soft else "absent")

    def _closest(self, mark: Mark) -> str | None:
        """The run of the evidence that a quotation was meant to be: its length, few characters changed."""
        words, text = plain(mark.text), self.window.plain
        if len(words) < 4:
            return None
        match = SequenceMatcher(None, text, words, autojunk=False).find_longest_match()
        start = max(0, match.a - match.b)
        run = text[start : start + len(words)]
        ratio = SequenceMatcher(None, run, words, autojunk=False).ratio()
        return run if match.size >= 2 and ratio >= 0.7 else None


def _whole(code: str, text: str) -> bool:
    """Whether a name with digits stands in a text, and not inside a longer one."""
    return bool(re.search(rf"(?<![a-z\d.]){re.escape(code)}(?![a-z\d]|\.\d)", text)) or bool(
        code[:1].isdigit() and re.search(rf"(?<![\d.]){re.escape(code)}(?!\d|\.\d)", text)
    )


def _gap(place: Place, at: int, word: str) -> int:
    return max(place.start - at - len(word), at - place.end)


def same_time(a: Period, b: Period) -> bool:
    """Whether both mean the same stretch; without its year, whether the rest is the same."""
    if (a.since and b.since) or (a.until and b.until):
        if (a.since, a.until) == (b.since, b.until):
            return True
        return a.resolved == b.resolved
    return a.text == b.text or _YEAR.sub("", a.resolved) == _YEAR.sub("", b.resolved)


def _inside_time(fine: Period, coarse: Period) -> bool:
    """Whether a time of the evidence lies within a coarser one of the claim."""
    if not (fine.since and fine.until and coarse.until):
        return False
    if coarse.text.endswith(("底", "末", "年底", "年末")) and not coarse.text.startswith(("到", "至")):
        return coarse.until[:7] <= fine.since[:7] and fine.until <= coarse.until
    return bool(coarse.since) and (coarse.since or "") <= fine.since and fine.until <= coarse.until


def _rival_time(mine: Period, theirs: Period) -> bool:
    """Whether a time of the evidence stands where the claim's should: as fine as it."""
    return _grain(mine) == _grain(theirs)


def _grain(period: Period) -> str:
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


def _clashes(mine: Period, theirs: Period) -> bool:
    """Whether two times cannot both be meant: other years, or as fine as one another and not the same."""
    if "span" in (_grain(mine), _grain(theirs)):
        return False
    if mine.since and theirs.since and mine.since[:4] != theirs.since[:4]:
        return True
    return _grain(mine) == _grain(theirs)


def _same_kind(a: Rank, b: Rank) -> bool:
    return a.unit == b.unit or {a.unit, b.unit} <= {"位", "强", "列", ""}


def office_fits(mine: str, theirs: str, words: Wordings) -> bool:
    """Whether an office is the other's, 副 counted, bodies by their short names (市科技局局长, 聊城市科学技术局党组书记、局长)."""
    rank = re.search(r"(副?[\u4e00-\u9fff]{2})$", mine)
    if rank and rank[1] not in theirs and rank[1][-2:] not in theirs:
        return False
    if rank and rank[1].startswith("副") != bool(re.search("副" + rank[1][-2:], theirs)) and "副" + rank[1][-2:] in mine + theirs:
        return False
    bare = mine[: -len(rank[1])] if rank else mine
    bare = bare.removeprefix("市").removeprefix("县")
    return bare in theirs or words.within(bare, theirs) or all(c in theirs for c in bare if c not in "省市县区的")


def edits(claim: str, source: str) -> tuple[Edit, ...]:
    """The two texts character by character: runs that are the same, and runs that differ."""
    matcher = SequenceMatcher(None, claim, source, autojunk=False)
    return tuple(Edit(op == "equal", claim[a:b], source[c:d]) for op, a, b, c, d in matcher.get_opcodes())
