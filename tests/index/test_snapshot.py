"""Reading a library: permitted articles, several threads, several generations, another model."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from index import derive
from index.build import index, status
from index.config import IndexConfig
from index.errors import CorruptError, InputError, MismatchError
from index.keywords import KeywordQuery
from index.snapshot import Snapshot
from tests.index.toys import Model, Words


@pytest.fixture
def tools(monkeypatch):
    """The model and the lexicon that the next run opens; tests exchange them."""
    made = {"model": Model(), "lexicon": Words()}
    monkeypatch.setattr(derive, "embedding_of", lambda *_: made["model"])
    monkeypatch.setattr(derive, "Lexicon", lambda *_: made["lexicon"])
    return made


@pytest.fixture
def config(tmp_path, tools):
    return IndexConfig(tmp_path / "资料 库")


def corpus(path, *articles):
    """A JSONL corpus of (id, text) or (id, text, title, date)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [dict(zip(("id", "text", "title", "date"), article, strict=False)) for article in articles]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def find(snapshot, text, k=5):
    query = KeywordQuery([(character, 1.0) for character in text], [])
    return [snapshot.passages([number])[0].article_id for number, _ in snapshot.keywords.search(query, k)]


A = ("a1", "聊城市今年粮食丰收。小麦总产量创新高。", "夏粮丰收", "2024-06")


B = ("b1", "东昌湖景区接待游客三万人次。", "古城旅游升温", "2023-10-02")


C = ("c1", "企业技术改造投资增长两成。")


def test_what_is_added_is_found_again(config, tmp_path):
    report = index([corpus(tmp_path / "甲.jsonl", A, B), corpus(tmp_path / "乙.jsonl", C)], config)
    assert (report.indexed, report.articles, report.generation) == (("甲.jsonl", "乙.jsonl"), 3, 1)
    assert report.skipped == report.unchanged == report.removed == ()
    with Snapshot.open(config.folder, config) as snapshot:
        assert find(snapshot, "麦", 1) == ["a1"]
        assert find(snapshot, "旅游升温", 1) == ["b1"]
        best, score = snapshot.vectors.search(Model().query("夏粮丰收\n2024-06\n" + A[1]), 1)[0]
        assert (snapshot.passages([best])[0].text, score) == (A[1], pytest.approx(1.0, abs=1e-5))
        article = snapshot.article("b1")
        assert (article.title, article.text, article.date, article.source) == (B[2], B[1], B[3], "甲.jsonl")
        assert [p.text for p in snapshot.passages_of([1, 3])] == [A[1], C[1]]
        assert all(p.text == snapshot.article(p.article_id).text[p.start : p.end] for p in snapshot.passages_of([1, 2, 3]))
        assert snapshot.article_by_number(2) == article
        assert snapshot.article_by_number(99) is None
        assert snapshot.article("zz") is None
        assert snapshot.articles([3, 1])[0].article_id == "c1"
        assert [(source.name, count) for source, count in snapshot.sources()] == [("乙.jsonl", 1), ("甲.jsonl", 2)]
        assert snapshot.scope() == (3, 2, "2023-10-02", "2024-06")
        with pytest.raises(CorruptError, match="77"):
            snapshot.passages([77])
        with pytest.raises(CorruptError, match="77"):
            snapshot.articles([77])


@pytest.mark.parametrize(
    ("since", "until", "wanted"),
    [
        ("2024", None, ["a1", "c1"]),
        (None, "2023", ["b1", "c1"]),
        ("2024-06-15", "2024-06-16", ["a1", "c1"]),
        ("2024-07", None, ["c1"]),
        ("2023-10-02", "2023-10-02", ["b1", "c1"]),
        ("2023-10-03", "2024-05", ["c1"]),
    ],
    ids=str,
)
def test_dates_keep_what_may_lie_within_and_what_has_none(config, tmp_path, since, until, wanted):
    index([corpus(tmp_path / "甲.jsonl", A, B, C)], config)
    with Snapshot.open(config.folder) as snapshot:
        permitted = snapshot.permitted(since, until)
        assert [article.article_id for article in snapshot.articles(permitted.tolist())] == wanted
        found = snapshot.keywords.search(KeywordQuery([(c, 1.0) for c in "聊湖企"], []), 9, permitted)
        assert sorted(snapshot.passages([number])[0].article_id for number, _ in found) == wanted


def test_sources_limit_the_permitted_articles(config, tmp_path):
    index([corpus(tmp_path / "甲.jsonl", A, B), corpus(tmp_path / "乙.jsonl", C)], config)
    with Snapshot.open(config.folder) as snapshot:
        assert snapshot.permitted() is None
        assert snapshot.permitted(sources=["乙.jsonl"]).tolist() == [3]
        assert snapshot.permitted(sources=["没有.txt"]).tolist() == []
        assert snapshot.permitted("2024", None, ["甲.jsonl"]).tolist() == [1]
        with pytest.raises(InputError, match="去年"):
            snapshot.permitted(since="去年")


