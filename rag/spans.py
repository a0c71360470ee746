"""Where the answer stands in the sentences found: a small convolutional net that reads them together with the question.

For each token of each sentence it gives the log odds, against there being no answer at all, that the token belongs to one. The
net aligns a sentence with the question by attention and compares the two, after "A Decomposable Attention Model" (Parikh et al.
2016, arXiv:1606.01933), with convolutions in place of its bags of words. It was trained away from the pages that ship by
`python -m rag.train --spans`; `spans.safetensors` holds its weights, and it is served by numpy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FILE = "spans.safetensors"
HIDDEN, FLAGS, GAP = 64, 5, 3  # channels; marks of a token; empty places between sentences, more than a window reaches
LONGEST, ASKED = 72, 48  # tokens of a sentence and of a question that are read
ENCODING, COMPARING = (3, 3), (5, 5)  # the windows of the convolutions, in tokens
UNSURE = -15.0  # the least log odds that are told
SMALL = 1e-5  # added to a variance that is divided by

Matrix = NDArray[np.float32]
Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A text cut into the embedding's tokens: their numbers (n,), where they stand, how they are written, of what form."""

    ids: Ids
    offsets: tuple[tuple[int, int], ...]
    pieces: tuple[str, ...] = ()
    forms: Matrix = field(default_factory=lambda: np.zeros((0, 3), np.float32))


@dataclass(frozen=True, slots=True)
class Reading:
    """The log odds (tokens,) that each token of a sentence belongs to an answer."""

    tokens: Tokens
    odds: Matrix

    @property
    def sure(self) -> float:
        """The log odds that an answer stands in the sentence at all, UNSURE at least."""
        if not len(self.odds):
            return UNSURE
        most = float(self.odds.max())
        return max(most + float(np.log(np.exp(self.odds - most).sum())), UNSURE)

    @property
    def most(self) -> float:
        """The log odds of the likeliest token, UNSURE at least."""
        return max(float(self.odds.max(initial=UNSURE)), UNSURE)

    def share(self, start: int, end: int) -> float:
        """The share of the chances that belongs to the tokens of the sentence from its character `start` to `end`."""
        chances = np.exp(self.odds - self.odds.max(initial=UNSURE))
        inside = [first < end and last > start for first, last in self.tokens.offsets]
        return float(chances[inside].sum() / chances.sum()) if len(chances) else 0.0


@lru_cache(maxsize=16_384)
def tokens(text: str, most: int) -> Tokens:
    """The first `most` tokens of a folded text."""
    encoding = _tokenizer().encode(text, add_special_tokens=False)
    offsets = tuple(encoding.offsets[:most])
    pieces = tuple(text[start:end] for start, end in offsets)
    forms = np.array([_form(piece) for piece in pieces], np.float32).reshape(len(pieces), 3)
    return Tokens(np.array(encoding.ids[:most], np.int32), offsets, pieces, forms)


def vocabulary() -> int:
    """How many tokens there are."""
    return _tokenizer().get_vocab_size()


def written(number: int) -> str:
    """A token as it is written."""
    return _tokenizer().id_to_token(number) or ""


def marks(question: str, asked: Tokens, held: Tokens) -> Matrix:
    """The marks (tokens, FLAGS) of a sentence's tokens: in the question as a token, as letters; a number, Latin, no word."""
    known = set(asked.ids.tolist()) - {0}
    same = [(number in known, piece in question) for number, piece in zip(held.ids.tolist(), held.pieces, strict=True)]
    return np.concatenate([np.array(same, np.float32).reshape(len(same), 2), held.forms], axis=1)


