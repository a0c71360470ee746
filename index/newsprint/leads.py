"""Boxes, leads and captions: the unsigned parts of a page given to the article that they belong to."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence, Set
from itertools import pairwise

from index.newsprint.drafts import Draft, Sheet, is_caption
from index.newsprint.headline import is_credit, pairs, shared, together
from index.newsprint.layout import Unit
from index.newsprint.marks import FIGURE_LABELS, NOTE_LABELS, plain, width

_LEAD_SIZE = 420
_LEAST = 0.12


def settle_boxes(sheet: Sheet) -> None:
    """Before headlines are given out: notes to their articles, box labels to their boxes, texts that a box parts made whole."""
    for k in range(len(sheet.gaps) - 1, 0, -1):
        _settle_labels(sheet, k)
    for k in range(len(sheet.drafts) - 1, 1, -1):
        if sheet.drafts[k - 1].kind == "figures" and not sheet.drafts[k].signed and sheet.drafts[k - 2].kind != "figures":
            _heal(sheet, k)


def _settle_labels(sheet: Sheet, k: int) -> None:
    """The labels between draft k - 1 and draft k."""
    gap = sheet.gaps[k]
    following = sheet.drafts[k] if k < len(sheet.drafts) else None
    for label in [b for b in gap if plain(b.text) in NOTE_LABELS | FIGURE_LABELS]:
        at = gap.index(label)
        if plain(label.text) in FIGURE_LABELS:
            if following and following.kind == "figures":
                following.box = plain(label.text)
                sheet.gaps[k] = gap = _without_caption(gap, at)
        elif following and following.started and following.signature and label is gap[-1] and not _has_note(sheet.drafts[k - 1]):
            following.kind, following.label = "note", plain(label.text)
            gap.remove(label)
        else:
            _end_note(sheet.drafts[k - 1], gap, at)


def _without_caption(gap: list[Unit], at: int) -> list[Unit]:
    """Blocks without the label at `at` and without a picture's caption right before it."""
    before = gap[:at]
    if before and width(before[-1].text) <= 12 and not before[-1].level:
        before = before[:-1]
    return [*before, *gap[at + 1 :]]


def _has_note(draft: Draft) -> bool:
    """Whether unsigned paragraphs follow a headline inside a draft, to its end."""
    inside = [(p, h) for p, h in draft.heads if not h.inserted]
    return bool(inside) and inside[-1][0] < len(draft.units) and inside[-1][1] not in _sections(draft)


def _end_note(draft: Draft, gap: list[Unit], at: int) -> None:
    """A label under its note: the paragraphs after the last headline inside the draft are the note, the headline its title."""
    if not _has_note(draft):
        return
    start = draft.heads[-1][0]
    titles = [h for p, h in draft.heads if p == start]
    own = gap[at - 1 : at] if at and width(gap[at - 1].text) <= 20 else []
    label = gap[at]
    draft.heads = [(p, h) for p, h in draft.heads if p != start] + [(start, label)] + [(start, h) for h in own]
    gap[:] = [*titles, *[b for b in gap if b is not label and b not in own]]


def _heal(sheet: Sheet, k: int) -> None:
    """Join draft k to draft k - 2, which a box parted from it; the headlines between them stand inside the whole."""
    whole, rest = sheet.drafts[k - 2], sheet.drafts[k]
    inside = [*sheet.gaps[k - 1], *sheet.gaps[k]]
    size = len(whole.units)
    whole.heads += [(size, h) for h in inside] + [(size + p, h) for p, h in rest.heads]
    whole.units += rest.units
    whole.sign(rest.byline, rest.signature)
    whole.ended = rest.ended
    del sheet.drafts[k]
    sheet.gaps[k - 1 : k + 2] = [[], sheet.gaps[k + 1]]


def words_of(draft: Draft) -> frozenset[str]:
    """The pairs of characters of a draft, found once for as long as its text stays the same."""
    text = draft.text
    if draft.known is None or draft.known[0] != text:
        draft.known = (text, frozenset(pairs(text)))
    return draft.known[1]


def settle_strays(sheet: Sheet) -> None:
    """Before headlines are given out: cut off ends of drafts, after a headline inside, that speak of another article.

    On a page that prints headlines under their texts, what follows the headline may be the lead of another article.
    """
    for k, at in reversed(_strays(sheet.drafts)):
        whole = sheet.drafts[k]
        sheet.gaps[k + 1 : k + 1] = [[h for p, h in whole.heads if p == at]]
        sheet.drafts.insert(k + 1, Draft(whole.units[at:]))
        whole.units, whole.heads = whole.units[:at], [(p, h) for p, h in whole.heads if p < at]


