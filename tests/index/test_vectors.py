"""FAISS against NumPy brute force: order, ties, removals, filters, parts."""

import numpy as np
import pytest

from index.errors import CorruptError, DataError, MismatchError
from index.vectors import FlatVectors, Within

DIMENSION = 24


def units(rng: np.random.Generator, count: int) -> np.ndarray:
    vectors = rng.standard_normal((count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def brute(query, ids, articles, vectors, k, permitted=None):
    scores = (vectors * query).sum(axis=1)
    rows = [(int(i), float(s)) for i, a, s in zip(ids, articles, scores, strict=True) if permitted is None or int(a) in permitted]
    return sorted(rows, key=lambda row: (-row[1], row[0]))[:k]


def same(found, wanted):
    assert [number for number, _ in found] == [number for number, _ in wanted]
    np.testing.assert_allclose([score for _, score in found], [score for _, score in wanted], atol=2e-6)


def means(wanted, articles, vectors):
    sums = np.stack([vectors[articles == number].sum(axis=0) for number in wanted])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), 0)


def table(ids, articles):
    return np.stack([ids, articles], axis=1).astype(np.int64)


@pytest.fixture
def corpus():
    rng = np.random.default_rng(7)
    ids = rng.permutation(np.arange(1, 901)).astype(np.int64)
    return rng, ids, ids % 97, units(rng, 900)


@pytest.mark.parametrize("k", [1, 10, 899, 2000])
@pytest.mark.parametrize("permitted", [None, {3}, set(range(10)), set(range(90)), set(), {1000}], ids=str)
def test_search_equals_brute_force(corpus, k, permitted):
    rng, ids, articles, vectors = corpus
    index = FlatVectors(DIMENSION)
    index.add(ids, articles, vectors)
    for query in units(rng, 5):
        same(index.search(query, k, permitted), brute(query, ids, articles, vectors, k, permitted))


def test_equal_vectors_come_in_the_order_of_their_ids(corpus):
    _, ids, articles, vectors = corpus
    vectors[100:160] = vectors[5]  # Sixty copies, far more than k: the edge of the list runs through them.
    index = FlatVectors(DIMENSION)
    for start in range(0, 900, 300):
        part = slice(start, start + 300)
        index.add(ids[part], articles[part], vectors[part])
    copies = sorted([int(ids[5]), *(int(number) for number in ids[100:160])])
    for k in (1, 5, 30, 61):
        assert [number for number, _ in index.search(vectors[5], k)] == copies[:k]
    odd = {int(number) for number in articles[101:160:2]}
    wanted = [number for number in copies if number % 97 in odd]
    assert [number for number, _ in index.search(vectors[5], 3, odd)] == wanted[:3]


def test_a_filtered_score_is_the_unfiltered_score(corpus):
    _, ids, articles, vectors = corpus
    index = FlatVectors(DIMENSION)
    index.add(ids, articles, vectors)
    everything = dict(index.search(vectors[0], 900))
    assert all(everything[number] == score for number, score in index.search(vectors[0], 900, np.arange(40)))


def test_removed_articles_are_gone(corpus):
    rng, ids, articles, vectors = corpus
    index = FlatVectors(DIMENSION)
    index.add(ids, articles, vectors)
    gone = {1, 2, 3, 500}
    assert index.remove(gone) == int(np.isin(articles, list(gone)).sum())
    assert index.remove(gone) == 0
    stay = ~np.isin(articles, list(gone))
    assert len(index) == int(stay.sum())
    for query in units(rng, 3):
        same(index.search(query, 50), brute(query, ids[stay], articles[stay], vectors[stay], 50))
        same(index.search(query, 50, {2, 7}), brute(query, ids[stay], articles[stay], vectors[stay], 50, {7}))


