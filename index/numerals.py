"""Arabic and Chinese numerals, full width and spaced out: text folded for matching, and numerals to numbers."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
NUMERAL = "零〇○一二两三四五六七八九十百千"

# One character each side, so that offsets stay: full width to half width, and the many dashes to one.
_WIDTH = str.maketrans(
    {chr(c): chr(c - 0xFEE0) for c in range(0xFF10, 0xFF1A)}
    | {chr(c): chr(c - 0xFEE0) for c in [*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}
    | {
        "％": "%",
        "．": ".",
        "－": "-",
        "～": "~",
        "∼": "~",
        "〜": "~",
        "–": "-",
        "—": "-",
        "−": "-",
        "―": "-",
        "─": "-",
        "／": "/",
        "＋": "+",
    }
    | {",": "，", ";": "；", "(": "（", ")": "）", ":": "："}
)
_LOOSE = re.compile(r"[ \t\u00a0\u3000]+|(?<=\d),(?=\d{3}(?!\d))")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made plain for matching, and the way back.

    `text` has half-width digits and letters, one kind of dash, full-width commas and brackets, no blanks beside Chinese and no
    thousands commas. Its characters that stand in a row were cut at `cuts` (offsets in `text`, ascending); `shifts[i]` is what
    to add from `cuts[i]` on to be back in the original.
    """

    text: str
    cuts: tuple[int, ...]
    shifts: tuple[int, ...]

    def back(self, offset: int) -> int:
        """The original's offset of the character at `offset`."""
        return offset + self.shifts[bisect_right(self.cuts, offset) - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's offsets of `text[start:end]`, blanks at its edges left out."""
        return self.back(start), (self.back(end - 1) + 1 if end > start else self.back(start))


def fold(text: str) -> Folded:
    """Fold width, dashes, blanks and thousands commas of `text`; two blanks or more between words are a full stop."""
    parts: list[str] = []
    cuts, shifts, size, last = [0], [0], 0, 0
    for match in _LOOSE.finditer(text):
        kept = _kept(text, match)
        parts += (text[last : match.start()], kept)
        size += match.start() - last
        last = match.end()
        if cuts[-1] == size:
            shifts[-1] = last - len(kept) - size
        else:
            cuts.append(size)
            shifts.append(last - len(kept) - size)
        size += len(kept)
    parts.append(text[last:])
    return Folded("".join(parts).translate(_WIDTH), tuple(cuts), tuple(shifts))


def _kept(text: str, match: re.Match[str]) -> str:
    """What stays of a run of blanks: one between Latin words; a full stop for a gap between words of which one is Chinese."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if match[0] == "," or not (before.isalnum() and after.isalnum()):
        return ""
    if _LATIN.match(before) and _LATIN.match(after):
        return " "
    if len(match[0]) == 1 and _HAN.match(before) and _HAN.match(after):
        return "，"
    return "。" if len(match[0]) > 1 and not (before.isdigit() or after.isdigit()) else ""


@lru_cache(maxsize=4096)
def number(text: str) -> int | None:
    """The whole number that `text` writes: 「12」「十二」「二〇二五」「两千三百」「三万」; None when it writes none.

    Each place multiplies the digit before it; a numeral of digits alone (二〇二五) is read digit by digit.
    """
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or any(c not in DIGITS and c not in PLACES and c not in MYRIADS for c in text):
        return None
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total = section = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in PLACES:
            section += (digit or 1) * PLACES[char]
            digit = 0
        else:
            total += (section + digit or 1) * MYRIADS[char]
            section = digit = 0
    return total + section + digit
