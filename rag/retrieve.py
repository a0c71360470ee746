"""Keywords and vectors, fused into one list of passages whose head is put in order by what the passages hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from index.article import Passage
from index.embed import Embedding
from index.keywords import KeywordQuery
from index.snapshot import Snapshot
from rag.crossencoder import Judge
from rag.diversity import marginal_relevance
from rag.question import Question
from rag.rerank import FEATURES, Candidate, Wanted, features, learned, most_held, pair_weight

DEPTH = 200  # passages of each search
POOL = 120  # of the fused list, the best ones that are candidates
RERANKED = 30  # of these, the ones that hold most of what is asked: they are put in order by all features
JUDGED = 30  # of these, the best ones that a cross-encoder of one's own puts in its order
BIGRAM_WEIGHT = 0.5
SYNONYM_WEIGHT = 0.6
TITLE_BOOST = 1.0
VECTOR_WEIGHT = 0.15
SIDE_BY_SIDE = 300_000  # passages above which the two searches run at the same time: below, a thread costs more than it saves

Ranking = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its fused score, 0..1, and what was measured of it (FEATURES of `rag.rerank`); empty beyond the head."""

    passage: Passage
    score: float
    measured: tuple[float, ...] = ()


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
    """Finds passages in one generation of a library; a `judge` has the last word on their order."""

    def __init__(self, snapshot: Snapshot, embedding: Embedding, judge: Judge | None = None) -> None:
        self.snapshot = snapshot
        self._embedding, self._judge = embedding, judge

    def search(self, question: Question, k: int, permitted: Collection[int] | None = None) -> list[Found]:
        """The k best passages of `permitted` article numbers (None: of all), best first; what only repeats others comes later."""
        passages, fused, measured = self.candidates(question, k, permitted)
        found = _in_order(passages, measured, fused)
        return (self._judged(question, found) if self._judge else found)[:k]

    def _judged(self, question: Question, found: Sequence[Found]) -> list[Found]:
        """The head in the order of the judge; the scores stay with the places, as those of a judge have a scale of their own."""
        if self._judge is None or not found:
            return list(found)
        head = found[:JUDGED]
        numbers = list(dict.fromkeys(hit.passage.article for hit in head))
        titles = {n: article.title for n, article in zip(numbers, self.snapshot.articles(numbers), strict=True)}
        texts = ["\n".join(part for part in (titles[hit.passage.article], hit.passage.text) if part) for hit in head]
        order = np.argsort(-self._judge.scores(question.standalone, texts), kind="stable")
        return [replace(head[place], score=hit.score) for place, hit in zip(order, head, strict=True)] + list(found[JUDGED:])

    def candidates(
        self, question: Question, k: int, permitted: Collection[int] | None = None
    ) -> tuple[list[Passage], list[float], NDArray[np.float64]]:
        """Passages with their fused scores, at least k where there are; the features (n, FEATURES) of the first n.

        Those first n are the ones that hold most of what is asked; after them comes the rest, best first.
        """
        depth = max(DEPTH, k)
        vector = self._embedding.query(question.standalone)
        search = partial(self.snapshot.vectors.search, vector, depth, permitted)
        beside = _beside().submit(search) if self.snapshot.size > SIDE_BY_SIDE else None
        keywords = self.snapshot.keywords.search(keyword_query(question), depth, permitted)
        vectors = beside.result() if beside else search()
        ranking = fuse(keywords, vectors)[: max(k, POOL)]
        passages = self.snapshot.passages([key for key, _ in ranking])
        found = _candidates(passages, dict(keywords), dict(vectors))
        wanted = Wanted.of(question, self.snapshot.keywords.rarity, BIGRAM_WEIGHT)
        head = most_held(wanted, found, RERANKED)
        order = head + sorted(set(range(len(found))).difference(head))
        measured = self._measured(wanted, vector, [found[place] for place in head])
        return [passages[place] for place in order], [ranking[place][1] for place in order], measured

    def _measured(self, wanted: Wanted, vector: NDArray[np.float32], head: Sequence[Candidate]) -> NDArray[np.float64]:
        if not head:
            return np.zeros((0, len(FEATURES)))
        numbers = list(dict.fromkeys(candidate.article for candidate in head))
        articles = zip(numbers, self.snapshot.articles(numbers), strict=True)
        texts = {number: (article.title or "", article.text) for number, article in articles}
        near = dict(zip(numbers, (self.snapshot.vectors.of_articles(numbers) @ vector).tolist(), strict=True))
        return features(wanted, [replace(candidate, article_vector=near[candidate.article]) for candidate in head], texts)


@cache
def _beside() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(thread_name_prefix="vectors")


def _candidates(passages: Sequence[Passage], keywords: Mapping[int, float], vectors: Mapping[int, float]) -> list[Candidate]:
    """Passages with what the two searches gave them; 0 for what was not found."""
    return [
        Candidate(p.article, p.text, p.start, keywords.get(p.passage_id, 0.0), vectors.get(p.passage_id, 0.0)) for p in passages
    ]


def _in_order(passages: Sequence[Passage], measured: NDArray[np.float64], fused: Sequence[float]) -> list[Found]:
    """The passages that were `measured` by their scores, and after them the others as they were, scaled to follow on."""
    order, scores = marginal_relevance(measured @ learned(), [passage.text for passage in passages[: len(measured)]])
    ahead = [Found(passages[place], score, tuple(measured[place].tolist())) for place, score in zip(order, scores, strict=True)]
    if len(ahead) == len(passages):
        return ahead
    scale = max(scores[-1], 0.0) / (fused[len(ahead)] or 1.0)
    rest = zip(passages[len(ahead) :], fused[len(ahead) :], strict=True)
    return ahead + [Found(passage, score * scale) for passage, score in rest]


def keyword_query(question: Question) -> KeywordQuery:
    """Words at full weight, their synonyms and the bigrams at less."""
    words = dict.fromkeys(question.words, 1.0)
    for term in question.terms:
        for token in term.tokens:
            words.setdefault(token, SYNONYM_WEIGHT)
    return KeywordQuery(
        words=tuple(words.items()),
        bigrams=tuple((bigram, pair_weight(bigram, question, BIGRAM_WEIGHT)) for bigram in question.bigrams),
        title_boost=TITLE_BOOST,
    )
