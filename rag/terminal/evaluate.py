"""`liaocheng evaluate`: this library's answers scored on a gold file."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.errors import DataError, InputError
from rag.answer import SCHEMA
from rag.assistant import Assistant
from rag.config import Settings
from rag.evaluate import evaluate
from rag.terminal import console

_TEXTS = ("question", "category")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Ask every question of the gold file and print the figures as one JSON object."""
    gold = _read(options.gold)
    with Assistant.open(settings=settings) as assistant:
        figures = evaluate(gold, lambda question: assistant.ask(question, today=settings.today))
    console.write(json.dumps({"schema": SCHEMA, **figures}, ensure_ascii=False))
    return 0


def _read(path: Path) -> list[Mapping[str, Any]]:
    """The lines of gold. Raises InputError, DataError with the number of the line."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"读不到文件 {path}（{error.strerror}）：请检查路径。") from error
    gold = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8-sig"))
        except ValueError as error:
            raise DataError(f"{path} 第{number}行不是UTF-8的JSON：请改正这一行。") from error
        if not _complete(row):
            raise DataError(
                f"{path} 第{number}行缺少内容：要有 question、category、answerable，可答的还要有 must_include、evidence。"
            )
        gold.append(row)
    return gold


def _complete(row: object) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("answerable"), bool):
        return False
    wanted, evidence = row.get("must_include", []), row.get("evidence", [])
    return (
        all(isinstance(row.get(name), str) for name in _TEXTS)
        and isinstance(wanted, list)
        and all(isinstance(part, str) and part.strip() for part in wanted)
        and isinstance(evidence, list)
        and all(isinstance(part, dict) and isinstance(part.get("quote"), str) for part in evidence)
        and (not row["answerable"] or ("must_include" in row and "evidence" in row))
    )
