"""Every request has an id, told in the answer, in the problem and in the log; the log tells nothing of what was asked."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from rag.answer import SearchResult
from rag.http import logs, trace
from rag.http.api import create_app
from rag.http.limits import Limits
from rag.keys import Keys

SECRET = "绝密问题"


class Fake:
    """Finds nothing, or fails."""

    fault: Exception | None = None

    def seen_by(self, groups):
        return self

    def search(self, query, **options):
        if self.fault:
            raise self.fault
        return SearchResult((), (), 0.0)

    def article(self, article_id):
        return None


def _lines(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def written(capsys):
    """The lines that the log has got, as it is configured by default."""
    logs.configure("json", "info")
    yield lambda: _lines(capsys.readouterr().err)
    logs.restore()


def client(fake=None, **options):
    return TestClient(create_app(lambda: fake or Fake(), **options), raise_server_exceptions=False)


@pytest.mark.parametrize("given", ["a", "3f2c-7.x_~", "0" * 64])
def test_an_id_that_is_well_formed_is_kept(given):
    told = client().get("/v1/nope", headers={"X-Request-Id": given})
    assert told.headers.get_list("x-request-id") == [given]
    assert told.json()["request_id"] == given


@pytest.mark.parametrize("given", ["", "a b", "0" * 65, "a\tb", "é", "a;b", '{"a"}'])
def test_any_other_is_replaced_by_a_new_one(given):
    asked = client()
    names = {asked.get("/livez", headers={"X-Request-Id": given.encode()}).headers["x-request-id"] for _ in range(3)}
    assert len(names) == 3 and given not in names
    assert all(len(name) == 32 and set(name) <= set("0123456789abcdef") for name in names)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/figures", None, 401),
        ("GET", "/livez", None, 421),
        ("POST", "/v1/ask", {}, 429),
    ],
)
def test_what_the_gates_refuse_has_an_id_too(tmp_path, method, path, body, status):
    options = {421: {"hosts": ["desk.example"]}, 401: {"keys": Keys(tmp_path)}, 429: {"limits": Limits(requests="1/hour")}}
    asked = client(**options[status])
    if status == 429:
        asked.post("/v1/ask", json={})
    told = asked.request(method, path, json=body, headers={"X-Request-Id": "mine"})
    assert (told.status_code, told.headers["x-request-id"], told.json()["request_id"]) == (status, "mine", "mine")


def test_outside_of_a_request_there_is_none():
    assert (trace.request(), trace.request_id()) == (None, None)


def test_one_line_a_request_with_the_template_and_nothing_that_was_asked(written, tmp_path):
    keys = Keys(tmp_path)
    token = keys.create("甲")
    asked = client(keys=keys)
    headers = {"Authorization": f"Bearer {token}", "X-Request-Id": "r1"}
    asked.post("/v1/search", json={"query": SECRET}, headers=headers)
    asked.get(f"/v1/articles/{SECRET}?x={SECRET}", headers=headers)
    asked.post("/v1/search", json={"query": SECRET, "nope": SECRET}, headers=headers)
    asked.get(f"/v1/{SECRET}", headers={"X-Request-Id": "r1"})
    lines = written()
    number = token.split("_")[1]
    expected = [
        ("POST", "/v1/search", 200, number),
        ("GET", "/v1/articles/{article_id}", 404, number),
        ("POST", "/v1/search", 422, number),
        ("GET", "other", 401, None),
    ]
    assert [(line["method"], line["route"], line["status"], line["key"]) for line in lines] == expected
    for line in lines:
        assert set(line) == {"time", "level", "event", "request_id", "method", "route", "status", "milliseconds", "key"}
        assert (line["level"], line["event"], line["request_id"]) == ("info", "request", "r1")
        assert line["milliseconds"] >= 0
    told = json.dumps(lines, ensure_ascii=False)
    assert SECRET not in told and "%E7" not in told and token not in told


def test_a_fault_is_a_line_with_the_same_id_and_not_what_was_asked(written):
    fake = Fake()
    fake.fault = RuntimeError(SECRET)
    client(fake).post("/v1/search", json={"query": SECRET}, headers={"X-Request-Id": "r2"})
    fault, request = written()
    assert (fault["level"], fault["request_id"]) == ("error", "r2")
    assert fault["event"].startswith("RuntimeError at test_trace.py:")
    assert (request["status"], request["request_id"]) == (500, "r2")
    assert SECRET not in json.dumps([fault, request], ensure_ascii=False)


def test_as_text_for_people_and_only_from_the_level_up(written, capsys):
    logs.configure("text", "info")
    client().get("/livez", headers={"X-Request-Id": "r3"})
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert " info request request_id=r3 method=GET route=/livez status=200 milliseconds=" in line
    logs.configure("json", "warning")
    client().get("/livez")
    assert capsys.readouterr().err == ""
