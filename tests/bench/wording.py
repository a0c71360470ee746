"""Questions in other words: what office words, people's words and typing errors cost. `python -m tests.bench wording`.

On the shipped pages, with the reference questions beside the repository where they are (else with `tests/gold/questions.jsonl`),
each is asked as it is; with a word for one of its group in `rag/synonyms.txt`; the same without that table; and with a typing
error: one character of a word replaced by a neighbour in the corpus' own alphabet. A question counts where a passage that holds
its evidence is among the first five.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.build import index
from index.embed import open_embedding
from index.lexicon import Lexicon, fold
from index.shipped import seeds
from index.snapshot import Snapshot
from rag import Settings
from rag.question import Question, Reader
from rag.retrieve import Searcher
from rag.synonyms import read_synonyms

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT.parent / "shared" / "gold" / "qa.jsonl"
OWN = ROOT / "tests" / "gold" / "questions.jsonl"

Asked = tuple[str, tuple[str, ...]]
"""A question, and strings of which one stands in each passage that tells."""


def asked() -> list[Asked]:
    """The questions that have an answer."""
    path = REFERENCE if REFERENCE.is_file() else OWN
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = [
        (row["question"], tuple(part["quote"] for part in row.get("evidence", ())) or tuple(row["must_include"])) for row in rows
    ]
    return [(question, evidence) for question, evidence in found if evidence]


def reworded(questions: list[Asked]) -> Iterator[Asked]:
    """Each question with each other word of a group for a word of it that no longer one holds."""
    same, _ = read_synonyms()
    for question, evidence in questions:
        text = fold(question)
        held = [word for word in same if word in text]
        for word in held:
            if not any(word != longer and word in longer for longer in held):
                for other in same[word]:
                    if other != word and other not in word and word not in other:
                        yield text.replace(word, other), evidence


def mistyped(questions: list[Asked], letters: str, lexicon: Lexicon) -> Iterator[Asked]:
    """Each question with one character wrong in one of its words of two or three."""
    chance = random.Random(11)
    for question, evidence in questions:
        words = [word for word in lexicon.words(question) if len(word) in (2, 3) and not word.isascii()]
        if words:
            word = chance.choice(words)
            place = chance.randrange(len(word))
            yield question.replace(word, word[:place] + chance.choice(letters) + word[place + 1 :], 1), evidence


def plain(question: Question) -> Question:
    """The question as one who knows no synonyms reads it."""
    return replace(question, terms=tuple(replace(term, synonyms=(), tokens=(), loose=()) for term in question.terms))


def share(searcher: Searcher, read: Callable[[str], Question], questions: list[Asked]) -> str:
    """In how many of the questions the evidence is among the first five, and first."""
    ranks = []
    for text, evidence in questions:
        texts = ["".join(hit.passage.text.split()) for hit in searcher.search(read(text), 5)]
        wanted = ["".join(part.split()) for part in evidence]
        ranks.append(next((i for i, held in enumerate(texts) if any(part[:40] in held for part in wanted)), 9))
    count = len(ranks) or 1
    return f"{len(ranks)} | {sum(r == 0 for r in ranks) / count:.3f} | {sum(r < 5 for r in ranks) / count:.3f}"


def main() -> None:
    """Measure and print."""
    lexicon = Lexicon()
    reader, questions = Reader(lexicon), asked()
    others = list(reworded(questions))
    with tempfile.TemporaryDirectory() as name:
        with seeds() as folder:
            index([folder], Settings(data=Path(name)).index)
        with Snapshot.open(Path(name)) as snapshot:
            searcher = Searcher(snapshot, open_embedding("builtin"))
            letters = "".join(sorted({c for _, article in snapshot.iter_articles() for c in article.text if "一" <= c <= "鿿"}))
            rows = [
                ("as they are", share(searcher, reader.read, questions)),
                ("one word for another of its group", share(searcher, reader.read, others)),
                ("the same, without the table", share(searcher, lambda text: plain(reader.read(text)), others)),
                ("one character wrong", share(searcher, reader.read, list(mistyped(questions, letters, lexicon)))),
            ]
    print("| questions | how many | evidence first | in the first five |")
    print("| --- | --- | --- | --- |")
    for row in rows:
        print(f"| {row[0]} | {row[1]} |")
