"""Shared by all tests: one library built from the shipped texts, and where the reference material is when it is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import index
from index.shipped import seeds
from rag import Assistant, Settings

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the repository; the test is skipped when it is not there."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("the reference material is not beside the repository")
    return SHARED


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a library that holds the shipped texts, in a folder with a space and Chinese characters."""
    made = Settings(data=tmp_path_factory.mktemp("资料 库"))
    with seeds() as folder:
        report = index([folder], made.index)
    assert not report.skipped
    return made


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Iterator[Assistant]:
    """The assistant over the shipped texts."""
    with Assistant.open(settings=settings) as opened:
        yield opened
