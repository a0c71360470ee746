"""What a run did, and what a library holds. Frozen, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.article import Source
from index.generation import Recipe


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. Names are those of sources; `skipped` says of each file, or part of one, why it is not in the library.

    `notes` are sentences for the person that concern no whole file. `articles` and `passages` count the whole library,
    `generation` is the current one after the run, `seconds` how long it took.
    """

    indexed: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    articles: int
    passages: int
    generation: int
    seconds: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """What a library holds. `damage` says why the newest generation cannot be read, `writer` who writes now; else empty."""

    folder: Path
    generation: int
    created: str
    recipe: Recipe
    sources: tuple[tuple[Source, int], ...]
    articles: int
    passages: int
    since: str | None
    until: str | None
    bytes: int
    damage: str
    writer: str
