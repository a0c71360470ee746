"""`liaocheng groups`: shown, set, opened again."""

import json

import pytest

from index.build import index
from rag import Assistant, Settings
from rag.cli import main

TEXT = "北坡村苹果丰收\n\n本报讯 2024年10月31日，北坡村共卖出苹果120吨，比上年多20吨，户均增收两千元，村民都很高兴。\n"


@pytest.fixture
def folder(tmp_path):
    for name in ("一.txt", "二.txt"):
        (tmp_path / name).write_text(TEXT.replace("北坡", name[0]), encoding="utf-8")
    index([tmp_path / "一.txt", tmp_path / "二.txt"], Settings(data=tmp_path / "库").index)
    return tmp_path / "库"


def run(capsys, *arguments):
    code = main(["groups", *arguments])
    return code, capsys.readouterr().out


def test_groups_are_shown_set_and_taken_back(folder, capsys):
    data = ("--data", str(folder))
    assert run(capsys, *data) == (0, "一.txt：所有人\n二.txt：所有人\n")
    assert run(capsys, "一.txt", "办公室、甲", "乙", *data) == (0, "一.txt：乙、办公室、甲\n")
    _, out = run(capsys, "--json", *data)
    assert [json.loads(line)["groups"] for line in out.splitlines()] == [["乙", "办公室", "甲"], []]
    with Assistant.open(folder) as library:
        assert [one.name for one, _ in library.seen_by(["丙"]).sources()] == ["二.txt"]
        assert run(capsys, "一.txt", "*", *data) == (0, "一.txt：所有人\n")
        assert library.seen_by([]).scope().sources == 2


def test_an_unknown_source_is_code_66(folder, capsys):
    assert main(["groups", "无.txt", "甲", "--data", str(folder)]) == 66
    assert "没有“无.txt”" in capsys.readouterr().err
