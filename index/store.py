"""Publishes one generation of catalogue, vectors and keywords, and opens it again.

The transaction that points the catalogue to a generation is the only commit point. Before it, the new files have another name or
are known to nobody; after it, the former generation is still there for whoever reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import generation
from index.article import Article, Passage
from index.catalog import FILE, Catalog
from index.errors import CorruptError, MismatchError
from index.generation import FOLDER, Generation, Manifest, Recipe
from index.library import disk, lock
from index.library.rows import Row
from index.library.schema import FORMAT
from index.shelves import Shelves
from index.snapshot import Snapshot, current_generation
from index.vectors import METRIC, FlatVectors

__all__ = ["STEPS", "Draft", "Library", "Snapshot", "current_generation", "ignore", "open_library"]

STEPS = (
    "locked", "swept", "drafted", "vectors", "keywords", "manifest",
    "synced", "renamed", "pointed", "committed", "dropped", "emptied",
)  # fmt: skip
"""Every moment at which a crash could matter, in order; `steps` of `open_library` is called with each."""


PARTIAL = "embedding.partial"  # Vectors of another model for the current generation, as far as they are made.
_ASIDE = f"{FILE}.damaged"
_WASTE = 0.2  # Of the documents in the keyword segments.


def ignore(_: str) -> None:
    """Goes on."""


@contextmanager
def open_library(folder: Path, steps: Callable[[str], None] = ignore) -> Iterator[Library]:
    """The library in `folder` for writing: nothing of it is new until `Library.publish`, and everything is after it.

    Raises BusyError (another writer), WriteError, CorruptError, MismatchError.
    """
    with lock.writer(folder):
        steps("locked")
        library = Library(folder, steps)
        try:
            with disk.writing(folder):
                yield library
        finally:
            library.close()


class Draft:
    """A generation in the making, in a folder of another name.

    With `purge` nothing of a removed article stays in a file; with `reembed` all of `former` stays but its vectors.
    """

    def __init__(
        self, folder: Path, number: int, former: Generation | None, dimension: int, purge: bool = False, *, reembed: bool = False
    ) -> None:
        self.folder, self.number, self.purge = folder, number, purge
        self._former, self._reembed = former, reembed
        self._articles, self._passages = [generation.article_table([])], [generation.passage_table([])]
        if former is None:
            self.vectors = FlatVectors(dimension)
            self.keywords = Shelves.create(folder)
        else:
            self._articles, self._passages = [former.articles], [former.passages]
            self.vectors = FlatVectors(dimension)
            if not reembed:
                self.vectors = FlatVectors.open(former.folder / "vectors", dimension, former.passages)
            self.keywords = Shelves.copy(former.folder, folder)

    def remove(self, articles: Iterable[int]) -> list[int]:
        """Take these articles out of both searches; returns the passages whose tokens `keywords` must be given again.

        There are such passages when segments are rewritten: for a purge, and when removed ones, which count in the statistics
        of BM25, have become many.
        """
        gone = sorted(articles)
        if not gone:
            return []
        self.vectors.remove(gone)
        self._articles = [table[~np.isin(table[:, 0], gone)] for table in self._articles]
        self._passages = [table[~np.isin(table[:, 1], gone)] for table in self._passages]
        if self.purge or self.keywords.waste > _WASTE:
            return self.keywords.rewrite(gone)
        self.keywords.remove(gone)
        return []

    def add(self, rows: Sequence[Row], passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
        """Add articles whose passages have these unit vectors (n, dimension); `keywords` takes their tokens."""
        table = generation.passage_table(passages)
        self.vectors.add(table[:, 0], table[:, 1], vectors)
        self._articles.append(generation.article_table(rows))
        self._passages.append(table)

    @property
    def passages(self) -> NDArray[np.int64]:
        """Passage and article number of every passage (n, 2), by the first."""
        return _by_number(self._passages)

    def write(self) -> tuple[int, int]:
        """Write the vectors that are new, link the others, and write the arrays; returns numbers of articles and passages."""
        former = self._former.folder / "vectors" if self._former and not self._reembed else None
        self.vectors.save(self.folder / "vectors", self.number, former, self.purge)
        counts = []
        for name, tables in (("articles", self._articles), ("passages", self._passages)):
            table = _by_number(tables)
            np.save(self.folder / f"{name}.npy", table, allow_pickle=False)
            counts.append(len(table))
        return counts[0], counts[1]

    def check(self) -> None:
        """Open what was written. Raises CorruptError unless every passage has its vector and its tokens."""
        passages = np.load(self.folder / "passages.npy", allow_pickle=False)
        written = FlatVectors.open(self.folder / "vectors", self.vectors.dimension, passages)
        if not len(written) == len(self.keywords) == len(passages):
            raise CorruptError("新写的索引不完整，没有发布；请重试，原有资料没有改动。")

    def files(self) -> dict[str, tuple[int, str]]:
        """Size and SHA-256 of every file; what was linked keeps the digest it had, so that damage can't be sealed in."""
        return generation.files(self.folder, self._former.linked() if self._former else {})


