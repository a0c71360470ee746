"""A draft as it comes: docx, md or txt read into text; .doc and .wps through LibreOffice when it is there."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from index.errors import DataError, InputError
from rag.desk.word import Document, read_document

LARGEST = 32 << 20
CONVERT_SECONDS = 90
_OLD = (".doc", ".wps", ".rtf", ".odt", ".wpt")
_PLAIN = (".txt", ".md", ".markdown", "")


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A draft: its file's name, its text, and, of a Word file, the document that the text was read from."""

    name: str
    text: str
    document: Document | None = None


def read_manuscript(path: Path) -> Manuscript:
    """The draft in a file. Raises InputError when it cannot be read, DataError when it is of no form that is known."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"读不到文件 {path}（{error.strerror}）：请检查路径。") from error
    return parse(path.name, data)


def parse(name: str, data: bytes) -> Manuscript:
    """The draft in the bytes of a file; its form is told by its name. Raises DataError."""
    suffix = Path(name).suffix.lower()
    if len(data) > LARGEST:
        raise DataError(f"“{name}”太大（{len(data) >> 20} MB）：请拆成{LARGEST >> 20} MB以内的文件。")
    if suffix in _OLD:
        data, suffix = _converted(name, data, suffix), ".docx"
    if suffix == ".docx":
        document = read_document(data, name)
        return Manuscript(name, document.text, document)
    if suffix in _PLAIN:
        return Manuscript(name, _decoded(name, data))
    raise DataError(f"暂不支持{suffix}格式的稿子：请另存为docx、md或txt。")


def _decoded(name: str, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030", "utf-16") if data[:2] not in (b"\xff\xfe", b"\xfe\xff") else ("utf-16",):
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise DataError(f"“{name}”不是文字文件：请另存为UTF-8的txt。")


def _converted(name: str, data: bytes, suffix: str) -> bytes:
    """An old file as docx, by LibreOffice."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise DataError(f"“{name}”是{suffix}格式，本机没有LibreOffice，读不了：请在WPS中另存为docx。")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "draft").with_suffix(suffix)
        source.write_bytes(data)
        profile = Path(folder, "profile").as_uri()
        command = [
            office,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=CONVERT_SECONDS, check=True)  # noqa: S603 - a fixed program, our own file name
            return source.with_suffix(".docx").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise DataError(f"“{name}”没能转换成docx：请在WPS中另存为docx再试。") from error