@pytest.mark.parametrize(
    ("names", "wanted"),
    [(["坡村"], "12"), (["西坡村", "东坡村"], "12"), (["西坡村"], "2"), (["西坡"], "23"), (["坡."], ""), ([], "")],
)
def test_articles_are_found_by_the_names_in_their_headlines_and_text(config, tmp_path, names, wanted):
    index([corpus(tmp_path / "a.jsonl", ("1", "东坡村修路。"), ("2", "修路。", "西坡村的事"), ("3", "西坡。"))], config)
    with Snapshot.open(config.folder) as snapshot:
        ids = {number: article.article_id for number, article in snapshot.iter_articles()}
        for _ in range(2):  # the second time from memory
            assert "".join(ids[number] for number in snapshot.naming(names).tolist()) == wanted


def test_articles_are_found_by_the_names_that_stand_over_them(config, tmp_path):
    page = "高庙大桥通车\n本报讯（记者 甲某 通讯员 乙 某）昨日，高庙大桥正式通车，农产品外运提速。沿线乡镇的种植户都说好。\n"
    (tmp_path / "甲.txt").write_text(page, encoding="utf-8")
    (tmp_path / "乙.txt").write_text(page.replace("高庙", "李庄").replace(" 通讯员 乙 某", ""), encoding="utf-8")
    index([tmp_path / "甲.txt", tmp_path / "乙.txt"], config)
    with Snapshot.open(config.folder) as snapshot:
        for _ in range(2):  # the second time from memory
            signed = snapshot.signed()
            assert {name: len(numbers) for name, numbers in signed.items()} == {"甲某": 2, "乙某": 1}
            assert snapshot.articles(signed["乙某"])[0].source == "甲.txt"


def test_a_reader_with_another_model_is_refused(config, tools, tmp_path):
    index([corpus(tmp_path / "甲.jsonl", A)], config)
    with Snapshot.open(config.folder) as snapshot:
        snapshot.check(Model(), Words())
        for model, lexicon in ((Model("toy@2"), Words()), (Model(), Words("other"))):
            with pytest.raises(MismatchError, match="rebuild"):
                snapshot.check(model, lexicon)
        drifted = Model()
        drifted.passages = lambda texts: np.eye(16, dtype=np.float32)[: len(texts)]
        with pytest.raises(MismatchError, match="与建库时不同"):
            snapshot.check(drifted, Words())
    with pytest.raises(MismatchError, match="300"):
        Snapshot.open(config.folder, replace(config, passage_size=500))


def test_one_snapshot_serves_several_threads(config, tmp_path):
    index([corpus(tmp_path / "甲.jsonl", *((f"{i}", f"第{i}篇说的是{'麦' * (i % 7 + 1)}子。") for i in range(60)))], config)
    with Snapshot.open(config.folder) as snapshot:

        def ask(turn):
            permitted = snapshot.permitted(sources=["甲.jsonl"]) if turn % 2 else None
            found = snapshot.keywords.search(KeywordQuery([("麦", 1.0), (str(turn % 10), 1.0)], []), 9, permitted)
            near = snapshot.vectors.search(Model().query("麦" * (turn % 5 + 1)), 9, permitted)
            return found, near, [passage.text for passage in snapshot.passages([number for number, _ in found])]

        alone = [ask(turn) for turn in range(80)]
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(ask, range(80))) == alone


def test_readers_never_meet_two_generations_at_once(config, tmp_path):
    path = tmp_path / "甲.jsonl"

    def write(turn):
        return corpus(path, *((f"{i}", f"状态{turn}。第{i}篇。") for i in range(5)))

    index([write(0)], config)
    writer = threading.Thread(target=lambda: [index([write(turn)], config) for turn in range(1, 9)])
    writer.start()
    seen, snapshot = set(), Snapshot.open(config.folder)
    while True:
        last = not writer.is_alive()
        if snapshot.stale():
            snapshot.close()
            snapshot = Snapshot.open(config.folder)
        hits = snapshot.keywords.search(KeywordQuery([("状", 1.0)], []), 9)
        texts = {passage.text[2:4] for passage in snapshot.passages([number for number, _ in hits])}
        assert (len(hits), len(texts)) == (5, 1)
        seen |= texts
        if last:
            break
    snapshot.close()
    writer.join()
    assert "8。" in seen


def test_status_says_what_there_is(config, tmp_path):
    with pytest.raises(InputError, match="liaocheng index"):
        status(config)
    index([corpus(tmp_path / "甲.jsonl", A, B)], config)
    found = status(config)
    assert (found.generation, found.articles, found.since, found.until) == (1, 2, "2023-10-02", "2024-06")
    assert [(source.name, count) for source, count in found.sources] == [("甲.jsonl", 2)]
    assert (found.recipe.identity, found.recipe.passage_size, found.damage) == ("toy@1", 300, "")
    assert found.bytes > 1000
