"""The features of passages against values worked out by hand, and the order learned from them."""

import math

import numpy as np
import pytest

from index.lexicon import Lexicon
from rag import relearn, rerank
from rag.errors import SettingsError
from rag.question import Reader
from rag.rerank import FEATURES, Candidate, Wanted, features, learned, longest, most_held, runs


@pytest.fixture(scope="module")
def reader():
    return Reader(Lexicon())


def wanted(reader, text, rarity=lambda field, token: 1.0, pairs=0.5):
    return Wanted.of(reader.read(text), rarity, pairs)


def column(found, name):
    return found[:, FEATURES.index(name)]


def test_terms_are_words_and_pairs_with_their_weights(reader):
    asked = wanted(reader, "轴承产量")
    assert dict(zip((forms[0] for forms in asked.terms), asked.weights, strict=True)) == {"轴承": 1.5, "产量": 1.5, "承产": 0.5}


def test_other_spellings_count_as_the_word(reader):
    asked = wanted(reader, "高企数量")
    forms = next(forms for forms in asked.terms if forms[0] == "高企")
    assert "高新技术企业" in forms
    texts = ["全市高新技术企业918家。", "全市企业918家。"]
    candidates = [Candidate(1, text, 0, 0.0, 0.0) for text in texts]
    held = column(features(asked, candidates, {1: ("", "\n".join(texts))}), "held")
    assert held[0] > held[1]


def test_bm25_is_the_formula_over_its_limit(reader):
    asked = wanted(reader, "轴承", pairs=0.0)
    text = "轴承和轴承。"
    found = features(asked, [Candidate(1, text, 0, 2.0, 0.5)], {1: ("", text)})
    norm = rerank.K1 * (1 - rerank.B + rerank.B * len(text) / rerank.PASSAGE_LENGTH)
    assert column(found, "passage") == pytest.approx(2 / (2 + norm))
    assert column(found, "keywords") == pytest.approx(1.0)
    assert column(found, "vector") == pytest.approx(0.5)
    assert column(found, "held") == pytest.approx(1.0)


def test_sentences_pairs_and_clauses(reader):
    asked = wanted(reader, "轴承产量增长", pairs=0.0)
    text = "轴承畅销，产量大。别的事情。增长很快。价格稳定。"
    found = features(asked, [Candidate(1, text, 560, 1.0, 0.0)], {1: ("", text)})
    assert column(found, "sentence") == pytest.approx(2 / 3)
    assert column(found, "pair") == pytest.approx(2 / 3)
    assert column(found, "clause") == pytest.approx(1 / 3)
    assert column(found, "held") == pytest.approx(1.0)
    assert column(found, "lead") == pytest.approx(1 / 3)


def test_the_ones_that_hold_most_are_chosen(reader):
    asked = wanted(reader, "轴承产量增长", pairs=0.0)
    texts = ["别的事情。", "轴承增长。", "轴承产量增长。", "产量。", "产量下降，增长放缓，轴承滞销。"]
    found = [Candidate(1, text, 0, 0.0, 0.0) for text in texts]
    assert most_held(asked, found, 3) == [2, 4, 1]
    assert most_held(asked, found, 5) == [0, 1, 2, 3, 4]
    assert most_held(asked, [], 3) == []


def test_nearness_to_the_whole_article_is_never_below_zero(reader):
    found = [Candidate(1, "轴承。", 0, 0.0, 0.0, near) for near in (0.4, -0.2)]
    assert column(features(wanted(reader, "轴承"), found, {1: ("", "轴承。")}), "article_vector").tolist() == [0.4, 0.0]


def test_numbers_are_whole(reader):
    asked = wanted(reader, "25家企业")
    texts = ["共有25家企业。", "2025年的企业。"]
    found = features(asked, [Candidate(1, text, 0, 0.0, 0.0) for text in texts], {1: ("", "".join(texts))})
    assert column(found, "exact").tolist() == [1.0, 0.0]


def test_the_form_asked_for(reader):
    asked = wanted(reader, "企业有多少家？")
    texts = ["企业有918家。", "企业很多。"]
    found = features(asked, [Candidate(1, text, 0, 0.0, 0.0) for text in texts], {1: ("", "".join(texts))})
    assert column(found, "answer").tolist() == [1.0, 0.0]


def test_wide_figures_and_commas_are_found(reader):
    asked = wanted(reader, "1280.5万元")
    found = features(asked, [Candidate(1, "投资１,２８０.５万元。", 0, 0.0, 0.0)], {1: ("", "投资1,280.5万元。")})
    assert column(found, "exact") == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("甲乙丙丁", "说的是甲乙丙丁。", 1.0),
        ("甲乙丙丁", "甲乙，丙丁", math.sqrt(8) / 4),
        ("甲乙丙丁", "丁丙乙甲", 0.0),
        ("甲", "甲", 0.0),
        ("", "甲", 0.0),
    ],
    ids=["whole", "two halves", "reversed", "one character", "nothing"],
)
def test_runs(asked, text, value):
    assert runs(asked, text) == pytest.approx(value)


def test_a_question_without_terms_has_features(reader):
    found = features(wanted(reader, "是什么"), [Candidate(1, "一句话。", 0, 0.0, 0.0)], {1: ("", "一句话。")})
    assert np.isfinite(found).all()


def test_the_table_names_known_features_and_sums_to_one():
    assert np.abs(learned()).sum() == pytest.approx(1.0, abs=1e-3)
    with pytest.raises(SettingsError, match="nonsense"):
        learned("nonsense 0.3\n")


def test_learning_finds_the_feature_that_tells():
    rng = np.random.default_rng(5)
    groups = []
    for _ in range(80):
        found = rng.random((12, len(FEATURES)))
        right = np.zeros(12, bool)
        right[found[:, FEATURES.index("runs")].argmax()] = True
        groups.append((found, right))
    table = relearn.learn(groups)
    names = [name for name in FEATURES if name not in relearn.GIVEN]
    assert max(names, key=lambda name: table[FEATURES.index(name)]) == "runs"
    assert np.abs(table).sum() == pytest.approx(1.0)


def test_made_questions_are_of_their_article(assistant):
    made = list(relearn.invented(assistant._current(), Lexicon(), 20, seed=1))
    assert len(made) == 20
    assert made == list(relearn.invented(assistant._current(), Lexicon(), 20, seed=1))
    found = sum(bool(right & set(assistant.search(text, k=3).docs)) for text, right in made)
    assert found >= 16


@pytest.mark.parametrize(("asked", "text", "share"), [("水渠全长", "这条水渠长", 0.5), ("水渠", "", 0.0), ("", "水渠", 0.0)])
def test_the_longest_stretch(asked, text, share):
    assert longest(asked, text) == share
