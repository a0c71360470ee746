"""The order of the steps: files → load → split → chunk → tokens and vectors → one published generation."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index import lock
from index.article import Article, Passage, Source
from index.catalog import Row
from index.chunk import passages as spans
from index.config import IndexConfig
from index.embed import Embedding, open_embedding
from index.errors import CorruptError, InputError
from index.generation import PROBE, REBUILD, Recipe
from index.keywords import KeywordRow
from index.lexicon import Lexicon
from index.load import Loaded, Skipped, files, load_all
from index.split import split
from index.store import Draft, Library, Snapshot, ignore, open_library
from index.worker import Worker

Progress = Callable[[str, int, int], None]
CACHE = "cache"
_AT_ONCE = 128  # Articles derived at a time.
_MUCH = 2_000  # From this many articles on, loading the whole dictionary pays.


def _silent(step: str, done: int, total: int) -> None:
    """Shows nothing."""


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


def index(
    paths: Sequence[Path],
    config: IndexConfig,
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
    steps: Callable[[str], None] = ignore,
) -> Report:
    """Add or refresh the files and folders of `paths`; with `rebuild` make everything anew, also what is not in `paths`.

    What cannot be used is skipped and the rest published. `progress` is called with a step's name, how much of it is done and
    how much there is; `steps` as in `store`.
    Raises InputError (nothing usable; the library is untouched), BusyError, WriteError, MismatchError, CorruptError.
    """
    started = time.perf_counter()
    found = list(files(paths))
    with open_library(config.folder, steps) as library:
        run = _Run(library, _Tools(config), progress or _silent)
        run.prepare(rebuild)
        run.take(found, rebuild)
        return run.publish(started)


def remove(
    names: Iterable[str], config: IndexConfig, *, progress: Progress | None = None, steps: Callable[[str], None] = ignore
) -> Report:
    """Remove sources with all that was made of them. Raises InputError for a name that the library does not have."""
    started = time.perf_counter()
    with open_library(config.folder, steps) as library:
        if not library.exists or not library.current:
            raise InputError(f"“{config.folder}”里还没有资料库，没有可删除的来源。")
        run = _Run(library, _Tools(config), progress or _silent)
        run.prepare(rebuild=False)
        run.drop(list(dict.fromkeys(names)))
        return run.publish(started)


def status(config: IndexConfig) -> Status:
    """What the library holds. Raises InputError when there is none, CorruptError when no generation is sound."""
    with Snapshot.open(config.folder) as snapshot:
        articles, _, since, until = snapshot.scope()
        size = sum(path.stat().st_size for path in config.folder.rglob("*") if path.is_file())
        manifest = snapshot.manifest
        return Status(config.folder, snapshot.generation, manifest.created, manifest.recipe, tuple(snapshot.sources()),
                      articles, manifest.passages, since, until, size, snapshot.damage, lock.holder(config.folder))  # fmt: skip


class _Tools:
    """The model and the lexicon, opened once."""

    def __init__(self, config: IndexConfig) -> None:
        self.size = config.passage_size
        self.embedding: Embedding = open_embedding(config.embedding, config.query_prefix, config.passage_prefix)
        self.lexicon = Lexicon(config.lexicon, config.folder / CACHE)
        self.recipe = Recipe(
            embedding=config.embedding,
            identity=self.embedding.identity,
            dimension=self.embedding.dimension,
            passage_prefix=config.passage_prefix,
            passage_size=config.passage_size,
            lexicon=self.lexicon.identity,
        )

    def tokens(self, article: Article, passage: Passage) -> KeywordRow:
        """What the keyword search knows of a passage."""
        return KeywordRow(
            passage.passage_id,
            passage.article,
            self.lexicon.words(passage.text),
            self.lexicon.bigrams(passage.text),
            self.lexicon.words(article.title or ""),
        )


@dataclass
class _Run:
    """One run over an open library: what it found, what must be derived, what is to go."""

    library: Library
    tools: _Tools
    progress: Progress
    afresh: bool = False
    purge: bool = False
    fresh: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    indexed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def prepare(self, rebuild: bool) -> None:
        """See what is there, and that it can be added to."""
        library = self.library
        if library.exists and not library.usable():
            if not rebuild:
                raise CorruptError(f"资料库“{library.folder}”的目录已损坏；{REBUILD} 加原来的文件夹。")
            self.notes.append(f"目录已损坏，改名为“{library.set_aside()}”；只重建了这次给出的文件。")
        if not library.exists or not library.current:
            return
        self.afresh = rebuild or library.former is None
        if library.former is None:
            self.notes.append("索引文件有损坏，已用目录里的文章重新生成。")
        elif not rebuild:
            library.former.manifest.recipe.expect(self.tools.recipe)

    def take(self, paths: Sequence[Path], rebuild: bool) -> None:
        """Read files into the catalogue. Raises InputError when none of them can be used."""
        digests: dict[str, str] = {}
        with Worker() as worker:
            for done, path in enumerate(paths):
                self.progress("读取文件", done, len(paths))
                for loaded in load_all(path, worker):
                    self._take(loaded, digests, rebuild)
        self.progress("读取文件", len(paths), len(paths))
        if not self.indexed and not self.unchanged:
            raise InputError(
                f"没有可收录的文件：{self.skipped[0][0]}：{self.skipped[0][1]}"
                if self.skipped
                else "没有可收录的文件；请检查路径。"
            )
        if rebuild:
            self._rechunk()

    def drop(self, names: Sequence[str]) -> None:
        """Let sources die. Raises InputError for an unknown name."""
        known = self._sources()
        if unknown := [name for name in names if name not in known]:
            raise InputError(f"资料库里没有“{'”、“'.join(unknown)}”；可用 liaocheng index --status 查看来源。")
        for name in names:
            number = known[name][0]
            self._retire([row.number for row in self._rows(number)])
            self.library.catalog.retire_source(number, self.library.number)
        self.removed, self.purge = list(names), True

    def publish(self, started: float) -> Report:
        """Derive what is new, publish it, and say what was done; nothing is published when nothing changed."""
        former = self.library.former
        if not self.afresh and not self.indexed and not self.removed and former:
            manifest = former.manifest
        else:
            draft = self.library.draft(self.tools.recipe, afresh=self.afresh, purge=self.purge)
            self._fill(draft)
            probe = self.tools.embedding.passages([PROBE])[0]
            manifest = self.library.publish(draft, self.tools.recipe, probe, forget=self.purge)
        return Report(
            indexed=tuple(self.indexed),
            unchanged=tuple(self.unchanged),
            skipped=tuple(self.skipped),
            removed=tuple(self.removed),
            articles=manifest.articles,
            passages=manifest.passages,
            generation=manifest.generation,
            seconds=time.perf_counter() - started,
            notes=tuple(self.notes),
        )

    # ---- into the catalogue

    def _sources(self) -> dict[str, tuple[int, Source]]:
        found = self.library.catalog.sources(self.library.number)
        return {source.name: (number, source) for number, source in found.items()}

    def _rows(self, source: int) -> Iterator[Row]:
        return self.library.catalog.rows(self.library.number, source)

    def _take(self, loaded: Loaded | Skipped, digests: dict[str, str], rebuild: bool) -> None:
        """One file, or one member of an archive. `digests` holds those that this run has seen, by name."""
        if isinstance(loaded, Skipped):
            self.skipped.append((loaded.name, loaded.reason))
            return
        source = loaded.source
        if source.name in digests:
            if digests[source.name] != source.digest:
                self.skipped.append((source.name, "与这次收录的另一个文件同名而内容不同；请改名后再收录。"))
            return
        digests[source.name] = source.digest
        known = self._sources().get(source.name) if self.library.exists else None
        if known and known[1] == source and not rebuild and self.library.catalog.whole(known[0]):
            self.unchanged.append(source.name)
        elif articles := loaded.articles or tuple(split(loaded.text, source)):
            self.notes.extend(loaded.notes)
            self._put(source, articles, known)
        else:
            self.skipped.append((source.name, "没有认出文章；请确认是报纸文本。"))

    def _put(self, source: Source, articles: Sequence[Article], known: tuple[int, Source] | None) -> None:
        """Bring one source up to date: articles that are the same stay, with their numbers."""
        catalog, now = self.library.catalog, self.library.number
        old = {row.article.article_id: row for row in self._rows(known[0])} if known else {}
        same = {row.article.article_id for row, article in _matched(old, articles) if row.article == article}
        owners = {article.article_id: catalog.owner(article.article_id) for article in articles if article.article_id not in old}
        taken = Counter(owner for owner in owners.values() if owner)
        usable = [article for article in articles if not owners.get(article.article_id)]
        if taken:
            where = "、".join(f"{owner}（{count}篇）" for owner, count in taken.items())
            self.skipped.append((source.name, f"有{sum(taken.values())}篇的编号已在其他来源里，没有收录：{where}。"))
        if not usable:
            return
        changed = not known or known[1] != source or len(same) < max(len(usable), len(old))
        (self.indexed if changed else self.unchanged).append(source.name)
        self._retire([row.number for name, row in old.items() if name not in same])
        number = catalog.put_source(source, now, whole=not taken) if changed or not known else known[0]
        for place, article in enumerate(usable):
            if article.article_id not in same:
                self._add(article, number, place)
            elif old[article.article_id].place != place:
                catalog.move(old[article.article_id].number, place)

    def _add(self, article: Article, source: int, place: int) -> None:
        added, _ = self.library.catalog.add(article, source, place, spans(article.text, self.tools.size), self.library.number)
        self.fresh.append(added)

    def _retire(self, numbers: Sequence[int]) -> None:
        self.library.catalog.retire(numbers, self.library.number)
        self.gone.extend(numbers)

    def _rechunk(self) -> None:
        """Cut every article again; those whose passages change get a new number."""
        catalog, new = self.library.catalog, set(self.fresh)
        for row in list(catalog.rows(self.library.number)):
            wanted = spans(row.article.text, self.tools.size)
            if row.number not in new and wanted != [(p.start, p.end) for p in catalog.passages_of([row.number]).values()]:
                self._retire([row.number])
                self._add(row.article, row.source, row.place)

    # ---- into the searches

    def _fill(self, draft: Draft) -> None:
        """Bring the draft up to date with the catalogue."""
        if self.afresh or self.library.former is None:
            self._derive(draft, [row.number for row in self.library.catalog.rows(self.library.number)])
            return
        again = draft.remove(self.gone)
        self._derive(draft, self.fresh)
        if again:
            passages = self.library.catalog.passages(again)
            rows = self.library.catalog.by_number({passage.article for passage in passages.values()})
            draft.keywords.add(self.tools.tokens(rows[passage.article].article, passage) for passage in passages.values())

    def _derive(self, draft: Draft, numbers: Sequence[int]) -> None:
        """Tokens and vectors of articles, from the catalogue."""
        if len(numbers) > _MUCH:
            self.tools.lexicon.warm()
        for start in range(0, len(numbers), _AT_ONCE):
            self.progress("建立索引", start, len(numbers))
            rows = self.library.catalog.by_number(numbers[start : start + _AT_ONCE])
            passages = list(self.library.catalog.passages_of(rows).values())
            draft.keywords.add(self.tools.tokens(rows[passage.article].article, passage) for passage in passages)
            texts = [_shown(rows[passage.article].article, passage) for passage in passages]
            vectors = self.tools.embedding.passages(texts) if texts else np.empty((0, self.tools.recipe.dimension), np.float32)
            draft.add(list(rows.values()), passages, vectors)
        self.progress("建立索引", len(numbers), len(numbers))


def _matched(old: dict[str, Row], articles: Iterable[Article]) -> Iterator[tuple[Row, Article]]:
    """Articles of a source with the row that has the same id."""
    return ((old[article.article_id], article) for article in articles if article.article_id in old)


def _shown(article: Article, passage: Passage) -> str:
    """What the model reads of a passage: headline, date, words."""
    return "\n".join(part for part in (article.title, article.date, passage.text) if part)
