"""Processes that answer: the same answers, from the same generation; one that ends is replaced, and none is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import psutil
import pytest

from index.build import index
from rag import Assistant, ServiceError, Settings, UsageError
from rag.ask import Request
from rag.workers import MEMORY, MOST, Workers, usual

GOLD = Path(__file__).parents[1] / "gold" / "questions.jsonl"
TODAY = date(2025, 6, 1)
PATIENCE = 120
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="stops a process for a while")
PARENT = """
import sys, time
from pathlib import Path
from rag import Settings
from rag.workers import Workers
workers = Workers(Settings(data=Path(sys.argv[1])), 1)
workers.start()
while not workers.ready:
    time.sleep(0.02)
print(*workers.pids(), flush=True)
time.sleep(600)
"""


def until(true):
    """Returns when `true()` is; fails when it never is."""
    give_up = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def request(text):
    return Request(text, (), None, None, None, TODAY)


@pytest.fixture(scope="module")
def workers(settings):
    with Workers(settings, 1) as made:
        made.start()
        until(lambda: made.ready)
        yield made


@pytest.fixture(scope="module")
def shared_out(settings, workers):
    """An assistant whose questions go to a worker, with what came back without one."""
    here = []
    with Assistant.open(settings=settings) as opened:

        def elsewhere(request, groups, generation, work):
            return workers.answer(request, groups, generation, lambda: here.append(request.text) or work())

        opened.share(elsewhere)
        yield opened, here


@pytest.fixture
def ready(workers):
    until(lambda: workers.ready)
    return workers


def test_the_answers_are_the_same(assistant, shared_out):
    opened, here = shared_out
    questions = [json.loads(line)["question"] for line in GOLD.read_text(encoding="utf-8").splitlines()[:8]]
    history = [{"question": questions[0], "answer": ""}]
    asked = [(question, {}) for question in questions]
    asked += [
        ("那2023年上半年呢？", {"history": history}),
        (questions[0], {"since": "2099"}),
        (questions[1], {"places": ("冠县",)}),
    ]
    for question, options in asked:
        there, ours = (one.ask(question, today=TODAY, **options) for one in (opened, assistant))
        assert replace(there, seconds=0) == replace(ours, seconds=0)
    assert here == []


def test_whoever_sees_less_is_answered_from_less(tmp_path):
    settings = Settings(data=tmp_path / "库", today=TODAY)
    (tmp_path / "一.txt").write_text("村里修路\n\n本报讯 2024年10月31日，北坡村修路17公里，总投资3200万元。\n", encoding="utf-8")
    (tmp_path / "二.txt").write_text("村里修桥\n\n本报讯 2024年11月2日，东坡村修桥3座，总投资510万元。\n", encoding="utf-8")
    index([tmp_path / "一.txt"], settings.index)
    with Assistant.open(settings=settings) as opened, Workers(settings, 1) as workers:
        workers.start()
        opened.share(lambda request, groups, generation, here: workers.answer(request, groups, generation, never))
        until(lambda: workers.ready)
        assert opened.ask("东坡村修桥几座？").refused
        index([tmp_path / "二.txt"], settings.index, readers=("办公室",))  # a newer generation, which the worker takes up
        assert "3座" in opened.ask("东坡村修桥几座？").text
        assert "3座" in opened.seen_by({"办公室"}).ask("东坡村修桥几座？").text
        assert opened.seen_by(()).ask("东坡村修桥几座？").refused


def never():
    raise AssertionError("this was for the worker")


def test_what_cannot_be_used_is_told_as_ever(shared_out):
    opened, here = shared_out
    with pytest.raises(UsageError):
        opened.ask("问题", since="某日")
    assert here.pop() == "问题"


def test_one_of_another_generation_does_not_answer(ready, assistant):
    ours = assistant.work(request("招商引资到位资金是多少？"))
    assert ready.answer(request("招商引资到位资金是多少？"), None, ours.generation + 1, lambda: ours) is ours


@POSIX
def test_a_question_whose_worker_ends_is_answered_by_the_next(ready, assistant):
    text, answers, (pid,) = "招商引资到位资金是多少？", [], ready.pids()
    os.kill(pid, signal.SIGSTOP)
    asker = threading.Thread(target=lambda: answers.append(ready.answer(request(text), None, assistant.generation, never)))
    asker.start()
    until(ready.busy)
    os.kill(pid, signal.SIGKILL)
    asker.join(PATIENCE)
    assert [replace(answer, seconds=0) for answer in answers] == [replace(assistant.work(request(text)), seconds=0)]
    assert pid not in ready.pids()


@POSIX
def test_a_question_that_takes_too_long_is_refused_and_its_worker_replaced(ready, monkeypatch):
    (pid,) = ready.pids()
    monkeypatch.setattr("rag.workers.LONGEST", 0.1)
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(ServiceError, match="没能答完"):
        ready.answer(request("问"), None, 1, never)
    until(lambda: ready.pids() not in ([], [pid]))


def test_a_question_that_ends_two_is_refused_and_never_worked_on_here(settings):
    with Workers(settings, 1, "tests.rag.failing_worker") as workers:
        workers.start()
        until(lambda: workers.ready)
        with pytest.raises(ServiceError, match="没能答完"):
            workers.answer(request("问"), None, 1, never)


@POSIX
def test_what_waits_when_we_stop_is_refused_and_no_child_is_left(settings):
    workers = Workers(settings, 1)
    workers.start()
    until(lambda: workers.ready)
    pids, outcome = workers.pids(), []
    os.kill(pids[0], signal.SIGSTOP)

    def ask():
        try:
            workers.answer(request("问"), None, 1, never)
        except ServiceError as error:
            outcome.append(error)

    askers = [threading.Thread(target=ask) for _ in range(2)]  # one is being answered, one waits
    for asker in askers:
        asker.start()
    until(lambda: workers.busy() == 2)
    workers.close()
    for asker in askers:
        asker.join(PATIENCE)
    assert len(outcome) == 2
    assert not psutil.pid_exists(pids[0])
    assert workers.answer(request("问"), None, 1, lambda: "此处") == "此处"


@POSIX
def test_a_parent_that_is_killed_takes_its_children_along(settings):
    with subprocess.Popen([sys.executable, "-c", PARENT, settings.data], stdout=subprocess.PIPE, text=True) as parent:
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    assert psutil.wait_procs([child], PATIENCE)[0] == [child]


def test_children_are_started_when_several_ask_at_once(settings):
    both = threading.Barrier(2)

    def together():
        both.wait(PATIENCE)

    with Workers(settings, 1) as workers:
        workers.answer(request("问"), None, 1, lambda: None)
        assert not workers.pids()
        askers = [threading.Thread(target=workers.answer, args=(request("问"), None, 1, together)) for _ in range(2)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join(PATIENCE)
        until(workers.pids)


def test_how_many_there_are():
    settings = Settings(data=Path("无"))
    plenty = 100 * MEMORY
    assert usual(settings, 1, plenty) == 0
    assert usual(settings, 2, plenty) == 2
    assert usual(settings, 64, plenty) == MOST
    assert usual(settings, 4, 2 * MEMORY) == 2
    assert usual(replace(settings, workers=7), 1, 0) == 7
    assert usual(replace(settings, workers=0), 64, plenty) == 0
    assert usual(replace(settings, workers=7, model="m", base_url="http://x"), 64, plenty) == 0
