"""数据台账 and 状态 without a browser, over the shipped texts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from rag.statistics import sheets
from rag.statistics.series import series
from rag.terminal.doctor import Finding
from ui import ledger, status


def ledger_page() -> None:
    from ui import ledger, share

    ledger.draw(share.assistant())


def status_page() -> None:
    from ui import share, status

    status.draw(share.assistant())


@pytest.fixture(autouse=True)
def provided(assistant):
    from ui import share

    share.provide(assistant)
    yield
    share.provide(None)


def test_the_table_follows_the_filters(assistant):
    app = AppTest.from_function(ledger_page, default_timeout=60).run()
    assert not app.exception
    assert f"共{len(assistant.figures())}条。" in [one.value for one in app.caption]
    app.text_input[1].set_value("冠县")
    app.button[0].click().run()
    found = assistant.figures(None, "冠县")
    assert 0 < len(found) < len(assistant.figures())
    assert list(app.dataframe[0].value["指标"]) == [one.metric for one in found]
    app.text_input[0].set_value("没有这个指标")
    app.button[0].click().run()
    assert app.get("text")[0].proto.body == "没有符合条件的数：请换个说法，或少填一项。"


def test_conflicts_are_listed_with_both_sources(assistant):
    app = AppTest.from_function(ledger_page, default_timeout=60).run()
    data = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    (cards,) = [one["cards"] for one in data]
    true = [one for one in assistant.conflicts() if one.verdict == "true-conflict"]
    assert len(cards) == len(true)
    assert [citation["quote"] for citation in cards[0]["citations"]] == [place.quote for place in true[0].places]
    assert "说法不一" in list(app.dataframe[0].value["说法"])


def test_every_point_of_the_chart_tells_its_number_and_value(assistant):
    drawn = series(assistant.figures())[0]
    for way in (ledger.OVER_TIME, ledger.BY_PLACE):
        spec = ledger.chart(drawn, way)
        assert [one["序"] for one in spec["data"]["values"]] == list(range(len(drawn.points)))
        assert [one["值"] for one in spec["data"]["values"]] == [one.value for one in drawn.points]


def test_the_mark_of_a_dispute_is_a_column_only_where_there_is_one(assistant):
    rows = sheets.figure_rows(assistant.figures()[:2])
    assert "说法" not in ledger.table(rows, ["", ""])
    marked = ledger.table(rows, ["说法不一", ""])
    assert marked["说法"] == ["说法不一", ""]
    assert "原文" not in marked
    assert list(marked)[:4] == ["指标", "数值", "单位", "说法"]


def test_the_state_says_what_is_held_and_what_works(assistant):
    app = AppTest.from_function(status_page, default_timeout=60).run()
    assert not app.exception
    held, parts = (json.loads(one.proto.json)["facts"] for one in app.get("bidi_component"))
    told = {one["name"]: one["lines"] for one in held}
    assert told["资料"][0].startswith("5份报纸、33篇文章")
    assert told["资料截至"] == ["2025年12月10日"]
    assert {one["tone"] for one in parts} == {"good"}
    assert [one["name"] for one in parts] == [
        f"✓ {part}" for part in ("Python", "SQLite", "数据文件夹", "索引", "向量模型", "重排模型", "大模型")
    ]


def test_a_part_that_fails_is_marked_and_says_what_to_do():
    assert status.told(Finding("索引", "没有", "请运行 liaocheng index。", 66)) == (
        "✗ 索引",
        ["没有", "请运行 liaocheng index。"],
        "bad",
    )


def test_a_moment_is_said_by_the_clock_of_the_machine():
    local = datetime(2025, 3, 2, 7, 5).astimezone()
    assert status.moment(local.astimezone(UTC).isoformat()) == "2025年3月2日 07:05"
    assert status.moment("很久以前") == "很久以前"


@pytest.mark.parametrize(("count", "words"), [(2048, "2 KB"), (3 << 20, "3.0 MB")])
def test_sizes(count, words):
    assert status.size(count) == words
