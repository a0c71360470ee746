"""Places and times side by side, over a small library made for the purpose."""

import pytest

from index.article import Article, Passage
from index.lexicon import Lexicon
from rag.answer import Scope
from rag.question import Reader
from rag.retrieve import Found
from rag.sides import sides
from rag.versus import compared

READER = Reader(Lexicon())
TEXTS = {
    "阳谷县：稳中有进": "2024年，阳谷县粮食总产量完成81.5万吨，同比增长2.1%。阳谷县新建农村公路120公里。",
    "莘县：稳产增收": "2024年，莘县粮食总产量完成96.5万吨，同比增长1.3%。莘县引进项目38个，总投资152亿元。",
    "莘县：开局良好": "2025年上半年，莘县粮食总产量完成40.2万吨。",
}
ARTICLES = {
    title: Article(source="甲.txt", article_id=title, title=title, date=day, text=text)
    for (title, text), day in zip(TEXTS.items(), ("2025-01-08", "2025-01-09", "2025-07-09"), strict=True)
}
FOUND = [Found(Passage(i, i, n, 0, len(a.text), a.text), 0.9 - 0.05 * i) for i, (n, a) in enumerate(ARTICLES.items())]
SCOPE = Scope(articles=3, since="2025-01", until="2025-07")


def ask(text: str):
    return compared([(side, FOUND) for side in sides(READER.read(text), READER)], ARTICLES, SCOPE)


def test_both_values_stand_in_the_answer_each_with_its_citation():
    body = ask("2024年阳谷县和莘县的粮食总产量哪个高")
    assert [line[-3:] for line in body.text.splitlines()] == ["[1]", "[2]"]
    assert "81.5万吨" in body.citations[0].quote and "96.5万吨" in body.citations[1].quote
    assert body.short == "阳谷县81.5万吨；莘县96.5万吨"
    for citation in body.citations:
        assert ARTICLES[citation.article_id].text[citation.start : citation.end] == citation.quote


def test_the_difference_is_said_to_be_reckoned():
    notices = ask("2024年阳谷县和莘县的粮食总产量哪个高").notices
    assert [(n.kind, n.text) for n in notices] == [("computed", "莘县比阳谷县多15.0万吨（计算值，非原文：96.5−81.5）。")]


def test_a_side_without_evidence_is_named_and_nothing_else_put_beside():
    body = ask("2024年阳谷县和莘县引进项目谁多")
    assert "38个" in body.text and "公路" not in body.text and "万吨" not in body.text
    assert [n.text for n in body.notices] == ["阳谷县：无资料，不能直接比。"]


def test_half_a_year_is_not_compared_with_a_whole():
    body = ask("莘县2024年和2025年上半年粮食总产量对比")
    assert "96.5万吨" in body.text and "40.2万吨" in body.text
    assert any("不能直接比" in n.text for n in body.notices) and all(n.kind != "computed" for n in body.notices)


def test_each_time_has_its_own_value_though_one_sentence_holds_both():
    text = "聊城高新技术企业从2020年167家增至2024年318家，增幅90%。"
    article = Article(source="甲.txt", article_id="a", title="育苗", date="2025-01-08", text=text)
    found = [Found(Passage(1, 1, "a", 0, len(text), text), 0.9)]
    asked = sides(READER.read("高新技术企业2020年和2024年各有多少家"), READER)
    assert compared([(side, found) for side in asked], {"a": article}, SCOPE).short == "2020年167家；2024年318家"


def test_no_side_is_a_refusal():
    body = ask("阳谷县和莘县的机场哪个大")
    assert body.refused and "没有找到直接依据" in body.text and body.citations == ()


@pytest.mark.parametrize("text", ["2024年莘县粮食总产量是多少", "莘县怎么样"])
def test_without_sides_there_is_nothing_to_compare(text):
    assert ask(text) is None
