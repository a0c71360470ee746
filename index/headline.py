"""Headlines: which article each headline block belongs to, and which of its lines are kicker, title and subtitle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.layout import Unit, width
from index.restore import tidy

_DASHES = "—–―-─━"
_HAN_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}|\d{2}))")


@dataclass(frozen=True, slots=True)
class Headline:
    """What a reader sees above an article; empty strings where there is none."""

    title: str = ""
    kicker: str = ""
    subtitle: str = ""


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring Han characters or digits of a text: a cheap likeness of its words."""
    return {m.group(1) for m in _HAN_PAIR.finditer(text.replace(" ", ""))}


def shared(text: str, words: set[str]) -> float:
    """The share (0..1) of the pairs of `text` that `words` holds."""
    own = pairs(text)
    return len(own & words) / len(own) if own else 0.0


def assign(gaps: Sequence[Sequence[Unit]], words: Sequence[set[str]], own: Sequence[bool]) -> list[list[Unit]]:
    """Give every headline block to the article before or after it.

    `gaps[k]` are the blocks between article k - 1 and article k (`len(words) + 1` gaps); `words[k]` are the pairs of article k,
    `own[k]` whether it begins with a by-line, that is, should have a headline. Finds the best cut of every gap by dynamic
    programming over the number of blocks that each article gets from behind.
    """
    n = len(words)
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, -1)}] if not gaps[0] else [{len(gaps[0]): (0.0, -1)}]
    for k in range(n):
        after = gaps[k + 1]
        states: dict[int, tuple[float, int]] = {}
        for before, (score, _) in best[k].items():
            blocks = list(gaps[k][len(gaps[k]) - before :])
            for cut in [len(after)] if k == n - 1 else range(len(after) + 1):
                total = score + _fit(blocks, list(after[:cut]), words[k], own[k])
                rest = len(after) - cut
                if rest not in states or total > states[rest][0]:
                    states[rest] = (total, before)
        best.append(states)
    return _trace(gaps, best)


def _trace(gaps: Sequence[Sequence[Unit]], best: Sequence[dict[int, tuple[float, int]]]) -> list[list[Unit]]:
    n = len(best) - 1
    rest = max(best[n], key=lambda r: best[n][r][0])
    result: list[list[Unit]] = [[] for _ in range(n)]
    for k in range(n - 1, -1, -1):
        before = best[k + 1][rest][1]
        after = gaps[k + 1]
        result[k] = [*gaps[k][len(gaps[k]) - before :], *after[: len(after) - rest]]
        rest = before
    return result


def _fit(before: list[Unit], after: list[Unit], words: set[str], own: bool) -> float:
    """How well these blocks are one article's headline."""
    blocks = before + after
    if not blocks:
        return -3.0 if own else 0.0
    score = sum(2.0 * shared(b.text, words) for b in blocks) + (0.0 if own else -1.0)
    if before and after:
        score -= 2.5
    return score - sum(0.6 if together(a, b) else 1.6 for a, b in zip(blocks, blocks[1:], strict=False)) + 0.2 * len(blocks)


def together(a: Unit, b: Unit) -> bool:
    """Whether two blocks look like parts of one headline."""
    return b.text[0] in _DASHES or a.text[-1] in _DASHES or bool(a.level) != bool(b.level) or " " in a.text.strip() or width(a.text) <= 7


def compose(blocks: Sequence[Unit]) -> Headline:
    """Read kicker, title and subtitle out of an article's headline blocks, in printed order."""
    kicker: list[str] = []
    subtitle: list[str] = []
    rows = [row for block in blocks for row in _rows(block)]
    while len(rows) > 1 and rows[-1][0] in _DASHES:
        subtitle.insert(0, rows.pop())
    while len(rows) > 1 and _is_kicker(rows[0], rows[1]):
        kicker.append(rows.pop(0))
    return Headline(_joined(rows), " ".join(kicker), " ".join(subtitle))


def _rows(block: Unit) -> list[str]:
    """The lines of a block; those that only wrap are one row."""
    rows: list[str] = []
    for line in block.lines:
        text = tidy(line.text, parts=True)
        if rows and not (text[0] in _DASHES or rows[-1][-1] in _DASHES):
            rows[-1] = _joined([rows[-1], text])
        else:
            rows.append(text)
    return rows


def _joined(rows: Sequence[str]) -> str:
    text = ""
    for row in rows:
        text = row if not text else text + ("" if _open(text) else " ") + row
    return text


def _open(text: str) -> bool:
    return any(text.count(a) > text.count(b) for a, b in ("《》", "“”", "（）", "「」"))


def _is_kicker(first: str, second: str) -> bool:
    if first[-1] in _DASHES or " " in first or width(first) <= 5:
        return True
    return "：" in first or width(first) > 1.7 * width(second)
