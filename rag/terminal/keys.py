"""`liaocheng keys`: the keys of programs on other machines."""

from __future__ import annotations

import argparse
import json
from datetime import date

from index.groups import named
from rag.answer import SCHEMA, plain
from rag.config import Settings
from rag.errors import UsageError
from rag.keys import Key, Keys
from rag.terminal import console


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Make, list or revoke keys."""
    keys = Keys(settings.data)
    if options.act == "list":
        for key in keys.all():
            console.write(json.dumps({"schema": SCHEMA, **plain(key)}, ensure_ascii=False) if options.json else _line(key))
        return 0
    if not options.name:
        raise UsageError("缺少名称或编号：写在 create 或 revoke 后面。")
    if options.act == "revoke":
        keys.revoke(options.name)
        console.say(f"已作废 {options.name}。")
        return 0
    groups = named(options.groups or "") or ()
    token = keys.create(options.name, options.scope, _day(options.expires), groups)
    console.write(json.dumps({"schema": SCHEMA, "key": token}) if options.json else token)
    console.say("密钥只显示这一次，请现在抄下。")
    return 0


def _line(key: Key) -> str:
    until = f"到{key.expires}" if key.expires else "不限期"
    groups = f"  {'、'.join(key.groups)}组" if key.groups else ""
    return f"{key.id}  {key.name}  {key.scope}  {until}{groups}" + ("  已作废" if key.revoked else "")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"日期“{text}”看不懂：请写成 2026-12-31。") from error
