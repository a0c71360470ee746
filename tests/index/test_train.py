"""Training on a corpus of a page: it learns, it repeats itself exactly, and it goes on where it was cut short."""

from __future__ import annotations

import json
import lzma
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import train as command
from index.embed import StaticModel
from index.errors import DataError, InputError
from index.training.learn import Material, Recipe, Trainer, cut_material, train
from index.training.pairs import read_questions, read_texts
from index.training.vocabulary import make_tokenizer

TOPICS = {
    "农业": "小麦 玉米 粮食 播种 收割 农机 单产 农户 田间 施肥",
    "文化": "博物馆 文物 展览 青铜器 观众 讲解 馆藏 考古 书画 特展",
    "工业": "企业 投产 车间 订单 轴承 钢管 出口 设备 产能 技改",
    "交通": "高铁 站房 线路 通车 桥梁 隧道 铺轨 客流 公路 航班",
}
SMALL = Recipe(steps=12, batch=24, vocabulary=400, dimension=16, rate=0.1, near=4, near_from=0.5, every=4)


def articles(count: int = 48) -> list[str]:
    """Short articles, each of one topic; which of its words meet in a sentence is drawn with a fixed seed."""
    rng = np.random.default_rng(5)
    words = [text.split() for text in TOPICS.values()]
    return ["".join("".join(rng.choice(words[i % 4], 6)) + "。" for _ in range(4)) for i in range(count)]


def material() -> Material:
    counts = {word: 20 for text in TOPICS.values() for word in text.split()} | {"什么": 3, "多少": 3, "哪": 3, "些": 2}
    questions = [("小麦单产多少？", "农户收割小麦，单产提高。"), ("展览有什么？", "特展有馆藏文物。")]
    return cut_material(articles(), questions, make_tokenizer(counts, SMALL.vocabulary))


def test_it_learns_the_topics() -> None:
    learnt = material()
    losses: list[float] = []
    rows = train(learnt, replace(SMALL, steps=60), report=lambda step, loss: losses.append(loss))
    assert losses[5] < losses[0] / 2
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    ids = [[learnt.tokenizer.token_to_id(word) for word in text.split()] for text in TOPICS.values()]
    near = np.mean([rows[a] @ rows[b] for topic in ids for a in topic for b in topic if a != b])
    far = np.mean([rows[a] @ rows[b] for one in ids for other in ids if one is not other for a in one for b in other])
    assert near > far + 0.2


def test_the_same_seed_gives_the_same_rows() -> None:
    np.testing.assert_array_equal(train(material(), SMALL), train(material(), SMALL))
    assert not np.array_equal(train(material(), replace(SMALL, seed=2)), train(material(), SMALL))


def test_the_unknown_token_says_nothing() -> None:
    assert not train(material(), SMALL)[0].any()


@pytest.mark.parametrize("stop", [4, 8], ids=["before-neighbours", "among-neighbours"])
def test_a_run_cut_short_goes_on_as_if_whole(tmp_path: Path, stop: int) -> None:
    checkpoint = tmp_path / "checkpoint.safetensors"
    first = Trainer(material(), SMALL)
    for _ in range(stop):
        first.advance()
    first.save(checkpoint)
    seen: list[int] = []
    resumed = train(material(), SMALL, checkpoint, lambda step, loss: seen.append(step))
    assert seen == [step for step in (4, 8, 12) if step > stop]
    np.testing.assert_array_equal(resumed, train(material(), SMALL))


def test_int8_keeps_the_rows() -> None:
    rows = np.random.default_rng(0).standard_normal((50, 32)).astype(np.float32)
    rows[0] = 0
    numbers, scales = command.quantise(rows)
    assert np.abs(numbers).max() == 127
    assert np.all(np.abs(numbers * scales[:, None] - rows) <= scales[:, None] / 2 + 1e-6)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as it comes: articles packed, and questions, which must not be learnt from as articles."""
    with lzma.open(tmp_path / "news.jsonl.xz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": i, "text": text}, ensure_ascii=False) + "\n" for i, text in enumerate(articles()))
    (tmp_path / "q.jsonl").write_text('{"query": "小麦单产多少？", "para": 7}\n', encoding="utf-8")
    (tmp_path / "paras").mkdir()
    (tmp_path / "paras" / "p.jsonl").write_text('{"id": 7, "title": "麦", "text": "小麦单产提高。"}\n\n', encoding="utf-8")
    return tmp_path


def test_rows_are_read(folder: Path) -> None:
    assert read_texts([folder]) == articles()
    assert read_texts([folder / "paras"]) == ["麦\n小麦单产提高。"]
    assert read_questions(folder / "q.jsonl", folder / "paras" / "p.jsonl") == [("小麦单产多少？", "小麦单产提高。")]


def test_bad_rows_are_named(folder: Path) -> None:
    (folder / "bad.jsonl").write_text('{"text": "好"}\n[1]\n', encoding="utf-8")
    with pytest.raises(DataError, match="第2行"):
        read_texts([folder / "bad.jsonl"])
    with pytest.raises(DataError, match="没有对应的段落"):
        read_questions(folder / "q.jsonl", folder / "q.jsonl")
    with pytest.raises(InputError, match="读不出来"):
        read_texts([folder / "none.jsonl"])


def test_the_command_writes_a_model_that_both_sides_read_alike(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from sentence_transformers import SentenceTransformer

    out = folder / "out"
    sizes = ["--steps", "2", "--every", "1", "--batch", "16", "--vocabulary", "300", "--dimension", "8", "--near", "0"]
    asked = ["--questions", str(folder / "q.jsonl"), "--paragraphs", str(folder / "paras" / "p.jsonl")]
    assert command.main([str(folder / "news.jsonl.xz"), "-o", str(out), *asked, *sizes]) == 0
    assert "第2步，共2步" in capsys.readouterr().err
    command.expand(folder / "plain", out)
    texts = ["小麦单产多少？", "博物馆里有1,200件文物", ""]
    reference = SentenceTransformer(str(folder / "plain"), device="cpu").encode(texts, show_progress_bar=False)
    assert np.abs(StaticModel(out, "small").passages(texts) - reference).max() < 1e-5
    assert StaticModel(folder / "plain", "plain").dimension == 8


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["none.jsonl", "-o", "out"], InputError.exit_code), (["q.jsonl", "-o", "out"], InputError.exit_code)],
    ids=["missing", "no-articles"],
)
def test_what_cannot_be_learnt_from(
    folder: Path, arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert command.main(arguments) == code
    assert "请检查" in capsys.readouterr().err


def test_without_data_the_usage_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        command.main([])
    assert exit_.value.code == 2
    assert "训练数据" in capsys.readouterr().err
