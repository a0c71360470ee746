"""Newspaper files in, searchable folder out. Knows nothing of questions.

The names below are loaded when they are first used: a question asked from the command line need not wait for what only
indexing needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.article import Article, Hit, Passage, Source
    from index.build import index, remove, status
    from index.config import IndexConfig
    from index.embed import Embedding, open_embedding
    from index.errors import (
        BusyError,
        CorruptError,
        DataError,
        InputError,
        LibraryError,
        MismatchError,
        WriteError,
    )
    from index.keywords import KeywordIndex, KeywordQuery, KeywordRow
    from index.lexicon import Lexicon
    from index.report import Report, Status
    from index.snapshot import Snapshot, current_generation
    from index.vectors import VectorIndex

__all__ = [
    "Article",
    "BusyError",
    "CorruptError",
    "DataError",
    "Embedding",
    "Hit",
    "IndexConfig",
    "InputError",
    "KeywordIndex",
    "KeywordQuery",
    "KeywordRow",
    "Lexicon",
    "LibraryError",
    "MismatchError",
    "Passage",
    "Report",
    "Snapshot",
    "Source",
    "Status",
    "VectorIndex",
    "WriteError",
    "current_generation",
    "index",
    "open_embedding",
    "remove",
    "status",
]

_HOMES = {
    "article": ("Article", "Hit", "Passage", "Source"),
    "build": ("index", "remove", "status"),
    "config": ("IndexConfig",),
    "embed": ("Embedding", "open_embedding"),
    "errors": ("BusyError", "CorruptError", "DataError", "InputError", "LibraryError", "MismatchError", "WriteError"),
    "keywords": ("KeywordIndex", "KeywordQuery", "KeywordRow"),
    "lexicon": ("Lexicon",),
    "report": ("Report", "Status"),
    "snapshot": ("Snapshot", "current_generation"),
    "vectors": ("VectorIndex",),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a name of any kind
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"index.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
