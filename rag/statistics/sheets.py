"""Statistics as CSV and as an Excel sheet. Every column is text, so that 1—2 does not become a date."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import WriteError
from index.figure import Figure
from rag.statistics.compare import Conflict
from rag.statistics.ledger import Table

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FIGURE_HEADINGS = ("指标", "地区", "时期", "数值", "单位", "修饰", "变化", "位次", "性质", "口径", "原文", "标题", "日期", "来源")
CONFLICT_HEADINGS = ("指标", "地区", "判断", "说明", "数值", "时期", "所在地区", "原文", "标题", "日期", "来源")
KINDS = {"fact": "事实", "target": "目标", "total": "累计"}
VERDICTS = {"true-conflict": "说法不一", "different-period": "时期不同", "different-scope": "口径不同", "rounding": "约数"}

Rows = list[tuple[str, ...]]


def figure_rows(figures: Iterable[Figure]) -> Rows:
    """A heading and a row for each statistic."""
    rows: Rows = [FIGURE_HEADINGS]
    for f in figures:
        change = f"{f.change.kind}{'增' if f.change.direction == 'up' else '降'}{f.change.value}" if f.change else ""
        rows.append(
            (
                *(f.metric, f.region or "", f.period or "", f.value, f.unit, f.qualifier or "", change, f.rank or ""),
                *(KINDS[f.kind], f.definition or "", f.quote, f.title, f.date or "", f.source),
            )
        )
    return rows


def conflict_rows(conflicts: Iterable[Conflict]) -> Rows:
    """A heading and a row for each place of each conflict."""
    rows: Rows = [CONFLICT_HEADINGS]
    for c in conflicts:
        head = (c.metric, c.region or "", VERDICTS[c.verdict], c.explanation)
        rows.extend((*head, p.value, p.period or "", p.region or "", p.quote, p.title, p.date or "", p.source) for p in c.places)
    return rows


def table_rows(table: Table) -> Rows:
    """A heading with the periods and a row for each place."""
    return [(table.metric, *table.periods), *((name, *cells) for name, cells in table.rows)]


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    """Comma-separated text; a cell that a spreadsheet would take for a formula starts with an apostrophe."""
    output = io.StringIO()
    csv.writer(output, lineterminator="\n").writerows([_plain(cell) for cell in row] for row in rows)
    return output.getvalue()


def write_xlsx(rows: Sequence[Sequence[str]], path: Path) -> None:
    """Write an Excel sheet (see `as_xlsx`). Raises WriteError."""
    try:
        path.write_bytes(as_xlsx(rows))
    except OSError as error:
        raise WriteError(f"写不了 {path}（{error.strerror}）：请检查文件夹和权限，或关闭正打开它的程序。") from error


def as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """The bytes of an Excel sheet with text cells and a heading that stays in view."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.number_format, cell.data_type = "@", "s"
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "@") else cell
