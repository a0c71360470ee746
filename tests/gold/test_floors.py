"""The quality gate: what answers and splitting reach, against pinned floors over pinned material."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from index.load import load
from index.split import split
from rag.answer import plain

HERE = Path(__file__).parent
SEEDS = Path(__file__).parents[2] / "seeds"
TODAY = date(2026, 1, 5)
FLOORS = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))

DIGESTS = {
    "everyday.jsonl": "ff90f597bee08e5420dca5c2696a918908b1896aef74d49e7508792013598c43",
    "floors.json": "71183517a06590b3e47a793c466ec993032fde8229754502cc1e4b3911286890",
    "questions.jsonl": "c1dbe698d4a990f1ed5358e2993f85ecff4d6464eba90c6d02a8b2b96d854681",
}
SEED_DIGESTS = {
    "000_f7d0862b3d4eee1a.txt": "d0c8b86378d427332b8cf2e84eeb6b2d9606db072f9e5ff846c4ad30ab9ed5ed",
    "001_2dfbdd96964fb88b.txt": "1acc870619ad088437f4c55e60435e1b4d41884c4fafb350782850bfd39e6114",
    "002_8331efd8cf74b105.txt": "0683bbb43f68b907b12b93e4db16e8022bebffaeef09a3ac973cd0f437a3383f",
    "003_44ab08e54eea3468.txt": "b2b6d20c8de95dac877966eb4fccf5b3ce4973c9ccc573f0c210569b40f2197a",
    "004_5290df7c2695f3d6.txt": "b188892f676312152013c433abfe226ff87e705c21b8db79642ab97f4a5bc863",
}
GOLD_DIGESTS = {
    "qa.jsonl": "b7864b0a09a576f6a29ed063f47e234242af88f9507d408a40c9da3ccbbfb527",
    "articles.jsonl": "917e62add4daae5ee8c69194baa00c8d3d47065368ad15d9e89709b51f55319d",
}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def gold(shared):
    """The reference material, when it is the one that the floors were measured on."""
    changed = [name for name, digest in GOLD_DIGESTS.items() if sha256(shared / "gold" / name) != digest]
    if changed:
        pytest.skip(f"{changed} differ from what the floors were measured on: measure anew and pin the new digests")
    return shared / "gold"


def evaluate(shared: Path, script: str, gold: Path, rows: list[dict], folder: Path) -> dict:
    predicted = folder / "predicted.jsonl"
    predicted.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script, str(gold), str(predicted)], cwd=shared / "eval", capture_output=True, check=True, text=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", DIGESTS)
def test_floors_and_questions_change_only_on_purpose(name):
    assert sha256(HERE / name) == DIGESTS[name]


@pytest.mark.parametrize("name", SEED_DIGESTS)
def test_the_shipped_texts_are_as_they_came(name):
    assert sha256(SEEDS / name) == SEED_DIGESTS[name]


def test_own_questions(assistant):
    answered = wrong = right = 0
    questions = read(HERE / "questions.jsonl")
    answerable = [q for q in questions if q["must_include"]]
    for question in questions:
        answer = assistant.ask(question["question"])
        if not question["must_include"]:
            right += answer.refused
            continue
        wrong += answer.refused
        cited = any(c.source.startswith(question["source"]) for c in answer.citations)
        answered += cited and all(part in answer.text[:220] for part in question["must_include"])
    assert answered / len(answerable) >= FLOORS["own"]["answered"]
    assert wrong / len(answerable) <= FLOORS["own"]["wrongly_refused"]
    assert right / (len(questions) - len(answerable)) >= FLOORS["own"]["rightly_refused"]


def test_everyday_questions(assistant):
    questions = read(HERE / "everyday.jsonl")
    answers = [assistant.ask(q["question"], history=q.get("history", ()), today=TODAY) for q in questions]
    wrong = [q["question"] for q, answer in zip(questions, answers, strict=True) if not answered(answer, q)]
    assert 1 - len(wrong) / len(questions) >= FLOORS["everyday"]["answered"], wrong


def answered(answer, question: dict) -> bool:
    """Whether an answer holds all that it must and nothing that it must not in its first 400 characters; or refuses rightly."""
    if not question["must_include"]:
        return answer.refused
    text = re.sub(r"\[\d+\]", "", answer.text)[:400]
    held = all(part in text for part in question["must_include"])
    return not answer.refused and held and not any(part in text for part in question.get("must_not", []))


def test_reference_questions(assistant, shared, gold, tmp_path):
    rows = [assistant.ask(row["question"]).as_dict() | {"id": row["id"]} for row in read(gold / "qa.jsonl")]
    reached = evaluate(shared, "answers.py", gold / "qa.jsonl", rows, tmp_path)["all"]
    floors = FLOORS["qa"]
    assert reached["complete"] >= floors["complete"]
    assert reached["cited_any"] >= floors["cited_any"]
    assert reached["wrong_refusal"] <= floors["wrong_refusal"]
    assert reached["right_refusal"] >= floors["right_refusal"]


def test_reference_articles(shared, gold, tmp_path):
    rows = []
    for path in sorted(SEEDS.glob("*.txt")):
        loaded = load(path)
        rows += [plain(article) for article in split(loaded.text, loaded.source)]
    reached = evaluate(shared, "split.py", gold / "articles.jsonl", rows, tmp_path)
    assert {name: reached[name] for name, floor in FLOORS["split"].items() if reached[name] < floor} == {}


def test_every_quote_is_the_text_of_its_article(assistant):
    for question in read(HERE / "questions.jsonl"):
        for citation in assistant.ask(question["question"]).citations:
            article = assistant.article(citation.article_id)
            assert article.text[citation.start : citation.end] == citation.quote
            assert len(citation.quote) <= 400
