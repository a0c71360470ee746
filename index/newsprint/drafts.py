"""Units to drafts: where one article ends and the next begins, and which boxes and captions stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.newsprint.byline import Byline, closing, opening
from index.newsprint.layout import Unit
from index.newsprint.marks import FIGURE_LABELS, plain, width

_EVENT = re.compile(r"^(?:\d{4}年)?\d{1,2}月\d{1,2}日|^(?:近日|日前|昨日|昨天|今日|连日来)")
_PICTURED = re.compile(r"图为|[（(][上下左右中]?图[）)]|正在|工人在|游客在|学生在|村民在|人员在|农民在")
_NUMBERED = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]|第[一二三四五六七八九十]|之[一二三四五六七八九十]$)")
_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")


@dataclass(slots=True)
class Draft:
    """An article in the making.

    `heads` are the headline blocks inside it: (how many paragraphs stand before it, block). `started` tells that a by-line, a
    dateline or a box label begins it, `ended` that a by-line closes it; `signature` is the printed by-line, `label` and `box` the
    words of the label of a note and of a box; `cuts` says where, in which paragraph, a by-line ends the text.
    """

    units: list[Unit] = field(default_factory=list)
    byline: Byline = field(default_factory=Byline)
    heads: list[tuple[int, Unit]] = field(default_factory=list)
    started: bool = False
    ended: bool = False
    kind: str | None = None
    label: str | None = None
    box: str | None = None
    signature: str = ""
    cuts: dict[int, int] = field(default_factory=dict)
    known: tuple[str, frozenset[str]] | None = field(default=None, repr=False, compare=False)
    """What `leads.words_of` has found in a text."""

    @property
    def text(self) -> str:
        """The text of its paragraphs, spaces as printed."""
        return "".join(u.text for u in self.units)

    @property
    def signed(self) -> bool:
        """Whether it has a by-line or a dateline."""
        return self.started or self.ended

    def sign(self, who: Byline, printed: str) -> None:
        """Add the people of a by-line."""
        self.byline += who
        self.signature += printed


@dataclass(slots=True)
class Sheet:
    """The drafts of a page; `gaps[k]` are the headline blocks between draft k - 1 and draft k."""

    drafts: list[Draft] = field(default_factory=list)
    gaps: list[list[Unit]] = field(default_factory=lambda: [[]])
    waiting: list[Unit] = field(default_factory=list)

    def begin(self, draft: Draft) -> Draft:
        """Start a draft; the blocks that wait stand between it and the one before."""
        self.gaps[-1] += self.waiting
        self.waiting = []
        self.drafts.append(draft)
        self.gaps.append([])
        return draft


def draw(units: Sequence[Unit]) -> Sheet:
    """Cut the units of a page, in reading order, into drafts."""
    sheet = Sheet()
    for i, unit in enumerate(units):
        if unit.kind == "byline" and unit.signed:
            _byline(sheet, units, i, unit.signed)
        elif unit.kind == "para":
            _paragraph(sheet, unit)
        else:
            sheet.waiting.append(unit)
    sheet.gaps[-1] += sheet.waiting
    for k in range(len(sheet.drafts) - 1, -1, -1):
        if not sheet.drafts[k].units:
            _drop(sheet, k)
    if not any(d.signed for d in sheet.drafts):
        _divide(sheet)
    return sheet


def _drop(sheet: Sheet, k: int) -> None:
    """Remove a draft without text; its by-line goes to the draft before it when that has none."""
    empty = sheet.drafts.pop(k)
    sheet.gaps[k : k + 2] = [[*sheet.gaps[k], *sheet.gaps[k + 1]]]
    if k and not sheet.drafts[k - 1].byline.reporters:
        sheet.drafts[k - 1].sign(empty.byline, empty.signature)


def _byline(sheet: Sheet, units: Sequence[Unit], i: int, who: Byline) -> None:
    current = sheet.drafts[-1] if sheet.drafts else None
    if current and not current.units and not sheet.waiting:
        current.sign(who, units[i].text)
    elif current and not sheet.waiting and _trails(units, i):
        _close(sheet, who, units[i].text)
    else:
        sheet.begin(Draft(started=True)).sign(who, units[i].text)


def _trails(units: Sequence[Unit], i: int) -> bool:
    """Whether a by-line stands under the text that it signs: nothing that it could sign follows it."""
    j = i + 1
    while j < len(units) and units[j].kind == "byline" and not units[j].gap:
        j += 1
    if j >= len(units) or units[j].kind != "para":
        return True
    first = opening(units[j].text)
    return bool(first and first.named) or (units[i].gap == 0 and units[j].gap > 0)


def _close(sheet: Sheet, who: Byline, printed: str) -> None:
    """A by-line under a text signs what no other by-line has signed; when all is signed, a second text or a photographer."""
    current = sheet.drafts[-1]
    if current.started:
        at = _second(current)
        if at is None:
            current.sign(who, printed)
            return
        current = _cut(sheet, at)
    current.sign(who, printed)
    current.ended = True


def _second(draft: Draft) -> int | None:
    """Where in a signed draft another text begins that is signed at its end, or None."""
    inside = {at for at, _ in draft.heads}
    for k in range(len(draft.units) - 1, 0, -1):
        usual = max((u.gap for u in draft.units[1:k]), default=0)
        if k in inside or (draft.units[k].gap > max(1, usual) and len(draft.units) - k <= 3):
            return k
    return None


def _cut(sheet: Sheet, at: int) -> Draft:
    """Cut the last draft before its paragraph `at`; the blocks that stand there go between the two."""
    whole = sheet.drafts[-1]
    rest = Draft(whole.units[at:], heads=[(k - at, h) for k, h in whole.heads if k > at])
    between = [h for k, h in whole.heads if k == at]
    whole.units, whole.heads = whole.units[:at], [(k, h) for k, h in whole.heads if k < at]
    sheet.drafts.append(rest)
    sheet.gaps[-1] += between
    sheet.gaps.append([])
    return rest


def _paragraph(sheet: Sheet, unit: Unit) -> None:
    first, last = opening(unit.text), closing(unit.text)
    current = sheet.drafts[-1] if sheet.drafts else None
    if current and not current.units:
        sheet.gaps[-2] += sheet.waiting
        sheet.waiting = []
    elif first:
        current = sheet.begin(Draft(started=True))
    elif any(plain(h.text) in FIGURE_LABELS for h in sheet.waiting):
        current = sheet.begin(Draft(started=True, kind="figures"))
    elif current is None or current.ended or (sheet.waiting and current.kind == "figures") or _marked(sheet):
        current = sheet.begin(Draft())
    if first:
        current.sign(first.who, unit.text[: first.end])
    current.heads += [(len(current.units), h) for h in sheet.waiting]
    sheet.waiting = []
    current.units.append(unit)
    if last:
        _close(sheet, last[0], unit.text[last[1] :])
        if not last[2]:
            sheet.drafts[-1].cuts[len(sheet.drafts[-1].units) - 1] = last[1]


def _marked(sheet: Sheet) -> bool:
    """Whether the blocks that wait before an unsigned paragraph are a headline by their mark, as high as other headlines."""
    level = min((h.level for h in sheet.waiting if h.level), default=0)
    used = [h.level for gap in sheet.gaps for h in gap if h.level]
    return bool(level) and (not used or level <= max(used))


def _divide(sheet: Sheet) -> None:
    """Cut the texts of a page without any by-line where a headline inside begins another article."""
    cuts = [at for at in dict.fromkeys(at for at, _ in sheet.drafts[-1].heads) if at] if sheet.drafts else []
    done = 0
    for at in cuts:
        last = sheet.drafts[-1]
        if _begins_article(last, at - done):
            _cut(sheet, at - done)
            done = at


def _begins_article(draft: Draft, at: int) -> bool:
    """Score a headline inside an unsigned text: another article, or only a section?"""
    block = next(h for k, h in draft.heads if k == at)
    after = "".join(u.text for u in draft.units[at : min(at + 6, next((k for k, _ in draft.heads if k > at), at + 6))])
    before = "".join(u.text for u in draft.units[max(0, at - 12) : at])
    score = 1.5 if _EVENT.search(draft.units[at].text) else 0.0
    score += 1.0 if block.gap > max((u.gap for u in draft.units[max(1, at - 12) : at]), default=0) else 0.0
    score += 1.0 if _shared(after[:1000], before[-3000:]) < 0.12 else 0.0
    score -= 1.0 if width(block.text) <= 8 else 0.0
    return score >= 2 and not _NUMBERED.search(block.text) and len(after) > 60


def _shared(text: str, other: str) -> float:
    own = set(_PAIR.findall(text))
    return len(own & set(_PAIR.findall(other))) / len(own) if own else 0.0


def is_caption(draft: Draft) -> bool:
    """Whether an untitled draft reads like a picture's caption."""
    text = draft.text
    return width(text) <= 320 and len(draft.units) <= 3 and bool(_EVENT.search(text) or _PICTURED.search(text[:80]))
