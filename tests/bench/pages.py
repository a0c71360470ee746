"""How fast newspaper pages are restored and split, from 1 page to 1,000, beside cutting the text at its blank lines."""

from __future__ import annotations

import re
import time
from pathlib import Path

from index.article import Source
from index.split import split

SEEDS = Path(__file__).parents[2] / "seeds"
SIZES = (1, 10, 100, 1000)


def main() -> None:
    """Measure and print."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    for text in texts:
        split(text, Source("warm.txt", ""))
    print("\n| pages | MB | ours, CPU s | ours, MB/s | blank lines, MB/s |")
    print("| --- | --- | --- | --- | --- |")
    for size in SIZES:
        pages = [texts[i % len(texts)] for i in range(size)]
        megabytes = sum(len(page.encode()) for page in pages) / 1e6
        started = time.process_time()
        for i, page in enumerate(pages):
            split(page, Source(f"{i}.txt", ""))
        ours = time.process_time() - started
        started = time.process_time()
        for page in pages:
            re.split(r"\n\s*\n", page)
        naive = time.process_time() - started
        print(f"| {size} | {megabytes:.2f} | {ours:.2f} | {megabytes / ours:.2f} | {megabytes / naive:.0f} |")
    print("\naim: 2 MB/s or more, the same at every size")
