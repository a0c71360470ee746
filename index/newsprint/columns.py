"""Columns torn apart: the pieces of a page put back in reading order, by what continues what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.newsprint.byline import opening
from index.newsprint.joints import Links, Piece, pairs
from index.newsprint.layout import Unit
from index.newsprint.marks import ends_sentence
from index.restore import Line, join

_BEAM = 48
_MOST = 200
"""More pieces than any printed page has are left in their order."""
_TRUST = 3.0
_LOOSE = 3.0


def reunite(units: Sequence[Unit]) -> list[Unit]:
    """The units in reading order, torn paragraphs joined.

    A page whose unfinished pieces are followed by their continuation keeps its order. Where an article starts while another is
    unfinished, columns are interleaved: then every piece is given to the article that it continues best (see `_weave`).
    """
    pieces = _pieces(units)
    body = [p for p in pieces if p.paragraphs]
    cut = _cut_short(body)
    if len(body) > _MOST or (not cut and not _misplaced(body)):
        return _joined(units)
    return _joined([u for p in _ordered(pieces, body, _weave(body, 0.0 if cut else _TRUST)) for u in p.units])


def _pieces(units: Sequence[Unit]) -> list[Piece]:
    pieces: list[Piece] = []
    usual = _usual_gap(units)
    fresh = False
    for unit in units:
        begins = unit.kind == "byline" or (unit.kind == "para" and opening(unit.text) is not None)
        if unit.kind not in {"para", "byline"}:
            pieces.append(Piece([unit], False, len(pieces)))
            fresh = False
        elif (begins and not fresh) or not pieces or not pieces[-1].body or unit.torn or _parted(pieces[-1], unit, usual):
            pieces.append(Piece([unit], begins, len(pieces)))
            fresh = unit.kind == "byline"
        else:
            pieces[-1].units.append(unit)
            fresh = fresh and unit.kind == "byline"
    return pieces


def _usual_gap(units: Sequence[Unit]) -> int:
    """How many empty lines mostly stand between the paragraphs of a page (0 or 1)."""
    gaps = [b.gap for a, b in pairwise(units) if a.kind == b.kind == "para" and not b.torn]
    return int(len(gaps) > 3 and sum(g > 0 for g in gaps) > 0.6 * len(gaps))


def _parted(piece: Piece, unit: Unit, usual: int) -> bool:
    """Whether an empty line that is not the spacing of its column stands before a paragraph."""
    last = piece.units[-1]
    return last.kind == "para" and unit.gap > usual and (unit.gap > 1 or all(not line.gap for line in last.lines[1:]))


def _cut_short(body: Sequence[Piece]) -> bool:
    """Whether an article begins while the one before it is unfinished, and something is left that could continue it."""
    cut = [i for i, (a, b) in enumerate(pairwise(body)) if a.open and b.start]
    return bool(cut) and any(p.torn for p in body[cut[0] + 1 :])


def _misplaced(body: Sequence[Piece]) -> bool:
    """Whether a piece speaks clearly of another article above it, not of the one that it stands in."""
    starts = sum(p.start for p in body)
    if starts < 2 or not any(a.open and b.torn for a, b in pairwise(body)):
        return False
    threads: list[set[str]] = []
    every = [pairs(p.text) for p in body]
    spread = Counter(w for own in every for w in own)
    for before, piece, own in zip([None, *body], body, every, strict=False):
        if piece.start or not threads or before is None:
            threads.append(set(own))
            continue
        telling = {w for w in own if spread[w] <= 3}
        shares = [len(telling & t) / (40 + len(t)) for t in threads]
        most = max(range(len(shares)), key=shares.__getitem__)
        if before.open and piece.torn and shares[most] > 3 * shares[-1] and len(telling & threads[most]) >= 8:
            return True
        threads[-1] |= own
    return False


@dataclass(frozen=True, slots=True)
class _State:
    """A way to read the pieces so far: the pieces of each thread, and how good it is."""

    threads: tuple[tuple[int, ...], ...]
    score: float


def _weave(body: Sequence[Piece], trust: float) -> tuple[tuple[int, ...], ...]:
    """Give every piece to the article that it continues, by a beam search over the pieces in printed order.

    `trust` is what the printed order counts for. Returns the pieces of every article.
    """
    links = Links(body, trust)
    beam = [_State((), 0.0)]
    for i, piece in enumerate(body):
        grown: list[_State] = []
        for state in beam:
            if piece.start or not state.threads:
                grown.append(_State((*state.threads, (i,)), state.score))
                continue
            for t, thread in enumerate(state.threads):
                threads = (*state.threads[:t], (*thread, i), *state.threads[t + 1 :])
                grown.append(_State(threads, state.score + links.score(thread, i)))
        beam = sorted(grown, key=lambda s: -s.score)[:_BEAM]
    best = max(beam, key=lambda s: s.score - sum(_LOOSE for t in s.threads if body[t[-1]].open))
    return best.threads


def _ordered(pieces: Sequence[Piece], body: Sequence[Piece], threads: Sequence[Sequence[int]]) -> list[Piece]:
    """Threads in printed order of their first pieces, each behind the headlines that fit it best."""
    words = [pairs("".join(body[i].text for i in thread)) for thread in threads]
    heads = [p for p in pieces if not p.paragraphs]
    ranked = sorted(_claims(heads, body, threads, words), key=lambda c: -c[0])
    owner: dict[int, int] = {}
    for _, head, best in ranked:
        if head not in owner and best not in owner.values():
            owner[head] = best
    for _, head, best in ranked:
        owner.setdefault(head, best)
    result: list[Piece] = []
    for t, thread in enumerate(threads):
        result += [p for p in heads if owner[p.order] == t]
        result += [body[i] for i in thread]
    return result


def _claims(
    heads: Sequence[Piece], body: Sequence[Piece], threads: Sequence[Sequence[int]], words: Sequence[set[str]]
) -> Iterator[tuple[float, int, int]]:
    """(score, headline piece, thread): words in common, and a place right before the first or after the last piece."""
    first = {body[thread[0]].order: t for t, thread in enumerate(threads)}
    last = {body[thread[-1]].order: t for t, thread in enumerate(threads)}
    for head in heads:
        own = pairs(head.units[0].text)
        for t, theirs in enumerate(words):
            near = (first.get(head.order + 1) == t) + (last.get(head.order - 1) == t)
            yield 2.0 * len(own & theirs) / (len(own) or 1) + 0.7 * near, head.order, t


def _joined(units: Sequence[Unit]) -> list[Unit]:
    """Join each torn paragraph to the unfinished one before it; what stood between them comes before both."""
    result: list[tuple[Unit, list[Line]]] = []
    for unit in units:
        at = _unfinished(result) if unit.kind == "para" and not unit.fresh and opening(unit.text) is None else None
        if at is None:
            result.append((unit, []))
        else:
            left, more = result[at]
            more.extend(unit.lines)
            result[at:] = [*result[at + 1 :], (left, more)]
    return [replace(u, lines=(*u.lines, *more), body=join((*u.lines, *more))) if more else u for u, more in result]


def _unfinished(result: Sequence[tuple[Unit, list[Line]]]) -> int | None:
    """Where the unfinished paragraph stands that the next one may continue (headlines inside it are passed over)."""
    at = len(result) - 1
    while at >= 0 and result[at][0].inserted:
        at -= 1
    if at < 0 or result[at][0].kind != "para":
        return None
    unit, more = result[at]
    return None if ends_sentence(more[-1].text if more else unit.text) else at
