"""Changes and ranks beside a value."""

from __future__ import annotations

import pytest

from index.statistics.amounts import Amount, amounts
from index.statistics.changes import move, ranks

MOVES = [
    ("同比增长8.6%", "", "同比", "up"),
    ("环比下降3%", "", "环比", "down"),
    ("粮食产量同比增长8.6%", "粮食产量", "同比", "up"),
    ("较2020年增长3.35倍", "", "较2020年", "up"),
    ("比一季度提高1.1个百分点", "", "比一季度", "up"),
    ("比全省高7.3个百分点", "", "比全省", "up"),
    ("低于全国0.4个百分点", "", "比全国", "down"),
    ("年均增长9%", "", "年均", "up"),
    ("增幅10.2%", "", "增长", "up"),
    ("累计下降22%", "", "累计", "down"),
    ("较上年增加22天", "", "较上年", "up"),
    ("几乎翻了一倍", "", "增长", "up"),
]
VALUES = ["占比达到35.7%", "新增企业12家", "年增收200元", "改造提升道路12公里", "产量达到300吨", "提升至40%"]


def only(text: str) -> tuple[str, Amount]:
    (amount,) = amounts(text, [(1, 6)] if text.startswith("较2020") else [])
    return text[: amount.head], amount


@pytest.mark.parametrize(("text", "head", "kind", "direction"), MOVES, ids=[case[0] for case in MOVES])
def test_move(text: str, head: str, kind: str, direction: str) -> None:
    left, amount = ("较上年增加", Amount(5, 8, "22", "天", "time")) if "22天" in text else only(text)
    amount = Amount(5, 8, "22", "天", "count") if "22天" in text else amount
    moved = move(left, amount)
    assert moved is not None
    assert (moved.head, moved.kind, moved.direction) == (head, kind, direction)


@pytest.mark.parametrize("text", VALUES)
def test_a_value_is_no_change(text: str) -> None:
    assert move(*only(text)) is None


@pytest.mark.parametrize(
    ("text", "value", "unit", "where"),
    [
        ("居全省第9位", "9", "位", "全省"),
        ("列全市第2位", "2", "位", "全市"),
        ("连续3年列全省前3位", "前3", "位", "全省"),
        ("排名全国第一", "1", "位", "全国"),
        ("居全市首位", "1", "位", "全市"),
        ("增速居全省前列", None, "", ""),
        ("数量全市最多。", None, "", ""),
    ],
)
def test_rank(text: str, value: str | None, unit: str, where: str) -> None:
    (rank,) = ranks(text)
    assert (rank.value, rank.unit, rank.where) == (value, unit, where)
    assert text[rank.start : rank.end] == rank.text


@pytest.mark.parametrize("text", ["第三届会议", "名列前茅的学生", "第4季度"])
def test_no_rank(text: str) -> None:
    assert list(ranks(text)) == []
