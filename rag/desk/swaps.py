"""Words of a draft that stand exactly where the report has other words: 下降 for 增长, 全球 for 全国, 北京 for 重庆."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.lexicon import Lexicon
from index.places import places
from rag.desk.claim import idle
from rag.desk.ranks import scopes
from rag.desk.verdict import Difference, DifferenceKind
from rag.desk.wordings import Wordings

NEARLY, VERY_NEARLY, MARGIN, LONGEST = 0.6, 0.75, 8, 8
TELLING, NAMING = 0.5, 0.7
_PLAIN = re.compile(r"[\u4e00-\u9fffa-z]")
_NUMBER = re.compile(r"[\d.%一二三四五六七八九十百千万亿两几多余第约近超]+$")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_SCALES = ("万", "亿", "千", "百", "万亿", "百万", "千万")
_SPANS = ("小时", "天", "分钟", "秒", "周", "个月", "年")
_CURRENCIES = ("美", "日", "欧", "港", "韩", "加", "澳", "英镑", "卢布")
_STOP = re.compile(r"[，。；：！？”]")
_FRAME = re.compile(r"^.*\d")


@dataclass(frozen=True, slots=True)
class Swap:
    """`claim` of the draft stands where the report has `source`; `kind` is None when neither is known to oppose the other."""

    claim: str
    source: str
    kind: DifferenceKind | None

    @property
    def difference(self) -> Difference | None:
        """The difference that it makes, if it is of a known kind."""
        return Difference(self.kind, self.claim, self.source) if self.kind else None


def swaps(claim: str, source: str, lexicon: Lexicon, words: Wordings) -> list[Swap]:
    """The words swapped, clause by clause, where a clause of the claim is nearly the source's. Both texts are folded."""
    found: list[Swap] = []
    for match in re.finditer(r"[^，。；：！？\n]+", claim):
        if len(match[0]) >= 5:
            found.extend(_clause(match[0], source, lexicon, words))
    return found


def renumbered(claim: str, source: str) -> list[Difference]:
    """Numbers of the claim that stand between words between which the source has another number. Both texts are folded."""
    found = []
    for match in _DIGITS.finditer(claim):
        left, right = _FRAME.sub("", claim[max(0, match.start() - 4) : match.start()]), claim[match.end() : match.end() + 4]
        right = re.split(r"[\d，。；：！？]", right)[0]
        if len(left) < 2 or len(right) < 2 or len(left) + len(right) < 6:
            continue
        others = [m[1] for m in re.finditer(rf"{re.escape(left)}({_DIGITS.pattern}){re.escape(right)}", source)]
        if others and match[0] not in others:
            kind: DifferenceKind = "period" if right[0] in "年月日" else "value"
            found.append(Difference(kind, match[0] + right[:2], others[0] + right[:2]))
    return found


def _clause(clause: str, source: str, lexicon: Lexicon, words: Wordings) -> Iterator[Swap]:
    anchor = SequenceMatcher(None, source, clause, autojunk=False).find_longest_match()
    if anchor.size < 3:
        return
    start = max(0, anchor.a - anchor.b - MARGIN)
    region = source[start : anchor.a + len(clause) - anchor.b + MARGIN]
    matcher = SequenceMatcher(None, clause, region, autojunk=False)
    share = sum(block.size for block in matcher.get_matching_blocks()) / len(clause)
    if share < NEARLY:
        return
    close = share >= VERY_NEARLY
    mine, theirs = _spans(clause, lexicon), _spans(region, lexicon)
    for op, a, b, first, last in matcher.get_opcodes():
        if close and (unit := _other_unit(clause, (a, b), region, (first, last))):
            yield unit
        if op == "replace" and a == 0 and close:
            yield from _subject(_around(clause, mine, a, b), region, (first, last), lexicon, words)
        c = max(first, last - (b - a) - 1) if a == 0 else first
        stop = _STOP.search(region, c, last) if b == len(clause) else None
        d = min(last, c + (b - a) + 1, stop.start() if stop else last) if b == len(clause) else last
        if op == "replace" and b - a <= LONGEST and d - c <= LONGEST:
            swap = _judge(_around(clause, mine, a, b), _around(region, theirs, c, d), lexicon, words)
            ends = b < len(clause) or d == len(region) or bool(_STOP.match(region, d))
            inner = a and ends and close and abs((b - a) - (d - c)) <= 1
            if swap is not None and (swap.kind or (inner and swap.claim not in source)):
                yield swap


