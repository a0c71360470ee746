"""What vectors cost against size: 1k, 10k, 69k and, asked for, 1,000,000 passages. `python -m tests.bench scale [--million]`.

With the million, the picture of it (`cost.svg` beside this file) is drawn anew.

The vectors are those of the news where it lies beside the repository, else of the shipped texts, each repeated with changes:
a repeat is the sum of two of them, and of noise. Questions are vectors of the same kind that were not indexed. Each size has a
process of its own, so that memory is its own; the best ten of all, by inner product in float32, are the measure of recall.
"""

from __future__ import annotations

import json
import lzma
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import open_embedding
from index.sentences import sentences
from index.vectors import FlatVectors
from tests.bench.picture import picture

ROOT = Path(__file__).parents[2]
NEWS = ROOT.parent / "shared" / "data" / "news.jsonl.xz"
SIZES = (1_000, 10_000, 68_798)
MILLION = 1_000_000
BASE, BLOCK, ASKED, BEST = 20_000, 50_000, 200, 10
NOISE = 0.5  # The length of the noise beside the two vectors' one.

Vectors = NDArray[np.float32]


def texts() -> Iterator[str]:
    """Texts of about a passage's length."""
    if NEWS.is_file():
        with lzma.open(NEWS, "rt", encoding="utf-8") as file:
            yield from (json.loads(line)["text"][:300] for line in file)
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        yield from (text[start:end] for start, end in sentences(text))


def unit(vectors: Vectors) -> Vectors:
    """Rows (n, dimension) of length one."""
    return (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def changed(base: Vectors, count: int, seed: int) -> Vectors:
    """`count` repeats (count, dimension) of the rows of `base`, each with changes."""
    chance = np.random.default_rng(seed)
    first, second = chance.integers(len(base), size=(2, count))
    share = chance.uniform(0.5, 1.0, (count, 1)).astype(np.float32)
    noise = unit(chance.standard_normal((count, base.shape[1]), np.float32))
    return unit(share * base[first] + (1 - share) * base[second] + NOISE * noise)


def blocks(base: Vectors, size: int) -> Iterator[tuple[int, Vectors]]:
    """The first row number and the rows of each block; the same whenever asked."""
    for start in range(0, size, BLOCK):
        yield start, changed(base, min(BLOCK, size - start), start + 1)


def exact(base: Vectors, size: int, questions: Vectors) -> list[set[int]]:
    """The best ten row numbers of each question, by brute force."""
    scores, rows = np.empty((len(questions), 0), np.float32), np.empty((len(questions), 0), np.int64)
    for start, block in blocks(base, size):
        numbers = np.broadcast_to(np.arange(start, start + len(block)), (len(questions), len(block)))
        scores, rows = np.hstack([scores, questions @ block.T]), np.hstack([rows, numbers])
        best = np.argsort(-scores, axis=1, kind="stable")[:, :BEST]
        scores, rows = np.take_along_axis(scores, best, 1), np.take_along_axis(rows, best, 1)
    return [set(row.tolist()) for row in rows]


def measure(size: int, folder: Path) -> dict[str, float]:
    """Index `size` vectors, open them anew and search: seconds, milliseconds, megabytes, recall."""
    model = open_embedding("builtin")
    base = model.passages(list(islice(texts(), BASE)))
    base = base[np.linalg.norm(base, axis=1) > 0]
    started = time.perf_counter()
    made = FlatVectors(model.dimension)
    for start, block in blocks(base, size):
        rows = np.arange(start, start + len(block))
        made.add(rows, rows, block)
    made.save(folder, 1)
    indexing = time.perf_counter() - started
    building = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    del made
    started = time.perf_counter()
    opened = FlatVectors.open(folder, model.dimension, np.repeat(np.arange(size)[:, None], 2, axis=1))
    opening = time.perf_counter() - started
    questions = changed(base, ASKED, 0)
    seconds, found = [], []
    for question in questions:
        started = time.perf_counter()
        found.append({row for row, _ in opened.search(question, BEST)})
        seconds.append(1000 * (time.perf_counter() - started))
    recall = np.mean([len(a & b) / len(b) for a, b in zip(found, exact(base, size, questions), strict=True)])
    on_disk = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    return {
        "index": indexing, "open": opening, "p50": float(np.median(seconds)), "p99": float(np.quantile(seconds, 0.99)),
        "recall": float(recall), "disk": on_disk, "memory": building,
    }  # fmt: skip


def main(*options: str) -> None:
    """Measure each size and print the table."""
    print("\n| passages | index s | open s | p50 ms | p99 ms | recall@10 | on disk MB | peak memory MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    rows: dict[int, dict[str, float]] = {}
    for size in (*SIZES, *([MILLION] if "--million" in options else [])):
        with tempfile.TemporaryDirectory() as name:
            script = "import json, pathlib, sys; from tests.bench.scale import measure; \
                print(json.dumps(measure(int(sys.argv[1]), pathlib.Path(sys.argv[2]))))"
            command = [sys.executable, "-c", script, str(size), str(Path(name) / "vectors")]
            row = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
        rows[size] = row
        cells = f"{row['index']:.1f} | {row['open']:.2f} | {row['p50']:.1f} | {row['p99']:.1f} | {row['recall']:.3f}"
        print(f"| {size:,} | {cells} | {row['disk']:.0f} | {row['memory']:.0f} |", flush=True)
    if MILLION in rows:
        names = {"index": "indexing, s", "p99": "search p99, ms", "memory": "peak memory, MB"}
        costs = {name: [max(row[key], 0.01) for row in rows.values()] for key, name in names.items()}
        drawn = picture("What vectors cost against the number of passages", list(rows), costs)
        Path(__file__).with_name("cost.svg").write_text(drawn, encoding="utf-8")
    print("\naim at 1,000,000: p99 ≤ 60 ms, recall@10 ≥ .95, ≤ 4,000 MB")
