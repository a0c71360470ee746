"""Training on examples made for the purpose."""

import numpy as np
import pytest

from rag.features import NAMES
from rag.nets import Net
from rag.refuse import EVIDENCE, LEARNED_FROM
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
    assert made["features"] == list(LEARNED_FROM)
    nets = [
        Net(*(np.array(n[k], np.float32) for k in ("mean", "scale")), np.array(n["inner"], np.float32).T,
            *(np.array(n[k], np.float32) for k in ("inner_bias", "outer")), n["outer_bias"], n["far"])
        for n in made["nets"]
    ]  # fmt: skip
    rows = np.concatenate([e.evidence for e in examples])[:, [EVIDENCE.index(name) for name in LEARNED_FROM]]
    score = np.mean([net(rows) for net in nets], axis=0)
    assert np.mean((score > 0) == np.tile([True, False], 400)) > 0.95


def test_without_data_it_says_so(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "没有可学的数据" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["ranker.json", "refusal.json", "spans.safetensors"])
def test_the_trained_files_are_committed(name):
    from importlib import resources

    assert resources.files("rag").joinpath(name).is_file()
