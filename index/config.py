"""The settings of the index: one small frozen object, built once at the edge and passed down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

BUILTIN = "builtin"

Backend = Literal["torch", "onnx", "openvino"]
"""What runs a sentence-transformers model."""

BACKENDS: tuple[str, ...] = get_args(Backend)


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """How a library is built.

    `folder` holds the library. `embedding` is `builtin` or any sentence-transformers name or folder; the two prefixes are put
    before a query and a passage, as some models want. `passage_size` is the aim for a passage in characters.
    `lexicon` is an extra jieba dictionary file of the user, or None. `batch_size` texts go through a sentence-transformers model
    at a time, on `device` (empty: the best there is), run by `backend`.
    """

    folder: Path
    embedding: str = BUILTIN
    query_prefix: str = ""
    passage_prefix: str = ""
    passage_size: int = 300
    lexicon: Path | None = None
    batch_size: int = 32
    device: str = ""
    backend: Backend = "torch"
