"""Tantivy against a small BM25 of our own: scores, order, ties, removals, filters."""

import math
import random
from collections import Counter

import numpy as np
import pytest

from index import keywords as module
from index.errors import CorruptError
from index.keywords import FIELDS, KeywordQuery, KeywordRow, TantivyKeywords

K1, B = 1.2, 0.75
WORDS = [f"词{i}" for i in range(40)]


def bm25(rows, query, k, permitted=None):
    """Okapi BM25 summed over the fields; lengths below 41 are exact in Tantivy."""
    scores = Counter()
    terms = [("words", t, w) for t, w in query.words] + [("bigrams", t, w) for t, w in query.bigrams]
    terms += [("title", t, w * query.title_boost) for t, w in query.words]
    for name, token, weight in terms:
        lengths = {row.passage_id: len(getattr(row, name)) for row in rows}
        mean = sum(lengths.values()) / len(rows)
        counts = {row.passage_id: getattr(row, name).count(token) for row in rows}
        having = sum(count > 0 for count in counts.values())
        idf = math.log(1 + (len(rows) - having + 0.5) / (having + 0.5))
        for passage, count in counts.items():
            if count and weight:
                norm = K1 * (1 - B + B * lengths[passage] / mean)
                scores[passage] += weight * idf * (1 + K1) * count / (count + norm)
    articles = {row.passage_id: row.article for row in rows}
    found = [(p, s) for p, s in scores.items() if permitted is None or articles[p] in permitted]
    return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]


def toy(count=200, seed=3):
    rng = random.Random(seed)
    return [
        KeywordRow(i, i // 3, rng.choices(WORDS, k=rng.randint(1, 40)), rng.choices(WORDS, k=rng.randint(0, 40)),
                   rng.choices(WORDS, k=rng.randint(0, 6)))
        for i in range(1, count + 1)
    ]  # fmt: skip


def saved(path, rows):
    index = TantivyKeywords.create(path)
    index.add(rows)
    index.save()
    return index


def same(found, wanted):
    assert [score for _, score in found] == pytest.approx([score for _, score in wanted], rel=1e-4)
    close = dict(wanted)
    for (number, score), (expected, _) in zip(found, wanted, strict=True):
        assert number == expected or close.get(number, score) == pytest.approx(score, rel=1e-4)


QUERIES = [
    KeywordQuery([("词1", 1.0)], []),
    KeywordQuery([("词1", 1.0), ("词2", 0.3), ("词39", 2.0)], [("词5", 0.5)], title_boost=0.7),
    KeywordQuery([(word, 1.0) for word in WORDS[:9]], [(word, 0.5) for word in WORDS[5:15]], title_boost=0.0),
    KeywordQuery([], [("词3", 1.0), ("没有", 1.0)]),
]


@pytest.mark.parametrize("query", QUERIES, ids=["one", "weights", "many", "bigrams"])
@pytest.mark.parametrize("k", [1, 10, 500])
@pytest.mark.parametrize("permitted", [None, {0}, set(range(7, 30)), set(range(67)), {999}], ids=str)
def test_ranking_equals_the_reference(tmp_path, query, k, permitted):
    rows = toy()
    index = saved(tmp_path / "关键 词", rows)
    same(index.search(query, k, permitted), bm25(rows, query, k, permitted))


@pytest.mark.parametrize("query", QUERIES, ids=["one", "weights", "many", "bigrams"])
def test_reading_down_the_list_equals_a_set_of_terms(tmp_path, monkeypatch, query):
    index = saved(tmp_path / "k", toy(600))
    for permitted in (set(range(5)), set(range(0, 200, 7)), set(range(150))):
        monkeypatch.setattr(module, "_NEAR", 0)
        by_set = index.search(query, 20, permitted)
        monkeypatch.setattr(module, "_NEAR", 10**9)
        for deepest in (40, 400, 40_000):
            monkeypatch.setattr(module, "_DEEP", deepest)
            assert [number for number, _ in index.search(query, 20, permitted)] == [number for number, _ in by_set]


def test_permitted_may_be_an_array(tmp_path):
    index = saved(tmp_path / "k", toy())
    assert index.search(QUERIES[0], 9, np.arange(5, 20)) == index.search(QUERIES[0], 9, set(range(5, 20)))


