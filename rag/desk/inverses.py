"""Verbs that tell one deed from its two sides (战胜 and 负于): `inverses.txt`."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def _sides() -> dict[str, frozenset[str]]:
    """Each verb with those that tell the same deed from the other side."""
    found: dict[str, frozenset[str]] = {}
    for line in resources.files("rag.desk").joinpath("inverses.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            left, _, right = line.partition("/")
            found |= dict.fromkeys(left.split(), frozenset(right.split())) | dict.fromkeys(right.split(), frozenset(left.split()))
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def sided(text: str) -> list[str]:
    """The verbs of the table in `text`, none inside another."""
    found: list[str] = []
    for verb in _sides():
        if verb in text:
            found.append(verb)
            text = text.replace(verb, "＿")
    return found


def opposed(one: str, other: str) -> bool:
    """Whether two stretches of text tell a deed from opposite sides."""
    theirs = set(sided(other))
    return any(theirs & _sides()[verb] for verb in sided(one))


def told(verb: str, text: str) -> bool:
    """Whether `text` tells the deed of `verb`, from whichever side."""
    return verb in text or bool(_sides().get(verb, frozenset()) & set(sided(text)))
