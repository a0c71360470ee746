"""The page's steps, driven without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui
from index.errors import CorruptError
from rag.answer import Event
from ui import chat, share

PAGE = Path(ui.__file__).with_name("page.py")


@pytest.fixture
def page(library) -> AppTest:
    return AppTest.from_file(str(PAGE), default_timeout=20)


def parts(page: AppTest, name: str) -> list[dict]:
    """The data of the page's own parts of one kind, in their order."""
    found = [element.proto for element in page.get("bidi_component")]
    return [json.loads(proto.json) for proto in found if proto.component_name == f"liaocheng_{name}"]


def say(page: AppTest, words: str) -> AppTest:
    """Type `words` and press enter."""
    return page.chat_input[0].set_value(words).run()


def test_the_first_page_shows_title_scope_and_examples(page):
    page.run()
    assert not page.exception
    assert page.title[0].value == "聊城报道问答"
    assert page.caption[0].value == "1份报纸、1篇文章（2024-11） · 资料截至2024年11月2日 · 第3次收录"
    assert page.chat_input[0].placeholder == "请输入问题，按回车发送"
    assert parts(page, "welcome") == [{"examples": ["北坡村卖出多少苹果？", "苹果种了多少亩？"]}]


def test_an_answer_is_shown_in_place_of_the_examples(page):
    say(page.run(), "卖出多少苹果？")
    assert parts(page, "welcome") == []
    (turn,) = parts(page, "turn")
    assert (turn["question"], turn["state"], turn["text"]) == ("卖出多少苹果？", "answered", "全村卖出苹果120吨[1]。")


def test_a_follow_up_is_asked_with_what_was_said(page, library):
    say(page.run(), "卖出多少苹果？")
    say(page, " 火星呢？ ")
    assert library.asked[1] == ("火星呢？", ({"question": "卖出多少苹果？", "answer": "全村卖出苹果120吨[1]。"},))
    assert [turn["state"] for turn in parts(page, "turn")] == ["answered", "refused"]
    page.run()
    assert len(library.asked) == 2


def test_an_example_that_was_picked_is_asked(page, library):
    page.session_state["asked"] = "苹果种了多少亩？"
    page.run()
    assert [question for question, _ in library.asked] == ["苹果种了多少亩？"]
    assert "asked" not in page.session_state


def test_a_fault_is_a_sentence_and_the_conversation_goes_on(page):
    say(page.run(), "坏")
    assert not page.exception
    (turn,) = parts(page, "turn")
    assert turn["state"] == "error"
    assert turn["text"].startswith("服务内部出错")
    say(page, "卖出多少苹果？")
    assert [turn["state"] for turn in parts(page, "turn")] == ["error", "answered"]


@pytest.mark.parametrize(
    ("events", "words"),
    [
        pytest.param([Event("error", {"message": "大模型暂时连不上。"})], "大模型暂时连不上。", id="told"),
        pytest.param([Event("delta", {"text": "一" * 20})], chat.STOPPED, id="cut off"),
    ],
)
def test_a_stream_that_ends_early_says_so(page, library, monkeypatch, events, words):
    monkeypatch.setattr(library, "stream", lambda question, **options: iter(events))
    say(page.run(), "苹果？")
    assert parts(page, "turn")[0]["text"] == words


def test_a_library_that_does_not_open_is_a_sentence(monkeypatch):
    def broken():
        raise CorruptError("索引损坏：请运行 liaocheng index --rebuild。")

    monkeypatch.setattr(share, "assistant", broken)
    page = AppTest.from_file(str(PAGE), default_timeout=20).run()
    assert not page.exception
    assert page.get("text")[0].proto.body == "索引损坏：请运行 liaocheng index --rebuild。"
    assert len(page.chat_input) == 0
