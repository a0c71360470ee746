"""A server that is told to stop finishes what it has begun: the answer that streams, and the one that is being worked on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import psutil
import pytest

from tests.bench.load import server as real
from tests.bench.load import wait_for_workers
from ui.serve import GRACE_SECONDS

ROOT = Path(__file__).parents[2]
SLOW = """
import asyncio, sys, time
sys.path[:0] = sys.argv[1:2]
from conftest import FakeAssistant, HARVEST
from rag.answer import Event
from rag.config import Settings
from pathlib import Path
from ui import serve

class Slow(FakeAssistant):
    def ask(self, question, **options):
        print("asked", flush=True)
        time.sleep(1)
        return super().ask(question, **options)

    async def astream(self, question, **options):
        for number in range(int(question)):
            yield Event("delta", {"text": str(number)})
            await asyncio.sleep(0.2)
        yield Event("done", {"answer": "end"})

settings = Settings(data=Path("none"), log_level="warning")
with serve.listen("127.0.0.1", 0) as door:
    print(door.getsockname()[1], flush=True)
    serve.run(Slow(HARVEST, "苹果", "苹果[1]"), door, settings)
"""


@pytest.fixture
def server():
    """The process and its address, ready to answer."""
    command = [sys.executable, "-c", SLOW, str(Path(__file__).parent)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8") as started:
        port = int(started.stdout.readline())
        with httpx.Client(transport=httpx.HTTPTransport(retries=50), base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            assert client.get("/livez").status_code == 200
        yield started, f"http://127.0.0.1:{port}"
        started.kill()


def streamed(address: str, pieces: int, begun: threading.Event, told: list[str]) -> None:
    """The names of the events of a stream; `begun` is set with the first."""
    body = {"question": str(pieces), "stream": True}
    try:
        with httpx.stream("POST", f"{address}/v1/ask", json=body, timeout=60) as response:
            for line in response.iter_lines():
                if line.startswith("data: "):
                    told.append(json.dumps(json.loads(line[6:])))
                    begun.set()
    except httpx.RemoteProtocolError:
        told.append("broken off")


def test_an_answer_that_streams_comes_to_its_end(server):
    process, address = server
    begun, told = threading.Event(), []
    reader = threading.Thread(target=streamed, args=(address, 5, begun, told))
    reader.start()
    assert begun.wait(60)
    process.send_signal(signal.SIGTERM)
    reader.join(60)
    assert len(told) == 6 and '"end"' in told[-1]
    assert process.wait(60) in {0, -signal.SIGTERM}
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{address}/livez")


def test_an_answer_that_is_worked_on_is_given(server):
    process, address = server
    answers = []
    asker = threading.Thread(
        target=lambda: answers.append(httpx.post(f"{address}/v1/ask", json={"question": "苹果"}, timeout=60))
    )
    asker.start()
    while process.stdout.readline() != "asked\n":
        pass
    process.send_signal(signal.SIGTERM)
    asker.join(60)
    assert [answer.status_code for answer in answers] == [200]
    assert process.wait(60) in {0, -signal.SIGTERM}


def test_one_that_takes_too_long_does_not_keep_it(server):
    process, address = server
    begun, told = threading.Event(), []
    reader = threading.Thread(target=streamed, args=(address, 10_000, begun, told))
    reader.start()
    assert begun.wait(60)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60 + GRACE_SECONDS) in {0, -signal.SIGTERM}
    reader.join(60)
    assert not reader.is_alive() and '"end"' not in told[-1]


def test_the_processes_that_answer_end_with_it(settings):
    with real(settings.data, workers="1") as (url, number):
        wait_for_workers(url, 1)
        process = psutil.Process(number)
        children = process.children()
        process.send_signal(signal.SIGTERM)
        assert psutil.wait_procs(children, 60) == (children, [])
    assert len(children) == 1
