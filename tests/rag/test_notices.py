"""What a question takes for granted and the report does not bear out."""

import pytest

from index.lexicon import Lexicon
from rag.notices import compared
from rag.question import Reader


@pytest.mark.parametrize(
    ("question", "short", "told"),
    [
        ("优良天数比去年多了几天？", "优良天数增至245天，较2020年增加22天", ["报道比的是2020年，不是去年。"]),
        ("投资较上年增长多少？", "投资比2024年增长5%", []),  # of a report of 2025 that is the year before
        ("优良天数比2020年多了几天？", "较2020年增加22天", []),
        ("优良天数比去年多了几天？", "同比增加22天", []),
        ("优良天数比去年多了几天？", None, []),
    ],
)
def test_another_base_year_is_told(question, short, told):
    assert [notice.text for notice in compared(Reader(Lexicon()).read(question), short, "2025-12-03")] == told
