"""Publishing, opening, verifying: the parts of the storage contract that a run alone does not show."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import index as front
from index import generation
from index.article import Article, Passage, Source
from index.errors import BusyError, CorruptError, InputError, MismatchError, WriteError
from index.generation import Manifest, Recipe
from index.keywords import KeywordRow
from index.library import disk, lock
from index.library.permitted import Permitted
from index.library.rows import Row
from index.shelves import OPEN
from index.snapshot import Snapshot, current_generation
from index.store import open_library

RECIPE = Recipe("toy", "toy@1", 4, "", 300, "lexicon@1")
TEXT = "第一句话。第二句话。"


def publish(folder, count=2, source="甲.txt", **options):
    """Publish a generation of `count` more articles by the writing side alone."""
    with open_library(folder) as library:
        catalog, now = library.catalog, library.number
        number = catalog.put_source(Source(source, f"{now}"), now)
        draft = library.draft(RECIPE)
        for place in range(count):
            article = Article(source, f"{source}#{now}.{place}", TEXT, date="2024-05")
            added, passages = catalog.add(article, number, place, [(0, 5), (5, 10)], now)
            vectors = np.eye(4, dtype=np.float32)[[place % 4, (place + 1) % 4]]
            draft.add([Row(added, number, place, article)], passages, vectors)
            draft.keywords.add((KeywordRow(p.passage_id, p.article, ["词"], [], []) for p in passages), OPEN)
        return library.publish(draft, RECIPE, [1.0, 0.0, 0.0, 0.0], **options)


def test_a_generation_says_what_it_is(tmp_path):
    manifest = publish(tmp_path)
    assert (manifest.generation, manifest.articles, manifest.passages) == (1, 2, 4)
    assert (manifest.recipe, manifest.metric, manifest.probe) == (RECIPE, "inner product", (1.0, 0.0, 0.0, 0.0))
    folder = tmp_path / "generations" / "1"
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(manifest.files) == written - {"manifest.json"}
    assert manifest.files["passages.npy"] == ((folder / "passages.npy").stat().st_size, disk.digest(folder / "passages.npy"))
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["recipe"]["identity"] == "toy@1"


def test_the_last_two_generations_are_kept(tmp_path):
    for number in range(1, 5):
        assert publish(tmp_path, 1).generation == number
        kept = sorted(int(path.name) for path in (tmp_path / "generations").iterdir())
        assert kept == [n for n in (number - 1, number) if n]
    publish(tmp_path, 1, forget=True)
    assert [path.name for path in (tmp_path / "generations").iterdir()] == ["5"]
    with Snapshot.open(tmp_path) as snapshot:
        assert snapshot.scope() == (5, 1, "2024-05", "2024-05")


def test_an_addition_links_what_did_not_change(tmp_path):
    publish(tmp_path, 40)
    publish(tmp_path, 1)
    first, second = (tmp_path / "generations" / name for name in "12")
    assert (first / "vectors" / "1.faiss").samefile(second / "vectors" / "1.faiss")
    segments = [path for path in (first / "keywords").glob("*.idx") if (second / "keywords" / path.name).exists()]
    assert segments
    assert all(path.samefile(second / "keywords" / path.name) for path in segments)


def test_damage_to_a_linked_file_is_not_sealed_into_the_next_generation(tmp_path):
    publish(tmp_path, 40)
    with open_library(tmp_path) as library:
        assert library.former is not None
        path = tmp_path / "generations" / "1" / "vectors" / "1.faiss"
        data = path.read_bytes()
        path.write_bytes(data[:300] + b"abc" + data[303:])  # In the vectors, where FAISS itself notices nothing.
        draft = library.draft(RECIPE)
        library.publish(draft, RECIPE, [1.0])
    with pytest.raises(CorruptError, match=r"1\.faiss"):
        Snapshot.open(tmp_path)


def test_an_incomplete_draft_is_not_published(tmp_path):
    publish(tmp_path)
    with pytest.raises(CorruptError, match="没有发布"), open_library(tmp_path) as library:
        draft = library.draft(RECIPE)
        number, passages = library.catalog.add(Article("甲.txt", "z", TEXT), 1, 0, [(0, 5)], library.number)
        row = Row(number, 1, 0, Article("甲.txt", "z", TEXT))
        draft.add([row], passages, np.eye(4, dtype=np.float32)[:1])  # Its tokens are missing.
        library.publish(draft, RECIPE, [1.0])
    assert current_generation(tmp_path) == 1
    publish(tmp_path)
    assert sorted(path.name for path in (tmp_path / "generations").iterdir()) == ["1", "2"]


def test_what_an_earlier_writer_left_is_swept(tmp_path):
    publish(tmp_path)
    for name in (".2.new", "7", ".3.gone"):
        (tmp_path / "generations" / name / "vectors").mkdir(parents=True)
    publish(tmp_path)
    assert sorted(path.name for path in (tmp_path / "generations").iterdir()) == ["1", "2"]


@pytest.mark.parametrize("folder", ["空", "空/没有"])
def test_there_is_no_library_yet(tmp_path, folder):
    (tmp_path / "空").mkdir()
    assert current_generation(tmp_path / folder) is None
    with pytest.raises(InputError, match="liaocheng index"):
        Snapshot.open(tmp_path / folder)


def test_a_catalogue_without_a_generation_is_no_library(tmp_path):
    with open_library(tmp_path) as library:
        assert library.catalog.generation() == 0
    assert current_generation(tmp_path) is None
    with pytest.raises(InputError, match="liaocheng index"):
        Snapshot.open(tmp_path)


def test_the_writer_is_named_across_processes(tmp_path):
    script = (
        "import sys, pathlib; from index.library import lock; from index.errors import BusyError\n"
        "try:\n    lock.writer(pathlib.Path(sys.argv[1])).__enter__()\n"
        "except BusyError as error:\n    print(error); sys.exit(error.exit_code)"
    )
    with lock.writer(tmp_path):
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert (done.returncode, f"进程{os.getpid()}" in done.stdout) == (75, True), done.stderr
    assert lock.holder(tmp_path) == ""
    with lock.writer(tmp_path):
        pass


def test_a_holder_that_cannot_be_read_is_another_program(tmp_path):
    with lock.writer(tmp_path):
        (tmp_path / "writer.json").write_text("{", encoding="utf-8")
        with pytest.raises(BusyError, match="另一个程序"), lock.writer(tmp_path, wait=0):
            pass


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [({"identity": "toy@2"}, "toy@1", "toy@2"), ({"dimension": 8}, "4", "8"), ({"lexicon": "b"}, "lexicon@1", "b")],
    ids=["identity", "dimension", "lexicon"],
)
def test_recipes_that_differ(change, old, new):
    with pytest.raises(MismatchError, match=rf"“{old}”.*“{new}”.*liaocheng index --rebuild"):
        RECIPE.expect(replace(RECIPE, **change))


def test_a_model_may_be_called_by_another_name():
    RECIPE.expect(replace(RECIPE, embedding="/another/folder"))


@pytest.mark.parametrize("text", ["", "[]", "{}", "{", '{"recipe": {"x": 1}}'], ids=repr)
def test_a_manifest_that_is_none(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(CorruptError, match="liaocheng index --rebuild"):
        Manifest.read(tmp_path, disk.digest(tmp_path / "manifest.json"))


@pytest.mark.parametrize(
    ("date", "wanted"),
    [
        (None, (0, 99999999)), ("", (0, 99999999)), ("2024", (20240000, 20249999)), ("2024-05", (20240500, 20240599)),
        ("2024-05-20", (20240520, 20240520)),
    ],
    ids=str,
)  # fmt: skip
def test_dates_as_numbers(date, wanted):
    assert generation.dates(date) == wanted


def test_tables_of_nothing_have_their_columns():
    assert generation.article_table([]).shape == (0, 4)
    assert generation.passage_table([]).shape == (0, 2)
    assert generation.passage_table([Passage(3, 2, "a", 0, 1, "x")]).tolist() == [[3, 2]]


def test_a_published_date_stands_in_for_a_missing_one():
    row = Row(5, 2, 0, Article("甲", "a", "文", published="2024-05-20"))
    assert generation.article_table([row]).tolist() == [[5, 2, 20240520, 20240520]]


def test_permitted_articles():
    some = Permitted({2, 5})
    assert some.holds(np.array([2, 3, 5, 6, 700, -1])).tolist() == [True, False, True, False, False, False]
    assert Permitted([]).holds(np.array([0, 1])).tolist() == [False, False]
    assert 0 < some.share < 1


def test_links_fall_back_on_copies(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"abc")

    def refuse(*_):
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    disk.link(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"abc"


def test_much_is_digested_on_two_threads(tmp_path, monkeypatch):
    paths = [tmp_path / name for name in "abc"]
    for path in paths:
        path.write_bytes(path.name.encode() * 100)
    one_by_one = disk.digests(paths)
    monkeypatch.setattr(disk, "_TOGETHER", 1)
    assert disk.digests(paths) == one_by_one == [disk.digest(path) for path in paths]


def test_a_failed_write_names_the_path_and_the_room(tmp_path):
    with pytest.raises(WriteError, match=rf"{tmp_path.name}.*没有空间.*MB") as error, disk.writing(tmp_path):
        raise OSError(28, "没有空间")
    assert error.value.exit_code == 73


def test_removing_a_folder_twice_is_no_error(tmp_path):
    (tmp_path / "1" / "x").mkdir(parents=True)
    disk.remove_tree(tmp_path / "1")
    disk.remove_tree(tmp_path / "1")
    assert list(tmp_path.iterdir()) == []


def test_the_front_door_is_complete():
    assert sorted(front.__all__) == list(front.__all__) == dir(front)
    assert all(getattr(front, name).__name__ == name for name in front.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = front.nothing


def test_the_front_door_opens_without_heavy_libraries():
    heavy = ("torch", "faiss", "tantivy", "jieba", "langchain_core")
    script = f"import index, sys; index.Snapshot; print([name for name in {heavy} if name in sys.modules])"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
