"""Every mention of a topic in a small library made for the purpose."""

import pytest

from index.article import Article, Passage
from index.lexicon import Lexicon
from rag.answer import Scope
from rag.compose import extractive
from rag.mentions import mentions, wanted
from rag.question import Reader
from rag.retrieve import Found

TEXTS = [
    ("c", "2025-06-02", "高庙县公路网成形，高庙大桥正式通车，全县农产品外运提速，沿线5个乡镇的种植户都说这是一条致富路。"),
    (
        "a",
        "2023-01-05",
        "高庙县今年谋划实施重点工程24项，涉及农业、水利、交通等多个领域，力争高庙大桥早日开工，为群众出行提供方便。",
    ),
    ("b", "2024-03-09", "高庙大桥开工建设。县里还修了3座水闸。"),
    ("d", None, "水闸管护办法出台。"),
]
ARTICLES = {
    name: Article(source=f"{name}.txt", article_id=name, title=f"报道{name}", date=date, text=text) for name, date, text in TEXTS
}
FOUND = [Found(Passage(i, i, n, 0, len(a.text), a.text), 1 - i / 10) for i, (n, a) in enumerate(ARTICLES.items())]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Lexicon())


ASKING = ["把高庙大桥捋一遍", "高庙大桥都在哪些报道里提到过", "梳理一下高庙大桥", "历次怎么说高庙大桥的"]


@pytest.mark.parametrize("text", ASKING)
def test_every_mention_comes_oldest_first_in_the_exact_words(reader, text):
    question = reader.read(text)
    found = mentions(question, FOUND, ARTICLES)
    assert wanted(question)
    assert [m.words for m in found] == ["力争高庙大桥早日开工", "高庙大桥开工建设", "高庙大桥正式通车"]
    assert all(m.words in m.sentence.text for m in found)


def test_they_are_counted_and_cited(reader):
    body = extractive(reader.read("高庙大桥什么进展，捋一遍"), FOUND, ARTICLES, Scope(articles=4))
    assert body.notices[0].text == "共3处，见3篇报道，按报道日期从早到晚排列。"
    assert [c.article_id for c in body.citations] == ["a", "b", "c"]
    assert all(f"[{c.n}]" in body.text for c in body.citations)


def test_where_numbers_are_asked_for_only_sentences_with_numbers_count(reader):
    found = mentions(reader.read("捋一遍水闸的数字"), FOUND, ARTICLES)
    assert [m.words for m in found] == ["县里还修了3座水闸"]


def test_other_questions_ask_for_no_mentions(reader):
    assert not any(wanted(reader.read(text)) for text in ("高庙大桥哪年通车", "哪些乡镇种果树", "高庙大桥多长"))


def test_without_a_topic_there_are_none(reader):
    assert mentions(reader.read("捋一遍最新情况"), FOUND, ARTICLES) == []