def _strays(drafts: Sequence[Draft]) -> list[tuple[int, int]]:
    """Ends of drafts that speak of another article: (draft, its first paragraph that does)."""
    ends = [(k, at) for k, draft in enumerate(drafts) if (at := _last_head(draft))]
    if not ends or len(drafts) < 2:
        return []
    words = [words_of(d) for d in drafts]
    spread = Counter(w for own in words for w in own)
    found: list[tuple[int, int]] = []
    for k, at in ends:
        tail = pairs("".join(u.text for u in drafts[k].units[at:]))
        own = pairs("".join(u.text for u in drafts[k].units[:at]))
        rivals = [own if j == k else w for j, w in enumerate(words)]
        target = _target(len(rivals), [*rivals, tail], spread, range(len(rivals)))
        if target is not None and target != k:
            found.append((k, at))
    return found


def _last_head(draft: Draft) -> int:
    """The paragraph after the last headline inside a draft, when what follows is short (0 for none)."""
    at = max((p for p, h in draft.heads if not h.inserted and h.kind == "head"), default=0)
    return at if sum(len(u.text) for u in draft.units[at:]) <= _LEAD_SIZE else 0


def settle_leads(drafts: list[Draft], titled: Sequence[bool]) -> list[int]:
    """After headlines are given out: unsigned, untitled drafts that are no captions join the article that speaks of the same.

    Returns the positions of the drafts that are left.
    """
    loose = [k for k, d in enumerate(drafts) if not d.signed and not titled[k] and len(d.text) <= _LEAD_SIZE]
    if not loose or len(loose) == len(drafts):
        return list(range(len(drafts)))
    words = [words_of(d) for d in drafts]
    spread = Counter(w for own in words for w in own)
    gone: set[int] = set()
    for k in loose:
        target = _target(k, words, spread, [j for j in range(len(drafts)) if j not in loose])
        if target is None and (is_caption(drafts[k]) or not drafts[k].units):
            continue
        if target is None and k + 1 < len(drafts) and k == 0:
            target = 1
        if target is not None:
            _lead(drafts[target], drafts[k])
            gone.add(k)
    return [k for k in range(len(drafts)) if k not in gone]


def _target(k: int, words: Sequence[Set[str]], spread: Counter[str], others: Sequence[int]) -> int | None:
    """The draft whose words draft k shares most, by rarity, when it shares enough."""
    n = len(words)
    weight = {w: math.log(1 + n / spread[w]) for w in words[k]}
    total = sum(weight.values()) or 1.0
    ranked = sorted(((sum(weight[w] for w in words[k] & words[j]) / total, -abs(j - k), j) for j in others), reverse=True)
    if not ranked or ranked[0][0] < _LEAST or (len(ranked) > 1 and ranked[0][0] < 1.15 * ranked[1][0]):
        return None
    return ranked[0][2]


def _lead(article: Draft, lead: Draft) -> None:
    """Put an unsigned lead before the text of its article."""
    size = len(lead.units)
    article.heads = [(p + size, h) for p, h in article.heads]
    article.units = [*lead.units, *article.units]


def inside_title(draft: Draft, words: Set[str]) -> list[Unit]:
    """The blocks inside an untitled draft that read like its headline (none when they are sections or captions)."""
    sections = {id(h) for h in _sections(draft)}
    places: dict[int, list[Unit]] = {}
    for at, block in draft.heads:
        if id(block) not in sections and block.kind == "head" and not is_credit(block):
            places.setdefault(at, []).append(block)
    best: list[Unit] = []
    most = 0.0
    for blocks in places.values():
        for group in _groups(blocks):
            score = sum(_likely(b, words) for b in group) - (0.3 if all(b.inserted for b in group) else 0.6)
            if score > most:
                best, most = group, score
    return best


def _groups(blocks: Sequence[Unit]) -> list[list[Unit]]:
    pairs_ = [[a, b] for a, b in pairwise(blocks) if together(a, b) or "：" in a.text]
    return [*[[b] for b in blocks], *pairs_]


def _likely(block: Unit, words: Set[str]) -> float:
    """How much a block reads like a headline of a text with these words."""
    marks = any(c in block.text for c in "“”「」：—！？") or " " in block.text
    return shared(block.text, words) + (0.4 if marks else 0.0) - (0.6 if width(block.text) <= 6 else 0.0)


def _sections(draft: Draft) -> list[Unit]:
    """The section headings inside a draft: blocks of one shape, each right before a paragraph."""
    last = {p: h for p, h in draft.heads if not h.inserted}
    shapes = Counter(_shape(h) for h in last.values())
    return [h for h in last.values() if shapes[_shape(h)] > 1]


def _shape(block: Unit) -> tuple[int, bool]:
    return len(block.lines), block.level > 0


def standing(draft: Draft, chosen: Sequence[Unit]) -> list[tuple[int, Unit]]:
    """The blocks inside a draft that stay in its text: section headings and labels, no captions and nothing `chosen`."""
    return [(p, h) for p, h in draft.heads if h not in chosen and not h.inserted and not is_credit(h)]
