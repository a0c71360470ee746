"""Running text to a tokenizer: a word list with its unigram probabilities, read by `tokenizers` without jieba."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from index.lexicon import Lexicon

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNKNOWN = "<unk>"
RUNS = r"\p{Han}+|[\p{L}&&[^\p{Han}]]+|\d+(?:\.\d+)?%?"
"""What is embedded: runs of Chinese, of other letters, of digits. Marks and spaces only separate (Oniguruma syntax)."""

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]+")
_OTHER = re.compile(r"[a-z]+|\d+(?:\.\d+)?%?")
_PIECE_SHARE = 0.06
_CHARACTER_SHARE = 0.15


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word occurs, as the lexicon cuts the texts; what is not of one script is left out."""
    lexicon = Lexicon()
    lexicon.warm()
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(word for word in lexicon.words(text) if _HAN.fullmatch(word) or _OTHER.fullmatch(word))
    return counts


def make_tokenizer(counts: Mapping[str, int], size: int) -> Tokenizer:
    """A Unigram tokenizer of at most `size` tokens over counted words.

    The frequent single characters and two- and three-letter pieces of Latin words and numbers come in first, so that hardly
    anything is unknown; the most frequent words fill the rest. Scores are log probabilities, so the most probable cut of a
    run is the one jieba makes without its hidden Markov model. Token 0 is the unknown token.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    chosen = _choose(counts, size - 1)
    total = math.log(sum(chosen.values()))
    vocabulary = [(UNKNOWN, -30.0), *((token, math.log(n) - total) for token, n in chosen.items())]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"(?<=\d),(?=\d{3})"), "")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(RUNS), behavior="removed", invert=True)
    return tokenizer


def _choose(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """The tokens and their counts, most frequent first within each kind; ties in the order of the characters."""
    characters: Counter[str] = Counter()
    pieces: Counter[str] = Counter()
    for word, n in counts.items():
        for character in word:
            characters[character] += n
        if not _HAN.fullmatch(word):
            for width in (2, 3):
                for i in range(len(word) - width + 1):
                    pieces[word[i : i + width]] += n
    chosen: dict[str, int] = {}
    for kind, most in ((characters, int(size * _CHARACTER_SHARE)), (pieces, int(size * _PIECE_SHARE)), (counts, size)):
        for token in sorted(kind, key=lambda t: (-kind[t], t))[:most]:
            if len(chosen) < size and token not in chosen:
                chosen[token] = max(1, counts.get(token, 0))
    return chosen
