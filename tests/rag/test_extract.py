"""Answers over a small library made for the purpose: which sentences are chosen, what is refused, what stands beside."""

from datetime import date

import pytest

from index.article import Article, Passage
from index.lexicon import Lexicon
from rag.answer import Scope
from rag.compose import extractive
from rag.question import Reader
from rag.retrieve import Found

ARTICLES = [
    Article(
        source="甲.txt",
        article_id="a",
        title="高庙县水利工程提速",
        date="2024-03-05",
        reporters=("周晓岚",),
        text=(
            "本报讯 3月5日，记者从高庙县水利局获悉，去年全县新修水渠32.5公里，完成投资1.2亿元。"
            "县水利局局长郑开元介绍，水渠惠及47个村。\n"
            "今年，全县将实施“三大行动”。一是清淤行动。二是护坡行动。三是节水行动。\n"
            "全县认真落实“四提四优”工作要求，加快补齐短板。"
        ),
    ),
    Article(
        source="乙.txt",
        article_id="b",
        title="高庙县水利工程再传捷报",
        date="2025-06-11",
        text=(
            "截至目前，高庙县累计建成水库18座水利设施，其中小型水库11座。"
            "该县推行“以渠养渠”模式，把管护费用交给用水户协会统一使用。"
            "这一做法破解了有人建、没人管的难题。"
        ),
    ),
]
TABLE = {article.article_id: article for article in ARTICLES}
FOUND = [Found(Passage(i, i, a.article_id, 0, len(a.text), a.text), 0.9 - 0.1 * i) for i, a in enumerate(ARTICLES)]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Lexicon())


def ask(reader: Reader, text: str):
    return extractive(reader.read(text), FOUND, TABLE, Scope(articles=2, since="2024-03", until="2025-06"), date(2026, 1, 1))


ANSWERED = [
    ("高庙县去年新修水渠多少公里", "32.5公里"),
    ("新修水渠完成投资多少", "1.2亿元"),
    ("高庙县水利局局长是谁", "郑开元"),
    ("水渠惠及____个村", "47个村"),
    ("高庙县新修水渠多少公里，局长是谁", "郑开元"),
    ("“以渠养渠”是什么意思", "用水户协会"),
    ("高庙县三大行动是哪些", "二是护坡行动"),
]


@pytest.mark.parametrize(("text", "holds"), ANSWERED, ids=[a[0] for a in ANSWERED])
def test_answered(reader, text, holds):
    body = ask(reader, text)
    assert not body.refused
    assert holds in body.text


@pytest.mark.parametrize("text", ["高庙县新修水渠多少公里，局长是谁", "高庙县三大行动是哪些", "高庙县水利局局长是谁"])
def test_every_citation_is_used_and_verbatim(reader, text):
    body = ask(reader, text)
    for citation in body.citations:
        article = TABLE[citation.article_id]
        assert citation.quote == article.text[citation.start : citation.end]
        assert f"[{citation.n}]" in body.text
    assert [citation.n for citation in body.citations] == list(range(1, len(body.citations) + 1))


REFUSED = ["高庙县地铁票价多少元", "高庙县常住人口有多少万", "新修水渠解决了多少人就业", "莘县新修水渠多少公里"]


@pytest.mark.parametrize("text", REFUSED)
def test_refused(reader, text):
    body = ask(reader, text)
    assert body.refused
    assert "没有找到直接依据" in body.text


def test_a_list_is_complete_and_counted(reader):
    body = ask(reader, "高庙县三大行动是哪些")
    assert body.short == "一是清淤行动；二是护坡行动；三是节水行动"


def test_a_watchword_that_is_only_mentioned_is_not_explained(reader):
    body = ask(reader, "“四提四优”指的是什么")
    assert body.refused
    assert [notice.kind for notice in body.notices] == ["unexplained"]
    assert "1处提到“四提四优”" in body.text


def test_how_last_year_was_read_is_said(reader):
    body = ask(reader, "高庙县去年新修水渠多少公里")
    assert [(notice.kind, "2023年" in notice.text) for notice in body.notices] == [("period", True)]


def test_who_wrote_it_is_the_by_line(reader):
    assert ask(reader, "写高庙县水利工程提速、局长郑开元那篇的记者是谁").short == "周晓岚"


def test_the_same_question_has_the_same_answer(reader):
    assert ask(reader, ANSWERED[0][0]) == ask(reader, ANSWERED[0][0])
