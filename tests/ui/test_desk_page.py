"""引文核对 without a browser, over the shipped texts."""

from __future__ import annotations

import io
import json

import docx
import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from rag.desk.manuscript import Manuscript
from ui import desk, show

DRAFT = "同志们：\n冠州国际陆港项目总投资120亿元，占地3207亩。2024年全市招商引资到位资金511.6亿元。"


def page() -> None:
    from ui import desk, share

    desk.draw(share.assistant())


@pytest.fixture
def opened(assistant):
    from ui import share

    share.provide(assistant)
    yield AppTest.from_function(page, default_timeout=60).run()
    share.provide(None)


def cards(app: AppTest) -> list[dict]:
    found = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return [card for data in found for card in data.get("cards", ())]


def test_a_pasted_draft_is_checked_sentence_by_sentence(opened):
    opened.text_area[0].set_value(DRAFT)
    opened.button[0].click().run()
    assert not opened.exception
    assert [card["label"] for card in cards(opened)] == ["不需核对", "有出入", "有据"]
    wrong = cards(opened)[1]
    assert wrong["notes"] == ["数值：稿中“120亿元”，报道为“102亿元”"]
    assert ["120亿元", True] in wrong["text"]
    assert ["102亿元", True] in wrong["citations"][0]["segments"]
    opened.selectbox[0].set_value("有出入").run()
    assert [card["label"] for card in cards(opened)] == ["有出入"]


def test_no_draft_is_a_sentence(opened):
    opened.button[0].click().run()
    assert opened.get("text")[-1].proto.body == "还没有稿子：请粘贴文字，或上传一个文件。"


def test_what_is_taken_away(assistant):
    result = assistant.check(DRAFT)
    made = desk.files(Manuscript("讲话.txt", DRAFT), result)
    assert list(made) == ["讲话-批注.docx", "讲话-脚注.docx", "讲话-核对.md", "讲话-引文核对表.xlsx"]
    assert "同志们：" in [one.text for one in docx.Document(io.BytesIO(made["讲话-批注.docx"])).paragraphs]
    sheet = load_workbook(io.BytesIO(made["讲话-引文核对表.xlsx"])).active
    assert sheet.cell(2, 2).value == "冠州国际陆港项目总投资120亿元，占地3207亩。"


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("投资120亿元。", ["120亿元"], [("投资", False), ("120亿元", True), ("。", False)]),
        ("投资。", ["", "无"], [("投资。", False)]),
        ("一二一", ["一", "二"], [("一", True), ("二", True), ("一", False)]),
    ],
)
def test_marked_words(text, marks, expected):
    assert show.segments(text, marks) == expected
