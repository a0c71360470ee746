"""`liaocheng groups`: who may see which source."""

from __future__ import annotations

import argparse
import json

from index.article import Source
from index.groups import named
from rag.answer import SCHEMA
from rag.config import Settings
from rag.terminal import console


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Show who may see the sources, or let these groups alone see one of them, `*` for everyone."""
    from index import build

    groups = named("、".join(options.groups))
    if options.source and groups is not None:
        build.regroup(settings.index, [options.source], groups)
    for source, _ in build.status(settings.index).sources:
        if options.source in (None, source.name):
            row = {"schema": SCHEMA, "source": source.name, "groups": list(source.groups or ())}
            console.write(json.dumps(row, ensure_ascii=False) if options.json else _line(source))
    return 0


def _line(source: Source) -> str:
    return f"{source.name}：{'、'.join(source.groups).strip() or '只有管理员' if source.groups else '所有人'}"
