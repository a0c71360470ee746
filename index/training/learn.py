"""A tokenizer and the rows of its tokens, learnt from articles: the training behind the built-in embedding.

A StaticEmbedding (one row a token, a text is the mean of its tokens' rows) learns from the pairs that `pairs` draws, by the
in-batch contrastive loss: with unit vectors q of queries and p of their passages, the mean of -log softmax(scale · q pᵀ) on the
diagonal (van den Oord et al. 2018, arXiv:1807.03748). From some step on, a batch is made of groups of articles that the model
finds near one another, so that the other passages are hard to tell from the right one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.training.pairs import Asked, Corpus, Ids, Sampler, cut, make_corpus, rarity
from index.training.vocabulary import count_words, make_tokenizer

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    `shares` are those of the four ways of `Sampler`, `asked` that of real questions in a batch. From the step
    `near_from · steps` on, batches are made of groups of `near` neighbouring articles. The learning rate climbs for 20 steps
    to `rate` and falls linearly to 2 % of it. Every `every` steps a checkpoint is written and neighbours are looked up afresh.
    """

    seed: int = 1
    steps: int = 1000
    batch: int = 1024
    vocabulary: int = 33_000
    dimension: int = 512
    scale: float = 30.0
    rate: float = 0.1
    shares: tuple[float, ...] = (1.0, 2.0, 1.0, 1.0)
    asked: float = 0.06
    near: int = 16
    near_from: float = 0.15
    every: int = 100


@dataclass(frozen=True, slots=True)
class Material:
    """What is learnt from: articles, questions with the texts that answer them, and the tokenizer that cut both."""

    tokenizer: Tokenizer
    corpus: Corpus
    asked: Asked


def make_vocabulary(texts: Sequence[str], recipe: Recipe, path: Path) -> Tokenizer:
    """The tokenizer of these texts, read from `path` when a run before this one has left it there, else made and written."""
    from tokenizers import Tokenizer

    if path.exists():
        return Tokenizer.from_file(str(path))
    tokenizer = make_tokenizer(count_words(texts), recipe.vocabulary)
    tokenizer.save(str(path), pretty=False)
    return tokenizer


def cut_material(texts: Sequence[str], questions: Sequence[tuple[str, str]], tokenizer: Tokenizer) -> Material:
    """Cut articles and (question, text that answers it) pairs into tokens."""
    queries, passages = (cut([pair[side] for pair in questions], tokenizer) for side in (0, 1))
    return Material(tokenizer, make_corpus(texts, tokenizer), Asked(tuple(queries), tuple(passages)))


