"""The order of the passages found: how much of the question each one holds, with its best sentences and its article.

The weights stand in `rerank.txt`, one feature a line; `python -m rag.relearn` learns them anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from index.lexicon import fold, simplified
from rag.errors import SettingsError
from rag.kinds import wanted
from rag.question import Question

FEATURES = (
    "keywords", "vector", "passage", "article", "held", "article_held",
    "sentence", "pair", "clause", "runs", "exact", "answer", "lead", "title",
    "rarest", "rarest_pair", "unheld", "lost", "mass", "longest", "article_vector",
)  # fmt: skip
"""What is measured of a passage, each 0..1.

- `keywords`, `vector`: its score in the two searches, as a share of the best one's; the inner product as it is
- `article_vector`: the inner product of the question with the mean vector of its article
- `passage`, `article`: BM25 of the passage, and of its article with its headline, as a share of the most that a text could get
- `held`, `article_held`: the share of the terms, weighed by their rarity, that stand in them at all
- `sentence`, `pair`, `clause`: the same of the best sentence, two neighbouring ones, the best clause of the best sentence
- `runs`: how long the stretches of the question are that the best sentence holds letter by letter
- `exact`: the share of numbers, codes and Latin words that it holds
- `answer`: whether the best sentence holds something of the form asked for, a number with its unit, a date, a name
- `lead`: how near it is to the beginning of its article
- `title`: the share of the terms that the headline holds

What follows orders nothing, but tells how far the passage is from holding all that is asked (see `rag.refuse`):

- `rarest`, `rarest_pair`: the share of the RAREST heaviest terms that it holds, and that its two best neighbouring sentences hold
- `unheld`: the heaviest term that it lacks, as a share of the heaviest
- `lost`, `mass`: the weight of the terms that it lacks, and of all terms, over MASS
- `longest`: the longest stretch of the question that it holds letter by letter, as a share of the question's words
"""

K1, B = 0.4, 0.3  # BM25's saturation and length: lower than usual, as what matters is how much of a question is held
PASSAGE_LENGTH, ARTICLE_LENGTH = 280, 700  # usual ones, in characters

CODE_WEIGHT = 2.0
RAREST, MASS = 4, 100.0

_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]|\d,\d{3}")
_CODE = re.compile(r"[a-z0-9]+(?:[.\-+/&][a-z0-9]+)*%?")  # as the bigrams hold them
_JOINT = re.compile(r"[\-+/&]")
_SENTENCE = re.compile(r"(?<=[。！？!?；;…\n])")
_CLAUSE = re.compile(r"[，,：:、]")

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage `text` of the article number `article`, from its character `start`, with its scores in the two searches.

    `article_vector` is the inner product of the question with the mean vector of the whole article.
    """

    article: int
    text: str
    start: int
    keywords: float
    vector: float
    article_vector: float = 0.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words and pairs of characters, each with other spellings of it, and their weights (terms,)."""

    question: Question
    terms: tuple[tuple[str, ...], ...]
    weights: Matrix

    @classmethod
    def of(cls, question: Question, rarity: Callable[[str, str], float], pairs: float) -> Wanted:
        """`rarity` gives the inverse document frequency of a token in a field, `pairs` is what a bigram counts beside a word.

        A single character is left out where there is more to go by: it stands inside too many other words.
        """
        weights: dict[str, float] = {}
        for word in question.words:
            weights[word] = weights.get(word, 0.0) + rarity("words", word)
        for pair in question.bigrams:
            weights[pair] = weights.get(pair, 0.0) + pair_weight(pair, question, pairs) * rarity("bigrams", pair)
        spellings = {term.word: term for term in question.terms if term.synonyms}
        for word, term in spellings.items():
            usual = max((rarity("words", token) for token in term.tokens), default=0.0)
            weights[word] = min(weights.get(word, usual), usual) if usual else weights.get(word, 0.0)
        telling = {token: weight for token, weight in weights.items() if len(token) > 1 or token.isascii()} or weights
        forms = ((token, *(spellings[token].synonyms if token in spellings else ())) for token in telling)
        return cls(question, tuple(forms), np.array(list(telling.values())))


def pair_weight(pair: str, question: Question, usual: float) -> float:
    """What one of the question's bigrams counts beside a word: a code that the words hold only in its parts counts more."""
    return CODE_WEIGHT if pair.isascii() and pair not in question.words else usual


