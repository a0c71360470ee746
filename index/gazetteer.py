"""The names of places and what they are part of: `places.csv` (the prefecture) and `cities.csv` (the rest)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Kind = Literal["country", "province", "prefecture", "county", "zone", "town", "village"]
_KINDS: dict[str, Kind] = {
    "country": "country",
    "province": "province",
    "prefecture": "prefecture",
    "county": "county",
    "zone": "zone",
}
_SHORT = ("壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市")
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """A place by its full name; `within` is what it is part of, inmost first; `shared`: many places bear this name."""

    name: str
    kind: Kind
    within: tuple[str, ...] = ()
    shared: bool = False


@cache
def entries() -> dict[str, Entry]:
    """Every known name, full and short, with the place that it means."""
    table = _cities()
    for name, kind, parent, others in _rows("places.csv"):
        above = table[parent] if parent else None
        within = (above.name, *above.within) if above else ()
        table[name] = Entry(name, _KINDS[kind], within, kind == "zone" and f"={name}" in others.split())
        for other in others.split():
            table[other.lstrip("=")] = Entry(name, _KINDS[kind], within, other.startswith("="))
    return table


def spellings(name: str) -> tuple[str, ...]:
    """How a place and its immediate parts are written, full and short; a name that is not known stands for itself."""
    known = entries().get(name)
    if known is None:
        return (name,)
    parts = [word for word, entry in entries().items() if not entry.shared and known.name in (entry.name, *entry.within[:1])]
    return tuple(dict.fromkeys((name, *parts)))


def _cities() -> dict[str, Entry]:
    table = {name: Entry("中国", "country") for name in ("中国", "中国大陆")}
    for province, cities in _rows("cities.csv"):
        if not province:
            table |= {name: Entry(name, "country") for name in cities.split()}
            continue
        short = next(province.removesuffix(end) for end in _SHORT if province.endswith(end))
        table |= {name: Entry(province, "province", ("中国",)) for name in (province, short)}
        for city in cities.split():
            full = city if city.endswith("市") else f"{city}市"
            table |= {name: Entry(full, "prefecture", (province, "中国")) for name in (full, city)}
    return table


def _rows(name: str) -> Iterator[list[str]]:
    for line in resources.files("index").joinpath(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split(",")


@cache
def _sizes() -> dict[str, tuple[int, ...]]:
    """How long the known names are that begin with these two characters, the longest first."""
    sizes: dict[str, set[int]] = {}
    for name in entries():
        if 1 < len(name) <= _LONGEST:
            sizes.setdefault(name[:2], set()).add(len(name))
    return {head: tuple(sorted(found, reverse=True)) for head, found in sizes.items()}


@cache
def _starts() -> re.Pattern[str]:
    """What finds where a known name may begin: far fewer places than there are characters."""
    firsts, seconds = ("".join(map(re.escape, sorted({head[i] for head in _sizes()}))) for i in range(2))
    return re.compile(f"[{firsts}](?=[{seconds}])")


def named(text: str) -> Iterator[tuple[int, int, Entry]]:
    """Start, end and place of each known name in `text`, the longest at each place, none inside another."""
    table, sizes, free = entries(), _sizes(), 0
    for match in _starts().finditer(text):
        at = match.start()
        if at < free:
            continue
        for size in sizes.get(text[at : at + 2], ()):
            entry = table.get(text[at : at + size]) if at + size <= len(text) else None
            if entry is not None:
                yield at, at + size, entry
                free = at + size
                break
