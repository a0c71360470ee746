"""A million passages through the whole of indexing and search. `python -m tests.bench million [--keep FOLDER]`.

The articles are those of the news, which lies beside the repository, six times over: a repeat has other digits, and every third
sentence is one of another article. Indexed by the command line, then opened by a process of its own, which searches for the
dev questions; the best ten by inner product in float32 over all vectors are the measure of the vectors' recall.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import psutil

from index.derive import embedded_text
from index.embed import open_embedding
from index.sentences import sentences
from tests.bench.scale import BEST, NEWS, ROOT

COPIES, STEP, WAIT, AT_ONCE = 6, 3, 0.5, 4000
DIGITS = [str.maketrans("0123456789", "".join(str((d * 3 + copy) % 10) for d in range(10))) for copy in range(COPIES)]
INDEX = "import sys; from rag.cli import main; sys.exit(main(['index', *sys.argv[1:]]))"
SEARCH = "import json, pathlib, sys; from tests.bench.million import searched; \
print(json.dumps(searched(pathlib.Path(sys.argv[1]))))"


def repeats() -> Iterator[dict[str, object]]:
    """The articles, and then their repeats with changes."""
    with lzma.open(NEWS, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    parted = [[row["text"][start:end] for start, end in sentences(row["text"])] for row in rows]
    chance = np.random.default_rng(4)
    for copy in range(COPIES):
        for number, row in enumerate(rows):
            text = parted[number] if not copy else list(parted[number])
            for place in range(copy % STEP, len(text) if copy else 0, STEP):
                other = parted[int(chance.integers(len(rows)))]
                text[place] = other[int(chance.integers(len(other)))] if other else ""
            said = "".join(text) if copy else row["text"]
            yield {"id": f"{copy}-{row['id']}", "date": row["date"], "text": said.translate(DIGITS[copy]) if copy else said}


def watched(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds of a command, and the most megabytes that it and its children held of their own at once."""
    started, most = time.perf_counter(), 0.0
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL) as run:
        process, done = psutil.Process(run.pid), threading.Event()
        while not done.wait(WAIT) and run.poll() is None:
            held = 0
            for each in [process, *process.children(recursive=True)]:
                try:
                    held += each.memory_full_info().uss
                except psutil.NoSuchProcess:
                    continue
            most = max(most, held / 1e6)
    if run.returncode:
        raise RuntimeError(f"{command[-2:]} ended with {run.returncode}")
    return time.perf_counter() - started, most


def searched(data: Path) -> dict[str, float]:
    """What opening the library in `data` and searching it for the dev questions takes."""
    from rag import Assistant, Settings

    questions = dev_questions()
    started = time.perf_counter()
    with Assistant.open(settings=Settings(data=data)) as assistant:
        assistant.search(questions[0])
        opening, seconds = time.perf_counter() - started, []
        assistant.warm()
        for question in questions:
            started = time.perf_counter()
            assistant.search(question)
            seconds.append(1000 * (time.perf_counter() - started))
    return {
        "open": opening, "p50": float(np.median(seconds)), "p99": float(np.quantile(seconds, 0.99)),
        "passages": assistant.passages, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def recalled(data: Path) -> float:
    """The share of the best ten by inner product over all vectors that the vector index finds, for the dev questions."""
    from index.snapshot import Snapshot
    from rag import Settings

    model = open_embedding("builtin")
    asked = np.stack([model.query(question) for question in dev_questions()])
    kept, scores = np.zeros((len(asked), 0), np.int64), np.zeros((len(asked), 0), np.float32)
    with Snapshot.open(data, Settings(data=data).index) as snapshot:
        found = [{key for key, _ in snapshot.vectors.search(question, BEST)} for question in asked]
        articles = snapshot.iter_articles()
        while part := dict(islice(articles, AT_ONCE)):
            passages = snapshot.passages_of(list(part))
            vectors = model.passages([embedded_text(part[passage.article], passage) for passage in passages])
            numbers = np.broadcast_to(np.array([passage.passage_id for passage in passages]), (len(asked), len(passages)))
            kept, scores = np.hstack([kept, numbers]), np.hstack([scores, asked @ vectors.T])
            best = np.argsort(-scores, axis=1, kind="stable")[:, :BEST]
            kept, scores = np.take_along_axis(kept, best, 1), np.take_along_axis(scores, best, 1)
    return float(np.mean([len(a & set(b.tolist())) / BEST for a, b in zip(found, kept, strict=True)]))


def dev_questions() -> list[str]:
    """The questions on the news."""
    lines = (NEWS.parent / "news_questions_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["query"] for line in lines]


def main(*given: str) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench million")
    parser.add_argument("--keep", type=Path, help="where the library is made and left in; one made before is used")
    options = parser.parse_args(given)
    if not NEWS.is_file():
        print(f"skipped: the news is not at {NEWS}")
        return
    with tempfile.TemporaryDirectory() as name:
        data = options.keep or Path(name) / "library"
        if not (data / "generations").is_dir():
            seconds, memory = made(data, Path(name))
            print(f"\nindexing: {seconds:.0f} s, {memory:,.0f} MB at most")
        command = [sys.executable, "-c", SEARCH, str(data)]
        row = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
        print("\n| passages | open and first answer s | p50 ms | p99 ms | peak memory MB | recall@10 of the vectors |")
        print("| --- | --- | --- | --- | --- | --- |")
        cells = f"{row['open']:.2f} | {row['p50']:.1f} | {row['p99']:.1f} | {row['memory']:,.0f} | {recalled(data):.3f}"
        print(f"| {int(row['passages']):,} | {cells} |")
    print("\naim at 1,000,000: p99 ≤ 60 ms, recall@10 ≥ .95, ≤ 4,000 MB")


def made(data: Path, folder: Path) -> tuple[float, float]:
    """Write the articles into files and index them: seconds and megabytes."""
    files = [folder / f"news{copy}.jsonl" for copy in range(COPIES)]
    opened = [file.open("w", encoding="utf-8") for file in files]
    for row in repeats():
        opened[int(str(row["id"]).split("-")[0])].write(json.dumps(row, ensure_ascii=False) + "\n")
    for file in opened:
        file.close()
    command = [sys.executable, "-c", INDEX, *map(str, files)]
    return watched(command, {"LIAOCHENG_DATA": str(data)})
