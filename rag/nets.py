"""Small learned nets over features, served by numpy from a JSON file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
FAR = 5.0  # deviations from the mean beyond which a feature counts no more


@dataclass(frozen=True, slots=True)
class Net:
    """tanh((row - mean) / scale @ inner + bias) @ outer, of rows no feature of which counts for more than `far` deviations."""

    mean: Matrix
    scale: Matrix
    inner: Matrix
    bias: Matrix
    outer: Matrix
    outer_bias: float = 0.0
    far: float = np.inf

    def __call__(self, rows: Matrix) -> Matrix:
        """The value of each row (rows, features)."""
        inputs = np.clip((rows - self.mean) / self.scale, -self.far, self.far)
        result: Matrix = np.tanh(inputs @ self.inner + self.bias) @ self.outer + np.float32(self.outer_bias)
        return result


@cache
def load(name: str) -> tuple[dict[str, Any], tuple[Net, ...]]:
    """What the file `name` of this package (made by `python -m rag.train`) says, and its nets."""
    data = json.loads(resources.files("rag").joinpath(name).read_text(encoding="utf-8"))

    def array(values: list[float]) -> Matrix:
        return np.array(values, np.float32)

    made = (
        Net(
            array(n["mean"]), array(n["scale"]), array(n["inner"]).T, array(n["inner_bias"]), array(n["outer"]),
            n.get("outer_bias", 0.0), n.get("far", np.inf),
        )
        for n in data["nets"]
    )  # fmt: skip
    return data, tuple(made)
