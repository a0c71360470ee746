"""A draft in Word with its remarks: comments beside the sentences, or footnotes after them. Its own text stays as it is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from rag.desk.manuscript import Manuscript
from rag.desk.remarks import LABEL, remark
from rag.desk.verdict import Check, Verdict
from rag.desk.word import BODY, Document, Spot, packed, parsed, read_document, tag

AUTHOR, INITIALS = "引文核对", "核"
_TYPES = "[Content_Types].xml"
_RELATIONS = "word/_rels/document.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_EMPTY_RELATIONS = f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode()


def annotated(manuscript: Manuscript, result: Check, *, footnotes: bool = False) -> bytes:
    """The draft as a docx with a comment (or a footnote) for each sentence that was checked; a text draft is set anew."""
    source = manuscript.document or read_document(_typeset(manuscript.text), manuscript.name)
    document = Document(dict(source.parts), deepcopy(source.tree), source.text, ())
    document = Document(document.parts, document.tree, document.text, tuple(_respotted(source, document.tree)))
    part = _Footnotes(document.parts) if footnotes else _Comments(document.parts)
    checked = [verdict for verdict in result.verdicts if verdict.checkable]
    numbers = {id(verdict): part.add(notes(verdict)) for verdict in checked}
    for verdict in reversed(checked):
        _mark(document, verdict, numbers[id(verdict)], footnotes=footnotes)
    document.parts[BODY] = _bytes(document.tree)
    part.save(document.parts)
    return packed(document.parts)


def notes(verdict: Verdict) -> list[str]:
    """The paragraphs of one comment: the remark, then the report's own words with where they stand."""
    lines = [remark(verdict)]
    if verdict.verdict != "not_found":
        for citation in verdict.citations:
            missing = f"（{citation.missing}）" if citation.missing else ""
            lines += [f"{LABEL}：“{citation.quote}”", f"{citation.reference}{missing}"]
    return lines


