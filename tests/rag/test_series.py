"""Statistics as series that a chart can draw."""

from __future__ import annotations

from dataclasses import replace

from index.figure import Figure
from rag.statistics.compare import conflicts
from rag.statistics.series import disputed, key, series

BASE = Figure(
    source="a.txt", article_id="a-1", title="甲", date="2024-11-02", metric="苹果产量", region="北坡村", period="2023年",
    since="2023-01-01", until="2023-12-31", value="100", unit="吨", qualifier=None, kind="fact", change=None, rank=None,
    quote="2023年产苹果100吨。", start=6, end=10, quote_start=0, quote_end=12,
)  # fmt: skip


def test_values_of_one_metric_are_in_order_of_time_and_in_one_unit():
    later = replace(BASE, value="0.5", unit="万吨", since="2024-01-01", until="2024-12-31", period="2024年", quote_start=12)
    other = replace(BASE, value="120", since="2022-01-01", until="2022-12-31", period="2022年", quote_start=30)
    (one,) = series([later, BASE, other])
    assert (one.metric, one.unit) == ("苹果产量", "吨")
    assert [(point.day, point.value) for point in one.points] == [("2022-12-31", 120), ("2023-12-31", 100), ("2024-12-31", 5000)]
    assert one.points[2].figure is later


def test_targets_ranges_timeless_and_single_values_are_not_drawn():
    assert series([BASE]) == []
    assert series([BASE, replace(BASE, kind="target")]) == []
    assert series([BASE, replace(BASE, value="1—2")]) == []
    assert series([BASE, replace(BASE, since=None, until=None)]) == []


def test_a_place_that_is_not_named_is_said_so():
    (one,) = series([replace(BASE, region=None), BASE])
    assert {point.region for point in one.points} == {"北坡村", "未写明地区"}


def test_both_sides_of_a_conflict_are_marked():
    against = replace(BASE, article_id="b-1", source="b.txt", title="乙", value="103", quote="2023年产苹果103吨。")
    calm = replace(BASE, article_id="c-1", period="2022年", since="2022-01-01", until="2022-12-31", value="90")
    found = disputed(conflicts([BASE, against, calm]))
    assert [key(one) in found for one in (BASE, against, calm)] == [True, True, False]
