"""The assistant for an event loop: the same work, done in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.answer import Answer, Event, SearchResult

if TYPE_CHECKING:
    from rag.desk.verdict import Verdict


class Awaited:
    """What `Assistant` does, without blocking; options, results and errors are those of the method of the same name."""

    ask: Callable[..., Answer]
    search: Callable[..., SearchResult]
    cite: Callable[..., Verdict]
    stream: Callable[..., Iterator[Event]]
    checking: Callable[..., Iterator[Event]]

    async def aask(self, question: str, **options: Any) -> Answer:  # noqa: ANN401 - the options of ask
        """`ask` without blocking the event loop."""
        return await asyncio.to_thread(self.ask, question, **options)

    async def asearch(self, query: str, **options: Any) -> SearchResult:  # noqa: ANN401 - the options of search
        """`search` without blocking the event loop."""
        return await asyncio.to_thread(self.search, query, **options)

    async def acite(self, claim: str, **options: Any) -> Verdict:  # noqa: ANN401 - the options of cite
        """`cite` without blocking the event loop."""
        return await asyncio.to_thread(self.cite, claim, **options)

    async def astream(self, question: str, **options: Any) -> AsyncIterator[Event]:  # noqa: ANN401 - the options of ask
        """`stream` for an event loop."""
        async for event in _each(self.stream(question, **options)):
            yield event

    async def acheck(self, draft: str, *, today: date | None = None, **filters: Any) -> AsyncIterator[Event]:  # noqa: ANN401
        """`check` step by step, for an event loop: progress and verdict for each sentence, then done."""
        async for event in _each(self.checking(draft, today=today, **filters)):
            yield event


async def _each(steps: Iterator[Event]) -> AsyncIterator[Event]:
    while (event := await asyncio.to_thread(next, steps, None)) is not None:
        yield event
