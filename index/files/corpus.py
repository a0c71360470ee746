"""JSON lines to articles: one ready article a line, plain or compressed by xz or gzip."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import zlib
from collections.abc import Iterator

from index.article import Article
from index.errors import DataError
from index.files.decode import decode
from index.files.sheet import day

MAX_UNPACKED = 1 << 30
MAX_RATIO = 100
_FREE = 1 << 20  # The ratio of packed to unpacked says nothing of files smaller than this.
_STEP = 1 << 20
_NAMED = 5


def articles(data: bytes, source: str) -> tuple[tuple[Article, ...], tuple[str, ...]]:
    """The articles of a corpus `{"id", "title"?, "date"?, "text"}` a line, and what to tell of lines that were left out.

    Raises DataError when no line can be used, naming the first fault, or when the file unpacks to far too much.
    """
    found: dict[str, Article] = {}
    faults: list[str] = []
    for number, line in _lines(_unpacked(data)):
        article = _article(line, source)
        if isinstance(article, str):
            faults.append(f"第{number}行{article}")
        elif article.article_id in found:
            faults.append(f"第{number}行的id“{article.article_id[:40]}”前面已有")
        else:
            found[article.article_id] = article
    if not found:
        raise DataError(f"没有一行可用：{faults[0] if faults else '全是空行'}；每行应为一个带id和text的JSON对象。")
    note = f"有{len(faults)}行未收录：{'，'.join(faults[:_NAMED])}{'等' if len(faults) > _NAMED else ''}。"
    return tuple(found.values()), (note,) if faults else ()


def _article(line: str, source: str) -> Article | str:
    """One line as an article, or what is wrong with it."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return "不是JSON"
    if not isinstance(record, dict):
        return "不是JSON对象"
    key, text = record.get("id"), record.get("text")
    if not isinstance(key, str | int | float) or isinstance(key, bool) or key == "":
        return "缺少id"
    if not isinstance(text, str) or not text.strip():
        return "缺少text"
    date, published = day(record.get("date", "")), day(record.get("published", ""))
    return Article(
        source=source,
        article_id=_sound(str(key)),
        text=_sound(text),
        title=_field(record, "title"),
        date=date,
        date_basis="record" if date else None,
        published=published if published and len(published) == 10 else None,
        newspaper=_field(record, "newspaper"),
        page=_field(record, "page"),
    )


def _field(record: dict[str, object], name: str) -> str | None:
    value = record.get(name)
    return _sound(str(value)).strip() or None if isinstance(value, str | int) and not isinstance(value, bool) else None


def _sound(text: str) -> str:
    """Without the lone halves of surrogate pairs that JSON can spell and UTF-8 cannot, and without NUL."""
    return text.encode("utf-8", errors="replace").decode("utf-8").replace("\r\n", "\n").replace("\0", "")


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    """Every line that is not blank, with its number; read as UTF-8, else as what the whole file is written in."""
    try:
        for number, line in enumerate(io.BytesIO(data), 1):
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            if text.strip():
                yield number, text
    except UnicodeDecodeError:
        rest, _ = decode(data)
        for place, text in enumerate(rest.split("\n"), 1):
            if place >= number and text.strip():
                yield place, text


def _unpacked(data: bytes) -> bytes:
    if data.startswith(b"\xfd7zXZ\x00"):
        opened: io.BufferedIOBase = lzma.LZMAFile(io.BytesIO(data))  # noqa: SIM115
    elif data.startswith(b"\x1f\x8b"):
        opened = gzip.GzipFile(fileobj=io.BytesIO(data))
    else:
        return data
    limit = min(MAX_UNPACKED, max(_FREE, len(data) * MAX_RATIO))
    out = bytearray()
    try:
        while part := opened.read(_STEP):
            out += part
            if len(out) > limit:
                raise DataError("解压后过大，疑似压缩炸弹，没有读取。")
    except (OSError, EOFError, lzma.LZMAError, zlib.error):
        raise DataError("压缩文件已损坏，解不开；请重新取得该文件。") from None
    return bytes(out)
