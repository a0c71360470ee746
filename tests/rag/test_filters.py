"""What bounds a search: set by hand, or said in the question."""

from __future__ import annotations

import pytest

from index.article import Source
from rag.filters import Filters, name_of, offered, said

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
        ("冠县的苹果卖了多少？", Filters()),
        ("冠县的报道里，苹果卖了多少？", Filters(places=("冠县",))),
        ("只看冠县和莘县，苹果卖了多少？", Filters(places=("冠县", "莘县"))),
        ("阳谷、东阿的报道怎么说苹果？", Filters(places=("阳谷县", "东阿县"))),
        ("只看2024年的报道，冠县苹果卖了多少？", Filters("2024-01-01", "2024-12-31")),
        ("聊城的报道怎么说苹果？", Filters()),
        ("《冠县新闻》怎么说苹果？", Filters()),
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
    placed = Filters(places=("冠县", "莘县"))
    assert placed.joined(Filters(places=("阳谷县",))).places == ("阳谷县",)
    assert placed.without("冠县") == Filters(places=("莘县",))
    assert placed
    assert Filters("2023", "2024", ("a", "b"), ("冠县", "莘县")).common(Filters("2023", None, ("b",), ("冠县",))) == (
        Filters("2023", None, ("b",), ("冠县",))
    )
    assert not Filters()
    assert both


def test_a_source_without_a_newspaper_is_called_by_its_file():
    assert [name_of(source) for source in KNOWN] == ["试验日报", "试验日报", "河畔晚报", "d.txt"]


def test_the_places_offered_are_the_counties_and_zones_of_the_prefecture():
    assert offered()[:3] == ["东昌府区", "茌平区", "临清市"]
    assert {"冠县", "高新区"} <= set(offered())
    assert not {"聊城市", "东昌府", "山东省"} & set(offered())


@pytest.mark.parametrize(("places", "names"), [(("冠县",), ("冠县",)), (("东昌府区",), ("东昌府区", "东昌府"))])
def test_only_articles_that_name_the_place_are_searched(assistant, places, names):
    total = assistant.scope().articles
    answer = assistant.ask("上半年地区生产总值是多少？", places=places)
    texts = {
        hit.article_id: assistant.article(hit.article_id)
        for source, _ in assistant.sources()
        for hit in assistant.search("聊城", k=1000, sources=[source.name]).hits
    }
    having = [
        key
        for key, one in texts.items()
        if any(name in "\n".join((one.kicker or "", one.title or "", one.subtitle or "", one.text)) for name in names)
    ]
    assert 0 < answer.scope.articles == len(having) < total
    assert {citation.article_id for citation in answer.citations + answer.nearest} <= set(having)


def test_a_place_and_a_date_bound_together_and_a_place_without_reports_leaves_nothing(assistant):
    assert assistant.ask("生产总值是多少？", places=["冠县"], until="1999").scope.articles == 0
    nowhere = assistant.ask("生产总值是多少？", places=["无此地"])
    assert (nowhere.scope.articles, nowhere.refused) == (0, True)


def test_a_search_finds_just_the_articles_that_name_the_place(assistant):
    articles = [article for source, _ in assistant.sources() for article in assistant.printing(source.name)[1]]
    naming = {a.article_id for a in articles if "冠县" in "\n".join(filter(None, (a.kicker, a.title, a.subtitle, a.text)))}
    everywhere, there = (set(assistant.search("项目", k=1000, places=places).docs) for places in ((), ("冠县",)))
    assert there == naming < everywhere