@lru_cache(maxsize=1)
def learned(table: str | None = None) -> Matrix:
    """The weight of each of FEATURES, from the text of `rerank.txt`: a name and a number a line, # begins a comment."""
    text = resources.files("rag").joinpath("rerank.txt").read_text(encoding="utf-8") if table is None else table
    lines = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    given = {name: float(value) for name, value in lines}
    if unknown := set(given) - set(FEATURES):
        raise SettingsError(f"rerank.txt里有不认识的特征：{'、'.join(sorted(unknown))}。")
    return np.array([given.get(name, 0.0) for name in FEATURES])


def most_held(wanted_: Wanted, candidates: Sequence[Candidate], most: int) -> list[int]:
    """The places of the `most` candidates whose own words score best, best first; equal ones in the order given."""
    if len(candidates) <= most:
        return list(range(len(candidates)))
    scores = _Texts(wanted_, [_plain(candidate.text) for candidate in candidates], PASSAGE_LENGTH).bm25()
    places: list[int] = np.argsort(-scores, kind="stable")[:most].tolist()
    return places


def features(wanted_: Wanted, candidates: Sequence[Candidate], articles: Mapping[int, tuple[str, str]]) -> Matrix:
    """FEATURES (candidates, features). `articles` gives headline and text by number."""
    places = {number: place for place, number in enumerate(articles)}
    of = np.array([places[candidate.article] for candidate in candidates])
    whole = _Texts(wanted_, [_plain(f"{title}\n{text}") for title, text in articles.values()], ARTICLE_LENGTH)
    part = _Texts(wanted_, [_plain(candidate.text) for candidate in candidates], PASSAGE_LENGTH)
    titles = _Texts(wanted_, [_plain(title) for title, _ in articles.values()], ARTICLE_LENGTH)
    columns = {
        "keywords": _shares([candidate.keywords for candidate in candidates]),
        "vector": np.array([max(candidate.vector, 0.0) for candidate in candidates]),
        "article_vector": np.array([max(candidate.article_vector, 0.0) for candidate in candidates]),
        "passage": part.bm25(),
        "article": whole.bm25()[of],
        "held": part.held(),
        "article_held": whole.held()[of],
        "exact": part.held(exact=True),
        "lead": np.array([1 / (1 + candidate.start / PASSAGE_LENGTH) for candidate in candidates]),
        "title": titles.held()[of],
        **part.lacks(),
        "longest": np.array([longest("".join(wanted_.question.words), text) for text in part.texts]),
        **_sentences(wanted_, part.texts),
    }
    return np.stack([columns[name] for name in FEATURES], axis=1)


class _Texts:
    """How often each term stands in each text."""

    def __init__(self, wanted_: Wanted, texts: Sequence[str], usual: int) -> None:
        self.texts, self._wanted, self._usual = texts, wanted_, usual
        exact = any(form.isascii() for forms in wanted_.terms for form in forms)
        codes = [_codes(text) for text in texts] if exact else []
        counts = [np.sum([_count(form, texts, codes) for form in forms], axis=0) for forms in wanted_.terms]
        self.counts = np.array(counts, np.float64).reshape(len(wanted_.terms), len(texts))

    def bm25(self) -> Matrix:
        """Robertson and Zaragoza's formula, over its limit for a text that repeats every term without end."""
        lengths = np.array([len(text) for text in self.texts])
        norm = K1 * (1 - B + B * lengths / self._usual)
        return _over(self._wanted.weights @ (self.counts / (self.counts + norm)), self._wanted.weights.sum())

    def held(self, *, exact: bool = False) -> Matrix:
        """The share of the terms, or of the `exact` ones among them, that each text holds."""
        weights = self._wanted.weights
        if exact:
            weights = weights * np.array([forms[0].isascii() for forms in self._wanted.terms], bool)
        return _over(weights @ (self.counts > 0), weights.sum())

    def lacks(self) -> dict[str, Matrix]:
        """What each text does not hold: `rarest`, `unheld`, `lost` and `mass` of FEATURES."""
        weights, held = self._wanted.weights, self.counts > 0
        heavy = np.argsort(-weights, kind="stable")[:RAREST]
        most = float(weights.max(initial=0.0)) or 1.0
        return {
            "rarest": held[heavy].mean(axis=0) if len(heavy) else np.zeros(len(self.texts)),
            "unheld": (weights[:, None] * ~held).max(axis=0, initial=0.0) / most,
            "lost": (weights @ ~held) / MASS,
            "mass": np.full(len(self.texts), float(weights.sum()) / MASS),
        }


