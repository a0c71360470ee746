"""FAISS over passage vectors. Inner product on unit vectors; every search can be limited to permitted articles.

The vectors lie in parts: each generation writes at most one new part and links the others, so that adding an article to a
large library costs what the article costs. Vectors of removed passages stay in their part, never found, until it is rewritten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from index.errors import CorruptError, DataError, MismatchError
from index.library import disk
from index.library.permitted import Permitted, numbers

METRIC = "inner product"
_SLACK = 8  # Fetched beyond k, so that equal scores at the edge are seen.
_WASTE = 0.2  # A part with more dead vectors than this is rewritten.
_ROWS = 65_536  # Copied at a time when parts are merged.
_EXACT = (
    50_000  # A part with more rows is cut into cells, and its numbers into bytes: a quarter of the memory, a tenth of the time.
)
_PROBED = 100  # Cells that are looked into: .97 of the exact best ten on 172,000 and on 889,000 passages in 512 dimensions.


class VectorSearch(Protocol):
    """What a reader asks of a vector engine."""

    def search(self, query: NDArray[np.float32], k: int, permitted: Collection[int] | None = None) -> list[tuple[int, float]]:
        """The k best (passage id, inner product), best first; only of `permitted` article numbers when given."""
        ...

    def of_articles(self, articles: Sequence[int]) -> NDArray[np.float32]:
        """The vectors (n, dimension) of whole articles by their numbers: the means of their passages', of length one."""
        ...


