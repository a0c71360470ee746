"""What a printed number covers (口径): 按可比价格计算, （不含农户）, 剔除…因素, and sentences that define a metric (…是指…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.statistics.draft import Draft

LONGEST = 160  # characters of a sentence that defines a metric
_BOUND = re.compile(r"[，。；：！？\n]")
_WITHOUT = r"不含|不包括|不包含|不计|未含|未包括|未计入|未扣除|未考虑|剔除|扣除|扣掉|除去"
_NOTE = re.compile(
    rf"（(?P<note>(?:{_WITHOUT}|含(?!\d|本数|当[日天]|本级)|包括|包含|[^（）\d]{{0,12}}(?:口径|可比价|不变价|现价))[^（）]*)）"
)
_BASE = re.compile(
    r"(?:按照?|以|据)[^，。；：！？\n（）\d]{0,12}?(?:可比价格?|不变价格?|现行?价格?|当年价格?|可比口径|同口径|口径|汇率)(?:计算|核算|测算|统计|折算|口径|计)?(?=[，；。）]|同比|增|下)"
    r"|(?<![大小a-z\d米])(?:在?(?:合并|母公司|集团|全|可比|同|新|老|宽|窄|统计|核算|国家|部门|行业)口径)(?:下|上|内|(?=，|计算|统计))"
    r"|非美国通用会计准则下?"
)
_LESS = re.compile(rf"(?:^|(?<=[，；：。]))(?:如果|若|在)?(?:{_WITHOUT})[^，。；：！？\n（）\d]{{2,30}}(?=[，；。])")
_CHANGE = re.compile(r"[，；]?(?:同比|环比|比上年|比去年|较上年|较去年|较|比|增长|下降|上升|年均)")
_RATE = re.compile(r"[，；](?:实际|同比)?(?:增速|增幅|降幅|增长|下降|同比|达到|为)[^，。；]{0,6}\d[\d.]*(?:%|个百分点)")
_MEANS = re.compile(
    r"(?:^|注：|其中，?)[“‘《]?(?:所谓|本文所称|这里的)?[“‘]?(?P<name>[^，。；：！？“”‘’（）\d]{2,20})[”’》]?(?:（[^（）]*）)?，?"
    r"(?:是指(?!导|挥|引|责|向|派|定|数|标)|指的是|系指|的?(?:统计|核算)?(?:口径|范围)(?:是|为|包括|指)|的定义[是为])"
)
_SENTENCE = re.compile(r"[^。！？\n]+")


class Definitions:
    """The definitions of one article; `text` is folded."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._means = [
            (match["name"], sentence.start() + match.start("name"), sentence.end())
            for sentence in _SENTENCE.finditer(text)
            if (match := _MEANS.search(sentence[0])) and len(sentence[0]) <= LONGEST
        ]

    def of(self, drafts: Sequence[Draft]) -> list[tuple[tuple[int, int], ...]]:
        """For each statistic where its definitions stand in the text (start, end), in order; none for most."""
        return [tuple(sorted(self._own(at, drafts))) for at in range(len(drafts))]

    def _own(self, at: int, drafts: Sequence[Draft]) -> set[tuple[int, int]]:
        draft = drafts[at]
        first, last = draft.sentence
        numbers = sorted({(d.amount.head, d.amount.end) for d in drafts if d.sentence == draft.sentence})
        found = set(self._notes(draft, numbers))
        found |= {span for span in self._bases(first, last) if self._governs(span, draft, numbers)}
        found |= {span for span in self._lessened(first, last) if self._next(span, draft, numbers)}
        found |= {(start, end) for name, start, end in self._means if name in draft.metric}
        return found

    def _notes(self, draft: Draft, numbers: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Notes in brackets before the number, since the number before and in its clause, or right behind it."""
        first, last = draft.sentence
        before = max([first, *(end for _, end in numbers if end <= draft.amount.head)])
        for match in _NOTE.finditer(self._text, first, last):
            gap = self._text[match.end() : draft.amount.head]
            ahead = before <= match.start() and match.end() <= draft.amount.head and not _BOUND.search(gap)
            glued = any(0 <= match.start() - end <= 1 for _, end in numbers if end != draft.amount.end)
            behind = 0 <= match.start() - draft.amount.end <= 1
            if behind or (ahead and not glued):
                yield match.span("note")

    def _bases(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        inside = [m.span() for m in _NOTE.finditer(self._text, first, last)]
        for match in _BASE.finditer(self._text, first, last):
            if not any(a <= match.start() < b for a, b in inside):
                yield match.span()

    def _governs(self, span: tuple[int, int], draft: Draft, numbers: Sequence[tuple[int, int]]) -> bool:
        """Whether a basis holds for a number: one behind it in the sentence, or the one before whose change follows it."""
        start, end = span
        if end <= draft.amount.head:
            return not re.search("[；。]", self._text[end : draft.amount.head])
        later = [head for head, _ in numbers if head >= draft.amount.end]
        return draft.change is not None and start < min([*later, draft.sentence[1]]) and bool(_CHANGE.match(self._text, end))

    def _lessened(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        inside = [m.span() for m in _NOTE.finditer(self._text, first, last)]
        for match in _LESS.finditer(self._text, first, last):
            if not any(a <= match.start() < b for a, b in inside):
                yield match.span()

    def _next(self, span: tuple[int, int], draft: Draft, numbers: Sequence[tuple[int, int]]) -> bool:
        """Whether a number is the first after 剔除… ; when only a rate of the number before follows, it is of that one."""
        later = [head for head, _ in numbers if head >= span[1]]
        rate = _RATE.match(self._text, span[1])
        if rate and not (later and later[0] < rate.end()):
            earlier = [end for _, end in numbers if end <= span[0]]
            return bool(earlier) and draft.amount.end == earlier[-1]
        return bool(later) and draft.amount.head == later[0]


def joined(text: str, spans: Sequence[tuple[int, int]]) -> str | None:
    """The words at `spans` of an article, one after the other; a span within another is left out. None when there are none."""
    kept = [span for span in spans if not any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in spans)]
    kept = [span for span, after in pairwise([*kept, (len(text) + 1, 0)]) if span != after]
    return "；".join(text[start:end].strip("，；。 \n") for start, end in kept) or None
