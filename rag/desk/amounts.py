"""The figures and ranks of a claim against those of the evidence: the same number of the same thing, or another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.desk.circumstances import Circumstances
from rag.desk.claim import GROWN
from rag.desk.moments import inside_time, same_time
from rag.desk.pair import ALIKE, APART, PIECE, SYNONYM, Finding, State
from rag.desk.ranks import Rank
from rag.desk.verdict import Difference, DifferenceKind
from rag.quantity import Quantity, alike, fits

LEAST, OUTRANKED, SINGLE, SEGMENT = 0.3, 0.15, 0.15, 0.1
_COUNTED = ("个", "人", "人次", "户")
_COUNTS = ("个", "人", "人次", "户", "次", "天", "年", "个月", "岁", "级", "步", "层")  # one digit of these is no slip of a unit
_NUMBERED = ("届", "次", "批", "期", "版")
_FOLLOWS = re.compile(r"^(?:约|仅|已|均|分别)?(?:占|同比|环比|增长|下降|增幅|增速|降幅|上升|提高|减少|较|比)")


@dataclass(frozen=True, slots=True)
class _Table:
    """The figures of claim and evidence, the words around each, and how alike these are: `rows[i][j]`."""

    mine: Sequence[Quantity]
    theirs: Sequence[Quantity]
    around: Sequence[tuple[str, str]]
    beside: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[float]]


class Amounts(Circumstances):
    """What became of the claim's figures, of its names with digits and of its ranks."""

    def findings(self) -> Iterator[Finding]:
        """The figures, then the names with digits, then the ranks."""
        yield from self.quantities()
        yield from self.codes()
        yield from self.ranks()

    def quantities(self) -> Iterator[Finding]:
        """Each figure of the claim against the figures of the evidence that count the same."""
        mine, theirs = self.claim.quantities, self.source.quantities
        around = tuple(self.claim.around(q) for q in mine)
        beside = tuple(self.window.around(q) for q in theirs)
        rows = tuple(tuple(self.similar(a, b) for b in beside) for a in around)
        table = _Table(mine, theirs, around, beside, rows)
        for i, quantity in enumerate(mine):
            state, difference, j = self._figure(i, table)
            soft = state != "held" and self._lasting(quantity)
            share, words = (table.rows[i][j], " ".join(table.beside[j])) if j is not None else (0.0, "")
            yield Finding("figure", quantity, self.claim.clause_of(quantity.start), state, difference, soft, share, words)

    def _figure(self, i: int, table: _Table) -> tuple[State, Difference | None, int | None]:
        """What became of figure `i` of the claim: held by a number that fits, or another in its place; and by which."""
        quantity, row = table.mine[i], table.rows[i]
        rivals = [j for j in range(len(table.theirs)) if self._rival(i, j, table)]
        good = [j for j, q in enumerate(table.theirs) if fits(quantity, q)]
        if good:
            best = max(good, key=lambda j: row[j])
            found = self.differing(quantity, table.theirs[best])
            nearer = [j for j in rivals if self._nearer(i, j, best, table)]
            if found:
                return "differs", found, best
            if not nearer and (row[best] < 0 or row[best] >= self._least(quantity) or self._printed(quantity)):
                return ("held" if self._of_that(quantity) else "absent"), None, best
            rivals = nearer or rivals
        else:
            rivals += [j for j, q in enumerate(table.theirs) if alike(quantity, q) and self._linked(i, j, table)]
        scaled = [j for j in range(len(table.theirs)) if self._other_unit(i, j, table)]
        if not rivals and not scaled:
            return "absent", None, None
        likely = max(scaled or rivals, key=lambda j: (self._linked(i, j, table), row[j]))
        other = table.theirs[likely]
        kind: DifferenceKind = "unit" if quantity.digits == other.digits else "value"
        return "differs", Difference(kind, quantity.text, other.text), likely

    def _rival(self, i: int, j: int, table: _Table) -> bool:
        """Whether number `j` of the evidence counts the same thing as the claim's, is another number, and nobody else's."""
        mine, theirs = table.mine[i], table.theirs[j]
        if not alike(mine, theirs) or fits(mine, theirs) or table.rows[i][j] < ALIKE or not self._same_head(mine, theirs):
            return False
        return not any(k != i and fits(q, theirs) and table.rows[k][j] >= table.rows[i][j] for k, q in enumerate(table.mine))

    def _other_unit(self, i: int, j: int, table: _Table) -> bool:
        mine, theirs = table.mine[i], table.theirs[j]
        counts = (
            len(mine.digits) == 1
            and mine.printed[:1] not in ("万", "亿", "%")
            and mine.unit in _COUNTS
            and theirs.unit in _COUNTS
        )
        return theirs.digits == mine.digits and not alike(mine, theirs) and table.rows[i][j] >= LEAST and not counts

    def _nearer(self, i: int, one: int, other: int, table: _Table) -> bool:
        """Whether number `one` of the evidence stands much nearer to what the claim speaks of than number `other`."""
        linked = self._linked(i, one, table), self._linked(i, other, table)
        if linked[0] != linked[1]:
            return linked[0]
        row = table.rows[i]
        if row[one] >= max(row[other], 0.0) + APART or self.closer(table.around[i], table.beside[one], table.beside[other]):
            return True
        low, high = sorted((table.theirs[one].start, table.theirs[other].start))
        apart = re.search("[；;]", self.source.text[low:high])
        if apart and self._segment(i, one, table) >= self._segment(i, other, table) + SEGMENT:
            return True
        time = self.claim.time_of(table.mine[i])
        theirs, held = self.source.time_of(table.theirs[one]), self.source.time_of(table.theirs[other])
        if time is None or theirs is None or held is None:
            return False
        return same_time(time, theirs) and not same_time(time, held) and not inside_time(held, time)

    def _segment(self, i: int, j: int, table: _Table) -> float:
        """How much of the words around figure `i` of the claim stands before number `j` since the last semicolon or stop."""
        text, number = self.source.text, table.theirs[j]
        before = text[max(text.rfind(mark, 0, number.start) for mark in "；;。！？\n") + 1 : number.end].lower()
        words = self.claim.cut("".join(table.around[i]))
        total = sum(map(self.claim.weight, words))
        return sum(self.claim.weight(w) * self.inside(w, before) for w in words) / total if total else 0.0

    def _linked(self, i: int, j: int, table: _Table) -> bool:
        """Whether a change or a share follows, in the evidence too, the number that it follows in the claim."""
        if i == 0 or j == 0:
            return False
        between = self.claim.text[table.mine[i - 1].end : table.mine[i].head]
        if not GROWN.match(between) and not _FOLLOWS.search(self.claim.clause_before(table.mine[i])):
            return False
        return fits(table.mine[i - 1], table.theirs[j - 1])

    def _same_head(self, mine: Quantity, theirs: Quantity) -> bool:
        """Whether the thing counted, or the word right before the number, is also around the evidence's number."""
        left, right = self.claim.around(mine)
        heads = self.claim.cut(right)[:2]
        if not heads or mine.unit not in _COUNTED:
            heads = [*heads, *self.claim.cut(left)[-1:]]
        local, before = self.window.around(theirs)
        return not heads or any(self.inside(w, local) >= PIECE or self.inside(w, before) >= SYNONYM for w in heads)

    def _of_that(self, quantity: Quantity) -> bool:
        """Whether the evidence knows the word that stands right at the number (19000元的贷款)."""
        left, right = self.claim.around(quantity)
        after = self.claim.cut(right)[:1] if right.lstrip().startswith("的") or quantity.unit in _COUNTED else []
        heads = after or self.claim.cut(left)[-1:]
        known = self.window.text + self.window.near
        return all(self.inside(w, known) >= SINGLE or self.claim.weight(w) < 0.5 for w in heads)

    def _lasting(self, quantity: Quantity) -> bool:
        """Whether it is a mere stretch of years that a sentence opens with (五年间, 五年累计…)."""
        if any(p.start <= quantity.start < p.end and not p.text.startswith("连续") for p in self.claim.spells):
            return True
        opens = any(quantity.head - start <= 1 for start, _ in self.claim.clauses)
        return quantity.unit == "年" and quantity.value <= 10 and opens

    def _printed(self, quantity: Quantity) -> bool:
        """Whether the evidence has the number with its unit and the character after it, as the claim has."""
        words = self.claim.text[quantity.start : quantity.end + 1].lower()
        return (
            bool(quantity.unit)
            and words[-1:] not in "，。；、"
            and re.search(rf"(?<![\d.]){re.escape(words)}", self.window.text) is not None
        )

    def _least(self, quantity: Quantity) -> float:
        """How much of the words around must agree: less for a number that hardly occurs by chance."""
        return LEAST if len(quantity.digits.replace(".", "").strip("0")) < 3 else LEAST / 2

    def codes(self) -> Iterator[Finding]:
        """Names with digits, to the letter."""
        for code in self.claim.codes:
            bare = code.strip(".-:")
            state: State = "held" if _whole(bare, self.window.text) or _whole(bare, self.window.near) else "absent"
            other = None if state == "held" else self._recoded(bare)
            apart = Difference("value", code, other) if other else None
            at = self.claim.clause_of(self.claim.text.lower().find(code))
            yield Finding("figure", code, at, "differs" if other else state, apart)

    def _recoded(self, code: str) -> str | None:
        """The name with digits of the evidence that differs in its digits only, before the same word (3nm制程, 4nm制程)."""
        text = self.claim.text.lower()
        after = text[text.find(code) + len(code) :].lstrip()[:2]
        if not re.search(r"[a-z]", code) or len(after) < 2:
            return None
        shape = re.sub(r"\d+(?:\\\.\d+)?", lambda _: r"\d+(?:\.\d+)?", re.escape(code))
        found = re.findall(rf"(?<![a-z\d.])({shape})\s*{re.escape(after)}", self.window.text)
        return next((name for name in found if name != code and name not in text), None)

    def ranks(self) -> Iterator[Finding]:
        """Each rank of the claim against the ranks of the evidence."""
        for rank in self.claim.ranks:
            state, difference = self._rank(rank)
            yield Finding("rank", rank, self.claim.clause_of(rank.start), state, difference)

    def _rank(self, rank: Rank) -> tuple[State, Difference | None]:
        if rank.unit in _NUMBERED and (rank.text in self.window.text or rank.text in self.window.near):
            return "held", None
        context = self.claim.around(rank)
        near = {r: self.similar(context, self.window.around(r), 0.0) for r in self.source.ranks if _same_kind(rank, r)}
        if not near:
            return "held" if rank.unit == "位" and rank.text in self.window.text else "absent", None
        best = max(near, key=lambda r: near[r])
        fitting = max((share for r, share in near.items() if _ranked(rank, r)), default=None)
        if fitting is not None and near[best] - fitting < OUTRANKED and (fitting < 0 or fitting >= LEAST):
            return "held", None
        if near[best] < ALIKE or _ranked(rank, best):
            return "absent", None
        return "differs", Difference("rank", rank.text, best.text)


def _whole(code: str, text: str) -> bool:
    """Whether a name with digits stands in a text, and not inside a longer one."""
    return bool(re.search(rf"(?<![a-z\d.]){re.escape(code)}(?![a-z\d]|\.\d)", text)) or bool(
        code[:1].isdigit() and re.search(rf"(?<![\d.]){re.escape(code)}(?!\d|\.\d)", text)
    )


def _same_kind(a: Rank, b: Rank) -> bool:
    return a.unit == b.unit or {a.unit, b.unit} <= {"位", "强", "列", ""}


def _ranked(mine: Rank, theirs: Rank) -> bool:
    """Whether a rank says what the other does: the same place, or one among the first few."""
    if mine.front and not theirs.front and not theirs.low:
        return theirs.value <= mine.value
    return (mine.value, mine.low, mine.front) == (theirs.value, theirs.low, theirs.front)
