"""A run as a whole: removal, other settings, rebuilding, damage, a second writer, progress."""

import json
import os
import sqlite3
import threading
from dataclasses import replace

import pytest

from index import derive
from index.build import index, remove, status
from index.config import IndexConfig
from index.errors import BusyError, CorruptError, InputError, MismatchError, WriteError
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


def test_a_removed_source_is_gone_from_search_and_from_disk(config, tmp_path):
    secret = ("s1", "绝密档案罕见字眼龘靐齉只此一处。", "龘靐齉")
    index([corpus(tmp_path / "甲.jsonl", A, B)], config)
    index([corpus(tmp_path / "乙.jsonl", ("s1", "先前的版本靐齉龘也不该留下。"))], config)
    index([corpus(tmp_path / "乙.jsonl", secret)], config)
    before = numbers(config)
    report = remove(["乙.jsonl"], config)
    assert (report.removed, report.articles) == (("乙.jsonl",), 2)
    with Snapshot.open(config.folder) as snapshot:
        assert (find(snapshot, "龘"), snapshot.article("s1"), len(snapshot.sources())) == ([], None, 1)
        assert find(snapshot, "麦", 1) == ["a1"]
        assert snapshot.article_by_number(before["s1"]) is None
    assert [path.name for path in (config.folder / "generations").iterdir()] == [str(report.generation)]
    for word in ("龘", "靐齉龘", "乙.jsonl"):
        assert not [path for path, data in files(config.folder).items() if word.encode() in data]


def test_removing_everything_leaves_an_empty_library(config, tmp_path):
    index([corpus(tmp_path / "甲.jsonl", A)], config)
    assert remove(["甲.jsonl"], config).articles == 0
    with Snapshot.open(config.folder) as snapshot:
        assert snapshot.scope() == (0, 0, None, None)
        assert snapshot.permitted("2024").tolist() == []
        assert find(snapshot, "麦") == []
    assert index([tmp_path / "甲.jsonl"], config).articles == 1


def test_removing_what_is_not_there_changes_nothing(config, tmp_path):
    with pytest.raises(InputError):
        remove(["甲.jsonl"], config)
    index([corpus(tmp_path / "甲.jsonl", A)], config)
    with pytest.raises(InputError, match=r"没有“丁\.jsonl”"):
        remove(["甲.jsonl", "丁.jsonl"], config)
    assert current_generation(config.folder) == 1


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (lambda tools, config: tools.update(model=Model("toy@2")) or config, "toy@1", "toy@2"),
        (lambda tools, config: tools.update(model=Model("toy@1", 8)) or config, "16", "8"),
        (lambda tools, config: tools.update(lexicon=Words("lexicon@2")) or config, "lexicon@1", "lexicon@2"),
        (lambda tools, config: replace(config, passage_size=120), "300", "120"),
        (lambda tools, config: replace(config, passage_prefix="段落："), "", "段落："),
    ],
    ids=["model", "dimension", "lexicon", "size", "prefix"],
)
def test_other_settings_are_refused_with_both_values_and_the_command(config, tools, tmp_path, change, old, new):
    index([corpus(tmp_path / "甲.jsonl", A)], config)
    before = files(config.folder)
    changed = change(tools, config)
    with pytest.raises(MismatchError) as error:
        index([corpus(tmp_path / "乙.jsonl", B)], changed)
    assert f"“{old}”" in str(error.value)
    assert f"“{new}”" in str(error.value)
    assert "liaocheng index --rebuild" in str(error.value)
    assert files(config.folder) == before
    assert index([tmp_path / "乙.jsonl"], changed, rebuild=True).articles == 2
    with Snapshot.open(config.folder, changed) as snapshot:
        snapshot.check(tools["model"], tools["lexicon"])
        assert find(snapshot, "麦", 1) == ["a1"]
    assert index([tmp_path / "乙.jsonl"], changed).unchanged == ("乙.jsonl",)


def test_rebuilding_with_the_same_settings_keeps_the_numbers(config, tmp_path):
    index([corpus(tmp_path / "甲.jsonl", A, B), corpus(tmp_path / "乙.jsonl", C)], config)
    before = numbers(config)
    report = index([tmp_path / "甲.jsonl"], config, rebuild=True)
    assert (report.generation, numbers(config)) == (2, before)


def test_a_rebuild_needs_no_paths_once_there_is_a_library(config, tmp_path):
    for rebuild in (False, True):
        with pytest.raises(InputError, match="没有给出文件"):
            index([], config, rebuild=rebuild)
    index([corpus(tmp_path / "甲.jsonl", A, B)], config)
    before = numbers(config)
    report = index([], config, rebuild=True)
    assert (report.generation, report.articles, numbers(config)) == (2, 2, before)
    with pytest.raises(InputError, match="没有给出文件"):
        index([], config)


