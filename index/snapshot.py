"""What a reader sees: one whole generation, from opening to closing, whatever is published meanwhile."""

from __future__ import annotations

import re
import weakref
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from itertools import islice
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index import generation
from index.article import Article, Passage, Source
from index.catalog import FILE, Catalog
from index.config import IndexConfig
from index.embed import Embedding
from index.errors import CorruptError, InputError, MismatchError
from index.generation import PROBE, REBUILD, Generation, Manifest
from index.groups import visible
from index.keywords import KeywordSearch
from index.lexicon import Lexicon
from index.library.permitted import numbers
from index.shelves import shelf_of
from index.vectors import VectorSearch, Within

_TRIES = 5
_AT_ONCE = 256
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_NEAR = 0.999
_MOST_NAMED = 64  # sets of names whose articles are remembered


def current_generation(folder: Path) -> int | None:
    """The number of the generation that a new reader would see; None when there is no library in `folder` yet.

    Costs less than a millisecond. Raises CorruptError, MismatchError.
    """
    if not (folder / FILE).is_file():
        return None
    catalog = Catalog.open(folder)
    try:
        return catalog.generation() or None
    finally:
        catalog.close()


class Snapshot:
    """One generation of a library, safe to use from several threads. Texts are read from SQLite when they are asked for.

    `generation` is its number; `damage` says why it is not the newest one, or is empty. `vectors` and `keywords` search it.
    `seen_by` narrows it to what some groups may see: every question finds there what it would in a library of nothing else.
    """

    generation: int
    damage: str
    vectors: VectorSearch
    keywords: KeywordSearch
    manifest: Manifest

    def __init__(self, catalog: Catalog, opened: Generation, damage: str = "") -> None:
        self._catalog, self._lock, self._views_lock, self.damage = catalog, Lock(), Lock(), damage
        weakref.finalize(self._lock, catalog.close)  # Readers that outlive a newer generation need not think of it.
        self._library, self._newest = opened.folder.parent.parent, catalog.generation()
        self.generation, self.manifest = opened.manifest.generation, opened.manifest
        self._shelves, self._views = opened.keywords, dict[frozenset[str], Self | None]()
        self.vectors, self.keywords = opened.vectors, opened.keywords.search_of()
        self._articles, self._passages = opened.articles, opened.passages
        self._sources = catalog.sources(self.generation)
        self._scope: tuple[int, int, str | None, str | None] | None = None
        self._named: dict[tuple[str, ...], NDArray[np.int64]] = {}
        self._signed: dict[str, list[int]] | None = None
        if not set(np.unique(self._articles[:, 1]).tolist()) <= set(self._sources):
            raise CorruptError(f"目录里缺少来源；{REBUILD}。")

    @classmethod
    def open(cls, folder: Path, config: IndexConfig | None = None) -> Self:
        """The newest sound generation in `folder`; `config`, when given, must have the settings that it was built with.

        Raises InputError (no library yet), CorruptError (no sound generation), MismatchError.
        """
        for _ in range(_TRIES):
            catalog = Catalog.open(folder)
            try:
                catalog.begin()
                kept = catalog.manifests()
                if not kept:
                    raise InputError(f"“{folder}”里还没有收录文章；请先运行 liaocheng index。")
                opened, damage = _newest(folder, kept)
                if opened is not None:
                    snapshot = cls(catalog, opened, damage)
                    snapshot._expect(config)
                    return snapshot
            except BaseException:
                catalog.close()
                raise
            catalog.close()
            if current_generation(folder) == next(iter(kept)):  # Nothing newer took its place while we looked.
                break
        raise CorruptError(f"资料库“{folder}”已损坏：{damage}")

    def _expect(self, config: IndexConfig | None) -> None:
        recipe = self.manifest.recipe
        if config is None:
            return
        for words, old, new in (
            ("段落长度", recipe.passage_size, config.passage_size),
            ("段落前缀", recipe.passage_prefix, config.passage_prefix),
        ):
            if old != new:
                raise MismatchError(f"资料库建库时的{words}是“{old}”，现在是“{new}”；{REBUILD} 重建，或改回原来的设置。")

    def check(self, embedding: Embedding, lexicon: Lexicon) -> None:
        """Raises MismatchError unless these are the model and the lexicon that the library was built with."""
        recipe = self.manifest.recipe
        if (recipe.identity, recipe.dimension) != (embedding.identity, embedding.dimension):
            old, new = f"{recipe.embedding}（{recipe.identity}）", embedding.identity
            raise MismatchError(f"资料库建库时的向量模型是“{old}”，现在是“{new}”；{REBUILD} 重建，或改回原来的模型。")
        if recipe.lexicon != lexicon.identity:
            raise MismatchError(f"资料库建库时的词典是“{recipe.lexicon}”，现在是“{lexicon.identity}”；{REBUILD} 重建。")
        if float(embedding.passages([PROBE])[0] @ np.array(self.manifest.probe, np.float32)) < _NEAR:
            raise MismatchError(f"向量模型“{embedding.identity}”算出的向量与建库时不同；{REBUILD} 重建。")

    def seen_by(self, groups: Collection[str] | None) -> Self:
        """This generation as one in these groups may see it (None: who sees everything). Made once and kept.

        Raises CorruptError when the searches do not hold exactly what may be seen.
        """
        if groups is None:
            return self
        with self._views_lock:
            if (key := frozenset(groups)) not in self._views:
                self._views[key] = self._narrowed(key)
            return self._views[key] or self

    def _narrowed(self, groups: frozenset[str]) -> Self | None:
        """The same catalogue and vectors, with the articles of the sources that these groups see, and the shelves on which they
        stand; None when that is everything.
        """
        sources = {number: source for number, source in self._sources.items() if visible(source.groups, groups)}
        if len(sources) == len(self._sources):
            return None
        for made in self._views.values():
            if made is not None and made._sources.keys() == sources.keys():
                return made
        part = copy(self)
        part._sources, part._views, part._scope, part._signed = sources, {}, None, None
        part._articles = self._articles[np.isin(self._articles[:, 1], numbers(sources))]
        part._passages = self._passages[np.isin(self._passages[:, 1], part._articles[:, 0])]
        part.vectors = Within(self.vectors, part._articles[:, 0])
        keywords = self._shelves.search_of({shelf_of(source.groups) for source in sources.values()})
        if len(keywords) != len(part._passages):
            raise CorruptError(f"关键词索引与各来源的可见范围对不上；{REBUILD}。")
        part.keywords = keywords
        return part

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the library's files."""
        with self._lock:
            self._catalog.close()

    def stale(self) -> bool:
        """Whether another generation has been published since this one was opened. Costs less than a millisecond."""
        return current_generation(self._library) != self._newest

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Passages by their numbers, in the order asked. Raises CorruptError for a number that is not in the catalogue."""
        with self._lock:
            read = self._catalog.passages(dict.fromkeys(ids))
        ours = self._ours(passage.article for passage in read.values())
        found = {number: passage for number, passage in read.items() if passage.article in ours}
        if missing := [number for number in ids if number not in found]:
            raise CorruptError(f"目录里没有{missing[0]}号段落；{REBUILD}。")
        return [found[number] for number in ids]

    def passages_of(self, articles: Sequence[int]) -> list[Passage]:
        """All passages of these article numbers, in order."""
        with self._lock:
            return list(self._catalog.passages_of(self._ours(articles)).values())

    def article(self, article_id: str) -> Article | None:
        """One whole article by its id, or None."""
        with self._lock:
            row = self._catalog.by_id(article_id, self.generation)
        return row.article if row and row.source in self._sources else None

    def printing(self, source: str) -> tuple[str, list[Article]]:
        """The text of a source as it was read (empty for a corpus of ready articles), and its articles in their order.

        Raises InputError for a name that the library does not have.
        """
        for number, known in self._sources.items():
            if known.name == source:
                with self._lock:
                    rows = self._catalog.rows(self.generation, number)
                    return self._catalog.page(number, self.generation), [row.article for row in rows]
        raise InputError(f"资料库里没有“{source}”；可用 liaocheng index --status 查看来源。")

    def article_by_number(self, number: int) -> Article | None:
        """One whole article by its number, or None."""
        with self._lock:
            found = self._catalog.by_number(self._ours([number]))
        return found[number].article if found else None

    def articles(self, numbers: Sequence[int]) -> list[Article]:
        """Whole articles by their numbers, in the order asked. Raises CorruptError for a number that is not in the catalogue."""
        with self._lock:
            found = self._catalog.by_number(self._ours(numbers))
        if missing := [number for number in numbers if number not in found]:
            raise CorruptError(f"目录里没有{missing[0]}号文章；{REBUILD}。")
        return [found[number].article for number in numbers]

    def _ours(self, wanted: Iterable[int]) -> dict[int, None]:
        """Those of these article numbers that belong to what is seen, each once, in their order."""
        known = self._articles[:, 0]
        asked = np.fromiter(dict.fromkeys(wanted), np.int64)
        places = np.minimum(np.searchsorted(known, asked), max(len(known) - 1, 0))
        return dict.fromkeys(asked[known[places] == asked].tolist() if len(known) else [])

    def iter_articles(self) -> Iterator[tuple[int, Article]]:
        """Every article with its number, in the order of the numbers."""
        for start in range(0, len(self._articles), _AT_ONCE):
            part: list[int] = self._articles[start : start + _AT_ONCE, 0].tolist()
            yield from zip(part, self.articles(part), strict=True)

    def sources(self) -> list[tuple[Source, int]]:
        """Each source with the number of its articles, by name."""
        found, counts = np.unique(self._articles[:, 1], return_counts=True)
        count = dict(zip(found.tolist(), counts.tolist(), strict=True))
        return [(source, count.get(number, 0)) for number, source in self._sources.items()]

    def scope(self) -> tuple[int, int, str | None, str | None]:
        """Number of articles and of sources, first and last date among them (YYYY, YYYY-MM or YYYY-MM-DD)."""
        if self._scope is None:
            days = self._articles[self._articles[:, 2] > 0, 2]
            since, until = (_words(int(days.min())), _words(int(days.max()))) if len(days) else (None, None)
            self._scope = len(self._articles), len(self._sources), since, until
        return self._scope

    @property
    def size(self) -> int:
        """The number of passages."""
        return len(self._passages)

    def permitted(
        self, since: str | None = None, until: str | None = None, sources: Iterable[str] | None = None
    ) -> NDArray[np.int64] | None:
        """The numbers (n,) of the articles that may be dated from `since` to `until` and stand in `sources`; None for all.

        Dates are YYYY, YYYY-MM or YYYY-MM-DD. An article without a date, or known only to the year or month, is kept when it
        may lie within. Raises InputError for a date that cannot be read.
        """
        if since is None and until is None and sources is None:
            return None
        chosen = np.ones(len(self._articles), np.bool_)
        if since is not None:
            chosen &= self._articles[:, 3] >= _day(since)[0]
        if until is not None:
            chosen &= self._articles[:, 2] <= _day(until)[1]
        if sources is not None:
            names = set(sources)
            wanted = [number for number, source in self._sources.items() if source.name in names]
            chosen &= np.isin(self._articles[:, 1], numbers(wanted))
        permitted: NDArray[np.int64] = self._articles[chosen, 0]
        return permitted

    def naming(self, names: Collection[str]) -> NDArray[np.int64]:
        """The numbers (n,) of the articles in whose words one of `names` stands. Reads all texts once, then remembers."""
        key = tuple(sorted(names))
        known = self._named.get(key)
        if known is None:
            wanted = re.compile("|".join(map(re.escape, key)) or "(?!)")
            found, texts = list[int](), self._catalog.texts(self.generation)
            while part := self._some(texts):
                found.extend(number for number, words in part if wanted.search(words))
            known = np.array(sorted(found), np.int64)
            if len(self._named) < _MOST_NAMED:
                self._named[key] = known
        return np.intersect1d(known, self._articles[:, 0])  # what is remembered is of the whole generation

    def _some(self, texts: Iterator[tuple[int, str]]) -> list[tuple[int, str]]:
        """The next texts, a few: looking through all of them must not keep others waiting."""
        with self._lock:
            return list(islice(texts, _AT_ONCE))

    def signed(self) -> dict[str, list[int]]:
        """Each name (without blanks) that stands over articles, reporter's or correspondent's, with their numbers in order.

        Reads all names once, then remembers.
        """
        with self._lock:
            if self._signed is None:
                ours, found = set(self._articles[:, 0].tolist()), dict[str, set[int]]()
                for number, name in self._catalog.signatures(self.generation):
                    if number in ours:
                        found.setdefault("".join(name.split()), set()).add(number)
                self._signed = {name: sorted(numbers) for name, numbers in found.items()}
            return self._signed


def _newest(folder: Path, kept: dict[int, str]) -> tuple[Generation | None, str]:
    """The newest sound generation, if any, and what is wrong with the current one, if anything."""
    damage = ""
    for number, digest in kept.items():
        try:
            return Generation.open(folder, number, digest), damage
        except CorruptError as error:
            damage = damage or str(error)
    return None, damage


def _day(date: str) -> tuple[int, int]:
    if not _DATE.fullmatch(date):
        raise InputError(f"看不懂日期“{date}”；请写成2024、2024-05或2024-05-20。")
    return generation.dates(date)


def _words(day: int) -> str:
    year, month, date = day // 10000, day // 100 % 100, day % 100
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{date:02}" if date else "")
