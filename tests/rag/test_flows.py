"""What was added is told from what there is."""

import re

import pytest

from rag.flows import fitting

FORM = re.compile(r"\d+家")
TEXT = "全市新增桑蚕合作社65家,茶叶合作社18家,累计达到320家。果品合作社由12家增至47家"

ASKED = [
    ("what there is", "桑蚕合作社有多少家", ["320家", "12家", "47家"]),
    ("what was added", "新增桑蚕合作社多少家", ["65家", "18家"]),
    ("either", "五年建成多少家合作社", ["65家", "18家", "320家", "12家", "47家"]),
    ("high and new is no addition", "高新合作社有多少家", ["320家", "12家", "47家"]),
    ("several things", "", ["65家", "18家", "320家", "12家", "47家"]),
]


@pytest.mark.parametrize(("question", "found"), [a[1:] for a in ASKED], ids=[a[0] for a in ASKED])
def test_only_what_the_question_counts_fits(question, found):
    assert [match.group() for match in fitting(FORM, TEXT, question)] == found
