"""What a run adds, keeps, skips, refuses and removes."""

import json
import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from index import derive, intake
from index.article import Article
from index.build import index, remove, status
from index.config import IndexConfig
from index.errors import BusyError, CorruptError, InputError, MismatchError, WriteError
from index.keywords import KeywordQuery
from index.snapshot import Snapshot, current_generation


class Model:
    """Unit vectors made of character counts: the same text always gives the same vector."""

    def __init__(self, identity="toy@1", dimension=16):
        self.identity, self.dimension = identity, dimension

    def passages(self, texts):
        counts = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for character in text:
                counts[row, ord(character) % self.dimension] += 1
        return counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9)

    def query(self, text):
        return self.passages([text])[0]


class Words:
    """Single characters for words, pairs for bigrams."""

    def __init__(self, identity="lexicon@1"):
        self.identity = identity

    def words(self, text):
        return [character for character in text if not character.isspace()]

    def bigrams(self, text):
        return [text[i : i + 2] for i in range(len(text) - 1) if not text[i : i + 2].isspace() and "\n" not in text[i : i + 2]]

    def warm(self):
        pass


@pytest.fixture
def tools(monkeypatch):
    """The model and the lexicon that the next run opens; tests exchange them."""
    made = {"model": Model(), "lexicon": Words()}
    monkeypatch.setattr(derive, "open_embedding", lambda *_: made["model"])
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


def test_a_file_where_the_folder_should_be_is_said(config, tmp_path):
    (tmp_path / "文件").write_text("不是文件夹")
    with pytest.raises(WriteError, match="文件"):
        index([corpus(tmp_path / "甲.jsonl", A)], replace(config, folder=tmp_path / "文件" / "库"))


def test_status_says_what_there_is(config, tmp_path):
    with pytest.raises(InputError, match="liaocheng index"):
        status(config)
    index([corpus(tmp_path / "甲.jsonl", A, B)], config)
    found = status(config)
    assert (found.generation, found.articles, found.since, found.until) == (1, 2, "2023-10-02", "2024-06")
    assert [(source.name, count) for source, count in found.sources] == [("甲.jsonl", 2)]
    assert (found.recipe.identity, found.recipe.passage_size, found.damage) == ("toy@1", 300, "")
    assert found.bytes > 1000


def test_progress_ends_at_its_total(config, tmp_path):
    seen = []
    index([corpus(tmp_path / "甲.jsonl", A, B)], config, progress=lambda *step: seen.append(step))
    assert [step for step in seen if step[1] == step[2]] == [("读取文件", 1, 1), ("建立索引", 2, 2)]


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
