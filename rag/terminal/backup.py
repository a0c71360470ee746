"""`liaocheng backup` and `liaocheng restore`: the whole library in one file, and back."""

from __future__ import annotations

import argparse
import json

from index import backup
from rag.answer import SCHEMA
from rag.config import Settings
from rag.history import FILE
from rag.terminal import console

_DATABASES = (FILE,)


def save(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng backup`."""
    made = backup.save(settings.data, options.file, _DATABASES)
    _tell(options, made, f"已备份到 {options.file}")
    return 0


def restore(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng restore`."""
    made = backup.restore(settings.data, options.file, _DATABASES, force=options.force)
    _tell(options, made, f"已恢复到 {settings.data}（{made.created} 的备份）")
    console.say("正在运行的 liaocheng serve 请重新启动。")
    return 0


def _tell(options: argparse.Namespace, made: backup.Backup, words: str) -> None:
    size = sum(size for size, _ in made.files.values())
    if options.json:
        about = {"created": made.created, "generation": made.generation, "files": len(made.files), "bytes": size}
        console.write(json.dumps({"schema": SCHEMA, **about}, ensure_ascii=False))
    else:
        console.write(f"{words}：{len(made.files)}个文件，共{size / 1e6:.1f}MB。")
