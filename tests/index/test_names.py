"""Whether a metric is a name; every metric is made up."""

from __future__ import annotations

import pytest

from index.statistics.names import is_name, rises
from index.statistics.tables import pattern, table


@pytest.mark.parametrize(
    "metric", ["新增高新技术企业", "居民人均可支配收入", "在校学生", "“一站式”服务中心", "还款余额", "就业人数", "占地面积"]
)
def test_names(metric: str) -> None:
    assert is_name(metric)


@pytest.mark.parametrize(
    "metric", ["渔船均已停泊在港内", "短短三天就吸引游客", "被列为制裁对象实体", "学校，", "、企业", "企业12", "过其弟弟"]
)
def test_clauses_and_torn_names(metric: str) -> None:
    assert not is_name(metric)


def test_what_a_rate_of_growth_is_of() -> None:
    assert rises("居民收入增速") and rises("固定资产投资增速") and rises("新建学校")
    assert not rises("农村居民增速")


def test_a_table_has_its_words_by_class() -> None:
    assert "收入" in table("indicators.txt")["money"] and "面积" in table("indicators.txt")["size"]
    assert pattern("clauses.txt", "sport").search("半决赛")


def test_what_offices_call_the_accounts_of_a_place_is_money() -> None:
    names = ("GDP", "经济总量", "一般公共预算收入", "社零", "固投", "实际利用外资", "招商引资", "进出口总值", "净利润")
    assert [name for name in names if not name.endswith(table("indicators.txt")["money"])] == []
