"""README says what is so: its two commands are the Makefile's, every command, setting and route is named, its Python runs."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from rag import Settings
from rag.terminal.arguments import build_parser

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


def test_the_python_of_readme_runs(settings, monkeypatch, capsys):
    monkeypatch.setenv("LIAOCHENG_DATA", str(settings.data))
    (block,) = re.findall(r"```python\n(.*?)```", README, re.S)
    exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("到位资金511.6亿元，同比增长8.6% ")
