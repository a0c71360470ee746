"""What the net that reads sentences learns from, and that it learns."""

import random

import numpy as np
import pytest

from rag.spans import tokens, vocabulary
from rag.training.cases import case
from rag.training.cloze import cloze, clozes
from rag.training.words import Words

ARTICLE = (
    "会议于2023年5月在济南市召开，参会企业达到320家。市长李卫东在会上讲话，强调要加快建设。"
    "全市投资增长8.5%，比上年提高两个百分点。代表们参观了东阿县的阿胶工厂。"
    "当地农民种植西瓜三千亩，收入大幅增加。下一步将继续扩大规模，带动更多村民。"
)


def test_a_case_marks_every_token_of_every_answer():
    made = case("谁来了?", ["张三来了,李四没来。", "张三走了。"], [1.0, 0.5], ["张三"])
    text = "张三来了,李四没来。"
    marked = [
        text[start:end] for (start, end), yes in zip(tokens(text, 72).offsets, made.sentences[0].answer, strict=True) if yes
    ]
    assert "".join(marked) == "张三"
    assert made.sentences[1].answer.sum() >= 1
    assert made.answered
    assert not made.only([]).answered
    assert made.unanswered().sentences == ()


def test_a_gap_is_asked_for_and_not_told():
    chance = random.Random(1)
    made = [cloze("会议于2023年5月在济南市召开,参会企业达到320家,李卫东主持。", lambda word: (), chance) for _ in range(60)]
    made = [one for one in made if one]
    assert len(made) > 20
    for question, answer in made:
        assert answer not in question
        assert answer in "会议于2023年5月在济南市召开,参会企业达到320家,李卫东主持。"
    asked = {answer: question for question, answer in made}
    assert any("多少" in asked[answer] or "几" in asked[answer] for answer in asked if answer == "320家")
    assert any(word in asked["2023年5月"] for word in ("什么时候", "何时", "哪一天", "哪天", "几月几日"))


def test_made_cases_are_the_same_for_the_same_seed():
    first, second = (list(clozes([ARTICLE] * 30, lambda word: (), 10, seed=4)) for _ in range(2))
    assert [one.asked.tolist() for one in first] == [one.asked.tolist() for one in second]
    assert len(first) == 10
    assert all(one.answered for one in first)
    assert all(sum(held.answer.any() for held in one.sentences) >= 1 for one in first)


def test_words_in_like_company_are_alike():
    places, animals = ["济南市", "青岛市", "烟台市"], ["老虎", "大象", "狮子"]
    draw = random.Random(2)
    texts = [f"会议在{draw.choice(places)}举行。" for _ in range(300)] + [
        f"动物园里的{draw.choice(animals)}吃草。" for _ in range(300)
    ]
    words = Words.of(texts)
    rows = {word: words.vectors[tokens(word, 1).ids[0]] for word in (*places, *animals) if len(tokens(word, 2).ids) == 1}
    near = [float(rows[a] @ rows[b]) for a in rows for b in rows if a < b and (a in places) == (b in places)]
    far = [float(rows[a] @ rows[b]) for a in rows for b in rows if (a in places) != (b in places)]
    assert min(near) > 0.8 > 0.3 > max(far)
    for place in set(rows) & set(places):
        assert set(words.similar(place, 0.8)) <= set(places)
        assert words.similar(place, 0.8)


def test_the_net_learns_what_a_question_asks_for():
    torch = pytest.importorskip("torch")
    from rag.training.spans import Batch, Recipe, SpanNet, learn

    draw = random.Random(5)

    def one():
        year, name = str(draw.randint(1900, 2020)), draw.choice(["王建国", "李卫东", "赵国强", "刘志明"])
        asked = draw.random() < 0.5
        sentence = f"展览馆{year}年由{name}建成。"
        return case("哪一年?" if asked else "谁?", [sentence, "这里没有别的。"], [0.0, 0.0], [year if asked else name])

    vectors = np.random.default_rng(1).normal(size=(vocabulary(), 16)).astype(np.float32) / 4
    net = SpanNet(vectors, drop=0.0)
    learn(net, [one() for _ in range(192)], [], Recipe(epochs=3, rate=5e-3, rows_rate=5e-3), lambda said: None)
    fresh = [one() for _ in range(40)]
    with torch.no_grad():
        worth = net(Batch.of(fresh)).numpy()
        answer = Batch.of(fresh).answer.numpy()
    assert np.mean([row[yes.argmax()] > -1e8 and yes[row.argmax()] for row, yes in zip(worth, answer, strict=True)]) > 0.9
