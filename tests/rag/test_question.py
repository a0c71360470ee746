"""Questions are read into words, period, place and kind."""

import pytest

from index.lexicon import Lexicon
from rag.errors import UsageError
from rag.question import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Lexicon())


def test_asking_words_are_no_terms(reader):
    question = reader.read("请问茌平区的小麦面积一共是多少？")
    assert [term.word for term in question.terms if not term.compound] == ["茌平区", "小麦", "面积"]
    assert question.kind == "figure"


def test_cutting_out_asking_words_leaves_words_whole(reader):
    words = [term.word for term in reader.read("到位资金和智能工厂有多少").terms]
    assert {"到位", "智能", "工厂"} <= set(words)


def test_words_side_by_side_are_also_one(reader):
    assert "小麦面积" in [term.word for term in reader.read("小麦面积多少").terms if term.compound]


def test_each_thing_asked_has_its_kind(reader):
    assert [(ask.text, ask.kind) for ask in reader.read("水库面积多大，谁设计的").asks] == [
        ("水库面积多大", "figure"),
        ("谁设计的", "person"),
    ]


def test_a_word_beside_the_asking_one_has_the_focus(reader):
    terms = {term.word: term.focus for term in reader.read("高庙王镇的那家造纸厂哪年投产").terms}
    assert terms["投产"] > terms["高庙"]


def test_naming_the_article_is_scope(reader):
    terms = {term.word: term.scope for term in reader.read("推介会那篇报道里，重点培育哪些产业").terms}
    assert terms["推介会"]
    assert not terms["培育"]


def test_asking_for_a_place_names_none(reader):
    assert reader.read("第四届大会是哪个县办的").places == ()


def test_period_is_read_and_kept_out_of_the_terms_but_looked_up(reader):
    question = reader.read("2024年上半年冠县的粮食产量")
    assert (question.periods[0].since, question.periods[0].until) == ("2024-01-01", "2024-06-30")
    assert "2024" not in [term.word for term in question.terms]
    assert "2024" in question.words
    assert [place.name for place in question.places] == ["冠县"]


def test_own_city_is_no_term_since_articles_take_it_for_granted(reader):
    assert [term.word for term in reader.read("聊城市大蒜出口").terms if not term.compound] == ["大蒜", "出口"]


def test_a_period_without_a_year_has_no_interval(reader):
    assert all(period.since is None for period in reader.read("上半年税收").periods)


def test_office_words_bring_their_synonyms(reader):
    terms = {term.word: term for term in reader.read("高企数量").terms}
    assert "高新技术企业" in terms["高企"].synonyms
    assert "企业" in terms["高企"].tokens


def test_parts_of_a_question_are_numbered(reader):
    terms = {term.word: term.part for term in reader.read("水库面积？投资方").terms}
    assert terms["水库"] == terms["面积"] != terms["投资方"]


@pytest.mark.parametrize("text", ["", "   ", "？？。"], ids=["empty", "blank", "marks"])
def test_nothing_asked_is_an_error(reader, text):
    with pytest.raises(UsageError, match="问题是空的"):
        reader.read(text)


def test_an_overlong_question_is_an_error_that_says_the_limit(reader):
    with pytest.raises(UsageError, match="2000字以内"):
        reader.read("长" * 2001)


SPELLED = [("东啊县有多少家企业", "东阿县"), ("荏平区产值", "茌平区"), ("东明县产值", "东明县"), ("高庙县产值", "高庙县")]


@pytest.mark.parametrize(("text", "place"), SPELLED, ids=[s[0] for s in SPELLED])
def test_a_county_that_only_sounds_so_is_put_right_and_no_other(reader, text, place):
    assert [p.name for p in reader.read(text).places] == [place]


def test_a_number_in_words_is_also_looked_for_in_digits(reader):
    assert any("50" in term.synonyms for term in reader.read("五十亿以上的项目").terms)
