"""资料库 without a browser: a page opened, mended, undone, removed."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from index.build import index
from rag import Assistant, Settings, holdings
from ui import share

PAGE = """北坡村苹果丰收

本报讯（记者 甲某）到2024年10月底，北坡村共卖出苹果120吨，
比上年多20吨。全村种苹果四百亩，户均增收两千元，村民都很高兴。
"""


def page() -> None:
    from ui import library, share

    library.draw(share.assistant())


@pytest.fixture
def tended(tmp_path):
    (tmp_path / "一版.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "二版.txt").write_text(PAGE.replace("北坡村", "南坡村").replace("120吨", "90吨"), encoding="utf-8")
    made = Settings(data=tmp_path / "库")
    index([tmp_path / "一版.txt", tmp_path / "二版.txt"], made.index)
    with Assistant.open(settings=made) as opened:
        share.provide(opened)
        yield opened
        share.provide(None)


def words(app: AppTest) -> list[str]:
    return [one.proto.body for one in app.get("text")]


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [one for one in app.button if one.label == label]
    return button.click().run()


def open_page(name: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60).run()
    return next(one for one in app.selectbox if one.label == "打开一份").set_value(name).run()


def test_an_opened_page_shows_its_lines_beside_its_articles(tended):
    app = open_page("一版.txt")
    assert not app.exception
    (data,) = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    text = "".join(run["text"] for run in data["runs"])
    assert text == tended.printing("一版.txt")[1][0].text
    assert [line for run in data["runs"] for line in run["lines"] if line] == [line for line in PAGE.split("\n") if line]


def test_a_headline_is_mended_and_the_correction_taken_back(tended):
    app = open_page("一版.txt")
    app.number_input[0].set_value(tended.printing("一版.txt")[1][0].lines[0][1])
    next(one for one in app.text_input if one.label == "标题").set_value("苹果丰收了")
    press(app, "修正")
    assert words(app)[0] == "已修正；可在下面撤销。"
    assert tended.printing("一版.txt")[1][0].title == "苹果丰收了"
    press(app, "撤销")
    assert tended.printing("一版.txt")[1][0].title == "北坡村苹果丰收"


def test_a_correction_that_does_not_fit_is_a_sentence(tended):
    app = open_page("一版.txt")
    app.number_input[0].set_value(99)
    next(one for one in app.text_input if one.label == "标题").set_value("题")
    press(app, "修正")
    assert words(app)[0].startswith("第99行不在任何文章的正文里")
    assert holdings.corrections(tended, "一版.txt") == []


def test_removal_has_to_be_confirmed(tended):
    app = open_page("一版.txt")
    (button,) = [one for one in app.button if one.label == "移除"]
    assert button.disabled
    app.checkbox[0].check().run()
    press(app, "移除")
    assert words(app)[0] == "已移除 一版.txt。"
    assert [one.name for one, _ in tended.sources()] == ["二版.txt"]


def test_no_file_is_a_sentence(tended):
    app = AppTest.from_function(page, default_timeout=60).run()
    press(app, "收录")
    assert words(app)[0].startswith("还没有选文件")


def test_reports_printed_twice_are_found_when_asked_for(tended, tmp_path):
    holdings.remove(tended, ["二版.txt"])
    app = press(AppTest.from_function(page, default_timeout=60).run(), "查找转载")
    assert "没有转载。" in words(app)
    (tmp_path / "转载.txt").write_text(PAGE, encoding="utf-8")
    index([tmp_path / "转载.txt"], tended.settings.index)
    assert "没有转载。" not in words(app.run())  # it was said of what was held then
    app = press(app, "查找转载")
    assert "有1篇转载。" in words(app)
    (card,) = json.loads(app.get("bidi_component")[0].proto.json)["cards"]
    assert card["notes"] == [f"{word}登：北坡村苹果丰收　{name}.txt" for word, name in (("先", "一版"), ("又", "转载"))]
