"""`liaocheng cite` and `liaocheng check`, and the same over HTTP."""

from __future__ import annotations

import base64
import io
import json

import docx
import pytest
from starlette.testclient import TestClient

from rag.cli import main
from rag.http import shapes
from rag.http.api import create_app

WRONG = "冠州国际陆港项目总投资120亿元，占地3207亩。"
DRAFT = f"同志们：\n2024年全市招商引资到位资金511.6亿元。{WRONG}\n"


@pytest.fixture
def run(settings, capsys, monkeypatch):
    """Runs a command over the shipped texts; gives (code, stdout, stderr)."""
    monkeypatch.setenv("LIAOCHENG_DATA", str(settings.data))

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_cite_says_what_differs(run):
    code, out, err = run("cite", WRONG)
    assert (code, err) == (0, "")
    assert out.startswith("有出入\n· 数值：稿中“120亿元”，报道为“102亿元”\n")
    assert "冠县：102亿元打造国际陆港[N]" in out


def test_cite_in_batches(run, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": "a", "claim": WRONG, "more": 1}) + "\n{\n", encoding="utf-8")
    code, out, _ = run("cite", "--batch", path, "--json")
    first, second = map(json.loads, out.splitlines())
    assert (code, first["id"], first["verdict"]) == (65, "a", "contradicted")
    assert "error" in second


def test_check_prints_each_sentence(run, tmp_path):
    path = tmp_path / "稿.md"
    path.write_text(DRAFT, encoding="utf-8")
    code, out, _ = run("check", path)
    assert code == 0
    assert out.startswith("不需核对1句，有据1句，有出入1句\n")


def test_check_as_json_lines(run, tmp_path):
    path = tmp_path / "稿.txt"
    path.write_text(DRAFT, encoding="utf-8")
    _, out, _ = run("check", path, "--json")
    found = [json.loads(line) for line in out.splitlines()]
    assert [v["verdict"] for v in found if v["checkable"]] == ["supported", "contradicted"]
    assert all(DRAFT[v["start"] : v["end"]] == v["claim"] for v in found)


def test_check_reads_standard_input(run, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(DRAFT))
    assert run("check", "-")[1].startswith("不需核对1句")


def test_check_writes_word_and_the_table(run, tmp_path):
    path, report, table = tmp_path / "稿.txt", tmp_path / "r.docx", tmp_path / "t.md"
    path.write_text(DRAFT, encoding="utf-8")
    code, out, err = run("check", path, "-o", report, "--table", table)
    assert (code, out) == (0, "") and "有出入1句" in err
    assert len(list(docx.Document(report).comments)) == 2
    assert table.read_text(encoding="utf-8").startswith("## 引文核对表")


def test_a_draft_that_is_not_there(run, tmp_path):
    code, _, err = run("check", tmp_path / "没有.docx")
    assert code == 66 and "读不到文件" in err


@pytest.fixture
def client(assistant):
    return TestClient(create_app(lambda: assistant))


def test_cite_over_http(client):
    told = client.post("/v1/cite", json={"claim": WRONG})
    assert told.status_code == 200
    assert shapes.VerdictObject.model_validate(told.json()).differences[0].source == "102亿元"


def test_check_over_http(client):
    told = client.post("/v1/check", json={"text": DRAFT})
    assert shapes.CheckObject.model_validate(told.json()).counts == {"不需核对": 1, "有据": 1, "有出入": 1}


def test_a_file_over_http(client):
    file = base64.b64encode(DRAFT.encode()).decode()
    told = client.post("/v1/check", json={"file": file, "name": "稿.txt"})
    assert told.json()["counts"] == {"不需核对": 1, "有据": 1, "有出入": 1}


@pytest.mark.parametrize("body", [{}, {"file": base64.b64encode(b"PK").decode(), "name": "a.docx"}])
def test_no_draft_over_http(client, body):
    assert client.post("/v1/check", json=body).status_code == 422


def test_progress_over_http(client):
    with client.stream("POST", "/v1/check", json={"text": DRAFT, "stream": True}) as answer:
        kinds = [line.removeprefix("event: ") for line in answer.iter_lines() if line.startswith("event: ")]
    assert kinds == ["progress", "verdict"] * 3 + ["done"]
