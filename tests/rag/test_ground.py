"""What keeps a generated answer from being shown."""

import pytest

from rag.ground import cited, faults

QUOTES = ["2024年全县新修公路121.5公里，投资３.２亿元，局长说：“路通了，心就近了。”", "全县有12个乡镇。"]

GOOD = [
    "2024年新修公路121.5公里[1]。",
    "新修121.5公里。[1]全县有12个乡镇。[2]",
    "投资3.2亿元[1]。\n- 乡镇12个[2]",
    "局长说：“路通了，心就近了。”[1]",
    "12个乡镇新修121.5公里[1][2]。",
]
BAD = [
    ("新修公路120公里[1]。", "数字 120"),
    ("新修公路121.5公里。", "没有注明出处"),
    ("新修公路121.5公里[3]。", "不存在的段落"),
    ("全县有12个乡镇[1]。", "数字 12 "),
    ("局长说：“路通了，心更近了。”[1]", "引文"),
    ("新修公路121.5公里[1]。投资很大。", "没有注明出处：投资很大"),
    ("新修公路121.5公里[0]。", "不存在的段落"),
]


@pytest.mark.parametrize("text", GOOD, ids=range(len(GOOD)))
def test_a_grounded_answer_has_no_fault(text):
    assert faults(text, QUOTES) == []


@pytest.mark.parametrize(("text", "says"), BAD, ids=[b[1] for b in BAD])
def test_a_fault_is_named(text, says):
    found = faults(text, QUOTES)
    assert len(found) == 1
    assert says in found[0]


def test_cited_lists_each_number_once_in_order():
    assert cited("甲[2]乙[1][2]丙【3】") == [2, 1]
