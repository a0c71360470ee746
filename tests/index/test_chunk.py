"""Passages are whole sentences of about the size asked for, with offsets that hold."""

import itertools
import random

import pytest

from index.chunk import SentenceSplitter, passages
from index.sentences import sentences


def make_text(seed: int) -> str:
    rng = random.Random(seed)
    return "".join("字" * rng.randint(1, 120) + rng.choice(["。", "。", "！", "。\n"]) for _ in range(rng.randint(1, 60)))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("size", [100, 300])
def test_passages_are_runs_of_whole_sentences(seed, size):
    text = make_text(seed)
    spans = passages(text, size)
    starts, ends = ({s for s, _ in sentences(text)}, {e for _, e in sentences(text)})
    assert all(start in starts and end in ends for start, end in spans)
    assert "".join(text[a:b] for a, b in spans).replace("\n", "") == text.replace("\n", "")
    assert all(b - a <= size * 1.25 for a, b in spans)
    assert all(later[0] >= earlier[1] for earlier, later in itertools.pairwise(spans))


def test_a_sentence_longer_than_the_size_is_a_passage():
    text = "甲" * 390 + "。乙。"
    assert passages(text, 100) == [(0, 391), (391, 393)]


def test_a_full_paragraph_closes_a_passage_and_a_short_one_does_not():
    long, short = "甲" * 160 + "。", "乙。"
    assert [b - a for a, b in passages(f"{long}\n{long}", 300)] == [161, 161]
    assert passages(f"{short}\n{short}", 300) == [(0, 5)]


def test_the_langchain_splitter_gives_the_same_passages_with_their_place():
    text = make_text(3)
    documents = SentenceSplitter(size=200).create_documents([text])
    assert [d.page_content for d in documents] == [text[a:b] for a, b in passages(text, 200)]
    assert all(text[d.metadata["start_index"] :].startswith(d.page_content) for d in documents)
