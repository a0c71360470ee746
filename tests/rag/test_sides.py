"""A comparison taken apart into one question for each place or time."""

import pytest

from index.lexicon import Lexicon
from rag.question import Reader
from rag.sides import sides

READER = Reader(Lexicon())

APART = [
    ("茌平和冠县去年招商谁强", ["茌平去年招商多少", "冠县去年招商多少"]),
    ("冠县比茌平GDP多多少", ["冠县GDP多少", "茌平GDP多少"]),
    ("莘县、冠县、阳谷县的合作社各有几个", ["莘县的合作社各有几个", "冠县的合作社各有几个", "阳谷县的合作社各有几个"]),
    ("2023年上半年和2024年到位资金", ["2023年上半年到位资金多少", "2024年到位资金多少"]),
    ("上半年冠县和茌平比，谁的GDP大、谁涨得快", ["上半年冠县，GDP多少、增长多少", "上半年茌平，GDP多少、增长多少"]),
]
WHOLE = [
    "2024年聊城招商引资到位资金是多少？",
    "高企数量从2020年到2025年怎么涨的",
    "聊城市冠县上半年GDP是多少",
    "科小企业2024年有多少，比2020年增幅是多少",
    "2023年目标是100亿，可2025年只有90亿，怎么回事",
    "冠县和茌平",
]


@pytest.mark.parametrize(("text", "asked"), APART, ids=[text for text, _ in APART])
def test_each_side_is_asked_for_by_itself(text, asked):
    assert [side.question.standalone for side in sides(READER.read(text), READER)] == asked


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_no_comparison_stays_whole(text):
    assert sides(READER.read(text), READER) == ()


def test_a_side_is_named_as_the_reader_wrote_it():
    assert [side.name for side in sides(READER.read("茌平和冠县的GDP哪个高"), READER)] == ["茌平", "冠县"]
