"""Headlines: which article each headline block belongs to, and which of its lines are kicker, title and subtitle."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from operator import add

from index.newsprint.layout import Unit
from index.newsprint.marks import width
from index.restore import tidy

_REACH = 8
_PLACES = "省市县区镇乡村"
_DASHES = "—–―─━"
_RUN = re.compile(r"[\u4e00-\u9fff]{2,}|\d{2,}")
_CREDIT = re.compile(
    r"(?:摄影?|供图|图片|制图|资料图)\s?[:：/／]|(?:记者|通讯员|本报).{0,12}[摄图]$|\s摄影?$|[（(](?:资料|[右左上下])图?片?[)）]$"
)
_STOCK = re.compile(
    r"^(?:要闻|综合新闻|本地新闻|综合|时政|民生|经济|社会|文化|教育|专题|广告|公告|视点|关注|聚焦|特刊|特别报道|副刊|头版"
    r"|[A-D]?\d{1,2}版?|第[\d一二三四五六七八九十]+版)$"
)
_COLUMN = re.compile(
    r"^(?:聚焦|关注|走进|直击|喜迎|学习贯彻|贯彻落实|奋进|礼赞)"
    r"|(?:系列报道|特别报道|巡礼|调研行|采访行|进行时|在行动|专栏|专题|之窗|故事)$"
)


@dataclass(frozen=True, slots=True)
class Headline:
    """What a reader sees above an article; empty strings where there is none."""

    title: str = ""
    kicker: str = ""
    subtitle: str = ""


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring Han characters or digits of a text: a cheap likeness of its words."""
    found: set[str] = set()
    for run in _RUN.findall(text.replace(" ", "")):
        found.update(map(add, run, run[1:]))
    return found


def shared(text: str, words: Set[str]) -> float:
    """The share (0..1) of the pairs of `text` that `words` holds."""
    own = pairs(text)
    return len(own & words) / len(own) if own else 0.0


def is_credit(block: Unit) -> bool:
    """Whether a block is the one-line credit of a picture."""
    return len(block.lines) == 1 and bool(_CREDIT.search(block.text))


def assign(gaps: Sequence[Sequence[Unit]], words: Sequence[Set[str]], own: Sequence[bool]) -> tuple[list[list[Unit]], list[Unit]]:
    """Give the headline blocks of a page to its articles: (the blocks of every article, blocks of none).

    `gaps[k]` are the blocks between article k - 1 and article k (one gap more than articles), `words[k]` the pairs of article k,
    `own[k]` whether it should have a headline. Pages keep to one side mostly, so both sides are tried with a preference and the
    better one is taken.
    """
    near = [gap if len(gap) <= 2 * _REACH else [*gap[:_REACH], *gap[-_REACH:]] for gap in gaps]
    found = [_Matching(near, words, own, side) for side in (-1, 1)]
    best = max(found, key=lambda m: m.score)
    given = {id(b) for blocks in best.blocks for b in blocks}
    return best.blocks, [b for gap in gaps for b in gap if id(b) not in given]


