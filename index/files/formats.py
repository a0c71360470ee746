"""The bytes of a document to its text, by kind: html, docx, pdf, large texts, and the members of a zip.

Runs inside the guarded child process (`worker`): the libraries below may be slow, hungry or worse on bad input.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from index.errors import DataError
from index.files import archive
from index.files.decode import decode
from index.files.pdf import pdf
from index.files.sheet import Printed, of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DROPPED = ("script", "style", "noscript", "template", "nav", "footer", "form", "button", "select", "iframe", "svg", "head")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset((
    "p", "div", "section", "article", "header", "main", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt",
    "dd", "table", "tr", "td", "th", "blockquote", "pre", "figure", "figcaption", "hr", "body",
    "founder-title", "founder-content",
))  # fmt: skip
_KEPT_SHARE = 0.8
_SAME_SHARE = 0.98  # With so much kept there was nothing to remove, and the whole page has its lines as they stand.
_METAS = {
    "newspaper": ("contentsource", "source"),
    "published": ("pubdate", "publishdate", "article:published_time", "date"),
    "url": ("url", "og:url"),
}
_TITLES = ("articletitle", "og:title")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document holds: its text, or its members (bytes, or the reason why there are none) when it is an archive."""

    text: str = ""
    printed: Printed = field(default_factory=Printed)
    members: tuple[tuple[str, bytes | str], ...] = ()
    notes: tuple[str, ...] = ()


def parse(kind: str, data: bytes) -> Parsed:
    """Read a document of a kind in KINDS. Raises DataError with the reason when it cannot be used."""
    return KINDS[kind](data)


def html(data: bytes) -> Parsed:
    """The main text of a web page by trafilatura; the whole page where that would lose more than a fifth, or next to nothing.

    Newspaper, day and address come from the page's meta elements only, as Chinese government sites write them.
    """
    import trafilatura
    from lxml import etree
    from lxml import html as lxml_html

    page, _ = decode(data)
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page)
    try:
        tree = lxml_html.document_fromstring(page)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise DataError("不是有效的网页，读不出文字。") from None
    metas = {
        str(meta.get("name") or meta.get("property")).lower(): str(meta.get("content") or "").strip()
        for meta in tree.iter("meta")
    }
    main = _without_pipes(trafilatura.extract(page, include_comments=False, favor_recall=True) or "")
    whole = _whole(tree)
    text = main if _KEPT_SHARE <= _weight(main) / max(1, _weight(whole)) < _SAME_SHARE else whole
    title = next((metas[name] for name in _TITLES if metas.get(name)), "")
    if title and title not in text[: len(title) + 200]:
        text = f"# {title}\n\n{text}"
    text = _with_headings(text, tree)
    record = {field: next((metas[name] for name in names if metas.get(name)), "") for field, names in _METAS.items()}
    return Parsed(text, of(record))


def _with_headings(text: str, tree: Any) -> str:  # noqa: ANN401  (lxml has no annotations)
    """The text with the lines that are headings on the page marked as in Markdown."""
    levels = {" ".join(heading.text_content().split()): int(heading.tag[1]) for heading in tree.iter(*_HEADINGS)}
    lines = ((line, levels.get(" ".join(line.split()), 0) if line.strip() else 0) for line in text.split("\n"))
    return "\n".join(f"{'#' * level} {line.strip()}" if level else line for line, level in lines)


def _without_pipes(text: str) -> str:
    """Table rows that are drawn with pipes as cells with tabs between them, as in other documents."""
    rows = (line.strip().strip("|").split("|") if re.match(r"\s*\|.*\|\s*$", line) else [line] for line in text.split("\n"))
    return "\n".join("\t".join(map(str.strip, row)) for row in rows if len(row) < 2 or not set("".join(row)) <= set("- :"))


def _weight(text: str) -> int:
    return sum(map(str.isalnum, text))


