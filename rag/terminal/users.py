"""`liaocheng users`: accounts for the page on the office network."""

from __future__ import annotations

import argparse
import getpass
import json
import sys

from index.groups import named
from rag.answer import SCHEMA
from rag.config import Settings
from rag.errors import UsageError
from rag.terminal import console
from rag.users import User, Users


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Add, list or remove accounts. The password is asked for, or is the first line of the standard input."""
    users = Users(settings.data)
    if options.act == "list":
        for user in users.all():
            console.write(_json(user) if options.json else _line(user))
        return 0
    if not options.name:
        raise UsageError("缺少用户名：写在 add 或 remove 后面。")
    if options.act == "remove":
        users.remove(options.name)
        console.say(f"已移除用户 {options.name}。")
        return 0
    user = users.add(options.name, _password(), options.scope, named(options.groups or "") or ())
    console.write(_json(user) if options.json else _line(user))
    return 0


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("密码（不显示）：")
    if getpass.getpass("再输一次：") != first:
        raise UsageError("两次输入的密码不一样：请重新运行。")
    return first


def _line(user: User) -> str:
    return f"{user.name}  {user.scope}" + (f"  {'、'.join(user.groups)}组" if user.groups else "")


def _json(user: User) -> str:
    row = {"schema": SCHEMA, "name": user.name, "scope": user.scope, "groups": list(user.groups)}
    return json.dumps(row, ensure_ascii=False)
