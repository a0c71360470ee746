"""What bounds a search: set by hand, or said in the question."""

from __future__ import annotations

import pytest

from index.article import Source
from rag.filters import Filters, name_of, said

KNOWN = (
    Source("a.txt", "0", "试验日报"),
    Source("b.txt", "0", "试验日报"),
    Source("c.txt", "0", "河畔晚报"),
    Source("d.txt", "0"),
)


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("2024年到位资金是多少？", Filters()),
        ("2024年以来的报道里，到位资金是多少？", Filters("2024-01-01", None)),
        ("2024年3月的报道怎么说苹果？", Filters("2024-03-01", "2024-03-31")),
        ("《试验日报》怎么说苹果？", Filters(papers=("试验日报",))),
        ("只看试验日报和河畔晚报，苹果卖了多少？", Filters(papers=("试验日报", "河畔晚报"))),
        ("河畔晚报2024年的报道中，苹果卖了多少？", Filters("2024-01-01", "2024-12-31")),
        ("试验日报是哪年创刊的？", Filters()),
        ("d.txt里苹果卖了多少？", Filters(papers=("d.txt",))),
        ("苹果卖了多少？", Filters()),
    ],
)
def test_only_words_about_the_reports_bound_the_search(question, filters):
    assert said(question, KNOWN) == filters


@pytest.mark.parametrize(
    ("papers", "sources"),
    [((), None), (("试验日报",), ["a.txt", "b.txt"]), (("d.txt", "河畔晚报"), ["c.txt", "d.txt"]), (("没有的",), [])],
)
def test_a_newspaper_is_all_its_sources(papers, sources):
    assert Filters(papers=papers).sources(KNOWN) == sources


def test_filters_are_joined_and_taken_off_one_by_one():
    both = Filters("2023", None, ("试验日报",)).joined(Filters("2024", "2025", ()))
    assert both == Filters("2024", "2025", ("试验日报",))
    assert both.without("since").without("until").without("试验日报") == Filters()
    assert not Filters()
    assert both


def test_a_source_without_a_newspaper_is_called_by_its_file():
    assert [name_of(source) for source in KNOWN] == ["试验日报", "试验日报", "河畔晚报", "d.txt"]
