"""What the searches know of an article: the tokens and the vectors of its passages, made from the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage
from index.catalog import Catalog
from index.config import IndexConfig
from index.embed import Embedding, embedding_of
from index.generation import PROBE, Recipe
from index.keywords import KeywordRow
from index.lexicon import Lexicon, simplified
from index.library.rows import Row
from index.shelves import shelf_of
from index.store import Draft

_AT_ONCE = 128  # Articles at a time.


class Deriver:
    """The model and the lexicon of a configuration, opened once. `recipe` names them."""

    def __init__(self, config: IndexConfig) -> None:
        self._embedding: Embedding = embedding_of(config)
        self._lexicon = Lexicon(config.lexicon)
        self.recipe = Recipe(
            embedding=config.embedding,
            identity=self._embedding.identity,
            dimension=self._embedding.dimension,
            passage_prefix=config.passage_prefix,
            passage_size=config.passage_size,
            lexicon=self._lexicon.identity,
        )

    def probe(self) -> NDArray[np.float32]:
        """The vector (dimension,) of a fixed sentence, by which a model that changed is known."""
        vector: NDArray[np.float32] = self._embedding.passages([PROBE])[0]
        return vector

    def fill(self, draft: Draft, catalog: Catalog, articles: Sequence[int], progress: Callable[[int, int], None]) -> None:
        """Give the draft tokens and vectors of these article numbers; `progress` hears how many are done, and of how many."""
        shelves = _shelves(draft, catalog)
        for start in range(0, len(articles), _AT_ONCE):
            progress(start, len(articles))
            rows = catalog.by_number(articles[start : start + _AT_ONCE])
            passages = list(catalog.passages_of(rows).values())
            texts = [embedded_text(rows[passage.article].article, passage) for passage in passages]
            vectors = self._embedding.passages(texts) if texts else np.empty((0, self.recipe.dimension), np.float32)
            draft.add(list(rows.values()), passages, vectors)
            self._shelve(draft, shelves, rows, passages)
        progress(len(articles), len(articles))

    def vectors(self, catalog: Catalog, passages: Sequence[int]) -> NDArray[np.float32]:
        """The unit vectors (n, dimension) of these passages, in this order."""
        found = catalog.passages(passages)
        rows = catalog.by_number({passage.article for passage in found.values()})
        return self._embedding.passages(
            [embedded_text(rows[found[number].article].article, found[number]) for number in passages]
        )

    def retell(self, draft: Draft, catalog: Catalog, passages: Iterable[int]) -> None:
        """Give the draft's keywords these passages again, whose segments were rewritten."""
        found = catalog.passages(passages)
        if found:
            rows = catalog.by_number({passage.article for passage in found.values()})
            self._shelve(draft, _shelves(draft, catalog), rows, list(found.values()))

    def _shelve(self, draft: Draft, shelves: Mapping[int, str], rows: Mapping[int, Row], passages: Sequence[Passage]) -> None:
        """Give the keywords of each passage to the shelf of its source."""

        def shelf(passage: Passage) -> str:
            return shelves[rows[passage.article].source]

        for name, part in groupby(sorted(passages, key=shelf), key=shelf):
            draft.keywords.add((self._tokens(rows[passage.article].article, passage) for passage in part), name)

    def _tokens(self, article: Article, passage: Passage) -> KeywordRow:
        words = self._lexicon.words
        return KeywordRow(
            passage.passage_id,
            passage.article,
            words(passage.text),
            self._lexicon.bigrams(passage.text),
            words(article.title or ""),
        )


def _shelves(draft: Draft, catalog: Catalog) -> dict[int, str]:
    """The shelf of each source, by its number."""
    return {number: shelf_of(source.groups) for number, source in catalog.sources(draft.number).items()}


def embedded_text(article: Article, passage: Passage) -> str:
    """What the model reads of a passage: headline, date, words, in simplified characters as questions are."""
    return simplified("\n".join(part for part in (article.title, article.date, passage.text) if part))
