"""Lines to units: headlines, by-lines, paragraphs, and what tears them."""

import pytest

from index.newsprint.layout import Unit, units
from index.restore import read_lines


def laid(text: str) -> list[tuple[str, str]]:
    return [(u.kind, u.text) for u in units(read_lines(text))]


COLUMN = """  河西镇的老渡口迎来新
渡船，一次可以载客一百
二十人，两岸居民过江只
要十分钟。乘客都说方便。
  渡口管理所介绍，航班
还要加密到每二十分钟一
班。"""


def test_margins_begin_paragraphs() -> None:
    assert [kind for kind, _ in laid(COLUMN)] == ["para", "para"]
    assert laid(COLUMN)[1][1] == "渡口管理所介绍，航班还要加密到每二十分钟一班。"


def test_short_last_lines_end_paragraphs_without_margins() -> None:
    text = "河西镇的老渡口迎来新渡\n船，载客百人。\n两岸居民过江只要十分钟\n左右，都说方便。"
    assert [t for _, t in laid(text)] == ["河西镇的老渡口迎来新渡船，载客百人。", "两岸居民过江只要十分钟左右，都说方便。"]


def test_a_column_break_tears_a_paragraph() -> None:
    torn = COLUMN.replace("只\n要", "只\n\n要")
    found = units(read_lines(torn))
    assert [u.torn for u in found] == [False, True, False]


def test_empty_lines_after_every_line_tear_nothing() -> None:
    found = units(read_lines(COLUMN.replace("\n", "\n\n")))
    assert [u.torn for u in found] == [False, False]


def test_headlines_stand_apart() -> None:
    assert laid(f"{COLUMN}\n\n渡口通航\n两岸欢腾\n\n  □记者 周岚 报道\n{COLUMN}")[2:4] == [
        ("head", "渡口通航两岸欢腾"),
        ("byline", "□记者 周岚 报道"),
    ]


def test_a_caption_inside_a_torn_paragraph_is_inserted() -> None:
    first = "河西镇的老渡口迎来新渡船，一次可以载客一百二十人，两岸居民过江只要十分钟，往来的乘客都说方便，上学不用绕远路，只"
    rest = "要十分钟就能到对岸，票价一元，老人和学生半价，汛期和大雾天气停航，消息会提前发到每一位乘客的手机上，请大家多留意。"
    first, rest = first + "要" * 8, "十" * 8 + rest
    found = units(read_lines(f"{first}\n\n停在码头的渡船\n\n{rest}"))
    assert [(u.kind, u.inserted, u.torn) for u in found] == [("para", False, False), ("head", True, False), ("para", False, True)]


def test_a_full_line_of_a_column_is_no_headline() -> None:
    assert {kind for kind, _ in laid(COLUMN.replace("\n", "\n\n"))} == {"para"}


@pytest.mark.parametrize("label", ["记者手记", "【编者按】", "数 说"])
def test_box_labels(label: str) -> None:
    assert (label.strip(), "label") in [(t, k) for k, t in laid(f"{COLUMN}\n\n{label}\n\n{COLUMN}")]


def test_a_dash_binds_title_and_subtitle() -> None:
    assert ("head", "向水而行——老渡口见闻") in laid(f"向水而行\n\n——老渡口见闻\n\n■ 本报记者 周岚\n\n{COLUMN}")


def test_an_author_under_a_marked_title() -> None:
    assert laid("## 我家的渡口\n\n韩一鸣\n\n小时候，我常去渡口。")[1] == ("byline", "韩一鸣")


def test_units_keep_the_numbers_of_their_lines() -> None:
    unit: Unit = units(read_lines(COLUMN))[1]
    assert [line.number for line in unit.lines] == [5, 6, 7]
    assert unit.body.numbers[0] == 5
    assert unit.body.numbers[-1] == 7