def test_rebuilding_with_another_size_cuts_every_article_again(config, tmp_path):
    text = "".join(f"第{i}句话说的是这样一件事情，它有一定的长度。" for i in range(60))
    index([corpus(tmp_path / "甲.jsonl", ("l1", text)), corpus(tmp_path / "乙.jsonl", C)], config)
    small = replace(config, passage_size=100)
    report = index([tmp_path / "乙.jsonl"], small, rebuild=True)
    with Snapshot.open(config.folder, small) as snapshot:
        found = snapshot.passages_of([numbers(config)["l1"]])
        assert max(len(passage.text) for passage in found) <= 125
        assert len(found) + 1 == report.passages
        assert "".join(passage.text for passage in found) == text


@pytest.mark.parametrize("name", ["vectors/1.faiss", "passages.npy", "manifest.json", "keywords/meta.json"])
def test_a_damaged_generation_is_derived_again_from_the_catalogue(config, tmp_path, name):
    index([corpus(tmp_path / "甲.jsonl", A, B)], config)
    before = numbers(config)
    path = config.folder / "generations" / "1" / name
    path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(CorruptError, match="liaocheng index --rebuild"):
        Snapshot.open(config.folder)
    report = index([tmp_path / "甲.jsonl"], config)
    assert (report.unchanged, report.generation, numbers(config)) == (("甲.jsonl",), 2, before)
    assert "损坏" in report.notes[0]
    with Snapshot.open(config.folder) as snapshot:
        assert (find(snapshot, "麦", 1), snapshot.damage) == (["a1"], "")
    assert [path.name for path in (config.folder / "generations").iterdir()] == ["2"]


def test_a_damaged_catalogue_is_made_anew_from_the_files(config, tmp_path):
    index([corpus(tmp_path / "甲.jsonl", A, B)], config)
    (config.folder / "catalog.db").write_bytes(b"no database at all" * 400)
    for act in (lambda: Snapshot.open(config.folder), lambda: index([tmp_path / "甲.jsonl"], config)):
        with pytest.raises(CorruptError, match="liaocheng index --rebuild"):
            act()
    report = index([tmp_path / "甲.jsonl"], config, rebuild=True)
    assert (report.articles, sorted(numbers(config))) == (2, ["a1", "b1"])
    assert "救回0篇" in report.notes[0]
    assert not (config.folder / "catalog.db.damaged").exists()


def test_a_library_of_another_format_is_made_anew(config, tmp_path):
    index([corpus(tmp_path / "甲.jsonl", A)], config)
    with sqlite3.connect(config.folder / "catalog.db") as other:
        other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(MismatchError, match="格式99"):
        index([tmp_path / "甲.jsonl"], config)
    assert index([tmp_path / "甲.jsonl"], config, rebuild=True).articles == 1


def test_what_can_still_be_read_of_a_damaged_catalogue_is_saved(config, tmp_path):
    index([corpus(tmp_path / "甲.jsonl", A, B), corpus(tmp_path / "乙.jsonl", C)], config)
    catalog = config.folder / "catalog.db"
    catalog.write_bytes(catalog.read_bytes().replace("东昌湖景区".encode(), "东昌湖景点".encode()))
    with pytest.raises(CorruptError, match="liaocheng index --rebuild"), Snapshot.open(config.folder) as snapshot:
        snapshot.article("b1")
    other = corpus(tmp_path / "丙.jsonl", ("d1", "另外一篇。"))
    report = index([other], config, rebuild=True)
    assert "救回2篇" in report.notes[0]
    assert sorted(numbers(config)) == ["a1", "c1", "d1"]
    report = index([tmp_path / "甲.jsonl", tmp_path / "乙.jsonl"], config)
    assert (report.indexed, report.articles) == (("甲.jsonl", "乙.jsonl"), 4)


def test_the_second_writer_leaves_at_once_naming_the_first(config, tmp_path):
    index([corpus(tmp_path / "甲.jsonl", A)], config)
    inside, done = threading.Event(), threading.Event()

    def steps(name):
        if name == "locked":
            inside.set()
            done.wait(20)

    path = corpus(tmp_path / "乙.jsonl", B)
    first = threading.Thread(target=lambda: index([path], config, steps=steps))
    first.start()
    assert inside.wait(20)
    try:
        with pytest.raises(BusyError, match=f"进程{os.getpid()}"):
            index([path], config)
        assert str(os.getpid()) in status(config).writer
        with Snapshot.open(config.folder) as snapshot:
            assert snapshot.scope()[0] == 1
    finally:
        done.set()
        first.join()
    assert (numbers(config).keys(), status(config).writer) == ({"a1", "b1"}, "")


def test_a_file_where_the_folder_should_be_is_said(config, tmp_path):
    (tmp_path / "文件").write_text("不是文件夹")
    with pytest.raises(WriteError, match="文件"):
        index([corpus(tmp_path / "甲.jsonl", A)], replace(config, folder=tmp_path / "文件" / "库"))


def test_progress_ends_at_its_total(config, tmp_path):
    seen = []
    index([corpus(tmp_path / "甲.jsonl", A, B)], config, progress=lambda *step: seen.append(step))
    assert [step for step in seen if step[1] == step[2]] == [("读取文件", 1, 1), ("建立索引", 2, 2)]
