"""Another model: vectors alone are made anew, as a fresh library would have them, and a run that was stopped goes on."""

import json
from dataclasses import replace

import numpy as np
import pytest

from index import derive
from index.build import index
from index.config import IndexConfig
from index.errors import MismatchError
from index.keywords import KeywordQuery
from index.snapshot import Snapshot
from index.store import PARTIAL
from tests.index.toys import Model

ARTICLES = 1500


class Stopping(Model):
    """Stops, as Ctrl-C would, after so many texts; `made` counts them, without the single one that probes the model."""

    def __init__(self, dimension, stop=None):
        super().__init__(f"toy@{dimension}", dimension)
        self.stop, self.made = stop, 0

    def passages(self, texts):
        if len(texts) > 1:
            if self.stop is not None and self.made + len(texts) > self.stop:
                raise KeyboardInterrupt
            self.made += len(texts)
        return super().passages(texts)


@pytest.fixture
def use(monkeypatch):
    def set_model(model):
        monkeypatch.setattr(derive, "embedding_of", lambda *_, **__: model)
        return model

    return set_model


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "甲.jsonl"
    lines = [{"id": f"a{i}", "text": f"第{i}号项目落地，投资{i * 7}万元。", "date": "2024-05-06"} for i in range(ARTICLES)]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def published(config):
    """Its keywords' files, its passages, and the ten nearest of each of five vectors."""
    with Snapshot.open(config.folder) as snapshot:
        folder = config.folder / "generations" / str(snapshot.generation)
        inodes = {path.name: path.stat().st_ino for path in (folder / "keywords").glob("*.term")}
        query = Stopping(snapshot.manifest.recipe.dimension).passages(["投资700万元", "第33号", "项目", "2024", "落地"])
        hits = [snapshot.vectors.search(vector, 10) for vector in query]
        words = snapshot.keywords.search(KeywordQuery([("项目", 1.0)], []), 5)
        return inodes, np.load(folder / "passages.npy").tolist(), hits, words


def test_only_the_vectors_are_made_anew(tmp_path, use, corpus):
    config, fresh = IndexConfig(tmp_path / "资料 库"), IndexConfig(tmp_path / "新")
    use(Stopping(16))
    index([corpus], config)
    keywords, passages, hits, words = published(config)
    assert keywords and words
    told = []
    model = use(Stopping(24))
    report = index([], config, rebuild=True, progress=lambda *step: told.append(step))
    index([corpus], fresh)
    after = published(config)
    assert after[0] == keywords  # the very files
    assert after[1] == passages and after[3] == words
    assert after[2] == published(fresh)[2] != hits
    assert (report.generation, report.articles, report.indexed) == (2, ARTICLES, ())
    assert report.notes == ("只换了向量，文章和关键词没有动。",)
    assert told[0] == ("计算向量", 0, ARTICLES) and told[-1] == ("计算向量", ARTICLES, ARTICLES) and len(told) == 4
    with Snapshot.open(config.folder) as snapshot:
        assert snapshot.manifest.recipe.identity == model.identity
    assert index([corpus], config).unchanged == (corpus.name,)


def test_a_run_that_was_stopped_goes_on(tmp_path, use, corpus):
    config, fresh = IndexConfig(tmp_path / "库"), IndexConfig(tmp_path / "新")
    use(Stopping(16))
    index([corpus], config)
    use(Stopping(24, stop=1100))
    with pytest.raises(KeyboardInterrupt):
        index([], config, rebuild=True)
    with (config.folder / PARTIAL).open("ab") as file:
        file.write(b"\1\2\3")  # a row that was cut off
    with Snapshot.open(config.folder) as snapshot:  # still the old one
        assert (snapshot.generation, snapshot.manifest.recipe.dimension) == (1, 16)
    model = use(Stopping(24))
    report = index([], config, rebuild=True)
    assert model.made == ARTICLES - 1024
    assert report.notes == ("只换了向量，文章和关键词没有动。其中1024个段落的向量上次已经算好。",)
    assert not (config.folder / PARTIAL).exists()
    use(Stopping(24))
    index([corpus], fresh)
    assert published(config)[2] == published(fresh)[2]


def test_what_was_begun_for_another_model_or_another_state_is_not_used(tmp_path, use, corpus):
    config = IndexConfig(tmp_path / "库")
    use(Stopping(16))
    index([corpus], config)
    use(Stopping(24, stop=1100))
    with pytest.raises(KeyboardInterrupt):
        index([], config, rebuild=True)
    other = use(Stopping(20, stop=600))
    with pytest.raises(KeyboardInterrupt):
        index([], config, rebuild=True)
    assert other.made == 512
    use(Stopping(16))
    more = tmp_path / "乙.jsonl"
    more.write_text(json.dumps({"id": "b1", "text": "高铁开通。"}) + "\n", encoding="utf-8")
    index([more], config)
    assert not (config.folder / PARTIAL).exists()
    last = use(Stopping(20))
    index([], config, rebuild=True)
    assert last.made == ARTICLES + 1


def test_another_prefix_is_another_model_and_another_size_is_more(tmp_path, use, corpus):
    config = IndexConfig(tmp_path / "库")
    use(Stopping(16))
    index([corpus], config)
    keywords = published(config)[0]
    prefixed = replace(config, passage_prefix="文：")
    with pytest.raises(MismatchError, match="段落前缀"):
        index([corpus], prefixed)
    assert index([], prefixed, rebuild=True).notes
    assert published(config)[0] == keywords
    assert not index([], replace(prefixed, passage_size=120), rebuild=True).notes
    assert published(config)[0] != keywords
