"""Fact, target or total; every clause is made up."""

from __future__ import annotations

import pytest

from index.statistics.kinds import kind


@pytest.mark.parametrize(
    ("clause", "rest", "expected"),
    [
        ("新建学校", "，", "fact"),
        ("力争新建学校", "，", "target"),
        ("准备发放补贴", "。", "target"),
        ("准备金余额", "。", "fact"),
        ("累计新建学校", "。", "total"),
        ("结案率达到", "的目标", "target"),
        ("完成投资计划项目", "，", "fact"),
    ],
)
def test_the_kind_by_the_words_about_the_number(clause: str, rest: str, expected: str) -> None:
    assert kind(clause, rest, ahead=False, past=False) == expected


def test_the_kind_by_the_time() -> None:
    assert kind("建成学校", "。", ahead=True, past=False) == "target"
    assert kind("预计建成学校", "。", ahead=False, past=True) == "fact"
