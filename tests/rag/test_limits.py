"""What may be asked: by key, by address, at once; what is over is refused with when to come back, and passes then."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest
from starlette.testclient import TestClient

from rag.answer import Answer, Event, Scope, SearchResult
from rag.config import read_settings
from rag.errors import SettingsError, TooManyError
from rag.http import limits
from rag.http.api import create_app
from rag.http.limits import Allowance, Limits
from rag.keys import Keys
from ui.serve import limits_of

ANSWER = Answer("问", "问", "答。", None, True, (), (), (), "extractive", 1, Scope(0), 0.0)
MODEST = Limits(requests="3/minute", tokens="20/minute", uploads="2/hour", address="8/minute")


class Clock:
    """The time as `limits` and its library see it."""

    def __init__(self, monkeypatch) -> None:
        self.now = 1_000_000.0
        monkeypatch.setattr("time.time", lambda: self.now)


class Fake:
    """Answers at once; a model took `tokens` for each answer."""

    generation, tokens = 1, 0

    def search(self, query, **options):
        return SearchResult((), (), 0.0)

    def ask(self, question, **options):
        return replace(ANSWER, tokens=self.tokens)

    async def astream(self, question, **options):
        yield Event("done", ANSWER.as_dict(), self.tokens)

    def article(self, article_id):
        return None


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def client(fake=None, address="192.0.2.7", **options):
    app = create_app(lambda: fake or Fake(), **{"limits": MODEST, **options})
    return TestClient(app, raise_server_exceptions=False, client=(address, 5000))


def refused(response, words):
    """The seconds after which to come back."""
    assert (response.status_code, response.headers["content-type"]) == (429, "application/problem+json")
    body = response.json()
    assert body["title"] == "超过限额" and body["detail"].startswith(words) and body["detail"].endswith("。")
    assert f"{response.headers['Retry-After']}秒" in body["detail"] or "分钟" in body["detail"]
    return int(response.headers["Retry-After"])


def test_requests_of_an_address_are_counted_and_pass_again_when_told(clock):
    asked = client()
    for _ in range(3):
        assert asked.post("/v1/search", json={"query": "苹果"}).status_code == 200
        clock.now += 10
    assert refused(asked.post("/v1/search", json={"query": "苹果"}), "请求超过限额") == 30
    clock.now += 29.9
    assert asked.get("/v1/articles/none").status_code == 429
    clock.now += 0.1
    assert asked.get("/v1/articles/none").status_code == 404


def test_characters_asked_are_counted_with_the_history(clock):
    asked = client()
    history = [{"question": "甲" * 6, "answer": "乙" * 6}]
    assert asked.post("/v1/ask", json={"question": "问" * 6, "history": history}).status_code == 200
    assert refused(asked.post("/v1/search", json={"query": "苹果多"}), "文字超过限额") == 60
    assert asked.post("/v1/search", json={"query": "苹果"}).status_code == 200


def test_what_is_larger_than_a_window_passes_when_nothing_else_was_asked(clock):
    asked = client()
    assert asked.post("/v1/search", json={"query": "苹" * 50}).status_code == 200
    assert asked.post("/v1/search", json={"query": "苹"}).status_code == 429


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat/completions"])
def test_what_a_model_took_is_owed_afterwards(clock, stream, path):
    fake = Fake()
    fake.tokens = 400
    asked = client(fake)
    body = {"question": "问"} if path == "/v1/ask" else {"model": "liaocheng", "messages": [{"role": "user", "content": "问"}]}
    assert asked.post(path, json={**body, "stream": stream}).status_code == 200
    again = asked.post(path, json=body)
    assert again.status_code == 429 and again.headers["Retry-After"] == "60"
    if "chat" in path:
        assert again.json()["error"]["code"] == "rate_limit_exceeded"


def test_files_have_a_limit_of_their_own(clock):
    asked = client(limits=replace(MODEST, requests="off"))
    for _ in range(2):
        assert asked.put("/v1/sources/a.zip", content=b"x").status_code != 429
    assert refused(asked.put("/v1/sources/a.zip", content=b"x"), "文件超过限额") == 3600
    assert "约60分钟" in asked.put("/v1/sources/a.zip", content=b"x").json()["detail"]
    assert asked.delete("/v1/sources/a%2Fb").status_code == 422


def test_each_key_has_its_own_count_and_an_address_one_for_all_its_requests(clock, tmp_path):
    keys = Keys(tmp_path)
    one, other = ({"Authorization": f"Bearer {keys.create(name)}"} for name in "甲乙")
    asked = client(keys=keys)
    for _ in range(3):
        assert asked.get("/v1/models", headers=one).status_code == 200
    assert refused(asked.get("/v1/models", headers=one).json() and asked.get("/v1/figures", headers=one), "请求超过限额") == 60
    assert asked.get("/v1/models", headers=other).status_code == 200
    assert asked.get("/v1/models").status_code == 401
    assert asked.get("/livez").status_code == 200
    assert refused(asked.get("/livez"), "来自这个地址的请求超过限额") == 60
    assert refused(asked.get("/v1/figures", headers=other), "来自这个地址的请求超过限额") == 60
    assert client(address="192.0.2.8").get("/livez").status_code == 200


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("127.0.0.1", "::1", True),
    ],
)
def test_who_counts_together(one, other, together):
    names = [limits.address_of({"client": (host, 1)})[0] for host in (one, other)]
    assert (names[0] == names[1]) is together


def test_this_machine_may_ask_a_hundred_times_as_much(clock):
    asked = client(address="127.0.0.1", limits=replace(MODEST, tokens="off"))
    statuses = [asked.post("/v1/search", json={"query": "苹"}).status_code for _ in range(301)]
    assert statuses == [200] * 300 + [429]


def test_counts_are_exact_and_debts_are_kept(clock):
    allowance = Allowance(MODEST)
    allowance.spend("tokens", "甲", 15)
    with pytest.raises(TooManyError) as caught:
        allowance.spend("tokens", "甲", 6)
    assert caught.value.seconds == 60
    allowance.spend("tokens", "甲", 5)
    allowance.owe("tokens", "甲", 100)
    allowance.spend("tokens", "乙", 20)
    clock.now += 60
    allowance.spend("tokens", "甲", 20)
    limits.charge(10**9)  # outside of a request nothing is counted
    limits.owe(10**9)


def test_off_is_without_limit(clock):
    allowance = Allowance(Limits("off", "off", "off", "off"))
    for kind in ("requests", "tokens", "uploads", "address"):
        allowance.spend(kind, "甲", 10**9)
        allowance.owe(kind, "甲", 10**9)


async def test_more_than_fit_at_once_are_told_to_come_back_and_later_pass():
    import threading

    release, begun = threading.Event(), threading.Semaphore(0)

    class Slow(Fake):
        def ask(self, question, **options):
            begun.release()
            assert release.wait(20)
            return ANSWER

    app = create_app(Slow, limits=Limits(at_once=3))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as asked:
        working = [asyncio.create_task(asked.post("/v1/ask", json={"question": "问"})) for _ in range(3)]
        for _ in working:
            await asyncio.to_thread(begun.acquire)
        shed = [await asked.post("/v1/ask", json={"question": "问"}) for _ in range(5)]
        assert {(told.status_code, told.headers["Retry-After"]) for told in shed} == {(503, "1")}
        assert "忙不过来" in shed[0].json()["detail"]
        assert (await asked.get("/livez")).status_code == 200
        release.set()
        assert [(await one).status_code for one in working] == [200] * 3
        assert [(await asked.post("/v1/ask", json={"question": "问"})).status_code for _ in range(5)] == [200] * 5


def test_every_route_tells_of_429():
    paths = client().get("/openapi.json").json()["paths"]
    assert [(path, act) for path, acts in paths.items() for act, told in acts.items() if "429" not in told["responses"]] == []


def test_the_settings_say_what_may_be_asked(tmp_path):
    given = {"limit_requests": "5 / Second", "limit_tokens": "off", "limit_uploads": "1/day", "at_once": "7"}
    assert limits_of(read_settings(given, {}, tmp_path)) == Limits("5/second", "off", "1/day", "1200/minute", 7)
    assert limits_of(read_settings({}, {}, tmp_path)) == Limits()


@pytest.mark.parametrize("rate", ["many", "0/minute", "5/week", "-1/minute", "5", "10000000000/minute"])
def test_a_rate_that_cannot_be_read_is_one_sentence(tmp_path, rate):
    with pytest.raises(SettingsError, match="300/minute 这样"):
        read_settings({"limit_address": rate}, {}, tmp_path)
