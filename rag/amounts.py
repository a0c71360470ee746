"""The figures and ranks of a claim against those of the evidence: the same number of the same thing, or another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from rag.claim import Parts, Rank
from rag.moments import clashes, inside_time, same_time
from rag.pair import ALIKE, APART, PIECE, SYNONYM, Finding, Pair, State
from rag.quantity import Quantity, alike, fits
from rag.verdict import Difference

LEAST, OUTRANKED, SINGLE = 0.3, 0.15, 0.15


class Amounts(Pair):
    """What became of the claim's figures, of its names with digits and of its ranks."""

    def findings(self) -> Iterator[Finding]:
        """The figures, then the names with digits, then the ranks."""
        yield from self.quantities()
        yield from self.codes()
        yield from self.ranks()

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
        return not heads or any(self.inside(w, local) >= PIECE or self.inside(w, before) >= SYNONYM for w in heads)

    def _of_that(self, quantity: Quantity) -> bool:
        """Whether the evidence knows the word that stands right at the number (19000元的贷款)."""
        left, right = self.claim.around(quantity)
        heads = self.claim.cut(right)[:1] or self.claim.cut(left)[-1:]
        known = self.window.text + self.window.near
        return all(self.inside(w, known) >= SINGLE or self.claim.weight(w) < 0.5 for w in heads)

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
        if a is None or b is None or same_time(a, b) or inside_time(b, a) or not clashes(a, b):
            return None
        if any(same_time(a, t) or inside_time(t, a) for t in self.source.times if t is not b) and len(self.source.times) > len(
            self.claim.times
        ):
            return None
        return Difference("period", a.text, b.text)

    def codes(self) -> Iterator[Finding]:
        """Names with digits, to the letter."""
        for code in self.claim.codes:
            bare = code.strip(".-:")
            state: State = "held" if _whole(bare, self.window.text) or _whole(bare, self.window.near) else "absent"
            yield Finding("figure", code, self.claim.clause_of(self.claim.text.lower().find(code)), state)

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


def _whole(code: str, text: str) -> bool:
    """Whether a name with digits stands in a text, and not inside a longer one."""
    return bool(re.search(rf"(?<![a-z\d.]){re.escape(code)}(?![a-z\d]|\.\d)", text)) or bool(
        code[:1].isdigit() and re.search(rf"(?<![\d.]){re.escape(code)}(?!\d|\.\d)", text)
    )


def _same_kind(a: Rank, b: Rank) -> bool:
    return a.unit == b.unit or {a.unit, b.unit} <= {"位", "强", "列", ""}
