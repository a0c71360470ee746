"""The HTTP API over a made-up assistant: every route, every refusal."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from index.article import Article
from index.errors import BusyError, CorruptError, MismatchError
from rag.answer import Answer, Event, Scope, SearchResult, plain
from rag.errors import ModelError, UsageError
from rag.http import shapes
from rag.http.api import create_app
from tests.rag.made_up import ANSWER, ARTICLE, CITATION, HIT

SECRET = "这句话不能进日志"


class FakeAssistant:
    """Notes what it was called with; raises `fault` when one is set, in streams after `late` events."""

    generation = 3

    def __init__(self, fault: Exception | None = None, late: int = 0) -> None:
        self.fault = fault
        self.late = late
        self.calls: list[tuple[str, str, dict[str, object]]] = []

    def _called(self, what: str, words: str, **options: object) -> None:
        self.calls.append((what, words, options))
        if self.fault is not None:
            raise self.fault

    def scope(self) -> Scope:
        self._called("scope", "")
        return ANSWER.scope

    def article(self, article_id: str) -> Article | None:
        self._called("article", article_id)
        return ARTICLE if article_id == ARTICLE.article_id else None

    def search(self, query: str, **options: object) -> SearchResult:
        self._called("search", query, **options)
        return SearchResult((HIT,), ("paper/1",), 0.01)

    def ask(self, question: str, **options: object) -> Answer:
        self._called("ask", question, **options)
        return replace(ANSWER, question=question)

    async def astream(self, question: str, **options: object):
        if not self.late:
            self._called("astream", question, **options)
        yield Event("passages", {"passages": [plain(CITATION)]})
        if self.late:
            self._called("astream", question, **options)
        yield Event("delta", {"text": "北坡村卖出苹果\n120吨[1]。"})
        yield Event("citation", plain(CITATION))
        yield Event("done", ANSWER.as_dict())


def client(assistant: FakeAssistant, **options: object) -> TestClient:
    """A client that sees an unexpected fault as a program outside would."""
    return TestClient(create_app(lambda: assistant, **options), raise_server_exceptions=False)


def problem(response, status: int) -> dict:
    """The problem object of a refused request, its form checked."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["schema"] == 1
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert body["title"] and not body["title"].isascii()
    assert body["detail"].endswith(("。", "？"))
    return body


def events(text: str) -> list[tuple[str, dict]]:
    """The server-sent events of a stream, comments left out."""
    blocks = [block for block in text.split("\n\n") if block.startswith("event: ")]
    lines = [block.split("\n") for block in blocks]
    assert all(len(pair) == 2 and pair[1].startswith("data: ") for pair in lines)
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in lines]


def test_search_answers_with_hits_and_passes_its_filters_on():
    assistant = FakeAssistant()
    body = {"query": "苹果", "k": 3, "since": "2024", "until": "2024-12-31", "sources": ["made-up.txt"], "places": ["冠县"]}
    response = client(assistant).post("/v1/search", json=body)
    assert response.status_code == 200
    assert response.json() == {
        "schema": 1, "id": None, "hits": [plain(HIT)], "docs": ["paper/1"], "seconds": 0.01,
    }  # fmt: skip
    options = {"k": 3, "since": "2024", "until": "2024-12-31", "sources": ["made-up.txt"], "places": ("冠县",)}
    assert assistant.calls == [("search", "苹果", options)]


def test_search_asks_for_ten_passages_unless_told():
    assistant = FakeAssistant()
    client(assistant).post("/v1/search", json={"query": "苹果"})
    assert assistant.calls[0][2] == {"k": 10, "since": None, "until": None, "sources": None, "places": ()}


def test_ask_answers_in_the_contract_s_shape():
    assistant = FakeAssistant()
    body = {
        "question": "那今年呢？",
        "history": [{"question": "苹果？", "answer": "120吨"}],
        "today": "2025-01-02",
        "places": ["冠县"],
    }
    response = client(assistant).post("/v1/ask", json=body)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == replace(ANSWER, question="那今年呢？").as_dict()
    ((_, question, options),) = assistant.calls
    assert question == "那今年呢？"
    assert options["history"] == ({"question": "苹果？", "answer": "120吨"},)
    assert str(options["today"]) == "2025-01-02"
    assert options["places"] == ("冠县",)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param({"stream": True}, {}, id="asked in the body"),
        pytest.param({}, {"Accept": "text/event-stream"}, id="asked by Accept"),
    ],
)
def test_ask_streams_its_events(body, headers):
    response = client(FakeAssistant()).post("/v1/ask", json={"question": "苹果？", **body}, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    told = events(response.text)
    assert [name for name, _ in told] == ["passages", "delta", "citation", "done"]
    assert all(data["schema"] == 1 for _, data in told)
    assert told[0][1]["passages"] == [plain(CITATION)]
    assert told[1][1]["text"] == "北坡村卖出苹果\n120吨[1]。"
    assert told[3][1] == ANSWER.as_dict()


def test_a_question_that_cannot_be_used_is_a_problem_even_when_streaming():
    response = client(FakeAssistant(UsageError("问题太长：请缩短到500字以内。"))).post(
        "/v1/ask", json={"question": "x", "stream": True}
    )
    assert problem(response, 422)["detail"] == "问题太长：请缩短到500字以内。"


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        pytest.param(ModelError("大模型暂时连不上。"), "大模型暂时连不上。", id="ours"),
        pytest.param(ZeroDivisionError(SECRET), "服务内部出错", id="unexpected"),
    ],
)
def test_a_fault_in_mid_stream_ends_it_with_an_error_event(fault, sentence):
    response = client(FakeAssistant(fault, late=1)).post("/v1/ask", json={"question": "苹果？", "stream": True})
    told = events(response.text)
    assert [name for name, _ in told] == ["passages", "error"]
    assert told[1][1]["message"].startswith(sentence)
    assert SECRET not in response.text


