"""A library in one file and back: the same while somebody writes, whole or refused, and never a key."""

import io
import json
import os
import sqlite3
import tarfile
import threading

import numpy as np
import pytest

from index import backup, derive
from index.build import index
from index.config import IndexConfig
from index.errors import BusyError, DataError, InputError, WriteError
from index.keywords import KeywordQuery
from index.library import lock
from index.snapshot import Snapshot

QUERIES = ("小麦丰收", "景区游客", "技术改造")
EXTRA = ("conversations.db",)
SUBJECTS = ("小麦", "玉米", "景区", "游客", "技术", "投资", "道路", "学校", "医院", "渔业", "林场", "运河")


class Model:
    """Unit vectors of character counts."""

    identity, dimension = "toy@1", 16

    def passages(self, texts):
        counts = np.array([np.bincount([ord(c) % 16 for c in text], minlength=16) for text in texts], np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)

    def query(self, text):
        return self.passages([text])[0]


class Words:
    """Single characters for words, no bigrams."""

    identity = "lexicon@1"

    def words(self, text):
        return [character for character in text if not character.isspace()]

    def bigrams(self, text):
        return []

    def warm(self):
        pass


def corpus(path, mark, subjects=SUBJECTS):
    rows = [
        {"id": f"{mark}{n}", "text": f"{mark}讯：{subject}丰收，{'再创新高' * (n % 4 + 1)}。"}
        for n, subject in enumerate(subjects)
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setattr(derive, "embedding_of", lambda *_: Model())
    monkeypatch.setattr(derive, "Lexicon", lambda *_: Words())
    made = IndexConfig(tmp_path / "资料 库")
    index([corpus(tmp_path / "甲.jsonl", "甲")], made)
    return made


def top(folder):
    """The ten best passages of each query by both searches, with their scores."""
    with Snapshot.open(folder) as snapshot:
        return [
            (
                snapshot.keywords.search(KeywordQuery([(c, 1.0) for c in query], []), 10),
                snapshot.vectors.search(Model().query(query), 10),
            )
            for query in QUERIES
        ]


def state(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"
    }


def repacked(source, target, change):
    """The backup `source` with its members (name, bytes) as `change` makes them; what it returns may hold TarInfo too."""
    with tarfile.open(source) as tar:
        members = [(member.name, tar.extractfile(member).read()) for member in tar]
    with tarfile.open(target, "w") as tar:
        for name, data in change(members):
            member = tarfile.TarInfo(name) if isinstance(name, str) else name
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return target


@pytest.mark.parametrize("name", ["备份.tar", "备份.tar.gz"])
def test_a_backup_taken_amid_writing_gives_the_same_answers(config, tmp_path, name):
    expected, inside, done = top(config.folder), threading.Event(), threading.Event()

    def steps(step):
        if step == "pointed":  # written, not yet committed
            inside.set()
            done.wait(20)

    writer = threading.Thread(target=lambda: index([corpus(tmp_path / "乙.jsonl", "乙")], config, steps=steps))
    writer.start()
    assert inside.wait(20)
    try:
        made = backup.save(config.folder, tmp_path / name)
    finally:
        done.set()
        writer.join()
    assert top(config.folder) != expected
    assert backup.restore(tmp_path / "新", tmp_path / name) == made
    assert top(tmp_path / "新") == expected
    assert made.generation == 1
    assert sorted(path.name for path in (tmp_path / "新").iterdir() if path.suffix != ".lock")[:1] == ["catalog.db"]
    assert index([tmp_path / "乙.jsonl"], IndexConfig(tmp_path / "新")).generation == 2
    assert top(tmp_path / "新") == top(config.folder)


def test_a_generation_replaced_meanwhile_is_looked_for_again(config, tmp_path, monkeypatch):
    real, calls = backup._copy, []

    def copy(source, target):
        real(source, target)
        if not calls:  # two more generations, so that the one just read is gone
            for mark in "乙丙":
                index([corpus(tmp_path / f"{mark}.jsonl", mark)], config)
        calls.append(target)

    monkeypatch.setattr(backup, "_copy", copy)
    assert (backup.save(config.folder, tmp_path / "备份.tar").generation, len(calls)) == (3, 2)
    backup.restore(tmp_path / "新", tmp_path / "备份.tar")
    assert top(tmp_path / "新") == top(config.folder)


def test_corrections_and_conversations_go_along_and_keys_never(config, tmp_path):
    (config.folder / "corrections.jsonl").write_bytes(b'{"number": 1}\n{"num')
    (config.folder / "keys.db").write_bytes(b"keys")
    (config.folder / "keys.secret").write_bytes(b"secret")
    talk = sqlite3.connect(config.folder / "conversations.db")
    talk.executescript("PRAGMA journal_mode = WAL; CREATE TABLE turns (question TEXT); INSERT INTO turns VALUES ('粮食');")
    made = backup.save(config.folder, tmp_path / "备份.tar", EXTRA)
    talk.close()
    assert {name for name in made.files if "/" not in name} == {"catalog.db", "corrections.jsonl", "conversations.db"}
    with tarfile.open(tmp_path / "备份.tar") as tar:
        assert tar.getnames() == ["manifest.json", *made.files]
    if os.name != "nt":
        assert (tmp_path / "备份.tar").stat().st_mode & 0o077 == 0
    backup.restore(tmp_path / "新", tmp_path / "备份.tar", EXTRA)
    assert (tmp_path / "新" / "corrections.jsonl").read_bytes() == b'{"number": 1}\n'
    found = sqlite3.connect(tmp_path / "新" / "conversations.db")
    assert found.execute("SELECT question FROM turns").fetchall() == [("粮食",)]
    found.close()
    assert not list((tmp_path / "新").glob("keys*"))


def test_an_existing_library_is_replaced_only_by_force(config, tmp_path):
    expected = top(config.folder)
    backup.save(config.folder, tmp_path / "备份.tar")
    (config.folder / "keys.secret").write_bytes(b"secret")
    (config.folder / "corrections.jsonl").write_bytes(b"")
    index([corpus(tmp_path / "乙.jsonl", "乙")], config)
    before = state(config.folder)
    with pytest.raises(WriteError, match="--force"):
        backup.restore(config.folder, tmp_path / "备份.tar")
    assert state(config.folder) == before
    backup.restore(config.folder, tmp_path / "备份.tar", force=True)
    assert top(config.folder) == expected
    assert (config.folder / "keys.secret").read_bytes() == b"secret"
    assert not (config.folder / "corrections.jsonl").exists()
    assert not list(config.folder.glob(".restore-*"))


def flipped(members):
    """One byte of the largest file of the generation changed."""
    largest = max((pair for pair in members if pair[0].startswith("generations/")), key=lambda pair: len(pair[1]))
    return [(n, bytes([d[0] ^ 1]) + d[1:] if n == largest[0] else d) for n, d in members]


def outside(name, kind=tarfile.REGTYPE):
    """One more member of this name, listed in the manifest as it ought to be."""

    def change(members):
        about = json.loads(members[0][1])
        about["files"][name] = (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        extra = tarfile.TarInfo(name)
        extra.type, extra.linkname = kind, "../../outside"
        return [("manifest.json", json.dumps(about).encode()), *members[1:], (extra, b"")]

    return change


REFUSED = {
    "flipped": ("已损坏", flipped),
    "short": ("不完整", lambda members: members[:-1]),
    "twice": ("不该有", lambda members: [*members, members[-1]]),
    "no manifest": ("不是完好的备份", lambda members: members[1:]),
    "another format": ("格式9", lambda members: [(n, d.replace(b'"format": 1', b'"format": 9', 1)) for n, d in members]),
    "up": ("不该有", outside("../outside")),
    "up within": ("不该有", outside("generations/1/../../../outside")),
    "absolute": ("不该有", outside("/tmp/liaocheng-outside")),
    "link": ("不该有", outside("generations/1/vectors/9.faiss", tarfile.SYMTYPE)),
    "hard link": ("不该有", outside("generations/1/vectors/9.faiss", tarfile.LNKTYPE)),
    "key": ("不该有", outside("keys.secret")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_sound_backup_is_refused_and_nothing_changes(config, tmp_path, name):
    words, change = REFUSED[name]
    backup.save(config.folder, tmp_path / "好.tar")
    bad = repacked(tmp_path / "好.tar", tmp_path / "坏.tar", change)
    before, around = state(config.folder), sorted(tmp_path.iterdir())
    with pytest.raises(DataError, match=words):
        backup.restore(config.folder, bad, force=True)
    assert (state(config.folder), sorted(tmp_path.iterdir())) == (before, around)


def test_bytes_that_are_no_tar_are_refused(config, tmp_path):
    backup.save(config.folder, tmp_path / "好.tar.gz")
    whole = (tmp_path / "好.tar.gz").read_bytes()
    harmed = bytearray(whole)
    harmed[len(whole) // 2] ^= 0xFF
    for data in (b"", b"\x1f\x8b", b"not a tar" * 100, whole[: len(whole) // 2], bytes(harmed)):
        (tmp_path / "坏").write_bytes(data)
        with pytest.raises(DataError):
            backup.restore(tmp_path / "新", tmp_path / "坏")
    assert not (tmp_path / "新" / "catalog.db").exists()


def test_what_hinders_is_said(config, tmp_path):
    with pytest.raises(InputError, match="读不到备份"):
        backup.restore(tmp_path / "新", tmp_path / "无.tar")
    with pytest.raises(InputError, match="还没有资料库"):
        backup.save(tmp_path / "空", tmp_path / "备份.tar")
    with pytest.raises(WriteError, match="以外"):
        backup.save(config.folder, config.folder / "catalog.db")
    with pytest.raises(WriteError, match="写不了"):
        backup.save(config.folder, tmp_path / "没有" / "备份.tar")
    backup.save(config.folder, tmp_path / "备份.tar")
    with lock.writer(config.folder), pytest.raises(BusyError, match="正在更新"):
        backup.restore(config.folder, tmp_path / "备份.tar", force=True)


def test_a_failed_exchange_leaves_the_library_as_it_was(config, tmp_path, monkeypatch):
    backup.save(config.folder, tmp_path / "备份.tar")
    index([corpus(tmp_path / "乙.jsonl", "乙")], config)
    before = top(config.folder)
    monkeypatch.setattr(backup.disk, "sync_folder", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
    monkeypatch.setattr(backup.disk, "sync_tree", lambda _: None)
    with pytest.raises(WriteError, match="No space left"):
        backup.restore(config.folder, tmp_path / "备份.tar", force=True)
    assert top(config.folder) == before
