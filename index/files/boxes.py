"""Pieces of printed lines, by their boxes, to text in reading order: columns, and headlines that stand across columns.

A recursive cut of the page (the XY-cut of Nagy and Seth, 1984) with a newspaper's preferences: first across the whole
width where a gap clearly wider than the leading meets a headline or a drawn rule; then down the gutters between columns;
then above and below the lines that bar such a gutter. What can't be cut is one column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from index.files.pieces import HEADLINE, Piece, Rule, body_size, leading

_TALL = 1.45  # One this much larger is no heading inside an article.
_GUTTER = 0.45  # Gutters and gaps are in body sizes.
_GAP = 0.45
_NARROWEST = 3.5
_NEAR = 10.0  # How far beside a gutter its columns are looked for, in body sizes.
_SPARSE = 0.2  # A gutter is where at most this share of the lines beside it reaches over it.
_MOST_EMPTY = 4
_MOST_INDENT = 4
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class _Page:
    body: float
    leading: float
    rules: tuple[Rule, ...]


def text(pieces: Sequence[Piece], rules: Sequence[Rule] = ()) -> str:
    """The text of a page: a line a printed line, an empty line before a paragraph and between blocks."""
    if not any(piece.text for piece in pieces):
        return ""
    body = body_size(pieces)
    page = _Page(body, leading(pieces, body), tuple(rules))
    blocks = ([piece for piece in block if piece.text] for block in _blocks(list(pieces), page, 0))
    return "\n\n".join("\n".join(_lines(block, page)) for block in blocks if block)


@dataclass(frozen=True, slots=True)
class _Region:
    """A part of the page still to be cut: its gutters, and where each piece stands, the white that it owns included."""

    pieces: tuple[Piece, ...]
    page: _Page
    gutters: tuple[tuple[float, float], ...]
    reach: dict[Piece, tuple[float, float]]

    @property
    def left(self) -> float:
        return min(piece.x0 for piece in self.pieces)

    @property
    def right(self) -> float:
        return max(piece.x1 for piece in self.pieces)

    def bars(self, piece: Piece) -> int:
        """How many gutters the piece stands across."""
        x0, x1 = self.reach[piece]
        return sum(x0 < low and x1 > high for low, high in self.gutters)

    def displays(self, piece: Piece) -> bool:
        """Whether it is a headline, or a by-line that stands across columns as headlines do."""
        return piece.size >= HEADLINE * self.page.body or _covers(piece, self.gutters)


def _region(pieces: Sequence[Piece], page: _Page) -> _Region:
    gutters = _gutters(pieces, page)
    region = _Region(tuple(pieces), page, gutters, {piece: (piece.x0, piece.x1) for piece in pieces})
    region.reach.update(_reach(region))
    return region


def _covers(piece: Piece, gutters: Sequence[tuple[float, float]]) -> bool:
    return any(piece.x0 < low and piece.x1 > high for low, high in gutters)


def _gutters(pieces: Sequence[Piece], page: _Page) -> tuple[tuple[float, float], ...]:
    """Where nearly no line of the body stands, between two places close by where many do.

    Where the lines of a column end unevenly, the gutter is only what the fewest of them reach.
    """
    near, least = _NEAR * page.body, _GUTTER * page.body
    stretches = _stretches([piece for piece in pieces if piece.size < HEADLINE * page.body])
    gutters: list[tuple[float, float, int]] = []
    for place, (low, high, count) in enumerate(stretches):
        sides = _most(stretches, range(place - 1, -1, -1), near), _most(stretches, range(place + 1, len(stretches)), near)
        if high - low < least or count > _SPARSE * min(sides):
            continue
        if gutters and low - gutters[-1][1] < _NARROWEST * page.body:
            gutters[-1] = min(gutters[-1], (low, high, count), key=lambda gutter: (gutter[2], gutter[0] - gutter[1]))
        else:
            gutters.append((low, high, count))
    return tuple((low, high) for low, high, _ in gutters)


def _stretches(pieces: Sequence[Piece]) -> list[tuple[float, float, int]]:
    """Between which x how many pieces stand."""
    steps: dict[float, int] = {}
    for piece in pieces:
        steps[piece.x0] = steps.get(piece.x0, 0) + 1
        steps[piece.x1] = steps.get(piece.x1, 0) - 1
    edges = sorted(steps)
    counts = accumulate(steps[edge] for edge in edges)
    return [(low, high, count) for (low, high), count in zip(pairwise(edges), counts, strict=False)]


def _most(stretches: Sequence[tuple[float, float, int]], places: range, near: float) -> int:
    """The largest count among stretches, as far as they are near to where `places` start."""
    most = 0
    for place in places:
        low, high, count = stretches[place]
        start = stretches[places[0]]
        if max(start[0] - high, low - start[1]) > near:
            break
        most = max(most, count)
    return most


def _reach(region: _Region) -> Iterator[tuple[Piece, tuple[float, float]]]:
    """From where to where each headline stands, with the white beside it that is its own.

    That is all the white up to the edge of the region; towards a column of text, as much as on the other side, as headlines
    stand in the middle of their columns; towards another headline, none.
    """
    for headline in filter(region.displays, region.pieces):
        beside = [piece for piece in region.pieces if piece.top < headline.bottom and headline.top < piece.bottom]
        before = max((piece for piece in beside if piece.x1 <= headline.x0), key=lambda piece: piece.x1, default=None)
        after = min((piece for piece in beside if piece.x0 >= headline.x1), key=lambda piece: piece.x0, default=None)
        white_before = headline.x0 - (before.x1 if before else region.left)
        white_after = (after.x0 if after else region.right) - headline.x1
        yield (
            headline,
            (
                headline.x0 - _own(white_before, white_after, before, region),
                headline.x1 + _own(white_after, white_before, after, region),
            ),
        )


def _own(white: float, other: float, neighbour: Piece | None, region: _Region) -> float:
    if neighbour is None:
        return white
    return 0.0 if region.displays(neighbour) else max(0.0, min(white - 2 * _GUTTER * region.page.body, other))


def _blocks(pieces: Sequence[Piece], page: _Page, depth: int) -> Iterator[Sequence[Piece]]:
    """The region's columns and headlines, in reading order."""
    parts: list[list[Piece]] = []
    if len(pieces) > 1 and depth < _DEEPEST:
        region = _region(pieces, page)
        parts = _across(region) or _down(region) or _around_bars(region)
    if not parts:
        yield pieces
    for part in parts:
        yield from _blocks(part, page, depth + 1)


