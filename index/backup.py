"""A library in one tar file and back: the catalogue as of one moment, the generation that it names, a person's corrections.

    manifest.json        format, time, generation, size and SHA-256 of everything below; it comes first
    catalog.db           copied by SQLite, so that a writer may go on meanwhile
    generations/7/...    the current generation, as its own manifest lists it
    corrections.jsonl    when there is one
    *.db                 the databases that the caller names, when there are any

Nothing else of the data folder is ever taken: keys stay where they are. Restoring accepts these names alone.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from index import corrections, generation
from index.catalog import FILE, Catalog
from index.errors import CorruptError, DataError, InputError, WriteError
from index.generation import FOLDER, MANIFEST, Manifest
from index.library import disk, lock

FORMAT = 1
_TRIES = 5
_LARGEST_MANIFEST = 16 << 20  # Bytes.
_PART = re.compile(rf"{FOLDER}/[1-9]\d*/(?:[\w-]+/)?\.?[\w-]+(?:\.[\w-]+)*", re.ASCII)
_BROKEN = (tarfile.TarError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself; `files` holds size and SHA-256 by name."""

    format: int
    created: str
    generation: int
    files: dict[str, tuple[int, str]]


# ---- taking one


def save(folder: Path, target: Path, databases: Collection[str] = ()) -> Backup:
    """Write the library in `folder`, and the SQLite files `databases` beside it, to `target`; gzipped for `.gz` and `.tgz`.

    A writer may be at work meanwhile. `target` is whole or not there. Raises InputError (no library), CorruptError, WriteError.
    """
    if target.resolve().is_relative_to(folder.resolve()):
        raise WriteError(f"备份“{target}”要写在数据文件夹以外；请换一个位置。")
    with disk.writing(target), tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as made, ExitStack() as stack:
        draft = Path(made)
        number, opened = _library(folder, draft, stack)
        for name in databases:
            if (folder / name).is_file():
                _copy(folder / name, draft / name)
                opened[name] = stack.enter_context((draft / name).open("rb"))
        if (folder / corrections.FILE).is_file():
            written = (folder / corrections.FILE).read_bytes()
            opened[corrections.FILE] = io.BytesIO(written[: written.rfind(b"\n") + 1])  # A line may be in the making.
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        backup = Backup(FORMAT, made_at, number, {name: _measured(file) for name, file in opened.items()})
        _pack(draft / "whole", target.suffix in (".gz", ".tgz"), backup, opened)
        (draft / "whole").replace(target)
        disk.sync_folder(target.parent)
    return backup


def _library(folder: Path, draft: Path, stack: ExitStack) -> tuple[int, dict[str, IO[bytes]]]:
    """The current generation's number, and its files with a copy of the catalogue, open: they can be read though removed."""
    for _ in range(_TRIES):
        (draft / FILE).unlink(missing_ok=True)
        Catalog.open(folder).close()  # Says what is wrong with it, if anything.
        _copy(folder / FILE, draft / FILE)
        number, digest = _current(draft)
        place = generation.place(folder, number)
        with ExitStack() as files:
            try:
                manifest = Manifest.read(place, digest)
                opened = {name: files.enter_context((place / name).open("rb")) for name in (MANIFEST, *manifest.files)}
                if any(_measured(opened[name]) != tuple(known) for name, known in manifest.files.items()):
                    raise CorruptError(f"“{place}”已损坏；{generation.REBUILD}。")
            except (CorruptError, FileNotFoundError):
                if _current(folder)[0] == number:
                    raise
                continue  # It was replaced while we looked.
            stack.enter_context(files.pop_all())
        found = {f"{FOLDER}/{number}/{name}": file for name, file in opened.items()}
        return number, {FILE: stack.enter_context((draft / FILE).open("rb")), **found}
    raise WriteError("备份时资料一直在更新；请稍后再试。")


def _current(folder: Path) -> tuple[int, str]:
    """Number and manifest's digest of the current generation."""
    with closing(Catalog.open(folder)) as catalog:
        catalog.begin()
        number = catalog.generation()
        if not number:
            raise InputError(f"“{folder}”里还没有收录文章；请先运行 liaocheng index。")
        return number, catalog.manifests()[number]