class Trainer:
    """Trains step by step. Each step draws from a generator of its own number, so a resumed run goes on as if never cut."""

    def __init__(self, material: Material, recipe: Recipe) -> None:
        """Start from random rows, longer for rarer tokens; the row of the unknown token stays zero."""
        import torch

        size = material.tokenizer.get_vocab_size()
        rare = rarity(material.corpus, size)
        self._recipe, self._corpus, self._asked = recipe, material.corpus, material.asked
        self._sampler = Sampler(material.corpus, material.tokenizer, recipe.shares, rare)
        self._articles = np.flatnonzero(np.diff(material.corpus.articles))
        self._near: Neighbours | None = None
        start = np.random.default_rng(recipe.seed).standard_normal((size, recipe.dimension)) * (rare / rare.mean())[:, None]
        start[0] = 0
        self._rows = torch.nn.Parameter(torch.from_numpy(start.astype(np.float32)))
        self._adam = torch.optim.Adam([self._rows], lr=recipe.rate)
        self.step = 0

    @property
    def rows(self) -> NDArray[np.float32]:
        """The rows learnt so far (vocabulary, dimension)."""
        rows: NDArray[np.float32] = self._rows.detach().numpy()
        return rows

    def advance(self) -> float:
        """Do one step; returns its loss."""
        import torch

        recipe = self._recipe
        self._adam.param_groups[0]["lr"] = recipe.rate * min((self.step + 1) / 20, max(0.02, 1 - self.step / recipe.steps))
        pairs = self._draw(np.random.default_rng([recipe.seed, self.step]))
        queries, passages = (embed(self._rows, side) for side in zip(*pairs, strict=True))
        loss = torch.nn.functional.cross_entropy(recipe.scale * queries @ passages.T, torch.arange(len(pairs)))
        self._adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        assert self._rows.grad is not None  # noqa: S101 - for the type checker: backward has just set it
        self._rows.grad[0] = 0
        self._adam.step()
        self.step += 1
        return float(loss.detach())

    def save(self, path: Path) -> None:
        """Write a checkpoint; the old one stays until the new one is whole."""
        import torch
        from safetensors.torch import save_file

        state = {"rows": self._rows.detach(), "done": torch.tensor(self.step)}
        state.update(self._adam.state[self._rows])
        save_file(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint written at a multiple of `every` steps."""
        import torch
        from safetensors.torch import load_file

        state = load_file(path)
        self.step = int(state.pop("done"))
        with torch.no_grad():
            self._rows.copy_(state.pop("rows"))
        self._adam.state[self._rows].update(state)

    def _draw(self, rng: np.random.Generator) -> list[tuple[Ids, Ids]]:
        """The pairs of a batch, no article and no answering text twice."""
        recipe = self._recipe
        real = min(int(recipe.batch * recipe.asked), len(self._asked.queries))
        chosen = rng.permutation(len(self._asked.queries))[:real].tolist()
        answered = {self._asked.passages[i].tobytes(): i for i in chosen}
        pairs = [(self._asked.queries[i], self._asked.passages[i]) for i in answered.values()]
        count = min(recipe.batch - len(pairs), len(self._articles))
        if recipe.near and self.step >= recipe.near_from * recipe.steps:
            if self._near is None or self.step % recipe.every == 0:
                self._near = Neighbours(self.rows, self._corpus, self._articles)
            articles = self._near.groups(count, recipe.near, rng)
        else:
            articles = rng.choice(self._articles, count, replace=False).tolist()
        return pairs + [self._sampler.pair(article, rng) for article in articles]


class Neighbours:
    """Which articles the rows of a moment find alike."""

    def __init__(self, rows: NDArray[np.float32], corpus: Corpus, articles: NDArray[np.int64]) -> None:
        import torch

        offsets = torch.from_numpy(corpus.sentences[corpus.articles[articles]])
        tokens = torch.from_numpy(corpus.tokens.astype(np.int64))
        self._vectors = torch.nn.functional.normalize(torch.nn.functional.embedding_bag(tokens, torch.from_numpy(rows), offsets))
        self._articles = articles

    def groups(self, count: int, near: int, rng: np.random.Generator) -> list[int]:
        """`count` different articles (fewer when there are no more), most in groups of `near` around articles at random."""
        import torch

        anchors = torch.from_numpy(rng.permutation(len(self._articles))[: 2 * math.ceil(count / near)])
        width = min(2 * near, len(self._articles))
        found: dict[int, None] = {}
        for row in (self._vectors[anchors] @ self._vectors.T).topk(width).indices.tolist():
            fresh = [place for place in row if place not in found][:near]
            found.update(dict.fromkeys(fresh))
        for place in rng.permutation(len(self._articles))[: 2 * count].tolist():
            found.setdefault(place)
        return [int(self._articles[place]) for place in list(found)[:count]]


def embed(rows: torch.Tensor, texts: Sequence[Ids]) -> torch.Tensor:
    """Unit vectors (n, dimension) of texts given as token numbers; zeros for one without tokens."""
    import torch

    ids = torch.from_numpy(np.concatenate(texts).astype(np.int64))
    offsets = torch.from_numpy(np.cumsum([0, *(len(text) for text in texts[:-1])], dtype=np.int64))
    return torch.nn.functional.normalize(torch.nn.functional.embedding_bag(ids, rows, offsets))


def train(
    material: Material, recipe: Recipe, checkpoint: Path | None = None, report: Callable[[int, float], None] | None = None
) -> NDArray[np.float32]:
    """The learnt rows (vocabulary, dimension), float32. Goes on from `checkpoint` when that file is there; `report` is told
    the number of steps done and their mean loss, every `recipe.every` steps."""
    trainer = Trainer(material, recipe)
    if checkpoint and checkpoint.exists():
        trainer.load(checkpoint)
    losses: list[float] = []
    while trainer.step < recipe.steps:
        losses.append(trainer.advance())
        if trainer.step % recipe.every == 0:
            if report:
                report(trainer.step, float(np.mean(losses)))
            losses.clear()
            if checkpoint:
                trainer.save(checkpoint)
    return trainer.rows
