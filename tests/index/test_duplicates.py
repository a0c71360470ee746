"""Reprints are linked to the first print, exactly; reports that only resemble one another are not."""

import random
import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from index.duplicates import THRESHOLD, Reprint, common, duplicates, plain, similarity

SEEDS = Path(__file__).parents[2] / "seeds"
TEXT = "".join("".join(path.read_text(encoding="utf-8").split()) for path in sorted(SEEDS.glob("*.txt")))
ARTICLES = [TEXT[start : start + 600] for start in range(0, len(TEXT) - 600, 600)]


def edited(text, share, rng):
    chars = list(text)
    for _ in range(round(len(chars) * share)):
        place = rng.randrange(len(chars))
        chars[place] = rng.choice(("", rng.choice(TEXT), chars[place] + rng.choice(TEXT)))
    return "".join(chars)


def longest(one, other):
    """The textbook table for the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for char in one:
        row = [0, *row[1:]]
        before = [0] * (len(other) + 1)
        before[:] = row
        diagonal = 0
        for place, against in enumerate(other, 1):
            kept = before[place]
            row[place] = diagonal + 1 if char == against else max(kept, row[place - 1])
            diagonal = kept
    return row[-1]


@pytest.mark.parametrize("seed", range(30))
def test_common_subsequence_against_the_textbook(seed):
    rng = random.Random(seed)
    one, other = ("".join(rng.choices("甲乙丙丁1", k=rng.randint(0, 60))) for _ in range(2))
    assert common(one, other) == longest(one, other)


def test_similarity_is_never_below_that_of_matching_blocks():
    one, other = plain(ARTICLES[0]), plain(edited(ARTICLES[0], 0.05, random.Random(1)))
    assert 1 > similarity(one, other) >= SequenceMatcher(None, one, other, autojunk=False).ratio() > 0.9
    assert similarity(one, plain(ARTICLES[1])) == 0


def test_the_first_print_is_the_earliest_and_unknown_days_come_last():
    text = ARTICLES[0]
    found = duplicates([(1, text, None), (2, f"　　{text}\n", "2025-03-12"), (3, text, "2025-03"), (4, ARTICLES[1], None)])
    assert found == [Reprint(3, 1, 1.0), Reprint(3, 2, 1.0)]
    assert duplicates([(9, text, None), (7, text, None)]) == [Reprint(7, 9, 1.0)]


@pytest.mark.parametrize("share", [0.01, 0.04, 0.08])
def test_near_prints_are_found_and_nothing_else(share):
    rng = random.Random(7)
    prints = [(number, text, "2025-01-01") for number, text in enumerate(ARTICLES)]
    again = [(number + 1_000, edited(text, share, rng), "2025-02-01") for number, text in enumerate(ARTICLES)]
    expected = {
        (number, number + 1_000)
        for number, text in enumerate(ARTICLES)
        if similarity(plain(text), plain(again[number][1])) >= THRESHOLD
    }
    found = {(link.first, link.again) for link in duplicates(prints + again)}
    assert found <= expected
    assert len(expected - found) <= 0.04 * len(expected)
    assert len(expected) > 0.9 * len(ARTICLES)


def test_another_layout_of_the_same_words_is_the_same_report():
    text = ARTICLES[2]
    wrapped = "\n".join(text[start : start + 17] for start in range(0, len(text), 17)).replace("，", ",")
    assert duplicates([(1, text, "2025"), (2, wrapped, "2025")]) == [Reprint(1, 2, 1.0)]


def test_last_months_words_with_new_figures_are_news():
    template = (
        "本报讯 {}月，全市规模以上工业增加值同比增长{}%，固定资产投资增长{}%，社会消费品零售总额{}亿元，进出口总值{}亿元。" * 3
    )
    rng = random.Random(3)
    reports = [template.format(*(f"{rng.uniform(1, 900):.2f}" for _ in range(15))) for _ in range(2)]
    assert similarity(plain(re.sub(r"\d", "", reports[0])), plain(re.sub(r"\d", "", reports[1]))) == 1
    assert duplicates([(1, reports[0], None), (2, reports[1], None)]) == []


def test_every_link_points_to_a_first_print_and_holds_by_itself():
    rng = random.Random(5)
    chain = [ARTICLES[0]]
    for _ in range(8):
        chain.append(edited(chain[-1], 0.04, rng))
    found = duplicates(list(zip(range(9), chain, [None] * 9, strict=True)))
    again = {link.again for link in found}
    assert again
    for link in found:
        assert link.first not in again
        assert similarity(plain(chain[link.first]), plain(chain[link.again])) == pytest.approx(link.similarity, abs=1e-4)
        assert link.similarity >= THRESHOLD


def test_short_lines_and_nothing_are_no_reports():
    assert duplicates([]) == []
    assert duplicates([(1, "图为活动现场。", None), (2, "图为活动现场。", None), (3, "", None)]) == []


def test_the_order_of_the_articles_does_not_matter():
    rng = random.Random(11)
    rows = [(number, edited(ARTICLES[number % 5], 0.02, rng), f"2025-01-{number + 1:02}") for number in range(20)]
    assert duplicates(rows) == duplicates(reversed(rows))
