"""What says much the same as a passage before it steps back: a list of results should not be one report ten times over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SAME = 0.3  # Jaccard index above which one text repeats another: half of the characters' triples
SHARE = 0.06  # what a text loses that is the same as one before it, over 1 - SAME


def marginal_relevance(scores: NDArray[np.float64], texts: Sequence[str]) -> tuple[list[int], list[float]]:
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
    triples = [_triples("".join(text.split())) for text in texts]
    known, columns = np.unique(np.concatenate([*triples, np.empty(0, np.uint64)]), return_inverse=True)
    held = np.zeros((len(texts), len(known)), np.float32)
    held[np.repeat(np.arange(len(texts)), [len(part) for part in triples]), columns] = 1.0
    both, sizes = held @ held.T, held.sum(axis=1)
    made: NDArray[np.float32] = both / np.maximum(sizes[:, None] + sizes[None] - both, 1.0)
    np.fill_diagonal(made, 0.0)
    return made


def _triples(text: str) -> NDArray[np.uint64]:
    """Each three neighbouring characters (n - 2,), as one number: a character has 21 bits."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    one, two = np.uint64(1 << 42), np.uint64(1 << 21)
    return codes[:-2] * one + codes[1:-1] * two + codes[2:]
