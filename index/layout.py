"""Lines to units: which printed lines are headlines, which are by-lines, and which continue the paragraph before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index.byline import Byline, by_itself, opening
from index.restore import Line, Mapped, join

_END = re.compile(r"[。！？!?…][”’」』）)】》\]]*$|[。！？…]$")
_OPEN_MARKS = "。，、；：,;:（(《“‘「【"
LABELS = frozenset("记者手记 编者按 编者的话 编后 编后语 短评 数说 数读 数字 相关链接 新闻链接 链接 背景 新闻背景 延伸阅读 小贴士 名词解释 记者观察 记者感言 采访手记 手记 评论员文章 导读 核心提示".split())


@dataclass(frozen=True, slots=True)
class Unit:
    """A headline block, a by-line or a paragraph, with the lines that it was joined from."""

    kind: Literal["head", "byline", "para", "label"]
    lines: tuple[Line, ...]
    body: Mapped
    signed: Byline | None = None
    inserted: bool = False

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


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with this text."""
    return bool(_END.search(text))


def width(text: str) -> float:
    """Printed width in full-width characters."""
    narrow = sum(c.isascii() for c in text)
    return len(text) - narrow / 2


class Page:
    """The lines of a page with what is known of each: role, closing, local width and spacing."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.closed = [ends_sentence(line.text) for line in lines]
        self.widths = [width(line.text) for line in lines]
        self.bylines: list[Byline | None] = []
        for i in range(len(lines)):
            self.bylines.append(self._byline(i))
        self.opens = [self._opens(i) for i in range(len(lines))]
        self.double = self._windowed([float(line.gap > 0) for line in lines], 6, 0.7)
        self.indented = self._windowed([float(line.indent >= 2) for line in lines], 12, 0.01)
        self.measure = self._measure()
        self.head = [False] * len(lines)
        self.inserted = [False] * len(lines)
        self._mark_heads()

    def _byline(self, i: int) -> Byline | None:
        line = self.lines[i]
        found = None if line.level or line.text.replace(" ", "") in LABELS else by_itself(line.text)
        if found and i and not line.gap and not line.indent and not self.closed[i - 1] and self.bylines[i - 1] is None:
            return None
        return found

    def _opens(self, i: int) -> bool:
        line = self.lines[i]
        if self.bylines[i] or line.level:
            return False
        following = self.lines[i + 1].text if i + 1 < len(self.lines) else ""
        found = opening(line.text + following)
        if found is None or found[1]:
            return found is not None
        return i == 0 or line.gap > 0 or line.indent >= 2 or self.closed[i - 1] or self.bylines[i - 1] is not None or self.lines[i - 1].level > 0

    def _windowed(self, values: Sequence[float], reach: int, floor: float) -> list[bool]:
        """Whether the mean of the values around each line is over `floor`."""
        sums = [0.0]
        for v in values:
            sums.append(sums[-1] + v)
        n = len(values)
        return [(sums[min(n, i + reach + 1)] - sums[max(0, i - reach)]) / (min(n, i + reach + 1) - max(0, i - reach)) > floor for i in range(n)]

    def _measure(self) -> list[float]:
        """The width of the column around each line: the widest of its nearest neighbours that are not headlines."""
        n = len(self.lines)
        return [max(self.widths[max(0, i - 4) : min(n, i + 5)]) for i in range(n)]

    def begins(self, i: int) -> bool:
        """Whether an article's text begins with line i (a by-line, a dateline, a marked headline, or past the end)."""
        return i >= len(self.lines) or self.bylines[i] is not None or self.opens[i] or self.lines[i].level > 0

    def _candidate(self, i: int) -> bool:
        line = self.lines[i]
        if self.bylines[i] or self.opens[i]:
            return False
        return line.level > 0 or (len(line.text) <= 46 and line.text[-1] not in _OPEN_MARKS and "。" not in line.text)

    def _mark_heads(self) -> None:
        i = 0
        while i < len(self.lines):
            if self.lines[i].level > 0:
                self.head[i] = True
                i += 1
                continue
            size = self._head_run(i) if self._candidate(i) and (i == 0 or self.lines[i].gap or self.head[i - 1]) else 0
            for k in range(i, i + size):
                self.head[k] = True
            i += max(1, size)

    def _head_run(self, a: int) -> int:
        """How many lines from `a` on are headlines that stand together (0 for none)."""
        n = len(self.lines)
        b = a
        while b < n and b - a < 8 and self._candidate(b) and not self.lines[b].level:
            b += 1
        after_close = a == 0 or self.closed[a - 1] or self.head[a - 1] or self.bylines[a - 1] is not None
        if self.begins(b) and not (b < n and self.lines[b].level > 0 and not self.lines[b].gap):
            if not self.double[a] and not after_close:
                return b - a if self.lines[a].gap and b - a <= 4 else 0
            return b - a
        if not after_close:
            return self._insertion(a)
        return self._isolated(a, b)

    def _isolated(self, a: int, b: int) -> int:
        """Lines from `a` that stand between empty lines, before ordinary text."""
        if self.double[a]:
            return b - a if b < len(self.lines) and self.lines[b].indent >= 2 and self.lines[a].indent == 0 else 0
        for size in range(min(b - a, 3), 0, -1):
            end = a + size
            apart = (end >= len(self.lines) or self.lines[end].gap) and all(not self.lines[k].gap for k in range(a + 1, end))
            if apart and any(abs(self.widths[k] - self.measure[k]) > 1.5 for k in range(a, end)):
                return size
        return 0

    def _insertion(self, a: int) -> int:
        """A caption or headline that stands inside a torn paragraph."""
        if self.double[a] and self.measure[a] < 60:
            return 0
        size = 1
        end = a + size
        if end < len(self.lines) and not self.lines[end].gap:
            return 0
        fits = 0.8 * self.measure[a] <= self.widths[a] <= 1.1 * self.measure[a]
        if fits or self.widths[a] > 34:
            return 0
        self.inserted[a] = True
        return 1

    def continues(self, i: int) -> bool:
        """Whether line i continues the paragraph of line i - 1 (both are ordinary text)."""
        a, b = self.lines[i - 1], self.lines[i]
        if self.opens[i] or b.indent >= 2:
            return False
        if not self.closed[i - 1]:
            return True
        if self.widths[i - 1] > 60:
            return False
        full = self.widths[i - 1] >= self.measure[i - 1] - 1.5
        if b.gap:
            return self.double[i] and full and (self.indented[i] or a.gap > 0) and self.measure[i] < 60
        return self.indented[i] or full


