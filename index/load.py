"""A file on disk to text: any Chinese encoding, guarded. Knows nothing of newsprint."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from index.article import Article, Source
from index.errors import DataError, InputError
from index.files import corpus, sheet
from index.files.decode import decode
from index.files.worker import Worker, printed

MAX_FILE = 512 << 20
MAX_DOCUMENT = 200 << 20
MAX_TEXT = 64 << 20
_IN_PROCESS = 4 << 20
_TEXTS = frozenset({"", ".txt", ".text", ".md", ".markdown"})
_CORPORA = (".jsonl", ".jsonl.xz", ".jsonl.gz")
_DOCUMENTS = {".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html", ".docx": "docx", ".pdf": "pdf"}
_KINDS = "txt、md、html、docx、pdf、jsonl和它们的zip"
_OLD = frozenset({".doc", ".wps", ".rtf", ".dot", ".wpt"})
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"})
_SIGNATURES = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "压缩包或Office文档",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "旧版Office文档",
    b"Rar!\x1a": "压缩包",
    b"7z\xbc\xaf\x27\x1c": "压缩包",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"\x7fELF": "程序",
    b"SQLite format 3": "数据库",
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


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be used, and why; `unreadable` when its bytes could not even be had."""

    name: str
    reason: str
    unreadable: bool = False


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


def load(path: Path, worker: Worker | None = None) -> Loaded:
    """Read one file, with what `sources.csv` beside it says of the printed page.

    html, docx, pdf and large texts are read in the worker's child process; without a worker, one is started for this file.
    Raises InputError (cannot be read) or DataError (empty, binary, damaged, a zip, ...): its message is the reason for
    skipping.
    """
    found = load_all(path, worker)
    if len(found) != 1:
        raise DataError(f"{path.name}：是含有{len(found)}个文件的压缩包，请先解压。")
    if isinstance(found[0], Skipped):
        raise (InputError if found[0].unreadable else DataError)(f"{found[0].name}：{found[0].reason}")
    return found[0]


def load_all(path: Path, worker: Worker | None = None) -> list[Loaded | Skipped]:
    """As `load`, for a file that may hold several: each member of a zip is a source of its own. Raises nothing of ours.

    Give every file of a run the same worker: it saves a start of the child for each.
    """
    if worker is None:
        with Worker() as own:
            return load_all(path, own)
    try:
        data = _read(path)
        known, note = sheet.printed(path)
        found = _members(data, worker) if path.suffix.lower() == ".zip" else [_parsed(path.name, data, worker)]
    except (InputError, DataError) as error:
        return [Skipped(_shown(path.name), str(error), isinstance(error, InputError))]
    notes = (note,) if note else ()
    return [
        one if isinstance(one, Skipped) else replace(one, source=_with(one.source, known), notes=one.notes + notes)
        for one in found
    ]


def _members(data: bytes, worker: Worker) -> list[Loaded | Skipped]:
    """The files of a zip; `sources.csv` among them speaks of its neighbours."""
    _, members = worker.read("zip", data)
    paths = [(PurePosixPath(name.replace("\\", "/")), content) for name, content in members]
    sheets = {path.parent: sheet.rows(content)[0] for path, content in paths if _is_sheet(path) and isinstance(content, bytes)}
    taken: set[str] = set()
    found: list[Loaded | Skipped] = []
    for path, content in paths:
        if any(is_housekeeping(part) for part in path.parts if part != ".."):
            continue
        name = path.name if path.name not in taken else "_".join(part for part in path.parts if part.strip("/."))
        taken.add(name)
        one = _member(name, content, worker)
        known = sheets.get(path.parent, {}).get(path.name, sheet.Printed())
        found.append(one if isinstance(one, Skipped) else replace(one, source=_with(one.source, known)))
    if not found:
        raise DataError(f"压缩包里没有可收录的文件；可放入{_KINDS}文件。")
    return found


def _is_sheet(path: PurePosixPath) -> bool:
    return path.name.lower() == sheet.SHEET


def _member(name: str, content: bytes | str, worker: Worker) -> Loaded | Skipped:
    try:
        if isinstance(content, str):
            raise DataError(content)
        if name.lower().endswith(".zip"):
            raise DataError("是压缩包里的压缩包，没有读取；请先解压。")
        _check_bytes(content)
        return _parsed(name, content, worker)
    except DataError as error:
        return Skipped(_shown(name), str(error))


