"""Drafts that come to /v1/check: as JSON, as a form with a file, too large, or of no use."""

from __future__ import annotations

import base64
import io
import json

import docx
import pytest
from starlette.testclient import TestClient

from rag.answer import Event
from rag.desk.verdict import Check, Verdict
from rag.http.api import create_app

TEXT = "北坡村卖出苹果120吨。"
RESULT = Check(TEXT, (Verdict(TEXT, 0, len(TEXT), True, "not_found"),), 3, 0.01)


class Desk:
    """Notes the drafts it is given."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, object]]] = []

    def check(self, draft: str, **options: object) -> Check:
        self.calls.append((draft, options))
        return RESULT

    async def acheck(self, draft: str, **options: object):
        self.calls.append((draft, options))
        yield Event("progress", {"done": 1, "total": 1})
        yield Event("verdict", RESULT.verdicts[0].as_dict())
        yield Event("done", RESULT.as_dict())


def client(desk: Desk, **options: object) -> TestClient:
    return TestClient(create_app(lambda: desk, **options), raise_server_exceptions=False)


def word() -> bytes:
    """A Word file of two paragraphs."""
    document = docx.Document()
    document.add_paragraph(TEXT)
    document.add_paragraph("东岭村修路3公里。")
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        pytest.param("稿子.txt", TEXT.encode(), TEXT, id="txt"),
        pytest.param("稿子.txt", TEXT.encode("gb18030"), TEXT, id="txt in GB 18030"),
        pytest.param("稿子.docx", word(), f"{TEXT}\n东岭村修路3公里。", id="docx"),
    ],
)
def test_a_form_brings_a_file(name, data, text):
    desk = Desk()
    response = client(desk).post("/v1/check", files={"file": (name, data)})
    assert response.status_code == 200
    assert response.json() == RESULT.as_dict()
    ((draft, options),) = desk.calls
    assert draft.strip() == text
    assert options == {"since": None, "until": None, "sources": None, "today": None}


def test_a_form_brings_filters_beside_its_file():
    desk = Desk()
    form = {"since": "2024", "sources": ["a.txt", "b.txt"], "today": "2025-03-01", "stream": "false"}
    response = client(desk).post("/v1/check", files={"file": ("a.md", TEXT.encode())}, data=form)
    assert response.status_code == 200
    options = desk.calls[0][1]
    assert options["sources"] == ["a.txt", "b.txt"]
    assert (options["since"], str(options["today"])) == ("2024", "2025-03-01")


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        pytest.param({"stream": "true"}, {}, id="asked in the form"),
        pytest.param({}, {"Accept": "text/event-stream"}, id="by Accept"),
    ],
)
def test_progress_of_an_uploaded_draft_is_streamed(form, headers):
    response = client(Desk()).post("/v1/check", files={"file": ("a.txt", TEXT.encode())}, data=form, headers=headers)
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    blocks = [block.split("\n", 1) for block in response.text.strip().split("\n\n")]
    assert [name for name, _ in blocks] == ["event: progress", "event: verdict", "event: done"]
    progress = json.loads(blocks[0][1].removeprefix("data: "))
    assert (progress["done"], progress["total"]) == (1, 1)


def test_json_brings_a_text_or_a_file_in_base64():
    desk = Desk()
    asked = client(desk)
    assert asked.post("/v1/check", json={"text": TEXT}).status_code == 200
    packed = base64.b64encode(TEXT.encode()).decode()
    assert asked.post("/v1/check", json={"file": packed, "name": "a.txt"}).status_code == 200
    assert [draft for draft, _ in desk.calls] == [TEXT, TEXT]


def test_a_draft_over_its_own_limit_is_refused_with_the_limit():
    asked = client(Desk(), body_limit=200, draft_limit=1 << 20)
    assert asked.post("/v1/check", files={"file": ("a.txt", b"x" * 2000)}).status_code == 200
    refused = asked.post("/v1/check", files={"file": ("a.txt", b"x" * (1 << 20))})
    assert refused.status_code == 413
    assert refused.headers["content-type"] == "application/problem+json"
    assert "（1 MB）" in refused.json()["detail"]
    assert asked.post("/v1/cite", json={"claim": "x" * 300}).status_code == 413


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        pytest.param({"json": {}}, None, id="no draft"),
        pytest.param({"json": {"text": 5}}, "text", id="text no text"),
        pytest.param({"json": {"text": "x", "colour": 1}}, "colour", id="unknown key"),
        pytest.param({"json": {"file": "YQ", "name": "a.txt"}}, "file", id="no base64"),
        pytest.param({"json": ["x"]}, "body", id="a list"),
        pytest.param({"content": b"{", "headers": {"Content-Type": "application/json"}}, "body", id="broken JSON"),
        pytest.param({"content": b"x", "headers": {"Content-Type": "text/plain"}}, "body", id="plain text"),
        pytest.param({"files": {"file": ("a.xlsx", b"x")}}, None, id="a file of another form"),
        pytest.param({"files": {"file": ("a.docx", b"x")}}, None, id="no docx inside"),
        pytest.param({"files": {"file": ("a.txt", b"x")}, "data": {"stream": "yes"}}, "stream", id="stream no boolean"),
        pytest.param({"files": {"file": ("a.txt", b"x")}, "data": {"colour": "1"}}, "colour", id="unknown field"),
    ],
)
def test_a_draft_that_cannot_be_read_is_a_problem(sent, at):
    desk = Desk()
    refused = client(desk).post("/v1/check", **sent)
    assert refused.status_code == 422
    body = refused.json()
    assert body["detail"].endswith("。")
    assert at is None or at in [error["at"] for error in body["errors"]]
    assert desk.calls == []


def test_a_broken_form_is_a_problem():
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    refused = client(Desk()).post("/v1/check", content=b"--x\r\nnothing", headers=headers)
    assert refused.status_code in (400, 422)
    assert refused.headers["content-type"] == "application/problem+json"


def test_openapi_tells_both_forms():
    told = client(Desk()).get("/openapi.json").json()["paths"]["/v1/check"]["post"]["requestBody"]
    assert set(told["content"]) == {"application/json", "multipart/form-data"}
    assert "file" in told["content"]["multipart/form-data"]["schema"]["properties"]