def _by_number(tables: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """The rows of these tables as one, by their first column."""
    table = np.concatenate(tables)
    return table[np.argsort(table[:, 0])]


class Library:
    """The writing side of a library. Made by `open_library`."""

    def __init__(self, folder: Path, steps: Callable[[str], None]) -> None:
        self.folder, self._steps, self._stack = folder, steps, ExitStack()

    @cached_property
    def catalog(self) -> Catalog:
        """The catalogue, in a transaction that `publish` commits. Made when there is none."""
        with disk.writing(self.folder):
            catalog = Catalog.open(self.folder, writable=True)
            self._stack.callback(catalog.close)
            catalog.begin(writable=True)
            self._sweep(catalog)
        return catalog

    @cached_property
    def former(self) -> Generation | None:
        """The current generation when it is sound; None when there is none or it must be derived again."""
        try:
            return Generation.open(self.folder, self.current, self.catalog.manifests()[self.current]) if self.current else None
        except CorruptError:
            return None

    @property
    def exists(self) -> bool:
        """Whether there is a catalogue yet."""
        return (self.folder / FILE).is_file()

    @property
    def current(self) -> int:
        """The number of the current generation; 0 when nothing was ever published."""
        return self.catalog.generation()

    @property
    def number(self) -> int:
        """The number of the generation that is being written."""
        return self.current + 1

    def sound(self) -> bool:
        """Whether everything in the catalogue can be read."""
        try:
            for number in self.catalog.numbers(self.current):
                self.catalog.passages_of([number])
            return self.catalog.sources(self.current) is not None
        except (CorruptError, MismatchError):
            return False

    def salvage(self) -> tuple[list[Article], dict[str, tuple[str, ...]]]:
        """What can still be read of a damaged catalogue, which is set aside until a new one is published.

        The articles, and the groups of each source whose record is sound, by its name.
        """
        saved: list[Article] = []
        groups: dict[str, tuple[str, ...]] = {}
        with suppress(CorruptError, MismatchError):
            groups = {source.name: source.groups or () for source in self.catalog.sources(self.current, sound=True).values()}
            for number in self._numbers():
                with suppress(CorruptError):
                    saved += [row.article for row in self.catalog.by_number([number]).values()]
        self.close()
        self.__dict__.pop("catalog", None)
        self.__dict__.pop("former", None)
        with disk.writing(self.folder):
            (self.folder / FILE).replace(self.folder / _ASIDE)
            for path in self.folder.glob(f"{FILE}-*"):
                path.unlink()
        return saved, groups

    def _numbers(self) -> list[int]:
        """The numbers of the living articles: from the generation, whose files have checksums, if it is sound."""
        numbers: list[int] = self.former.articles[:, 0].tolist() if self.former else self.catalog.numbers(self.current)
        return numbers

    def draft(self, recipe: Recipe, *, afresh: bool = False, purge: bool = False, reembed: bool = False) -> Draft:
        """Start the next generation from the former one, or `afresh`; `purge` and `reembed` as in `Draft`."""
        folder = self.folder / FOLDER / f".{self.number}.new"
        with disk.writing(self.folder):
            folder.mkdir(parents=True)
            draft = Draft(folder, self.number, None if afresh else self.former, recipe.dimension, purge, reembed=reembed)
        self._steps("drafted")
        return draft

    def publish(self, draft: Draft, recipe: Recipe, probe: Iterable[float], *, forget: bool = False) -> Manifest:
        """Make the draft the current generation; with `forget` no earlier one is kept. Raises WriteError, nothing changed."""
        with disk.writing(self.folder):
            manifest, digest = self._seal(draft, recipe, tuple(float(value) for value in probe))
            disk.sync_tree(draft.folder)
            self._steps("synced")
            draft.folder.rename(generation.place(self.folder, draft.number))
            disk.sync_folder(self.folder / FOLDER)
            self._steps("renamed")
            keep = draft.number if forget or not self.former else self.current
            self.catalog.point(draft.number, digest, manifest.created, keep)
            self._steps("pointed")
            self.catalog.commit()
        self._steps("committed")
        self._clear(keep, forget)
        return manifest

    def close(self) -> None:
        """Let go of the files; what was not published is gone."""
        self._stack.close()

    def _seal(self, draft: Draft, recipe: Recipe, probe: tuple[float, ...]) -> tuple[Manifest, str]:
        """The files of the draft, and last the manifest; returns it with its digest."""
        articles, passages = draft.write()
        self._steps("vectors")
        draft.keywords.save()
        draft.check()
        self._steps("keywords")
        created = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(FORMAT, draft.number, created, recipe, METRIC, articles, passages, probe, draft.files())
        digest = manifest.write(draft.folder)
        self._steps("manifest")
        return manifest, digest

    def _clear(self, keep: int, wait: bool) -> None:
        """Remove what no kept generation needs. A file that cannot go now is swept when somebody writes again."""
        with suppress(OSError):
            for path in (self.folder / FOLDER).iterdir():
                if not path.name.isdecimal() or int(path.name) < keep:
                    disk.remove_tree(path)
            (self.folder / _ASIDE).unlink(missing_ok=True)
            (self.folder / PARTIAL).unlink(missing_ok=True)
        self._steps("dropped")
        self.catalog.checkpoint(wait=wait)
        self._steps("emptied")

    def _sweep(self, catalog: Catalog) -> None:
        """Remove what an earlier writer left unfinished."""
        kept = {str(number) for number in catalog.manifests()}
        if (self.folder / FOLDER).is_dir():
            for path in (self.folder / FOLDER).iterdir():
                if path.name not in kept:
                    disk.remove_tree(path)
        self._steps("swept")
