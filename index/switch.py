"""Another embedding model for a library whose articles and keywords stay: only the vectors are made anew.

What is made is kept beside the library as it comes, so that a run which was stopped goes on where it was. `embedding.partial` is
a line of JSON, the state of the library and the recipe that the vectors are for, and after it the vectors in the order of the
passages, float32.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.derive import Deriver
from index.generation import Recipe
from index.store import PARTIAL, Draft, Library

_AT_ONCE = 512  # Passages at a time: as many are lost when a run is stopped.
_COPIED = 16_384


class Begun:
    """The vectors that were made so far, (rows, dimension)."""

    def __init__(self, path: Path, start: int, dimension: int) -> None:
        self._path, self._start, self._width = path, start, 4 * dimension
        self.rows = (path.stat().st_size - start) // self._width
        self._file = path.open("r+b")
        self._file.truncate(start + self.rows * self._width)
        self._file.seek(0, 2)

    @classmethod
    def open(cls, library: Path, state: str, recipe: Recipe) -> Self:
        """What was begun for this state of the library and this recipe, or a new beginning. Raises OSError."""
        path, head = library / PARTIAL, json.dumps([state, asdict(recipe)]).encode() + b"\n"
        with suppress(FileNotFoundError), path.open("rb") as file:
            if file.read(len(head)) == head:
                return cls(path, len(head), recipe.dimension)
        path.write_bytes(head)
        return cls(path, len(head), recipe.dimension)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, vectors: NDArray[np.float32]) -> None:
        """Keep these vectors (n, dimension) after the others."""
        self._file.write(np.ascontiguousarray(vectors, np.float32).tobytes())
        self._file.flush()
        self.rows += len(vectors)

    def parts(self) -> Iterator[tuple[slice, NDArray[np.float32]]]:
        """All of them, some at a time, with their places."""
        for start in range(0, self.rows, _COPIED):
            rows = slice(start, min(start + _COPIED, self.rows))
            self._file.seek(self._start + start * self._width)
            data = self._file.read((rows.stop - start) * self._width)
            yield rows, np.frombuffer(data, np.float32).reshape(rows.stop - start, -1)


def reembed(library: Library, draft: Draft, deriver: Deriver, progress: Callable[[int, int], None]) -> int:
    """Give the draft, which holds all passages but no vectors, those of the deriver's model; returns how many there were."""
    passages, state = draft.passages, library.catalog.manifests()[library.current]
    with Begun.open(library.folder, state, deriver.recipe) as begun:
        before = begun.rows
        for start in range(before, len(passages), _AT_ONCE):
            progress(start, len(passages))
            begun.add(deriver.vectors(library.catalog, passages[start : start + _AT_ONCE, 0].tolist()))
        for rows, vectors in begun.parts():
            draft.vectors.add(passages[rows, 0], passages[rows, 1], vectors)
    progress(len(passages), len(passages))
    return before
