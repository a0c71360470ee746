"""Tantivy: BM25 over words and character bigrams, with a headline field. Every search can be limited to permitted articles."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np

from index.errors import CorruptError
from index.library import disk
from index.library.permitted import Permitted

if TYPE_CHECKING:
    import tantivy

    _Found = tuple[float, tantivy.DocAddress]

FIELDS = ("words", "bigrams", "title")
_HEAP = 128_000_000  # Bytes of new documents before Tantivy writes a segment.
_SLACK = 8  # Fetched beyond k, so that equal scores at the edge are seen.
_NEAR = 5_000  # Where the k-th permitted hit is expected further down than this, a set of terms is faster.
_DEEP = 20_000  # Read no further down than this before falling back on the set of terms.
CHANGING = ("meta.json", ".managed.json")  # All other files of Tantivy are written once.


@dataclass(frozen=True, slots=True)
class KeywordRow:
    """What is indexed of one passage: tokens made by `lexicon`, in order of the text, repeated as often as they occur."""

    passage_id: int
    article: int
    words: Sequence[str]
    bigrams: Sequence[str]
    title: Sequence[str]


@dataclass(frozen=True, slots=True)
class KeywordQuery:
    """Tokens to look for, each with its weight (a boost of its BM25 score).

    A word is looked for in the text, and with `title_boost` (0 for not at all) times its weight in the headline.
    """

    words: Sequence[tuple[str, float]]
    bigrams: Sequence[tuple[str, float]]
    title_boost: float = 1.0


class KeywordSearch(Protocol):
    """What a reader asks of a keyword engine."""

    def search(self, query: KeywordQuery, k: int, permitted: Collection[int] | None = None) -> list[tuple[int, float]]:
        """The k best (passage id, BM25 score), best first; only of `permitted` article numbers when given."""
        ...

    def rarity(self, field: str, token: str) -> float:
        """The inverse document frequency of a token in one of FIELDS, as BM25 counts it."""
        ...


class KeywordIndex(KeywordSearch, Protocol):
    """What the library asks of a keyword engine."""

    def add(self, rows: Iterable[KeywordRow]) -> None:
        """Add passages."""
        ...

    def remove(self, articles: Iterable[int]) -> None:
        """Remove every passage of these article numbers."""
        ...


class TantivyKeywords:
    """BM25 (k1 1.2, b 0.75, document lengths above 40 rounded as Lucene does), summed over the fields.

    Tokens hold no white space. Equal scores are ordered by passage id. What is added or removed counts once `save` was called.
    """

    def __init__(self, folder: Path, index: tantivy.Index) -> None:
        self._folder, self._index = folder, index
        self._writer: tantivy.IndexWriter | None = None
        index.config_reader("manual")
        self._searcher = index.searcher()

    @classmethod
    def create(cls, folder: Path) -> Self:
        """An empty index in a new folder."""
        import tantivy

        folder.mkdir(parents=True)
        return cls(folder, tantivy.Index(_schema(), path=str(folder)))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index saved in `folder`. Raises CorruptError when it is none."""
        import tantivy

        try:
            return cls(folder, tantivy.Index.open(str(folder)))
        except (ValueError, OSError) as error:
            raise CorruptError(f"关键词索引“{folder}”打不开。") from error

    @classmethod
    def copy(cls, former: Path, folder: Path) -> Self:
        """An index in a new folder that starts from another one; its segments are linked, not copied."""
        folder.mkdir(parents=True)
        for path in former.iterdir():
            if path.name in CHANGING:
                shutil.copyfile(path, folder / path.name)
            elif path.suffix != ".lock":
                disk.link(path, folder / path.name)
        return cls.open(folder)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def add(self, rows: Iterable[KeywordRow]) -> None:
        """Add passages."""
        import tantivy

        writer = self._writing()
        for row in rows:
            document = tantivy.Document()
            document.add_unsigned("passage", row.passage_id)
            document.add_unsigned("article", row.article)
            for field in FIELDS:
                document.add_text(field, " ".join(getattr(row, field)))
            writer.add_document(document)

    def remove(self, articles: Iterable[int]) -> None:
        """Remove every passage of these article numbers that was added before."""
        self._writing().delete_documents_by_query(self._of("article", articles))

    def save(self) -> None:
        """Commit, wait for merges to end, and leave only files that are in use."""
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._writer = None
        self._index.reload()
        self._searcher = self._index.searcher()
        for lock in self._folder.glob("*.lock"):
            lock.unlink()
        for name in CHANGING:  # Tantivy makes these readable for their owner alone.
            (self._folder / name).chmod(self._folder.stat().st_mode & 0o666)

    @property
    def waste(self) -> float:
        """The share of removed documents that still lie in the segments; they count in the statistics of BM25."""
        segments = self._segments()
        total = sum(size for size, _ in segments)
        return sum(dead for _, dead in segments) / total if total else 0.0

    def rewrite(self, articles: Iterable[int]) -> list[int]:
        """Remove these articles with every segment that holds one of them, or something removed before.

        Returns the passage ids of other articles that went with the segments: add them again.
        """
        gone = self._of("article", articles)
        touched = {place for place, (_, dead) in enumerate(self._segments()) if dead}
        doomed = {passage for passage, _ in self._passages(gone)}
        touched |= {segment for _, segment in self._passages(gone)}
        shared = {passage for passage, segment in self._passages(None) if segment in touched}
        self._writing().delete_documents_by_query(self._of("passage", shared))
        return sorted(shared - doomed)

    def search(self, query: KeywordQuery, k: int, permitted: Collection[int] | None = None) -> list[tuple[int, float]]:
        """The k best (passage id, BM25 score), best first; only of `permitted` article numbers when given.

        A large set of permitted articles is not handed to Tantivy (a set of 30,000 terms costs 15 ms): the list is read
        as far down as it takes to find k of them, which gives the same.
        """
        wanted = _query(self._index.schema, query)
        if wanted is None or k < 1:
            return []
        if permitted is None:
            return self._read(wanted, k + _SLACK, k, None, None) or []
        allowed = Permitted(permitted)
        first = int((k + _SLACK) / max(allowed.share, 1e-9)) * 5 // 4
        found = self._read(wanted, first, k, allowed, _DEEP) if first <= _NEAR else None
        return self._read(self._within(wanted, allowed), k + _SLACK, k, None, None) or [] if found is None else found

    def rarity(self, field: str, token: str) -> float:
        """The inverse document frequency of a token in one of FIELDS: log(1 + (N - n + 0.5) / (n + 0.5))."""
        holding = int(self._searcher.doc_freq(field, token))
        return math.log(1 + (len(self) - holding + 0.5) / (holding + 0.5))

    def _read(
        self, wanted: tantivy.Query, limit: int, k: int, allowed: Permitted | None, deepest: int | None
    ) -> list[tuple[int, float]] | None:
        """The k best allowed ones, first looked for among the best `limit`; None when that leads below the `deepest`."""
        while deepest is None or limit <= deepest:
            hits = self._searcher.search(wanted, limit, count=False).hits
            found = self._allowed(hits, allowed)
            if len(hits) < limit or (len(found) >= k and hits[-1][0] < found[k - 1][0]):
                passages = self._values("passage", [address for _, address in found])
                scored = zip(passages, (float(score) for score, _ in found), strict=True)
                return sorted(scored, key=lambda hit: (-hit[1], hit[0]))[:k]
            limit *= 4
        return None

    def _allowed(self, hits: list[_Found], allowed: Permitted | None) -> list[_Found]:
        if allowed is None or not hits:
            return hits
        articles = np.array(self._values("article", [address for _, address in hits]), np.int64)
        return [hits[place] for place in np.flatnonzero(allowed.holds(articles))]

    def _values(self, field: str, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [int(value or 0) for value in self._searcher.fast_field_values(field, addresses)]

    def _passages(self, wanted: tantivy.Query | None) -> Iterator[tuple[int, int]]:
        """Passage id and segment of every document that is wanted; of all for None."""
        import tantivy

        if len(self):
            hits = self._searcher.search(wanted or tantivy.Query.all_query(), len(self), count=False).hits
            addresses = [address for _, address in hits]
            yield from zip(self._values("passage", addresses), (address.segment_ord for address in addresses), strict=True)

    def _of(self, field: str, numbers: Iterable[int]) -> tantivy.Query:
        """Deleting by one term finds nothing in a field of numbers (tantivy 0.27); by a query it does."""
        import tantivy

        return tantivy.Query.term_set_query(self._index.schema, field, sorted({int(number) for number in numbers}))

    def _within(self, wanted: tantivy.Query, permitted: Permitted) -> tantivy.Query:
        from tantivy import Occur, Query

        return Query.boolean_query(
            [(Occur.Must, wanted), (Occur.Must, Query.const_score_query(self._of("article", permitted.numbers), 0.0))]
        )

    def _segments(self) -> list[tuple[int, int]]:
        """Documents and removed documents of each segment, in the order of the searcher."""
        meta = json.loads((self._folder / "meta.json").read_text(encoding="utf-8"))
        return [(segment["max_doc"], (segment["deletes"] or {}).get("num_deleted_docs", 0)) for segment in meta["segments"]]

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        return self._writer


def _schema() -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("passage", indexed=True, fast=True)
    builder.add_unsigned_field("article", indexed=True, fast=True)
    return builder.build()


def _query(schema: tantivy.Schema, query: KeywordQuery) -> tantivy.Query | None:
    """Any of the terms, each boosted by its weight; None when there is none to look for."""
    from tantivy import Occur, Query

    terms = [("words", token, weight) for token, weight in query.words]
    terms += [("bigrams", token, weight) for token, weight in query.bigrams]
    terms += [("title", token, weight * query.title_boost) for token, weight in query.words]
    boosted = [
        (Occur.Should, Query.boost_query(Query.term_query(schema, field, token, "freq"), weight))
        for field, token, weight in terms
        if weight > 0
    ]
    return Query.boolean_query(boosted) if boosted else None
