"""Which value of a rise a number is; every clause is made up."""

from __future__ import annotations

from index.article import Article
from index.figures import figures
from index.statistics.rises import comes_from, is_left, is_parted, is_reached


def test_the_value_that_is_reached() -> None:
    assert is_reached("占比由5%增长到")
    assert not is_reached("占比增长到")


def test_the_value_that_was_left() -> None:
    assert is_left("票价由", "调整为6元")
    assert not is_left("票价为", "调整为6元")
    assert not is_left("由2020年的", "增加到8家")


def test_where_a_rise_starts() -> None:
    assert comes_from("集团市值从6月初的")
    assert not comes_from("企业由2020年的267家增加到2024年的")


def test_what_parts_a_value_from_a_change() -> None:
    assert is_parted("，时薪增幅好于预期，")
    assert not is_parted("，按可比价格计算，")
    assert not is_parted("，")


def test_a_change_after_another_subject_is_not_the_value_s() -> None:
    text = "2024年7月，滨州市失业率降至3.5%，平均时薪好于各方预期，环比增长0.4%。"
    (figure,) = figures(Article("a.jsonl", "1", text, date="2024-08-20"))
    assert (figure.metric, figure.change) == ("失业率", None)