def test_equal_scores_come_in_the_order_of_their_ids(tmp_path):
    numbers = random.Random(5).sample(range(1, 1000), 300)
    rows = [KeywordRow(number, number, ["同", "样"], [], []) for number in numbers]
    index = saved(tmp_path / "1", rows[:100])
    for part in (rows[100:200], rows[200:]):
        index.add(part)
        index.save()
    query = KeywordQuery([("同", 1.0)], [])
    for k in (1, 9, 77, 300):
        assert [number for number, _ in index.search(query, k)] == sorted(numbers)[:k]


def test_removed_articles_are_gone_and_their_segments_can_be_rewritten(tmp_path):
    rows = toy()
    index = saved(tmp_path / "1", rows[:150])
    index.add(rows[150:])
    index.save()
    gone = {3, 4, 20}
    index.remove(gone)  # Article 50 lies in both segments, so a rewrite by articles would spread from one to the next.
    index.save()
    assert len(index) == sum(row.article not in gone for row in rows)
    assert index.waste == pytest.approx(sum(row.article in gone for row in rows) / len(rows))
    assert not {number // 3 for number, _ in index.search(QUERIES[2], 500)} & gone

    again = index.rewrite([60])
    assert not {number // 3 for number in again} & {3, 4, 20, 60}
    index.add([row for row in rows if row.passage_id in again])
    index.save()
    gone.add(60)
    assert index.waste == 0.0
    stay = [row for row in rows if row.article not in gone]
    for query in QUERIES:
        same(index.search(query, 500), bm25(stay, query, 500))


def test_a_copy_links_segments_and_leaves_the_former_as_it_was(tmp_path):
    rows = toy()
    index = saved(tmp_path / "1", rows[:100])
    before = {path.name: path.read_bytes() for path in (tmp_path / "1").iterdir()}
    copy = TantivyKeywords.copy(tmp_path / "1", tmp_path / "2")
    copy.add(rows[100:])
    copy.remove([1])
    copy.save()
    assert {p.name: p.read_bytes() for p in (tmp_path / "1").iterdir() if p.suffix != ".lock"} == before
    shared = [p for p in (tmp_path / "2").iterdir() if (tmp_path / "1" / p.name).exists() and p.suffix == ".idx"]
    assert len(shared) == 1
    assert shared[0].samefile(tmp_path / "1" / shared[0].name)
    assert len(index) == 100
    assert len(copy) == 200 - 3


def test_what_was_removed_from_disk_is_not_in_the_dictionary(tmp_path):
    rows = [KeywordRow(1, 1, ["绝无仅有之词"], [], []), KeywordRow(2, 2, ["寻常"], [], [])]
    index = saved(tmp_path / "1", rows)
    assert index.rewrite([1]) == [2]
    index.add(rows[1:])
    index.save()
    assert not any("绝无仅有之词".encode() in path.read_bytes() for path in (tmp_path / "1").iterdir())
    assert index.search(KeywordQuery([("寻常", 1.0)], []), 5)[0][0] == 2


@pytest.mark.parametrize("query", [KeywordQuery([], []), KeywordQuery([("词1", 0.0)], [])], ids=["none", "weightless"])
def test_nothing_to_look_for_finds_nothing(tmp_path, query):
    assert saved(tmp_path / "1", toy(5)).search(query, 5) == []


def test_an_empty_index_finds_nothing(tmp_path):
    index = saved(tmp_path / "1", [])
    assert index.search(QUERIES[0], 5) == []
    assert index.rewrite([1]) == []
    assert index.waste == 0.0
    assert TantivyKeywords.open(tmp_path / "1").search(QUERIES[0], 5, {1}) == []


def test_a_folder_that_is_no_index_is_refused(tmp_path):
    with pytest.raises(CorruptError):
        TantivyKeywords.open(tmp_path)


def test_a_row_has_a_token_list_for_every_field():
    assert all(hasattr(KeywordRow(1, 1, [], [], []), name) for name in FIELDS)


def test_rarity_is_the_inverse_document_frequency(tmp_path):
    index = TantivyKeywords.create(tmp_path / "k")
    index.add(KeywordRow(number, number, words, [], []) for number, words in enumerate([["甲", "乙"], ["甲"], ["甲", "甲"]], 1))
    index.save()
    assert index.rarity("words", "乙") == pytest.approx(math.log(1 + 2.5 / 1.5))
    assert index.rarity("words", "甲") == pytest.approx(math.log(1 + 0.5 / 3.5))
    assert index.rarity("bigrams", "甲") == pytest.approx(math.log(1 + 3.5 / 0.5))
