"""The child process: a crash, a hang or hunger costs one file, and the next is read."""

import io
import json
import os
import signal
import sys

import pytest

from index.errors import DataError
from index.files import formats, worker
from index.files.formats import Parsed
from index.files.sheet import Printed
from index.files.worker import Worker

PAGE = "<html><body><p>会议要求，推动项目早开工。</p></body></html>".encode()


def text(served, data=PAGE):
    return served.read("html", data)[0]["text"].strip()


def test_one_child_reads_many_files():
    with Worker() as served:
        assert [text(served) for _ in range(3)] == ["会议要求，推动项目早开工。"] * 3
        child = served._child
        with pytest.raises(DataError, match="不是有效的网页"):
            served.read("html", b" <!-- --> ")
        assert served._child is child
    assert child.returncode is not None


def test_after_so_many_files_a_fresh_child(monkeypatch):
    monkeypatch.setattr(worker, "_TURNS", 2)
    with Worker() as served:
        text(served)
        first = served._child
        text(served)
        assert served._child is None
        text(served)
        assert served._child.pid != first.pid


def test_a_killed_child_costs_one_file():
    with Worker() as served:
        text(served)
        os.kill(served._child.pid, signal.SIGSTOP if hasattr(signal, "SIGSTOP") else signal.SIGTERM)
        served._seconds = 0.5
        with pytest.raises(DataError, match=r"读了0\.5秒还没读完"):
            text(served)
        served._seconds = 30.0
        assert text(served) == "会议要求，推动项目早开工。"
        served._child.kill()
        served._child.wait()
        assert text(served) == "会议要求，推动项目早开工。"


def test_a_child_that_dies_at_work_is_said_to_have_crashed(monkeypatch):
    with Worker() as served:
        text(served)
        dead = served._child
        dead.kill()
        dead.wait()
        with monkeypatch.context() as patch, pytest.raises(DataError, match="弄崩了"):
            patch.setattr(served, "_running", lambda: dead)
            text(served)
        assert text(served) == "会议要求，推动项目早开工。"


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_hunger_costs_one_file():
    with Worker(memory=400 << 20) as served:
        with pytest.raises(DataError, match="内存"):
            served.read("txt", "一二三四".encode() * (8 << 20))
        assert text(served) == "会议要求，推动项目早开工。"


def test_settings_and_keys_do_not_reach_the_child(monkeypatch):
    monkeypatch.setenv("LIAOCHENG_API_KEY", "secret")
    with Worker() as served:
        text(served)
        with open(f"/proc/{served._child.pid}/environ", "rb") as environ:  # noqa: PTH123
            assert b"secret" not in environ.read()


FAULTS = [
    ("ours", DataError("没有文字。"), {"error": "没有文字。"}),
    ("memory", MemoryError(), {"error": "要用的内存太多，没有读取；文件可能已损坏或被做了手脚。", "last": True}),
    ("depth", RecursionError(), {"error": "嵌套太深，读不了；文件可能已损坏。"}),
    ("theirs", KeyError("x"), {"error": "已损坏，读不了（KeyError）。", "last": True}),
]


@pytest.mark.parametrize(("fault", "expected"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_whatever_a_parser_throws_becomes_a_reason(monkeypatch, fault, expected):
    def thrown(_data):
        raise fault

    monkeypatch.setitem(formats.KINDS, "html", thrown)
    assert worker.reply("html", b"") == (expected, [])


def test_the_protocol(monkeypatch):
    parsed = Parsed("正文", Printed(newspaper="聊城日报"), (("a.txt", b"12"), ("b.txt", "已损坏。")), ("有一页没有文字。",))
    monkeypatch.setitem(formats.KINDS, "zip", lambda _data: parsed)
    monkeypatch.setattr(worker, "limit", lambda _memory, _seconds: None)
    request = json.dumps({"kind": "zip", "size": 3}).encode() + b"\nabc"
    replies = io.BytesIO()
    worker.serve(io.BytesIO(request * 2), replies, 0, 0.0)
    line, _, rest = replies.getvalue().partition(b"\n")
    answer = json.loads(line)
    assert (answer["text"], answer["notes"], answer["members"]) == (
        "正文",
        ["有一页没有文字。"],
        [["a.txt", 2], ["b.txt", "已损坏。"]],
    )
    assert worker.printed(answer) == Printed(newspaper="聊城日报")
    assert rest == b"12" + line + b"\n12"
    with pytest.raises(EOFError):
        worker.serve(io.BytesIO(request[:-1]), io.BytesIO(), 0, 0.0)
