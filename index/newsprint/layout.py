"""Lines to units: which printed lines are headlines, which are by-lines, and which continue the paragraph before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.newsprint.byline import Byline, author, by_itself, opening
from index.newsprint.marks import FIGURE_LABELS, NOTE_LABELS, closes_more, ends_sentence, plain, width
from index.restore import Line, Mapped, join

Kind = Literal["head", "byline", "para", "label"]

_UNFINISHED = "，、；：,;:（(《“‘「【·"
_SENTENCE_INSIDE = re.compile(r"[。；;]|[，,].{4,}[，,].{4,}")
_LEAD = re.compile("讯|电|消息|[（(]|报道|[：:]")
_REMARK = re.compile(r"[（(][^（）()]{1,12}[）)]$")
_SEPARATORS = re.compile("[，、,]")
_DASHES = "—–―─━"
_LONG = 60
"""A line wider than this (in full-width characters) is a whole paragraph, not a printed line of a column."""
_HEAD_SIZE = 48
_HEAD_ROWS = 4
_HEAD_BLOCKS = 16


@dataclass(frozen=True, slots=True)
class Unit:
    """A headline block, a by-line, a box label or a paragraph, with the lines that it was joined from.

    `inserted` marks a block that stands inside an unfinished paragraph; `torn` a paragraph that begins after an empty line
    while the one before it is unfinished: it continues that one, or another.
    """

    kind: Kind
    lines: tuple[Line, ...]
    body: Mapped
    signed: Byline | None = None
    inserted: bool = False
    torn: bool = False
    measure: float = 0.0

    @property
    def text(self) -> str:
        """The joined text, its spaces as printed."""
        return self.body.text

    @property
    def level(self) -> int:
        """The heading level of its first line."""
        return self.lines[0].level

    @property
    def gap(self) -> int:
        """How many empty lines stand before it."""
        return self.lines[0].gap

    @property
    def fresh(self) -> bool:
        """Whether it visibly begins a paragraph."""
        return self.lines[0].indent >= 2


class Page:
    """The lines of a page with what is known of each: role, end of sentence, width of its column, spacing."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.closed = [self._ends(i) for i in range(len(lines))]
        self.widths = [width(line.text) for line in lines]
        self.bylines: list[Byline | None] = []
        for i in range(len(lines)):
            self.bylines.append(self._byline(i))
        self.opens = [self._opens(i) for i in range(len(lines))]
        self.measure = self._measure()
        self.double = self._double()
        self.indented = self._indented()
        self.head = [False] * len(lines)
        self.inserted = [False] * len(lines)
        self._mark_heads()

    def _byline(self, i: int) -> Byline | None:
        line = self.lines[i]
        if line.level or line.text.replace(" ", "") in NOTE_LABELS:
            return None
        found = by_itself(line.text)
        if not found or i == 0 or line.gap or line.indent or self.closed[i - 1] or self.bylines[i - 1] is not None:
            return found
        top = next((k for k in range(i - 1, max(-1, i - 5), -1) if k == 0 or self.lines[k].gap or self.lines[k].level), None)
        return found if top is not None and not any(self.closed[top:i]) else None

    def _ends(self, i: int) -> bool:
        """Whether a sentence ends with line i; a bracket that closes it may have begun on the line before."""
        text = self.lines[i].text
        if i and text[-1] in "）)" and closes_more(text):
            text = self.lines[i - 1].text + text
        return ends_sentence(text)

    def _opens(self, i: int) -> bool:
        line = self.lines[i]
        if self.bylines[i] or line.level:
            return False
        following = self.lines[i + 1].text if i + 1 < len(self.lines) else ""
        found = opening(line.text + following)
        if found is None or not _LEAD.search(line.text):
            return False
        if found.named:
            return True
        before = self.lines[i - 1] if i else line
        after = self.closed[i - 1] or self.bylines[i - 1] is not None or before.level > 0
        return i == 0 or bool(line.gap) or line.indent >= 2 or after

    def _measure(self) -> list[float]:
        """The width of the column around each line: the upper quartile of its nearest neighbours."""
        result = []
        for i in range(len(self.lines)):
            near = sorted(self.widths[max(0, i - 5) : i + 6])
            result.append(near[(3 * len(near)) // 4])
        return result

    def _double(self) -> list[bool]:
        """Whether the lines around each line have an empty line after every printed line (not only after paragraphs)."""
        apart, running = [0], [0]
        for i, line in enumerate(self.lines):
            apart.append(apart[-1] + (line.gap > 0 and self.widths[i - 1] < _LONG))
            running.append(running[-1] + (not self.closed[i] and self.widths[i] >= 0.8 * self.measure[i]))
        n = len(self.lines)

        def wide(a: int, b: int) -> bool:
            a, b = max(0, a), min(n, b)
            return b - a > 3 and apart[b] - apart[a] > 0.7 * (b - a) and running[b] - running[a] > 0.35 * (b - a)

        return [self.measure[i] < _LONG and (wide(i, i + 7) or wide(i - 6, i + 1)) for i in range(n)]

    def _indented(self) -> list[bool]:
        """Whether paragraphs around each line begin with a margin."""
        n, reach = len(self.lines), 12
        margins = [i for i, line in enumerate(self.lines) if line.indent >= 2 and self.bylines[i] is None]
        result = [False] * n
        for m in margins:
            for i in range(max(0, m - reach), min(n, m + reach + 1)):
                result[i] = True
        return result

    def begins(self, i: int) -> bool:
        """Whether an article begins with line i (a by-line, a dateline, a marked headline), or the page has ended."""
        return i >= len(self.lines) or self.bylines[i] is not None or self.opens[i] or self.lines[i].level > 0

    def full(self, i: int) -> bool:
        """Whether line i fills its column."""
        return abs(self.widths[i] - self.measure[i]) <= 1.5

    def _headlike(self, i: int) -> bool:
        text = self.lines[i].text
        if self.bylines[i] or self.opens[i] or len(text) > _HEAD_SIZE or text[-1] in _UNFINISHED:
            return False
        return not _SENTENCE_INSIDE.search(text) and not _REMARK.match(text)

    def _chunk(self, a: int, strict: bool) -> int:
        """The end of the block of lines from `a` that no empty line parts, when it may be a headline (else `a`).

        With `strict` a line that fills a column of double spacing is no headline.
        """
        if a < len(self.lines) and closes_more(self.lines[a].text):
            return a
        b = a
        while b < len(self.lines) and (b == a or not self.lines[b].gap) and not self.lines[b].level and self._headlike(b):
            b += 1
        if b == a or b - a > _HEAD_ROWS or (self.closed[b - 1] and self.lines[b - 1].text.endswith("。")):
            return a
        ends = b >= len(self.lines) or self.lines[b].gap > 0 or self.begins(b) or (self.lines[b].indent >= 2 and self.double[a])
        return b if ends and not self._bodylike(a, b, strict) else a

    def _bodylike(self, a: int, b: int, strict: bool) -> bool:
        """Whether a block looks like a piece of a column: unfinished, its lines as wide as the column."""
        separators = len(_SEPARATORS.findall("".join(self.lines[k].text for k in range(a, b))))
        if separators > 3:
            return True
        if self.measure[a] >= _LONG:
            return False
        if b - a == 1:
            return strict and self.double[a] and self.full(a) and self.lines[a].gap <= 1
        if separators > 2 or any(self.lines[k].text.startswith("——") for k in range(a + 1, b)):
            return separators > 2
        first = self.measure[a] - 3.2 <= self.widths[a] <= self.measure[a] + 1.5
        return strict and first and all(self.full(k) for k in range(a + 1, b)) and not self.closed[b - 1]

    def _chain(self, a: int, strict: bool) -> list[int]:
        """The ends of the blocks from `a` on that may be headlines."""
        ends = [a]
        while (b := self._chunk(ends[-1], strict)) > ends[-1]:
            ends.append(b)
        return ends

    def _mark_heads(self) -> None:
        i = 0
        while i < len(self.lines):
            if self.lines[i].level > 0:
                self.head[i] = True
                i = self._mark_rest(i + 1)
            elif i == 0 or self.lines[i].gap or self.bylines[i - 1] is not None:
                i = self._mark_blocks(i)
            else:
                i += 1

    def _mark_rest(self, i: int) -> int:
        """The further lines of a marked headline that was wrapped."""
        while i < len(self.lines) and not self.lines[i].gap and not self.lines[i].level and self._headlike(i):
            self.head[i] = True
            i += 1
        return i

    def _mark_blocks(self, a: int) -> int:
        """Mark the headline blocks from `a` on; returns where to go on."""
        settled = a == 0 or self.closed[a - 1] or self.head[a - 1] or self.bylines[a - 1] is not None
        ends = self._chain(a, False) if settled else [a]
        if not (1 < len(ends) <= 4 and self.begins(ends[-1])):
            ends = self._chain(a, True)
        end = ends[-1]
        if end == a or len(ends) > _HEAD_BLOCKS:
            return max(end, a + 1)
        if not settled and self.closed[ends[1] - 1]:
            return a + 1
        if self.begins(end) or (settled and self._apart(a, end)):
            self.head[a:end] = [True] * (end - a)
            self._mark_author(ends)
            return end
        if not settled and len(ends) <= 3 and self._off_width(a, end):
            self.head[a:end] = self.inserted[a:end] = [True] * (end - a)
            return end
        return a + 1

    def _apart(self, a: int, end: int) -> bool:
        """Whether blocks before ordinary text stand apart from it."""
        if not self.double[a]:
            return self.lines[end].gap > 0
        return self.lines[end].indent >= 2 and self.lines[a].indent < 2

    def _off_width(self, a: int, end: int) -> bool:
        """Whether blocks inside an unfinished paragraph are narrower or wider than its column, and not parted like it."""
        if (self.double[a] and self.lines[a].gap < 2) or self.lines[end].indent >= 2 or not self.lines[end].gap:
            return False
        return all(self.measure[k] >= _LONG or not self.full(k) for k in range(a, end))

    def _mark_author(self, ends: list[int]) -> None:
        """The name that stands alone between a headline and the text is a by-line."""
        a, end = ends[-2], ends[-1]
        if len(ends) < 3 and not (a and self.head[a - 1]):
            return
        who = author(self.lines[a].text) if end - a == 1 and not self.begins(end) else None
        if who:
            self.head[a], self.bylines[a] = False, who

    def joint(self, i: int) -> Literal["same", "torn", "new"]:
        """Whether line i continues the paragraph of line i - 1 (both are ordinary text)."""
        before, line = self.lines[i - 1], self.lines[i]
        if self.opens[i] or line.indent >= 2:
            return "new"
        if not self.closed[i - 1]:
            return "torn" if line.gap > self.double[i] else "same"
        if self.widths[i - 1] > _LONG:
            return "new"
        if line.gap:
            same = self.double[i] and self.full(i - 1) and line.gap <= 1 and (self.indented[i] or before.gap > 0)
        else:
            same = self.indented[i] or self.full(i - 1)
        return "same" if same else "new"


def units(lines: Sequence[Line]) -> list[Unit]:
    """The units of a page in printed order; a headline's dash binds the block on its other side."""
    result: list[Unit] = []
    for unit in _units(Page(lines)) if lines else ():
        before = result[-1] if result else unit
        if unit.kind == before.kind == "head" and unit is not before and (unit.text[0] in _DASHES or before.text[-1] in _DASHES):
            both = (*before.lines, *unit.lines)
            result[-1] = Unit("head", both, join(both), inserted=before.inserted)
        else:
            result.append(unit)
    return result


def _units(page: Page) -> Iterator[Unit]:
    lines = page.lines
    i = 0
    torn = False
    while i < len(lines):
        j = i + 1
        if page.bylines[i]:
            yield Unit("byline", (lines[i],), join(lines[i:j]), page.bylines[i])
            torn = False
        elif page.head[i]:
            while j < len(lines) and page.head[j] and not lines[j].gap and not lines[j].level:
                j += 1
            label = plain(lines[i].text) if j == i + 1 else ""
            kind: Kind = "label" if label in NOTE_LABELS or label in FIGURE_LABELS else "head"
            yield Unit(kind, tuple(lines[i:j]), join(lines[i:j]), inserted=page.inserted[i])
            torn = page.inserted[i]
        else:
            joint = "new"
            while j < len(lines) and not page.head[j] and page.bylines[j] is None and (joint := page.joint(j)) == "same":
                j += 1
            yield Unit("para", tuple(lines[i:j]), join(lines[i:j]), torn=torn, measure=page.measure[i])
            torn = joint == "torn" and j < len(lines) and not page.head[j] and page.bylines[j] is None
        i = j
