"""The same search and the same answers as LangChain parts: a retriever and a Runnable. Imported only by those who use them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig

from rag.answer import Answer, Event, SearchResult

if TYPE_CHECKING:
    from rag.assistant import Assistant


class PassageRetriever(BaseRetriever):
    """Passages as LangChain documents, best first; their metadata is that of a hit.

    A call takes k, since, until, sources and places.
    """

    search: Callable[..., SearchResult]
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **options: Any
    ) -> list[Document]:
        given = {name: options[name] for name in ("since", "until", "sources", "places") if name in options}
        result = self.search(query, k=options.get("k", self.k), **given)
        return [
            Document(
                id=str(hit.passage_id),
                page_content=hit.text,
                metadata={
                    "source": hit.source, "article_id": hit.article_id, "title": hit.title, "date": hit.date,
                    "start": hit.start, "end": hit.end, "score": hit.score,
                },
            )
            for hit in result.hits
        ]  # fmt: skip


class AnswerChain(Runnable[dict[str, Any], Any]):
    """{"question", "history"?, "since"?, "until"?, "sources"?, "places"?, "today"?} to an Answer.

    `stream` gives its Events one by one.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def invoke(self, input: dict[str, Any], config: RunnableConfig | None = None, **_: Any) -> Answer:
        """The whole answer."""
        return self._assistant.ask(**input)

    async def ainvoke(self, input: dict[str, Any], config: RunnableConfig | None = None, **_: Any) -> Answer:
        """The whole answer, without blocking the event loop."""
        return await self._assistant.aask(**input)

    def stream(self, input: dict[str, Any], config: RunnableConfig | None = None, **_: Any) -> Iterator[Event]:
        """The events of the answer."""
        return self._assistant.stream(**input)

    async def astream(self, input: dict[str, Any], config: RunnableConfig | None = None, **_: Any) -> AsyncIterator[Event]:
        """The events of the answer, without blocking the event loop."""
        async for event in self._assistant.astream(**input):
            yield event
