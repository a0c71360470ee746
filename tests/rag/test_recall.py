import threading
from dataclasses import replace
from datetime import date

import pytest

from index.build import index
from rag import Assistant, Settings
from rag.ask import Request
from rag.recall import MOST, Recall

TODAY = date(2025, 6, 1)


def asked(text, **other):
    return replace(Request(text, (), None, None, None, None, ()), **other)


@pytest.fixture
def made():
    """What is answered and how often each request was worked on."""
    count = []

    def make(answer):
        def work():
            count.append(answer)
            return answer

        return work

    return make, count


@pytest.fixture(scope="module")
def answer(assistant):
    return assistant.ask("2024年聊城招商引资到位资金是多少？")


def test_the_same_request_is_worked_on_once(answer, made):
    make, count = made
    recall = Recall()
    first, again = (recall.answer(asked("问"), TODAY, make(answer)) for _ in range(2))
    assert len(count) == 1
    assert replace(again, seconds=0) == replace(first, seconds=0)


@pytest.mark.parametrize(
    "other",
    [
        {"text": "另问"},
        {"since": "2024"},
        {"until": "2024"},
        {"sources": ("一.txt",)},
        {"sources": ()},
        {"today": date(2024, 1, 1)},
        {"places": ("冠县",)},
        {"history": ({"question": "先问", "answer": "答"},)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_request_is_worked_on_anew(answer, made, other):
    make, count = made
    recall = Recall()
    recall.answer(asked("问"), TODAY, make(answer))
    recall.answer(asked(**{"text": "问", **other}), TODAY, make(answer))
    assert len(count) == 2


def test_another_day_is_another_request(answer, made):
    make, count = made
    recall = Recall()
    for today in (TODAY, date(2025, 6, 2)):
        recall.answer(asked("问"), today, make(answer))
    assert len(count) == 2


def test_the_oldest_is_forgotten_first(answer, made):
    make, count = made
    recall = Recall()
    for number in range(MOST + 1):
        recall.answer(asked(str(number)), TODAY, make(answer))
    recall.answer(asked("1"), TODAY, make(answer))
    assert len(count) == MOST + 1
    recall.answer(asked("0"), TODAY, make(answer))
    assert len(count) == MOST + 2


def test_from_several_threads(answer, made):
    make, count = made
    recall = Recall()
    threads = [threading.Thread(target=lambda n=n: recall.answer(asked(str(n % 5)), TODAY, make(answer))) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 5 <= len(count) <= 40
    assert {recall.answer(asked(str(n)), TODAY, make(answer)).text for n in range(5)} == {answer.text}


def test_a_new_generation_answers_anew(tmp_path):
    settings = Settings(data=tmp_path / "库", today=TODAY)
    (tmp_path / "一.txt").write_text("村里修路\n\n本报讯 2024年10月31日，北坡村修路17公里，总投资3200万元。\n", encoding="utf-8")
    (tmp_path / "二.txt").write_text("村里修桥\n\n本报讯 2024年11月2日，东坡村修桥3座，总投资510万元。\n", encoding="utf-8")
    index([tmp_path / "一.txt"], settings.index)
    with Assistant.open(settings=settings) as opened:
        assert opened.ask("东坡村修桥几座？").refused
        index([tmp_path / "二.txt"], settings.index)
        assert "3座" in opened.ask("东坡村修桥几座？").text
