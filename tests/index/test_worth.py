"""What is worth writing of a text that nobody vouches for; every sentence is made up."""

from __future__ import annotations

import pytest

from index.article import Article
from index.figure import Figure
from index.figures import figures


def bare(text: str, date: str | None = "2024-08-20") -> list[Figure]:
    """The figures of a text that is no page and has no headline."""
    return figures(Article("corpus.jsonl", "1", text, date=date))


STATED = [
    ("2024年上半年，滨州市接待国内游客812.5万人次，同比增长12.4%。", "接待国内游客", "滨州市", "2024年上半年"),
    ("截至7月底，滨州全市建成充电桩3120个。", "建成充电桩", "滨州市", "截至2024年7月底"),
    ("据统计，2023年我国马铃薯总产量达到4800万吨。", "马铃薯总产量", "中国", "2023年"),
    ("今年上半年，我国实际使用外资规模502.6亿元。", "实际使用外资规模", "中国", "2024年上半年"),
    ("到2026年，德州市将建成口袋公园60个。", "建成口袋公园", "德州市", "2026年"),
    ("2023年，滨州市居民人均可支配收入3.6万元。", "居民人均可支配收入", "滨州市", "2023年"),
]


@pytest.mark.parametrize(("text", "metric", "region", "period"), STATED)
def test_a_stated_amount_is_written(text: str, metric: str, region: str, period: str) -> None:
    figure = bare(text)[0]
    assert (figure.metric, figure.region, figure.period) == (metric, region, period)


UNTOLD = [
    "2024年8月，滨州市3名志愿者来到社区，为老人理发。",  # a few, of an event
    "8月12日，滨州市民张先生花了9700元买鞋。",  # an anecdote
    "2024年7月，滨州市某公司向李某借款30万元。",
    "8月15日，滨州市20名选手参加比赛。",  # sport
    "2024年上半年，滨州市50个城市实现自动驾驶。",  # a clause, no name
    "今年8月，滨州市向涿州市捐赠的120箱矿泉水已送达。",  # of another place, of one delivery
    "预计今天，滨州市降雨量将达到80毫米。",  # a forecast of the weather
    "2023年，滨州市销量达到3万台。",  # of what?
    "企业接待游客812.5万人次。",  # where and when?
    "2024年滨州市原计划交付客车500辆，预计减少为300辆。",
    "2024财年第一财季，滨州市营收达到8.2亿元。",
    "2024年，滨州市产业规模有望突破100亿元。",
    "2023年，北京时间8月发布的滨州指数跌0.7%。",
    "2024年上半年，滨州市城镇居民同比增长5.4%。",  # a rate of what?
]


@pytest.mark.parametrize("text", UNTOLD)
def test_what_cannot_be_understood_alone_is_left_out(text: str) -> None:
    assert bare(text) == []


def test_a_page_vouches_for_its_place_and_date() -> None:
    text = "新建学校12所，惠及学生1.5万人。"
    page = Article("page.txt", "1", text, "滨州市教育工作纪实", date="2024-08-20", lines=((0, 1),))
    assert [figure.metric for figure in figures(page)] == ["新建学校", "惠及学生"]
    assert bare(text) == []


def test_no_record_has_a_clause_for_a_metric() -> None:
    page = Article("page.txt", "1", "全市760艘渔船均已停泊在避风港内。", "滨州市", date="2024-08-20", lines=((0, 1),))
    assert all("已" not in figure.metric for figure in figures(page))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("努力实现2024年滨州市劳动监察案件结案率达到97%以上的目标。", "target"),
        ("截至7月底，滨州市累计建成充电桩3120个。", "total"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert [figure.kind for figure in bare(text)] == [kind]


def test_a_time_that_was_reached_is_no_target() -> None:
    (figure,) = bare("到2021年初，滨州市学前教育毛入园率已达到80.7%。", None)
    assert (figure.kind, figure.period) == ("fact", "2021年初")