def test_article_is_found_by_an_id_with_a_slash():
    response = client(FakeAssistant()).get("/v1/articles/paper/1")
    assert response.status_code == 200
    body = response.json()
    assert body["text"] == ARTICLE.text
    assert set(body) == {
        "schema", "source", "article_id", "title", "kicker", "subtitle", "reporters", "correspondents", "date", "date_basis",
        "published", "newspaper", "page", "kind", "text",
    }  # fmt: skip


def test_unknown_article_is_a_problem():
    assert "article_id" in problem(client(FakeAssistant()).get("/v1/articles/none"), 404)["detail"]


@pytest.mark.parametrize("path", ["/v1/nope", "/v1/", "/v1/search/", "/v1/articles", "/docs", "/redoc"])
def test_unknown_paths_are_problems(path):
    problem(client(FakeAssistant()).get(path), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/v1/ask", "POST"), ("PUT", "/v1/search", "POST"), ("POST", "/v1/articles/1", "GET"), ("DELETE", "/livez", "GET")],
)
def test_wrong_methods_are_problems_that_name_the_right_one(method, path, allowed):
    response = client(FakeAssistant()).request(method, path)
    problem(response, 405)
    assert response.headers["allow"] == allowed


@pytest.mark.parametrize(
    ("path", "body", "at"),
    [
        pytest.param("/v1/ask", {}, "question", id="no question"),
        pytest.param("/v1/ask", {"question": 5}, "question", id="question no text"),
        pytest.param("/v1/ask", {"question": "x", "colour": 1}, "colour", id="unknown key"),
        pytest.param("/v1/ask", {"question": "x", "history": [{"question": "y"}]}, "history.0.answer", id="half a turn"),
        pytest.param("/v1/ask", {"question": "x", "stream": "yes"}, "stream", id="stream no boolean"),
        pytest.param("/v1/ask", {"question": "x", "since": "去年"}, "since", id="date in words"),
        pytest.param("/v1/ask", {"question": "x", "today": "2025-02-30"}, "today", id="no such day"),
        pytest.param("/v1/search", {"query": "x", "k": 0}, "k", id="k too small"),
        pytest.param("/v1/search", {"query": "x", "k": 101}, "k", id="k too large"),
        pytest.param("/v1/search", {"query": "x", "sources": "a.txt"}, "sources", id="sources no list"),
        pytest.param("/v1/search", {"query": "x", "places": "冠县"}, "places", id="places no list"),
        pytest.param("/v1/ask", {"question": "x", "places": [""]}, "places.0", id="a place without a name"),
        pytest.param("/v1/ask", {"question": "x", "places": ["县"] * 21}, "places", id="too many places"),
        pytest.param("/v1/cite", {"claim": "x", "places": ["冠县"]}, "places", id="places of a claim"),
        pytest.param("/v1/search", ["x"], "body", id="a list"),
    ],
)
def test_a_body_that_does_not_fit_names_the_part(path, body, at):
    assistant = FakeAssistant()
    told = problem(client(assistant).post(path, json=body), 422)
    assert at in [error["at"] for error in told["errors"]]
    assert all(not error["message"].isascii() for error in told["errors"])
    assert assistant.calls == []


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        pytest.param(b"{", "application/json", 422, id="broken JSON"),
        pytest.param(b'{"question": "\\ud800"}', "application/json", 422, id="half a surrogate pair"),
        pytest.param(b'{"question": "\xff"}', "application/json", 400, id="not UTF-8"),
        pytest.param(b"question=x", "application/x-www-form-urlencoded", 422, id="a form"),
        pytest.param(b'{"question": "x"}', "text/plain", 422, id="JSON called text"),
        pytest.param(b"", "application/json", 422, id="nothing"),
        pytest.param(b"[" * 100_000, "application/json", 400, id="brackets without end"),
        pytest.param(b'{"question": ' + b"9" * 10_000 + b"}", "application/json", 400, id="a number of 10,000 digits"),
    ],
)
def test_bodies_that_are_no_json_object_are_problems(content, kind, status):
    response = client(FakeAssistant()).post("/v1/ask", content=content, headers={"Content-Type": kind})
    problem(response, status)


