"""The MCP front: four read-only tools over `Assistant`, with the API's parameters and objects. On stdio, and over HTTP at /mcp.

Protocol: https://modelcontextprotocol.io/specification
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from anyio import to_thread
from fastapi import FastAPI
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from index.errors import LibraryError
from rag.answer import SCHEMA, article_fields
from rag.assistant import Assistant
from rag.errors import AssistantError
from rag.http import shapes
from rag.http.bodies import Claim, Count, Places, Query, Question, Since, Sources, Today, Until
from rag.http.limits import charge, owe
from rag.http.threads import Provider, seeing

PATH = "/mcp"
READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_ANYWHERE: list[str] = []
_UNGUARDED = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # our own gates stand before it
INSTRUCTIONS = "查聊城报纸：每个结论都带报纸原文和出处，没有就说没有。引用时照抄 quote 和 reference，不要改动数字。"


def create_server(provider: Provider) -> MCPServer[None]:
    """The server with its tools: `search`, `ask`, `cite`, `get_article`. A question that cannot be used is a tool error.

    Each call asks `provider` for the assistant.
    """
    server: MCPServer[None] = MCPServer("liaocheng", title="聊城报道问答", instructions=INSTRUCTIONS, log_level="WARNING")
    _passages(server, provider)
    _answers(server, provider)
    return server


class Endpoint:
    """The tools over streamable HTTP. No sessions: each request stands for itself and is answered with JSON.

    Host, origin and key are checked by the gates before it.
    """

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._running: StreamableHTTPSessionManager | None = None
        self.route = Route(PATH, self, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """The time in which it answers; it may come again."""
        server = create_server(self._provider)
        server.streamable_http_app(json_response=True, stateless_http=True, transport_security=_UNGUARDED)
        async with server.session_manager.run():
            self._running = server.session_manager
            try:
                yield
            finally:
                self._running = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self._running is None:
            raise RuntimeError("the application's lifespan has not begun")
        scope["route"] = self.route  # for the counts and the log
        await self._running.handle_request(scope, receive, send)


def _passages(server: MCPServer[None], provider: Provider) -> None:
    """The tools that give printed text as it is."""

    @server.tool(title="检索段落", annotations=READ_ONLY)
    async def search(
        query: Query,
        *,
        k: Count = 10,
        since: Since = None,
        until: Until = None,
        sources: Sources = None,
        places: Places = _ANYWHERE,
    ) -> shapes.SearchObject:
        """检索报纸原文的段落，最相关的在前。"""
        options: dict[str, Any] = {"k": k, "since": since, "until": until, "sources": sources, "places": places}
        found = await _done(provider, query, lambda of: of.search(query, **options))
        return shapes.SearchObject.model_validate(found.as_dict())

    @server.tool(title="一篇文章", annotations=READ_ONLY)
    async def get_article(
        article_id: Annotated[str, Field(description="检索结果或引文里的 article_id")],
    ) -> shapes.ArticleObject:
        """取一篇文章的全文。"""
        found = await _done(provider, "", lambda of: of.article(article_id))
        if found is None:
            raise ToolError("没有这篇文章：请用检索结果或引文里的 article_id。")
        return shapes.ArticleObject.model_validate({"schema": SCHEMA, **article_fields(found)})


def _answers(server: MCPServer[None], provider: Provider) -> None:
    """The tools that answer and check."""

    @server.tool(title="提问", annotations=READ_ONLY)
    async def ask(
        question: Question,
        *,
        since: Since = None,
        until: Until = None,
        sources: Sources = None,
        today: Today = None,
        places: Places = _ANYWHERE,
    ) -> shapes.AnswerObject:
        """回答问题，每句后面是引文编号；没有依据时 refused 为 true。"""
        options: dict[str, Any] = {"since": since, "until": until, "sources": sources, "today": today, "places": places}
        answer = await _done(provider, question, lambda of: of.ask(question, **options))
        owe(answer.tokens)
        return shapes.AnswerObject.model_validate(answer.as_dict())

    @server.tool(title="核对一句话", annotations=READ_ONLY)
    async def cite(
        claim: Claim, since: Since = None, until: Until = None, sources: Sources = None, today: Today = None
    ) -> shapes.VerdictObject:
        """核对一句话有没有报纸依据：supported 有据，contradicted 有出入，not_found 未查到。"""
        options: dict[str, Any] = {"since": since, "until": until, "sources": sources, "today": today}
        verdict = await _done(provider, claim, lambda of: of.cite(claim, **options))
        return shapes.VerdictObject.model_validate(verdict.as_dict())


async def _done(provider: Provider, words: str, work: Callable[[Assistant], Any]) -> Any:  # noqa: ANN401 - what `work` gives
    """What `work` gives of the assistant, done in a thread. Raises ToolError with the sentence of an error of ours."""
    try:
        charge(len(words))
        return await to_thread.run_sync(lambda: work(seeing(provider)))
    except (AssistantError, LibraryError) as error:
        raise ToolError(str(error)) from error
