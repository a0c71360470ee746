"""Figures of one county are never given for another, nor the whole prefecture's for a county's."""

import pytest

from index.article import Article, Passage
from index.lexicon import Lexicon
from rag.extract import choose
from rag.lines import read
from rag.question import HOME, Reader
from rag.rank import rank
from rag.regions import ELSEWHERE, NAMED, OF_ARTICLE, OTHER, PART, PART_UNASKED, UNSAID, region
from rag.retrieve import Found

WHOLE = (
    "我市公布农业生产情况。\n"
    "全市共有温室大棚31万个。\n"
    "莘县今年新建大棚6200个；阳谷县新修水渠41公里，机井修缮一新；高唐县引进良种27个。\n"
    "冠县引进樱桃新品种，东阿县培育黄河鲤鱼。"
)
OWN = "本报冠县讯 樱桃熟了。\n上市的樱桃有3万箱。"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Lexicon())


def told(reader: Reader, question: str, text: str, part: str) -> float:
    read_ = read(Article(source="p.txt", article_id="p-01", text=text, title="樱桃红了"))
    line = next(line for line in read_.lines if part in text[line.start : line.end])
    asked = reader.read(question)
    return region(asked, {place.name for place in asked.places} - {HOME.city}, line, read_)


CASES = [
    ("冠县有多少个温室大棚", WHOLE, "31万个", ELSEWHERE),  # the whole prefecture's
    ("冠县的温室大棚怎么建的", WHOLE, "31万个", UNSAID),  # no figure is asked for
    ("莘县新建了多少个大棚", WHOLE, "6200个", NAMED),
    ("阳谷县新建了多少个大棚", WHOLE, "6200个", ELSEWHERE),  # named, but the figure is of another part of the sentence
    ("阳谷县新修水渠多少公里", WHOLE, "6200个", NAMED),
    ("青岛市有多少个温室大棚", WHOLE, "31万个", ELSEWHERE),
    ("青岛市有多少个温室大棚", WHOLE + "\n青岛市组团来访。", "31万个", UNSAID),  # the article is of it too
    ("高唐县栽了多少亩樱桃", WHOLE, "引进樱桃新品种", OTHER),
    ("冠县上市的樱桃有多少箱", OWN, "3万箱", OF_ARTICLE),
    ("莘县上市的樱桃有多少箱", OWN, "3万箱", OTHER),
    ("聊城上市的樱桃有多少箱", OWN, "3万箱", PART),
    ("上市的樱桃有多少箱", OWN, "3万箱", PART_UNASKED),
]


@pytest.mark.parametrize(("question", "text", "part", "value"), CASES, ids=[f"{case[0]} {case[3]}" for case in CASES])
def test_whose_figure_a_sentence_tells(reader, question, text, part, value):
    assert told(reader, question, text, part) == value


def chosen(reader: Reader, question: str, text: str) -> list[str]:
    article = Article(source="p.txt", article_id="p-01", text=text, title="农业生产情况")
    read_ = reader.read(question)
    ranked = rank(read_, [Found(Passage(1, 1, "p-01", 0, len(text), text), 1.0)], {"p-01": article})
    return [sentence.text for sentence in choose(read_, ranked).sentences]


REFUSED = [
    "冠县有多少个温室大棚",
    "阳谷县新建了多少个大棚",
    "莘县引进了多少个渔场",
    "高唐县的机井哪天修缮的",
]


@pytest.mark.parametrize("question", REFUSED)
def test_what_the_paper_does_not_tell_is_refused(reader, question):
    assert chosen(reader, question, WHOLE) == []


ANSWERED = [("莘县新建了多少个大棚", "6200个"), ("全市有多少个温室大棚", "31万个"), ("阳谷县新修水渠多少公里", "41公里")]


@pytest.mark.parametrize(("question", "value"), ANSWERED, ids=[case[0] for case in ANSWERED])
def test_what_it_tells_is_answered(reader, question, value):
    assert value in "".join(chosen(reader, question, WHOLE))


UNCOUNTED = (
    "此外，高铁可直达全国17个省会城市，渤海机场计划今年开工。\n随着人口大量涌入，住房供给问题不可忽视。\n"
    "稳步推进海聊高铁建设，力争早日建成。近年来，交通大格局渐成。"
)


@pytest.mark.parametrize("question", ["有几个机场", "人口有多少", "海聊高铁什么时候建成"])
def test_a_number_of_something_else_is_no_answer(reader, question):
    assert chosen(reader, question, UNCOUNTED) == []
