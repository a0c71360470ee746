"""By-lines of every house style, and sentences that only look like one."""

import pytest

from index.newsprint.byline import Byline, author, by_itself, closing, names, opening


@pytest.mark.parametrize(
    ("line", "reporters", "correspondents"),
    [
        pytest.param("□ 本报记者 周岚 韩一鸣", ("周岚", "韩一鸣"), (), id="box"),
        pytest.param("■ 本报记者 周岚", ("周岚",), (), id="black-box"),
        pytest.param("□记者 周岚 通讯员 许诺 报道", ("周岚",), ("许诺",), id="reports"),
        pytest.param("□ 本 报 记 者  周岚", ("周岚",), (), id="role-set-apart"),
        pytest.param("□记 者 周岚", ("周岚",), (), id="role-half-apart"),
        pytest.param("记者 周 岚 韩一鸣", ("周岚", "韩一鸣"), (), id="two-letter-name-set-apart"),
        pytest.param("通讯员 许诺 陶然 报道", (), ("许诺", "陶然"), id="second-line"),
        pytest.param("见习记者 周岚 实习生 陶然", ("周岚", "陶然"), (), id="trainee"),
        pytest.param("全媒体记者 周岚 特约记者 陶然", ("周岚", "陶然"), (), id="all-media"),
        pytest.param("本报驻高唐记者 周岚", ("周岚",), (), id="stationed"),
        pytest.param("河口日报·新河口客户端记者 周岚 报道", ("周岚",), (), id="paper-and-client"),
        pytest.param("文/图 本报记者 周岚", ("周岚",), (), id="text-and-picture"),
        pytest.param("文/本报记者 周岚 图/本报记者 韩一鸣", ("周岚", "韩一鸣"), (), id="text-and-picture-apart"),
        pytest.param("记者 周岚/文 韩一鸣/图", ("周岚", "韩一鸣"), (), id="marked-by-stroke"),
        pytest.param("本报记者 周岚 摄影报道", ("周岚",), (), id="photo-report"),
        pytest.param("（记者 周岚 通讯员 许诺）", ("周岚",), ("许诺",), id="brackets"),
        pytest.param("（周岚 许诺）", ("周岚", "许诺"), (), id="names-in-brackets"),
        pytest.param("○ 周岚", ("周岚",), (), id="mark-and-name"),
        pytest.param("作者：欧阳明", ("欧阳明",), (), id="author"),
        pytest.param("记者 古丽娜尔·艾山 报道", ("古丽娜尔·艾山",), (), id="name-with-dot"),
        pytest.param("本报记者周岚 通讯员许诺", ("周岚",), ("许诺",), id="no-space"),
        pytest.param("□记者 周文 报道", ("周文",), (), id="name-that-ends-in-wen"),
        pytest.param("■ 本报评论员", (), (), id="no-name"),
    ],
)
def test_a_line_of_its_own(line: str, reporters: tuple[str, ...], correspondents: tuple[str, ...]) -> None:
    assert by_itself(line) == Byline(reporters, correspondents)


@pytest.mark.parametrize(
    "line",
    [
        "记者在开发区采访时了解到",
        "记者走访发现",
        "记者手记",
        "通讯员供稿",
        "记者日前从市统计局获悉，",
        "北湖春色 摄影:周岚",
        "本报讯（记者 周岚）春耕开始。",
        "2023年8月6日",
    ],
)
def test_sentences_labels_and_credits_are_none(line: str) -> None:
    assert by_itself(line) is None