def _whole(tree: Any) -> str:  # noqa: ANN401  (lxml has no annotations)
    """All the text that stands outside links, one line a block; links count only inside a block that says more."""
    for element in list(tree.iter(*_DROPPED)):
        element.drop_tree()
    lines: list[tuple[str, int]] = [("", 0)]

    def add(text: str | None, linked: bool, verbatim: bool) -> None:
        for place, piece in enumerate((text or "").split("\n") if verbatim else [re.sub(r"[ \t\r\n]+", " ", text or "")]):
            if place:
                lines.append(("", 0))
            before, links = lines[-1]
            lines[-1] = (before + piece, links + (len(piece) if linked else 0))

    stack: list[tuple[Any, bool, bool, bool]] = [(tree, False, False, False)]
    while stack:
        element, linked, verbatim, leaving = stack.pop()
        if leaving:
            if element.tag in _BLOCKS:
                lines.append(("", 0))
            add(element.tail, linked, verbatim)
            continue
        named = isinstance(element.tag, str)
        stack.append((element, linked, verbatim, True))
        if not named:
            continue
        if element.tag == "br" or (element.tag in _BLOCKS and lines[-1][0].strip()):
            lines.append(("", 0))
        inside, kept = linked or element.tag == "a", verbatim or element.tag == "pre"
        add(element.text, inside, kept)
        stack.extend((child, inside, kept, False) for child in reversed(element))
    kept_lines = (line.strip(" \t") for line, links in lines if links * 2 <= len(line.strip()) or not line.strip())
    return re.sub(r"\n{7,}", "\n" * 6, "\n".join(kept_lines))


def docx(data: bytes) -> Parsed:
    """The paragraphs, tables and text boxes of a Word document in order, as if tracked changes were accepted."""
    from zipfile import BadZipFile

    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import XMLSyntaxError

    archive.opened(data).close()
    try:
        document = Document(io.BytesIO(data))
        levels = {style.style_id: _level(style.name) for style in document.styles}
        body = document.element.body
    except (OpcError, XMLSyntaxError, KeyError, ValueError, AttributeError, BadZipFile, OSError, NotImplementedError):
        raise DataError("不是有效的Word文档，或已损坏；请在WPS或Word中另存为docx。") from None
    return Parsed("\n".join(_blocks(body, levels)))


def _level(style: str | None) -> int:
    """The heading level that a paragraph style stands for, 0 for none."""
    found = re.fullmatch(r"(?:heading|标题)\s*(\d)|(title|标题)", (style or "").strip().lower())
    return int(found[1] or 1) if found else 0


def _blocks(parent: Any, levels: Mapping[str, int]) -> Iterator[str]:  # noqa: ANN401  (lxml has no annotations)
    """The lines of a body, a cell or a text box: one a paragraph, one a table row whose cells hold one line each."""
    for child in parent:
        if child.tag == _W + "p":
            line, style = _line(child), child.find(f"{_W}pPr/{_W}pStyle")
            level = levels.get(style.get(_W + "val"), 0) if style is not None and line.strip() else 0
            yield f"{'#' * level} {line}" if level else line
            for box in _boxes(child):
                yield from _blocks(box, levels)
        elif child.tag == _W + "tbl":
            yield from _rows(child, levels)
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"):
            yield from _blocks(child, levels)


def _rows(table: Any, levels: Mapping[str, int]) -> Iterator[str]:  # noqa: ANN401
    for row in table.iter(_W + "tr"):
        cells = [list(_blocks(cell, levels)) for cell in row.iterchildren(_W + "tc")]
        if all(len(cell) <= 1 for cell in cells):
            yield "\t".join(line for cell in cells for line in cell)
        else:
            for cell in cells:
                yield from cell


def _boxes(paragraph: Any) -> Iterator[Any]:  # noqa: ANN401
    for box in paragraph.iter(_W + "txbxContent"):
        if not any(parent.tag in (_FALLBACK, _W + "txbxContent") for parent in box.iterancestors()):
            yield box


def _line(paragraph: Any) -> str:  # noqa: ANN401
    """The paragraph's own text: deleted runs and text boxes left out, tabs and breaks kept."""
    pieces: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag == _W + "t":
            pieces.append(element.text or "")
        elif element.tag in (_W + "tab", _W + "br", _W + "cr"):
            pieces.append("\t" if element.tag == _W + "tab" else "\n")
        elif element.tag not in (_W + "del", _W + "moveFrom", _W + "txbxContent", _W + "pPr", _W + "rPr", _FALLBACK):
            stack.extend(reversed(element))
    return "".join(pieces)


def pages(data: bytes) -> Parsed:
    """The text layer of a PDF, columns in reading order."""
    text, notes = pdf(data)
    return Parsed(text, notes=notes)


def plain(data: bytes) -> Parsed:
    """A large text file."""
    return Parsed(decode(data)[0])


def members(data: bytes) -> Parsed:
    """The files inside a zip."""
    return Parsed(members=tuple(archive.unpacked(data)))


KINDS: dict[str, Callable[[bytes], Parsed]] = {"html": html, "docx": docx, "pdf": pages, "txt": plain, "zip": members}
