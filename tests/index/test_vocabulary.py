"""The tokenizer made of counted words cuts as the most probable words say."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer

from index.training.vocabulary import UNKNOWN, count_words, make_tokenizer

COUNTS = {
    "聊城": 50,
    "聊城市": 30,
    "城市": 40,
    "市": 20,
    "中心": 30,
    "中": 5,
    "心": 5,
    "color": 9,
    "os": 9,
    "511.6": 4,
    "2024": 8,
}


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return make_tokenizer(COUNTS, 200)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("聊城市中心", ["聊城市", "中心"]),
        ("在 聊城，市 中心！", [UNKNOWN, "聊城", "市", "中心"]),
        ("ＣｏｌｏｒＯＳ", ["color", "os"]),
        ("2,024", ["2024"]),
        ("511.6聊城", ["511.6", "聊城"]),
        ("，。 “”", []),
    ],
    ids=["longest", "marks-separate", "folded", "thousands", "decimals", "marks-only"],
)
def test_cuts(tokenizer: Tokenizer, text: str, tokens: list[str]) -> None:
    assert [token if token in tokens else UNKNOWN for token in tokenizer.encode(text).tokens] == tokens


def test_latin_words_leave_pieces_for_unseen_ones(tokenizer: Tokenizer) -> None:
    assert {"co", "olo", "r"} <= set(tokenizer.get_vocab())
    assert 0 not in tokenizer.encode("cos").ids


def test_the_size_is_kept_and_the_most_frequent_words_come_first() -> None:
    small = make_tokenizer(COUNTS | {"很少见": 1}, 12)
    assert small.get_vocab_size() == 12
    assert "聊城" in small.get_vocab()
    assert "很少见" not in small.get_vocab()
    assert small.token_to_id(UNKNOWN) == 0


def test_words_are_counted_folded_and_without_marks() -> None:
    counts = count_words(["粮食，粮食；ＮＢＡ比赛", "1,200吨粮食"])
    assert counts["粮食"] == 3
    assert counts["nba"] == 1
    assert counts["1200"] == 1
    assert "，" not in counts
