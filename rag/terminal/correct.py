"""`liaocheng correct`: how a page was split, mended by a person."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.config import Settings
from rag.errors import UsageError
from rag.terminal import commands, console

if TYPE_CHECKING:
    from index.corrections import Correction


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Make, list, take back or carry over corrections."""
    from index import build
    from index.corrections import Corrections

    if options.list:
        for one in Corrections(settings.data).of(options.source):
            console.write(commands._json(one) if options.json else console.correction(one))
        return 0
    if options.undo:
        report = build.undo(settings.index, options.undo)
    elif options.keep:
        report = build.carry_over(settings.index, options.source)
    else:
        report = build.correct(settings.index, options.source, _correction(options))
    console.write(commands._json(report) if options.json else console.report(report))
    return commands._told(report)


def _correction(options: argparse.Namespace) -> Correction:
    """The one correction that the options describe."""
    from index.corrections import Correction

    one = Correction(0, options.source, "", "set", options.line)
    if options.split:
        return replace(one, kind="split")
    if options.merge:
        return replace(one, kind="merge")
    if options.move:
        return replace(one, kind="move", last=options.last or options.line, to=options.move)
    if options.mend:
        return replace(one, kind="mend", old=options.mend[0], new=options.mend[1])
    fields = tuple(_field(text) for text in options.set)
    return replace(one, kind="page" if options.page else "set", fields=fields)


def _field(text: str) -> tuple[str, object]:
    name, mark, value = text.partition("=")
    if not mark:
        raise UsageError(f"“{text}”要写成 名称=内容，如 title=新标题。")
    return name, value.split("、") if name in ("reporters", "correspondents") else value or None