def _spans(pieces: Sequence[Piece], span: Callable[[Piece], tuple[float, float]]) -> list[list[Piece]]:
    """The pieces in groups that white space separates along one axis, in order."""
    groups: list[list[Piece]] = []
    end = float("-inf")
    for piece in sorted(pieces, key=span):
        low, high = span(piece)
        if low >= end or not groups:
            groups.append([])
        groups[-1].append(piece)
        end = max(end, high)
    return groups


def _rows(region: _Region) -> list[list[Piece]]:
    """Groups that a white stripe across the whole region separates; boxes are shrunk, as tight leading lets them touch."""
    return _spans(region.pieces, lambda piece: (piece.top + 0.15 * piece.size, piece.bottom - 0.15 * piece.size))


def _grouped(groups: Sequence[list[Piece]], cut: Callable[[list[Piece], list[Piece]], bool]) -> list[list[Piece]]:
    """Neighbouring groups put together where `cut(so far, next)` says no; nothing when one is left."""
    parts: list[list[Piece]] = []
    for group in groups:
        if parts and not cut(parts[-1], group):
            parts[-1].extend(group)
        else:
            parts.append(list(group))
    return parts if len(parts) > 1 else []


def _across(region: _Region) -> list[list[Piece]]:
    """Cut at white stripes that end one story and begin another."""
    return _grouped(_rows(region), lambda above, below: _divides(above, below, region))


