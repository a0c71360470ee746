"""Vectors of tokens by the company they keep: words of one kind (湖北省, 山东省) come to lie near one another.

Positive pointwise mutual information of a token with those one and two places before and after it, each place counted apart,
reduced by a truncated SVD; contexts are smoothed by the power 0.75 (Levy, Goldberg and Dagan 2015, TACL 3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.lexicon import fold
from rag.spans import Matrix, tokens, vocabulary, written

CONTEXTS, PLACES = 8000, (-1, 1, -2, 2)  # the commonest tokens that count as company, and where they stand
SMOOTHING, DIMENSION = 0.75, 96
APART = (0, 0, 0)  # between two texts
LIKE = 6


@dataclass(frozen=True, eq=False)
class Words:
    """The vectors (vocabulary, DIMENSION) of the tokens."""

    vectors: Matrix

    @classmethod
    def of(cls, texts: Iterable[str]) -> Words:
        """Learn them from texts."""
        return cls(vectors(stream(texts), vocabulary()))

    @cache  # noqa: B019 - there is one of these
    def similar(self, word: str, least: float) -> tuple[str, ...]:
        """The LIKE nearest tokens of a word that is one token itself, none with a smaller cosine."""
        ids = tokens(word, 2).ids
        if len(ids) != 1 or not ids[0]:
            return ()
        cosines = self.vectors @ self.vectors[ids[0]]
        near = np.argsort(-cosines, kind="stable")[1 : LIKE + 1]
        return tuple(written(int(number)) for number in near if cosines[number] >= least)


def stream(texts: Iterable[str]) -> NDArray[np.int32]:
    """The token numbers of all texts one after the other, 0 for what is no known token."""
    parts = [np.append(tokens(fold(text), len(text)).ids, APART) for text in texts]
    return np.concatenate(parts).astype(np.int32) if parts else np.zeros(0, np.int32)


def vectors(ids: NDArray[np.int32], size: int, dimension: int = DIMENSION) -> Matrix:
    """Unit vectors (size, dimension) of the tokens in a stream; zeros for one that does not stand in it."""
    from scipy.sparse import coo_matrix
    from sklearn.utils.extmath import randomized_svd

    counts = np.bincount(ids, minlength=size)
    counts[0] = 0
    usual = np.argsort(-counts, kind="stable")[:CONTEXTS]
    column = np.full(size, -1)
    column[usual[counts[usual] > 0]] = np.arange((counts[usual] > 0).sum())
    rows, columns = [], []
    for number, place in enumerate(PLACES):
        word, other = (ids[:-place], ids[place:]) if place > 0 else (ids[-place:], ids[:place])
        known = (word != 0) & (column[other] >= 0)
        rows.append(word[known])
        columns.append(column[other[known]] + CONTEXTS * number)
    shape = (size, CONTEXTS * len(PLACES))
    row, col = np.concatenate(rows), np.concatenate(columns)
    pairs = coo_matrix((np.ones(len(row), np.float32), (row, col)), shape).tocsr().tocoo()
    told = _information(pairs.row, pairs.col, pairs.data, shape)
    kept = told > 0
    matrix = coo_matrix((told[kept], (pairs.row[kept], pairs.col[kept])), shape).tocsr()
    left, sizes, _ = randomized_svd(matrix, min(dimension, *shape), n_iter=3, random_state=0)
    made = left * np.sqrt(sizes)
    lengths = np.linalg.norm(made, axis=1, keepdims=True)
    unit: Matrix = np.where(lengths > 1e-6, made / np.maximum(lengths, 1e-6), 0).astype(np.float32)
    return unit


def _information(row: NDArray[np.int32], col: NDArray[np.int32], data: Matrix, shape: tuple[int, int]) -> Matrix:
    """The logarithm of how much oftener each pair stands together than chance would have it."""
    total = float(data.sum())
    words = np.bincount(row, data, shape[0])
    others = np.bincount(col, data, shape[1]) ** SMOOTHING
    others *= total / max(float(others.sum()), 1e-9)
    told: Matrix = np.log(data * total / (words[row] * others[col])).astype(np.float32)
    return told
