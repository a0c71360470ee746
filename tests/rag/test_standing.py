"""A rank that is asked for is that of the thing itself, in a small library made for the purpose."""

import pytest

from index.article import Article, Passage
from index.lexicon import Lexicon
from rag import standing
from rag.answer import Scope
from rag.compose import extractive
from rag.question import Reader
from rag.retrieve import Found

TEXT = (
    "今年以来，临江市经济平稳运行。外贸进出口总额突破80亿元，同比增长12%，增速居全省第6位；粮食总产量40万吨，总量列全省首位。"
    "水库蓄水量2亿立方米，抽水蓄能电站装机容量30万千瓦，苹果出口量9万吨（全省最多）。"
    "研发投入占生产总值的比重连续2年居全省第4位。旅游收入增幅列全国第11位。"
)
ARTICLE = Article(source="a.txt", article_id="a", title="临江市经济平稳运行", date="2024-05-06", text=TEXT)
FOUND = [Found(Passage(1, 1, "a", 0, len(TEXT), TEXT), 1.0)]

ANSWERED = [
    ("外贸进出口总额全省排第几", "外贸进出口总额突破80亿元，同比增长12%，增速居全省第6位"),
    ("粮食总产量排名全省第几", "粮食总产量40万吨，总量列全省首位"),
    ("苹果出口量全省排第几", "苹果出口量9万吨（全省最多）"),
    ("研发投入占比在全省什么位次", "研发投入占生产总值的比重连续2年居全省第4位"),
    ("旅游收入增幅排全国第几", "旅游收入增幅列全国第11位"),
]
REFUSED = [
    "抽水蓄能装机全省排第几",  # 最多 is that of the apples
    "抽水蓄能装机排第几",
    "生产总值全省排第几",  # of which something else is a share
    "旅游收入全省排第几",  # its rank is that in the country
    "水库蓄水量全省排名第几",
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Lexicon())


@pytest.mark.parametrize(("text", "words"), ANSWERED, ids=[text for text, _ in ANSWERED])
def test_the_rank_of_the_thing_is_told_from_its_name_on(reader, text, words):
    body = extractive(reader.read(text), FOUND, {"a": ARTICLE}, Scope(articles=1))
    assert body.short == words
    assert words in body.citations[0].quote


@pytest.mark.parametrize("text", REFUSED)
def test_the_rank_of_something_else_is_none(reader, text):
    assert extractive(reader.read(text), FOUND, {"a": ARTICLE}, Scope(articles=1)).refused


@pytest.mark.parametrize("text", ["第几批项目开工", "全市第几次会议", "哪个县排名第一", "第几季度完成", "出口量多少，排第几"])
def test_other_questions_ask_for_no_single_rank(reader, text):
    assert not standing.asked(reader.read(text))


def test_the_rank_of_a_capacity_is_not_that_of_what_is_installed(assistant):
    assert assistant.ask("新能源装机全省排第几").refused
    assert "350万千瓦(全省最多)" in assistant.ask("陆上风电可开发容量全省排第几").short
