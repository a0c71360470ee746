"""The HTML that carries the page, and the policy it is sent with."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import file_util

from ui import shell


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def html() -> str:
    return shell.chinese(Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8"), "题目")


def test_the_page_is_chinese_with_our_title_icon_style_and_script(html):
    tags = Tags(html).found
    assert ("html", {"lang": "zh-CN"}) in tags
    assert "<title>题目</title>" in html
    links = [attributes["href"] for tag, attributes in tags if tag == "link"]
    assert [link.partition("?")[0] for link in links if link.startswith("./assets/")] == [
        "./assets/icon.svg",
        "./assets/shell.css",
    ]
    assert "<noscript><p>这个页面需要" in html
    assert '<div id="root"><p class="opening" role="status">题目<br />正在打开……</p></div>' in html
    assert "agent" not in html


def test_the_page_runs_no_inline_script_and_names_no_outside_host(html):
    scripts = [attributes for tag, attributes in Tags(html).found if tag == "script"]
    assert len(scripts) == 2
    assert all(attributes["src"].startswith("./") for attributes in scripts)
    assert "//" not in re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)


def test_the_links_change_when_the_files_do(html):
    stamps = re.findall(r"\./assets/(\S+?)\?v=([0-9a-f]{12})", html)
    assert [name for name, _ in stamps] == ["icon.svg", "shell.css", "shell.js"]
    assert len({stamp for _, stamp in stamps}) == 3


def test_every_page_is_replaced_and_all_else_stands():
    routes = [
        Route("/", lambda request: HTMLResponse("theirs", headers={"ETag": '"1"'})),
        Route("/not-modified", lambda request: Response(status_code=304)),
        Route("/text", lambda request: PlainTextResponse("theirs")),
        Route("/missing", lambda request: HTMLResponse("theirs", status_code=404)),
    ]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(shell.ChineseShell, html="ours")]))
    page = client.get("/")
    assert page.text == "ours"
    assert "etag" not in page.headers
    assert client.get("/text").text == "theirs"
    assert client.get("/missing").text == "theirs"
    assert client.get("/not-modified").status_code == 304


def test_the_policy_allows_no_outside_host_and_no_inline_script():
    rules = dict(rule.split(" ", 1) for rule in shell.POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'self'"
    assert "unsafe" not in rules["script-src"]
    assert {word for rule in rules.values() for word in rule.split()} <= {"'none'", "'self'", "'unsafe-inline'", "blob:", "data:"}


def test_a_browser_is_given_a_name_once_that_no_script_reads():
    routes = [Route("/", lambda request: HTMLResponse("theirs"))]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(shell.ChineseShell, html="ours")]))
    given = client.get("/").headers["set-cookie"]
    assert given.startswith(f"{shell.READER}=")
    assert "HttpOnly" in given
    assert "SameSite=strict" in given
    assert "set-cookie" not in client.get("/").headers
