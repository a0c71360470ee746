"""Looks at every part of the installation and says what to do."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.errors import LibraryError
from index.snapshot import Snapshot, current_generation
from rag.config import Settings
from rag.errors import AssistantError, ModelError

OLD_SQLITE = ((3, 7, 0), (3, 51, 2))
MENDED_SQLITE = {(3, 50, 7), (3, 44, 6)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, its state, what to do about it (empty when all is well), and the exit code that it stands for."""

    part: str
    state: str
    advice: str = ""
    exit_code: int = 0


def examine(settings: Settings) -> list[Finding]:
    """Look at Python, SQLite, the data folder, the library, the embedding, the reranker and the language model, in this order."""
    checks: tuple[Callable[[Settings], Finding], ...] = (_python, _sqlite, _folder, _library, _embedding, _reranker, _model)
    return [check(settings) for check in checks]


def _python(settings: Settings) -> Finding:
    del settings
    return Finding("Python", sys.version.split()[0])


def _sqlite(settings: Settings) -> Finding:
    """Releases up to 3.51.2 can lose a write when two connections write at once; the library has one writer only."""
    del settings
    version = sqlite3.sqlite_version_info
    old = OLD_SQLITE[0] <= version <= OLD_SQLITE[1] and version not in MENDED_SQLITE
    note = "有一个多写者时的旧缺陷；本程序同时只有一个写者，不受影响。" if old else ""
    return Finding("SQLite", sqlite3.sqlite_version, note)


def _folder(settings: Settings) -> Finding:
    folder = settings.data
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        os.close(handle)
        Path(name).unlink()
    except OSError as error:
        return Finding("数据文件夹", f"{folder} 写不进去（{error.strerror}）", "请检查权限，或用 --data 换一个文件夹。", 73)
    return Finding("数据文件夹", str(folder))


def _library(settings: Settings) -> Finding:
    if current_generation(settings.data) is None:
        return Finding("索引", "还没有", "运行 liaocheng index，或直接提问，会先收录随附的报纸。")
    try:
        with Snapshot.open(settings.data, settings.index) as snapshot:
            articles, sources, since, until = snapshot.scope()
            return Finding("索引", f"第{snapshot.generation}版，{sources}份报纸、{articles}篇文章（{since}至{until}）")
    except LibraryError as error:
        return Finding("索引", str(error), exit_code=error.exit_code)


def _embedding(settings: Settings) -> Finding:
    from index.embed import embedding_of

    try:
        embedding = embedding_of(settings.index)
    except LibraryError as error:
        return Finding("向量模型", str(error), exit_code=error.exit_code)
    return Finding("向量模型", f"{embedding.identity}，{embedding.dimension}维")


def _reranker(settings: Settings) -> Finding:
    if not settings.reranker:
        return Finding("重排模型", "没有设置，用内置的次序")
    from rag.crossencoder import CrossModel

    try:
        judge = CrossModel(settings.reranker)
    except (LibraryError, AssistantError) as error:
        return Finding("重排模型", str(error), exit_code=error.exit_code)
    return Finding("重排模型", f"{judge.name} 可用")


def _model(settings: Settings) -> Finding:
    if not settings.model:
        return Finding("大模型", "没有设置，直接摘报纸原文作答")
    from rag.generate import ChatModel

    try:
        next(ChatModel(settings).stream("回答“好”。", ["好。"]))
    except ModelError as error:
        return Finding(
            "大模型", f"{settings.model} 连不上", "请检查 model、base_url 和密钥；其间照常摘原文作答。", error.exit_code
        )
    except AssistantError as error:
        return Finding("大模型", str(error), exit_code=error.exit_code)
    return Finding("大模型", f"{settings.model} 可用")
