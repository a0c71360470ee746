"""Small nets read from their files."""

import math

import numpy as np
import pytest

from rag.nets import Net, load


def test_a_net_is_the_formula_that_it_says():
    net = Net(
        np.array([1.0, 0.0]),
        np.array([2.0, 1.0]),
        np.array([[1.0, 0.0], [0.0, 2.0]]),
        np.array([0.5, 0.0]),
        np.array([3.0, -1.0]),
        0.25,
        2.0,
    )
    first = 3 * math.tanh((3 - 1) / 2 + 0.5) - math.tanh(2 * 0.5) + 0.25
    far = 3 * math.tanh(2 + 0.5) - math.tanh(2 * -2) + 0.25
    np.testing.assert_allclose(net(np.array([[3.0, 0.5], [99.0, -99.0]])), [first, far], rtol=1e-6)


@pytest.mark.parametrize("name", ["ranker.json", "refusal.json"])
def test_a_file_has_nets_that_take_its_features(name):
    data, nets = load(name)
    assert nets
    assert all(net(np.zeros((3, len(data["features"])), np.float32)).shape == (3,) for net in nets)
