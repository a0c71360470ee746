"""Keywords and vectors, fused into one list of passages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.article import Passage
from index.embed import Embedding
from index.keywords import KeywordQuery
from index.snapshot import Snapshot
from rag.question import Question

DEPTH = 100
BIGRAM_WEIGHT = 0.5
SYNONYM_WEIGHT = 0.6
TITLE_BOOST = 1.0
VECTOR_WEIGHT = 0.15

Ranking = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its fused score, 0..1."""

    passage: Passage
    score: float


def fuse(keywords: Ranking, vectors: Ranking, weight: float = VECTOR_WEIGHT) -> list[tuple[int, float]]:
    """The weighted sum of two rankings, each divided by its best score, best first.

    `weight` is the vectors' share; an id missing from a ranking, or below zero in it, counts 0 there. Equal sums are ordered by
    id. Reciprocal ranks would give a weak vector list as much say as the keywords, which costs far more than it brings.
    """
    sums: dict[int, float] = {}
    for ranking, share in ((keywords, 1 - weight), (vectors, weight)):
        best = max((score for _, score in ranking), default=0.0)
        for key, score in ranking:
            sums[key] = sums.get(key, 0.0) + (share * max(score, 0.0) / best if best > 0 else 0.0)
    return sorted(sums.items(), key=lambda item: (-item[1], item[0]))


class Searcher:
    """Finds passages in one generation of a library."""

    def __init__(self, snapshot: Snapshot, embedding: Embedding) -> None:
        self.snapshot = snapshot
        self._embedding = embedding

    def search(self, question: Question, k: int, permitted: Collection[int] | None = None) -> list[Found]:
        """The k best passages of `permitted` article numbers (None: of all), best first."""
        depth = max(DEPTH, k)
        keywords = self.snapshot.keywords.search(keyword_query(question), depth, permitted)
        vectors = self.snapshot.vectors.search(self._embedding.query(question.standalone), depth, permitted)
        ranking = fuse(keywords, vectors)[:k]
        passages = self.snapshot.passages([key for key, _ in ranking])
        return [Found(passage, score) for passage, (_, score) in zip(passages, ranking, strict=True)]


def keyword_query(question: Question) -> KeywordQuery:
    """Words at full weight, their synonyms and the bigrams at less."""
    words = dict.fromkeys(question.words, 1.0)
    for term in question.terms:
        for token in term.tokens:
            words.setdefault(token, SYNONYM_WEIGHT)
    return KeywordQuery(
        words=tuple(words.items()),
        bigrams=tuple((bigram, BIGRAM_WEIGHT) for bigram in question.bigrams),
        title_boost=TITLE_BOOST,
    )
