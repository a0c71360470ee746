"""Prints what the program takes on this machine: indexing the shipped texts, a cold answer, warm answers, beside a baseline.

The baseline answers with the three best sentences by BM25 over jieba words, held in memory.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import jieba
import psutil

from index.build import index
from index.sentences import sentences
from index.shipped import seeds
from rag import Assistant, Settings
from tests.bench import answers, browser, desk, load, million, model, pages, retrieval, scale, wording

ROOT = Path(__file__).parents[2]
QUESTIONS = [
    json.loads(line)["question"]
    for line in (ROOT / "tests" / "gold" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
COLD = "import sys; from rag.cli import main; sys.exit(main(['ask', sys.argv[1]]))"


class Baseline:
    """BM25 (k1 1.2, b 0.75) over the sentences of all articles."""

    def __init__(self, assistant: Assistant) -> None:
        texts = [
            article.text[start:end]
            for source, _ in assistant.sources()
            for hit in assistant.search("聊城", k=1000, sources=[source.name]).hits
            for article in [assistant.article(hit.article_id)]
            if article
            for start, end in sentences(article.text)
        ]
        self.texts = list(dict.fromkeys(texts))
        self.counts = [Counter(jieba.cut(text)) for text in self.texts]
        self.found = Counter(word for count in self.counts for word in count)
        self.mean = statistics.mean(count.total() for count in self.counts)

    def ask(self, question: str) -> list[str]:
        """The three best sentences."""
        words, total = list(jieba.cut(question)), len(self.texts)

        def score(count: Counter[str]) -> float:
            norm = 1.2 * (0.25 + 0.75 * count.total() / self.mean)
            return sum(
                math.log(1 + (total - self.found[w] + 0.5) / (self.found[w] + 0.5)) * count[w] * 2.2 / (count[w] + norm)
                for w in words
            )

        best = sorted(range(total), key=lambda i: -score(self.counts[i]))[:3]
        return [self.texts[i] for i in best]


def timed(work: Callable[[str], object]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds, over all questions five times."""
    seconds = []
    for question in QUESTIONS * 5:
        started = time.perf_counter()
        work(question)
        seconds.append(1000 * (time.perf_counter() - started))
    return statistics.median(seconds), sorted(seconds)[int(0.99 * (len(seconds) - 1))]


def cold(folder: Path) -> float:
    """Seconds of wall time of one `liaocheng ask` in a fresh process, the best of five."""
    environment = os.environ | {"LIAOCHENG_DATA": str(folder)}
    best = math.inf
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", COLD, QUESTIONS[0]], env=environment, cwd=ROOT, check=True, capture_output=True)
        best = min(best, time.perf_counter() - started)
    return best


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(data=Path(name))
        with seeds() as folder:
            started = time.perf_counter()
            index([folder], settings.index)
            building = time.perf_counter() - started
        with Assistant.open(settings=settings) as assistant:
            assistant.warm()
            baseline = Baseline(assistant)
            rows = [
                ("index the shipped texts from nothing", f"{building:.2f} s", "≤ 5 s", ""),
                ("cold `liaocheng ask`, best of 5", f"{cold(settings.data):.2f} s", "≤ 1.5 s", ""),
                (
                    "warm ask, p50 / p99",
                    "{:.1f} / {:.1f} ms".format(*timed(assistant.ask)),
                    "p50 ≤ 50 ms",
                    "{:.1f} / {:.1f} ms".format(*timed(baseline.ask)),
                ),
                ("warm search, p50 / p99", "{:.1f} / {:.1f} ms".format(*timed(assistant.search)), "", ""),
                ("memory of this process", f"{psutil.Process().memory_info().rss / 1e6:.0f} MB", "", ""),
            ]
    print(f"| {'what':38} | {'ours':18} | {'aim':12} | 3 sentences by BM25 |")
    print("| --- | --- | --- | --- |")
    for row in rows:
        print(f"| {row[0]:38} | {row[1]:18} | {row[2]:12} | {row[3]} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["retrieval"]:
        retrieval.main(*sys.argv[2:3])
    elif sys.argv[1:2] == ["desk"]:
        desk.main(*sys.argv[2:3])
    elif sys.argv[1:2] == ["scale"]:
        scale.main(*sys.argv[2:])
    elif sys.argv[1:2] == ["browser"]:
        browser.main()
    elif sys.argv[1:2] == ["answers"]:
        answers.main(*sys.argv[2:])
    elif sys.argv[1:2] == ["model"]:
        model.main()
    elif sys.argv[1:2] == ["million"]:
        million.main(*sys.argv[2:])
    elif sys.argv[1:2] == ["load"]:
        load.main(*sys.argv[2:])
    elif sys.argv[1:2] == ["wording"]:
        wording.main()
    else:
        main()
        pages.main()
        browser.main()
        answers.main()
        wording.main()
        scale.main(*sys.argv[1:])
        load.main()