@pytest.mark.parametrize(
    ("paragraph", "reporters", "correspondents", "day", "rest"),
    [
        pytest.param("本报讯（记者 周岚）春耕开始。", ("周岚",), (), None, "春耕开始。", id="plain"),
        pytest.param("本报讯 （ 记 者 周 岚 ）春耕", ("周岚",), (), None, "春耕", id="set-apart"),
        pytest.param("本报讯（记者周岚 通讯员许诺陶然）春耕", ("周岚",), ("许诺", "陶然"), None, "春耕", id="glued"),
        pytest.param("本报讯（周岚 许诺）春耕", ("周岚", "许诺"), (), None, "春耕", id="names-only"),
        pytest.param("新华社北京9月2日电（记者周岚、韩一鸣）会议", ("周岚", "韩一鸣"), (), "9月2日", "会议", id="agency"),
        pytest.param("河口晚报讯(通讯员 许诺)春耕", (), ("许诺",), None, "春耕", id="paper"),
        pytest.param("海岱网河口9月2日讯（记者 周岚）春耕", ("周岚",), (), "9月2日", "春耕", id="site"),
        pytest.param("（记者 周岚）春耕", ("周岚",), (), None, "春耕", id="brackets"),
        pytest.param("本报讯 记者周岚报道：春耕", ("周岚",), (), None, "春耕", id="said"),
    ],
)
def test_a_signed_opening(
    paragraph: str, reporters: tuple[str, ...], correspondents: tuple[str, ...], day: str | None, rest: str
) -> None:
    found = opening(paragraph)
    assert found is not None
    assert (found.who, found.named, paragraph[found.end :]) == (Byline(reporters, correspondents, day), True, rest)


@pytest.mark.parametrize(
    ("paragraph", "day"),
    [
        ("本报河口讯 春耕开始。", None),
        ("本报济南9月2日电 会议", "9月2日"),
        ("本报讯 近日，", None),
        ("据新华社北京9月2日电 会议", "9月2日"),
    ],
)
def test_an_unsigned_dateline(paragraph: str, day: str | None) -> None:
    found = opening(paragraph)
    assert found is not None
    assert (found.who, found.named) == (Byline(day=day), False)


@pytest.mark.parametrize(
    "paragraph", ["据《河口日报》报道，春耕开始。", "春耕开始，记者看到", "河口电视台播出的节目", "电话铃响了"]
)
def test_ordinary_paragraphs_have_no_opening(paragraph: str) -> None:
    assert opening(paragraph) is None


@pytest.mark.parametrize(
    ("paragraph", "reporters", "correspondents", "text", "bracketed"),
    [
        pytest.param("全面发展。 ■ 本报记者 周岚", ("周岚",), (), "全面发展。 ", False, id="mark"),
        pytest.param("全面发展。（记者 周岚 通讯员 许诺）", ("周岚",), ("许诺",), "全面发展。", True, id="brackets"),
        pytest.param("全面发展。本报记者 周岚 摄", ("周岚",), (), "全面发展。", False, id="photographer"),
        pytest.param("全面发展。（周岚 许诺）", ("周岚", "许诺"), (), "全面发展。", True, id="names-only"),
    ],
)
def test_a_by_line_that_ends_a_text(
    paragraph: str, reporters: tuple[str, ...], correspondents: tuple[str, ...], text: str, bracketed: bool
) -> None:
    found = closing(paragraph)
    assert found is not None
    assert (found[0], paragraph[: found[1]], found[2]) == (Byline(reporters, correspondents), text, bracketed)


@pytest.mark.parametrize(
    "paragraph",
    ["全面发展。（完）", "全面发展。（据新华社）", "一派丰收景象（右图）。", "全面发展（以下简称“规划”）", "看图。（右图）"],
)
def test_remarks_are_no_by_lines(paragraph: str) -> None:
    assert closing(paragraph) is None


def test_names_are_told_apart() -> None:
    assert names("周 岚 韩一鸣、欧阳明") == ("周岚", "韩一鸣", "欧阳明")
    assert names("周岚 3月2日") is None


def test_an_author_stands_alone_under_a_title() -> None:
    assert author("韩一鸣") == Byline(("韩一鸣",))
    assert author("度假区") is None


def test_by_lines_add_up_without_doubles() -> None:
    assert Byline(("周岚",), day="9月2日") + Byline(("周岚", "韩一鸣"), ("许诺",)) == Byline(
        ("周岚", "韩一鸣"), ("许诺",), "9月2日"
    )