def _typeset(text: str) -> bytes:
    """A plain text as a docx, a paragraph a line, in the type of official papers."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Pt

    made = docx.Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = "仿宋_GB2312", Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    for line in text.rstrip("\n").split("\n"):
        made.add_paragraph(line)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _respotted(source: Document, tree: Any) -> Iterator[Spot]:  # noqa: ANN401 - lxml has no types here
    """The spots of a document in a copy of its tree."""
    root = source.tree.getroottree()
    copy = tree.getroottree()
    for spot in source.spots:
        yield Spot(spot.start, copy.xpath(root.getpath(spot.element), namespaces=tree.nsmap)[0])


def _mark(document: Document, verdict: Verdict, number: int, *, footnotes: bool) -> None:
    """Put the marks of one note around a sentence; sentences are marked from the last to the first."""
    first, last = document.spot(verdict.start), document.spot(verdict.end - 1)
    if first is None or last is None:
        return
    end = _after(last[0].element, last[1] + 1)
    if footnotes:
        end.addnext(_run("footnoteReference", number))
        return
    reference = _run("commentReference", number)
    close = _element("commentRangeEnd", {"id": str(number)})
    end.addnext(reference)
    end.addnext(close)
    start = _element("commentRangeStart", {"id": str(number)})
    if first[1] == 0:
        first[0].element.getparent().addprevious(start)
    else:
        _after(first[0].element, first[1]).addnext(start)


def _after(text: Any, offset: int) -> Any:  # noqa: ANN401 - lxml has no types here
    """The run that ends at `offset` of a `w:t`; the run is parted there when it goes on."""
    run, words = text.getparent(), text.text or ""
    rest = list(text.itersiblings())
    if offset >= len(words) and not rest:
        return run
    tail = deepcopy(run)
    for child in list(tail):
        if child.tag != tag("rPr"):
            tail.remove(child)
    if offset < len(words):
        right = deepcopy(text)
        _fill(right, words[offset:])
        _fill(text, words[:offset])
        tail.append(right)
    for child in rest:
        tail.append(child)
    run.addnext(tail)
    return run


def _fill(element: Any, words: str) -> None:  # noqa: ANN401
    element.text = words
    element.set(_SPACE, "preserve")


def _element(name: str, attributes: dict[str, str] | None = None) -> Any:  # noqa: ANN401
    from lxml import etree

    return etree.Element(tag(name), {tag(key): value for key, value in (attributes or {}).items()})


def _run(reference: str, number: int) -> Any:  # noqa: ANN401
    """A run that holds the mark of a note."""
    run = _element("r")
    if reference == "footnoteReference":
        run.append(_raised())
    run.append(_element(reference, {"id": str(number)}))
    return run


def _raised() -> Any:  # noqa: ANN401
    style = _element("rPr")
    style.append(_element("vertAlign", {"val": "superscript"}))
    return style


def _paragraph(words: str, mark: Any = None) -> Any:  # noqa: ANN401
    paragraph = _element("p")
    if mark is not None:
        paragraph.append(mark)
    run, text = _element("r"), _element("t")
    _fill(text, words)
    run.append(text)
    paragraph.append(run)
    return paragraph


class _Notes:
    """The part of a docx that holds comments or footnotes; an existing one is added to."""

    kind, item = "", ""

    def __init__(self, parts: dict[str, bytes]) -> None:
        from lxml import etree

        self.name = _target(parts, self.kind) or f"word/{self.kind}.xml"
        own = parts.get(self.name)
        self.tree = parsed(own) if own else etree.Element(tag(self.kind), nsmap={"w": tag("")[1:-1]})
        self.new = own is None
        if self.new:
            self.begin()
        numbers = [int(child.get(tag("id"), "-1")) for child in self.tree if child.tag == tag(self.item)]
        self._next = max([0, *numbers]) + 1

    def begin(self) -> None:
        """What a new part must hold first."""

    def fill(self, lines: list[str]) -> Any:  # noqa: ANN401
        """A note of these paragraphs, without its number."""
        raise NotImplementedError

    def add(self, lines: list[str]) -> int:
        """Add a note; its number."""
        note, number = self.fill(lines), self._next
        note.set(tag("id"), str(number))
        self.tree.append(note)
        self._next += 1
        return number

    def save(self, parts: dict[str, bytes]) -> None:
        """Write the part, and name it in the package when it is new."""
        parts[self.name] = _bytes(self.tree)
        if self.new:
            _declare(parts, self.name, self.kind)


class _Comments(_Notes):
    kind, item = "comments", "comment"

    def fill(self, lines: list[str]) -> Any:  # noqa: ANN401
        note = _element("comment", {"author": AUTHOR, "initials": INITIALS})
        note.extend(_paragraph(line) for line in lines)
        return note


class _Footnotes(_Notes):
    kind, item = "footnotes", "footnote"

    def begin(self) -> None:
        for number, name in (("-1", "separator"), ("0", "continuationSeparator")):
            note, paragraph, run = _element("footnote", {"type": name, "id": number}), _element("p"), _element("r")
            run.append(_element(name))
            paragraph.append(run)
            note.append(paragraph)
            self.tree.append(note)

    def fill(self, lines: list[str]) -> Any:  # noqa: ANN401
        note, mark = _element("footnote"), _element("r")
        mark.append(_raised())
        mark.append(_element("footnoteRef"))
        note.append(_paragraph(" " + "".join(lines), mark))
        return note


def _target(parts: dict[str, bytes], kind: str) -> str | None:
    """The part that the document names as its comments or footnotes."""
    for relation in parsed(parts.get(_RELATIONS, _EMPTY_RELATIONS)):
        if relation.get("Type") == f"{_OFFICE}/{kind}":
            target = relation.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"word/{target}"
    return None


def _declare(parts: dict[str, bytes], name: str, kind: str) -> None:
    """Name a new part in the list of contents and among the document's relations."""
    from lxml import etree

    types = parsed(parts[_TYPES])
    attributes = {"PartName": f"/{name}", "ContentType": f"{_WORDML}.{kind}+xml"}
    etree.SubElement(types, f"{{{_PACKAGE}/content-types}}Override", attributes)
    parts[_TYPES] = _bytes(types)
    relations = parsed(parts.get(_RELATIONS, _EMPTY_RELATIONS))
    taken = {relation.get("Id") for relation in relations}
    number = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    attributes = {"Id": number, "Type": f"{_OFFICE}/{kind}", "Target": name.removeprefix("word/")}
    etree.SubElement(relations, f"{{{_PACKAGE}/relationships}}Relationship", attributes)
    parts[_RELATIONS] = _bytes(relations)


def _bytes(tree: Any) -> bytes:  # noqa: ANN401
    from lxml import etree

    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
