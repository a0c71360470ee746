"""What repeats steps back: against the formula of maximal marginal relevance over sets of triples."""

import random

import numpy as np
import pytest

from rag.diversity import SAME, SHARE, marginal_relevance

REPORT = "聊城市今年上半年招商引资到位资金二百四十六亿元，比上年同期增长百分之十点九。"
REPRINT = "新华社消息：聊城市今年上半年招商引资到位资金二百四十六亿元，比上年同期增长百分之十点九。"
OTHER = "东昌府区一所新建的小学九月开学，能容纳一千二百名学生。"


def triples(text):
    text = "".join(text.split())
    return {text[i : i + 3] for i in range(len(text) - 2)}


def jaccard(one, other):
    one, other = triples(one), triples(other)
    return len(one & other) / len(one | other) if one | other else 0.0


def reference(scores, texts):
    """The next one is always the best of score - SHARE · max(0, the greatest likeness to one before - SAME)."""
    order, kept = [], []
    while len(order) < len(texts):
        rest = [i for i in range(len(texts)) if i not in order]
        now = {i: scores[i] - SHARE * max([0.0, *(jaccard(texts[i], texts[j]) - SAME for j in order)]) for i in rest}
        order.append(max(rest, key=lambda i: now[i]))
        kept.append(now[order[-1]])
    return order, kept


def test_a_reprint_steps_behind_what_says_something_else():
    assert jaccard(REPORT, REPRINT) > 0.8 and jaccard(REPORT, OTHER) < 0.05
    order, scores = marginal_relevance(np.array([0.50, 0.49, 0.46]), [REPORT, REPRINT, OTHER])
    assert order == [0, 2, 1]
    assert scores == pytest.approx([0.50, 0.46, 0.49 - SHARE * (jaccard(REPORT, REPRINT) - SAME)], abs=1e-6)


def test_a_reprint_that_is_far_better_than_the_rest_stays():
    assert marginal_relevance(np.array([0.50, 0.49, 0.30]), [REPORT, REPRINT, OTHER])[0] == [0, 1, 2]


def test_order_and_scores_are_those_of_the_formula():
    chance = random.Random(5)
    base = ["".join(chance.choices("聊城东昌府临清冠县莘阳谷茌平东阿高唐增长项目投资亿元", k=120)) for _ in range(6)]
    texts = []
    for _ in range(40):
        cut = chance.randrange(20, 120)
        texts.append(chance.choice(base)[:cut] + chance.choice(base)[cut:])
    scores = [round(chance.uniform(0.3, 0.5), 3) for _ in texts]
    order, kept = marginal_relevance(np.array(scores), texts)
    wanted, left = reference(scores, texts)
    assert order == wanted
    assert kept == pytest.approx(left, abs=1e-6)
    assert kept == sorted(kept, reverse=True)


def test_short_texts_and_none():
    assert marginal_relevance(np.array([0.2, 0.4, 0.4]), ["甲", "", "乙 丙"]) == ([1, 2, 0], [0.4, 0.4, 0.2])
    assert marginal_relevance(np.array([]), []) == ([], [])