class VectorIndex(VectorSearch, Protocol):
    """What the library asks of a vector engine. Ids are passage numbers, `articles` their article numbers."""

    dimension: int

    def add(self, ids: NDArray[np.int64], articles: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Add unit vectors (n, dimension)."""
        ...

    def remove(self, articles: Iterable[int]) -> int:
        """Remove every vector of these articles; returns how many."""
        ...


class Within:
    """The vectors of some articles alone, numbers (n,): no search finds another, whatever it permits."""

    def __init__(self, vectors: VectorSearch, articles: NDArray[np.int64]) -> None:
        self._vectors, self._articles = vectors, articles

    def search(self, query: NDArray[np.float32], k: int, permitted: Collection[int] | None = None) -> list[tuple[int, float]]:
        """As the vectors that it is made of."""
        allowed = self._articles if permitted is None else np.intersect1d(self._articles, numbers(permitted))
        return self._vectors.search(query, k, allowed)

    def of_articles(self, articles: Sequence[int]) -> NDArray[np.float32]:
        """As the vectors that it is made of; an article that is not among these has the zero vector."""
        found = self._vectors.of_articles(articles)
        return np.where(np.isin(articles, self._articles)[:, None], found, np.float32(0))


class FlatVectors:
    """Search over parts `<number>.faiss`. Equal scores are ordered by passage id.

    A part is an IndexIDMap2 over IndexFlatIP, which is exact, or when it is large over IndexIVFScalarQuantizer, which looks only
    into the cells nearest to the query, and into as many more as a filter closes.
    """

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._parts: list[_Part] = []

    @classmethod
    def open(cls, folder: Path, dimension: int, passages: NDArray[np.int64]) -> Self:
        """The vectors saved in `folder`, mapped from disk. `passages` (n, 2) holds the living passage and article numbers.

        Raises CorruptError when a file is no such index, or a living passage has no vector.
        """
        opened = cls(dimension)
        for path in sorted(folder.glob("*.faiss"), key=lambda path: int(path.stem)):
            opened._parts.append(_Part.read(path, passages))
        if any(part.index.d != dimension for part in opened._parts) or len(opened) != len(passages):
            raise CorruptError(f"向量文件“{folder}”与目录不符。")
        return opened

    def __len__(self) -> int:
        return sum(part.living for part in self._parts)

    def add(self, ids: NDArray[np.int64], articles: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Add unit vectors (n, dimension). Raises MismatchError for another dimension, DataError for what is no number."""
        if vectors.ndim != 2 or vectors.shape[1] != self.dimension or not len(ids) == len(articles) == len(vectors):
            raise MismatchError(f"向量的形状是{vectors.shape}，资料库需要（{len(ids)}，{self.dimension}）；请检查向量模型。")
        if not np.isfinite(vectors).all():
            raise DataError("向量模型给出了不是数的向量；请检查模型文件。")
        if not self._parts or self._parts[-1].name is not None:
            self._parts.append(_Part.new(self.dimension))
        self._parts[-1].add(ids, articles, vectors)

    def remove(self, articles: Iterable[int]) -> int:
        """Remove every vector of these articles; returns how many."""
        gone = Permitted(list(articles))
        return sum(part.remove(gone) for part in self._parts)

    def search(self, query: NDArray[np.float32], k: int, permitted: Collection[int] | None = None) -> list[tuple[int, float]]:
        """The k best (passage id, inner product), best first; only of `permitted` article numbers when given.

        Raises MismatchError for a query (dimension,) of another dimension.
        """
        if query.shape != (self.dimension,):
            raise MismatchError(f"问题向量是{query.shape}，资料库的向量是{self.dimension}维；请用建库时的向量模型。")
        _faiss().omp_set_num_threads(1)  # Of this thread; one query gains nothing from more.
        allowed = None if permitted is None else Permitted(permitted)
        found = [hit for part in self._parts for hit in part.search(query, k, allowed)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def of_articles(self, articles: Sequence[int]) -> NDArray[np.float32]:
        """The vectors (n, dimension) of whole articles by their numbers: the means of their passages', of length one.

        An article without a vector has the zero vector.
        """
        total = np.zeros((len(articles), self.dimension), np.float32)
        for part in self._parts:
            part.add_to(total, articles)
        lengths = np.linalg.norm(total, axis=1, keepdims=True)
        total /= np.where(lengths > 0, lengths, 1)
        return total

    def save(self, folder: Path, number: int, former: Path | None = None, purge: bool = False) -> None:
        """Write one new part `<number>.faiss` into `folder` and link the untouched ones from `former`.

        Small old parts are merged into the new one, so that there are never more than about log2(n) of them. Parts with many
        dead vectors are rewritten; with `purge` every part that holds one.
        """
        folder.mkdir(parents=True)
        kept, merged = self._sorted_out(purge)
        for part in kept:
            if former is None or part.name is None:
                raise ValueError("a part that is kept needs the folder it lies in")
            disk.link(former / part.name, folder / part.name)
        if any(part.living for part in merged):
            _write(_merged(merged, self.dimension), folder / f"{number}.faiss")

    def _sorted_out(self, purge: bool) -> tuple[list[_Part], list[_Part]]:
        """The parts that stay as they are, and those that are written anew."""
        for part in self._parts:
            part.settle()
        limit = 0.0 if purge else _WASTE
        merged = [part for part in self._parts if part.name is None or part.waste > limit]
        size = sum(len(part.ids) for part in merged)
        for part in reversed(self._parts):
            if size and part not in merged and len(part.ids) < 2 * size:
                merged.append(part)
                size += len(part.ids)
        return [part for part in self._parts if part not in merged], [part for part in self._parts if part in merged]


def _faiss() -> Any:  # noqa: ANN401 - its stubs do not know what its Python layer adds
    import faiss

    return faiss


class _Part:
    """One FAISS index with the article and the life of each of its rows. `memory` is what a mapped index reads from."""

    def __init__(self, index: Any, name: str | None, memory: object = None) -> None:  # noqa: ANN401 - FAISS has no types
        self.index, self.name, self._memory = index, name, memory
        self._inner = _faiss().downcast_index(index.index)
        self.ids: NDArray[np.int64] = np.empty(0, np.int64)
        self.articles: NDArray[np.int64] = np.empty(0, np.int64)
        self.alive: NDArray[np.bool_] = np.empty(0, np.bool_)
        self._added: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        self._sorted: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None

    @classmethod
    def new(cls, dimension: int, sample: NDArray[np.float32] | None = None, rows: int = 0) -> Self:
        """An empty part: exact, or for many `rows` cut into about the root of their number of cells, learned from a `sample`."""
        faiss = _faiss()
        if sample is None:
            return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)), None)
        cells = 2 ** round(np.log2(rows) / 2)
        inner = faiss.index_factory(dimension, f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
        inner.train(sample)
        inner.set_direct_map_type(faiss.DirectMap.Array)  # So that the vectors can be read back when parts are merged.
        return cls(faiss.IndexIDMap2(inner), None)

    @classmethod
    def read(cls, path: Path, passages: NDArray[np.int64]) -> Self:
        """Opened through mapped bytes: FAISS itself cannot open a path with Chinese characters on Windows."""
        faiss = _faiss()
        try:
            memory = np.memmap(path, np.uint8, "r")
            reader = faiss.ZeroCopyIOReader(faiss.swig_ptr(memory), memory.nbytes)
            opened = faiss.read_index(reader)
            part = cls(faiss.downcast_index(opened), path.name, (memory, reader, opened))
            part.ids = faiss.vector_to_array(part.index.id_map)
        except (OSError, ValueError, RuntimeError, AttributeError) as error:
            raise CorruptError(f"向量文件“{path}”读不出来。") from error
        place = np.minimum(np.searchsorted(passages[:, 0], part.ids), max(len(passages) - 1, 0))
        part.alive = passages[place, 0] == part.ids if len(passages) else np.zeros(len(part.ids), np.bool_)
        part.articles = np.where(part.alive, passages[place, 1], -1) if len(passages) else np.full(len(part.ids), -1, np.int64)
        return part

    @property
    def living(self) -> int:
        """The number of rows that can be found."""
        self.settle()
        return int(self.alive.sum())

    @property
    def waste(self) -> float:
        """The share of dead rows."""
        return 1.0 - float(self.alive.mean()) if len(self.alive) else 1.0

    def add(self, ids: NDArray[np.int64], articles: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        self.index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(ids, np.int64))
        self._added.append((ids.astype(np.int64), articles.astype(np.int64)))

    def remove(self, gone: Permitted) -> int:
        self.settle()
        hit = self.alive & gone.holds(self.articles)
        self.alive &= ~hit
        return int(hit.sum())

    def search(self, query: NDArray[np.float32], k: int, allowed: Permitted | None) -> list[tuple[int, float]]:
        """The k best living rows and every one that scores the same as the last of them."""
        self.settle()
        rows = self.alive if allowed is None else self.alive & allowed.holds(self.articles)
        total = int(rows.sum())
        if not total or k < 1:
            return []
        question, fetched = np.ascontiguousarray(query[np.newaxis], np.float32), min(k + _SLACK, total)
        options, complete = self._options(rows, total)
        while True:
            scores, places = self._inner.search(question, fetched, params=options)
            found = int((places[0] >= 0).sum())
            if found < min(k, total) and not complete:
                options, complete = self._options(rows, 0)
            elif found < fetched or fetched == total or scores[0, -1] < scores[0, k - 1]:
                return list(zip(self.ids[places[0, :found]].tolist(), scores[0, :found].tolist(), strict=True))
            else:
                fetched = min(4 * fetched, total)

    def _options(self, rows: NDArray[np.bool_], total: int) -> tuple[Any, bool]:
        """How to search for `total` of the rows (0: whatever it takes), and whether that sees all of them."""
        faiss = _faiss()
        selector = None if total == len(rows) else faiss.IDSelectorBitmap(np.packbits(rows, bitorder="little"))
        if not hasattr(self._inner, "nlist"):
            return (faiss.SearchParameters(sel=selector) if selector else None), True
        cells = self._inner.nlist
        probed = min(cells, _PROBED * len(rows) // total) if total else cells
        return faiss.SearchParametersIVF(sel=selector, nprobe=probed), probed == cells

    def rows(self, start: int, end: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Ids and vectors of the living rows from `start` to `end`."""
        living = self.alive[start:end]
        vectors: NDArray[np.float32] = self._inner.reconstruct_n(start, end - start)
        return self.ids[start:end][living], vectors[living]

    def add_to(self, total: NDArray[np.float32], articles: Sequence[int]) -> None:
        """Add to each row of `total` (n, dimension) the living vectors of its article."""
        self.settle()
        if self._sorted is None:
            order = np.argsort(self.articles, kind="stable")
            self._sorted = order, self.articles[order]
        order, known = self._sorted
        starts, ends = np.searchsorted(known, articles), np.searchsorted(known, articles, "right")
        owner = np.repeat(np.arange(len(articles)), ends - starts)
        rows = np.concatenate([order[start:end] for start, end in zip(starts, ends, strict=True)] or [owner])
        living = self.alive[rows]
        if living.any():
            np.add.at(total, owner[living], self._inner.reconstruct_batch(rows[living]))

    def settle(self) -> None:
        """Take what was added into the arrays, once for many additions."""
        if self._added:
            ids, articles = (np.concatenate(column) for column in zip(*self._added, strict=True))
            self._added.clear()
            self._sorted = None
            self.ids, self.articles = np.concatenate([self.ids, ids]), np.concatenate([self.articles, articles])
            self.alive = np.concatenate([self.alive, np.ones(len(ids), np.bool_)])


def _merged(parts: Sequence[_Part], dimension: int) -> Any:  # noqa: ANN401 - FAISS has no types
    merged = _Part.new(dimension, _sample(parts), sum(part.living for part in parts)).index
    for part in parts:
        for start in range(0, len(part.ids), _ROWS):
            ids, vectors = part.rows(start, min(start + _ROWS, len(part.ids)))
            merged.add_with_ids(vectors, ids)
    return merged


def _sample(parts: Sequence[_Part]) -> NDArray[np.float32] | None:
    """Vectors (n, dimension) out of these parts, spread evenly, by which a large part is cut into cells; else None."""
    total = sum(part.living for part in parts)
    if total <= _EXACT:
        return None
    pieces = [(part, start) for part in parts for start in range(0, len(part.ids), _ROWS)]
    step = max(1, total // _ROWS)
    return np.concatenate([part.rows(start, min(start + _ROWS, len(part.ids)))[1][::step].copy() for part, start in pieces])


def _write(index: Any, path: Path) -> None:  # noqa: ANN401 - FAISS has no types
    with path.open("wb") as file:
        _faiss().write_index(index, _faiss().PyCallbackIOWriter(file.write))
