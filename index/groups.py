"""Who may see a source: the groups that are named beside it, or everyone when none is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from index.errors import InputError

LONGEST = 40  # characters of a group's name
_APART = re.compile(r"[\s,，、;；|]+")
_EVERYONE = frozenset({"*", "all", "全部", "所有人"})


def named(text: str) -> tuple[str, ...] | None:
    """The groups that a cell, an option or a parameter names, sorted; () for everyone (`*`, 全部), None when nothing is said.

    Raises InputError for a name that is too long or cannot be printed.
    """
    return chosen(_APART.split(text))


def chosen(names: Iterable[str]) -> tuple[str, ...] | None:
    """The same of names already apart."""
    found = sorted({name.strip() for name in names if name.strip()})
    for name in found:
        if len(name) > LONGEST or not name.isprintable() or _APART.search(name):
            raise InputError(f"组名“{name[:LONGEST]}”不能用：请写{LONGEST}字以内、不含空格和顿号的名字。")
    if not found:
        return None
    return () if _EVERYONE & set(found) else tuple(found)


def visible(of: Collection[str] | None, groups: Collection[str] | None) -> bool:
    """Whether one who is in `groups` (None: who sees everything) may see a source that is `of` these groups."""
    return groups is None or not of or not set(groups).isdisjoint(of)
