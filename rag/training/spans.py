"""Training the net of `rag.spans`: first on sentences with a gap made from articles, then on questions of reading tests.

The loss is minus the log of the chance that the net gives to all tokens of the answer together, or to there being none where
none stands there. A chance is the softmax over the tokens of all sentences and over nothing, of what the net gives a token and
what the sentence's score, times a learnt factor, gives it beside: so the net learns what the score does not know yet.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from rag.spans import COMPARING, ENCODING, FLAGS, GAP, HIDDEN, Matrix
from rag.training.cases import Case

STRETCH = 3.0  # the length of a token's vector at the beginning
MOST, WRONG_FROM = 12, 16  # sentences of a case in a step, and the best ones of which the wrong ones are drawn
NOTHING = 5.0  # the log odds of no answer at the beginning
AWAY = -1e9


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train: rates climb in a tenth of the steps and fall to nearly nothing; `without` cases a case have no answer."""

    epochs: int = 5
    batch: int = 16
    rate: float = 2e-3
    rows_rate: float = 4e-4
    decay: float = 0.01
    drop: float = 0.2
    without: float = 0.3
    seed: int = 1


class Block(nn.Module):
    """A convolution added to what it is given, normalised."""

    def __init__(self, window: int) -> None:
        super().__init__()
        self.window = window
        self.inner = nn.Linear(HIDDEN * window, HIDDEN)
        self.normal = nn.LayerNorm(HIDDEN)

    def forward(self, made: Tensor, there: Tensor) -> Tensor:
        """`made` (batch, places, HIDDEN), `there` (batch, places, 1)."""
        padded = functional.pad(made * there, (0, 0, self.window // 2, self.window // 2))
        beside = torch.cat([padded[:, i : i + made.shape[1]] for i in range(self.window)], dim=-1)
        normal: Tensor = self.normal(made + functional.relu(self.inner(beside)))
        return normal


class SpanNet(nn.Module):
    """`rag.spans.SpanReader` as it is trained."""

    def __init__(self, vectors: Matrix, drop: float) -> None:
        super().__init__()
        self.rows = nn.Embedding(vectors.shape[0], vectors.shape[1], _weight=torch.tensor(STRETCH * vectors))
        self.project, self.flags = nn.Linear(vectors.shape[1], HIDDEN), nn.Linear(FLAGS, HIDDEN, bias=False)
        self.encoding = nn.ModuleList([Block(window) for window in ENCODING])
        self.comparing = nn.ModuleList([Block(window) for window in COMPARING])
        self.focus, self.aim = nn.Linear(HIDDEN, 1), nn.Linear(HIDDEN, HIDDEN)
        self.compare, self.out = nn.Linear(4 * HIDDEN + FLAGS, HIDDEN), nn.Linear(HIDDEN, 1)
        self.nothing, self.beside = nn.Parameter(torch.tensor(NOTHING)), nn.Parameter(torch.tensor(4.0))
        self.drop = nn.Dropout(drop)

    def forward(self, batch: Batch) -> Tensor:
        """What each token is worth (cases, places), far below zero in the gaps."""
        question = self._encoded(self.project(self.drop(self.rows(batch.asked))), batch.asking[..., None])
        text = self.project(self.drop(self.rows(batch.ids))) + self.flags(batch.marks)
        text = self._encoded(text, batch.there[..., None])
        deaf = batch.asking == 0
        focus = self.focus(question)[..., 0].masked_fill(deaf, AWAY).softmax(-1)[:, None] @ question
        likeness = (text @ question.transpose(1, 2) / HIDDEN**0.5).masked_fill(deaf[:, None], AWAY)
        aligned = likeness.softmax(-1) @ question
        made = torch.cat([text, aligned, text * aligned, text * self.aim(focus), batch.marks], dim=-1)
        made = functional.relu(self.compare(made))
        for block in self.comparing:
            made = block(made, batch.there[..., None])
        worth: Tensor = self.out(self.drop(made))[..., 0].masked_fill(batch.there == 0, AWAY)
        return worth

    def _encoded(self, made: Tensor, there: Tensor) -> Tensor:
        for block in self.encoding:
            made = block(made, there)
        dropped: Tensor = self.drop(made)
        return dropped


@dataclass(frozen=True, slots=True)
class Batch:
    """Cases side by side, the sentences of each one after the other with a gap between: (cases, places) and (cases, asked)."""

    asked: Tensor
    asking: Tensor
    ids: Tensor
    there: Tensor
    marks: Tensor
    answer: Tensor
    score: Tensor

    @classmethod
    def of(cls, cases: Sequence[Case]) -> Batch:
        """The cases as they are; a score counts from the best one of its case."""
        asked = max(len(each.asked) for each in cases)
        places = max(sum(len(held.ids) + GAP for held in each.sentences) for each in cases)
        size = len(cases)
        made = cls(
            torch.zeros(size, asked, dtype=torch.long), torch.zeros(size, asked),
            torch.zeros(size, places, dtype=torch.long), torch.zeros(size, places), torch.zeros(size, places, FLAGS),
            torch.zeros(size, places), torch.zeros(size, places),
        )  # fmt: skip
        for row, each in enumerate(cases):
            made.asked[row, : len(each.asked)] = torch.from_numpy(each.asked).long()
            made.asking[row, : len(each.asked)] = 1
            start, best = 0, float(each.scores.max(initial=-np.inf))
            for held, score in zip(each.sentences, each.scores, strict=True):
                run = slice(start, start + len(held.ids))
                made.ids[row, run] = torch.from_numpy(held.ids).long()
                made.there[row, run] = 1
                made.marks[row, run] = torch.from_numpy(held.marks)
                made.answer[row, run] = torch.from_numpy(held.answer.astype(np.float32))
                made.score[row, run] = float(score) - best
                start += len(held.ids) + GAP
        return made


def loss(net: SpanNet, batch: Batch) -> Tensor:
    """The mean over the cases of minus the log of the chance given to what is right."""
    worth = net(batch) + net.beside * batch.score
    nothing = net.nothing.expand(len(worth), 1)
    none = (batch.answer.sum(1, keepdim=True) == 0).float()
    chances = torch.cat([worth, nothing], dim=1).log_softmax(-1)
    right = torch.cat([batch.answer, none], dim=1)
    mean: Tensor = -(chances + torch.log(right + 1e-12)).logsumexp(-1).mean()
    return mean


def learn(net: SpanNet, cases: Sequence[Case], empty: Sequence[Case], recipe: Recipe, say: Callable[[str], None]) -> None:
    """Train on the cases that have an answer, and on as many as the recipe says that have none, `empty` ones or robbed of it."""
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)  # noqa: S311
    robbed = [each for each in (one.unanswered() for one in cases) if len(each.sentences) > 3]
    extra = round(recipe.without * len(cases))
    drawn = extra if empty else 0
    steps = recipe.epochs * ((len(cases) + extra + drawn) // recipe.batch)
    rows = [net.rows.weight]
    others = [weight for weight in net.parameters() if weight is not net.rows.weight]
    groups = [{"params": others, "weight_decay": recipe.decay}, {"params": rows, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=recipe.rate)
    rates = [recipe.rate, recipe.rows_rate]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, total_steps=steps + 1, pct_start=0.1)
    net.train()
    for epoch in range(recipe.epochs):
        pool = [*cases, *chance.sample(robbed, min(extra, len(robbed))), *chance.sample(empty, min(drawn, len(empty)))]
        chance.shuffle(pool)
        total, count = 0.0, 0
        for start in range(0, len(pool) - recipe.batch + 1, recipe.batch):
            value = loss(net, Batch.of([_drawn(each, chance) for each in pool[start : start + recipe.batch]]))
            optimiser.zero_grad()
            torch.autograd.backward(value)
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            if count + epoch * (len(pool) // recipe.batch) < steps:
                schedule.step()
            total, count = total + value.item(), count + 1
        say(f"第{epoch + 1}轮，共{recipe.epochs}轮，损失{total / max(count, 1):.3f}")
    net.eval()


def _drawn(each: Case, chance: random.Random) -> Case:
    """At most MOST sentences of a case: up to three that answer, and others among the best ones."""
    if len(each.sentences) <= MOST:
        return each
    right = [n for n, held in enumerate(each.sentences) if held.answer.any()][:3]
    others = [n for n in range(len(each.sentences)) if not each.sentences[n].answer.any()][:WRONG_FROM]
    return each.only(sorted(right + chance.sample(others, min(MOST - len(right), len(others)))))


def write(net: SpanNet, path: Path) -> None:
    """Write the weights as `rag.spans` reads them: the rows projected and in 8 bits with a scale each, the rest in 16 bits."""
    from safetensors.numpy import save_file

    from index.train import quantise

    state = {name: value.detach().numpy().astype(np.float32) for name, value in net.state_dict().items()}
    rows, scales = quantise(state["rows.weight"] @ state["project.weight"].T + state["project.bias"])
    kept: dict[str, NDArray[Any]] = {"flags": state["flags.weight"], "nothing": state["nothing"].reshape(1)}
    for part in ("focus", "aim", "compare", "out"):
        kept |= {f"{part}.{kind}": state[f"{part}.{kind}"] for kind in ("weight", "bias")}
    names = {"inner.weight": "weight", "inner.bias": "bias", "normal.weight": "gain", "normal.bias": "shift"}
    for part, windows in (("encoding", ENCODING), ("comparing", COMPARING)):
        for number in range(len(windows)):
            kept |= {f"{part}.{number}.{new}": state[f"{part}.{number}.{old}"] for old, new in names.items()}
    save_file({name: value.astype(np.float16) for name, value in kept.items()} | {"rows": rows, "scales": scales}, path)