def _divides(above: Sequence[Piece], below: Sequence[Piece], region: _Region) -> bool:
    """A rule, or white wider than the leading above a headline, or below one that stands across the whole region."""
    high, low = max(piece.bottom for piece in above), min(piece.top for piece in below)
    body, width = region.page.body, region.right - region.left
    for rule in region.page.rules:
        inside = high - 0.5 * body <= rule.y <= low + 0.5 * body
        if inside and min(rule.x1, region.right) - max(rule.x0, region.left) >= 0.8 * width:
            return True
    if low - high < region.page.leading + _GAP * body:
        return False
    last = [piece for piece in above if piece.bottom > high - body]
    spanning = len(last) == 1 and region.displays(last[0]) and region.bars(last[0]) == len(region.gutters)
    return spanning or any(piece.size >= HEADLINE * body for piece in below if piece.top < low + body)


def _down(region: _Region) -> list[list[Piece]]:
    """Cut at gutters that run the whole height, unless a part is too narrow or too low to be a column."""
    half = _GUTTER * region.page.body / 2
    stripes = _spans(region.pieces, lambda piece: (region.reach[piece][0] - half, region.reach[piece][1] + half))
    return _grouped(stripes, lambda left, right: _is_column(left, region.page) and _is_column(right, region.page))


def _is_column(pieces: Sequence[Piece], page: _Page) -> bool:
    wide = max(piece.x1 for piece in pieces) - min(piece.x0 for piece in pieces) >= _NARROWEST * page.body
    tall = max(piece.bottom for piece in pieces) - min(piece.top for piece in pieces) >= 1.5 * page.body
    return (wide and tall) or any(piece.size >= HEADLINE * page.body for piece in pieces)


def _around_bars(region: _Region) -> list[list[Piece]]:
    """Cut above the lines that stand across a gutter, and below those that stand across all gutters."""
    bars = {piece: region.bars(piece) for piece in region.pieces}
    if not region.gutters or not any(bars.values()):
        return []
    whole = len(region.gutters)

    def cut(above: list[Piece], below: list[Piece]) -> bool:
        edge = max(piece.bottom for piece in above) - 0.5 * region.page.body
        last = [bars[piece] for piece in above if piece.bottom > edge]
        here = max(bars[piece] for piece in below)
        return here > max(last) or (max(last) == whole and here < whole)

    rows = _rows(region)
    parts = _grouped(rows, cut) or _grouped(rows, lambda above, below: any(map(bars.get, above)) != any(map(bars.get, below)))
    return parts or _forced(region, bars)


def _forced(region: _Region, bars: dict[Piece, int]) -> list[list[Piece]]:
    """Where no white stripe helps: what has its middle above the foot of the first bar, that bar's row, and the rest."""
    first = min(filter(bars.get, region.pieces), key=lambda piece: piece.top)
    parts: list[list[Piece]] = [[], [], []]
    for piece in region.pieces:
        above = (piece.top + piece.bottom) / 2 < first.bottom
        parts[2 if not above else 1 if bars[piece] else 0].append(piece)
    return [part for part in parts if part] if max(map(len, parts)) < len(region.pieces) else []


def _lines(block: Sequence[Piece], page: _Page) -> Iterator[str]:
    """The block's lines as printed: indents as wide spaces, empty lines, headlines with the mark that Markdown gives them."""
    left = min(piece.x0 for piece in block)
    before: Piece | None = None
    for row in _printed_lines(block):
        first = row[0]
        if before is not None:
            apart = round((first.top - before.bottom - page.leading) / (page.body + page.leading) + 0.1)
            resized = (first.size >= HEADLINE * page.body) != (before.size >= HEADLINE * page.body)
            yield from [""] * max(int(resized), min(apart, _MOST_EMPTY))
        indent = "　" * min(round((first.x0 - left) / first.size), _MOST_INDENT)
        mark = "# " if first.size >= _TALL * page.body else "## "
        yield (mark if first.size >= HEADLINE * page.body else indent) + " ".join(piece.text for piece in row)
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
