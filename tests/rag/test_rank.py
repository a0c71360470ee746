"""The order of sentences on articles made for the purpose."""

from dataclasses import replace

import numpy as np
import pytest

from index.article import Article, Passage
from index.lexicon import Lexicon
from rag.extract import choose
from rag.features import NAMES, term_weights
from rag.question import Reader
from rag.rank import linear, rank, reasons
from rag.rerank import FEATURES
from rag.retrieve import Found
from rag.short import short_answer, telling_clause

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
    return question, rank(question, [Found(Passage(1, 1, "p-01", 0, len(TEXT), TEXT), 1.0)], {"p-01": ARTICLE})


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
    assert best(reader, text)[1].sentences[0].text == sentence


def test_sentences_of_another_year_or_county_are_not_mixed_in(reader):
    chosen = choose(*best(reader, "2024年冠县鸭梨产量多少吨"))
    assert [s.text for s in chosen.sentences if "12.1" in s.text or "莘县" in s.text] == []


def test_nothing_is_chosen_when_the_words_are_not_held(reader):
    assert choose(*best(reader, "轴承出口退税率")).sentences == ()
    question = reader.read("鸭梨")
    assert choose(question, rank(question, [], {})).sentences == ()


SHORT = [
    ("2024年冠县鸭梨产量多少吨", "冠县鸭梨总产量达12.6万吨，同比增长4.1%"),
    ("鸭梨卖到了几个国家", "鸭梨已卖到27个国家"),
    ("冠县农业农村局局长是谁", "农业农村局局长赵明远介绍"),
    ("为什么鸭梨好卖", None),
]


@pytest.mark.parametrize(("text", "short"), SHORT, ids=[s[0] for s in SHORT])
def test_the_short_answer_is_a_verbatim_clause(reader, text, short):
    question, ranked = best(reader, text)
    assert short_answer(question, ranked.sentences[0]) == short


def test_features_say_whether_period_and_place_agree(reader):
    _, ranked = best(reader, "2024年冠县鸭梨产量多少吨")
    by_text = {s.text[:5]: s for s in ranked.sentences}
    assert (by_text["2024年"].feature("period"), by_text["2024年"].feature("place")) == (1.0, 1.0)
    assert by_text["2023年"].feature("other_period") == 1.0
    assert by_text["莘县香瓜总"].feature("other_place") == 1.0
    assert by_text["农业农村局"].feature("lacks") == 1.0
    assert by_text["2024年"].feature("lacks") == 0.0


def test_a_term_weighs_less_the_commoner_it_is_among_the_sentences(reader):
    terms = reader.read("鸭梨局长").terms
    common = np.array([[1.0] * len(terms)] * 9 + [[0.0] * len(terms)], np.float32)
    rare = np.array([[1.0] * len(terms)] + [[0.0] * len(terms)] * 9, np.float32)
    assert (term_weights(terms, common) < term_weights(terms, rare)).all()


def test_words_side_by_side_weigh_nothing_where_no_article_has_them_so(reader):
    terms = reader.read("鸭梨局长").terms
    compound = next(i for i, term in enumerate(terms) if term.compound)
    assert term_weights(terms, np.zeros((3, len(terms)), np.float32))[compound] == 0


def test_disagreement_of_period_costs_more_than_agreement_brings():
    rows = np.zeros((3, len(NAMES)), np.float32)
    rows[0, NAMES.index("period")] = rows[2, NAMES.index("other_period")] = 1
    agrees, silent, differs = linear(rows)
    assert silent - differs > agrees - silent > 0


def test_last_year_is_the_year_before_the_report(reader):
    _, ranked = best(reader, "去年冠县鸭梨总产量多少吨")
    assert ranked.sentences[0].text == "2024年，冠县鸭梨总产量达12.6万吨，同比增长4.1%。"
    other = next(s for s in ranked.sentences if s.text.startswith("2023年"))
    assert 0 < other.feature("other_period") < 0.6  # no refusal for it


def test_the_proof_sets_the_best_article_beside_the_others(reader):
    text = "冠县鸭梨开园。"
    other = Article(source="q.txt", article_id="q-01", text=text, title="开园", date="2025-03-02")
    measured = [tuple(value for _ in FEATURES) for value in (0.9, 0.5, 0.1)]
    found = [
        Found(Passage(1, 1, "p-01", 0, len(TEXT), TEXT), 1.0, measured[0]),
        Found(Passage(2, 2, "q-01", 0, len(text), text), 0.6, measured[1]),
        Found(Passage(3, 3, "r-01", 0, len(text), text), 0.5, measured[2]),
    ]
    articles = {"p-01": ARTICLE, "q-01": other, "r-01": replace(other, article_id="r-01")}
    ranked = rank(reader.read("2024年冠县鸭梨产量多少吨"), found, articles)
    assert np.allclose(ranked.proof[:, 0], [0.9, 0.4, 0.6])
    assert ranked.crowd[0] == pytest.approx(1 / 3) and ranked.crowd[3] == 1.0


def test_a_reason_leads_where_one_is_asked_for():
    assert reasons("企业的壮大，得益于完善的配套。") and not reasons("企业去年壮大。")


def test_the_clause_that_tells_most_is_found(reader):
    question, ranked = best(reader, "鸭梨卖到了哪里")
    sentence = next(s for s in ranked.sentences if "27个国家" in s.text)
    assert telling_clause(question, sentence) == "鸭梨已卖到27个国家"
