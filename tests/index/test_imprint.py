"""What a page prints about itself."""

import pytest

from index.article import Source
from index.newsprint.imprint import Imprint, is_furniture, read_imprint
from index.restore import Line, read_lines


def imprint(text: str, **known: str) -> Imprint:
    return read_imprint(read_lines(text), Source(known.pop("name", "a.txt"), "", **known))


def test_a_printed_line_gives_paper_day_and_page() -> None:
    assert imprint("河口日报 2024年5月7日 星期二 第3版\n\n正文。") == Imprint("河口日报", "2024-05-07", "3", 2024, "版面日期")


def test_what_the_source_says_comes_first() -> None:
    found = imprint("河口日报 2024年5月7日 星期二 第3版", newspaper="河口晚报", published="2024-05-06", page="1")
    assert (found.newspaper, found.published, found.page) == ("河口晚报", "2024-05-06", "1")


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        ("5月6日，大桥通车。", "page_20240507_3.txt", 2024),
        ("2023年开工，2024年大桥通车。力争2030年建成二期，规划（2024—2035年）", "a.txt", 2024),
        ("到2035年，确保2030年底前建成。", "a.txt", None),
        ("大桥通车。", "000_20991399.txt", None),
    ],
    ids=["file-name", "newest-past-year", "plans-are-no-years", "no-date-in-the-name"],
)
def test_the_year_of_a_page(text: str, name: str, year: int | None) -> None:
    assert imprint(text, name=name).year == year


def test_a_reprint_names_the_first_paper() -> None:
    found = imprint("5月7日，《海岱日报》第5版推出整版报道，介绍我市。今日，本报予以转载。\n\n2024年，大桥通车。")
    assert found == Imprint("海岱日报", "2024-05-07", "5", 2024, "同页", "5月7日")


def test_a_quoted_paper_is_no_reprint() -> None:
    assert imprint("5月7日，《海岱日报》第5版报道了此事。").reprint_day is None


@pytest.mark.parametrize("text", ["2024年5月7日 星期二", "责任编辑：周岚", "2024-05-07 08:30 来源：河口晚报", "来源：河口晚报"])
def test_the_pages_own_lines(text: str) -> None:
    assert is_furniture(Line(1, text))


@pytest.mark.parametrize(
    "text", ["2024年5月7日，大桥通车。", "2024年5月7日大桥正式通车运营并对社会车辆开放", "周岚：把讲台搬到田间"]
)
def test_lines_of_articles(text: str) -> None:
    assert not is_furniture(Line(1, text))


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("聊城日报2024-05-06.txt", "2024-05-04"),
        ("20240506_03.txt", "2024-05-04"),
        ("2024年5月6日第3版.txt", "2024-05-04"),
        ("编号20241399.txt", None),
        ("2024年.txt", None),
    ],
)
def test_the_year_may_stand_in_the_name_of_the_file(name, date):
    from index.split import split

    text = "本报讯（记者 王一）5月4日，云泽镇的养蜂场投产。\n\n云泽镇养蜂场投产\n"
    assert [article.date for article in split(text, Source(name, ""))] == [date]
