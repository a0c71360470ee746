"""The commands of the citation desk: `liaocheng cite` and `liaocheng check`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.config import Settings
from rag.desk import export, remarks
from rag.desk.manuscript import Manuscript, read_manuscript
from rag.terminal import commands, console


def cite(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng cite`."""
    filters = {"since": options.since, "until": options.until, "sources": options.source}
    with commands._open(settings) as assistant:

        def answer(row: Mapping[str, Any]) -> dict[str, Any]:
            return assistant.cite(commands._text(row, "claim"), today=settings.today, **filters).as_dict()

        if options.batch:
            assistant.warm()
            return commands._batch(options.batch, answer)
        result = answer({"claim": commands._given(options.claim, "claim")})
        console.write(commands._json(result) if options.json else console.verdict(result))
    return 0


def check(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng check`."""
    manuscript = _read(options.draft)
    filters = {"since": options.since, "until": options.until, "sources": options.source}
    with commands._open(settings) as assistant, console.progress() as progress:
        result = assistant.check(manuscript.text, today=settings.today, progress=progress, **filters)
    if options.output:
        export.write(options.output, manuscript, result, footnotes=options.footnotes)
        console.say(f"已写入 {options.output}：{remarks.summary(result)}。")
    if options.table:
        export.write_table(options.table, result)
        console.say(f"已写入 {options.table}。")
    if options.output or options.table:
        return 0
    if options.json:
        for verdict in result.verdicts:
            console.write(commands._json(verdict.as_dict()))
    else:
        console.write(export.as_text(result))
    return 0


def _read(name: str) -> Manuscript:
    if name == "-":
        return Manuscript("-", sys.stdin.read())
    return read_manuscript(Path(name))