def _parsed(name: str, data: bytes, worker: Worker) -> Loaded:
    """The content of one file by the ending of its name. Raises DataError with the reason alone."""
    source = Source(name=_shown(name), digest=hashlib.sha256(data).hexdigest())
    suffix = Path(name).suffix.lower()
    if name.lower().endswith(_CORPORA):
        ready, notes = corpus.articles(data, source.name)
        return Loaded(source, articles=ready, notes=notes)
    if suffix in _TEXTS:
        known, text = sheet.front_matter(_text(data, worker))
        return _spoken(Loaded(_with(source, known), text=text))
    if suffix not in _DOCUMENTS:
        raise DataError(_unsupported(suffix))
    _check_size(len(data), MAX_TEXT if _DOCUMENTS[suffix] == "html" else MAX_DOCUMENT)
    answer, _ = worker.read(_DOCUMENTS[suffix], data)
    return _spoken(Loaded(_with(source, printed(answer)), text=answer["text"], notes=tuple(answer["notes"])))


def _spoken(loaded: Loaded) -> Loaded:
    if not loaded.text.strip():
        raise DataError("里面没有文字。")
    return loaded


def _unsupported(suffix: str) -> str:
    if suffix in _OLD:
        return f"暂不支持{suffix}格式；请在WPS中另存为docx。"
    if suffix in _PICTURES:
        return "是图片，没有文字层，暂不能检索。"
    return f"暂不支持{suffix}格式；可用{_KINDS}。"


def _text(data: bytes, worker: Worker) -> str:
    _check_size(len(data), MAX_TEXT)
    for mark, kind in _SIGNATURES.items():
        if data.startswith(mark):
            raise DataError(f"其实是{kind}，不是文本；请改正扩展名或另存为文本。")
    return decode(data)[0] if len(data) <= _IN_PROCESS else str(worker.read("txt", data)[0]["text"])


def _shown(name: str) -> str:
    """The file's name in characters that can be stored: a name that is no valid UTF-8 on disk keeps a mark in the odd places."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _with(source: Source, known: sheet.Printed) -> Source:
    """The source with what is newly known; an earlier value stays where nothing is said."""
    return replace(
        source,
        newspaper=known.newspaper or source.newspaper,
        published=known.published or source.published,
        page=known.page or source.page,
        edition=known.edition or source.edition,
        url=known.url or source.url,
        groups=source.groups if known.groups is None else known.groups,
    )


def _below(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        if not path.exists():
            raise InputError(f"找不到“{path}”；请检查路径。")
        yield Path(os.path.realpath(path)) if path.is_symlink() else path
        return
    found, closed = [], list[OSError]()
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not is_housekeeping(name))
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        found += [Path(folder) / name for name in sorted([*(name for name in names if not is_housekeeping(name)), *links])]
    found += [Path(os.fsdecode(error.filename)) for error in closed]
    if found == [path]:
        raise InputError(f"没有权限打开文件夹“{path}”；请检查权限。")
    if not found:
        raise InputError(f"文件夹“{path}”里没有可收录的文件；可放入{_KINDS}文件。")
    yield from found


def is_housekeeping(name: str) -> bool:
    """Whether files of this name are never articles: hidden ones, `sources.csv`, README."""
    return name.startswith((".", "~$", "__")) or name.lower() == sheet.SHEET or name.upper().partition(".")[0] == "README"


def _read(path: Path) -> bytes:
    """The bytes of a regular file; never waits on a pipe or a device, never leaves the file's own folder by a link."""
    try:
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(path.parent)):
            raise InputError("是指向文件夹之外的链接，没有读取；请直接给出原文件。")
        _check_file(path.stat())
        with open(path, "rb", opener=_open) as file:
            _check_file(os.fstat(file.fileno()))
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise InputError(f"找不到“{path}”；请检查路径。") from None
    except PermissionError:
        raise InputError("没有权限读取；请检查文件权限。") from None
    except (OSError, ValueError) as error:
        code = getattr(error, "errno", None)
        raise InputError(f"读不了（{errno.errorcode.get(code or 0, '路径无效')}）；请检查磁盘和路径。") from None
    _check_bytes(data)
    return data


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _check_file(state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        kind = "文件夹的链接或打不开的文件夹" if stat.S_ISDIR(state.st_mode) else "管道或设备"
        raise InputError(f"是{kind}，不是普通文件，没有读取。")
    _check_size(state.st_size, MAX_FILE)


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise DataError(f"超过{limit >> 20}MB，没有读取；请拆开后再收录。")


def _check_bytes(data: bytes) -> None:
    if not data.strip(b"\0 \t\r\n"):
        raise DataError("是空文件，没有可收录的文字。")
