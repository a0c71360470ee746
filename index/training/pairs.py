"""Articles to training pairs: what a question could say, and the passage that answers it. No labels are needed."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import DataError, InputError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = NDArray[np.int32]

_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_ASKING = "什么|多少|哪些|哪里|哪个|谁|何时|如何|怎么|为什么|是什么|有哪些|几|吗|是多少|主要"
PASSAGE = 150
"""How long a passage is, in tokens: about 300 characters."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles as token numbers: `tokens` of all of them in a row, cut by `sentences` (offsets into `tokens`) and by
    `articles` (offsets into `sentences`); both end with the total."""

    tokens: Ids
    sentences: NDArray[np.int64]
    articles: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.articles) - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """Real questions: `queries[i]` is answered by `passages[i]`, both as token numbers."""

    queries: tuple[Ids, ...] = ()
    passages: tuple[Ids, ...] = ()


def read_rows(paths: Iterable[Path]) -> Iterator[dict[str, object]]:
    """The objects of the `.jsonl` and `.jsonl.xz` files among these files and folders, in the order of their names.

    Raises InputError for a path that cannot be read and DataError for a line that is no JSON object.
    """
    for path in paths:
        found = sorted(p for p in path.iterdir() if p.name.endswith((".jsonl", ".jsonl.xz"))) if path.is_dir() else [path]
        for file in found:
            try:
                with (lzma.open if file.suffix == ".xz" else open)(file, "rt", encoding="utf-8") as lines:
                    yield from (_row(line, file, number) for number, line in enumerate(lines, 1) if line.strip())
            except (OSError, lzma.LZMAError) as error:
                message = f"训练数据读不出来（{file}）：{error}。请检查路径和权限。"
                raise InputError(message) from error


def _row(line: str, file: Path, number: int) -> dict[str, object]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        message = f"{file}第{number}行不是一个JSON对象，请改正后再训练。"
        raise DataError(message)
    return row


def read_texts(paths: Iterable[Path]) -> list[str]:
    """The articles to learn from: `text` of each row, after its `title` where it has one. Rows without a text are passed over,
    so that files of questions in the same folder teach nothing."""
    rows = [row for row in read_rows(paths) if isinstance(row.get("text"), str) and row["text"]]
    return [f"{row['title']}\n{row['text']}" if row.get("title") else str(row["text"]) for row in rows]


def read_questions(questions: Path, paragraphs: Path) -> list[tuple[str, str]]:
    """Each `query` of one file with the `text` of the other's row whose `id` is its `para`.

    Raises DataError for a question whose paragraph is not there.
    """
    texts = {row.get("id"): str(row.get("text", "")) for row in read_rows([paragraphs])}
    found = [(str(row.get("query", "")), texts.get(row.get("para"))) for row in read_rows([questions])]
    missing = next((query for query, text in found if text is None), None)
    if missing is not None:
        message = f"{questions}里的问题“{missing}”在{paragraphs}里没有对应的段落，请检查两个文件是否配套。"
        raise DataError(message)
    return [(query, text) for query, text in found if text is not None]


def cut(texts: Sequence[str], tokenizer: Tokenizer, most: int = 2 * PASSAGE) -> list[Ids]:
    """The token numbers of each text, at most `most`."""
    return [np.asarray(e.ids[:most], np.int32) for e in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]


def make_corpus(texts: Iterable[str], tokenizer: Tokenizer, least: int = 2) -> Corpus:
    """Cut texts into sentences and these into tokens; sentences of fewer than `least` tokens are dropped."""
    tokens: list[Ids] = []
    sentences, articles = [0], [0]
    for text in texts:
        encoded = tokenizer.encode_batch_fast(_SENTENCE.findall(text), add_special_tokens=False)
        kept = [ids for e in encoded if len(ids := np.asarray(e.ids, np.int32)) >= least]
        tokens += kept
        sentences += [len(ids) for ids in kept]
        articles.append(articles[-1] + len(kept))
    flat = np.concatenate(tokens) if tokens else np.zeros(0, np.int32)
    return Corpus(flat, np.cumsum(sentences, dtype=np.int64), np.asarray(articles, np.int64))


def window(corpus: Corpus, article: int, sentence: int, rng: np.random.Generator, size: int = PASSAGE) -> tuple[int, int]:
    """A run of whole sentences (first, end) of about `size` tokens around `sentence`, which lies at a random place in it."""
    low, high = int(corpus.articles[article]), int(corpus.articles[article + 1])
    first, end = sentence, sentence + 1
    before = int(rng.integers(0, size))
    bounds = corpus.sentences
    while first > low and bounds[sentence] - bounds[first - 1] <= before:
        first -= 1
    while end < high and bounds[end + 1] - bounds[first] <= size:
        end += 1
    while first > low and bounds[end] - bounds[first - 1] <= size:
        first -= 1
    return first, end


class Sampler:
    """Draws pairs (query, passage) from articles in four ways, in the shares given:

    - `lead`: the first sentence, and the passage after it;
    - `clause`: a sentence, and the passage around it without it;
    - `words`: a few words of a sentence, at times with words that ask, and the passage it stands in;
    - `spread`: a few words of a passage, and that passage.
    """

    def __init__(self, corpus: Corpus, tokenizer: Tokenizer, shares: Sequence[float], weights: NDArray[np.float64]) -> None:
        """`weights` (vocabulary,) say how readily a token is asked for: rare ones more than common ones."""
        self._corpus, self._weights = corpus, weights
        self._shares = np.cumsum(np.asarray(shares, float) / np.sum(shares))
        self._asking = [np.asarray(e.ids, np.int32) for e in tokenizer.encode_batch(_ASKING.split("|"), add_special_tokens=False)]

    def pair(self, article: int, rng: np.random.Generator) -> tuple[Ids, Ids]:
        """One pair of this article, which must have a sentence."""
        corpus = self._corpus
        low, high = int(corpus.articles[article]), int(corpus.articles[article + 1])
        way = int(np.searchsorted(self._shares, rng.random(), side="right"))
        sentence = low if way == 0 else int(rng.integers(low, high))
        first, end = window(corpus, article, sentence, rng)
        start, stop = int(corpus.sentences[sentence]), int(corpus.sentences[sentence + 1])
        a, b = int(corpus.sentences[first]), int(corpus.sentences[end])
        tokens = corpus.tokens
        if way <= 1 and b - a > stop - start:
            return tokens[start:stop], np.concatenate([tokens[a:start], tokens[stop:b]])[: 2 * PASSAGE]
        source = tokens[a:b] if way == 3 else tokens[start:stop]
        return self._question(source, rng), tokens[a : min(b, a + 3 * PASSAGE)]

    def _question(self, source: Ids, rng: np.random.Generator) -> Ids:
        """Three to ten tokens of `source` in their order, now and then followed by a word that asks."""
        count = min(len(source), int(rng.integers(3, 11)))
        keys = rng.random(len(source)) ** (1.0 / self._weights[source])
        chosen = source[np.sort(np.argpartition(-keys, count - 1)[:count])]
        if rng.random() < 0.5:
            return np.concatenate([chosen, self._asking[int(rng.integers(len(self._asking)))]])
        return chosen


def rarity(corpus: Corpus, vocabulary: int) -> NDArray[np.float64]:
    """log(articles / articles with the token), from 0.1 for a token in all of them, for each token (vocabulary,)."""
    present = np.zeros(vocabulary, np.int64)
    for article in range(len(corpus)):
        a, b = corpus.sentences[corpus.articles[article]], corpus.sentences[corpus.articles[article + 1]]
        present[np.unique(corpus.tokens[a:b])] += 1
    result: NDArray[np.float64] = np.maximum(0.1, np.log((len(corpus) + 1) / (present + 1)))
    return result
