"""The paragraph on a field is found, and the sign over it left out."""

import pytest

from index.article import Article, Passage
from index.lexicon import Lexicon
from rag.question import Reader
from rag.rank import rank
from rag.retrieve import Found
from rag.topics import telling

TEXT = (
    "开局之年，全市各项事业稳步向前。\n"
    "水利提升添底气。“渠修到地头了。”村民说。全市新建水库4座，整修水渠210公里。水利管护办法出台，成功入选全国试点。\n"
    "体育惠民有温度。全市建成健身广场36处。\n"
    "水利专家参加了茶博会。"
)
ARTICLE = Article(source="p.txt", article_id="p-01", text=TEXT, title="一年回眸", date="2025-03-02")


def told(text: str) -> list[str]:
    question = Reader(Lexicon()).read(text)
    ranked = rank(question, [Found(Passage(1, 1, "p-01", 0, len(TEXT), TEXT), 1.0)], {"p-01": ARTICLE})
    return [sentence.text for sentence in telling(question, ranked.sentences)]


@pytest.mark.parametrize("text", ["水利方面有哪些成绩", "这一年水利上做了哪些事", "水利工作方面都有什么"])
def test_the_paragraph_of_the_field_is_told_in_its_order(text):
    assert told(text) == ["全市新建水库4座，整修水渠210公里。", "水利管护办法出台，成功入选全国试点。"]


def test_another_field_has_another_paragraph():
    assert told("体育方面有哪些成绩") == ["全市建成健身广场36处。"]


@pytest.mark.parametrize("text", ["三个重点领域是哪些", "渔业方面有哪些成绩", "新建了哪些水库"])
def test_without_a_field_or_a_paragraph_on_it_nothing_is_told(text):
    assert told(text) == []
