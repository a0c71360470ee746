"""Scope: a place, firm or project that numbers of a text are of. Frozen, no I/O."""

from __future__ import annotations

from dataclasses import dataclass

MARK = "，。；：！？\n“”"  # where a clause ends


@dataclass(frozen=True, slots=True)
class Scope:
    """A governing place, firm or project: `name`, printed at `start`:`end`; `local`: it is part of the article's city.

    `sure`: no more than a look at the words is needed to see that it is a place or firm, and that the clause is about it.
    """

    start: int
    end: int
    name: str
    firm: bool = False
    local: bool = True
    sure: bool = True
