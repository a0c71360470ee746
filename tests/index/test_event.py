"""The day a report is of, with the year from the page and never from nowhere."""

import pytest

from index.newsprint.event import event_date
from index.newsprint.imprint import Imprint

PAGE = Imprint(year=2024, year_basis="同页")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(["5月6日，大桥通车。5月9日再检。"], "2024-05-06", id="first-day"),
        pytest.param(["大桥通车。", "5月6日上午，"], "2024-05-06", id="later-paragraph"),
        pytest.param(["5月4日至5月6日，展会举行。"], "2024-05-06", id="last-of-several-days"),
        pytest.param(["5月4日至6日，展会举行。"], "2024-05-06", id="month-said-once"),
        pytest.param(["5月4—6日，展会举行。"], "2024-05-06", id="dash"),
        pytest.param(["2019年3月1日动工。5月6日通车。"], "2024-05-06", id="another-year-is-background"),
        pytest.param(["截至4月30日已完工。5月6日通车。"], "2024-05-06", id="as-of-is-no-event"),
        pytest.param(["新规自7月1日起施行。"], None, id="from-is-no-event"),
        pytest.param(["将于6月1日开幕。5月6日筹备。"], "2024-05-06", id="future-is-no-event"),
        pytest.param(["2月30日，会议召开。"], None, id="no-such-day"),
        pytest.param(["今年3月，泵站建成。"], "2024-03", id="month"),
        pytest.param(["2024年全市重点工作解读"], "2024", id="year"),
        pytest.param(["今年以来，我市植树。"], "2024", id="this-year"),
        pytest.param(["近日，泵站建成。2022年以来"], None, id="nothing-said"),
    ],
)
def test_first_dated_event(texts: list[str], expected: str | None) -> None:
    assert event_date(texts, None, PAGE)[0] == expected


def test_the_dateline_comes_first_and_says_so() -> None:
    assert event_date(["5月6日通车。"], "5月7日", PAGE) == ("2024-05-07", "电头，年份据同页")


def test_a_reprint_dates_what_has_no_dateline() -> None:
    page = Imprint(year=2024, year_basis="同页", reprint_day="5月8日")
    assert event_date(["5月6日通车。"], None, page) == ("2024-05-08", "转载说明，年份据同页")
    assert event_date(["5月6日通车。"], "5月7日", page)[0] == "2024-05-07"


def test_without_a_year_there_is_no_date() -> None:
    assert event_date(["5月6日通车。今年以来"], None, Imprint()) == (None, None)
    assert event_date(["2021年5月6日通车。"], None, Imprint()) == ("2021-05-06", "文中首个日期")


def test_a_day_after_the_issue_is_of_the_year_before() -> None:
    page = Imprint(published="2025-01-03", year=2025, year_basis="出版日期")
    assert event_date(["12月30日，会议召开。"], None, page)[0] == "2024-12-30"
