"""The short answer: the clause that tells, of the thing asked about."""

import pytest

from index.article import Article, Passage
from index.lexicon import Lexicon
from rag.answer import Scope
from rag.compose import extractive
from rag.question import Reader
from rag.retrieve import Found
from rag.short import _whole

TEXT = (
    "上半年，35家规模以上林业企业实现总产值63.5亿元，同比增长3.8%，总量排名全市首位，规模以上林业增加值增速12.5%。"
    "全年木材加工业实现增加值81亿元，占比为12%；实现税收8.66亿元。"
    "“我买了一台丰收1600割草机，享受到9000多元的补贴。”合作社理事长周晓岚说。"
    "全县备案育苗机构达116家，苗床24537张，护林站10个。"
    "新能源装机突破550万千瓦，较2020年增长3.35倍；单位林木能耗累计下降22%。"
)
SHORT = [
    (
        "a change stands with what changes",
        "林业企业总产值增长多少",
        "35家规模以上林业企业实现总产值63.5亿元，同比增长3.8%",
    ),
    ("what stands by the asking word", "木材加工业交了多少税", "实现税收8.66亿元"),
    ("a number of the question is none", "买一台丰收1600割草机补贴多少钱", "享受到9000多元的补贴"),
    ("the thing, not what it belongs to", "备案育苗机构的苗床有多少张", "苗床24537张"),
    ("a word said of any metric tells nothing", "单位林木能耗增长了多少", "单位林木能耗累计下降22%"),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Lexicon())


def ask(reader: Reader, text: str):
    article = Article(source="a.txt", article_id="a", title="临江市林业", date="2024-07-06", text=TEXT)
    return extractive(reader.read(text), [Found(Passage(1, 1, "a", 0, len(TEXT), TEXT), 1.0)], {"a": article}, Scope(articles=1))


@pytest.mark.parametrize(("text", "short"), [row[1:] for row in SHORT], ids=[row[0] for row in SHORT])
def test_the_clause_that_tells(reader, text, short):
    assert ask(reader, text).short == short


def test_a_rise_where_a_fall_is_taken_for_granted_is_said(reader):
    told = [notice.text for notice in ask(reader, "林业企业总产值下降了多少").notices]
    assert "报道说的是“增长”，不是“下降”。" in told
    told = [notice.text for notice in ask(reader, "单位林木能耗增长了多少").notices]
    assert "报道说的是“下降”，不是“增长”。" in told
    assert not any("不是" in notice.text for notice in ask(reader, "林业企业总产值增长多少").notices)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("“风电可开发容量350万千瓦（全省最多）", "风电可开发容量350万千瓦（全省最多）"),
        ("总投资3.2亿元）", "总投资3.2亿元"),
        ("总投资3.2亿元)”", "总投资3.2亿元"),
        ("建成（含在建）水渠9条）", "建成（含在建）水渠9条"),
        ("））", ""),
        ("老旧大棚“重获新生”", "老旧大棚“重获新生”"),
        ("“全文都在引号里”", "全文都在引号里"),
        ("”合作社理事长说", "合作社理事长说"),
    ],
)
def test_brackets_stay_in_pairs(text, kept):
    assert _whole(text) == kept
