"""Numbers with units, and what only looks like one."""

from __future__ import annotations

import pytest

from index.numerals import fold
from index.statistics.amounts import amounts

CASES = [
    ("新建学校12所", ("12", "所", None)),
    ("投资511.6亿元", ("511.6", "亿元", None)),
    ("企业突破900家", ("900", "家", "突破")),
    ("补贴19000多元", ("19000", "元", "多")),
    ("技术人员400余人", ("400", "人", "余")),
    ("建成25个以上平台", ("25", "个", "以上")),
    ("建成1—2个平台", ("1—2", "个", None)),
    ("每户增收3000元至4000元", ("3000—4000", "元", None)),
    ("培训约2.7万人次", ("2.7", "万人次", "约")),
    ("增幅为6.3%", ("6.3", "%", None)),
    ("提高1.1个百分点", ("1.1", "个百分点", None)),
    ("是去年的3倍", ("3", "倍", None)),
    ("设备2411台（套）", ("2411", "台（套）", None)),
    ("上万家商户", ("上万", "家", None)),
    ("数百名志愿者", ("数百", "名", None)),
    ("报告共六章", ("6", "章", None)),
    ("是全县三大支柱产业之一", ("3", "大", None)),
    ("先后两次征集", ("2", "次", None)),
    ("小到一毫米", ("1", "毫米", None)),
    ("零下35摄氏度", ("零下35", "摄氏度", None)),
    ("价格只有他们的1/4", ("1/4", "", None)),
    ("占市场的三分之一", ("三分之一", "", None)),
    ("历时18年", ("18", "年", None)),
    ("天数增至245天", ("245", "天", None)),
    ("流量为200立方米/秒", ("200", "立方米/秒", None)),
    ("用户达56万，", ("56", "万", None)),
]
NONE = [
    "第3届博览会",
    "世界500强企业",
    "PM10浓度",
    "G35高速",
    "东方红1600拖拉机",
    "一项重要工作",
    "三个方面",
    "张某今年45岁",
    "9时15分",
    "尼龙6项目",
    "100吨级泊位",
    "男子100米比赛",
    "3个多小时后",
    "几十亿元",
    "二次伤害",
    "成千上万",
    "2023085期",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_amount(text: str, expected: tuple[str, str, str | None]) -> None:
    found = amounts(fold(text).text)
    assert [(a.value, a.unit, a.qualifier) for a in found] == [expected]


@pytest.mark.parametrize("text", NONE)
def test_no_amount(text: str) -> None:
    assert amounts(fold(text).text) == []


def test_two_numbers_of_a_rise_are_no_range() -> None:
    assert [a.value for a in amounts("由5家到12家")] == ["5", "12"]


def test_offsets_and_masks() -> None:
    text = "2024年新建学校约12所"
    assert amounts(text, [(0, 5)]) == [a for a in amounts(text) if a.start > 5]
    (amount,) = amounts(text, [(0, 5)])
    assert text[amount.start : amount.end] == "12所"
    assert text[amount.head : amount.end] == "约12所"
