"""A checked draft as a file: Word with comments or footnotes, Markdown, JSON, or text; and the table of what was checked."""

from __future__ import annotations

import io
import json
from pathlib import Path

from index.errors import DataError, WriteError
from rag.desk.manuscript import Manuscript
from rag.desk.remarks import HEADINGS, LABEL, remark, rows, sources, summary
from rag.desk.verdict import Check
from rag.statistics.sheets import write_xlsx

_WIDTHS = (1.2, 5.5, 4.5, 6.0, 5.0, 2.8)  # centimetres


def as_text(result: Check) -> str:
    """For a terminal: each sentence with its label, differences and sources."""
    lines = [summary(result)]
    for verdict in result.verdicts:
        if not verdict.checkable:
            continue
        lines += ["", verdict.claim, f"  {remark(verdict)}"]
        if verdict.verdict != "not_found":
            lines += [f"  〔{c.n}〕{c.quote}\n      {c.reference} {c.source}" for c in verdict.citations]
    return "\n".join(lines)


def as_markdown(manuscript: Manuscript, result: Check) -> str:
    """The draft with its remarks as footnotes, and the table."""
    pieces, notes, last = [], [], 0
    for n, verdict in enumerate((v for v in result.verdicts if v.checkable), 1):
        pieces += [manuscript.text[last : verdict.end], f"[^{n}]"]
        last = verdict.end
        notes.append(f"[^{n}]: {_flat(remark(verdict))}{_flat(sources(verdict))}")
    pieces.append(manuscript.text[last:])
    body = "".join(pieces).rstrip() + "\n\n" + "\n".join(notes)
    return f"{body}\n\n{table_as_markdown(result)}"


def table_as_markdown(result: Check) -> str:
    """The table of what was checked."""
    table = rows(result)
    grid = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in table]
    grid.insert(1, "|" + " --- |" * len(HEADINGS))
    return f"## 引文核对表\n\n{LABEL}\n\n" + "\n".join(grid) + "\n"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _flat(text).replace("|", "\\|")


def as_json(result: Check) -> str:
    """The `check` object, indented."""
    return json.dumps(result.as_dict(), ensure_ascii=False, indent=2) + "\n"


def write_table(path: Path, result: Check) -> None:
    """Write the table of what was checked as .xlsx, .docx or .md. Raises DataError, WriteError."""
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        write_xlsx(rows(result), path)
    elif suffix == ".docx":
        _written(path, table_as_word(result))
    elif suffix in (".md", ".markdown"):
        _written(path, table_as_markdown(result).encode())
    else:
        raise DataError(f"核对表不能写成{suffix or '没有后缀的'}文件：请用 .xlsx、.docx 或 .md。")


def table_as_word(result: Check) -> bytes:
    """The table as the bytes of a docx, on its side, in the type of official papers."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    made = docx.Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    style = made.styles["Normal"]
    style.font.name, style.font.size = "仿宋_GB2312", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    made.add_paragraph(f"引文核对表（{summary(result)}）")
    made.add_paragraph(LABEL)
    table = made.add_table(rows=0, cols=len(HEADINGS), style="Table Grid")
    for row in rows(result):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        for cell in column.cells:
            cell.width = Cm(width)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def write(path: Path, manuscript: Manuscript, result: Check, *, footnotes: bool = False) -> None:
    """Write the checked draft in the form that the file's name asks for. Raises DataError, WriteError."""
    _written(path, rendered(path.suffix.lower(), manuscript, result, footnotes=footnotes))


def _written(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise WriteError(f"写不了 {path}（{error.strerror}）：请换个位置，或先关掉打开它的程序。") from error


def rendered(suffix: str, manuscript: Manuscript, result: Check, *, footnotes: bool = False) -> bytes:
    """The checked draft as the bytes of a .docx, .md, .json or .txt file. Raises DataError for another form."""
    if suffix == ".docx":
        from rag.desk.annotate import annotated

        return annotated(manuscript, result, footnotes=footnotes)
    if suffix in (".md", ".markdown"):
        return as_markdown(manuscript, result).encode()
    if suffix == ".json":
        return as_json(result).encode()
    if suffix == ".txt":
        return (as_text(result) + "\n").encode()
    raise DataError(f"不能写成{suffix or '没有后缀的'}文件：请用 .docx、.md、.json 或 .txt。")
