"""The features of passages against values worked out by hand, and the order learned from them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from index.errors import MismatchError
from index.lexicon import Lexicon
from rag import Assistant, relearn, rerank
from rag.errors import SettingsError
from rag.question import Reader
from rag.rerank import FEATURES, Candidate, Wanted, features, learned, longest, most_held, open_judge, runs
from rag.retrieve import JUDGED, Searcher
from rag.terminal.doctor import examine


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
    assert column(features(wanted(reader, "轴承"), found, {1: ("", "轴承。")}), "near").tolist() == [0.4, 0.0]


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


def make_cross_encoder(folder, labels=1):
    """A cross-encoder of one layer with random weights, its words the characters of a few questions."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir()
    words = dict.fromkeys("聊城市招商引资到位金额企业发展项目粮食产量年月日")
    characters = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]
    (folder / "vocab.txt").write_text("\n".join(characters), encoding="utf-8")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(0)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    config = BertConfig(vocab_size=len(characters), max_position_embeddings=512, num_labels=labels, **shape)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory):
    return make_cross_encoder(tmp_path_factory.mktemp("models") / "cross")


def test_no_name_is_no_judge():
    assert open_judge("") is None


def test_a_cross_encoder_of_ones_own_orders_the_head(cross_encoder, assistant, settings):
    from sentence_transformers import CrossEncoder

    plain = Searcher(assistant._current(), assistant._embedding)
    judged = Searcher(assistant._current(), assistant._embedding, open_judge(str(cross_encoder)))
    question = Reader(Lexicon()).read("聊城市招商引资到位资金")
    before, after = plain.search(question, 40), judged.search(question, 40)
    articles = {article.article_id: article for _, article in assistant._current().iter_articles()}
    texts = ["\n".join(filter(None, (articles[hit.passage.article_id].title, hit.passage.text))) for hit in before[:JUDGED]]
    expected = CrossEncoder(str(cross_encoder)).predict([(question.standalone, text) for text in texts])
    order = np.argsort(-expected, kind="stable")
    assert [hit.passage for hit in after[:JUDGED]] == [before[place].passage for place in order]
    assert after[JUDGED:] == before[JUDGED:] and len(after) == len(before)
    assert [hit.score for hit in after] == [hit.score for hit in before]


def test_the_setting_reranker_reaches_the_search(cross_encoder, settings, assistant):
    with Assistant.open(settings=replace(settings, reranker=str(cross_encoder))) as judged:
        found, usual = judged.search("聊城市招商引资到位资金", k=6), assistant.search("聊城市招商引资到位资金", k=6)
        assert found.hits != usual.hits
        assert judged.ask("2024年聊城招商引资到位资金是多少？").text


def test_what_is_no_number_comes_last(cross_encoder, monkeypatch):
    judge = open_judge(str(cross_encoder))
    monkeypatch.setattr(judge._model, "predict", lambda pairs, **_: np.array([np.nan, 0.1, -3.0]))
    assert list(np.argsort(-judge.scores("问", ["甲", "乙", "丙"]))) == [1, 2, 0]


def test_a_model_that_cannot_be_loaded_or_gives_many_numbers_is_refused(tmp_path, settings):
    with pytest.raises(MismatchError, match=r"重排模型“.+”打不开"):
        open_judge(str(tmp_path / "没有"))
    several = make_cross_encoder(tmp_path / "several", labels=3)
    with pytest.raises(SettingsError, match="3个数"):
        open_judge(str(several))
    states = [next(f for f in examine(replace(settings, reranker=str(name))) if f.part == "重排模型") for name in ("", several)]
    assert [finding.exit_code for finding in states] == [0, 78]


@pytest.mark.parametrize(("asked", "text", "share"), [("水渠全长", "这条水渠长", 0.5), ("水渠", "", 0.0), ("", "水渠", 0.0)])
def test_the_longest_stretch(asked, text, share):
    assert longest(asked, text) == share
