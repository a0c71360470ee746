"""The door of the page: nothing but the form before signing in, a new session after it, none after signing out."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.runtime import Runtime

from rag.config import Settings
from rag.http.limits import Allowance, Limits
from rag.users import FREE_TRIES, Users
from ui import serve
from ui.door import NOBODY, WRONG, Door
from ui.sessions import COOKIE, Sessions

WORD = "很长很长的密码12"
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def inside(request) -> PlainTextResponse:
    return PlainTextResponse("里面")


async def talk(socket) -> None:
    await socket.accept()
    await socket.send_text("里面")
    await socket.close()


@pytest.fixture
def users(tmp_path) -> Users:
    return Users(tmp_path, "办公室口令甲")


@pytest.fixture
def client(users) -> TestClient:
    pages = Route("/{path:path}", inside, methods=["GET", "POST", "PUT"])
    app = Starlette(routes=[pages, WebSocketRoute("/_stcore/stream", talk)])
    return TestClient(Door(app, Sessions(users), "题目<"), follow_redirects=False, headers=BROWSER)


def sign_in(client: TestClient, name: str = "王某", password: str = WORD):
    return client.post("/sign-in", data={"name": name, "password": password})


@pytest.mark.parametrize("path", ["/", "/ledger", "/_stcore/health", "/media/1.xlsx", "/sign-in", "/sign-out", "/static/a.js"])
def test_before_signing_in_there_is_the_form_alone(client, path):
    page = client.get(path)
    assert page.status_code == 401
    assert "里面" not in page.text and '<html lang="zh-CN">' in page.text
    assert "题目&lt;" in page.text and "题目<" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert (client.put(path).status_code, client.get(path, headers={"accept": "image/png"}).text) == (401, "请先登录。")


def test_the_socket_is_closed_before_signing_in(client, users):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass
    users.add("王某", WORD)
    sign_in(client)
    with client.websocket_connect("/_stcore/stream") as socket:
        assert socket.receive_text() == "里面"


def test_the_form_s_style_and_icon_are_there(client):
    assert client.get("/assets/door.css").text == "里面"


def test_signing_in_and_out(client, users):
    users.add("王某", WORD)
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert re.search(r"HttpOnly.*SameSite=lax", answer.headers["set-cookie"]) and "Secure" not in answer.headers["set-cookie"]
    assert client.get("/ledger").text == "里面"
    held = client.cookies[COOKIE]
    assert client.post("/sign-out").status_code == 303
    client.cookies.set(COOKIE, held)
    assert client.get("/").status_code == 401


def test_a_sign_in_takes_no_token_that_was_planted_and_ends_the_one_before(client, users):
    users.add("王某", WORD)
    form = {"name": "王某", "password": WORD}
    first = client.post("/sign-in", data=form, headers={"cookie": f"{COOKIE}=planted"}).cookies[COOKIE]
    second = sign_in(client).cookies[COOKIE]
    assert len({"planted", first, second}) == 3
    client.cookies.clear()
    states = [client.get("/", headers={"cookie": f"{COOKIE}={token}"}).status_code for token in ("planted", first, second)]
    assert states == [401, 401, 200]


def test_a_wrong_password_is_a_sentence_and_too_many_wait(client, users):
    users.add("王某", WORD)
    for _ in range(FREE_TRIES):
        told = sign_in(client, password="不是这个密码")
        assert told.status_code == 401 and WRONG in told.text and COOKIE not in client.cookies
    told = sign_in(client)
    assert told.status_code == 429 and "试错的次数太多" in told.text
    assert told.headers["retry-after"] in {"30", "31"}
    assert sign_in(client, "李某").status_code == 401


def test_an_address_that_tries_many_names_has_to_wait_whoever_it_says_it_is(users, monkeypatch):
    now = 1_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    users.add("王某", WORD)
    allowance = Allowance(Limits(sign_ins="3/hour"))
    door = Door(Starlette(routes=[Route("/", inside)]), Sessions(users), "题目", allowance)
    ours, theirs = (
        TestClient(door, client=(host, 1), follow_redirects=False, headers=BROWSER) for host in ("192.0.2.1", "192.0.2.2")
    )
    assert sign_in(ours).status_code == 303  # one that succeeds counts nothing
    assert [sign_in(ours, name).status_code for name in ("甲", "乙", "丙")] == [401] * 3
    told = sign_in(ours)
    assert told.status_code == 429 and COOKIE not in told.cookies
    assert "从您这里登录失败的次数太多：请约60分钟后再试；忘了密码请管理员重设。" in told.text
    assert told.headers["retry-after"] == "3600"
    assert sign_in(theirs).status_code == 303
    now += 3600
    assert sign_in(ours).status_code == 303


@pytest.mark.parametrize("body", [b"", b"name=%ff&password=%00", b"&" * 50, b"password=x", b"name=" + b"x" * 5000])
def test_what_is_no_form_lets_nobody_in(client, body):
    try:
        answer = client.post("/sign-in", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    except ValueError:
        pytest.fail("a form must not break the door")
    assert answer.status_code in {401, 413}


def test_the_office_s_passphrase_needs_no_name(client):
    assert "只有办公室口令的，空着" in client.get("/").text
    assert sign_in(client, "", "办公室口令甲").status_code == 303
    assert client.get("/").text == "里面"


def test_where_there_are_no_accounts_the_form_says_what_to_do(tmp_path):
    client = TestClient(Door(Starlette(), Sessions(Users(tmp_path)), "题目"), headers=BROWSER)
    assert NOBODY in client.get("/").text


def test_beyond_this_machine_page_and_api_are_shut(library, tmp_path, monkeypatch):
    monkeypatch.setattr(Runtime, "_instance", None)  # a process has room for one, and other tests have theirs
    settings = Settings(data=tmp_path, host="0.0.0.0")
    with pytest.raises(ValueError, match="needs sessions"):
        serve.build(lambda: library, settings)
    sessions = Sessions(Users(tmp_path))
    sessions.users.add("王某", WORD)
    client = TestClient(serve.build(lambda: library, settings, sessions), base_url="http://127.0.0.1:8501", headers=BROWSER)
    shut = client.get("/")
    assert (shut.status_code, "<form" in shut.text) == (401, True)
    assert "form-action 'self'" in shut.headers["content-security-policy"]
    assert client.get("/_stcore/host-config").status_code == 401
    assert client.post("/v1/ask", json={"question": "苹果？"}).status_code == 401
    assert client.post("/sign-in", data={}, headers={"Origin": "http://evil.example"}).status_code == 403
    assert client.post("/sign-in", data={"name": "王某", "password": WORD}).status_code == 200
    assert "shell.js" in client.get("/").text
    assert client.post("/v1/ask", json={"question": "苹果？"}).status_code == 401