def _sentences(wanted_: Wanted, texts: Sequence[str]) -> dict[str, Matrix]:
    """The features of the best sentence of each text."""
    weights, total = wanted_.weights, wanted_.weights.sum()
    pieces = [[piece for piece in _SENTENCE.split(text) if piece] or [text] for text in texts]
    flat = [piece for group in pieces for piece in group]
    holds = _Texts(wanted_, flat, PASSAGE_LENGTH).counts > 0
    share = _over(weights @ holds, total)
    shape = wanted(wanted_.question.standalone, wanted_.question.kind)
    asked, heavy = "".join(wanted_.question.words), np.argsort(-weights, kind="stable")[:RAREST]
    terms = [(forms[0], forms[1:], weight) for forms, weight in zip(wanted_.terms, weights.tolist(), strict=True)]
    rows, end = [], 0
    for group in pieces:
        first, end = end, end + len(group)
        best = first + int(share[first:end].argmax())
        two = holds[:, first : end - 1] | holds[:, first + 1 : end] if end - first > 1 else holds[:, first:end]
        both = _over(weights @ two, total)
        present = [terms[i] for i in np.flatnonzero(holds[:, best]).tolist()]
        clause = max(
            sum([w for form, others, w in present if form in c or (others and any(form in c for form in others))])
            for c in _CLAUSE.split(flat[best])
        )
        rows.append((
            share[best], max(share[best], both.max(initial=0.0)), clause / total if total else 0.0,
            runs(asked, flat[best]), float(bool(shape and shape.search(flat[best]))),
            float(two[heavy].mean(axis=0).max(initial=0.0)) if len(heavy) else 0.0,
        ))  # fmt: skip
    return dict(zip(("sentence", "pair", "clause", "runs", "answer", "rarest_pair"), np.array(rows, np.float64).T, strict=True))


def runs(asked: str, text: str) -> float:
    """The root of the summed squares of the stretches of `asked` that `text` holds, as a share of its length, 0..1."""
    start = squares = 0
    while start < len(asked) - 1:
        end = start + 2
        if asked[start:end] not in text:
            start += 1
            continue
        while end < len(asked) and asked[start : end + 1] in text:
            end += 1
        squares += (end - start) ** 2
        start = end
    return float(np.sqrt(squares)) / len(asked) if asked else 0.0


def longest(asked: str, text: str) -> float:
    """The longest stretch of `asked` that `text` holds, as a share of its length, 0..1."""
    best = 0
    for start in range(len(asked)):
        while start + best < len(asked) and asked[start : start + best + 1] in text:
            best += 1
    return best / len(asked) if asked else 0.0


def _count(form: str, texts: Sequence[str], codes: Sequence[Counter[str]]) -> list[int]:
    """How often each text, whose codes are given, holds a word as it is written here."""
    return [code[form] for code in codes] if form.isascii() else [text.count(form) for text in texts]


def _codes(text: str) -> Counter[str]:
    """Numbers, codes and Latin words of a text, as a whole and in their parts."""
    return Counter(part for code in _CODE.findall(text) for part in {code, *_JOINT.split(code)})


@lru_cache(maxsize=2048)
def _plain(text: str) -> str:
    """The text as terms are looked for in it. Folding in full is slow, and few texts need it."""
    return fold(text) if _WIDE.search(text) else simplified(text.lower())


def _shares(scores: Sequence[float]) -> Matrix:
    best = max(scores, default=0.0)
    return np.maximum(np.array(scores, np.float64), 0.0) / (best if best > 0 else 1.0)


def _over(values: Matrix, total: float) -> Matrix:
    return values / total if total else np.zeros(np.shape(values))
