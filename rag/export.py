"""A checked draft as a file: Word with comments or footnotes, Markdown, JSON, or text; and the table of what was checked."""

from __future__ import annotations

import json
from pathlib import Path

from index.errors import DataError, WriteError
from rag.manuscript import Manuscript
from rag.remarks import HEADINGS, LABEL, remark, rows, sources, summary
from rag.verdict import Check


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
    table = rows(result)
    grid = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in table]
    grid.insert(1, "|" + " --- |" * len(HEADINGS))
    return "".join(pieces).rstrip() + "\n\n" + "\n".join(notes) + f"\n\n## 引文核对表\n\n{LABEL}\n\n" + "\n".join(grid) + "\n"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _flat(text).replace("|", "\\|")


def as_json(result: Check) -> str:
    """The `check` object, indented."""
    return json.dumps(result.as_dict(), ensure_ascii=False, indent=2) + "\n"


def write(path: Path, manuscript: Manuscript, result: Check, *, footnotes: bool = False) -> None:
    """Write the checked draft in the form that the file's name asks for. Raises DataError, WriteError."""
    data = rendered(path.suffix.lower(), manuscript, result, footnotes=footnotes)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise WriteError(f"写不了 {path}（{error.strerror}）：请换个位置，或先关掉打开它的程序。") from error


def rendered(suffix: str, manuscript: Manuscript, result: Check, *, footnotes: bool = False) -> bytes:
    """The checked draft as the bytes of a .docx, .md, .json or .txt file. Raises DataError for another form."""
    if suffix == ".docx":
        from rag.annotate import annotated

        return annotated(manuscript, result, footnotes=footnotes)
    if suffix in (".md", ".markdown"):
        return as_markdown(manuscript, result).encode()
    if suffix == ".json":
        return as_json(result).encode()
    if suffix == ".txt":
        return (as_text(result) + "\n").encode()
    raise DataError(f"不能写成{suffix or '没有后缀的'}文件：请用 .docx、.md、.json 或 .txt。")
