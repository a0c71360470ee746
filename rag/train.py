"""Trains what reads, orders and refuses, away from the pages that ship: `python -m rag.train DATA [--news LIBRARY]`.

DATA holds `reading_paragraphs.jsonl` and `reading_questions_train.jsonl` ({"query", "answers", "para"} a line), and, if there is
an index of it at hand (--news), `news_questions_dev.jsonl` ({"query", "answer"}). Writes `ranker.json` and `refusal.json`, or,
with --spans and files of articles, `spans.safetensors`, which the other two build on: train it first.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from index.embed import open_embedding
from index.lexicon import Lexicon, fold
from index.snapshot import Snapshot
from rag.config import Settings
from rag.features import NAMES, Matrix
from rag.kinds import LONG
from rag.nets import FAR
from rag.question import Question, Reader
from rag.rank import Ranked, depth, linear, rank
from rag.refuse import EVIDENCE, LEARNED_FROM, evidence
from rag.retrieve import Found, Searcher
from rag.spans import FILE as SPANS
from rag.training.cases import Case, case
from rag.training.misses import without_answers

if TYPE_CHECKING:
    import torch

FOLDER = Path(__file__).parent
DEEP, SENTENCES = 50, 60
OFFSET, HIDDEN, NETS, EPOCHS, DECAY = 4.0, 8, 3, 150, 0.3  # the nets correct OFFSET times the score by hand
NEWS_SHARE = 3  # articles of news, where removing the answer leaves its like, for each reading test among what refusal learns
MISSES_SHARE = 3  # examples in which an article was removed, for each from which only the sentence was
WIDTH, JUDGES, DROP, JUDGES_DECAY = 16, 5, 0.3, 1.0  # of the nets that refuse
BESIDE, CLOZES, CLOSE = 24, 30_000, 0.55  # sentences of a case; made questions; the least cosine of words of one kind


@dataclass(frozen=True, slots=True)
class Example:
    """One question: the features of its sentences with which of them answer, and the evidence with and without the answer."""

    rows: Matrix
    right: NDArray[np.bool_]
    evidence: Matrix
    answered: NDArray[np.bool_]


def main(arguments: Sequence[str]) -> int:
    """Train from the command line; 2 when there is nothing to train on."""
    parser = argparse.ArgumentParser(prog="python -m rag.train", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--news", type=Path, help="the folder of an index of the news")
    parser.add_argument("--spans", type=Path, nargs="+", metavar="FILE", help="articles (JSONL or .jsonl.xz) to train the net on")
    parser.add_argument("--only", choices=("ranker", "refusal"), help="which of the two to write (default: both)")
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder to write to (default: this package)")
    options = parser.parse_args(arguments)
    if not (options.data / "reading_questions_train.jsonl").exists():
        sys.stderr.write(f"{options.data} 里没有 reading_questions_train.jsonl：没有可学的数据。\n")
        return 2
    if options.spans:
        _spans(options.data, options.spans, options.to / SPANS)
        return 0
    news = list[Example]()
    if options.news:
        rows = _read(options.data / "news_questions_dev.jsonl")
        news = list(_examples(options.news, [(row["query"], [row["answer"]]) for row in rows]))
    with _library(options.data) as library:
        examples = list(_examples(library, _asked(options.data, options.questions)))
    if options.only != "refusal":
        _write(options.to / "ranker.json", ranker(examples + 2 * news))
    if options.only != "ranker":
        _write(options.to / "refusal.json", refusal(_unlike(options.data, news, examples)))
    return 0


def _unlike(data: Path, news: Sequence[Example], examples: Sequence[Example]) -> list[Example]:
    """What refusal learns from: mostly news where there is any, reading tests, and of these some that lack one sentence."""
    removed = [*news, *examples[: len(news) // NEWS_SHARE]] if news else list(examples)
    return [*removed, *_misses(data, len(removed) // MISSES_SHARE)]


def _write(path: Path, made: dict[str, object]) -> None:
    path.write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="utf-8")


def _read(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@contextmanager
def _library(data: Path, texts: Mapping[str, str] | None = None) -> Iterator[Path]:
    """The folder of an index of the paragraphs, or of these `texts` by their ids, made for the purpose."""
    from index.build import index

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = folder / "paragraphs.jsonl"
        lines = (json.dumps({"id": key, "text": text}) for key, text in (texts or _paragraphs(data)).items())
        corpus.write_text("\n".join(lines), encoding="utf-8")
        index([corpus], Settings(data=folder / "library").index)
        yield folder / "library"


def _paragraphs(data: Path) -> dict[str, str]:
    return {str(row["id"]): str(row["text"]) for row in _read(data / "reading_paragraphs.jsonl")}


def _misses(data: Path, most: int) -> Iterator[Example]:
    """For up to `most` questions the evidence of what they find, and of what they find where that one sentence is gone."""
    rows = [row for row in _read(data / "reading_questions_train.jsonl") if str(row["query"]).strip("? ")]
    pairs = [(str(row["para"]), (str(row["query"]), cast("list[str]", row["answers"]))) for row in rows]
    texts, asked = without_answers(_paragraphs(data), pairs, most)
    with _library(data) as whole, _library(data, texts) as lacking:
        both = (_ranked(folder, asked) for folder in (whole, lacking))
        for (question, _, (full, _)), (_, _, (short, _)) in zip(*both, strict=True):
            if question.kind in LONG:
                continue
            pair = np.array([evidence(question, full), evidence(question, short)], np.float32)
            yield Example(np.zeros((0, len(NAMES)), np.float32), np.zeros(0, np.bool_), pair, np.array([True, False]))


def _asked(data: Path, most: int) -> list[tuple[object, object]]:
    """Questions of the reading tests with their answers, as many, drawn with a fixed seed."""
    rows = [row for row in _read(data / "reading_questions_train.jsonl") if str(row["query"]).strip("? ")]
    return [(row["query"], row["answers"]) for row in random.Random(1).sample(rows, min(most, len(rows)))]  # noqa: S311


def _spans(data: Path, files: Sequence[Path], path: Path) -> None:
    """Train the net that reads sentences, and write it."""
    from index.training.pairs import read_texts
    from rag.training import spans, words
    from rag.training.cloze import clozes

    texts = read_texts(files)
    known = words.Words.of([*texts, *(str(row["text"]) for row in _read(data / "reading_paragraphs.jsonl"))])
    _say(f"读到{len(texts)}篇文章，词向量已算好，正在出题……")
    net = spans.SpanNet(known.vectors, spans.Recipe().drop)
    made = list(clozes(texts, lambda word: known.similar(word, CLOSE), CLOZES))
    spans.learn(net, made, [], spans.Recipe(epochs=1, without=0.0), _say)
    with _library(data) as library:
        pairs = list(_cases(library, _asked(data, sys.maxsize)))
    full = [one for one, _ in pairs if one.answered]
    spans.learn(net, full, [gone for _, gone in pairs if gone.sentences], spans.Recipe(), _say)
    spans.write(net, path)


def _cases(folder: Path, asked: Sequence[tuple[object, object]]) -> Iterator[tuple[Case, Case]]:
    """For each question the case of what it finds, and of what it finds when every article with the answer is removed."""
    for question, wanted, both in _ranked(folder, asked, reading=False):
        heads = [ranked.sentences[:BESIDE] for ranked in both]
        full, gone = (
            case(fold(question.standalone), [s.candidate.line.text for s in head], [s.score for s in head], answers)
            for head, answers in zip(heads, (wanted, []), strict=True)
        )
        yield full, gone


def _say(message: str) -> None:
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


def _ranked(
    folder: Path, asked: Sequence[tuple[object, object]], *, reading: bool = True
) -> Iterator[tuple[Question, list[str], tuple[Ranked, Ranked]]]:
    """Each question with its folded answers and what it finds in the library in `folder`: all, and all that lacks the answer."""
    settings = Settings(data=folder)
    with Snapshot.open(folder, settings.index) as snapshot:
        reader, searcher = Reader(Lexicon()), Searcher(snapshot, open_embedding(settings.embedding))
        total = snapshot.scope()[0]
        for text, answers in asked:
            question, wanted = reader.read(str(text)), [fold(str(answer)) for answer in answers]  # type: ignore[attr-defined]
            found = searcher.search(question, DEEP)
            articles = {a.article_id: a for a in snapshot.articles(list(dict.fromkeys(hit.passage.article for hit in found)))}
            holding = {name for name, article in articles.items() if any(answer in fold(article.text) for answer in wanted)}
            removed: list[Found] = [hit for hit in found if hit.passage.article_id not in holding]
            full, gone = (rank(question, hits[: depth(total)], articles, total, reading=reading) for hits in (found, removed))
            yield question, wanted, (full, gone)


def _examples(folder: Path, asked: Sequence[tuple[object, object]]) -> Iterator[Example]:
    """What the questions of one sentence find, where only some of the sentences answer."""
    for question, wanted, pair in _ranked(folder, asked):
        head = pair[0].sentences[:SENTENCES]
        right = [any(answer in s.candidate.line.text for answer in wanted) for s in head]
        if not any(right) or all(right) or question.kind in LONG:
            continue
        yield Example(
            rows=np.array([s.row for s in head], np.float32),
            right=np.array(right),
            evidence=np.array([evidence(question, r) for r in pair], np.float32),
            answered=np.array([True, False]),
        )


def ranker(examples: Sequence[Example]) -> dict[str, object]:
    """The nets that correct the score by hand, of the greatest likelihood that a right sentence stands first."""
    made = [_net(examples, seed) for seed in range(NETS)]
    return {"features": list(NAMES), "share": 0.1, "nets": made}


def _net(examples: Sequence[Example], seed: int) -> dict[str, object]:
    import torch

    torch.manual_seed(seed)
    rows = np.concatenate([example.rows for example in examples])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-2
    inputs = torch.zeros(len(examples), SENTENCES, len(NAMES))
    offset = torch.full((len(examples), SENTENCES), -1e9)
    right = torch.zeros(len(examples), SENTENCES)
    for i, example in enumerate(examples):
        size = len(example.rows)
        inputs[i, :size] = torch.tensor((example.rows - mean) / scale)
        offset[i, :size] = torch.tensor(OFFSET * linear(example.rows))
        right[i, :size] = torch.tensor(example.right.astype(np.float32))
    inner, outer = torch.nn.Linear(len(NAMES), HIDDEN), torch.nn.Linear(HIDDEN, 1)
    net = torch.nn.Sequential(inner, torch.nn.Tanh(), outer)
    steps = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=DECAY)
    for _ in range(EPOCHS):
        chances = torch.log_softmax(net(inputs).squeeze(-1) + offset, dim=1)
        loss = -torch.logsumexp(chances + torch.log(right + 1e-12), dim=1).mean()
        steps.zero_grad()
        torch.autograd.backward(loss)
        steps.step()
    return _written(mean, scale, inner, outer)


def refusal(examples: Sequence[Example]) -> dict[str, object]:
    """Nets that tell whether the evidence answers; examples from which nothing could be removed teach nothing."""
    import torch

    examples = [example for example in examples if not np.allclose(*example.evidence)]
    rows = np.concatenate([example.evidence for example in examples])[:, [EVIDENCE.index(name) for name in LEARNED_FROM]]
    answered = torch.tensor(np.concatenate([example.answered for example in examples]).astype(np.float32))
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    inputs = torch.tensor(np.clip((rows - mean) / scale, -FAR, FAR))
    made = []
    for seed in range(JUDGES):
        torch.manual_seed(seed)
        inner, outer = torch.nn.Linear(len(LEARNED_FROM), WIDTH), torch.nn.Linear(WIDTH, 1)
        net = torch.nn.Sequential(inner, torch.nn.Tanh(), torch.nn.Dropout(DROP), outer)
        steps = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=JUDGES_DECAY)
        for _ in range(EPOCHS):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(net(inputs).squeeze(-1), answered)
            steps.zero_grad()
            torch.autograd.backward(loss)
            steps.step()
        made.append(_written(mean, scale, inner, outer) | {"outer_bias": round(outer.bias.item(), 4), "far": FAR})
    return {"features": list(LEARNED_FROM), "nets": made}


def _written(mean: Matrix, scale: Matrix, inner: torch.nn.Linear, outer: torch.nn.Linear) -> dict[str, object]:
    """A net as `rag.nets` reads it."""
    return {
        "mean": _short(mean), "scale": _short(scale), "inner": [_short(row) for row in inner.weight.detach().numpy()],
        "inner_bias": _short(inner.bias.detach().numpy()), "outer": _short(outer.weight.detach().numpy()[0]),
    }  # fmt: skip


def _short(values: NDArray[np.float32] | NDArray[np.float64]) -> list[float]:
    return [round(float(value), 4) for value in values]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