def read(question: str, sentences: Sequence[str]) -> list[Reading]:
    """How likely the answer to a folded question stands where in each of the folded sentences."""
    asked = tokens(question, ASKED)
    if not len(asked.ids) or not sentences:
        return [Reading(Tokens(np.zeros(0, np.int32), ()), np.zeros(0, np.float32)) for _ in sentences]
    held = [tokens(sentence, LONGEST) for sentence in sentences]
    starts = np.cumsum([0, *(len(each.ids) + GAP for each in held)])
    ids, there = np.zeros(starts[-1], np.int32), np.zeros((starts[-1], 1), np.float32)
    flags = np.zeros((starts[-1], FLAGS), np.float32)
    for start, each in zip(starts, held, strict=False):
        run = slice(start, start + len(each.ids))
        ids[run], there[run], flags[run] = each.ids, 1.0, marks(question, asked, each)
    odds = _net().odds(asked.ids, ids, there, flags)
    return [Reading(each, odds[start : start + len(each.ids)]) for start, each in zip(starts, held, strict=False)]


@dataclass(frozen=True, slots=True)
class SpanReader:
    """The weights by name, as `spans.safetensors` holds them."""

    weights: dict[str, Matrix]

    def odds(self, asked: Ids, ids: Ids, there: Matrix, flags: Matrix) -> Matrix:
        """The log odds (places,) of sentences laid out one after the other, `there` (places, 1) being 0 in the gaps."""
        weights = self.weights
        question = self._encoded(self._rows(asked), np.ones((len(asked), 1), np.float32))
        text = self._encoded(self._rows(ids) + flags @ weights["flags"].T, there)
        focus = _softmax((question @ weights["focus.weight"].T).T + weights["focus.bias"]) @ question
        aligned = _softmax(text @ question.T / np.float32(np.sqrt(HIDDEN))) @ question
        aimed = focus @ weights["aim.weight"].T + weights["aim.bias"]
        beside = np.concatenate([text, aligned, text * aligned, text * aimed, flags], axis=1)
        made = np.maximum(beside @ weights["compare.weight"].T + weights["compare.bias"], 0)
        for number, window in enumerate(COMPARING):
            made = self._convolved(f"comparing.{number}", made, there, window)
        out: Matrix = (made @ weights["out.weight"].T)[:, 0] + weights["out.bias"] - weights["nothing"]
        return out

    def _rows(self, ids: Ids) -> Matrix:
        rows: Matrix = self.weights["rows"][ids] * self.weights["scales"][ids, None]
        return rows

    def _encoded(self, made: Matrix, there: Matrix) -> Matrix:
        for number, window in enumerate(ENCODING):
            made = self._convolved(f"encoding.{number}", made, there, window)
        return made

    def _convolved(self, name: str, made: Matrix, there: Matrix, window: int) -> Matrix:
        """A convolution over `window` places, added to what it is given and normalised."""
        padded = np.pad(made * there, ((window // 2, window // 2), (0, 0)))
        beside = np.concatenate([padded[i : i + len(made)] for i in range(window)], axis=1)
        total = made + np.maximum(beside @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"], 0)
        total -= total.mean(axis=1, keepdims=True)
        total /= np.sqrt((total * total).mean(axis=1, keepdims=True) + np.float32(SMALL))
        normal: Matrix = total * self.weights[f"{name}.gain"] + self.weights[f"{name}.shift"]
        return normal


@cache
def _net() -> SpanReader:
    return opened(resources.files("rag").joinpath(FILE).read_bytes())


def opened(stored: bytes) -> SpanReader:
    """The net in the bytes of a safetensors file."""
    from safetensors.numpy import load

    return SpanReader({name: values if name == "rows" else values.astype(np.float32) for name, values in load(stored).items()})


@cache
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    from index.embed import FOLDER, TOKENIZER

    return Tokenizer.from_file(str(FOLDER / TOKENIZER))


@lru_cache(maxsize=65_536)
def _form(piece: str) -> tuple[bool, bool, bool]:
    return bool(re.search(r"\d", piece)), piece.isascii() and piece.isalpha(), not re.search(r"\w", piece)


def _softmax(rows: Matrix) -> Matrix:
    made = np.exp(rows - rows.max(axis=-1, keepdims=True))
    normal: Matrix = made / made.sum(axis=-1, keepdims=True)
    return normal
