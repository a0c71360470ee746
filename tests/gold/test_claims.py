"""What the check of sentences reaches, on own claims and on the reference claims, against pinned floors."""

from __future__ import annotations

import json
import lzma
from collections import Counter
from datetime import date
from pathlib import Path

from index.build import index
from rag import Assistant, Settings

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
        "evidence_cited": cited / evidenced if evidenced else 1.0,
        "wrongly_endorsed": endorsed / wrong,
    }


def test_own_claims(assistant):
    rows = read(HERE / "claims.jsonl")
    assert Counter(row["label"] for row in rows) == {"supported": 35, "contradicted": 41, "not_found": 18}
    reached = score(assistant, rows)
    assert {name: reached[name] for name, floor in FLOORS.items() if reached[name] < floor} == {}
    assert reached["wrongly_endorsed"] <= MOST_ENDORSED


def test_reference_claims(assistant, shared):
    reached = score(assistant, read(shared / "gold" / "claims.jsonl"))
    floors = {"accuracy": 0.95, "macro_f1": 0.94}
    assert {name: reached[name] for name, floor in floors.items() if reached[name] < floor} == {}
    assert reached["wrongly_endorsed"] <= MOST_ENDORSED


def test_claims_on_news_stories(shared, tmp_path):
    """Stories of another kind of paper, one article each, with sentences written from them by hand."""
    stories = shared / "data" / "uhgeval_dev.jsonl"
    rows = [json.loads(line) for line in stories.read_text(encoding="utf-8").splitlines()]
    corpus = tmp_path / "stories.jsonl"
    with corpus.open("w", encoding="utf-8") as file:
        for row in rows:
            text = f"{row['newsBeginning'].strip()}\n{row['newsRemainder'].strip()}"
            article = {"id": row["id"], "title": row["headLine"], "date": row["broadcastDate"][:10], "text": text}
            file.write(json.dumps(article, ensure_ascii=False) + "\n")
    settings = Settings(data=tmp_path / "library")
    index([corpus], settings.index)
    with Assistant.open(settings=settings) as assistant:
        reached = score(assistant, read(HERE / "story_claims.jsonl"))
    assert reached["accuracy"] >= 0.9 and reached["macro_f1"] >= 0.88
    assert reached["wrongly_endorsed"] <= 0.06


def test_claims_on_news(shared, tmp_path):
    """Sentences written by hand on news articles drawn by seeds, in three rounds, the check being mended after each.

    At first sight 38 of 63, 42 of 61 and 42 of 51 were judged rightly, and 9 of 45, 6 of 40 and 2 of 31 wrong ones endorsed. This
    says what holds since then, not how well others are judged.
    """
    rows = read(HERE / "news_claims.jsonl")
    wanted, corpus = {row["article"] for row in rows}, tmp_path / "news.jsonl"
    with lzma.open(shared / "data" / "news.jsonl.xz", "rt", encoding="utf-8") as news, corpus.open("w", encoding="utf-8") as file:
        file.writelines(line for line in news if (number := json.loads(line)["id"]) in wanted or number < 1000)
    settings = Settings(data=tmp_path / "library", today=date(2023, 8, 20))
    index([corpus], settings.index)
    with Assistant.open(settings=settings) as assistant:
        reached = score(assistant, rows)
    assert reached["accuracy"] >= 0.82 and reached["macro_f1"] >= 0.75  # of nothing found there are but ten
    assert reached["wrongly_endorsed"] <= 0.07
