"""What a number covers is kept with it, in the article's own words; what only looks like a definition is not."""

from __future__ import annotations

import pytest

from index.article import Article
from index.figures import figures


def defined(text: str) -> list[tuple[str, str | None]]:
    article = Article("a.txt", "a1", text, "聊城市工作简报", date="2025-03-12")
    found = [(f.value, f.definition) for f in figures(article)]
    assert all(d is None or all(part in text for part in d.split("；")) for _, d in found)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "上半年，全市地区生产总值为139.1亿元，按可比价格计算，同比增长5.7%。",
            [("139.1", "按可比价格计算")],
            id="between a value and its change",
        ),
        pytest.param("规上工业增加值按可比价计算增长7.2%。", [("7.2", "按可比价计算")], id="before a rate"),
        pytest.param("固定资产投资（不含农户）243亿元，同比增长3.8%。", [("243", "不含农户")], id="a note before the number"),
        pytest.param("固定资产投资(不含农户) 243亿元。", [("243", "不含农户")], id="half-width brackets"),
        pytest.param("募集资金20.5亿元（含税），建设厂房3栋。", [("20.5", "含税"), ("3", None)], id="a note behind the number"),
        pytest.param(
            "合并口径下，资产合计为355亿元，净资产合计为24亿元。",
            [("355", "合并口径下"), ("24", "合并口径下")],
            id="one basis for two numbers",
        ),
        pytest.param(
            "固定资产投资完成43.1亿元，同比增长8.1%，剔除高铁因素，增速达到21.9%。",
            [("43.1", "剔除高铁因素")],
            id="a second rate without a part",
        ),
        pytest.param(
            "发行总额为34.7亿元，扣除发行费用后，募集资金净额为33.0亿元。",
            [("34.7", None), ("33.0", "扣除发行费用后")],
            id="the number after the part that is left out",
        ),
        pytest.param(
            "养殖大户达到302家。养殖大户是指年出栏千头以上的农户。",
            [("302", "养殖大户是指年出栏千头以上的农户")],
            id="a sentence that says what is counted",
        ),
        pytest.param("大口径火炮30门，120毫米口径的迫击炮5门。", None, id="a calibre"),
        pytest.param("误扣除3元停车费，补贴20元。", None, id="a sum that was taken off"),
        pytest.param("申报年龄35岁（含35岁），共招聘120人。", None, id="the number itself included"),
        pytest.param("两张表的统计口径均不同，机构共26家。", None, id="a word about definitions"),
        pytest.param("问题是指导不够，培训农户302户。", None, id="another word that starts alike"),
    ],
)
def test_definitions(text, expected):
    found = defined(text)
    assert found
    if expected is None:
        assert {definition for _, definition in found} == {None}
    else:
        assert found == expected


def test_the_record_of_the_contract_has_it():
    (figure,) = figures(Article("a.txt", "a1", "网络零售额（不含外卖）50亿元。", "聊城市工作简报", date="2025-03-12"))
    assert figure.as_dict()["definition"] == "不含外卖"
