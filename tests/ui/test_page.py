"""The page's steps, driven without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui
from index.errors import CorruptError
from rag.answer import Event
from rag.filters import Filters
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


def test_what_was_asked_is_listed_and_kept(page, library):
    say(page.run(), "卖出多少苹果？")
    (shelf,) = parts(page, "shelf")
    assert [one["title"] for one in shelf["items"]] == ["卖出多少苹果？"]
    assert shelf["current"] == shelf["items"][0]["id"]
    (kept,) = library.conversations(page.session_state["reader"]).turns(shelf["current"])
    assert (kept.question, kept.answer["answer"]) == ("卖出多少苹果？", "全村卖出苹果120吨[1]。")


def test_a_history_that_cannot_be_written_leaves_the_answer(page, library):
    library.folder.joinpath("conversations.db").mkdir()
    say(page.run(), "卖出多少苹果？")
    assert not page.exception
    assert parts(page, "turn")[0]["state"] == "answered"
    assert page.sidebar.get("text")[0].proto.body.startswith("对话记录")


def test_the_filters_that_are_set_bound_the_search_and_are_said_back(page, library):
    page.session_state["filters"] = Filters("2024-11", None, ("试验日报",))
    say(page.run(), "卖出多少苹果？")
    assert library.bounds == [("2024-11", None, ["made-up.txt"], ())]
    (turn,) = parts(page, "turn")
    assert turn["bounded"] == "只查了"
    assert turn["bounds"] == [
        {"part": "since", "text": "2024年11月起", "off": False},
        {"part": "试验日报", "text": "《试验日报》", "off": False},
    ]
    shown = parts(page, "bounds")[0]
    assert shown["set"] == {"since": "2024-11", "until": None, "papers": ["试验日报"], "places": []}
    assert shown["papers"] == [{"name": "试验日报", "text": "《试验日报》"}, {"name": "other.txt", "text": "other.txt"}]
    assert "冠县" in shown["places"]


def test_what_the_question_bounds_itself_is_said_back_and_can_be_taken_off(page, library):
    say(page.run(), "只看《试验日报》，卖出多少苹果？")
    assert library.bounds == [(None, None, ["made-up.txt"], ())]
    (turn,) = parts(page, "turn")
    assert (turn["bounded"], turn["bounds"]) == (
        "按您的问题，只查了",
        [{"part": "试验日报", "text": "《试验日报》", "off": True}],
    )
    page.session_state["asked"], page.session_state["own"] = turn["question"], Filters()
    page.run()
    assert library.bounds[1] == (None, None, None, ())


def test_only_the_last_turn_can_be_asked_again(page):
    say(page.run(), "卖出多少苹果？")
    say(page, "火星呢？")
    assert [turn["again"] for turn in parts(page, "turn")] == [False, True]


def test_places_bound_the_search_set_by_hand_or_said_in_the_question(page, library):
    page.session_state["filters"] = Filters(places=("北坡村",))
    say(page.run(), "卖出多少苹果？")
    say(page, "冠县的报道里，卖出多少苹果？")
    assert [bounds[3] for bounds in library.bounds] == [("北坡村",), ("冠县",)]
    assert [turn["bounds"] for turn in parts(page, "turn")] == [
        [{"part": "北坡村", "text": "提到北坡村", "off": False}],
        [{"part": "冠县", "text": "提到冠县", "off": True}],
    ]


def test_what_a_question_of_the_history_bounds_itself_can_still_be_taken_off(page, library):
    say(page.run(), "2024年的报道里，冠县的报道怎么说苹果？")
    kept = library.conversations(page.session_state["reader"])
    again = AppTest.from_file(str(PAGE), default_timeout=20)
    again.session_state["reader"], again.query_params["c"] = page.session_state["reader"], str(kept.all()[0].id)
    (turn,) = parts(again.run(), "turn")
    assert [(one["part"], one["off"]) for one in turn["bounds"]] == [("since", True), ("until", True), ("冠县", True)]
