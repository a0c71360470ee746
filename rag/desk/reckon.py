"""Numbers that a draft reckons from those of a report: sums, differences, shares. Said to be reckoned, with the formula."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from rag.desk.align import Alignment
from rag.desk.claim import Parts
from rag.quantity import Quantity, figures, fits

MOST = 12  # numbers of a window that are combined
SHARED, SUMMED = 3, 2  # figures that a share and a sum must have: fewer come out by chance
_RECKONED = re.compile(
    r"增加了?|增长了?|[高低]了?\d|[高低]出|回落|收窄|多了|多出|净增|相差|合计|共计|总共|之和|两项|减少了?|下降了?|少了|比[^，。]{1,14}[多少]|占"
)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A figure of the claim, and how it follows: 918家－267家＝651家."""

    quantity: Quantity
    formula: str


def reckon(claim: Parts, a: Alignment) -> Reckoning | None:
    """How the only figure of the claim that a window lacks follows from two others of the window; None when it does not.

    The claim must say that it reckons (增加了, 合计, 占), and hold in all its other parts.
    """
    open_ = [f for f in a.findings if f.state != "held" and not f.soft]
    if len(open_) != 1 or not isinstance(open_[0].part, Quantity) or len(a.differences) > 1 or a.changed:
        return None
    wanted = open_[0].part
    told = [f.part for f in a.findings if f.state == "held" and isinstance(f.part, Quantity)]
    if figures(wanted) < (SHARED if wanted.unit == "%" else SUMMED if not told else 1):
        return None
    start, end = claim.clauses[open_[0].clause]
    if not _RECKONED.search(claim.text[start:end]) or wanted.bound != "exact":
        return None
    known = list(a.window.parts.quantities[:MOST])
    if figures(wanted) < SUMMED:  # so few come out by chance, unless it is reckoned from a number that the claim names
        known = [q for q in known if any(fits(t, q) for t in told)][:1] + [q for q in known if not any(fits(t, q) for t in told)]
        formula = next((f for other in known[1:] for f in _formulas(wanted, (known[0], other))), None) if known else None
    else:
        formula = next(_formulas(wanted, known), None)
    return Reckoning(wanted, formula) if formula else None


def _formulas(wanted: Quantity, known: Sequence[Quantity]) -> Iterator[str]:
    """The ways in which two numbers of one kind make the wanted one."""
    for x, y in permutations([q for q in known if q.bound == "exact" and q.value > 0 and q.top is None], 2):
        if x.unit != y.unit or x.value == y.value:
            continue
        if wanted.unit == "%" and x.unit != "%":
            for value, formula in _shares(x, y):
                if abs(value - wanted.value) <= _step(wanted) / 2:
                    yield f"{formula}＝{wanted.text}"
        elif wanted.unit == x.unit or (wanted.unit, x.unit) == ("个百分点", "%"):
            if x.value - y.value == wanted.value:
                yield f"{x.text}－{y.text}＝{wanted.text}"
            if x.value + y.value == wanted.value and x.start < y.start:
                yield f"{x.text}＋{y.text}＝{wanted.text}"


def _shares(x: Quantity, y: Quantity) -> Iterator[tuple[Decimal, str]]:
    yield x.value / y.value * 100, f"{x.text}÷{y.text}"
    if x.value > y.value:
        yield (x.value - y.value) / y.value * 100, f"（{x.text}－{y.text}）÷{y.text}"


def _step(quantity: Quantity) -> Decimal:
    """What the last digit of a number stands for."""
    return Decimal(1) / Decimal(10) ** len(quantity.digits.partition(".")[2]) if quantity.digits[0].isdigit() else Decimal(10)