def _copy(source: Path, target: Path) -> None:
    """One consistent state of a SQLite file, whoever writes to it."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)


def _measured(file: IO[bytes]) -> tuple[int, str]:
    """Size and SHA-256 of an open file, which is left at its start."""
    file.seek(0)
    sha = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size, sha


def _pack(path: Path, zipped: bool, backup: Backup, opened: dict[str, IO[bytes]]) -> None:
    """Write the tar, readable by its owner alone: conversations may be in it."""
    about = json.dumps(asdict(backup), ensure_ascii=False, indent=1).encode()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz" if zipped else "w") as tar:
            for name, content in {MANIFEST: io.BytesIO(about), **opened}.items():
                member = tarfile.TarInfo(name)
                member.size, member.mode = len(about) if name == MANIFEST else backup.files[name][0], 0o644
                tar.addfile(member, content)
        file.flush()
        os.fsync(file.fileno())


# ---- putting one back


def restore(folder: Path, source: Path, databases: Collection[str] = (), *, force: bool = False) -> Backup:
    """Make `folder` hold the library of the backup `source`; with `force` in place of the one that it holds.

    Everything is unpacked and checked in a folder of its own there before anything changes; other files, keys among them, stay.
    Raises InputError (no such file), DataError (no sound backup), WriteError (there is a library), BusyError (it is in use).
    """
    if not source.is_file():
        raise InputError(f"读不到备份“{source}”；请检查路径。")
    ours = (corrections.FILE, *databases, FOLDER, FILE)
    with lock.writer(folder), disk.writing(folder):
        if not force and any((folder / name).exists() for name in ours):
            raise WriteError(f"“{folder}”里已有资料；要用备份替换，请加 --force，或换一个数据文件夹。")
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as made:
            new, old = Path(made) / "new", Path(made) / "old"
            new.mkdir()
            old.mkdir()
            backup = _unpack(source, new, databases)
            disk.sync_tree(new)
            _exchange(folder, new, old, ours)
    return backup


def _unpack(source: Path, new: Path, databases: Collection[str]) -> Backup:
    """The files of a backup, each as its manifest says, in the folder `new`."""
    with _understood(source), tarfile.open(source) as tar:
        backup = _about(tar)
        missing = set(backup.files)
        for member in tar:
            if member.name == MANIFEST:
                continue
            plain = member.name in (FILE, corrections.FILE, *databases) or _PART.fullmatch(member.name)
            if not plain or not member.isreg() or member.name not in missing or member.size != backup.files[member.name][0]:
                raise DataError(f"备份“{source}”里有不该有的“{member.name}”；请换一份备份，原有资料没有改动。")
            tar.extract(member, new, filter="data")
            if disk.digest(new / member.name) != backup.files[member.name][1]:
                raise DataError(f"备份“{source}”里的“{member.name}”已损坏；请换一份备份，原有资料没有改动。")
            missing.remove(member.name)
        number, digest = _current(new)
        parts = Manifest.read(generation.place(new, number), digest).files
        if missing or any(backup.files.get(f"{FOLDER}/{number}/{name}") != known for name, known in parts.items()):
            raise DataError(f"备份“{source}”不完整；请换一份备份，原有资料没有改动。")
    return backup


@contextmanager
def _understood(source: Path) -> Iterator[None]:
    """Turns what is said of bytes that are no backup into a DataError."""
    try:
        yield
    except (*_BROKEN, CorruptError, InputError) as error:
        raise DataError(f"“{source}”不是完好的备份；请换一份备份，原有资料没有改动。") from error
    except OSError as error:
        if error.errno is None:  # What gzip says of its bytes; the system's own errors have a number.
            raise DataError(f"“{source}”不是完好的备份；请换一份备份，原有资料没有改动。") from error
        raise


def _about(tar: tarfile.TarFile) -> Backup:
    member = tar.next()
    if member is None or member.name != MANIFEST or member.size > _LARGEST_MANIFEST:
        raise ValueError(member)
    content = tar.extractfile(member)
    data = json.loads(content.read()) if content else {}
    if data["format"] != FORMAT:
        raise DataError(f"备份是格式{data['format']}，本程序用{FORMAT}；请用做备份的那个版本恢复。")
    files = {name: (int(size), str(sha)) for name, (size, sha) in data["files"].items()}
    return Backup(FORMAT, str(data["created"]), int(data["generation"]), files)


def _exchange(folder: Path, new: Path, old: Path, names: Sequence[str]) -> None:
    """Put what is in `new` in place of these names, the catalogue last; all as it was when that fails."""
    logs = [name + end for name in names if name.endswith(".db") for end in ("-wal", "-shm")]
    with ExitStack() as undo:
        for name in (*reversed(names), *logs):
            if (folder / name).exists():
                (folder / name).rename(old / name)
                undo.callback((old / name).rename, folder / name)
        for name in names:
            if (new / name).exists():
                (new / name).rename(folder / name)
                undo.callback(_discard, folder / name)
        disk.sync_folder(folder)
        undo.pop_all()


def _discard(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()
