"""Headlines: whose they are, and what is title, kicker and subtitle."""

import pytest

from index.newsprint.headline import Headline, assign, compose, is_credit, pairs, shared
from index.newsprint.layout import Unit
from index.restore import Line, join


def block(*rows: str, gap: int = 1, level: int = 0) -> Unit:
    lines = tuple(Line(i, row, 0, level if i == 1 else 0, gap if i == 1 else 0) for i, row in enumerate(rows, 1))
    return Unit("head", lines, join(lines))


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        pytest.param([block("新渡口今日开航")], Headline("新渡口今日开航"), id="title"),
        pytest.param(
            [block("新渡口今日开航", "两岸居民过河只要十分钟")], Headline("新渡口今日开航 两岸居民过河只要十分钟"), id="two-rows"
        ),
        pytest.param(
            [block("我市出台《渡口管理"), block("暂行办法》")], Headline("我市出台《渡口管理暂行办法》"), id="open-mark"
        ),
        pytest.param([block("河西镇"), block("新渡口今日开航")], Headline("新渡口今日开航", "河西镇"), id="place-above"),
        pytest.param(
            [block("全年投入3亿元——"), block("新渡口今日开航")], Headline("新渡口今日开航", "全年投入3亿元——"), id="dash-above"
        ),
        pytest.param([block("新渡口今日开航", "——河西镇见闻")], Headline("新渡口今日开航", "", "——河西镇见闻"), id="dash-below"),
        pytest.param(
            [block("水清岸绿 船来客往"), block("新渡口今日开航")],
            Headline("新渡口今日开航", "水清岸绿 船来客往"),
            id="slogan-above",
        ),
        pytest.param([block("聚焦民生实事"), block("新渡口今日开航")], Headline("新渡口今日开航", "聚焦民生实事"), id="column"),
        pytest.param(
            [block("新渡口今日开航"), block("聚焦民生实事")], Headline("新渡口今日开航", "聚焦民生实事"), id="column-below"
        ),
        pytest.param(
            [block("我家的渡口", level=2), block("一张船票", level=2)], Headline("一张船票", "我家的渡口"), id="two-marked"
        ),
    ],
)
def test_reading_a_headline(blocks: list[Unit], expected: Headline) -> None:
    assert compose(blocks, set()) == expected


def test_rows_that_the_text_runs_together_are_joined_without_a_pause() -> None:
    words = pairs("上午，河西镇渡口扩建工程竣工。")
    assert compose([block("河西镇渡口"), block("扩建工程竣工")], words).title == "河西镇渡口扩建工程竣工"


def test_share_of_pairs() -> None:
    assert shared("渡口开航", pairs("新渡口")) == pytest.approx(1 / 3)
    assert shared("！", pairs("新渡口")) == 0.0


TEXTS = ["河西镇的渡口开航，渡船往来两岸。", "图书馆延长夜间开放时间，读者称便。", "梨园飞雪，游客赏花踏青。"]
TITLES = ["河西镇渡口开航", "图书馆夜间开放", "梨园赏花正当时"]


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_headlines_find_their_articles(before: bool) -> None:
    heads = [[block(t)] for t in TITLES]
    gaps = [*heads, []] if before else [[], *heads]
    given, left = assign(gaps, [pairs(t) for t in TEXTS], [True] * 3)
    assert [[b.text for b in blocks] for blocks in given] == [[t] for t in TITLES]
    assert left == []


def test_mixed_sides_and_a_banner() -> None:
    first, second, third = (block(t) for t in TITLES)
    gaps = [[block("要闻")], [first, second], [], [third]]
    given, left = assign(gaps, [pairs(t) for t in TEXTS], [True] * 3)
    assert given == [[first], [second], [third]]
    assert [b.text for b in left] == ["要闻"]


def test_an_unsigned_caption_takes_no_strange_headline() -> None:
    head = block(TITLES[0])
    given, _ = assign([[], [head], []], [pairs("工人在调试设备。"), pairs(TEXTS[0])], [False, True])
    assert given == [[], [head]]


@pytest.mark.parametrize("text", ["北湖春色 摄影:周岚", "本报记者 周岚 摄", "古渡口（资料图）"])
def test_picture_credits(text: str) -> None:
    assert is_credit(block(text))
