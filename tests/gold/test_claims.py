"""What the check of sentences reaches, on own claims and on the reference claims, against pinned floors."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
LABELS = ("supported", "contradicted", "not_found")
FLOORS = {"accuracy": 0.92, "macro_f1": 0.9, "evidence_cited": 0.9}
MOST_ENDORSED = 0.03


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def score(assistant, rows: list[dict]) -> dict[str, float]:
    """Accuracy, macro F1, share of wrong sentences endorsed, and of right ones whose evidence is cited."""
    seen: Counter[tuple[str, str]] = Counter()
    cited = evidenced = 0
    for row in rows:
        verdict = assistant.cite(row["claim"])
        seen[row["label"], verdict.verdict] += 1
        for evidence in row["evidence"][:1]:
            evidenced += 1
            cited += any(evidence["quote"][:12] in c.quote or c.quote[:12] in evidence["quote"] for c in verdict.citations)
    right = sum(seen[label, label] for label in LABELS)
    f1 = []
    for label in LABELS:
        total = sum(seen[a, b] for a in LABELS for b in LABELS if label in (a, b)) + seen[label, label]
        f1.append(2 * seen[label, label] / total)
    wrong = sum(seen[label, other] for label in LABELS[1:] for other in LABELS)
    endorsed = sum(seen[label, "supported"] for label in LABELS[1:])
    return {
        "accuracy": right / len(rows),
        "macro_f1": sum(f1) / len(f1),
        "evidence_cited": cited / evidenced,
        "wrongly_endorsed": endorsed / wrong,
    }


def test_own_claims(assistant):
    rows = read(HERE / "claims.jsonl")
    assert Counter(row["label"] for row in rows) == {"supported": 22, "contradicted": 22, "not_found": 12}
    reached = score(assistant, rows)
    assert {name: reached[name] for name, floor in FLOORS.items() if reached[name] < floor} == {}
    assert reached["wrongly_endorsed"] <= MOST_ENDORSED


def test_reference_claims(assistant, shared):
    reached = score(assistant, read(shared / "gold" / "claims.jsonl"))
    floors = {"accuracy": 0.95, "macro_f1": 0.94}
    assert {name: reached[name] for name, floor in floors.items() if reached[name] < floor} == {}
    assert reached["wrongly_endorsed"] <= MOST_ENDORSED
