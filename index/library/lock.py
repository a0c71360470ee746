"""One writer at a time, named to whoever comes second."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from index.errors import BusyError
from index.library import disk

FILE = "writer.lock"
_HOLDER = "writer.json"


@contextmanager
def writer(folder: Path, wait: float = 0.3) -> Iterator[None]:
    """Be the only writer of the library in `folder`. The lock ends with its process, however that ends.

    Raises BusyError after `wait` seconds, naming the process that holds it and since when; WriteError.
    """
    import filelock

    with disk.writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / FILE)
        try:
            lock.acquire(timeout=wait)
        except filelock.Timeout:
            raise BusyError(f"资料正在更新（{holder(folder) or '另一个程序'}）；请稍后再试，查询不受影响。") from None
    try:
        with disk.writing(folder):
            since = datetime.now().astimezone().isoformat(" ", "seconds")
            (folder / _HOLDER).write_text(json.dumps({"pid": os.getpid(), "since": since}), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            (folder / _HOLDER).unlink()
        lock.release()


def holder(folder: Path) -> str:
    """Who says that it writes now, in words; empty when nobody does."""
    try:
        known = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        return f"进程{known['pid']}，{known['since']}开始"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
