"""Tables of words beside the code: a class, then its words, one line or more a class."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources


@cache
def table(name: str) -> dict[str, tuple[str, ...]]:
    """The words of a file of this folder by their class, in its order; lines that start with # are remarks."""
    found: dict[str, list[str]] = {}
    for line in resources.files("index.statistics").joinpath(name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            group, *words = line.split()
            found.setdefault(group, []).extend(words)
    return {group: tuple(words) for group, words in found.items()}


@cache
def pattern(name: str, group: str) -> re.Pattern[str]:
    """A pattern that finds any word of a class of a table; the words may be patterns themselves."""
    return re.compile("|".join(table(name)[group]))
