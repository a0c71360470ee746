"""Killed at every step and at random moments, out of space, or damaged: the old or the new generation, never a mixture.

Run as a script this file is a nursery: for each task it reads it forks a victim that indexes, and stops where it is told to.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from index import derive
from index.build import index, remove
from index.config import IndexConfig
from index.errors import CorruptError, LibraryError, WriteError
from index.keywords import KeywordQuery
from index.snapshot import Snapshot, current_generation
from index.store import STEPS

DIMENSION = 16
SEED = 20261120


class Model:
    """Unit vectors made of character counts."""

    identity, dimension = "toy@1", DIMENSION

    def passages(self, texts):
        counts = np.zeros((len(texts), DIMENSION), np.float32)
        for row, text in enumerate(texts):
            for character in text:
                counts[row, ord(character) % DIMENSION] += 1
        return counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9)


class Words:
    """Single characters for words."""

    identity = "characters"

    def words(self, text):
        return list(text.replace("\n", ""))

    bigrams = words


def corpus(path, start, count, mark):
    """`count` articles with ids from `start` on, each naming the state it belongs to."""
    lines = [
        {"id": f"{number}", "text": f"第{number}号文章。" + f"这里写着{mark}的事情，与{number * 7919}有关。" * 9}
        for number in range(start, start + count)
    ]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setattr(derive, "embedding_of", lambda *_: Model())
    monkeypatch.setattr(derive, "Lexicon", lambda *_: Words())
    return IndexConfig(tmp_path / "资料 库")


def check(folder):
    """Everything that a reader could see is whole; returns the generation and the texts by id."""
    with Snapshot.open(folder) as snapshot:
        assert snapshot.damage == ""
        articles = list(snapshot.iter_articles())
        passages = snapshot.passages_of([number for number, _ in articles])
        ids = [passage.passage_id for passage in passages]
        assert snapshot.manifest.articles == len(articles)
        assert sorted(number for number, _ in snapshot.vectors.search(np.ones(DIMENSION, np.float32), 10**6)) == ids
        assert (
            sorted(number for number, _ in snapshot.keywords.search(KeywordQuery([("第", 1.0), ("这", 1.0)], []), 10**6)) == ids
        )
        texts = {number: article.text for number, article in articles}
        assert all(passage.text == texts[passage.article][passage.start : passage.end] for passage in passages)
        return snapshot.generation, {article.article_id: article.text for _, article in articles}


class Nursery:
    """A process that has imported everything and forks a victim for each task, which saves most of a second each time."""

    def __init__(self, process):
        self.process = process

    def start(self, config, *paths, remove=(), stop="", loop=False, limit=0):
        """Set a victim going; returns its process id."""
        task = {"folder": str(config.folder), "paths": [str(path) for path in paths], "remove": remove}
        self.process.stdin.write(json.dumps({**task, "stop": stop, "loop": loop, "limit": limit}) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def said(self):
        """The next thing that the victim says."""
        return self.process.stdout.readline().rstrip("\n")

    def end(self):
        """What else the victim says, and how it ended: its exit code, or minus the signal."""
        lines = list(iter(self.said, "."))
        return lines[:-1], int(lines[-1])


@pytest.fixture(scope="module")
def nursery():
    if not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as process:
        yield Nursery(process)
        process.stdin.close()


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_at_any_step_leaves_the_old_or_the_new_generation(config, tmp_path, nursery, step):
    path = corpus(tmp_path / "甲.jsonl", 1, 6, "旧")
    index([path, corpus(tmp_path / "乙.jsonl", 100, 3, "常")], config)
    old = check(config.folder)
    corpus(path, 2, 6, "新")
    nursery.start(config, path, stop=step)
    assert nursery.end() == ([], 9)
    found = check(config.folder)
    if STEPS.index(step) < STEPS.index("committed"):
        assert found == old
    else:
        assert found[0] == 2
        assert set(found[1]) == {"2", "3", "4", "5", "6", "7", "100", "101", "102"}
    report = index([path], config)
    assert (report.generation, report.articles) == (2, 9)
    assert sorted(item.name for item in (config.folder / "generations").iterdir()) <= ["1", "2"]
    assert all("新" in text or "常" in text for text in check(config.folder)[1].values())


def test_every_step_has_a_crash_point(config, tmp_path):
    steps = []
    index([corpus(tmp_path / "甲.jsonl", 1, 3, "旧")], config, steps=steps.append)
    assert tuple(steps) == STEPS
    steps.clear()
    remove(["甲.jsonl"], config, steps=steps.append)
    assert tuple(steps) == STEPS


@pytest.mark.parametrize("step", ["manifest", "pointed", "committed", "dropped", "emptied"])
def test_a_crash_while_removing_brings_nothing_back(config, tmp_path, nursery, step):
    index([corpus(tmp_path / "甲.jsonl", 1, 4, "旧"), corpus(tmp_path / "乙.jsonl", 100, 3, "罕龘见")], config)
    nursery.start(config, remove=["乙.jsonl"], stop=step)
    assert nursery.end() == ([], 9)
    generation, texts = check(config.folder)
    gone = STEPS.index(step) >= STEPS.index("committed")
    assert (generation, len(texts)) == ((2, 4) if gone else (1, 7))
    if not gone:
        remove(["乙.jsonl"], config)
    index([corpus(tmp_path / "丙.jsonl", 50, 1, "后")], config)  # Whoever writes next sweeps what was left.
    index([corpus(tmp_path / "丙.jsonl", 51, 1, "后")], config)
    assert not [path for path in config.folder.rglob("*") if path.is_file() and "龘".encode() in path.read_bytes()]


def test_killed_at_twenty_random_moments(config, tmp_path, nursery):
    rng = random.Random(SEED)
    paths = [corpus(tmp_path / f"{name}.jsonl", start, 5, "常") for name, start in (("甲", 1), ("乙", 100), ("丙", 200))]
    index(paths, config)
    for _ in range(20):
        victim = nursery.start(config, *paths, loop=True)
        acknowledged = int(nursery.said())
        time.sleep(rng.random() * 0.5)
        os.kill(victim, signal.SIGKILL)
        lines, code = nursery.end()
        assert code == -signal.SIGKILL
        acknowledged = max([acknowledged, *map(int, lines)])
        generation, texts = check(config.folder)
        assert generation >= acknowledged
        for start in (1, 100, 200):  # Each source is wholly in one of its states.
            states = {text.split("写着")[1].split("的事情")[0] for name, text in texts.items() if start <= int(name) < start + 50}
            assert len(states) == 1
    assert len(texts) == 15


@pytest.mark.parametrize("limit", [1, 3_000, 9_000, 30_000, 100_000], ids=str)
def test_no_room_leaves_the_old_generation(config, tmp_path, nursery, limit):
    path = corpus(tmp_path / "甲.jsonl", 1, 4, "旧")
    index([path], config)
    old = check(config.folder)
    corpus(path, 1, 400, "新")
    nursery.start(config, path, limit=limit)
    lines, code = nursery.end()
    assert code == WriteError.exit_code
    assert str(config.folder) in lines[0]
    assert "MB" in lines[0]
    assert check(config.folder) == old
    assert index([path], config).articles == 400


def damage(rng, data):
    """Flip a bit, cut the end off, or fill it with zeros; returns what was done, and the bytes."""
    kind = rng.choice(["flip", "cut", "zeros"])
    place = rng.randrange(len(data))
    if kind == "flip":
        return kind, data[:place] + bytes([data[place] ^ (1 << rng.randrange(8))]) + data[place + 1 :]
    if kind == "cut":
        return kind, data[:place]
    return kind, data[:place] + bytes(len(data) - place)


def test_damage_to_a_generation_is_always_noticed(config, tmp_path):
    rng = random.Random(SEED)
    path = corpus(tmp_path / "甲.jsonl", 1, 8, "旧")
    index([path], config)
    old = check(config.folder)
    corpus(path, 1, 8, "新")
    index([path], config)
    new = check(config.folder)
    folder = config.folder / "generations"
    names = sorted(item for item in (folder / "2").rglob("*") if item.is_file() and not item.name.endswith(".lock"))
    whole = {item: item.read_bytes() for item in names}
    assert len(names) >= 11
    for turn in range(6 * len(names)):
        item = names[turn % len(names)]
        kind, harmed = damage(rng, whole[item])
        if harmed == whole[item]:
            continue
        item.unlink()  # A linked file must not be harmed in the other generation too.
        item.write_bytes(harmed)
        with Snapshot.open(config.folder) as snapshot:
            assert (snapshot.generation, item.name in snapshot.damage) == (1, True), (item, kind)
            assert {article.article_id: article.text for _, article in snapshot.iter_articles()} == old[1]
        item.write_bytes(whole[item])
    assert check(config.folder) == new


def test_swapped_generations_and_a_stale_manifest_are_noticed(config, tmp_path):
    path = corpus(tmp_path / "甲.jsonl", 1, 4, "旧")
    index([path], config)
    corpus(path, 1, 4, "新")
    index([path], config)
    folder = config.folder / "generations"
    current = (folder / "2" / "manifest.json").read_bytes()
    (folder / "2" / "manifest.json").write_bytes((folder / "1" / "manifest.json").read_bytes())
    with Snapshot.open(config.folder) as snapshot:
        assert (snapshot.generation, "manifest.json" in snapshot.damage) == (1, True)
    (folder / "2" / "manifest.json").write_bytes(current)
    for source, target in (("1", "3"), ("2", "1"), ("3", "2")):
        (folder / source).rename(folder / target)
    with pytest.raises(CorruptError, match="liaocheng index --rebuild"):
        Snapshot.open(config.folder)


def test_damage_to_the_catalogue_never_changes_an_answer(config, tmp_path):
    """SQLite has no checksums: a flipped bit must end in an error or make no difference to what is read."""
    rng = random.Random(SEED)
    index([corpus(tmp_path / "甲.jsonl", 1, 12, "常")], config)
    whole, catalog = check(config.folder), config.folder / "catalog.db"
    data, noticed = catalog.read_bytes(), 0
    for _ in range(60):
        catalog.write_bytes(damage(rng, data)[1])
        try:
            assert check(config.folder) == whole
        except LibraryError:
            noticed += 1
    catalog.write_bytes(data)
    assert check(config.folder) == whole
    assert noticed > 20


def test_a_reader_sees_one_generation_whatever_is_published(config, tmp_path):
    path = corpus(tmp_path / "甲.jsonl", 1, 4, "第0次")
    index([path], config)
    with Snapshot.open(config.folder) as first:
        for turn in range(1, 6):
            index([corpus(path, 1, 4, f"第{turn}次")], config)
            with Snapshot.open(config.folder) as snapshot:
                assert {article.text.count(f"第{turn}次") for _, article in snapshot.iter_articles()} == {9}
                assert (snapshot.generation, snapshot.stale()) == (turn + 1, False)
            assert first.stale()
            found = first.keywords.search(KeywordQuery([("这", 1.0)], []), 99)
            assert {p.text.count("第0次") > 0 for p in first.passages([number for number, _ in found])} == {True}
            assert len(first.vectors.search(np.ones(DIMENSION, np.float32), 99)) == len(found)
        remove(["甲.jsonl"], config)
        assert first.article("1") is not None
    assert current_generation(config.folder) == 7
    assert [item.name for item in (config.folder / "generations").iterdir()] == ["7"]


def _victim(task):
    """Index or remove as `task` says; returns an exit code."""
    config, paths = IndexConfig(Path(task["folder"])), [Path(path) for path in task["paths"]]

    def stop(step):
        if step == task["stop"]:
            os._exit(9)

    if task["limit"]:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (task["limit"], task["limit"]))
    try:
        turn = 0
        while True:
            gone = task["remove"]
            report = remove(gone, config, steps=stop) if gone else index(paths, config, steps=stop)
            print(report.generation, flush=True)
            if not task["loop"]:
                return 0
            turn += 1
            path = paths[turn % len(paths)]
            start = int(json.loads(path.read_text(encoding="utf-8").split("\n")[0])["id"])
            corpus(path.with_suffix(".new"), start, 5, f"第{os.getpid()}-{turn}次").replace(path)
    except WriteError as error:
        print(error, flush=True)
        return error.exit_code


def _nursery():
    import faiss  # noqa: F401
    import tantivy  # noqa: F401

    derive.embedding_of, derive.Lexicon = lambda *_: Model(), lambda *_: Words()
    for line in sys.stdin:
        victim = os.fork()
        if victim == 0:
            print(os.getpid(), flush=True)
            os._exit(_victim(json.loads(line)))
        code = os.waitstatus_to_exitcode(os.waitpid(victim, 0)[1])
        print(f"{code}\n.", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    _nursery()
