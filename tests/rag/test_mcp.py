"""The MCP server, asked by the SDK's own client: over HTTP, and started as a program on stdio. Every tool over both."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from contextlib import asynccontextmanager

import httpx2
import pytest
import uvicorn
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from starlette.testclient import TestClient

from index.build import index, regroup
from rag import Assistant, Settings
from rag.answer import article_fields, plain
from rag.http.api import create_app
from rag.http.limits import Limits
from rag.http.mcp import create_server
from rag.keys import Keys

QUESTION = "2024年聊城招商引资到位资金是多少？"
CLAIM = "2024年，全市招商引资到位资金达511.6亿元。"
CALLS = [
    pytest.param("search", {"query": QUESTION, "k": 3}, id="search"),
    pytest.param("search", {"query": QUESTION, "since": "2024", "until": "2025-06"}, id="search between"),
    pytest.param("ask", {"question": QUESTION}, id="ask"),
    pytest.param("ask", {"question": "今年招商引资到位资金是多少？", "today": "2024-12-31"}, id="ask on a day"),
    pytest.param("search", {"query": "地区生产总值", "places": ["冠县"]}, id="search of a place"),
    pytest.param("ask", {"question": "上半年地区生产总值是多少？", "places": ["冠县", "茌平区"]}, id="ask of places"),
    pytest.param("cite", {"claim": CLAIM}, id="cite"),
]
BAD = [
    pytest.param("get_article", {"article_id": "没有"}, "没有这篇文章", id="unknown article"),
    pytest.param("ask", {"question": QUESTION, "since": "2024-99"}, "日期", id="date"),
    pytest.param("ask", {"question": QUESTION, "since": "去年"}, "since", id="date in words"),
    pytest.param("ask", {"question": " "}, "", id="empty question"),
    pytest.param("search", {"query": "苹果", "k": 0}, "k", id="no passage"),
    pytest.param("search", {"query": "苹果", "places": "冠县"}, "places", id="places that are no list"),
]
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
KINDS = {"Accept": "application/json, text/event-stream"}


@asynccontextmanager
async def served(assistant, **options):
    """The address of the API on a free port of loopback."""
    door = socket.create_server(("127.0.0.1", 0))
    app = create_app(lambda: assistant, hosts=["localhost"], **options)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}/mcp"
    finally:
        server.should_exit = True
        thread.join()
        door.close()


@asynccontextmanager
async def over_http(settings, assistant):
    async with served(assistant) as url, Client(url) as client:
        yield client


@asynccontextmanager
async def on_stdio(settings, assistant):
    environment = {**os.environ, "LIAOCHENG_DATA": str(settings.data)}
    async with Client(StdioServerParameters(command=sys.executable, args=["-m", "rag.cli", "mcp"], env=environment)) as client:
        yield client


def _timeless(data: dict) -> dict:
    return {name: value for name, value in data.items() if name != "seconds"}


@pytest.mark.parametrize("reach", [over_http, on_stdio])
async def test_every_tool_gives_what_the_assistant_gives(settings, assistant, reach):
    async with reach(settings, assistant) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"search", "ask", "cite", "get_article"}
        for tool in tools.values():
            assert tool.annotations.read_only_hint is True
            assert tool.annotations.destructive_hint is False
            assert "schema" in tool.output_schema["properties"]
            assert tool.description
            assert all(told["description"] for told in tool.input_schema["properties"].values())
        for tool, arguments in (one.values for one in CALLS):
            result = await client.call_tool(tool, arguments)
            (words, *_), more = arguments.values(), dict(list(arguments.items())[1:])
            expected = getattr(assistant, tool)(words, **_read(more)).as_dict()
            assert not result.is_error
            assert _timeless(result.structured_content) == _timeless(plain(expected))
            assert _timeless(json.loads(result.content[0].text)) == _timeless(plain(expected))
        article_id = assistant.search(QUESTION).docs[0]
        result = await client.call_tool("get_article", {"article_id": article_id})
        assert result.structured_content == {"schema": 1, **article_fields(assistant.article(article_id))}
        for tool, arguments, words in (one.values for one in BAD):
            result = await client.call_tool(tool, arguments)
            assert result.is_error
            assert words in result.content[0].text


def _read(options: dict) -> dict:
    from datetime import date

    return {name: date.fromisoformat(value) if name == "today" else value for name, value in options.items()}


async def test_in_process_the_server_works_without_http(assistant):
    async with Client(create_server(lambda: assistant)) as client:
        result = await client.call_tool("ask", {"question": QUESTION})
    assert result.structured_content["answer"] == assistant.ask(QUESTION).text


async def test_over_http_a_key_is_needed_as_elsewhere(assistant, tmp_path):
    keys = Keys(tmp_path)
    token = keys.create("甲")
    async with (
        served(assistant, keys=keys) as url,
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        assert len((await client.list_tools()).tools) == 4
        for headers in ({}, {"Authorization": "Bearer lc_0_x"}):
            refused = await http.post(url, json=LIST, headers={"Authorization": "", **KINDS, **headers})
            assert (refused.status_code, refused.json()["title"]) == (401, "需要密钥")


def asked(assistant, **options) -> TestClient:
    return TestClient(create_app(lambda: assistant, **options), base_url="http://127.0.0.1:8501", headers=KINDS)


def test_the_gates_stand_before_it(assistant):
    with asked(assistant, hosts=["localhost"], limits=Limits(requests="2/minute")) as client:
        assert client.post("/mcp", json=LIST, headers={"Host": "evil.example"}).status_code == 421
        assert client.post("/mcp", json=LIST, headers={"Origin": "http://evil.example"}).status_code == 403
        assert client.post("/mcp", content=b"x" * (1 << 21)).status_code == 413
        told = client.get("/metrics").text
        assert 'liaocheng_http_requests_total{method="POST",route="other",status="421"} 1.0' in told


@pytest.mark.parametrize(("tool", "name"), [("search", "query"), ("ask", "question"), ("cite", "claim")])
def test_a_key_sees_through_it_only_what_its_groups_may(tmp_path, tool, name):
    texts = {"公开.txt": "北坡村共卖出苹果120吨，村民都很高兴。", "内部.txt": "东坡村共卖出苹果90吨，原因尚未公布。"}
    for file, text in texts.items():
        (tmp_path / file).write_text(f"苹果\n\n本报讯 2024年10月31日，{text}\n", encoding="utf-8")
    settings, keys = Settings(data=tmp_path / "库"), Keys(tmp_path / "钥")
    index([tmp_path / file for file in texts], settings.index)
    regroup(settings.index, ["内部.txt"], ("甲",))
    told = {}
    with Assistant.open(settings=settings) as library, asked(library, keys=keys) as client:
        (secret,) = library.printing("内部.txt")[1]
        for group in "甲乙":
            client.headers["Authorization"] = f"Bearer {keys.create(group, groups=(group,))}"
            calls = [{"name": tool, "arguments": {name: "东坡村共卖出苹果90吨。"}}]
            calls += [{"name": "get_article", "arguments": {"article_id": secret.article_id}}]
            bodies = [{**LIST, "method": "tools/call", "params": call} for call in calls]
            told[group] = [client.post("/mcp", json=body).json()["result"] for body in bodies]
    assert all("尚未公布" in json.dumps(one, ensure_ascii=False) for one in told["甲"])
    assert not any("尚未公布" in json.dumps(one, ensure_ascii=False) for one in told["乙"])
    assert [one["isError"] for one in told["乙"]] == [False, True]


def test_requests_to_it_are_limited_and_counted(assistant):
    with asked(assistant, limits=Limits(requests="2/minute")) as client:
        statuses = [client.post("/mcp", json=LIST).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        told = client.get("/metrics").text
        assert 'liaocheng_http_requests_total{method="POST",route="/mcp",status="200"} 2.0' in told


def test_what_is_asked_through_it_is_counted(assistant):
    with asked(assistant, limits=Limits(tokens="30/minute")) as client:
        body = {**LIST, "method": "tools/call", "params": {"name": "search", "arguments": {"query": QUESTION}}}
        first, second = (client.post("/mcp", json=body).json()["result"] for _ in range(2))
    assert first["isError"] is False
    assert second["isError"] is True and second["content"][0]["text"].endswith("请管理员调高限额。")


def test_it_lives_as_long_as_the_application_and_again(assistant):
    app = create_app(lambda: assistant)
    for _ in range(2):
        with TestClient(app, headers=KINDS) as client:
            assert client.post("/mcp", json=LIST).status_code == 200
            assert client.get("/mcp").status_code == 405
    assert TestClient(app, raise_server_exceptions=False).post("/mcp", json=LIST).status_code == 500


def test_the_page_s_server_hands_it_on(assistant):
    from rag.http.api import PATHS

    assert "/mcp/".startswith(PATHS)