class _Matching:
    """The best cut of every gap into blocks of the article before it, blocks of none, and blocks of the one after it.

    Dynamic programming over the articles; the state is how many blocks of the gap behind an article belong to the next one.
    """

    def __init__(self, gaps: Sequence[Sequence[Unit]], words: Sequence[Set[str]], own: Sequence[bool], side: int) -> None:
        self.gaps, self.words, self.own, self.side = gaps, words, own, side
        self._shares: dict[tuple[int, int], float] = {}
        self._price = {id(b): self._drop(b, k) for k, gap in enumerate(gaps) for b in gap}
        table: list[dict[int, tuple[float, int, int]]] = [
            {rest: (-self._banner(gaps[0][: len(gaps[0]) - rest]), 0, 0) for rest in range(len(gaps[0]) + 1)}
        ]
        for k in range(len(words)):
            table.append(self._step(k, table[k]))
        self.blocks: list[list[Unit]] = [[] for _ in words]
        rest, (self.score, _, _) = max(((r, v) for r, v in table[-1].items() if r == 0), key=lambda item: item[1][0])
        for k in range(len(words) - 1, -1, -1):
            _, before, taken = table[k + 1][rest]
            self.blocks[k] = [*gaps[k][len(gaps[k]) - before :], *gaps[k + 1][:taken]]
            rest = before

    def _drop(self, block: Unit, k: int) -> float:
        """What it costs to give a block to no article: little for the page's own words and for what no neighbour speaks of."""
        text = block.text.replace(" ", "")
        if _STOCK.match(text) or (_COLUMN.search(text) and k == 0 and block is self.gaps[0][0]):
            return 0.0
        near = max((self._share(block, j) for j in (k - 1, k) if 0 <= j < len(self.words)), default=0.0)
        return (0.3 if _COLUMN.search(text) else 0.6) + 1.5 * near + (0.8 if block.level else 0.0)

    def _share(self, block: Unit, k: int) -> float:
        """The share of a block's pairs that article k holds."""
        if (id(block), k) not in self._shares:
            self._shares[id(block), k] = shared(block.text, self.words[k])
        return self._shares[id(block), k]

    def _step(self, k: int, states: dict[int, tuple[float, int, int]]) -> dict[int, tuple[float, int, int]]:
        gap, after = list(self.gaps[k]), list(self.gaps[k + 1])
        result: dict[int, tuple[float, int, int]] = {}
        for before, (score, _, _) in states.items():
            for taken in range(min(len(after), 5) + 1):
                base = score + self._fit(k, gap[len(gap) - before :], after[:taken])
                for rest in range(len(after) - taken + 1):
                    total = base - self._banner(after[taken : len(after) - rest])
                    if rest not in result or total > result[rest][0]:
                        result[rest] = (total, before, taken)
        return result

    def _banner(self, blocks: Sequence[Unit]) -> float:
        """What it costs to give blocks to no article."""
        return sum(0.0 if is_credit(b) else self._price[id(b)] for b in blocks)

    def _fit(self, k: int, before: Sequence[Unit], after: Sequence[Unit]) -> float:
        """How well these blocks are the headline of article k."""
        blocks = [*before, *after]
        if not blocks:
            return -3.0 if self.own[k] else 0.0
        score = sum(2.0 * self._share(b, k) for b in blocks) - (0.0 if self.own[k] else 1.2)
        score -= 3.0 if before and after else 0.0
        score += 0.8 if self.own[k] and (before if self.side < 0 else after) else 0.0
        score -= 3.0 * sum(is_credit(b) for b in blocks)
        return score - sum(0.2 if together(a, b) else 1.3 for a, b in pairwise(blocks))


def together(a: Unit, b: Unit) -> bool:
    """Whether two blocks look like parts of one headline."""
    if b.text[0] in _DASHES or a.text[-1] in _DASHES or bool(a.level) != bool(b.level) or " " in a.text or width(a.text) <= 6:
        return True
    return abs(width(a.text) - width(b.text)) <= 3 and width(a.text) <= 16 and b.gap <= 1


def compose(blocks: Sequence[Unit], words: Set[str]) -> Headline:
    """Read kicker, title and subtitle out of an article's headline blocks, in printed order."""
    kicker: list[str] = []
    subtitle: list[str] = []
    groups = [rows for block in blocks for rows in _rows(block)]
    while len(groups) > 1 and groups[-1][0] in _DASHES:
        subtitle.insert(0, groups.pop())
    while len(groups) > 1 and _is_kicker(groups, blocks, words):
        kicker.append(groups.pop(0))
    while len(groups) > 1 and _COLUMN.search(groups[-1]) and len(blocks) > 1:
        kicker.insert(0, groups.pop())
    return Headline(_title(groups, words), " ".join(kicker), " ".join(subtitle))


def _rows(block: Unit) -> list[str]:
    """The rows of a block: lines that only wrap are one row."""
    rows: list[str] = []
    for line in block.lines:
        text = tidy(line.text, parts=True)
        if rows and text[0] not in _DASHES and rows[-1][-1] not in _DASHES:
            rows[-1] += "\n" + text
        else:
            rows.append(text)
    return rows


def _title(rows: Sequence[str], words: Set[str]) -> str:
    lines = [line for row in rows for line in row.split("\n")]
    text = ""
    for line in lines:
        text = line if not text else text + ("" if _runs_on(text, line, words) else " ") + line
    return text


def _runs_on(first: str, second: str, words: Set[str]) -> bool:
    """Whether a headline's row goes on in the next without a pause: a mark is open, or the text holds the joint."""
    if any(first.count(a) > first.count(b) for a, b in ("《》", "“”", "（）", "「」")):
        return True
    return first[-1] + second[0] in words or first[-1] in "暨和与及的、在"


def _is_kicker(rows: Sequence[str], blocks: Sequence[Unit], words: Set[str]) -> bool:
    """Whether the first row stands above the title rather than being its first half."""
    first, second = rows[0], rows[1].split("\n")[0]
    if first[-1] in _DASHES or " " in first or "：" in first or (width(first) <= 6 and first[-1] in _PLACES):
        return True
    if len(blocks) > 1 and ((blocks[0].level and blocks[1].level) or _COLUMN.search(first)):
        return True
    if _runs_on(first.split("\n")[-1], second, words):
        return False
    return width(first) <= 5 or (width(first) > 1.7 * width(second) and width(first) > 16)
