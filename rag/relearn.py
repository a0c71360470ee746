"""Learns anew what each feature counts in the order of passages: `python -m rag.relearn LIBRARY QUESTIONS ... > rag/rerank.txt`.

QUESTIONS is a JSON-lines file of `{"query", "docs": [article ids]}` or `{"query", "para": article id}`, or a number: that many
questions are then made from the library's own articles.

What ships was learned from the reading questions and from 1,500 made from news.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import open_embedding
from index.lexicon import Lexicon
from index.sentences import sentences
from index.snapshot import Snapshot
from rag.errors import UsageError
from rag.question import Reader
from rag.rerank import FEATURES
from rag.retrieve import RERANKED, Searcher

PRIOR = {
    "keywords": 0.03, "passage": 0.15, "article": 0.2, "held": 0.05, "article_held": 0.06,
    "sentence": 0.11, "pair": 0.09, "clause": 0.07, "runs": 0.06, "exact": 0.03,
}  # fmt: skip
"""Where learning starts and what it is pulled back to: much the same for all, so that texts of another kind fare well too."""

GIVEN = {
    "vector": 0.1, "article_vector": 0.06, "answer": 0.03, "lead": 0.0, "title": 0.0,
    "rarest": 0.0, "rarest_pair": 0.0, "unheld": 0.0, "lost": 0.0, "mass": 0.0, "longest": 0.0,
}  # fmt: skip
"""Weights that are set and not learned: the embedding has seen the articles that questions are made from; made questions have
no answers of a form of their own; and paragraphs of a reference work are all lead, under headlines that are no headlines."""

SHARP, PULL, STEPS, RATE = 30.0, 5e-3, 300, 0.3
_ASKING = ("什么", "多少", "哪些", "哪里", "谁", "何时", "如何", "为什么", "哪个")

Matrix = NDArray[np.float64]
Group = tuple[Matrix, NDArray[np.bool_]]


def invented(snapshot: Snapshot, lexicon: Lexicon, count: int, seed: int) -> Iterator[tuple[str, set[str]]]:
    """Questions made from articles: a clause or two with some words left out and an asking word put in, and at times words of
    the first sentence before it, as one asks who has read the article."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    articles = [article for _, article in snapshot.iter_articles()]
    while count:
        article = chance.choice(articles)
        spans = sentences(article.text)
        start, end = chance.choice(spans)
        words = _clause(article.text[start:end], lexicon, chance)
        if len(words) < 5:
            continue
        place, gap = chance.randrange(len(words)), chance.choice((1, 2, 2, 3))
        kept = [w for i, w in enumerate(words) if not place <= i < place + gap and chance.random() > 0.2]
        kept.insert(min(place, len(kept)), chance.choice(_ASKING))
        if chance.random() < 0.5:
            lead = [w for w in lexicon.words(article.text[spans[0][0] : spans[0][1]]) if len(w) > 1 and w not in kept]
            kept = chance.sample(lead, min(len(lead), chance.choice((1, 2, 3)))) + kept
        count -= 1
        yield "".join(kept) + "？", {article.article_id}


def _clause(sentence: str, lexicon: Lexicon, chance: random.Random) -> list[str]:
    """The words of a clause of a sentence, at times of two."""
    clauses = [clause for clause in re.split("[，。；：！？、]", sentence) if len(clause) > 5]
    if not clauses:
        return []
    place = chance.randrange(len(clauses))
    return lexicon.words("".join(clauses[place : place + chance.choice((1, 1, 2))])[:40])


def read(path: Path) -> Iterator[tuple[str, set[str]]]:
    """The questions of a file, with the ids of the right articles."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["query"], {str(right) for right in row.get("docs", [row.get("para")])}


def groups(library: Path, questions: str, seed: int = 7) -> Iterator[Group]:
    """For each question with something to learn from: the features of its candidates, and which of them are right."""
    lexicon = Lexicon()
    reader = Reader(lexicon)
    with Snapshot.open(library) as snapshot:
        searcher = Searcher(snapshot, open_embedding("builtin"))
        asked = invented(snapshot, lexicon, int(questions), seed) if questions.isdigit() else read(Path(questions))
        for text, right in asked:
            try:
                question = reader.read(text)
            except UsageError:
                continue
            passages, _, found = searcher.candidates(question, RERANKED)
            hit = np.array([passage.article_id in right for passage in passages[: len(found)]])
            if hit.any() and not hit.all():
                yield found, hit


def learn(data: Sequence[Group]) -> Matrix:
    """Weights under which a right passage comes first: the softmax over a question's candidates, by Adam, pulled to PRIOR."""
    width = max(len(hit) for _, hit in data)
    x, right, there = np.zeros((len(data), width, len(FEATURES))), np.zeros((len(data), width)), np.zeros((len(data), width))
    for row, (found, hit) in enumerate(data):
        x[row, : len(hit)], right[row, : len(hit)], there[row, : len(hit)] = found, hit, 1
    x[..., [FEATURES.index(name) for name in GIVEN]] = 0.0
    prior = SHARP * np.array([PRIOR.get(name, 0.0) for name in FEATURES])
    weights, mean, square = prior.copy(), np.zeros_like(prior), np.zeros_like(prior)
    for step in range(1, STEPS + 1):
        scores = x @ weights
        power = np.exp(scores - scores.max(axis=1, keepdims=True)) * there
        share = power / power.sum(axis=1, keepdims=True)
        among = power * right / (power * right).sum(axis=1, keepdims=True)
        gradient = np.einsum("qc,qcf->f", share - among, x) / len(data) + PULL * (weights - prior)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    weights /= np.abs(weights).sum()
    weights += [GIVEN.get(name, 0.0) for name in FEATURES]
    table: Matrix = weights / np.abs(weights).sum()
    return table


def main(arguments: Sequence[str]) -> None:
    """Learn from pairs of a library and questions, and write the table."""
    pairs = zip(arguments[::2], arguments[1::2], strict=True)
    data = [group for library, questions in pairs for group in groups(Path(library), questions)]
    lines = [f"{name} {weight:.4f}\n" for name, weight in zip(FEATURES, learn(data), strict=True) if abs(weight) >= 5e-5]
    sys.stdout.write("# What each feature counts in the order of passages; made by rag.relearn, see FEATURES in rerank.py.\n")
    sys.stdout.writelines(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
