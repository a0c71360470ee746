"""Which articles a search may find."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray


def numbers(given: Collection[int]) -> NDArray[np.int64]:
    """Article numbers as an array (n,)."""
    return given.astype(np.int64) if isinstance(given, np.ndarray) else np.fromiter(given, np.int64, len(given))


class Permitted:
    """A set of article numbers that tells at once for a whole array which of its numbers belong to it."""

    def __init__(self, given: Collection[int]) -> None:
        self.numbers = numbers(given)
        self._table = np.zeros(int(self.numbers.max(initial=-1)) + 2, np.bool_)  # The last place is for unknown numbers.
        self._table[self.numbers] = True

    @property
    def share(self) -> float:
        """About how many of all articles these are, if numbers are given without large gaps."""
        return len(self.numbers) / len(self._table)

    def holds(self, articles: NDArray[np.int64]) -> NDArray[np.bool_]:
        """For each article number whether it is permitted; -1 never is."""
        found: NDArray[np.bool_] = self._table[np.minimum(articles, len(self._table) - 1)]
        return found
