"""A file on disk to text: any Chinese encoding, guarded. Knows nothing of newsprint."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index import corpus, sheet
from index.article import Article, Source
from index.decode import decode
from index.errors import DataError, InputError

MAX_TEXT = 64 << 20
MAX_FILE = 512 << 20
_TEXTS = frozenset({"", ".txt", ".text", ".md", ".markdown"})
_CORPORA = (".jsonl", ".jsonl.xz", ".jsonl.gz")
_KINDS = "txt、md、jsonl"
_SEE_THROUGH = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "压缩包或Office文档",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "旧版Office文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"\x7fELF": "程序",
    b"{\\rtf": "RTF文档",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file holds: newspaper `text` still to be split, or ready `articles` (a JSONL corpus).

    `notes` are sentences for the person: lines of a corpus that were left out, a `sources.csv` that cannot be read.
    """

    source: Source
    text: str = ""
    articles: tuple[Article, ...] = ()
    notes: tuple[str, ...] = ()


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files below these files and folders, each once, in a stable order; `load` says which of them cannot be read.

    Hidden files, `sources.csv` and README are no articles. Symbolic links inside a folder are named, never followed.
    Raises InputError for a path that does not exist and for a folder without any such file.
    """
    seen: set[Path] = set()
    for path in paths:
        for found in _below(path):
            if found not in seen:
                seen.add(found)
                yield found


def load(path: Path) -> Loaded:
    """Read one file, with what `sources.csv` beside it says of the printed page.

    Raises InputError (cannot be read) or DataError (empty, binary, damaged, ...): its message is the reason for skipping.
    """
    data = _read(path)
    source = Source(name=path.name, digest=hashlib.sha256(data).hexdigest())
    known, note = sheet.printed(path)
    loaded = _parsed(path.name, data, source)
    return replace(loaded, source=_with(loaded.source, known), notes=loaded.notes + ((note,) if note else ()))


def _parsed(name: str, data: bytes, source: Source) -> Loaded:
    if name.lower().endswith(_CORPORA):
        ready, notes = corpus.articles(data, name)
        return Loaded(source, articles=ready, notes=notes)
    suffix = Path(name).suffix.lower()
    if suffix not in _TEXTS:
        raise DataError(f"{name}的格式（{suffix}）暂不支持；可用{_KINDS}。")
    text = _text(name, data)
    known, text = sheet.front_matter(text)
    return Loaded(_with(source, known), text=text)


def _text(name: str, data: bytes) -> str:
    if len(data) > MAX_TEXT:
        raise DataError(f"{name}超过{MAX_TEXT >> 20}MB，不像一版报纸；请拆开后再收录。")
    for mark, kind in _SEE_THROUGH.items():
        if data.startswith(mark):
            raise DataError(f"{name}其实是{kind}，不是文本；请改正扩展名或另存为文本。")
    try:
        text, _ = decode(data)
    except DataError as error:
        raise DataError(f"{name}{error}") from None
    if not text.strip():
        raise DataError(f"{name}里没有文字。")
    return text


def _with(source: Source, known: sheet.Printed) -> Source:
    """The source with what is newly known; an earlier value stays where nothing is said."""
    return replace(
        source,
        newspaper=known.newspaper or source.newspaper,
        published=known.published or source.published,
        page=known.page or source.page,
        edition=known.edition or source.edition,
        url=known.url or source.url,
    )


def _below(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        if not path.exists():
            raise InputError(f"找不到“{path}”；请检查路径。")
        yield Path(os.path.realpath(path)) if path.is_symlink() else path
        return
    empty = True
    for folder, folders, names in os.walk(path, onerror=_unreadable):
        folders[:] = sorted(name for name in folders if not _housekeeping(name))
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted([*(name for name in names if not _housekeeping(name)), *links]):
            empty = False
            yield Path(folder) / name
    if empty:
        raise InputError(f"文件夹“{path}”里没有可收录的文件；可放入{_KINDS}文件。")


def _unreadable(error: OSError) -> None:
    raise InputError(f"打不开文件夹“{error.filename}”；请检查读取权限。")


def _housekeeping(name: str) -> bool:
    return name.startswith((".", "~$", "__")) or name.lower() == sheet.SHEET or name.upper().partition(".")[0] == "README"


def _read(path: Path) -> bytes:
    """The bytes of a regular file; never waits on a pipe or a device, never leaves the file's own folder by a link."""
    try:
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(path.parent)):
            raise InputError(f"{path.name}是指向文件夹之外的链接，没有读取；请直接给出原文件。")
        _check(path.name, path.stat())
        with open(path, "rb", opener=_open) as file:
            _check(path.name, os.fstat(file.fileno()))
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise InputError(f"找不到“{path}”；请检查路径。") from None
    except PermissionError:
        raise InputError(f"没有权限读取{path.name}；请检查文件权限。") from None
    except (OSError, ValueError) as error:
        raise InputError(f"读不了{path.name}（{getattr(error, 'strerror', None) or '路径无效'}）。") from None
    if not data.strip(b"\0 \t\r\n"):
        raise DataError(f"{path.name}是空文件，没有可收录的文字。")
    return data


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _check(name: str, state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        kind = "文件夹" if stat.S_ISDIR(state.st_mode) else "管道或设备"
        raise InputError(f"{name}是{kind}，不是普通文件，没有读取。")
    if state.st_size > MAX_FILE:
        raise DataError(f"{name}超过{MAX_FILE >> 20}MB，没有读取；请拆开后再收录。")
