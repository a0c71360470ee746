"""Pieces of printed lines, by their boxes, to text in reading order: columns, and headlines that stand across columns.

A recursive cut of the page (the XY-cut of Nagy and Seth, 1984) with a newspaper's preferences: first across the whole
width where a gap clearly wider than the leading meets a headline or a drawn rule; then down the gutters between columns;
then above and below the lines that bar such a gutter. What can't be cut is one column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

HEADLINE = 1.18  # A line this much larger than the body is a headline.
_GUTTER = 0.45  # Gutters, gaps and indents are in body sizes.
_GAP = 0.45
_NARROWEST = 3.5
_INDENT = 1.2
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters on one baseline inside one column. Coordinates in points, y growing downwards."""

    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn horizontal line."""

    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True)
class _Page:
    body: float
    leading: float
    rules: tuple[Rule, ...]


def text(pieces: Sequence[Piece], rules: Sequence[Rule] = ()) -> str:
    """The text of a page: a line a printed line, an empty line before a paragraph and between blocks."""
    if not pieces:
        return ""
    body = _body(pieces)
    page = _Page(body, _leading(pieces, body), tuple(rules))
    return "\n\n".join("\n".join(_lines(block, page)) for block in _blocks(list(pieces), page, 0))


def _body(pieces: Sequence[Piece]) -> float:
    """The size that half of the characters do not exceed."""
    sizes = sorted((piece.size, len(piece.text)) for piece in pieces)
    half, seen = sum(count for _, count in sizes) / 2, 0
    for size, count in sizes:
        seen += count
        if seen >= half:
            return size
    return sizes[-1][0]


def _leading(pieces: Sequence[Piece], body: float) -> float:
    """The usual white between two lines of a column: the median over body lines of the distance to the next one below."""
    lines = sorted((piece for piece in pieces if piece.size < HEADLINE * body), key=lambda piece: piece.top)
    gaps = []
    for place, piece in enumerate(lines):
        for below in lines[place + 1 : place + 80]:
            if below.top > piece.bottom - 0.5 * piece.size and below.x0 < piece.x1 and piece.x0 < below.x1:
                gaps.append(below.top - piece.bottom)
                break
    return min(median(gaps), 1.5 * body) if gaps else 0.0


def _blocks(pieces: list[Piece], page: _Page, depth: int) -> Iterator[list[Piece]]:
    """The region's columns and headlines, in reading order."""
    parts: list[list[Piece]] = []
    if len(pieces) > 1 and depth < _DEEPEST:
        columns = _down(pieces, page)
        parts = _across(pieces, page, bool(columns)) or columns or _around_bars(pieces, page)
    if len(parts) > 1:
        for part in parts:
            yield from _blocks(part, page, depth + 1)
    else:
        yield pieces