def test_a_body_over_the_limit_is_refused_whether_announced_or_not():
    small = client(FakeAssistant(), body_limit=100)
    problem(small.post("/v1/ask", json={"question": "x" * 200}), 413)
    problem(small.post("/v1/ask", content=iter([b"x" * 60, b"x" * 60])), 413)
    assert small.post("/v1/ask", json={"question": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (UsageError("问题是空的：请写一个问题。"), 422),
        (BusyError("资料正在更新：请稍后再试。"), 503),
        (MismatchError("索引是用别的模型建的：请运行 liaocheng index --rebuild。"), 503),
        (CorruptError("索引损坏：请运行 liaocheng index --rebuild。"), 500),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
def test_errors_of_the_library_speak_for_themselves(path, fault, status):
    key = path.removeprefix("/v1/")
    body = {"question": "x"} if key == "ask" else {"query": "x"}
    response = client(FakeAssistant(fault)).post(path, json=body)
    assert problem(response, status)["detail"] == str(fault)
    assert ("retry-after" in response.headers) == (status == 503)


def test_an_unexpected_fault_is_a_problem_that_tells_nothing(caplog):
    with caplog.at_level(logging.DEBUG):
        response = client(FakeAssistant(RuntimeError(SECRET))).post("/v1/ask", json={"question": SECRET})
    problem(response, 500)
    assert SECRET not in response.text
    assert SECRET not in caplog.text
    assert "Traceback" not in caplog.text
    assert "RuntimeError at test_api.py:" in caplog.text


def test_livez_and_readyz():
    asked = client(FakeAssistant())
    assert asked.get("/livez").json() == {"schema": 1, "status": "ok"}
    ready = asked.get("/readyz").json()
    assert ready == {"schema": 1, "status": "ready", "generation": 3, "scope": plain(ANSWER.scope)}


def test_readyz_says_why_not_while_livez_stays():
    asked = client(FakeAssistant(CorruptError("索引损坏：请重建。")))
    assert problem(asked.get("/readyz"), 503)["detail"] == "索引损坏：请重建。"
    assert asked.get("/livez").status_code == 200


def test_a_provider_that_cannot_open_the_library_is_a_problem():
    def closed():
        raise MismatchError("索引是用别的设置建的：请重建。")

    asked = TestClient(create_app(closed), raise_server_exceptions=False)
    problem(asked.get("/readyz"), 503)
    problem(asked.post("/v1/ask", json={"question": "x"}), 503)


def test_openapi_lists_every_route_and_names_no_outside_host():
    told = client(FakeAssistant()).get("/openapi.json")
    assert told.status_code == 200
    paths = told.json()["paths"]
    ledger, desk = {"/v1/figures", "/v1/conflicts"}, {"/v1/cite", "/v1/check"}
    chat = {"/v1/chat/completions", "/v1/models", "/v1/models/{name}"}
    files = {"/v1/sources", "/v1/sources/{name}"}
    plain = {"/v1/search", "/v1/ask", "/v1/articles/{article_id}", "/livez", "/readyz", "/metrics"}
    assert set(paths) == plain | ledger | desk | chat | files
    assert told.json()["openapi"].startswith("3.1")
    asked = paths["/v1/ask"]["post"]["responses"]
    assert set(asked["200"]["content"]) == {"application/json", "text/event-stream"}
    assert asked["200"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/AnswerObject"}
    assert set(asked) == {"200", "400", "401", "403", "413", "421", "422", "429", "500", "503"}
    assert all(set(asked[status]["content"]) == {"application/problem+json"} for status in asked if status != "200")
    assert "://" not in told.text


@pytest.mark.parametrize(
    ("model", "method", "path", "body"),
    [
        (shapes.AnswerObject, "POST", "/v1/ask", {"question": "x"}),
        (shapes.SearchObject, "POST", "/v1/search", {"query": "x"}),
        (shapes.ArticleObject, "GET", "/v1/articles/paper/1", None),
        (shapes.StatusObject, "GET", "/livez", None),
        (shapes.StatusObject, "GET", "/readyz", None),
        (shapes.ProblemObject, "GET", "/v1/nope", None),
        (shapes.ProblemObject, "POST", "/v1/ask", {}),
    ],
)
def test_every_object_is_as_the_description_says(model, method, path, body):
    told = client(FakeAssistant()).request(method, path, json=body).json()
    assert told["schema"] == 1
    model.model_validate(told)


@pytest.mark.parametrize("path", ["/livez", "/v1/nope"])
def test_every_answer_carries_the_security_headers(path):
    headers = client(FakeAssistant()).get(path).headers
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers
