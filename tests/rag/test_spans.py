"""The net that reads sentences: against its form in torch, and what is read from it."""

import math

import numpy as np
import pytest

from rag import spans
from rag.spans import FLAGS, UNSURE, Reading, Tokens, marks, read, tokens

QUESTION = "聊城有多少座公园?"
SENTENCES = ["聊城全市已有三百座公园。", "会议在北京举行,3万人到场。", "", "GDP增长5.2%。"]


def test_tokens_stand_where_they_say():
    text = "聊城全市已有三百座公园。"
    made = tokens(text, 72)
    assert [text[start:end] for start, end in made.offsets][:2] == ["聊城", "全市"]
    assert "".join(text[start:end] for start, end in made.offsets) == text[:-1]  # marks are no tokens
    assert len(tokens(text * 20, 10).ids) == 10


def test_marks_tell_what_the_question_holds_and_what_a_token_is():
    sentence = "聊城有3个gdp。"
    asked, held = tokens("聊城有几个?", 48), tokens(sentence, 72)
    rows = {
        sentence[start:end]: row.tolist()
        for (start, end), row in zip(held.offsets, marks("聊城有几个?", asked, held), strict=True)
    }
    assert rows["聊城"][:2] == [1, 1]
    assert rows["3"] == [0, 0, 1, 0, 0]
    assert rows["gdp"][2:] == [0, 1, 0]


def test_the_served_net_equals_the_trained_one(tmp_path, monkeypatch):
    torch = pytest.importorskip("torch")
    from rag.training import spans as trained
    from rag.training.cases import case

    torch.manual_seed(3)
    vectors = np.random.default_rng(3).normal(size=(spans.vocabulary(), 8)).astype(np.float32)
    net = trained.SpanNet(vectors, drop=0.2).eval()
    trained.write(net, tmp_path / "net.safetensors")
    monkeypatch.setattr(spans, "_net", lambda: spans.opened((tmp_path / "net.safetensors").read_bytes()))
    batch = trained.Batch.of([case(QUESTION, SENTENCES, [0.0] * 4, [])])
    with torch.no_grad():
        worth = (net(batch) - net.nothing)[0].numpy()
    served = read(QUESTION, SENTENCES)
    at = 0
    for reading in served:
        size = len(reading.odds)
        np.testing.assert_allclose(reading.odds, worth[at : at + size], atol=0.03)
        at += size + spans.GAP


def test_a_reading_tells_how_sure_it_is_and_where():
    reading = Reading(Tokens(np.array([5, 6, 7], np.int32), ((0, 2), (2, 3), (3, 6))), np.log(np.array([1, 2, 5], np.float32)))
    assert reading.sure == pytest.approx(math.log(8))
    assert reading.most == pytest.approx(math.log(5))
    assert reading.share(0, 2) == pytest.approx(1 / 8)
    assert reading.share(2, 6) == pytest.approx(7 / 8)


def test_nothing_to_read_is_unsure():
    assert [reading.sure for reading in read("", ["聊城"])] == [UNSURE]
    assert read("多少?", []) == []
    empty = read("多少?", [""])[0]
    assert (empty.sure, empty.most, empty.share(0, 5)) == (UNSURE, UNSURE, 0.0)


def test_sentences_do_not_see_one_another():
    alone, beside = read(QUESTION, SENTENCES[:1])[0], read(QUESTION, SENTENCES)[0]
    np.testing.assert_allclose(alone.odds, beside.odds, atol=1e-4)


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("展览馆哪一年建成?", "展览馆位于城东,占地三万平方米,1987年建成,由王建国设计。", "1987"),
        ("展览馆由谁设计?", "展览馆位于城东,占地三万平方米,1987年建成,由王建国设计。", "王建国"),
        ("大会在哪里举行?", "大会9月3日在青岛市举行,来自各地的五百名代表参加。", "青岛"),
    ],
)
def test_the_committed_net_finds_what_is_asked(question, sentence, answer):
    (reading,) = read(question, [sentence])
    start, end = reading.tokens.offsets[int(reading.odds.argmax())]
    assert sentence[start:end] in answer or answer in sentence[start:end]


def test_marks_are_as_many_as_the_net_was_trained_on():
    assert marks("聊城", tokens("聊城", 9), tokens("聊城", 9)).shape[1] == FLAGS
