"""The text layer of a PDF to text: glyphs by pypdfium2, put together to lines, and lines to columns by their boxes."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from index.errors import DataError
from index.files import boxes
from index.files.pieces import Piece, Rule

NEEDS_OCR = "这是图片版，没有文字层，暂不能检索。"
NEEDS_FONT = "有字取不出来：文件没有嵌入字体，本机也没有中文字体。请安装中文字体后重新收录。"
NEEDS_PASSWORD = "有密码保护，暂不能读取；请去掉密码后再收录。"  # noqa: S105
MAX_PAGES = 400
_THIN = 3.0
_ENDS = "。！？…：；”’）】》"
_WIDE = 0x2E80  # From here on, characters are as wide as the type is high.
_LARGEST = 1_000
_JOIN = 0.75  # Glyphs at most this many sizes apart belong to one piece of a line.
_LEVEL = 0.3  # Glyphs whose baselines differ by at most this many sizes stand on one line.
_OPEN = 3
_SPACE = 0.17
_ENOUGH = 6  # From so many gaps on, a line tells how far its letters were spaced out.


@dataclass(frozen=True, slots=True)
class _Glyph:
    char: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        return self.bottom - self.top


def pdf(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of all pages, an empty line between two, and notes on pages without text and on characters that were lost.

    Raises DataError for a damaged or protected file and for one without a text layer.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise DataError(NEEDS_PASSWORD if "password" in str(error).lower() else "已损坏，打不开；请重新取得该文件。") from None
    try:
        if len(document) > MAX_PAGES:
            raise DataError(f"超过{MAX_PAGES}页，不像报纸；请拆开后再收录。")
        texts = [_page_text(document, number) for number in range(len(document))]
        torn = [str(number) for number in range(1, len(document) + 1) if _loses_text(document, number - 1)]
    finally:
        document.close()
    if not any(map(str.strip, texts)):
        raise DataError(NEEDS_FONT if torn else NEEDS_OCR)
    empty = [str(number) for number, text in enumerate(texts, 1) if not text.strip()]
    notes = []
    if empty:
        notes.append(f"PDF第{'、'.join(empty[:9])}页没有文字层，没有收录。")
    if torn:
        notes.append(f"PDF第{'、'.join(torn[:9])}页{NEEDS_FONT}")
    return _bound([text for text in texts if text.strip()]), tuple(notes)


def _bound(pages: Sequence[str]) -> str:
    """The pages in one text; an empty line between two, unless a sentence goes on over the turn of the page."""
    text = pages[0]
    for page in pages[1:]:
        goes_on = text[-1] not in _ENDS and not page.startswith(("#", "　"))
        text += ("\n" if goes_on else "\n\n") + page
    return text


def _page_text(document: Any, number: int) -> str:  # noqa: ANN401  (pypdfium2 has no annotations)
    import pypdfium2

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return ""
    try:
        glyphs = list(_glyphs(page))
        garbled = sum("\ue000" <= glyph.char <= "\uf8ff" or glyph.char < " " or glyph.char == "\ufffd" for glyph in glyphs)
        if garbled * 2 > len(glyphs):
            return ""  # Glyph numbers without a table of characters: as good as a picture.
        rules, pictures = _drawn(page)
        return boxes.text([*pieces(glyphs), *pictures], rules)
    finally:
        page.close()


def _loses_text(document: Any, number: int) -> bool:  # noqa: ANN401
    """Whether fewer characters come out of the page than it has pieces of text: PDFium drops those whose font it can't find."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return False
    try:
        layer = page.get_textpage()
        characters: int = layer.count_chars()
        layer.close()
        return sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=3)) > characters
    finally:
        page.close()


def _glyphs(page: Any) -> Iterator[_Glyph]:  # noqa: ANN401
    """The page's characters in the order of the file, in the coordinates that a reader sees, y growing downwards.

    Heights come from the baseline and the size of the type: the boxes of some fonts enclose no more than the ink.
    """
    from pypdfium2 import raw

    turn = _turned(page)
    layer = page.get_textpage()
    box, matrix, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    try:
        for place in range(layer.count_chars()):
            code = raw.FPDFText_GetUnicode(layer, place)
            if code in (0, 10, 13) or code > 0x10FFFF or raw.FPDFText_IsGenerated(layer, place) == 1:
                continue
            raw.FPDFText_GetLooseCharBox(layer, place, ctypes.byref(box))
            raw.FPDFText_GetMatrix(layer, place, ctypes.byref(matrix))
            raw.FPDFText_GetCharOrigin(layer, place, ctypes.byref(x), ctypes.byref(y))
            size = raw.FPDFText_GetFontSize(layer, place) * math.hypot(matrix.c, matrix.d)
            left, right, top, bottom = turn(box.left, box.right, box.top, box.bottom)
            start, _, base, _ = turn(x.value, x.value, y.value, y.value)
            if code >= _WIDE and bottom - top < 0.95 * size:
                left, right = start, max(right, start + size)
            if 1 < size < _LARGEST:
                char = "-" if code in (0x02, 0xFFFE) else chr(code)
                yield _Glyph(char, left, right, base - 0.88 * size, base + 0.12 * size)
    finally:
        layer.close()