def units(lines: Sequence[Line]) -> list[Unit]:
    """The units of a page in printed order."""
    return list(_units(Page(lines), lines)) if lines else []


def _units(page: Page, lines: Sequence[Line]) -> Iterator[Unit]:
    i = 0
    while i < len(lines):
        j = i + 1
        signed = page.bylines[i]
        if signed:
            yield Unit("byline", (lines[i],), join(lines[i:j]), signed)
        elif page.head[i]:
            while j < len(lines) and page.head[j] and not lines[j].gap and not lines[j].level and not page.inserted[j]:
                j += 1
            kind: Literal["head", "label"] = "label" if j == i + 1 and lines[i].text.replace(" ", "") in LABELS else "head"
            yield Unit(kind, tuple(lines[i:j]), join(lines[i:j]), None, page.inserted[i])
        else:
            while j < len(lines) and not page.head[j] and page.bylines[j] is None and page.continues(j):
                j += 1
            yield Unit("para", tuple(lines[i:j]), join(lines[i:j]))
        i = j


def mend(found: Sequence[Unit]) -> list[Unit]:
    """Join paragraphs that a caption or headline tore apart; what stood between comes before them."""
    result: list[Unit] = []
    for unit in found:
        if unit.kind == "para" and len(result) > 1 and result[-1].inserted and result[-2].kind == "para" and not ends_sentence(result[-2].text):
            torn, between = result.pop(-2), result.pop()
            lines = (*torn.lines, *unit.lines)
            result += [between, Unit("para", lines, join(lines))]
        else:
            result.append(unit)
    return result


def boundaries(found: Sequence[Unit]) -> list[tuple[Unit, Unit]]:
    """Neighbouring units."""
    return list(pairwise(found))
