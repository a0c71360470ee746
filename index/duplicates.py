"""The same report printed twice: articles to links between the first print and each further one.

Two articles are one report when their characters agree to `THRESHOLD`, as 2·LCS / (|a| + |b|), the similarity that edit
scripts without substitution give, over letters and digits alone. Candidates come from bottom-k sketches of hashed
shingles (Broder, 1997), with the shingles that many articles share (disclaimers, set phrases) left out; the links are
exact, found by bit-parallel LCS (Hyyrö, 2004). Everything is deterministic and linear in the corpus.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, groupby

import numpy as np
from numpy.typing import NDArray

from index.lexicon import nfkc

THRESHOLD = 0.9
_SHORTEST = 30  # A line such as a picture credit says the same in many papers without being one report.
_SHINGLE = 5
_SKETCH = 24
_SHARED = 3  # Two sketches of one report share far more; of two reports, hardly one.
_COMMON = 40  # A shingle in so many sketches tells no report from another.
_DIGITS = 8  # With so many digits in both, they have to agree by themselves: new figures in last month's words are news.
_DIGITS_AGREE = 0.78
_LONGEST = 50_000
_LOOK = 64  # characters after which is seen whether two texts can still be one report
_MIX = np.uint64(0x9E3779B97F4A7C15)
_PRIME = np.uint64(0x100000001B3)


@dataclass(frozen=True, slots=True)
class Reprint:
    """Article `again` prints the report of article `first` once more; `similarity` is 1 for the same text."""

    first: int
    again: int
    similarity: float


def duplicates(articles: Iterable[tuple[int, str, str | None]]) -> list[Reprint]:
    """The reprints among articles given as (number, text, date), by number of the further print.

    The first print is the earliest by date (YYYY, YYYY-MM or YYYY-MM-DD; unknown comes last), then by number. Every link
    points to a first print, never to a reprint, and holds by itself: both texts agree to THRESHOLD.
    """
    given = {number: (plain(text), date or "9999") for number, text, date in articles}
    order = sorted((date, number) for number, (text, date) in given.items() if len(text) >= _SHORTEST)
    rank = {number: place for place, (_, number) in enumerate(order)}
    texts = {number: given[number][0] for _, number in order}
    alike: dict[int, list[tuple[int, float]]] = {}
    first_of = _same(texts)
    for one, other in _candidates({number: texts[number] for number in first_of.values()}):
        early, late = sorted((one, other), key=rank.__getitem__)
        score = similarity(texts[early], texts[late])
        if score >= THRESHOLD and _same_figures(texts[early], texts[late]):
            alike.setdefault(late, []).append((early, score))
    return sorted(_links(first_of, alike, rank), key=lambda link: link.again)


def similarity(one: str, other: str) -> float:
    """2·LCS / (|one| + |other|), or 0 where it is seen before the end that it stays below THRESHOLD."""
    if one == other:
        return 1.0
    total = len(one) + len(other)
    if 2 * min(len(one), len(other)) < THRESHOLD * total or 2 * _shared(one, other) < THRESHOLD * total:
        return 0.0
    length = min(total, 2 * _LONGEST)
    return 2 * common(one[:_LONGEST], other[:_LONGEST], THRESHOLD * length / 2) / length


@lru_cache(maxsize=1024)
def _letters(text: str) -> Counter[str]:
    """How often each letter stands in a text; to be read only."""
    return Counter(text)


def _shared(one: str, other: str) -> int:
    """How many letters two texts have in common, in whatever order."""
    theirs = _letters(other).get
    return sum([min(count, theirs(letter, 0)) for letter, count in _letters(one).items()])


def common(one: str, other: str, least: float = 0.0) -> int:
    """The length of the longest common subsequence, or 0 as soon as it is seen that it is less than `least`.

    One bit of a long integer stands for each character of `one`.
    """
    places: dict[str, int] = {}
    for place, char in enumerate(one):
        places[char] = places.get(char, 0) | 1 << place
    full = (1 << len(one)) - 1
    state = full
    for start in range(0, len(other), _LOOK):
        if len(one) - state.bit_count() + len(other) - start < least:
            return 0
        for char in other[start : start + _LOOK]:
            matched = state & places.get(char, 0)
            state = (state + matched | state - matched) & full
    return len(one) - state.bit_count()


@lru_cache(maxsize=1024)  # the articles that are found for one question are found for others too
def plain(text: str) -> str:
    """Letters and digits alone, widths and compatibility forms folded."""
    return re.sub(r"[\W_]+", "", nfkc(text)).lower()


def _same(texts: Mapping[int, str]) -> dict[int, int]:
    """For every article the first one with exactly its text; `texts` stands in the order of print."""
    firsts: dict[str, int] = {}
    return {number: firsts.setdefault(text, number) for number, text in texts.items()}


def _links(
    first_of: Mapping[int, int], alike: Mapping[int, Sequence[tuple[int, float]]], rank: Mapping[int, int]
) -> Iterator[Reprint]:
    """One link for every further print, to the earliest first print that it agrees with."""
    linked: dict[int, tuple[int, float]] = {}
    for number in sorted(set(first_of.values()), key=rank.__getitem__):
        firsts = [(rank[early], early, score) for early, score in alike.get(number, ()) if early not in linked]
        if firsts:
            _, early, score = min(firsts)
            linked[number] = early, score
    for number, same in first_of.items():
        early, score = linked.get(same, (same, 1.0))
        if number != early:
            yield Reprint(early, number, round(score, 4))


def _candidates(texts: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Pairs whose sketches share enough shingles, in a stable order."""
    numbers = list(texts)
    sketches = [_sketch(text) for text in texts.values()]
    owners = np.repeat(np.arange(len(numbers)), [len(sketch) for sketch in sketches])
    hashes = np.concatenate(sketches) if sketches else np.empty(0, np.uint64)
    by_hash = np.lexsort((owners, hashes))
    shared: Counter[tuple[int, int]] = Counter()
    for _, group in groupby(zip(hashes[by_hash].tolist(), owners[by_hash].tolist(), strict=True), key=lambda pair: pair[0]):
        members = [owner for _, owner in group]
        if 1 < len(members) <= _COMMON:
            shared.update(combinations(members, 2))
    for (one, other), count in sorted(shared.items()):
        if count >= _SHARED:
            yield numbers[one], numbers[other]


@lru_cache(maxsize=1024)
def _sketch(text: str) -> NDArray[np.uint64]:
    """The _SKETCH smallest hashes of the text's shingles, each once."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    windows = len(codes) - _SHINGLE + 1
    hashes = np.zeros(windows, np.uint64)
    for place in range(_SHINGLE):
        hashes = (hashes ^ codes[place : place + windows]) * _PRIME
    hashes ^= hashes >> np.uint64(29)
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(32)
    if windows > 8 * _SKETCH:
        hashes = np.partition(hashes, 4 * _SKETCH)[: 4 * _SKETCH]
    return np.unique(hashes)[:_SKETCH]


def _same_figures(one: str, other: str) -> bool:
    first, second = (re.sub(r"\D+", "", text) for text in (one, other))
    if min(len(first), len(second)) < _DIGITS:
        return True
    return 2 * common(first, second) >= _DIGITS_AGREE * (len(first) + len(second))
