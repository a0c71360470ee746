"""Fusion against a table computed by hand, and the search over the shipped texts."""

import random
import re

import pytest

from index.build import index
from index.lexicon import Lexicon, fold
from rag import Assistant, Settings, retrieve
from rag.question import Reader
from rag.retrieve import SYNONYM_WEIGHT, fuse, keyword_query


def test_fusion_is_the_weighted_sum_of_normalised_scores():
    keywords = [(1, 8.0), (2, 4.0), (3, 2.0)]
    vectors = [(3, 0.9), (1, 0.45), (4, 0.09), (5, -0.3)]
    # id   keyword   vector     0.8 k + 0.2 v
    # 1    1.00      0.50       0.90
    # 2    0.50      -          0.40
    # 3    0.25      1.00       0.40
    # 4    -         0.10       0.02
    # 5    -         below 0    0.00
    fused = fuse(keywords, vectors, weight=0.2)
    assert [key for key, _ in fused] == [1, 2, 3, 4, 5]
    assert [score for _, score in fused] == pytest.approx([0.9, 0.4, 0.4, 0.02, 0.0])


@pytest.mark.parametrize(
    ("keywords", "vectors", "expected"),
    [
        ([], [], []),
        ([(7, 3.0)], [], [(7, 0.85)]),
        ([], [(7, 0.2)], [(7, 0.15)]),
        ([(1, 0.0)], [(2, -1.0)], [(1, 0.0), (2, 0.0)]),
    ],
    ids=["nothing", "keywords only", "vectors only", "no positive score"],
)
def test_fusion_of_one_list_or_none(keywords, vectors, expected):
    assert [key for key, _ in fuse(keywords, vectors)] == [key for key, _ in expected]
    assert [score for _, score in fuse(keywords, vectors)] == pytest.approx([score for _, score in expected])


def test_keyword_query_weighs_words_over_synonyms_over_nothing():
    query = keyword_query(Reader(Lexicon()).read("2024年高企数量"))
    weights = dict(query.words)
    assert weights["高企"] == weights["2024"] == 1.0
    assert weights["企业"] == SYNONYM_WEIGHT
    assert ("高企", 0.5) in query.bigrams


def test_rare_strings_are_found_first(assistant):
    for query in ("9.8万平方米", "CCUS碳氮联产", "83861.11"):
        assert query in assistant.search(query).hits[0].text


def test_docs_are_distinct_articles_best_first(assistant):
    result = assistant.search("大健康产业", k=5)
    assert len(result.hits) == 5
    assert len(result.docs) == len(set(result.docs)) == 5
    assert result.docs[0] == result.hits[0].article_id
    assert [hit.score for hit in result.hits] == sorted((hit.score for hit in result.hits), reverse=True)


def test_hits_are_verbatim_passages_of_their_articles(assistant):
    for hit in assistant.search("高铁").hits:
        assert assistant.article(hit.article_id).text[hit.start : hit.end] == hit.text


def test_two_hundred_strings_that_stand_in_one_passage_are_found_there(assistant):
    texts = [article.text for _, article in assistant._current().iter_articles()]
    whole = fold("\n".join(texts))
    lexicon = Lexicon()
    words = [word for text in texts for word in dict.fromkeys([*lexicon.words(text), *lexicon.bigrams(text)])]
    rare = [word for word in words if len(word) > 2 and whole.count(word) == 1]
    rare = [word for word in rare if not re.search(rf"[a-z0-9.]{re.escape(word)}|{re.escape(word)}[a-z0-9]", whole)]
    chosen = random.Random(4).sample(sorted(set(rare)), 200)
    missed = [word for word in chosen if not any(word in fold(hit.text) for hit in assistant.search(word, k=3).hits)]
    assert missed == []


@pytest.mark.parametrize(
    ("traditional", "plain"),
    [
        ("2024年聊城招商引資到位資金是多少", "2024年聊城招商引资到位资金是多少"),
        ("東阿縣的產業", "东阿县的产业"),
        ("大健康產業發展", "大健康产业发展"),
    ],
)
def test_a_question_in_traditional_characters_finds_what_the_simplified_one_does(assistant, traditional, plain):
    assert assistant.search(traditional).hits == assistant.search(plain).hits
    assert assistant.ask(traditional).text == assistant.ask(plain).text


def test_a_simplified_question_finds_a_traditional_text_as_it_is_printed(tmp_path):
    text = "雲海縣圖書館新館開館\n\n本報訊 昨日，雲海縣圖書館新館開館，藏書達三十二萬冊，讀者憑證件即可辦理借閱手續。"
    (tmp_path / "頁.txt").write_text(text + "\n", encoding="utf-8")
    settings = Settings(data=tmp_path / "library")
    index([tmp_path / "頁.txt"], settings.index)
    with Assistant.open(settings=settings) as assistant:
        hit = assistant.search("云海县图书馆藏书多少万册").hits[0]
        assert "藏書達三十二萬冊" in hit.text
        assert assistant.article(hit.article_id).text[hit.start : hit.end] == hit.text


def test_an_amount_is_found_however_its_unit_is_written(assistant):
    texts = "\n".join(article.text for _, article in assistant._current().iter_articles())
    amounts = sorted(set(re.findall(r"(?<![\d.])(\d+\.\d+)(?=亿元)", texts)))
    assert len(amounts) > 20
    for amount in amounts:
        printed = re.compile(rf"(?<![\d.]){re.escape(amount)}亿元")
        wide = amount.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"})
        for query in (f"{amount}亿", f"{amount}亿元", f"{amount} 亿元", f"{wide}亿元"):
            assert any(printed.search(hit.text) for hit in assistant.search(query, k=3).hits), query


@pytest.mark.parametrize("query", ["1,234,567.5万元", "1234567.5万元", "1234567.5万", "１２３４５６７.５万元", "1234567.5萬元"])
def test_a_thousands_comma_or_another_width_hides_no_number(query, tallied):
    assert "1,234,567.5万元" in tallied.search(query, k=1).hits[0].text


@pytest.fixture(scope="module")
def tallied(tmp_path_factory):
    folder = tmp_path_factory.mktemp("amounts")
    lines = [f'{{"id": "{i}", "text": "云海县第{i}期工程投资{i}34567.5万元，按期完工。"}}' for i in range(2, 9)]
    lines.append('{"id": "1", "text": "云海县第1期工程投资1,234,567.5万元，按期完工。"}')
    (folder / "页.jsonl").write_text("\n".join(lines), encoding="utf-8")
    settings = Settings(data=folder / "library")
    index([folder / "页.jsonl"], settings.index)
    with Assistant.open(settings=settings) as opened:
        yield opened


def test_searches_side_by_side_find_the_same(assistant, monkeypatch):
    questions = ["聊城招商引资到位资金", "高新技术企业有多少家", "机场"]
    after_one_another = [assistant.search(question) for question in questions]
    monkeypatch.setattr(retrieve, "SIDE_BY_SIDE", 0)
    assert [assistant.search(question).hits for question in questions] == [found.hits for found in after_one_another]
    assert all(found.hits for found in after_one_another)
