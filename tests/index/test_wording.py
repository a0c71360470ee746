"""What a number counts, in the article's own words."""

from __future__ import annotations

import pytest

from index.metrics import canonical, metric, synonyms
from index.statistics import wording


@pytest.mark.parametrize(
    ("words", "metric"),
    [
        ("全年共引进过亿元项目", "引进过亿元项目"),
        ("到位资金", "到位资金"),
        ("一般公共预算收入完成", "一般公共预算收入"),
        ("全县实现地区生产总值", "地区生产总值"),
        ("这条道路全长", "道路全长"),
        ("其中，税收收入达到", "税收收入"),
        ("如今已经成长为市值", "市值"),
        ("每日开行列车从最初的", "每日开行列车"),
        ("城镇就业人数", "城镇就业人数"),
    ],
)
def test_before(words: str, metric: str) -> None:
    assert wording.before(words) == metric


@pytest.mark.parametrize(
    ("words", "noun"),
    [
        ("“招商周”活动。", "“招商周”活动"),
        ("的补贴。", "补贴"),
        ("，同比增长", ""),
        ("个百分点", "个百分点"),
        ("和5个", ""),
        ("标志性产业链之一，", "标志性产业链"),
        ("国家级、省级平台，", "国家级、省级平台"),
        ("光伏项目（装机容量", "光伏项目"),
        ("至12家", ""),
    ],
)
def test_after(words: str, noun: str) -> None:
    assert wording.after(words) == noun


def test_verbs() -> None:
    assert wording.verb("去年新建了") == "新建"
    assert wording.verb("现有") == "" and wording.verb("到位资金") == ""
    assert wording.ends_in_verb("累计接待") and not wording.ends_in_verb("接待人数")
    assert wording.first_verb("新增学校") == "新增" and wording.first_verb("学校") == ""
    assert wording.subject("县直单位组织招商活动") == "县直单位"
    assert wording.starts_with_verb("建成学校") and not wording.starts_with_verb("成交量")
    assert wording.parted("县直单位组织招商活动") == 4
    assert wording.acts("开工建设") and not wording.acts("学校")


@pytest.mark.parametrize(
    ("head", "kind", "up", "name"),
    [
        ("粮食产量", "同比", True, "粮食产量增速"),
        ("粮食产量", "年均", True, "粮食产量年均增速"),
        ("单位能耗", "同比", False, "单位能耗降幅"),
        ("", "同比", True, ""),
    ],
)
def test_growth(head: str, kind: str, up: bool, name: str) -> None:
    assert wording.growth(head, kind, up) == name


def test_abbreviations() -> None:
    assert canonical("高企数量") == "高新技术企业数量"
    assert canonical("GDP") == canonical("生产总值") == canonical("地区生产总值") == "地区生产总值"
    assert canonical("规上工业增加值") == "规模以上工业增加值"
    assert canonical("全社会固定资产投资") == canonical("固投") == "固定资产投资"


def test_a_user_s_abbreviations(tmp_path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("# 自己的简称\n鲁西黑头羊,黑头羊\n", "utf-8")
    assert canonical("黑头羊存栏", table) == "鲁西黑头羊存栏"
    assert canonical("鲁西黑头羊存栏", table) == "鲁西黑头羊存栏"
    assert len(synonyms(table)) == len(synonyms()) + 1


@pytest.mark.parametrize(
    ("name", "core", "level", "stage", "kind"),
    [
        ("新增省级绿色工厂", "绿色工厂", "省级", "新增", ""),
        ("规上工业增加值年均增速", "规模以上工业增加值", "", "", "年均增速"),
        ("市级重点实验室", "重点实验室", "市级", "", ""),
        ("在建预制菜项目", "预制菜项目", "", "在建", ""),
        ("研发投入全省位次", "研发投入全省", "", "", "位次"),
    ],
)
def test_parts_of_a_name(name: str, core: str, level: str, stage: str, kind: str) -> None:
    parts = metric(name)
    assert (parts.core, parts.level, parts.stage, parts.kind) == (core, level, stage, kind)


def test_lists_and_wholes() -> None:
    assert metric("智能工厂、数字化车间").items == ("智能工厂", "数字化车间")
    assert metric("新建学校：小学").whole == "新建学校"
    assert metric("新建学校：小学").core == "小学"
