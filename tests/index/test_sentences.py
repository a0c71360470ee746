"""Sentences end where a reader would end them."""

import pytest

from index.sentences import sentences

CASES = [
    ("plain", "甲。乙！丙？", ["甲。", "乙！", "丙？"]),
    ("closing marks go with the sentence", "他说：“好。”又走了。", ["他说：“好。”", "又走了。"]),
    ("the speaker stays with the words", "“路修好了。”村民王强说。第二天开工。", ["“路修好了。”村民王强说。", "第二天开工。"]),
    ("a line feed ends a headline", "一、总体要求\n稳中求进。", ["一、总体要求", "稳中求进。"]),
    ("a decimal point does not", "增长8.6%，达511.6亿元。", ["增长8.6%，达511.6亿元。"]),
    ("white space is left out", "  甲。  \n\n 乙。 ", ["甲。", "乙。"]),
    ("no mark at the end", "甲。乙", ["甲。", "乙"]),
    ("semicolons keep a sentence together", "甲；乙；丙。", ["甲；乙；丙。"]),
    ("empty", " \n ", []),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_sentences(text, expected):
    assert [text[a:b] for a, b in sentences(text)] == expected


def test_only_an_overlong_sentence_is_cut_at_semicolons():
    text = "甲" * 300 + "；" + "乙" * 300 + "。"
    assert [b - a for a, b in sentences(text)] == [301, 301]
    assert [b - a for a, b in sentences(text, limit=602)] == [602]