def test_the_vector_of_an_article_is_the_mean_of_its_passages(tmp_path, corpus):
    _, ids, articles, vectors = corpus
    index = FlatVectors(DIMENSION)
    assert not index.of_articles([3]).any()
    index.add(ids[:800], articles[:800], vectors[:800])
    wanted = [96, 3, 50, 1000, 3]
    np.testing.assert_allclose(index.of_articles(wanted), means(wanted, articles[:800], vectors[:800]), atol=1e-6)
    index.save(tmp_path / "1", 1)
    living = table(ids[:800], articles[:800])
    opened = FlatVectors.open(tmp_path / "1", DIMENSION, living[np.argsort(living[:, 0])])
    opened.add(ids[800:], articles[800:], vectors[800:])  # In two parts, the first mapped from disk.
    np.testing.assert_allclose(opened.of_articles(wanted), means(wanted, articles, vectors), atol=1e-6)
    opened.remove([50])
    assert [bool(row.any()) for row in opened.of_articles(wanted)] == [True, True, False, False, True]
    seen = Within(opened, np.array([3, 50, 60]))
    np.testing.assert_allclose(seen.of_articles([3]), opened.of_articles([3]))
    assert not seen.of_articles([96]).any()
    assert opened.of_articles([]).shape == (0, DIMENSION)


def test_generations_link_large_parts_and_rewrite_small_ones(tmp_path, corpus):
    rng, ids, articles, vectors = corpus
    first = FlatVectors(DIMENSION)
    first.add(ids[:800], articles[:800], vectors[:800])
    first.save(tmp_path / "甲 1", 1)
    second = FlatVectors.open(tmp_path / "甲 1", DIMENSION, np.sort(table(ids[:800], articles[:800]), axis=0)[:0])
    assert len(second) == 0  # No passage of it lives in an empty catalogue.

    living = table(ids[:800], articles[:800])
    living = living[np.argsort(living[:, 0])]
    second = FlatVectors.open(tmp_path / "甲 1", DIMENSION, living)
    second.remove([5])
    second.add(ids[800:], articles[800:], vectors[800:])
    second.save(tmp_path / "甲 2", 2, tmp_path / "甲 1")
    assert sorted(path.name for path in (tmp_path / "甲 2").iterdir()) == ["1.faiss", "2.faiss"]
    assert (tmp_path / "甲 2" / "1.faiss").samefile(tmp_path / "甲 1" / "1.faiss")

    stay = articles != 5
    living = table(ids[stay], articles[stay])
    living = living[np.argsort(living[:, 0])]
    third = FlatVectors.open(tmp_path / "甲 2", DIMENSION, living)
    for query in units(rng, 3):
        same(third.search(query, 40), brute(query, ids[stay], articles[stay], vectors[stay], 40))
    third.save(tmp_path / "甲 3", 3, tmp_path / "甲 2", purge=True)
    assert [path.name for path in (tmp_path / "甲 3").iterdir()] == ["3.faiss"]
    fourth = FlatVectors.open(tmp_path / "甲 3", DIMENSION, living)
    for query in units(rng, 3):
        same(fourth.search(query, 40), brute(query, ids[stay], articles[stay], vectors[stay], 40))
    for number in np.flatnonzero(~stay)[:3]:
        assert vectors[number].tobytes() not in (tmp_path / "甲 3" / "3.faiss").read_bytes()


def test_many_small_additions_leave_few_parts(tmp_path):
    rng = np.random.default_rng(1)
    vectors, ids = units(rng, 200), np.arange(1, 201, dtype=np.int64)
    former = None
    for number in range(1, 101):
        known = table(ids[: 2 * number - 2], ids[: 2 * number - 2])
        index = FlatVectors.open(former, DIMENSION, known) if former else FlatVectors(DIMENSION)
        new = slice(2 * number - 2, 2 * number)
        index.add(ids[new], ids[new], vectors[new])
        index.save(tmp_path / str(number), number, former)
        former = tmp_path / str(number)
    assert len(list(former.iterdir())) <= 8
    index = FlatVectors.open(former, DIMENSION, table(ids, ids))
    same(index.search(vectors[3], 200), brute(vectors[3], ids, ids, vectors, 200))


