"""Restoring: what a text layer put in goes out, what the paper printed stays, and every character knows its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.restore import Line, Mapped, clean, join, read_lines, runs, tidy, tidy_mapped


@pytest.mark.parametrize(
    ("printed", "restored"),
    [
        pytest.param("投入2 8 . 6亿元", "投入28.6亿元", id="digits-and-point-apart"),
        pytest.param("种植3 .5万亩", "种植3.5万亩", id="point-apart"),
        pytest.param("1 9 9 8年建站", "1998年建站", id="year-apart"),
        pytest.param("第1 2批共8 8户", "第12批共88户", id="two-digits-apart"),
        pytest.param("全长 36.75 公里，途经 9 个村", "全长36.75公里，途经9个村", id="numbers-among-han"),
        pytest.param("占比 45 %", "占比45%", id="per-cent"),
        pytest.param("图 书 馆 今 日 开 放", "图书馆今日开放", id="han-apart"),
        pytest.param("他说 ，路通了 。", "他说，路通了。", id="before-punctuation"),
        pytest.param("引进 Open Source Week 活动", "引进Open Source Week活动", id="latin-words-stay-apart"),
        pytest.param("手机 Mate 60 Pro 上市", "手机Mate 60 Pro上市", id="latin-and-number-stay-apart"),
        pytest.param("号码 2021 3045", "号码2021 3045", id="two-long-numbers-stay-apart"),
        pytest.param("以“水清岸绿 鱼翔浅底”为题", "以“水清岸绿 鱼翔浅底”为题", id="quoted-slogan-keeps-its-pause"),
    ],
)
def test_needless_spaces_go(printed: str, restored: str) -> None:
    assert tidy(printed) == restored


@pytest.mark.parametrize(
    ("printed", "restored"),
    [
        pytest.param("老街焕新颜 游客纷至来", "老街焕新颜 游客纷至来", id="two-parts"),
        pytest.param("乡 村 夜 校 开 课 啦", "乡村夜校开课啦", id="letters-apart"),
        pytest.param("新增 12 处公园 惠及万户", "新增12处公园 惠及万户", id="number-inside"),
        pytest.param("绿电占比超50% 降碳步子更稳", "绿电占比超50% 降碳步子更稳", id="after-per-cent"),
    ],
)
def test_headlines_keep_the_pause_between_their_parts(printed: str, restored: str) -> None:
    assert tidy(printed, parts=True) == restored


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("收入**3.2**亿元", "收入3.2亿元", id="bold"),
        pytest.param("浓度PM<sub>2.5</sub>下降", "浓度PM2.5下降", id="subscript"),
        pytest.param("<strong>要点</strong>&nbsp;在此", "要点\u00a0在此", id="html"),
        pytest.param("a < b 且 c > d", "a < b 且 c > d", id="comparison-is-no-tag"),
        pytest.param("见[市政府网站](https://example.cn/a)", "见市政府网站", id="link"),
        pytest.param("⾸批⻋辆⻓跑", "首批车辆长跑", id="radicals"),
        pytest.param("零\u200b宽\ufeff字\u202e符\u0007", "零宽字符", id="invisible"),
        pytest.param("全角１２３与——破折号", "全角１２３与——破折号", id="widths-as-printed"),
        pytest.param("2*3*4等于24", "2*3*4等于24", id="multiplication"),
    ],
)
def test_marks_and_invisible_characters_go(raw: str, expected: str) -> None:
    assert clean(raw) == expected


def test_lines_know_number_margin_level_and_gap() -> None:
    lines = read_lines("# 大标题\r\n\r\n　　首行\r\n次行 \n\n\n---\n  末行")
    assert [(x.number, x.text, x.indent, x.level, x.gap, x.loose) for x in lines] == [
        (1, "大标题", 0, 1, 0, False),
        (3, "首行", 4, 0, 1, False),
        (4, "次行", 0, 0, 0, True),
        (8, "末行", 2, 0, 3, False),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_line_ends_make_no_difference(end: str) -> None:
    assert read_lines(end.join(["甲", "", "  乙"])) == [Line(1, "甲"), Line(3, "乙", 2, 0, 1)]


def test_joined_lines_keep_a_space_between_latin_words_only() -> None:
    joined = join([Line(1, "引进 smart"), Line(2, "grid 技"), Line(3, "术")])
    assert joined.text == "引进 smart grid 技术"
    assert runs(joined.numbers) == ((0, 1), (8, 2), (15, 3))


def test_tidying_keeps_the_line_of_every_character() -> None:
    tidied = tidy_mapped(Mapped("2 0 2 1年", (7, 7, 7, 7, 7, 7, 7, 8)))
    assert tidied == Mapped("2021年", (7, 7, 7, 7, 8))


@given(st.text(alphabet="省市3 8.，。a Z（）", max_size=60))
def test_tidying_drops_nothing_but_spaces_and_is_stable(text: str) -> None:
    once = tidy(text)
    assert once.replace(" ", "") == text.replace(" ", "")
    assert tidy(once) == once
