"""A Word file as text with the way back: which run of the document each character stands in. Changes count as accepted."""

from __future__ import annotations

import io
import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.errors import DataError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = "word/document.xml"
LARGEST = 64 << 20
MOST_PARTS = 5000
_SKIPPED = ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "txbxContent", "Fallback")
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A run of text in the document: the `w:t` element, and where its text starts in the text of the document."""

    start: int
    element: Any


@dataclass(frozen=True, slots=True)
class Document:
    """An opened docx: its parts by name, the tree of its body, its text (a line feed after a paragraph) and where it stands."""

    parts: dict[str, bytes]
    tree: Any
    text: str
    spots: tuple[Spot, ...]

    def spot(self, offset: int) -> tuple[Spot, int] | None:
        """The run that holds the character at `offset` of the text, and the character's place in it."""
        at = bisect_right([spot.start for spot in self.spots], offset) - 1
        if at < 0:
            return None
        return self.spots[at], offset - self.spots[at].start


def tag(name: str) -> str:
    """An element's name in the namespace of Word."""
    return f"{{{W}}}{name}"


def read_document(data: bytes, name: str) -> Document:
    """Open a docx. Raises DataError when it is none, or far larger inside than a draft can be."""
    from lxml import etree

    parts = _unpacked(data, name)
    if BODY not in parts:
        raise DataError(f"“{name}”不是完整的docx：请用Word或WPS重新保存。")
    try:
        tree = parsed(parts[BODY])
    except etree.XMLSyntaxError as error:
        raise DataError(f"“{name}”内部损坏（{error.msg}）：请用Word或WPS重新保存。") from error
    pieces, spots, size = [], [], 0
    for text, element in _texts(tree):
        if element is not None:
            spots.append(Spot(size, element))
        pieces.append(text)
        size += len(text)
    return Document(parts, tree, "".join(pieces), tuple(spots))


def parsed(data: bytes) -> Any:  # noqa: ANN401 - lxml has no types here
    """XML as a tree, with no entity, no network and no giant text."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=False)
    return etree.fromstring(data, parser)


def packed(parts: dict[str, bytes]) -> bytes:
    """Parts as the bytes of a docx, the list of contents first."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(parts, key=lambda p: p != "[Content_Types].xml"):
            archive.writestr(zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0)), parts[part], zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _unpacked(data: bytes, name: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST:
                raise DataError(f"“{name}”展开后太大：请拆开或去掉图片再试。")
            return {part.filename: archive.read(part) for part in listed if not part.is_dir()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise DataError(f"“{name}”不是docx，或已损坏、有密码：请用Word或WPS重新保存。") from error


def _texts(tree: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - lxml has no types here
    """Each piece of text in order, with its `w:t`, or None for a break; a line feed after each paragraph."""
    skipped = {tag(name) for name in _SKIPPED}

    def walk(element: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
        for child in element:
            if not isinstance(child.tag, str) or child.tag in skipped or child.tag.endswith("}Fallback"):
                continue
            local = child.tag.rpartition("}")[2]
            if child.tag == tag("t"):
                yield child.text or "", child
            elif child.tag.startswith(f"{{{W}}}") and local in _BREAKS:
                yield _BREAKS[local], None
            else:
                yield from walk(child)
                if child.tag == tag("p"):
                    yield "\n", None

    yield from walk(tree)
