"""The order of sentences on an article made for the purpose."""

import pytest

from index.article import Article, Passage
from index.lexicon import Lexicon
from rag.extract import choose, short_answer
from rag.question import Reader
from rag.rank import NO_VALUE, coverage, rank, term_weights, wanted_unit
from rag.retrieve import Found

TEXT = (
    "3月2日，记者从冠县农业农村局获悉，去年冠县鸭梨再获丰收。"
    "2024年，冠县鸭梨总产量达12.6万吨，同比增长4.1%。"
    "2023年，冠县鸭梨总产量为12.1万吨。"
    "莘县香瓜总产量达90万吨。"
    "农业农村局局长赵明远介绍，鸭梨已卖到27个国家。"
)
ARTICLE = Article(source="p.txt", article_id="p-01", text=TEXT, title="冠县鸭梨又丰收", date="2025-03-02")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Lexicon())


def best(reader: Reader, text: str) -> tuple:
    question = reader.read(text)
    ranked = rank(question, [Found(Passage(1, 1, "p-01", 0, len(TEXT), TEXT), 1.0)], {"p-01": ARTICLE})
    return question, ranked


QUESTIONS = [
    ("2024年冠县鸭梨产量多少吨", "2024年，冠县鸭梨总产量达12.6万吨，同比增长4.1%。"),
    ("2023年冠县鸭梨产量多少吨", "2023年，冠县鸭梨总产量为12.1万吨。"),
    ("冠县鸭梨2024年产量增长多少", "2024年，冠县鸭梨总产量达12.6万吨，同比增长4.1%。"),
    ("莘县香瓜产量多少", "莘县香瓜总产量达90万吨。"),
    ("冠县农业农村局局长是谁", "农业农村局局长赵明远介绍，鸭梨已卖到27个国家。"),
    ("鸭梨卖到了几个国家", "农业农村局局长赵明远介绍，鸭梨已卖到27个国家。"),
]


@pytest.mark.parametrize(("text", "sentence"), QUESTIONS, ids=[q[0] for q in QUESTIONS])
def test_the_best_sentence_answers(reader, text, sentence):
    assert best(reader, text)[1][0].text == sentence


def test_sentences_of_another_year_or_county_are_not_mixed_in(reader):
    chosen = choose(*best(reader, "2024年冠县鸭梨产量多少吨"))
    assert [s.text for s in chosen if "12.1" in s.text or "莘县" in s.text] == []


def test_nothing_is_chosen_when_the_words_are_not_held(reader):
    assert choose(*best(reader, "轴承出口退税率")) == []
    assert choose(reader.read("鸭梨"), []) == []


SHORT = [
    ("2024年冠县鸭梨产量多少吨", "冠县鸭梨总产量达12.6万吨，同比增长4.1%"),
    ("鸭梨卖到了几个国家", "鸭梨已卖到27个国家"),
    ("冠县农业农村局局长是谁", None),
]


@pytest.mark.parametrize(("text", "short"), SHORT, ids=[s[0] for s in SHORT])
def test_the_short_answer_is_a_verbatim_clause(reader, text, short):
    question, ranked = best(reader, text)
    assert short_answer(question, ranked[0]) == short


UNITS = [
    ("新增多少家企业", "新增12家企业", True),
    ("新增多少家企业", "新增12个项目", False),
    ("投资额是多少", "总投资3.2亿元", True),
    ("投资额是多少", "过亿元项目3个", False),
    ("增速是多少", "增长8.6%", True),
    ("增速是多少", "增长8.6亿元", False),
]


@pytest.mark.parametrize(("text", "sentence", "fits"), UNITS, ids=range(len(UNITS)))
def test_wanted_unit(reader, text, sentence, fits):
    assert bool(wanted_unit(reader.read(text)).search(sentence)) is fits


def test_only_questions_for_figures_want_a_unit(reader):
    assert wanted_unit(reader.read("局长是谁")) is None


def test_features_say_whether_period_and_place_agree(reader):
    _, ranked = best(reader, "2024年冠县鸭梨产量多少吨")
    by_text = {s.text[:5]: s for s in ranked}
    assert (by_text["2024年"].period, by_text["2024年"].place) == (1.0, 1.0)
    assert by_text["2023年"].period == -1.0
    assert by_text["莘县香瓜总"].place == -1.0
    assert by_text["农业农村局"].value == NO_VALUE


def test_a_term_weighs_less_the_commoner_it_is_among_the_sentences(reader):
    question, ranked = best(reader, "鸭梨局长")
    weights = dict(zip((t.word for t in question.terms), term_weights(question.terms, ranked), strict=True))
    rarities = {t.word: t.weight for t in question.terms}
    assert weights["鸭梨"] / rarities["鸭梨"] < weights["局长"] / rarities["局长"]


def test_coverage_is_the_weighted_share():
    assert coverage([1.0, 0.5], [3.0, 1.0]) == pytest.approx(0.875)
    assert coverage([], []) == 1.0
