"""The score of evidence."""

import math

import numpy as np
import pytest

from index.build import index
from rag import Assistant, Settings
from rag.nets import load
from rag.refuse import EVIDENCE, LEARNED_FROM, _score


def row(**said: float) -> np.ndarray:
    values = np.zeros(len(EVIDENCE), np.float32)
    for name, value in said.items():
        values[EVIDENCE.index(name)] = value
    return values


GOOD = {"typed": 1, "asks_figure": 1, "near": 0.9, "own": 0.9, "focus": 0.8}


def test_another_time_or_place_is_no_evidence():
    assert _score(row(**GOOD, period=1)) == -math.inf
    assert _score(row(**GOOD, place=0.8)) == -math.inf


WORSE = [{"near": 0.3}, {"lacks": 1, "near": 0}, {"missing": 0.5}, {"worst": 0.8}, {"focus": 0.1}]


@pytest.mark.parametrize("change", WORSE, ids=[next(iter(w)) for w in WORSE])
def test_what_is_missing_lowers_the_score(change):
    assert _score(row(**{**GOOD, **change})) < _score(row(**GOOD))


def test_a_figure_away_from_the_words_counts_less_than_a_name():
    astray = {**GOOD, "near": 0.3}
    assert _score(row(**astray)) < _score(row(**{**astray, "asks_figure": 0}))


PAGE = """云海县举办元宵灯会

本报云海讯 2月12日19时，云海县元宵灯会在滨河公园开幕。现场共展出花灯320组，接待游客2.6万人次。
云海县文旅局局长赵立新介绍，灯会将持续到2月20日。县内的青禾机械公司为灯会赞助了12组花灯，该公司去年的出口额为3.4亿元。
云海县人民医院在现场设立2个医疗点。养老机构今年新增床位450张。
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """An assistant over one page that is not among those that ship."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "页.txt").write_text(PAGE, encoding="utf-8")
    settings = Settings(data=folder / "library")
    index([folder / "页.txt"], settings.index)
    with Assistant.open(settings=settings) as assistant:
        yield assistant


TOLD = [
    ("元宵灯会几点开幕", "19时"),
    ("现场一共展出了几组花灯", "320组"),
    ("青禾机械公司的出口额是多少", "3.4亿元"),
    ("云海县文旅局局长是谁", "赵立新"),
    ("养老机构新增多少张床位", "450张"),
]
UNTOLD = [
    "元宵灯会的门票是多少",
    "元宵灯会的预算是多少",
    "云海县文旅局书记是谁",
    "云海县人民医院有多少张床位",
    "赵立新的老家在哪",
]


@pytest.mark.parametrize(("question", "value"), TOLD, ids=[question for question, _ in TOLD])
def test_what_the_page_tells_is_answered(page, question, value):
    answer = page.ask(question)
    assert not answer.refused
    assert value in answer.text


@pytest.mark.parametrize("question", UNTOLD)
def test_what_the_page_does_not_tell_is_not_made_up_from_its_neighbours(page, question):
    assert page.ask(question).refused


def test_what_was_learned_is_of_known_features():
    data, nets = load("refusal.json")
    assert tuple(data["features"]) == LEARNED_FROM
    assert set(LEARNED_FROM) < set(EVIDENCE)
    assert all(net.mean.shape == (len(LEARNED_FROM),) for net in nets)
