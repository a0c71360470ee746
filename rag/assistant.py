"""All wiring: the front door `Assistant`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from index.article import Article, Source
from rag.answer import Answer, Event, Scope, SearchResult
from rag.config import Settings

History = Sequence[Mapping[str, str]]


class Assistant:
    """Answers questions from one library of newspaper articles. A context manager; safe to use from several threads."""

    settings: Settings

    @classmethod
    def open(cls, folder: str | Path | None = None, *, settings: Settings | None = None) -> Self:
        """The assistant over the library in `folder` (default: the setting `data`).

        Raises LibraryError or SettingsError. A library that does not exist yet is built from the articles that ship.
        """
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the library's files."""
        raise NotImplementedError

    @property
    def generation(self) -> int:
        """The number of the published state of the library that answers now."""
        raise NotImplementedError

    def scope(self) -> Scope:
        """What is searched: sources, articles and their dates."""
        raise NotImplementedError

    def sources(self) -> list[tuple[Source, int]]:
        """Each source with the number of its articles, by name."""
        raise NotImplementedError

    def article(self, article_id: str) -> Article | None:
        """One whole article, or None."""
        raise NotImplementedError

    def examples(self) -> list[str]:
        """A few questions that the articles at hand answer."""
        raise NotImplementedError

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
    ) -> SearchResult:
        """Passages, best first, of articles dated from `since` to `until` (YYYY, YYYY-MM or YYYY-MM-DD) in `sources`."""
        raise NotImplementedError

    def ask(
        self,
        question: str,
        *,
        history: History = (),
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
        today: date | None = None,
    ) -> Answer:
        """An answer with citations, or a refusal. `history` holds earlier turns as {"question", "answer"}.

        Raises UsageError for an empty or over-long question or a date that cannot be read.
        """
        raise NotImplementedError

    async def aask(self, question: str, **options: Any) -> Answer:  # noqa: ANN401 - the options of ask
        """`ask` without blocking the event loop."""
        raise NotImplementedError

    def stream(self, question: str, **options: Any) -> Iterator[Event]:  # noqa: ANN401 - the options of ask
        """`ask` step by step: passages first, then text, then the whole answer."""
        raise NotImplementedError

    def astream(self, question: str, **options: Any) -> AsyncIterator[Event]:  # noqa: ANN401 - the options of ask
        """`stream` for an event loop."""
        raise NotImplementedError
