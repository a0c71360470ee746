"""Question to article, side by side: ours and other libraries on the news corpus. `python -m tests.bench retrieval [ARTICLES]`.

ARTICLES limits how many are indexed (the right ones are always among them); without it, all are. The corpus lies beside the
repository and does not ship; without it, nothing is measured.
"""

from __future__ import annotations

import importlib.util
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.bench.peers import NEEDS, K, read

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
CLI = "import sys; from rag.cli import main; sys.exit(main(sys.argv[1:]))"
MEASURED = "import resource, sys; from rag.cli import main; code = main(sys.argv[1:]); \
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr); sys.exit(code)"


def ndcg(docs: Iterable[str], right: set[str]) -> float:
    """nDCG@10 with equal gains."""
    gained = sum(1 / math.log2(rank + 2) for rank, doc in enumerate(list(docs)[:10]) if doc in right)
    return gained / sum(1 / math.log2(rank + 2) for rank in range(min(len(right), 10)))


def sample(limit: int, folder: Path) -> tuple[Path, Path, dict[str, set[str]]]:
    """The articles and questions as files, and the right articles of each question."""
    questions = read(DATA / "news_questions_dev.jsonl")
    right = {row["qid"]: {str(doc) for doc in row["docs"]} for row in questions}
    wanted = set().union(*right.values())
    rows = read(DATA / "news.jsonl.xz")
    kept = [row for number, row in enumerate(rows) if number < limit or str(row["id"]) in wanted]
    articles, asked = folder / "news.jsonl", folder / "questions.jsonl"
    articles.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept), encoding="utf-8")
    lines = (json.dumps({"id": row["qid"], "query": row["query"]}, ensure_ascii=False) + "\n" for row in questions)
    asked.write_text("".join(lines), encoding="utf-8")
    return articles, asked, right


def ours(articles: Path, asked: Path, folder: Path) -> dict[str, Any]:
    """Index and search with the command line."""
    environment = os.environ | {"LIAOCHENG_DATA": str(folder / "library")}

    def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", script, *arguments]
        return subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)

    started = time.perf_counter()
    run(CLI, "index", str(articles))
    indexing = time.perf_counter() - started
    done = run(MEASURED, "search", "--batch", str(asked), "-k", str(K), "--json")
    query = read(asked)[0]["query"]
    cold = math.inf
    for _ in range(3):
        started = time.perf_counter()
        run(CLI, "search", query)
        cold = min(cold, time.perf_counter() - started)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {"index": indexing, "memory": float(done.stderr.split()[-1]), "cold": cold, "found": found}


def alone(asked: Path, library: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each of the two searches by itself, in the library that `ours` made.

    An article counts as its best passage, among the keywords with a tenth of the next two.
    """
    from index.embed import open_embedding
    from index.lexicon import Lexicon
    from index.snapshot import Snapshot
    from rag.question import Reader
    from rag.retrieve import keyword_query

    reader, model = Reader(Lexicon()), open_embedding("builtin")
    with Snapshot.open(library) as snapshot:
        searches: dict[str, tuple[Callable[[Any], list[tuple[int, float]]], float]] = {
            "ours, keywords alone": (lambda question: snapshot.keywords.search(keyword_query(question), 100), 0.1),
            "ours, vectors alone": (lambda question: snapshot.vectors.search(model.query(question.standalone), 100), 0.0),
        }
        for name, (search, more) in searches.items():
            found = []
            for line in read(asked):
                started = time.perf_counter()
                scores = dict(search(reader.read(line["query"])))
                held: dict[str, list[float]] = {}
                for passage in snapshot.passages(list(scores)):
                    held.setdefault(passage.article_id, []).append(scores[passage.passage_id])
                sums = {key: values[0] + more * sum(values[1:3]) for key, values in held.items()}
                docs = sorted(sums, key=lambda key: -sums[key])[:K]
                found.append({"id": line["id"], "docs": docs, "seconds": time.perf_counter() - started})
            yield name, {"found": found}


def peer(name: str, articles: Path, asked: Path) -> dict[str, Any] | None:
    """The same with another library; None where it is not installed."""
    try:
        there = importlib.util.find_spec(NEEDS[name]) is not None
    except ModuleNotFoundError:
        there = False
    if not there:
        return None
    command = [sys.executable, "-m", "tests.bench.peers", name, str(articles), str(asked)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(done.stdout[done.stdout.index('{"index"') :])


def row(name: str, measured: Mapping[str, Any], right: Mapping[str, set[str]]) -> str:
    """One line of the table."""
    found = {result["id"]: result["docs"] for result in measured["found"]}
    seconds = sorted(result["seconds"] for result in measured["found"])
    scores = [ndcg(found[qid], docs) for qid, docs in right.items()]
    tens = [len(docs & set(found[qid][:10])) / len(docs) for qid, docs in right.items()]
    cells = (
        f"{measured['index']:.0f}" if "index" in measured else "", f"{1000 * statistics.median(seconds):.1f}",
        f"{1000 * seconds[int(0.99 * (len(seconds) - 1))]:.1f}", f"{measured['memory']:.0f}" if "memory" in measured else "",
        f"{measured['cold']:.2f}" if "cold" in measured else "", f"{statistics.mean(scores):.3f}", f"{statistics.mean(tens):.3f}",
    )  # fmt: skip
    return f"| {name} | {' | '.join(cells)} |"


def main(limit: str = "") -> None:
    """Measure and print."""
    if not (DATA / "news.jsonl.xz").is_file():
        print(f"skipped: the news corpus is not at {DATA}")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        articles, asked, right = sample(int(limit) if limit else sys.maxsize, folder)
        print("| | index s | p50 ms | p99 ms | memory MB | cold s | nDCG@10 | R@10 |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        print(row("ours", ours(articles, asked, folder), right), flush=True)
        for search, measured in alone(asked, folder / "library"):
            print(row(search, measured, right), flush=True)
        for other in NEEDS:
            theirs = peer(other, articles, asked)
            print(row(other, theirs, right) if theirs else f"| {other} | not installed |", flush=True)
