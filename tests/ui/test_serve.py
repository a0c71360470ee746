"""The server: its address, its banner, and page and API behind one door."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from rag.config import Settings
from rag.errors import ServiceError
from ui import options, serve


def test_a_taken_port_is_one_sentence():
    with serve.listen("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
        with pytest.raises(ServiceError, match=f"端口 {port} 已被占用：.*--port {port + 1}") as caught:
            serve.listen("127.0.0.1", port)
    assert caught.value.exit_code == 69
    assert "\n" not in str(caught.value)


def test_an_address_of_another_machine_is_one_sentence():
    with pytest.raises(ServiceError, match="请检查设置 host 和 port"):
        serve.listen("198.51.100.7", 0)


def test_a_port_without_permission_names_another(monkeypatch):
    def denied(self, address):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", denied)
    with pytest.raises(ServiceError, match="没有权限使用端口 80"):
        serve.listen("127.0.0.1", 80)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501"),
        ("::1", "http://[::1]:8501"),
        ("0.0.0.0", "http://127.0.0.1:8501"),
        ("::", "http://127.0.0.1:8501"),
        ("desk.example", "http://desk.example:8501"),
    ],
)
def test_the_banner_says_where_and_what(library, host, address):
    assert serve.banner(library, host, 8501).split("\n") == [
        f"网页与接口：{address}",
        "已收录：1份报纸、1篇文章（2024-11），第3次收录。按 Ctrl+C 停止。",
        "",
    ]


def test_the_options_are_streamlit_s_own():
    from streamlit import config

    known = set(config.get_config_options())
    given = options.streamlit("127.0.0.1", 8501)
    assert set(given) <= known
    assert given["browser.gatherUsageStats"] is False


@pytest.mark.parametrize(
    ("environment", "code", "words"),
    [
        pytest.param({"LIAOCHENG_PORT": "{taken}"}, 69, "已被占用", id="busy port"),
        pytest.param({"LIAOCHENG_PROT": "1"}, 78, "port", id="unknown setting"),
    ],
)
def test_a_server_that_cannot_start_leaves_one_sentence_and_its_code(tmp_path: Path, environment, code, words):
    with serve.listen("127.0.0.1", 0) as door:
        taken = str(door.getsockname()[1])
        given = {name: value.format(taken=taken) for name, value in environment.items()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIAOCHENG_")}
        done = subprocess.run(
            [sys.executable, "-m", "ui.serve"],
            env={**kept, "LIAOCHENG_DATA": str(tmp_path / "资料"), "PYTHONUTF8": "1", **given},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == code
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
    assert done.stdout == ""


def test_page_and_api_stand_behind_one_door(library, tmp_path):
    from starlette.testclient import TestClient

    app = serve.build(lambda: library, Settings(data=tmp_path))
    with TestClient(app, base_url="http://127.0.0.1:8501") as client:
        page = client.get("/")
        assert 'lang="zh-CN"' in page.text
        assert "script-src 'self' blob:" in page.headers["content-security-policy"]
        assert client.get("/readyz").json()["generation"] == 3
        assert client.post("/v1/ask", json={"question": "苹果？"}).json()["answer"] == "全村卖出苹果120吨[1]。"
        assert client.get("/v1/nope").headers["content-type"] == "application/problem+json"
        assert client.get("/v1").status_code == 404
        assert "javascript" in client.get("/assets/shell.js").headers["content-type"]
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
        assert client.get("/livez", headers={"Host": "evil.example"}).json()["status"] == 421
        told = client.get("/metrics").text
        assert 'liaocheng_http_requests_total{method="GET",route="page",status="421"} 1.0' in told
        assert 'liaocheng_http_requests_total{method="GET",route="other",status="421"} 1.0' in told
        assert client.get("/_stcore/health").headers["x-content-type-options"] == "nosniff"
