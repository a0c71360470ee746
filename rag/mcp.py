"""The MCP front: four read-only tools over `Assistant`, with the objects of the JSON contract as their results.

Protocol: https://modelcontextprotocol.io/specification
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar

from anyio import to_thread
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from index.errors import LibraryError
from rag.answer import SCHEMA, article_fields
from rag.assistant import Assistant
from rag.errors import AssistantError
from rag.http import shapes

READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
INSTRUCTIONS = "查聊城报纸：每个结论都带报纸原文和出处，没有就说没有。引用时照抄 quote 和 reference，不要改动数字。"
_T = TypeVar("_T")

Since = Annotated[str | None, Field(description="只查这天及以后的报道：2024、2024-06 或 2024-06-30")]
Until = Annotated[str | None, Field(description="只查这天及以前的报道")]
Sources = Annotated[list[str] | None, Field(description="只查这些报纸文件")]
Today = Annotated[date | None, Field(description="把哪天当作今天，如 2025-12-03；默认今天")]


def create_server(assistant: Assistant) -> MCPServer[None]:
    """The server with its tools: `search`, `ask`, `cite`, `get_article`. A question that cannot be used is a tool error."""
    server: MCPServer[None] = MCPServer("liaocheng", title="聊城报道问答", instructions=INSTRUCTIONS, log_level="WARNING")
    _passages(server, assistant)
    _answers(server, assistant)
    return server


def _passages(server: MCPServer[None], assistant: Assistant) -> None:
    """The tools that give printed text as it is."""

    @server.tool(title="检索段落", annotations=READ_ONLY)
    async def search(
        query: Annotated[str, Field(description="要查的话")],
        k: Annotated[int, Field(ge=1, le=100, description="最多几段")] = 10,
        since: Since = None,
        until: Until = None,
        sources: Sources = None,
    ) -> shapes.SearchObject:
        """检索报纸原文的段落，最相关的在前。"""
        found = await _done(assistant.search, query, k=k, since=since, until=until, sources=sources)
        return shapes.SearchObject.model_validate(found.as_dict())

    @server.tool(title="一篇文章", annotations=READ_ONLY)
    async def get_article(
        article_id: Annotated[str, Field(description="检索结果或引文里的 article_id")],
    ) -> shapes.ArticleObject:
        """取一篇文章的全文。"""
        found = await _done(assistant.article, article_id)
        if found is None:
            raise ToolError("没有这篇文章：请用检索结果或引文里的 article_id。")
        return shapes.ArticleObject.model_validate({"schema": SCHEMA, **article_fields(found)})


def _answers(server: MCPServer[None], assistant: Assistant) -> None:
    """The tools that answer and check."""

    @server.tool(title="提问", annotations=READ_ONLY)
    async def ask(
        question: Annotated[str, Field(description="问题，写完整")],
        since: Since = None,
        until: Until = None,
        sources: Sources = None,
        today: Today = None,
    ) -> shapes.AnswerObject:
        """回答问题，每句后面是引文编号；没有依据时 refused 为 true。"""
        answer = await _done(assistant.ask, question, since=since, until=until, sources=sources, today=today)
        return shapes.AnswerObject.model_validate(answer.as_dict())

    @server.tool(title="核对一句话", annotations=READ_ONLY)
    async def cite(
        claim: Annotated[str, Field(description="要核对的一句话")],
        since: Since = None,
        until: Until = None,
        sources: Sources = None,
        today: Today = None,
    ) -> shapes.VerdictObject:
        """核对一句话有没有报纸依据：supported 有据，contradicted 有出入，not_found 未查到。"""
        verdict = await _done(assistant.cite, claim, since=since, until=until, sources=sources, today=today)
        return shapes.VerdictObject.model_validate(verdict.as_dict())


async def _done(work: Callable[..., _T], *args: object, **options: object) -> _T:
    """What `work` gives, done in a thread. Raises ToolError with the sentence of an error of ours."""
    try:
        return await to_thread.run_sync(functools.partial(work, *args, **options))
    except (AssistantError, LibraryError) as error:
        raise ToolError(str(error)) from error
