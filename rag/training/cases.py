"""What the net of `rag.spans` learns from: questions, sentences found for them, and where in these the answer stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.spans import ASKED, LONGEST, Ids, Matrix, marks, tokens


@dataclass(frozen=True, slots=True)
class Held:
    """One sentence: its tokens (n,), their marks (n, FLAGS), and which of them are of the answer (n,)."""

    ids: Ids
    marks: Matrix
    answer: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Case:
    """A question's tokens, the sentences beside it, best first, and the score (sentences,) of each before the net has read it."""

    asked: Ids
    sentences: tuple[Held, ...]
    scores: Matrix

    @property
    def answered(self) -> bool:
        """Whether an answer stands in one of the sentences."""
        return any(held.answer.any() for held in self.sentences)

    def only(self, numbers: Sequence[int]) -> Case:
        """The case with these of its sentences."""
        return Case(self.asked, tuple(self.sentences[n] for n in numbers), self.scores[list(numbers)])

    def unanswered(self) -> Case:
        """The case without the sentences that answer: what is left is about the matter, and still no answer."""
        return self.only([n for n, held in enumerate(self.sentences) if not held.answer.any()])


def case(question: str, sentences: Sequence[str], scores: Sequence[float], answers: Sequence[str]) -> Case:
    """A case of folded texts; every place where one of the answers stands in a sentence counts as the answer."""
    asked = tokens(question, ASKED)
    held = []
    for sentence in sentences:
        cut = tokens(sentence, LONGEST)
        spans = [span for answer in answers if answer for span in _places(sentence, answer)]
        answer_ = [any(start < stop and end > begin for begin, stop in spans) for start, end in cut.offsets]
        held.append(Held(cut.ids, marks(question, asked, cut), np.array(answer_, bool)))
    return Case(asked.ids, tuple(held), np.array(scores, np.float32))


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Every span of `text` that is `words`."""
    found, at = [], text.find(words)
    while at >= 0:
        found.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return found
