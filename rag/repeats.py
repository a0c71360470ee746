"""What says much the same as a passage before it steps back: a list of results should not be one report ten times over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SAME = 0.3  # Jaccard index above which one text repeats another: half of the characters' triples
SHARE = 0.08  # what a text loses that is the same as one before it, over 1 - SAME
_TRIPLES = 1 << 13  # into so many places are triples of characters sorted


def spread(scores: NDArray[np.float64], texts: Sequence[str]) -> tuple[list[int], list[float]]:
    """The places of `texts`, (n,) with their `scores`, best first, and the scores that they are left with, which never rise.

    The maximal marginal relevance of Carbonell and Goldstein (1998): the next one is always that which scores best less what
    it repeats, SHARE for each unit of likeness above SAME with any one that stands before it.
    """
    alike, left = _alike(texts), np.array(scores, np.float64)
    repeated, order, kept = np.zeros(len(texts)), list[int](), list[float]()
    for _ in texts:
        now = left - SHARE * np.maximum(repeated - SAME, 0.0)
        best = int(now.argmax())
        order.append(best)
        kept.append(float(now[best]))
        left[best] = -np.inf
        repeated = np.maximum(repeated, alike[best])
    return order, kept


def _alike(texts: Sequence[str]) -> NDArray[np.float32]:
    """The Jaccard index of the triples of characters of each two texts (n, n); a text is not like itself."""
    held = np.zeros((len(texts), _TRIPLES), np.float32)
    for row, text in zip(held, texts, strict=True):
        codes = np.frombuffer("".join(text.split()).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
        if len(codes) > 2:
            row[((codes[:-2] * 31 + codes[1:-1]) * 131 + codes[2:]) % (_TRIPLES - 1)] = 1.0
    both, sizes = held @ held.T, held.sum(axis=1)
    made: NDArray[np.float32] = both / np.maximum(sizes[:, None] + sizes[None] - both, 1.0)
    np.fill_diagonal(made, 0.0)
    return made
