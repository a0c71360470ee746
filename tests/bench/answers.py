"""Answers side by side on texts that do not ship: ours, and the best BM25 passage's best sentence by word overlap.

`python -m tests.bench answers [QUESTIONS [ARTICLES]]`: on the news (the answer within the first 200 characters) and on reading
tests (within the first 100), each with its curve of risk against coverage: the share of wrong answers among the surest ones.
ARTICLES limits how many news articles are indexed; the right ones are always among them. Without the corpora nothing is measured.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.build import index
from index.embed import open_embedding
from index.lexicon import Lexicon, fold
from index.sentences import sentences
from index.snapshot import Snapshot
from rag import Assistant, Settings
from rag.ask import articles_of
from rag.question import Reader
from rag.rank import depth, rank
from rag.refuse import evidence, log_odds
from rag.retrieve import Searcher, keyword_query
from tests.bench.peers import read
from tests.bench.retrieval import DATA, sample

COVERAGES = (0.2, 0.4, 0.6, 0.8, 1.0)
QUESTIONS, ARTICLES = 300, 5000

Asked = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """What was answered to one question: the text (empty when refused), how sure it is, and whether it holds the answer."""

    text: str
    sure: float
    right: bool


def told(text: str, sure: float, answers: Sequence[str], within: int) -> Told:
    """An answer judged: whether one of `answers` stands within its first characters, marks [n] and blanks left out."""
    plain = re.sub(r"\s+|\[\d+\]", "", fold(text))[:within]
    return Told(text, sure, any(re.sub(r"\s+", "", fold(answer)) in plain for answer in answers))


def risk(answers: Sequence[Told], coverage: float) -> float:
    """The share of wrong ones among the surest answers, as many as `coverage` of all questions."""
    surest = sorted(answers, key=lambda a: -a.sure)[: max(1, round(coverage * len(answers)))]
    return sum(not a.right for a in surest) / len(surest)


def ours(assistant: Assistant, folder: Path, asked: Sequence[Asked], within: int) -> Iterator[Told]:
    """The program's answers, as sure as the learned evidence is."""
    settings, reader = Settings(data=folder), Reader(Lexicon())
    with Snapshot.open(folder, settings.index) as snapshot:
        searcher = Searcher(snapshot, open_embedding(settings.embedding))
        for text, answers in asked:
            answer = assistant.ask(text)
            question = reader.read(text)
            found = searcher.search(question, depth(assistant.scope().articles))
            ranked = rank(question, found, articles_of(snapshot, found), assistant.scope().articles)
            sure = log_odds(evidence(question, ranked)) - 100 * answer.refused
            yield told("" if answer.refused else answer.text, sure, answers, within)


def baseline(folder: Path, asked: Sequence[Asked], within: int) -> Iterator[Told]:
    """The best sentence by the share of the question's words, of the best passage by BM25; as sure as that share is."""
    lexicon = Lexicon()
    reader = Reader(lexicon)
    with Snapshot.open(folder, Settings(data=folder).index) as snapshot:
        for text, answers in asked:
            hits = snapshot.keywords.search(keyword_query(reader.read(text)), 1)
            passage = snapshot.passages([key for key, _ in hits])[0].text if hits else ""
            words = set(lexicon.words(text))
            shares = [(len(words & set(lexicon.words(passage[a:b]))) / len(words), passage[a:b]) for a, b in sentences(passage)]
            share, sentence = max(shares, key=lambda found: found[0], default=(0.0, ""))
            yield told(sentence, share, answers, within)


def compare(name: str, rows: Path, asked: Sequence[Asked], within: int, folder: Path) -> None:
    """Index the articles of a JSON-lines file, ask both, and print a line and a curve for each."""
    settings = Settings(data=folder / "library")
    index([rows], settings.index)
    with Assistant.open(settings=settings) as assistant:
        assistant.warm()
        both: tuple[tuple[str, Callable[[], Iterator[Told]]], ...] = (
            ("ours", lambda: ours(assistant, settings.data, asked, within)),
            ("baseline", lambda: baseline(settings.data, asked, within)),
        )
        for who, ask in both:
            answers = list(ask())
            curve = " | ".join(f"{risk(answers, coverage):.2f}" for coverage in COVERAGES)
            right, refused = (sum(marks) / len(answers) for marks in ([a.right for a in answers], [not a.text for a in answers]))
            print(
                f"| {name}, {len(asked)} questions, first {within} | {who} | {right:.3f} | {refused:.3f} | {curve} |", flush=True
            )


def main(questions: str = "", articles: str = "") -> None:
    """Measure and print."""
    if not (DATA / "news.jsonl.xz").is_file():
        print(f"skipped: the texts are not at {DATA}")
        return
    count = int(questions) if questions else QUESTIONS
    heads = " | ".join(f"risk at {coverage:.0%}" for coverage in COVERAGES)
    print(f"| | | right | refused | {heads} |")
    print(f"| {' | '.join(['---'] * (4 + len(COVERAGES)))} |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows, _, _ = sample(int(articles) if articles else ARTICLES, folder)
        news = [(row["query"], (row["answer"],)) for row in read(DATA / "news_questions_dev.jsonl")]
        compare("news", rows, chosen(news, count), 200, folder)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = folder / "paragraphs.jsonl"
        kept = ({"id": str(row["id"]), "text": row["text"]} for row in read(DATA / "reading_paragraphs.jsonl"))
        rows.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept), encoding="utf-8")
        reading = [(row["query"], tuple(row["answers"])) for row in read(DATA / "reading_questions_dev.jsonl")]
        compare("reading", rows, chosen(reading, count), 100, folder)


def chosen(asked: Sequence[Asked], count: int) -> list[Asked]:
    """As many questions, drawn with a fixed seed."""
    fit = [row for row in asked if re.search(r"\w", row[0])]
    return random.Random(3).sample(fit, min(count, len(fit)))
