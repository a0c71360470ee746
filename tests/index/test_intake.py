"""What a run adds, keeps, skips and removes."""

import json

import pytest

from index import derive, intake
from index.article import Article
from index.build import index, remove
from index.config import IndexConfig
from index.errors import InputError
from index.keywords import KeywordQuery
from index.snapshot import Snapshot, current_generation
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


def numbers(config):
    with Snapshot.open(config.folder) as snapshot:
        return {article.article_id: number for number, article in snapshot.iter_articles()}


def files(folder):
    """Everything on disk but locks and SQLite's shared memory."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.name.endswith((".lock", "-shm"))}


def find(snapshot, text, k=5):
    query = KeywordQuery([(character, 1.0) for character in text], [])
    return [snapshot.passages([number])[0].article_id for number, _ in snapshot.keywords.search(query, k)]


A = ("a1", "聊城市今年粮食丰收。小麦总产量创新高。", "夏粮丰收", "2024-06")


B = ("b1", "东昌湖景区接待游客三万人次。", "古城旅游升温", "2023-10-02")


C = ("c1", "企业技术改造投资增长两成。")


def test_the_same_folder_three_times_adds_nothing(config, tmp_path):
    corpus(tmp_path / "报纸" / "甲.jsonl", A, B)
    (tmp_path / "报纸" / "sources.csv").write_text("file,newspaper,published,page,edition,url\n", encoding="utf-8")
    first = index([tmp_path / "报纸"], config)
    before = files(config.folder / "generations")
    for _ in range(2):
        again = index([tmp_path / "报纸"], config)
        assert (again.indexed, again.unchanged) == ((), ("甲.jsonl",))
        assert (again.generation, again.articles, again.passages) == (first.generation, first.articles, first.passages)
    assert files(config.folder / "generations") == before


def test_a_changed_source_replaces_its_articles_and_leaves_the_others_their_numbers(config, tmp_path):
    index([corpus(tmp_path / "甲.jsonl", A, B), corpus(tmp_path / "乙.jsonl", C)], config)
    before = numbers(config)
    changed = ("b1", "东昌湖景区接待游客五万人次。", "古城旅游升温", "2023-10-02")
    report = index([corpus(tmp_path / "甲.jsonl", ("n1", "新的一篇。"), A, changed), tmp_path / "乙.jsonl"], config)
    assert (report.indexed, report.unchanged, report.articles) == (("甲.jsonl",), ("乙.jsonl",), 4)
    after = numbers(config)
    assert (after["a1"], after["c1"]) == (before["a1"], before["c1"])
    assert not {after["b1"], after["n1"]} & set(before.values())
    with Snapshot.open(config.folder) as snapshot:
        assert "五万" in snapshot.article("b1").text
        assert find(snapshot, "三") == []
        assert [p.article_id for p in snapshot.passages_of(list(after.values()))]


def test_an_article_that_left_its_source_is_gone(config, tmp_path):
    index([corpus(tmp_path / "甲.jsonl", A, B)], config)
    report = index([corpus(tmp_path / "甲.jsonl", A)], config)
    assert (report.articles, list(numbers(config))) == (1, ["a1"])
    with Snapshot.open(config.folder) as snapshot:
        assert (snapshot.article("b1"), find(snapshot, "湖")) == (None, [])


def test_what_sources_csv_says_is_a_change_too(config, tmp_path):
    folder = tmp_path / "报纸"
    corpus(folder / "甲.jsonl", A)
    index([folder], config)
    (folder / "sources.csv").write_text("file,newspaper,published,page\n甲.jsonl,聊城日报,2024-06-11,2\n", encoding="utf-8")
    report = index([folder], config)
    assert report.indexed == ("甲.jsonl",)
    with Snapshot.open(config.folder) as snapshot:
        source = snapshot.sources()[0][0]
        assert (source.newspaper, source.published, source.page) == ("聊城日报", "2024-06-11", "2")
    assert index([folder], config).unchanged == ("甲.jsonl",)


def test_two_files_of_one_name_in_one_run(config, tmp_path):
    first, second = corpus(tmp_path / "1" / "甲.jsonl", A), corpus(tmp_path / "2" / "甲.jsonl", B)
    third = corpus(tmp_path / "3" / "甲.jsonl", A)
    report = index([first, second, third], config)
    assert (report.indexed, report.articles) == (("甲.jsonl",), 1)
    assert [name for name, _ in report.skipped] == ["甲.jsonl"]
    assert "同名" in report.skipped[0][1]


def test_an_article_id_of_another_source_is_skipped_until_it_is_free(config, tmp_path):
    other = corpus(tmp_path / "乙.jsonl", ("a1", "另一篇同号的文章。"), C)
    report = index([corpus(tmp_path / "甲.jsonl", A), other, corpus(tmp_path / "丙.jsonl", A)], config)
    assert (report.indexed, report.articles) == (("甲.jsonl", "乙.jsonl"), 2)
    assert [name for name, _ in report.skipped] == ["乙.jsonl", "丙.jsonl"]
    assert "甲.jsonl（1篇）" in report.skipped[0][1]
    generation = report.generation
    assert index([other], config).generation == generation
    remove(["甲.jsonl"], config)
    assert index([other], config).articles == 2
    with Snapshot.open(config.folder) as snapshot:
        assert snapshot.article("a1").source == "乙.jsonl"


def test_what_cannot_be_read_is_skipped_and_the_rest_published(config, tmp_path):
    folder = tmp_path / "报纸"
    corpus(folder / "甲.jsonl", A)
    (folder / "空.txt").write_bytes(b"")
    (folder / "坏.jsonl").write_bytes(b"{")
    (folder / "图.png").write_bytes(b"\x89PNG\r\n")
    report = index([folder], config)
    assert (report.indexed, report.articles) == (("甲.jsonl",), 1)
    assert {name for name, _ in report.skipped} == {"空.txt", "坏.jsonl", "图.png"}
    assert all(reason for _, reason in report.skipped)


@pytest.mark.parametrize("published", [False, True], ids=["no library", "library"])
def test_nothing_usable_leaves_the_library_untouched(config, tmp_path, published):
    if published:
        index([corpus(tmp_path / "甲.jsonl", A)], config)
    before = files(config.folder)
    (tmp_path / "坏").mkdir()
    (tmp_path / "坏" / "空.txt").write_bytes(b"")
    (tmp_path / "无").mkdir()
    for path in (tmp_path / "坏", tmp_path / "无", tmp_path / "不存在"):
        with pytest.raises(InputError):
            index([path], config)
    assert files(config.folder) == before
    assert current_generation(config.folder) == (1 if published else None)


def test_a_folder_deleted_from_disk_removes_nothing(config, tmp_path):
    index([corpus(tmp_path / "报纸" / "甲.jsonl", A), corpus(tmp_path / "报纸" / "乙.jsonl", B)], config)
    (tmp_path / "报纸" / "乙.jsonl").unlink()
    assert index([tmp_path / "报纸"], config).articles == 2
    (tmp_path / "报纸" / "甲.jsonl").unlink()
    (tmp_path / "报纸").rmdir()
    with pytest.raises(InputError):
        index([tmp_path / "报纸"], config)
    assert sorted(numbers(config)) == ["a1", "b1"]


def test_an_id_twice_in_one_source_counts_once(config, tmp_path, monkeypatch):
    twice = [Article("甲.txt", "a", "第一次。"), Article("甲.txt", "a", "第二次。"), Article("甲.txt", "b", "另一篇。")]
    monkeypatch.setattr(intake, "split", lambda *_: twice)
    (tmp_path / "甲.txt").write_text("一版报纸的文字。", encoding="utf-8")
    report = index([tmp_path / "甲.txt"], config)
    assert (report.articles, "甲.txt（1篇）" in report.skipped[0][1]) == (2, True)
    with Snapshot.open(config.folder) as snapshot:
        assert snapshot.article("a").text == "第一次。"


def test_a_page_without_articles_is_skipped(config, tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "split", lambda *_: [])
    (tmp_path / "甲.txt").write_text("一版报纸的文字。", encoding="utf-8")
    with pytest.raises(InputError, match="没有认出文章"):
        index([tmp_path / "甲.txt"], config)
