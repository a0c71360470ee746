"""A claim and a piece of evidence side by side: how far the one's words stand in the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rag.desk.claim import Parts, Word
from rag.desk.evidence import Window
from rag.desk.verdict import Difference
from rag.desk.wordings import Wordings

State = Literal["held", "differs", "absent"]

SYNONYM, NEAR, NEAR_SYNONYM, PIECE, SHARED, ARTICLE = 0.95, 0.85, 0.8, 0.6, 0.4, 0.45
ALIKE, APART, TELLS, STEEP = 0.5, 0.3, 0.25, 0.3
CARRIED, BESIDE = 0.5, 0.3


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one part of the claim; `soft` parts may be absent without harm.

    `share` is how much of the words around a figure of the claim stands around the evidence's, 0..1 (0 for other parts);
    `beside` are the words of the evidence's sentence up to its number.
    """

    kind: str
    part: Any
    clause: int
    state: State
    difference: Difference | None = None
    soft: bool = False
    share: float = 0.0
    beside: str = ""


class Pair:
    """One claim and one window, with the words that mean the same."""

    def __init__(self, claim: Parts, window: Window, words: Wordings) -> None:
        self.claim, self.window, self.words = claim, window, words
        self.source, self.page = window.parts, window.page

    def credit(self, word: Word) -> float:
        """How far the evidence holds a word: in itself 1, less as a synonym, beside it, in part."""
        text, near, w = self.window.text, self.window.near, word.text
        if w in text:
            return 1.0
        if self.words.within(w, text):
            return SYNONYM
        if w in near:
            return NEAR
        if self.words.within(w, near):
            return NEAR_SYNONYM
        pieces = [w[i : i + 2] for i in range(len(w) - 1)] if len(w) > 2 else []
        share = sum(p in text or p in near for p in pieces) / len(pieces) if pieces else 0.0
        best = PIECE * share if share < 1 else NEAR
        if w in self.page.text:
            best = max(best, ARTICLE + 0.3 * (word.weight > 0.7))
        if len(w) == 2 and not best:
            best = SHARED * any(w[0] == v[0] or w[1] == v[1] for v in self._vocabulary if len(v) == 2)
        return best

    @property
    def _vocabulary(self) -> Sequence[str]:
        return self.window.words

    def similar(self, mine: tuple[str, str], theirs: tuple[str, str], decay: float = 0.2) -> float:
        """How much of the words around a number of the claim stands around one of the evidence, 0..1; -1 for no words.

        Rarer words count more, and those nearer to the number. What only the sentence before the number says counts half.
        """
        total = held = 0.0
        for word, weight in self._weighed(mine, decay):
            total += weight
            local = self.inside(word, theirs[0])
            if local < CARRIED:
                beside = BESIDE * (word in self.window.text or word in self.window.near)
                local = max(local, CARRIED * self.inside(word, theirs[1]), beside)
            held += weight * local
        return held / total if total else -1.0

    def _weighed(self, around: tuple[str, str], decay: float = 0.2) -> list[tuple[str, float]]:
        left, right = self.claim.cut(around[0]), self.claim.cut(around[1])
        ordered = [*enumerate(reversed(left)), *enumerate(right)]
        return [(word, self.claim.weight(word) * max(0.5 - decay, 1 - decay * far)) for far, word in ordered]

    def closer(self, mine: tuple[str, str], one: tuple[str, str], other: tuple[str, str]) -> bool:
        """Whether the words around a number of the claim stand around `one`, and hardly any of them around `other` alone."""
        gains = losses = 0.0
        for word, weight in self._weighed(mine, STEEP):
            near, far = self.inside(word, one[0]), self.inside(word, other[0])
            gains += weight * max(near - far, 0.0)
            losses += weight * max(far - max(near, self.inside(word, one[1])), 0.0)  # a subject carries on to later numbers
        return gains >= TELLS and losses <= gains / 2

    def inside(self, word: str, text: str) -> float:
        """How far a word stands in a text: itself 1, another word for it or a piece of it less."""
        if word in text:
            return 1.0
        if self.words.within(word, text):
            return SYNONYM
        if len(word) > 2:
            pieces = [word[i : i + 2] for i in range(len(word) - 1)]
            return PIECE * sum(p in text for p in pieces) / len(pieces)
        return 0.3 * (word[0] in text or word[1] in text)