def test_an_empty_index_finds_nothing(tmp_path):
    index = FlatVectors(DIMENSION)
    assert index.search(np.zeros(DIMENSION, np.float32), 5) == []
    index.save(tmp_path / "1", 1)
    assert FlatVectors.open(tmp_path / "1", DIMENSION, table([], [])).search(np.zeros(DIMENSION, np.float32), 5) == []


def test_wrong_shapes_are_said(corpus):
    _, ids, articles, vectors = corpus
    index = FlatVectors(DIMENSION)
    with pytest.raises(MismatchError, match="24"):
        index.add(ids, articles, vectors[:, :10])
    with pytest.raises(MismatchError):
        index.add(ids[:3], articles, vectors)
    with pytest.raises(MismatchError, match="24维"):
        index.search(np.zeros(10, np.float32), 3)
    with pytest.raises(DataError):
        index.add(ids[:1], articles[:1], np.full((1, DIMENSION), np.nan, np.float32))


def test_a_file_that_does_not_fit_is_refused(tmp_path, corpus):
    _, ids, articles, vectors = corpus
    index = FlatVectors(DIMENSION)
    index.add(ids[:10], articles[:10], vectors[:10])
    index.save(tmp_path / "1", 1)
    living = table(np.sort(ids[:10]), np.sort(ids[:10]))
    with pytest.raises(CorruptError):
        FlatVectors.open(tmp_path / "1", DIMENSION + 1, living)
    with pytest.raises(CorruptError):
        FlatVectors.open(tmp_path / "1", DIMENSION, np.concatenate([living, [[5000, 1]]]))
    (tmp_path / "1" / "1.faiss").write_bytes(b"no index")
    with pytest.raises(CorruptError):
        FlatVectors.open(tmp_path / "1", DIMENSION, living)
    (tmp_path / "1" / "1.faiss").write_bytes(b"")
    with pytest.raises(CorruptError):
        FlatVectors.open(tmp_path / "1", DIMENSION, living)


def test_a_large_part_in_cells_finds_nearly_the_same_and_filters_exactly(tmp_path, monkeypatch):
    monkeypatch.setattr("index.vectors._EXACT", 500)
    rng = np.random.default_rng(3)
    centres = units(rng, 60)
    vectors = centres[rng.integers(0, 60, 4000)] + 0.15 * rng.standard_normal((4000, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = np.arange(1, 4001)
    articles = ids % 400
    index = FlatVectors(DIMENSION)
    index.add(ids, articles, vectors)
    index.save(tmp_path / "1", 1)
    opened = FlatVectors.open(tmp_path / "1", DIMENSION, table(ids, articles))
    shared = []
    for query in units(rng, 50):
        wanted = {number for number, _ in brute(query, ids, articles, vectors, 10)}
        shared.append(len(wanted & {number for number, _ in opened.search(query, 10)}))
        few = opened.search(query, 10, {7, 8})
        exact = brute(query, ids, articles, vectors, 10, {7, 8})
        assert len({number for number, _ in few} & {number for number, _ in exact}) >= 9
        np.testing.assert_allclose([score for _, score in few], [score for _, score in exact], atol=0.02)
        assert len(opened.search(query, 3999)) == 3999
    assert np.mean(shared) > 8
    np.testing.assert_allclose(opened.of_articles([7, 399]), means([7, 399], articles, vectors), atol=0.02)
    opened.remove(range(200))
    opened.add(ids[:5] + 5000, ids[:5] + 5000, vectors[:5])
    opened.save(tmp_path / "2", 2, tmp_path / "1")
    living = np.concatenate([table(ids, articles)[articles >= 200], table(ids[:5] + 5000, ids[:5] + 5000)])
    again = FlatVectors.open(tmp_path / "2", DIMENSION, living)
    assert len(again) == 2005
    assert again.search(vectors[299], 1) == [(300, pytest.approx(1.0, abs=0.02))]
