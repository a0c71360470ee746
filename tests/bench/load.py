"""Twenty users at once against a real server on loopback. `python -m tests.bench load [--data FOLDER] [--questions FILE] ...`.

The server is `liaocheng serve` in a process of its own: over the shipped texts, or over the library in FOLDER. Each user asks one
question after the other without a pause; the questions are those of the gold file, or of FILE (a JSON object with `question` or
`query` a line). Ten minutes of twenty people who ask every ten seconds are 1,200 questions: those are asked, as fast as it goes.
Then twice as many users as fit at once ask together: some are told to come back, and when they do, all are answered. With
--distinct no question comes twice: else most answers are kept ones, as answers are where people ask alike.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from rag import Settings
from rag.workers import usual

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "gold" / "questions.jsonl"
WARMING = 50  # questions
OPEN_LIMITS = {f"LIAOCHENG_LIMIT_{kind}": "off" for kind in ("REQUESTS", "TOKENS", "UPLOADS", "ADDRESS")}
START_SECONDS = 120


@dataclass
class Told:
    """What the users were told: how many answers of each status, and the milliseconds of each answered request."""

    statuses: Counter[int] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    retry: set[str] = field(default_factory=set)
    seconds: float = 0.0

    def quantile(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        return sorted(self.milliseconds)[int(share * (len(self.milliseconds) - 1))]


@contextmanager
def server(data: Path | None, **settings: str) -> Iterator[tuple[str, int]]:
    """The address and process of a server over the library in `data` (default: the shipped texts), ready to answer."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIAOCHENG_", "STREAMLIT_"))}
        given = {"LIAOCHENG_DATA": str(data or folder), "LIAOCHENG_PORT": str(port), "LIAOCHENG_LOG_LEVEL": "warning"}
        more = {f"LIAOCHENG_{name.upper()}": value for name, value in settings.items()}
        environment = kept | given | OPEN_LIMITS | more | {"PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "ui.serve"]
        with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL) as started:
            try:
                url = f"http://127.0.0.1:{port}"
                wait_until_ready(url, started)
                yield url, started.pid
            finally:
                started.terminate()


def wait_until_ready(url: str, started: subprocess.Popen[bytes]) -> None:
    """Returns when the library is open. Raises TimeoutError, or RuntimeError when the server has stopped."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if started.poll() is not None:
            raise RuntimeError(f"the server has stopped with code {started.returncode}")
        try:
            if httpx.get(f"{url}/readyz", timeout=30).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the server is not ready")


def ask_together(url: str, questions: Sequence[str], users: int, total: int) -> Told:
    """`total` questions asked by `users` users, each with a connection of its own, one after the other without a pause."""
    told, lock, numbers = Told(), threading.Lock(), itertools.count()

    def user() -> None:
        with httpx.Client(base_url=url, timeout=60) as client:
            while (number := next(numbers)) < total:
                started = time.perf_counter()
                response = client.post("/v1/ask", json={"question": questions[number % len(questions)]})
                took = 1000 * (time.perf_counter() - started)
                with lock:
                    told.statuses[response.status_code] += 1
                    told.milliseconds.append(took)
                    if response.status_code in {429, 503}:
                        told.retry.add(response.headers.get("Retry-After", ""))

    started = time.perf_counter()
    threads = [threading.Thread(target=user) for _ in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.seconds = time.perf_counter() - started
    return told


def read_questions(path: Path, most: int) -> list[str]:
    """The first `most` different questions of a JSON-lines file."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return list(dict.fromkeys(row.get("question") or row["query"] for row in rows))[:most]


def wait_for_workers(url: str, wanted: int) -> None:
    """Returns when the server has so many processes that answer; raises TimeoutError when it never has."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if f"liaocheng_workers {wanted:.1f}" in httpx.get(f"{url}/metrics", timeout=30).text:
            return
        time.sleep(0.1)
    raise TimeoutError("the processes that answer are not ready")


def main(*given: str) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench load")
    parser.add_argument("--data", type=Path, help="the folder of a library; default: the shipped texts")
    parser.add_argument("--questions", type=Path, default=GOLD, help="JSON lines with a question or query each")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--total", type=int, default=1200)
    parser.add_argument("--at-once", type=int, default=64, help="the setting at_once of the server")
    parser.add_argument("--workers", type=int, help="the setting of this name; default: the server's own")
    parser.add_argument("--distinct", action="store_true", help="ask each question once, after fifty others to warm up")
    options = parser.parse_args(given)
    questions = read_questions(options.questions, options.total + WARMING)
    warming = questions[:WARMING]
    if options.distinct:
        questions = questions[WARMING:]
        if not questions:
            parser.error(f"--distinct needs more than {WARMING} questions: give --questions a longer file")
        options.total = min(options.total, len(questions))
    workers = {} if options.workers is None else {"workers": str(options.workers)}
    with server(options.data, at_once=str(options.at_once), **workers) as (url, process):
        for _ in range(2):  # what is loaded at first use is no part of the measure
            ask_together(url, warming, 4, WARMING)
            wait_for_workers(url, usual(Settings(Path(), workers=options.workers)))
        told = ask_together(url, questions, options.users, options.total)
        memory = [one.memory_full_info().uss / 1e6 for one in (psutil.Process(process), *psutil.Process(process).children())]
        flood = ask_together(url, questions, 2 * options.at_once, 6 * options.at_once)
        after = ask_together(url, questions, options.users, 10 * options.users)
    errors = told.statuses.total() - told.statuses[200]
    print(f"\n{options.users} users at once, {told.statuses.total()} questions, {len(os.sched_getaffinity(0))} cores")
    print("| errors | a second | p50 ms | p90 ms | p99 ms | most ms | memory MB, the server's and each worker's own |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    cells = [f"{told.quantile(share):.0f}" for share in (0.5, 0.9, 0.99, 1.0)]
    own = " + ".join(f"{one:.0f}" for one in memory)
    print(f"| {errors} | {told.statuses.total() / told.seconds:.0f} | {' | '.join(cells)} | {own} |")
    print(f"\n{2 * options.at_once} users at once where {options.at_once} fit: {dict(flood.statuses)}, Retry-After {flood.retry}")
    print(f"afterwards: {dict(after.statuses)}")
    print("\naim: 0 errors; p99 ≤ 300 ms on the shipped texts, ≤ 800 ms on 68,798 articles")
