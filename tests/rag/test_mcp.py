"""The MCP server, asked by the SDK's own client: in process, and started as a program on stdio."""

from __future__ import annotations

import os
import sys

import pytest
from mcp import Client, StdioServerParameters

from rag.answer import article_fields, plain
from rag.mcp import create_server

QUESTION = "2024年聊城招商引资到位资金是多少？"
CLAIM = "2024年，全市招商引资到位资金达511.6亿元。"


async def _called(assistant, tool: str, **arguments: object):
    async with Client(create_server(assistant)) as client:
        return await client.call_tool(tool, arguments)


def _timeless(data: dict) -> dict:
    return {name: value for name, value in data.items() if name != "seconds"}


async def test_the_tools_are_read_only_and_typed(assistant):
    async with Client(create_server(assistant)) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"search", "ask", "cite", "get_article"}
    for tool in tools.values():
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.destructive_hint is False
        assert "schema" in tool.output_schema["properties"]
        assert tool.description


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        pytest.param("search", {"query": QUESTION, "k": 3}, id="search"),
        pytest.param("search", {"query": QUESTION, "since": "2024", "until": "2025-06"}, id="search between"),
        pytest.param("ask", {"question": QUESTION}, id="ask"),
        pytest.param("cite", {"claim": CLAIM}, id="cite"),
    ],
)
async def test_a_tool_gives_what_the_assistant_gives(assistant, tool, arguments):
    result = await _called(assistant, tool, **arguments)
    (words, *_), more = arguments.values(), dict(list(arguments.items())[1:])
    assert not result.is_error
    assert _timeless(result.structured_content) == _timeless(plain(getattr(assistant, tool)(words, **more).as_dict()))


async def test_an_article_is_found_by_the_id_of_a_hit(assistant):
    article_id = assistant.search(QUESTION).docs[0]
    result = await _called(assistant, "get_article", article_id=article_id)
    assert result.structured_content == {"schema": 1, **article_fields(assistant.article(article_id))}


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        pytest.param("get_article", {"article_id": "没有"}, "没有这篇文章", id="unknown article"),
        pytest.param("ask", {"question": QUESTION, "since": "2024-99"}, "日期", id="date"),
        pytest.param("ask", {"question": " "}, "", id="empty question"),
        pytest.param("search", {"query": "苹果", "k": 0}, "k", id="no passage"),
    ],
)
async def test_what_cannot_be_used_is_an_error_of_the_tool(assistant, tool, arguments, words):
    result = await _called(assistant, tool, **arguments)
    assert result.is_error
    assert words in result.content[0].text


async def test_the_command_serves_on_stdio(settings, assistant):
    program = StdioServerParameters(
        command=sys.executable,
        args=["-m", "rag.cli", "mcp"],
        env={**os.environ, "LIAOCHENG_DATA": str(settings.data)},
    )
    async with Client(program) as client:
        result = await client.call_tool("ask", {"question": QUESTION})
    assert result.structured_content["answer"] == assistant.ask(QUESTION).text
