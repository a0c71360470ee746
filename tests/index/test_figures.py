"""From sentences of every kind to records; every record points at its exact words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.figure import Figure
from index.figures import figures


def read(text: str, date: str | None = "2025-03-12", title: str | None = "聊城市工作简报") -> list[Figure]:
    article = Article("a.txt", "a1", text, title, date=date)
    found = figures(article)
    for figure in found:
        assert article.text[figure.quote_start : figure.quote_end] == figure.quote
        assert figure.quote_start <= figure.start < figure.end <= figure.quote_end
    return found


def triples(text: str, date: str | None = "2025-03-12") -> list[tuple[str, str, str]]:
    return [(f.metric, f.value, f.unit) for f in read(text, date)]


CASES = [
    # before the number, after it, in lists
    ("全年共建成学校12所，投入资金3.5亿元。", [("建成学校", "12", "所"), ("投入资金", "3.5", "亿元")]),
    ("全县现有60个养殖合作社。", [("养殖合作社", "60", "个")]),
    ("先后开展了15次“进企业”活动。", [("开展“进企业”活动", "15", "次")]),
    ("道路涉及8个乡镇73个村。", [("涉及乡镇", "8", "个"), ("涉及村", "73", "个")]),
    ("企业年产300台水泵、500套阀门。", [("年产水泵", "300", "台"), ("年产阀门", "500", "套")]),
    ("新增省级果园4家、市级果园9家。", [("新增省级果园", "4", "家"), ("新增市级果园", "9", "家")]),
    ("我购买了一台水泵，享受到900多元的补贴。", [("补贴", "900", "元")]),
    ("全县32个镇直单位开展帮扶活动410多次。", [("镇直单位", "32", "个"), ("32个镇直单位开展帮扶活动", "410", "次")]),
    # a head shared by several numbers
    (
        "全市养牛户、养羊户分别从2020年的120家、305家增加到2024年的超400家、892家。",
        [("养牛户", "120", "家"), ("养羊户", "305", "家"), ("养牛户", "400", "家"), ("养羊户", "892", "家")],
    ),
    ("小麦、玉米产量分别为30万吨、45万吨。", [("小麦产量", "30", "万吨"), ("玉米产量", "45", "万吨")]),
    ("第一产业和第二产业投资分别增长5%和6%。", [("第一产业投资增速", "5", "%"), ("第二产业投资增速", "6", "%")]),
    ("养羊户从2020年120家增至2024年305家。", [("养羊户", "120", "家"), ("养羊户", "305", "家")]),
    ("新建果园52座，累计达到310座。", [("新建果园", "52", "座"), ("果园", "310", "座")]),
    # parts of a whole
    (
        "全县实施水利工程40项，其中投资1亿—5亿元工程6项，5亿元以上工程2项。",
        [
            ("实施水利工程", "40", "项"),
            ("实施水利工程：投资1亿-5亿元工程", "6", "项"),
            ("实施水利工程：5亿元以上工程", "2", "项"),
        ],
    ),
    # shares
    (
        "养殖业增加值50亿元，占全县农业增加值的31%。",
        [("养殖业增加值", "50", "亿元"), ("养殖业增加值占全县农业增加值比重", "31", "%")],
    ),
    ("果园完成年度计划投资的60%。", [("果园年度计划投资完成率", "60", "%")]),
    ("其产量接近全国总产量的一半。", [("产量占全国总产量比重", "一半", "")]),
    ("税收收入11.3亿元，占比83.48%。", [("税收收入", "11.3", "亿元"), ("税收收入占比", "83.48", "%")]),
    ("鲁丰集团6万吨果汁项目已经开工。", [("果汁项目", "6", "万吨")]),
    (
        "全县316个水利工程，开工303个，开工率95.9%。",
        [("水利工程", "316", "个"), ("水利工程开工", "303", "个"), ("水利工程开工率", "95.9", "%")],
    ),
    # thresholds belong to the name
    ("还有34个过10亿元的水利项目在谈。", [("过10亿元的水利项目在谈", "34", "个")]),
    ("为60岁以上老人免费体检1.2万人次。", [("60岁以上老人免费体检", "1.2", "万人次")]),
    # ranges, targets, times
    ("每户每年增收3000元至4000元。", [("每户每年增收", "3000—4000", "元")]),
    ("水库从开工到蓄水历时5年。", [("水库从开工到蓄水时长", "5", "年")]),
    ("全市连续6年举办“梨花节”活动。", [("连续举办“梨花节”活动", "6", "年")]),
    # ranks without a value
    ("全社会研发投入占比连续3年居全省第3位。", [("全社会研发投入占比全省位次", "3", "位")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_records(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert triples(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "会议审议了3个方面的问题。",
        "张某（45岁）说，第2天下雨。",
        "《2024年12项措施》已经印发。",
        "中国500强企业落户。",
        "他在9时15分到达。",
        "价格把他吓了一跳，涨了5倍。",
    ],
)
def test_no_records(text: str) -> None:
    assert [(f.metric, f.value) for f in read(text) if "倍" not in f.unit] == []


def only(text: str, date: str | None = "2025-03-12") -> Figure:
    (figure,) = read(text, date)
    return figure


def change(figure: Figure) -> tuple[str, str, str] | None:
    return figure.change and (figure.change.kind, figure.change.value, figure.change.direction)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年粮食产量50万吨，同比增长8.6%。", ("同比", "8.6%", "up")),
        ("果品产量30万吨，较2020年增长3.35倍。", ("较2020年", "3.35倍", "up")),
        ("优良比例达51.4%，比一季度提高3.6个百分点。", ("比一季度", "3.6个百分点", "up")),
        ("出口额9亿元，同比下降2%，比全省低1个百分点。", ("同比", "2%", "down")),
        ("果品增加值60亿元，年平均增长率超5%。", ("年均", "5%", "up")),
        ("省级果园达到12家，几乎翻了一倍。", ("增长", "一倍", "up")),
    ],
)
def test_a_change_belongs_to_its_value(text: str, expected: tuple[str, str, str]) -> None:
    assert change(only(text)) == expected


def test_a_value_after_its_change() -> None:
    figure = only("果品产量同比增长5%，达到30万吨。")
    assert (figure.metric, figure.value, figure.unit, change(figure)) == ("果品产量", "30", "万吨", ("同比", "5%", "up"))


def test_a_rate_alone_is_a_record() -> None:
    up, down = read("果品投资同比增长17.5%，居全省第5位；单位能耗下降5%。")
    assert (up.metric, up.value, up.unit, up.rank) == ("果品投资增速", "17.5", "%", "居全省第5位")
    assert (down.metric, change(down)) == ("单位能耗降幅", ("增长", "5%", "down"))


def test_a_rise_from_one_year_to_another_names_the_first() -> None:
    first, second = read("养羊户从2020年120家增至2024年305家，增幅154%。")
    assert (first.period, second.period) == ("2020年", "2024年")
    assert change(first) is None and change(second) == ("较2020年", "154%", "up")


def test_changes_dealt_out_after_their_values() -> None:
    apples, pears = read("苹果产量30万吨、梨产量20万吨，分别增长5.2%和7.3%。")
    assert (change(apples), change(pears)) == (("增长", "5.2%", "up"), ("增长", "7.3%", "up"))


def test_a_forecast_is_no_change_of_last_year_s_value() -> None:
    assert change(read("去年果品产量30万吨，今年预计增长30%以上。")[0]) is None


def test_days_and_what_is_left_of_a_plan() -> None:
    days, spent, share = read("优良天数118天，同比增加9天；已完成投资51.3亿元，占年度计划的59.7%。")
    assert (days.metric, change(days)) == ("优良天数", ("同比", "9天", "up"))
    assert (spent.metric, share.metric) == ("完成投资", "完成投资占年度计划比重")


def test_a_value_that_was_left_is_no_record() -> None:
    assert [(f.metric, f.value) for f in read("门票价格由50元调整为60元。")] == [("门票价格", "60")]


def test_numbers_dealt_out_to_unknown_names_are_left_out() -> None:
    assert read("三年间，产量分别为81万吨、83万吨和86万吨。") == []


def test_the_total_of_two_values() -> None:
    assert [f.metric for f in read("捐赠物资49万元，捐赠善款20万元，合计69万元。")][-1] == "捐赠物资与捐赠善款合计"


def test_a_rank_belongs_to_its_value() -> None:
    figure = only("果品产量30万吨，增速居全市第2位。")
    assert figure.rank == "居全市第2位"


@pytest.mark.parametrize(
    ("text", "qualifier", "value"),
    [
        ("养羊户突破900家。", "突破", "900"),
        ("养羊户400余家。", "余", "400"),
        ("建成果园25座以上。", "以上", "25"),
        ("修建水渠约2.8公里。", "约", "2.8"),
        ("羊毛产量近400吨。", "近", "400"),
    ],
)
def test_qualifiers(text: str, qualifier: str, value: str) -> None:
    figure = only(text)
    assert (figure.qualifier, figure.value) == (qualifier, value)


def test_kinds() -> None:
    assert only("力争2028年底前，建成果园25座。").kind == "target"
    assert only("累计建成果园25座。").kind == "total"
    assert only("去年建成果园25座。").kind == "fact"
    assert only("上半年，预计果品出口下降5%。", "2025-08-01").kind == "fact"


@pytest.mark.parametrize(
    ("text", "period", "since", "until", "stated"),
    [
        ("2024年，全市建成果园25座。", "2024年", "2024-01-01", "2024-12-31", True),
        ("2024年以来，全市建成果园25座。", "2024年以来", "2024-01-01", "2025-03-12", True),
        ("2024年，林业有新进展。全市建成果园25座。", "2024年", "2024-01-01", "2024-12-31", True),
        ("3月12日，记者获悉，2024年全市建成果园25座。", "2024年", "2024-01-01", "2024-12-31", True),
        ("全市果园达到25座，较2020年增长2倍。", "2025年3月", "2025-03-01", "2025-03-12", False),
        ("近日，全市果园达到25座。", "2025年3月", "2025-03-01", "2025-03-12", False),
        ("每只羊每年可带来300元纯利润。", "每年", None, None, True),
        ("去年，县里修路。\n全市果园达到25座。", "2025年3月", "2025-03-01", "2025-03-12", False),
    ],
)
def test_periods(text: str, period: str, since: str | None, until: str | None, stated: bool) -> None:
    figure = read(text)[0]
    assert (figure.period, figure.since, figure.until, figure.stated) == (period, since, until, stated)


def test_no_date_no_period() -> None:
    assert only("全市果园达到25座。", None).period is None


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("茌平区建成果园25座。", "茌平区"),
        ("全市建成果园25座。", "聊城市"),
        ("聊城市冠县建成果园25座。", "冠县"),
        ("位于阳谷县高庙王镇的山上建成果园25座。", "阳谷县高庙王镇"),
        ("莘县种菜。该县建成果园25座。", "莘县"),
        ("建成果园25座，产量高于冠县。", "聊城市"),
        ("活动在北京举行，签约项目25个。", "聊城市"),
        ("茌平区、莘县、冠县建成果园25座。", "聊城市"),
        ("鲁丰水泵有限公司年产水泵25台。", "鲁丰水泵有限公司"),
        ("鲁丰水泵项目占地25亩。", "鲁丰水泵项目"),
    ],
)
def test_regions(text: str, region: str) -> None:
    assert read(text)[-1].region == region


def test_who_counted_is_not_where_it_was_counted() -> None:
    (figure,) = read("根据东湖粮食研究所的数据，全省小麦面积约为6000万亩。")
    assert figure.region == "山东省"


def test_a_long_sentence_is_quoted_by_the_clauses_around_the_number() -> None:
    text = (
        "，".join(f"第{name}组完成栽树任务、修渠任务和巡查任务并且按时上报结果" for name in "甲乙丙丁")
        + "，建成果园25座，"
        + "大家都很高兴而且充满干劲" * 6
        + "。"
    )
    figure = only(text)
    assert len(figure.quote) <= 120 and "建成果园25座" in figure.quote


def test_numbers_with_blanks_and_commas() -> None:
    figure = only("全市 新建学校 1,234 所。")
    assert (figure.metric, figure.value, figure.unit) == ("新建学校", "1234", "所")


@given(
    st.text(alphabet="全市县新建学校占地，。；、和分别为从到至增长同比12３.5%亿元个家第年月以上（）“”《》 一两\n", max_size=60)
)
def test_any_text_can_be_read(text: str) -> None:
    read(text)


def test_the_json_shape() -> None:
    shape = only("2024年，全市果品产量50万吨，同比增长8.6%。").as_dict()
    assert shape == {
        "schema": 1,
        "source": "a.txt",
        "title": "聊城市工作简报",
        "metric": "果品产量",
        "region": "聊城市",
        "period": "2024年",
        "since": "2024-01-01",
        "until": "2024-12-31",
        "value": "50",
        "unit": "万吨",
        "qualifier": None,
        "kind": "fact",
        "change": {"kind": "同比", "value": "8.6%", "direction": "up"},
        "rank": None,
        "definition": None,
        "quote": "2024年，全市果品产量50万吨，同比增长8.6%。",
    }
