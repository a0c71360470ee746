"""The score of evidence."""

import math

import numpy as np
import pytest

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


def test_what_was_learned_is_of_known_features():
    data, nets = load("refusal.json")
    assert tuple(data["features"]) == LEARNED_FROM
    assert set(LEARNED_FROM) < set(EVIDENCE)
    assert all(net.mean.shape == (len(LEARNED_FROM),) for net in nets)
