"""What the bench of sizes measures: repeats that are told again alike, and the best ten against sorting all of them."""

import numpy as np

from tests.bench.scale import BEST, BLOCK, blocks, changed, exact, unit


def test_repeats_are_of_length_one_and_the_same_whenever_asked():
    base = unit(np.random.default_rng(1).standard_normal((20, 8), np.float32))
    first, second = (np.concatenate([block for _, block in blocks(base, BLOCK + 3)]) for _ in range(2))
    assert first.shape == (BLOCK + 3, 8)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1, atol=1e-5)


def test_the_exact_best_are_those_of_one_sort():
    base = unit(np.random.default_rng(2).standard_normal((20, 8), np.float32))
    questions = changed(base, 3, 0)
    rows = np.concatenate([block for _, block in blocks(base, BLOCK + 3)])
    order = np.argsort(-(questions @ rows.T), axis=1, kind="stable")[:, :BEST]
    assert exact(base, BLOCK + 3, questions) == [set(row.tolist()) for row in order]
