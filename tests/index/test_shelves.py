"""Shelves: a search of some of them scores as an index of nothing else would."""

import random

import pytest

from index.errors import CorruptError
from index.keywords import KeywordQuery, KeywordRow, TantivyKeywords
from index.shelves import OPEN, Shelves, shelf_of

WORDS = [f"词{i}" for i in range(30)]
SECRET, OTHER = shelf_of(["甲"]), shelf_of(["乙", "甲"])


def rows(first, count, rng):
    return [
        KeywordRow(
            i, i, rng.choices(WORDS, k=rng.randint(1, 60)), rng.choices(WORDS, k=rng.randint(0, 90)), rng.choices(WORDS, k=2)
        )
        for i in range(first, first + count)
    ]


@pytest.fixture
def shelved(tmp_path):
    """Passages on three shelves, added in two runs, and the rows of each shelf."""
    rng = random.Random(7)
    parts = {OPEN: rows(1, 60, rng), SECRET: rows(101, 25, rng), OTHER: rows(201, 15, rng)}
    made = Shelves.create(tmp_path / "一")
    for name, part in parts.items():
        made.add(part[:-5], name)
    made.save()
    more = Shelves.copy(tmp_path / "一", tmp_path / "二")
    for name, part in parts.items():
        more.add(part[-5:], name)
    more.save()
    return tmp_path / "二", parts


def test_a_shelf_is_named_after_its_groups():
    assert shelf_of(None) == shelf_of(()) == OPEN
    assert shelf_of(("乙", "甲")) == shelf_of(["甲", "乙"]) != SECRET


@pytest.mark.parametrize("names", [(), (SECRET,), (OTHER,), (SECRET, OTHER)], ids=["open", "one", "other", "both"])
def test_what_is_searched_counts_nothing_else(shelved, tmp_path, names):
    folder, parts = shelved
    alone = TantivyKeywords.create(tmp_path / "只有这些")
    alone.add(row for name in (OPEN, *names) for row in parts[name])
    alone.save()
    seen = Shelves.open(folder).search_of(names)
    assert len(seen) == len(alone) == sum(len(parts[name]) for name in (OPEN, *names))
    rng = random.Random(11)
    for _ in range(40):
        query = KeywordQuery([(word, 1.0) for word in rng.sample(WORDS, 4)], [(word, 0.5) for word in rng.sample(WORDS, 3)])
        assert seen.search(query, 20) == alone.search(query, 20)
        assert seen.rarity("words", query.words[0][0]) == alone.rarity("words", query.words[0][0])


def test_all_shelves_together_are_the_whole(shelved):
    opened = Shelves.open(shelved[0])
    assert len(opened.search_of()) == len(opened) == 100


def test_removing_leaves_nothing_of_it_and_an_empty_shelf_goes(shelved, tmp_path):
    folder, parts = shelved
    next_one = Shelves.copy(folder, tmp_path / "三")
    assert next_one.rewrite([row.article for row in parts[SECRET]]) == []
    next_one.save()
    assert not (tmp_path / "三" / SECRET).exists()
    assert len(next_one) == 75
    with pytest.raises(CorruptError, match="缺少关键词索引"):
        next_one.search_of([SECRET])


def test_nothing_stays_behind_where_shelves_are_joined(shelved, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "临时"))
    (tmp_path / "临时").mkdir()
    seen = Shelves.open(shelved[0]).search_of([SECRET])
    assert list((tmp_path / "临时").iterdir()) == []
    assert seen.search(KeywordQuery([("词1", 1.0)], []), 3)
