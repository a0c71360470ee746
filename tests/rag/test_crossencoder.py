"""A cross-encoder of one's own has the last word on the order of the head; what is no such model is refused."""

from dataclasses import replace

import numpy as np
import pytest

from index.errors import MismatchError
from index.lexicon import Lexicon
from rag import Assistant
from rag.crossencoder import open_judge
from rag.errors import SettingsError
from rag.question import Reader
from rag.retrieve import JUDGED, Searcher
from rag.terminal.doctor import examine


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
