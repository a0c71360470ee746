"""The newspaper texts that ship with the program, found beside the code or inside an installed wheel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path


@contextmanager
def seeds() -> Iterator[Path]:
    """The folder of the shipped texts, for as long as the context lasts."""
    with resources.as_file(resources.files("seeds") / "sources.csv") as sheet:
        yield sheet.parent
