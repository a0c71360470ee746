"""Text to unit vectors: the built-in model that needs no download, or any sentence-transformers model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedding(Protocol):
    """What the library asks of an embedding model. `identity` names the model and changes when its weights do."""

    identity: str
    dimension: int

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, dimension) of passages."""
        ...

    def query(self, text: str) -> NDArray[np.float32]:
        """The unit vector (dimension,) of a question."""
        ...


def open_embedding(name: str, query_prefix: str = "", passage_prefix: str = "") -> Embedding:
    """The model called `name`: `builtin`, or a sentence-transformers name or folder.

    Raises MismatchError when it cannot be loaded, with what to do.
    """
    raise NotImplementedError