def _spans(pieces: Sequence[Piece], low: Callable[[Piece], float], high: Callable[[Piece], float]) -> list[list[Piece]]:
    """The pieces in groups that white space separates along one axis, in order."""
    groups: list[list[Piece]] = []
    end = float("-inf")
    for piece in sorted(pieces, key=low):
        if low(piece) >= end or not groups:
            groups.append([])
        groups[-1].append(piece)
        end = max(end, high(piece))
    return groups


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Groups that a white stripe across the whole region separates; boxes are shrunk, as tight leading lets them touch."""
    return _spans(pieces, lambda piece: piece.top + 0.15 * piece.size, lambda piece: piece.bottom - 0.15 * piece.size)


def _stripes(pieces: Sequence[Piece], page: _Page) -> list[list[Piece]]:
    """The pieces in columns, separated by gutters of at least _GUTTER body sizes."""
    half = _GUTTER * page.body / 2
    white = _white(pieces, page)
    return _spans(pieces, lambda piece: piece.x0 - white.get(piece, half), lambda piece: piece.x1 + white.get(piece, half))


def _white(pieces: Sequence[Piece], page: _Page) -> dict[Piece, float]:
    """How far the white at each side of a headline belongs to it: a headline in the middle of its columns covers them all."""
    left, right = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    white = {}
    for headline in (piece for piece in pieces if piece.size >= HEADLINE * page.body):
        beside = [piece for piece in pieces if piece.top < headline.bottom and headline.top < piece.bottom]
        before = headline.x0 - max((piece.x1 for piece in beside if piece.x1 <= headline.x0), default=left)
        after = min((piece.x0 for piece in beside if piece.x0 >= headline.x1), default=right) - headline.x1
        white[headline] = max(min(before, after), _GUTTER * page.body / 2)
    return white


def _across(pieces: list[Piece], page: _Page, has_columns: bool) -> list[list[Piece]]:
    """Cut at white stripes that end one story and begin another; below a headline only where it stands across columns."""
    parts: list[list[Piece]] = []
    for row in _rows(pieces):
        if parts and not _divides(parts[-1], row, pieces, page, has_columns):
            parts[-1].extend(row)
        else:
            parts.append(list(row))
    return parts if len(parts) > 1 else []


def _divides(above: Sequence[Piece], below: Sequence[Piece], region: Sequence[Piece], page: _Page, has_columns: bool) -> bool:
    high, low = max(piece.bottom for piece in above), min(piece.top for piece in below)
    left, right = min(piece.x0 for piece in region), max(piece.x1 for piece in region)
    middle = 0.5 * page.body
    for rule in page.rules:
        if high - middle <= rule.y <= low + middle and min(rule.x1, right) - max(rule.x0, left) >= 0.8 * (right - left):
            return True
    if low - high < page.leading + _GAP * page.body:
        return False
    edge = [piece for piece in below if piece.top < low + page.body]
    edge += [piece for piece in above if piece.bottom > high - page.body and not has_columns]
    return any(piece.size >= HEADLINE * page.body for piece in edge)


def _down(pieces: list[Piece], page: _Page) -> list[list[Piece]]:
    """Cut at gutters that run the whole height, unless a part is too narrow or too low to be a column."""
    parts: list[list[Piece]] = []
    for stripe in _stripes(pieces, page):
        if parts and not (_is_column(parts[-1], page) and _is_column(stripe, page)):
            parts[-1].extend(stripe)
        else:
            parts.append(list(stripe))
    return parts if len(parts) > 1 else []


def _is_column(pieces: Sequence[Piece], page: _Page) -> bool:
    wide = max(piece.x1 for piece in pieces) - min(piece.x0 for piece in pieces) >= _NARROWEST * page.body
    tall = max(piece.bottom for piece in pieces) - min(piece.top for piece in pieces) >= 1.5 * page.body
    return (wide and tall) or any(piece.size >= HEADLINE * page.body for piece in pieces)


def _around_bars(pieces: list[Piece], page: _Page) -> list[list[Piece]]:
    """Cut above and below the lines that bar a gutter which the other lines leave free."""
    bars = _bars(pieces, page)
    if not bars:
        return []
    parts: list[list[Piece]] = []
    was_bar: bool | None = None
    for row in _rows(pieces):
        is_bar = any(piece in bars for piece in row)
        if is_bar == was_bar:
            parts[-1].extend(row)
        else:
            parts.append(list(row))
        was_bar = is_bar
    return parts if len(parts) > 1 else _forced(pieces, bars)


def _bars(pieces: Sequence[Piece], page: _Page) -> frozenset[Piece]:
    """The widest and largest lines that, taken away, leave columns; none when the rest is one column all the same."""
    usual = median(piece.x1 - piece.x0 for piece in pieces)
    for bar in (
        [piece for piece in pieces if piece.size >= HEADLINE * page.body],
        [piece for piece in pieces if piece.size >= HEADLINE * page.body or piece.x1 - piece.x0 > 1.4 * usual],
    ):
        rest = [piece for piece in pieces if piece not in set(bar)]
        columns = [stripe for stripe in _stripes(rest, page) if _is_column(stripe, page)] if bar and rest else []
        if len(columns) > 1:
            gutters = [(max(piece.x1 for piece in left), min(piece.x0 for piece in right)) for left, right in pairwise(columns)]
            white = _white(pieces, page)
            return frozenset(
                piece
                for piece in bar
                if any(piece.x0 - white.get(piece, 0) < high and piece.x1 + white.get(piece, 0) > low for low, high in gutters)
            )
    return frozenset()


def _forced(pieces: Sequence[Piece], bars: frozenset[Piece]) -> list[list[Piece]]:
    """Where no white stripe helps: what has its middle above the first bar, that bar's row, and the rest."""
    first = min(bars, key=lambda piece: piece.top)
    parts: list[list[Piece]] = [[], [], []]
    for piece in pieces:
        middle = (piece.top + piece.bottom) / 2
        bar_row = piece in bars and middle < first.bottom
        parts[1 if bar_row else 0 if middle < first.bottom else 2].append(piece)
    parts = [part for part in parts if part]
    return parts if len(parts) > 1 else []


def _lines(block: Sequence[Piece], page: _Page) -> Iterator[str]:
    """The block's lines; an empty one before an indented line, a wide gap, and between a headline and the body."""
    left = min(piece.x0 for piece in block)
    before: Piece | None = None
    for row in _printed_lines(block):
        first = row[0]
        if before is not None:
            apart = first.top - before.bottom > page.leading + 0.6 * page.body
            indented = first.x0 - left > _INDENT * first.size and before.x0 - left < _INDENT * first.size
            resized = (first.size >= HEADLINE * page.body) != (before.size >= HEADLINE * page.body)
            if apart or indented or resized:
                yield ""
        yield " ".join(piece.text for piece in row)
        before = first


def _printed_lines(block: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces on one baseline, left to right, from the top."""
    lines: list[list[Piece]] = []
    for piece in sorted(block, key=lambda piece: (piece.bottom, piece.x0)):
        if lines and piece.bottom - lines[-1][0].bottom < 0.4 * min(piece.size, lines[-1][0].size):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda piece: piece.x0) for line in lines]