def _other_unit(clause: str, mine: tuple[int, int], region: str, theirs: tuple[int, int]) -> Swap | None:
    """Another scale, currency or measure of time in the same place: 万 for 亿, 元 for 美元, 天 for 小时."""
    ours, others = clause[slice(*mine)], region[slice(*theirs)]
    if not ours and others in _CURRENCIES and region[theirs[1] : theirs[1] + 1] == "元" == clause[mine[1] : mine[1] + 1]:
        return Swap("元", f"{others}元", "unit")
    if not others and ours in _CURRENCIES and clause[mine[1] : mine[1] + 1] == "元" == region[theirs[1] : theirs[1] + 1]:
        return Swap(f"{ours}元", "元", "unit")
    alike = any(ours in units and others in units for units in (_SCALES, _SPANS, _CURRENCIES))
    return Swap(ours, others, "unit") if alike and ours != others else None


def _subject(mine: str, region: str, before: tuple[int, int], lexicon: Lexicon, words: Wordings) -> Iterator[Swap]:
    """Another subject at the head of a clause that is nearly the source's (三峡电站已完成, 向家坝电站已完成)."""
    first, last = before
    start = max(first, *(region.rfind(mark, 0, last) + 1 for mark in "，。；：！？”\n"))
    theirs = region[start:last]
    if not theirs or max(len(mine), len(theirs)) > LONGEST or set(mine) & set(theirs) or scopes(mine) or scopes(theirs):
        return
    telling = [max((lexicon.rarity(w) for w in lexicon.words(text) if w not in idle()), default=0.0) for text in (mine, theirs)]
    same = any(words.within(w, theirs) for w in lexicon.words(mine))
    if min(telling) >= NAMING and not same and "我" not in mine:
        yield Swap(mine, theirs, None)


def _spans(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where the words of a text stand."""
    spans, at = [], 0
    for word in lexicon.words(text):
        start = text.find(word, at)
        if start >= 0:
            spans.append((start, start + len(word)))
            at = start + len(word)
    return spans


def _around(text: str, spans: list[tuple[int, int]], start: int, end: int) -> str:
    """The whole words that a run of characters touches."""
    touched = [(a, b) for a, b in spans if a < end and b > start]
    return text[min([start, *(a for a, _ in touched)]) : max([end, *(b for _, b in touched)])]


def _judge(mine: str, theirs: str, lexicon: Lexicon, words: Wordings) -> Swap | None:
    """What it makes that `mine` stands in the place of `theirs`; None when it makes nothing."""
    if mine == theirs or any(not _PLAIN.search(text) or _NUMBER.match(text) for text in (mine, theirs)):
        return None
    ours, others = lexicon.words(mine), lexicon.words(theirs)
    opposite = next(((w, o) for w in ours for o in others if o in words.opposed.get(w, ())), None)
    if opposite:
        return Swap(*opposite, "direction")
    kind = _kind(mine, theirs)
    if kind:
        return Swap(mine, theirs, kind)
    same = any(words.within(w, theirs) or w in theirs for w in ours) or any(words.within(w, mine) for w in others)
    telling = [max((lexicon.rarity(w) for w in found if len(w) > 1 and w not in idle()), default=0.0) for found in (ours, others)]
    return None if same or min(telling) < TELLING or set(mine) & set(theirs) else Swap(mine, theirs, None)


def _kind(mine: str, theirs: str) -> DifferenceKind | None:
    """Whether both are reaches, or both places, and not the same."""
    levels = [[scope.level for scope in scopes(text)] for text in (mine, theirs)]
    if all(levels) and levels[0] != levels[1]:
        return "scope"
    named = [{place.name for place in places(text)} for text in (mine, theirs)]
    return "region" if all(named) and not named[0] & named[1] else None
