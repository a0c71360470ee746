"""Pieces of a printed page with their boxes, and what is usual among them: the size of the type, the white between lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEADLINE = 1.18  # A line this much larger than the body is a headline.
_WIDEST = 0.9  # White above this between two lines is an empty line, or as good as one.


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters on one baseline inside one column, or a picture, whose text is empty.

    Coordinates in points, y growing downwards; `size` is the height of the type.
    """

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


def body_size(pieces: Sequence[Piece]) -> float:
    """The size that half of the characters do not exceed."""
    sizes = sorted((piece.size, len(piece.text)) for piece in pieces)
    half, seen = sum(count for _, count in sizes) / 2, 0
    for size, count in sizes:
        seen += count
        if seen >= half:
            return size
    return sizes[-1][0]


def leading(pieces: Sequence[Piece], body: float) -> float:
    """The usual white between two lines of a column: what a fifth of the body lines have less of to the next one below."""
    lines = sorted((piece for piece in pieces if piece.text and piece.size < HEADLINE * body), key=lambda piece: piece.top)
    gaps = []
    for place, piece in enumerate(lines):
        for below in lines[place + 1 : place + 80]:
            if below.top > piece.bottom - 0.5 * piece.size and below.x0 < piece.x1 and piece.x0 < below.x1:
                gaps.append(below.top - piece.bottom)
                break
    return min(sorted(gaps)[len(gaps) // 5], _WIDEST * body) if gaps else 0.0
