"""Training on examples made for the purpose."""

import numpy as np
import pytest

from rag.features import NAMES
from rag.refuse import EVIDENCE
from rag.train import Example, main, refusal


def test_refusal_learns_which_evidence_answers():
    draw = np.random.default_rng(0)
    examples = []
    for _ in range(400):
        good, bad = draw.normal(0, 0.1, (2, len(EVIDENCE))).astype(np.float32)
        good[EVIDENCE.index("own")] += 0.8
        bad[EVIDENCE.index("missing")] += 0.6
        examples.append(
            Example(np.zeros((1, len(NAMES)), np.float32), np.array([True]), np.array([good, bad]), np.array([True, False]))
        )
    made = refusal(examples)
    assert made["weights"]["own"] > 0.5
    assert made["weights"]["missing"] < -0.5
    score = [
        sum(made["weights"].get(n, 0) * e.evidence[i][j] for j, n in enumerate(EVIDENCE)) + made["bias"]
        for e in examples
        for i in (0, 1)
    ]
    assert np.mean((np.array(score) > 0) == np.tile([True, False], 400)) > 0.95


def test_without_data_it_says_so(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "没有可学的数据" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["ranker.json", "refusal.json"])
def test_the_trained_files_are_committed(name):
    from importlib import resources

    assert resources.files("rag").joinpath(name).is_file()
