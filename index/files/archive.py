"""The guard in front of zip files: what may be unpacked, and unpacking it in memory, never onto the disk."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath

from index.errors import DataError
from index.files.decode import decode

MAX_UNPACKED = 200 << 20
MAX_RATIO = 100
MAX_MEMBERS = 5_000
_FREE = 1 << 20  # Below this much unpacked, the ratio says nothing: a blank template packs by more than a hundred.
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive in these bytes, when its directory promises no more than the limits; zipfile reads no more than promised.

    Raises DataError for a damaged archive and for one that unpacks to more than MAX_UNPACKED bytes, by more than MAX_RATIO,
    or holds more than MAX_MEMBERS members.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise DataError("压缩包已损坏，打不开；请重新取得该文件。") from None
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS:
        raise DataError(f"压缩包里有{len(members)}个文件，超过{MAX_MEMBERS}个，没有读取；请分开打包。")
    if total > MAX_UNPACKED:
        raise DataError(f"解压后超过{MAX_UNPACKED >> 20}MB，没有读取；请分开打包。")
    if total > max(_FREE, MAX_RATIO * len(data)):
        raise DataError("压缩比过高，疑似压缩炸弹，没有读取。")
    return archive


def unpacked(data: bytes) -> list[tuple[str, bytes | str]]:
    """Every file of the archive by its path inside, with its bytes, or with the reason why it has none.

    Raises DataError as `opened` does.
    """
    archive = opened(data)
    return [(name(member), _content(archive, member)) for member in archive.infolist() if not member.is_dir()]


def name(member: zipfile.ZipInfo) -> str:
    """The member's path as a person wrote it: names without the UTF-8 flag are mostly GBK, which zipfile reads as cp437."""
    if member.flag_bits & _UTF8_NAME or member.filename.isascii():
        return member.filename
    try:
        return decode(member.filename.encode("cp437"))[0]
    except (UnicodeEncodeError, DataError):
        return member.filename


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | str:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "的路径指向压缩包之外，没有读取。"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "是链接，没有读取。"
    if member.flag_bits & _ENCRYPTED:
        return "有密码保护，暂不能读取；请去掉密码后再收录。"
    try:
        return archive.read(member)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return "已损坏，解不开。"
