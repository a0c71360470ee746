"""The newest value, the records that a question asks for, and what else is printed of them."""

import pytest

from index.article import Article, Passage
from index.lexicon import Lexicon
from rag.compose import cite
from rag.measured import measured
from rag.newest import newest
from rag.question import Reader
from rag.rank import rank
from rag.records import asked, kin, within
from rag.retrieve import Found

TEXTS = {
    "a": ("2023-08-06", "上半年，冠县果品加工企业达到120家，果树良种率达46.5%。"),
    "b": ("2025-02-10", "2024年，冠县果品加工企业达到185家。2024年，冠县种植户拿到贷款2.4亿元。"),
    "c": ("2025-03-10", "2024年，冠县果品加工企业达到192家。"),
}
ARTICLES = {
    name: Article(source=f"{name}.txt", article_id=name, title=f"冠县鸭梨{name}", date=date, text=text)
    for name, (date, text) in TEXTS.items()
}
FOUND = [Found(Passage(i, i, n, 0, len(a.text), a.text), 1 - i / 10) for i, (n, a) in enumerate(ARTICLES.items())]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Lexicon())


def cited(name: str):
    article = ARTICLES[name]
    return (cite(1, article, 0, article.text.index("。") + 1),)


def test_the_record_asked_for_is_told_from_its_neighbours(reader):
    record = asked(reader.read("冠县果品加工企业有多少家"), within(ARTICLES["b"], 0, len(ARTICLES["b"].text)))
    assert (record.value, record.unit, record.period) == ("185", "家", "2024年")
    assert asked(reader.read("冠县苹果有多少户"), within(ARTICLES["b"], 0, 40)) is None


def test_kin_are_of_the_same_thing(reader):
    record = within(ARTICLES["a"], 0, 20)[0]
    assert [other.value for other in kin(record, list(ARTICLES.values()))] == ["185", "192"]


def test_a_newer_value_leads_where_no_time_is_asked_for(reader):
    question = reader.read("冠县果品加工企业有多少家")
    sentences = rank(question, FOUND, ARTICLES).sentences
    older = sorted(sentences, key=lambda s: s.article.article_id != "a")
    assert newest(question, older).article.article_id == "c"
    assert newest(reader.read("2023年上半年冠县果品加工企业有多少家"), older) is None


def test_a_disagreement_is_told_with_both_reports(reader):
    found = measured(reader.read("2024年冠县果品加工企业有多少家"), cited("b"), ARTICLES)
    notice = next(n for n in found.notices if n.kind == "conflict")
    assert all(part in notice.text for part in ("185家", "192家", "《冠县鸭梨b》", "《冠县鸭梨c》", "2025-03"))
    assert [entry.verdict for entry in found.conflicts] == ["true-conflict"]
    assert found.figures[0].value == "185"


def test_newer_and_other_times_are_told(reader):
    kinds = {n.kind: n.text for n in measured(reader.read("冠县果品加工企业有多少家"), cited("a"), ARTICLES).notices}
    assert "2024年为" in kinds["freshness"] and "建议核对后更新" in kinds["freshness"]
    kinds = {n.kind: n.text for n in measured(reader.read("2024年冠县果品加工企业有多少家"), cited("c"), ARTICLES).notices}
    assert "2023年上半年120家" in kinds["other_period"] and "freshness" not in kinds


def test_a_share_says_of_which_time_and_place_it_is(reader):
    kinds = {n.kind: n.text for n in measured(reader.read("果树良种率是多少"), cited("a"), ARTICLES).notices}
    assert kinds["scope"] == "[1]说的是冠县2023年上半年的果树良种率。"


def test_nothing_is_told_of_what_is_not_asked(reader):
    assert measured(reader.read("冠县鸭梨卖到哪里"), cited("a"), ARTICLES).notices == ()
