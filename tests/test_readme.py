"""README says what is so: its two commands are the Makefile's, every command, setting and route is named, its Python runs."""

import json
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from rag import Settings
from rag.terminal.arguments import build_parser
from tests.bench.load import server

HERE = "http://127.0.0.1:8501"
ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize(("target", "mark"), [("serve", "liaocheng serve"), ("test", "-m pytest")])
def test_the_makefile_has_readmes_own_lines(target, mark):
    line = next(line for line in README.splitlines() if line.startswith("python3 -m venv") and line.endswith(mark))
    assert f"{target}:\n\t{line}\n" in MAKEFILE


def test_ci_reads_the_test_line_from_readme():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "grep -m1 -F -- '-m pytest' README.md" in script
    assert next(line for line in README.splitlines() if "-m pytest" in line).startswith("python3 -m venv")


def test_every_command_is_named():
    actions = next(a for a in build_parser()._actions if a.dest == "command")
    assert [name for name in actions.choices if f"| `liaocheng {name}" not in README] == []


def test_every_setting_is_named():
    assert [f.name for f in fields(Settings) if not re.search(rf"^\| .*`{f.name}`.* \|", README, re.M)] == []


def snippets(language, mark):
    """The blocks of README in this language that hold this mark."""
    return [block for block in re.findall(rf"```{language}\n(.*?)```", README, re.S) if mark in block]


@pytest.fixture(scope="module")
def address(settings):
    """Where README's server answers in this test."""
    with server(settings.data) as (url, _):
        yield url


def test_the_python_of_readme_runs(settings, monkeypatch, capsys):
    monkeypatch.setenv("LIAOCHENG_DATA", str(settings.data))
    (block,) = snippets("python", "from rag import")
    exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("到位资金511.6亿元，同比增长8.6% ")


def test_the_openai_client_of_readme_runs(address, assistant, capsys):
    (block,) = snippets("python", "from openai import")
    exec(compile(block.replace(HERE, address), "README.md", "exec"), {})
    expected = assistant.ask("冠县上半年地区生产总值是多少？")
    assert capsys.readouterr().out == f"{expected.text} {expected.citations[0].quote}\n"


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")
@pytest.mark.parametrize(("path", "name"), [("/v1/ask", "answer"), ("/v1/chat/completions", "choices")])
def test_the_curl_of_readme_runs(address, assistant, path, name):
    (block,) = snippets("sh", f"curl -s {HERE}{path} ")
    done = subprocess.run(["bash", "-c", block.replace(HERE, address)], capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)[name]
    words = said if name == "answer" else said[0]["message"]["content"]
    assert words == assistant.ask("冠县上半年地区生产总值是多少？").text