def _turned(page: Any) -> Any:  # noqa: ANN401
    """From a box of the page (left, right, top, bottom; y upwards) to one of the page as shown (y downwards)."""
    rotation = page.get_rotation()

    def turn(left: float, right: float, top: float, bottom: float) -> tuple[float, float, float, float]:
        corners = {0: (left, right, -top, -bottom), 90: (bottom, top, left, right), 180: (-right, -left, bottom, top)}
        x0, x1, low, high = corners.get(rotation, (-top, -bottom, -right, -left))
        return min(x0, x1), max(x0, x1), min(low, high), max(low, high)

    return turn


def _drawn(page: Any) -> tuple[list[Rule], list[Piece]]:  # noqa: ANN401
    """The horizontal lines and the pictures of the page; a picture as large as half the page is its background."""
    import pypdfium2
    from pypdfium2 import raw

    turn, rules, pictures = _turned(page), [], []
    whole = page.get_width() * page.get_height()
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        try:
            left, bottom, right, top = drawn.get_bounds()
        except pypdfium2.PdfiumError:
            continue
        x0, x1, high, low = turn(left, right, top, bottom)
        if drawn.type == raw.FPDF_PAGEOBJ_IMAGE and low - high > _THIN and (x1 - x0) * (low - high) < whole / 2:
            pictures.append(Piece(x0, x1, high, low, 1.0, ""))
        elif low - high <= _THIN and x1 - x0 > 20 * _THIN:
            rules.append(Rule(x0, x1, (low + high) / 2))
    return rules, pictures


def pieces(glyphs: Sequence[_Glyph]) -> list[Piece]:
    """The glyphs put together to pieces of lines, whatever order the file has them in; nothing reaches over a gutter."""
    runs = [list(_once(run)) for row in _rows(glyphs) for run in _runs(row)]
    return [_piece(run) for run in _upright([run for run in runs if any(glyph.char.strip() for glyph in run)])]


def _rows(glyphs: Sequence[_Glyph]) -> Iterator[list[_Glyph]]:
    """Glyphs on one baseline across the whole page."""
    row: list[_Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.bottom):
        if row and glyph.bottom - row[0].bottom > _LEVEL * min(glyph.size, row[0].size):
            yield row
            row = []
        row.append(glyph)
    yield row


def _runs(row: Sequence[_Glyph]) -> list[list[_Glyph]]:
    """The glyphs of a row that follow one another closely; print of another size that lies across does not part them."""
    runs: list[list[_Glyph]] = []
    for glyph in sorted(row, key=lambda glyph: (glyph.x0, glyph.x1)):
        run = next((run for run in runs[: -_OPEN - 1 : -1] if _follows(run[-1], glyph)), None)
        if run is None:
            runs.append([glyph])
        else:
            run.append(glyph)
    return runs


def _follows(before: _Glyph, glyph: _Glyph) -> bool:
    size = max(before.size, glyph.size)
    return min(before.size, glyph.size) > 0.5 * size and glyph.x0 - before.x1 < _JOIN * size


def _once(run: list[_Glyph]) -> Iterator[_Glyph]:
    before: _Glyph | None = None
    for glyph in run:
        if before is None or glyph.char != before.char or glyph.x0 - before.x0 > 0.3 * (before.x1 - before.x0):
            yield glyph
            before = glyph


def _upright(runs: list[list[_Glyph]]) -> list[list[_Glyph]]:
    """Single glyphs that stand below one another, at least three, as one run: a headline set from top to bottom."""
    single = sorted((run[0] for run in runs if len(run) == 1), key=lambda glyph: (round(glyph.x0 / 2), glyph.top))
    stacks: list[list[_Glyph]] = []
    for glyph in single:
        last = stacks[-1][-1] if stacks else None
        if (
            last
            and abs(last.x0 - glyph.x0) < 0.3 * glyph.size
            and abs(last.size - glyph.size) < 0.1 * glyph.size
            and -0.3 * glyph.size < glyph.top - last.bottom < 0.8 * glyph.size
        ):
            stacks[-1].append(glyph)
        else:
            stacks.append([glyph])
    tall = [stack for stack in stacks if len(stack) >= 3]
    taken = {id(glyph) for stack in tall for glyph in stack}
    return [run for run in runs if len(run) > 1 or id(run[0]) not in taken] + tall


def _piece(run: list[_Glyph]) -> Piece:
    shown = [glyph for glyph in run if glyph.char.strip()]
    sizes = [(size, len(list(same))) for size, same in groupby(sorted(round(glyph.size, 1) for glyph in shown))]
    return Piece(
        x0=shown[0].x0,
        x1=max(glyph.x1 for glyph in shown),
        top=min(glyph.top for glyph in shown),
        bottom=max(glyph.bottom for glyph in shown),
        size=max(sizes, key=lambda counted: counted[1])[0],
        text=_spelled(run).strip(),
    )


def _spelled(run: list[_Glyph]) -> str:
    """The run's characters, with a space where a gap is wider than the line's usual one by that much."""
    gaps = [glyph.x0 - before.x1 for before, glyph in pairwise(run)]
    usual = max(0.0, median(gaps)) if len(gaps) >= _ENOUGH else 0.0
    text = run[0].char
    for before, glyph, gap in zip(run, run[1:], gaps, strict=False):
        spaced = before.char.isspace() or glyph.char.isspace()
        text += (" " if gap - usual > _SPACE * glyph.size and not spaced else "") + glyph.char
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
