"""FAISS over passage vectors. Inner product on unit vectors; every search can be limited to permitted articles."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class VectorIndex(Protocol):
    """What the library asks of a vector engine. Ids are passage numbers, `articles` their article numbers."""

    dimension: int

    def add(self, ids: NDArray[np.int64], articles: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Add unit vectors (n, dimension)."""
        ...

    def remove(self, articles: Iterable[int]) -> int:
        """Remove every vector of these articles; returns how many."""
        ...

    def search(self, query: NDArray[np.float32], k: int, permitted: Collection[int] | None = None) -> list[tuple[int, float]]:
        """The k best (passage id, inner product), best first; only of `permitted` article numbers when given."""
        ...
