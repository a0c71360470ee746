"""A statistic while it is read, and what makes it worth keeping."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.amounts import Amount
from index.dates import Period
from index.figure import Change, FigureKind

_EMPTY = re.compile(r"^[的了在是有为第约近超年月日上下中内外前后一二三四五六七八九十\d\W_]*$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]|[A-Z]{2,}")
_BROKEN = re.compile(
    r"(?:所说|说|称|(?<![作利使费专适信])用|以|把|被|对|向|和|与|及|一[个名家位条]|再|想|要|让|请|叫|给|又|就|(?<!人)才|便|却|不|没|未|该|其|此|这|那|某|折合|创纪录|自己|地|们|含|包含|等|[A-Z0-9]{4,}|以年|将以|分别|之[后前]|[后前]|小|仅|只|转|帮助.{0,4}联系)$"
    r"|^(?:计|折合|对于|如果|虽然|因为|由于|尽管|不仅|我|你|他|她|它|自己|谁|[-—、，）’”]|的|第的|多小时|分别|多于|比如|例如|包含)|[。；！？…]"
)
_VAGUE = re.compile(
    r"^(?:方面|部分|问题|原因|字|方式|环节|阶段|角度|人|个|时候|地方|东西|特点|层面|关键词?|维度|小故事|“小故事”|故事)$"
)


@dataclass(slots=True)
class Draft:
    """A statistic of the sentence at `sentence` (offsets in the folded text), still to be given its change and rank."""

    amount: Amount
    metric: str
    region: str | None
    period: Period | None
    stated: bool
    kind: FigureKind
    sentence: tuple[int, int]
    clause: int
    verb: str = ""
    noun: str = ""
    change: Change | None = None
    rank: str | None = None
    grew: bool = False
    since: str = ""


def kept(draft: Draft) -> bool:
    """Whether a reader can tell from the record what was counted."""
    metric = draft.metric
    return (
        not _BROKEN.search(metric)
        and len(metric) >= 2
        and bool(_CHINESE.search(metric))
        and not _EMPTY.match(metric)
        and not _VAGUE.match(metric)
    )
