"""The command line `liaocheng`: reads arguments, runs one command, turns errors into one sentence and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TextIO

from index.errors import LibraryError
from rag.config import Settings, read_settings
from rag.errors import AssistantError
from rag.terminal import backup, commands, correct, desk, evaluate, groups, keys, users
from rag.terminal.arguments import build_parser

INTERRUPTED = 130
_FLAGS = ("data", "embedding", "today", "model", "base_url", "host", "port")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 2 usage, 3 files skipped, 130 interrupted, else that of the error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        _utf8(stream)
    try:
        options = build_parser().parse_args(arguments)
        return _run(options, read_settings({name: getattr(options, name, None) for name in _FLAGS}))
    except (LibraryError, AssistantError) as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as in `liaocheng ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(options: argparse.Namespace, settings: Settings) -> int:
    command = {
        "index": commands.index,
        "correct": correct.run,
        "articles": commands.articles,
        "search": commands.search,
        "ask": commands.ask,
        "cite": desk.cite,
        "check": desk.check,
        "figures": commands.figures,
        "conflicts": commands.conflicts,
        "serve": commands.serve,
        "mcp": commands.mcp,
        "keys": keys.run,
        "groups": groups.run,
        "users": users.run,
        "evaluate": evaluate.run,
        "backup": backup.save,
        "restore": backup.restore,
        "doctor": commands.doctor,
    }[options.command]
    code = command(options, settings)
    sys.stdout.flush()
    return code


def _utf8(stream: TextIO) -> None:
    """Chinese comes out right whatever the console's own encoding is."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
