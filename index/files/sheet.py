"""What a person wrote down of the printed pages: `sources.csv` beside the files, and front matter at the head of a file."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from index.errors import DataError
from index.files.decode import decode
from index.groups import named

SHEET = "sources.csv"
_NAMES = {
    "file": ("file", "文件", "文件名"),
    "newspaper": ("newspaper", "报纸", "报名", "报纸名称"),
    "published": ("published", "date", "出版日期", "日期"),
    "page": ("page", "版次", "版", "版面"),
    "edition": ("edition", "版别", "版本"),
    "url": ("url", "网址", "链接"),
    "groups": ("groups", "group", "组", "分组", "组别", "可见范围"),
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names}
_DATE = re.compile(r"\s*(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年|(\d{2})(\d{2}))?(?:[T\s].*)?\s*$")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MAX_SHEET = 32 << 20


@dataclass(frozen=True, slots=True)
class Printed:
    """What is known of a printed page; unknown is None. `published` is YYYY-MM-DD, `groups` are those that may see it."""

    newspaper: str | None = None
    published: str | None = None
    page: str | None = None
    edition: str | None = None
    url: str | None = None
    groups: tuple[str, ...] | None = None


def day(value: object) -> str | None:
    """A date as YYYY-MM-DD, YYYY-MM or YYYY, whichever is said; None when it is none.

    Takes 2023-8-16, 2023/08, 2023年8月16日, 20230816, 2023, and a day with a time after it.
    """
    found = _DATE.match(str(value))
    if not found or isinstance(value, bool | float):
        return None
    year, *rest = found.groups()
    parts = [part.zfill(2) for part in rest if part]
    month, date = int(parts[0]) if parts else 1, int(parts[1]) if len(parts) > 1 else 1
    leap = int(year) % 4 == 0 and (int(year) % 100 != 0 or int(year) % 400 == 0)
    if int(year) == 0 or not 1 <= month <= 12 or not 1 <= date <= _DAYS[month - 1] or (month == 2 and date == 29 and not leap):
        return None
    return "-".join([year, *parts])


def printed(path: Path) -> tuple[Printed, str | None]:
    """What `sources.csv` in the file's folder says of this file, and a note when that sheet cannot be read."""
    sheet = path.parent / SHEET
    try:
        state = sheet.stat()
        known, note = _rows(sheet, state.st_mtime_ns, state.st_size)
    except OSError:
        return Printed(), None
    return known.get(path.name, Printed()), note


@lru_cache(maxsize=4)
def _rows(sheet: Path, _changed: int, size: int) -> tuple[dict[str, Printed], str | None]:
    """The sheet by file name, kept as long as the sheet on disk does not change."""
    if not sheet.is_file() or size > _MAX_SHEET:
        return {}, f"{SHEET}不是普通文件或太大，没有采用。"
    return rows(sheet.read_bytes())


def rows(data: bytes) -> tuple[dict[str, Printed], str | None]:
    """A sheet's rows by file name, and a note when it cannot be read. Comma or tab, English or Chinese headings.

    Only a sheet may say who sees a file: a text must not decide on its own readers. Raises InputError for a bad name of a group.
    """
    try:
        text, _ = decode(data)
        reader = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text.partition("\n")[0] else ",")
        header = [_FIELDS.get(name.strip().lower(), "") for name in next(reader, [])]
        records = [dict(zip(header, map(str.strip, row), strict=False)) for row in reader]
    except (DataError, csv.Error):
        return {}, f"{SHEET}读不出来，没有采用；请存为UTF-8的逗号分隔表。"
    if "file" not in header:
        return {}, f"{SHEET}的第一行缺少“file”一栏，没有采用。"
    return {record.get("file", ""): replace(of(record), groups=named(record.get("groups", ""))) for record in records}, None


def of(record: dict[str, str]) -> Printed:
    """The fields of a page out of a row whose keys are already English; empty becomes None."""
    published = day(record.get("published", ""))
    return Printed(
        newspaper=record.get("newspaper") or None,
        published=published if published and len(published) == 10 else None,
        page=record.get("page") or None,
        edition=record.get("edition") or None,
        url=record.get("url") or None,
    )


def front_matter(text: str) -> tuple[Printed, str]:
    """What stands between two `---` lines at the head, and the text without it, every line in its place.

    The title stays, as a line of its own; all other lines of the front matter become empty.
    """
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return Printed(), text
    end = next((place for place, line in enumerate(lines[1:80], 1) if line.strip() in ("---", "...")), None)
    if end is None:
        return Printed(), text
    record: dict[str, str] = {}
    for place in range(end + 1):
        key, _, value = lines[place].partition(":" if ":" in lines[place] else "：")
        value = value.strip().strip("\"'")
        name = key.strip().lower()
        record[_FIELDS.get(name, name)] = value
        lines[place] = value if name in ("title", "标题") else ""
    return of(record), "\n".join(lines)
