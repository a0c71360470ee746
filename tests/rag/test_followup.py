"""Follow-ups are made whole."""

import pytest

from rag.followup import complete

TURNS = [
    ("same subject", "2024年临清财政收入是多少？", "同比呢？", "2024年临清财政收入同比增长多少？"),
    ("new period", "2024年临清财政收入是多少？", "那2023年呢？", "2023年临清财政收入是多少？"),
    ("new place", "2024年临清财政收入是多少？", "那冠县呢？", "2024年冠县财政收入是多少？"),
    ("two places to choose from", "冠县和莘县谁大？", "那高唐呢？", "冠县和莘县谁大 高唐呢？"),
    (
        "a whole question stands alone",
        "2024年临清财政收入是多少？",
        "高唐县的锦鲤卖到了哪些国家和地区",
        "高唐县的锦鲤卖到了哪些国家和地区",
    ),
]


@pytest.mark.parametrize(("before", "text", "whole"), [t[1:] for t in TURNS], ids=[t[0] for t in TURNS])
def test_complete(before, text, whole):
    assert " ".join(complete(text, [{"question": before, "answer": "。"}]).split()) == whole


def test_no_history_changes_nothing():
    assert complete("同比呢？", []) == "同比呢？"


def test_a_follow_up_with_a_subject_of_its_own_leaves_the_old_measure():
    whole = complete("那现在落地了几个项目？", [{"question": "健康规划里产业增加值2028年要到多少？", "answer": "。"}])
    assert "2028" not in whole
    assert "落地了几个项目" in whole
    assert whole.startswith("健康规划")


def test_a_follow_up_of_a_follow_up_is_of_the_question_before_both():
    history = [{"question": "2024年临清财政收入是多少？", "answer": "。"}, {"question": "同比呢？", "answer": "。"}]
    assert complete("那冠县呢？", history) == "2024年冠县财政收入同比增长多少？"


def test_another_amount_of_the_same_thing():
    history = [{"question": "临清市养老机构有多少家？", "answer": "。"}]
    assert complete("床位呢？", history) == "临清市养老机构的床位是多少？"
    assert complete("那床位有多少", history) == "临清市养老机构的床位是多少？"
