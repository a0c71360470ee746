"""Whose a number is: firms, bodies and places that are only part of a name; every sentence is made up."""

from __future__ import annotations

import pytest

from index.article import Article
from index.figures import figures
from index.places import Home, places
from index.statistics.issuer import issuer
from index.statistics.owners import Owners


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("东湖水泵(601234.SH)今日收报24.20元，总市值20.27亿元。", "东湖水泵"),
        ("8月3日东湖水泵（601234）跌2.1%。", "东湖水泵"),
        ("东湖水泵今日发布了2024年半年报。东湖水泵上半年营收8亿元。", "东湖水泵"),
        ("东湖水泵(601234)与西山阀门(605678)签约。", None),  # of whom it is cannot be said
        ("白糖(6968, -5.00)期价走低。", None),  # a price is no code
        ("数据显示，上半年发布财报的企业有20家。", None),
    ],
)
def test_the_firm_that_an_article_is_about(text: str, name: str | None) -> None:
    assert issuer(text) == name


@pytest.mark.parametrize(
    ("text", "at", "sure"),
    [
        ("滨州市建成桥梁12座", "12", True),
        ("今年以来，滨州全市建成桥梁12座", "12", True),
        ("滨州大学建成桥梁12座", "12", False),  # a university of that name
        ("滨州市与德州市共建桥梁12座", "12", False),
        ("在滨州市建成桥梁12座", "12", False),
    ],
)
def test_a_place_is_sure_when_the_clause_is_about_it(text: str, at: str, sure: bool) -> None:
    home = Home()
    assert Owners(text, places(text, home), home).region(0, 0, text.index(at))[1] is sure


def test_the_place_of_a_body_is_not_its_own() -> None:
    text = "2024年上半年，滨州市博物馆接待游客81.2万人次。"
    assert figures(Article("a.jsonl", "1", text, date="2024-08-20")) == []


def test_the_reports_of_a_firm_are_its_own() -> None:
    text = "东湖水泵2024中报显示，公司主营收入2.11亿元，同比下降0.9%。"
    (figure,) = figures(Article("a.jsonl", "1", text, date="2024-08-20"))
    assert (figure.region, figure.period, figure.value) == ("东湖水泵", "2024年上半年", "2.11")


def test_a_short_name_that_always_goes_on_alike_is_another() -> None:
    text = "滨州时代上半年营收12亿元。滨州时代发布公告。"
    home = Home()
    assert Owners(text, places(text, home), home).region(0, 0, text.index("12"))[1] is False


def test_all_of_the_town_right_before_the_number() -> None:
    text = "邀请北京某医院专家坐诊。将粮食产业作为全市五大产业之一。"
    found = figures(Article("a.txt", "1", text, "滨州市工作简报", date="2025-03-01", lines=((0, 1),)))
    assert [figure.region for figure in found if figure.value == "5"] == ["滨州市"]
