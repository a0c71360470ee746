"""What the page is given of a turn, and what is copied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer import Scope
from rag.filters import Filters
from rag.history import Conversation, KeptTurn
from ui import chat


@pytest.fixture
def answer(library):
    return library.ask("卖出多少苹果？").as_dict()


@pytest.mark.parametrize(
    ("scope", "line"),
    [
        (Scope(33, "2023-08-01", "2025-12-03", 5), "5份报纸、33篇文章（2023-08至2025-12）"),
        (Scope(2, "2024-11-02", "2024-11-30", 1), "1份报纸、2篇文章（2024-11）"),
        (Scope(2, "2024", None, 1), "1份报纸、2篇文章（2024）"),
        (Scope(0), "0份报纸、0篇文章"),
    ],
)
def test_scope_line(scope, line):
    assert chat.scope_line(scope) == line


@pytest.mark.parametrize(
    ("day", "words"), [("2024-11-03", "2024年11月3日"), ("2024-06", "2024年6月"), ("2024", "2024年"), (None, ""), ("", "")]
)
def test_a_date_is_written_as_it_is_said(day, words):
    assert chat.spoken(day) == words


def test_history_is_the_last_answered_turns(answer):
    turns = [chat.Turn(f"问{n}", answer) for n in range(8)] + [chat.Turn("停了的"), chat.Turn("坏的", error="坏了。")]
    told = chat.history(turns)
    assert [turn["question"] for turn in told] == [f"问{n}" for n in range(2, 8)]
    assert {turn["answer"] for turn in told} == {"全村卖出苹果120吨[1]。"}


def test_an_answer_comes_with_the_article_it_points_into(library, answer):
    shown = chat.shown(chat.Turn("卖出多少苹果？", answer), library.article)
    assert shown["state"] == "answered"
    assert shown["label"] == "以下内容摘自原文"
    (citation,) = shown["citations"]
    article = shown["articles"][citation["article_id"]]
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert article["issue"] == "《试验日报》2024年11月3日第2版"
    assert article["day"] == "2024年11月2日"
    assert citation["where"] == "《试验日报》 2024年11月2日"
    assert citation["copy"] == f"“{citation['quote']}”（《试验日报》2024年11月3日第2版）"


def test_what_is_not_known_of_the_issue_is_left_out_and_said_beside_the_reference(library, answer):
    pointer = {**answer["citations"][0], "article_id": "gone", "date": None, "missing": "出版日期、版次待补", "copy_form": ""}
    shown = chat.shown(chat.Turn("x", {**answer, "citations": [pointer]}), library.article)
    assert shown["articles"] == {}
    assert shown["citations"][0]["where"] == "made-up.txt"
    assert shown["citations"][0]["reference"].endswith("（2）.（出版日期、版次待补）")
    bare = replace(library.article("made-up-1"), newspaper=None, published=None, page=None, date=None)
    told = chat.shown(chat.Turn("x", answer), lambda _: bare)["articles"]["made-up-1"]
    assert (told["issue"], told["day"]) == ("", "")


def test_a_refusal_shows_its_nearest_passages_without_a_label(library):
    refusal = library.ask("火星").as_dict()
    shown = chat.shown(chat.Turn("火星", refusal), library.article)
    assert shown["state"] == "refused"
    assert shown["label"] == ""
    assert shown["citations"] == []
    assert [one["n"] for one in shown["nearest"]] == [1]
    assert set(shown["articles"]) == {"made-up-1"}
    assert shown["copy"] == refusal["answer"]


def test_a_refusal_does_not_say_its_scope_twice_and_only_questions_can_be_asked(library):
    scope = {"kind": "scope", "text": "检索范围：1份报纸。", "citations": []}
    told = {"notices": [scope], "suggestions": ["换个说法", "卖出多少苹果？"]}
    refusal = {**library.ask("火星").as_dict(), **told}
    shown = chat.shown(chat.Turn("火星", refusal), library.article)
    assert (shown["notices"], shown["suggestions"]) == ([], ["卖出多少苹果？"])
    answered = chat.shown(chat.Turn("苹果", {**library.ask("苹果").as_dict(), **told}), library.article)
    assert answered["notices"] == [scope]


@pytest.mark.parametrize(("turn", "words"), [(chat.Turn("x", error="坏了。"), "坏了。"), (chat.Turn("x"), chat.STOPPED)])
def test_a_turn_without_an_answer_says_why(turn, words):
    shown = chat.shown(turn, lambda _: None)
    assert (shown["question"], shown["state"], shown["text"]) == ("x", "error", words)


@pytest.mark.parametrize(
    ("mode", "label"), [("extractive", "以下内容摘自原文。"), ("generated", "内容由人工智能生成，请核对原文。")]
)
def test_what_is_copied_carries_label_text_and_references(answer, mode, label):
    assert chat.copy_text({**answer, "mode": mode}).split("\n") == [
        label,
        "全村卖出苹果120吨[1]。",
        "",
        "[1] 甲某. 北坡村苹果丰收[N]. 试验日报，2024-11-03（2）.",
    ]


def test_a_turn_under_way_shows_the_passages_found(answer):
    assert chat.waiting("问")["citations"] == []
    assert chat.waiting("问", answer["citations"])["citations"][0]["where"] == "2024年11月2日"


def test_a_turn_of_the_history_is_shown_as_it_was(answer, library):
    stored = KeptTurn(
        7, "卖出多少苹果？", answer, None, {"since": "2024", "until": None, "papers": ["试验日报"]}, "down", "有遗漏"
    )
    shown = chat.shown(chat.kept(stored), library.article)
    assert (shown["turn"], shown["rating"], shown["reason"]) == (7, "down", "有遗漏")
    assert [one["text"] for one in shown["bounds"]] == ["2024年起", "《试验日报》"]


def test_only_what_a_question_of_the_history_said_and_still_bounds_it_can_be_taken_off(answer):
    stored = KeptTurn(7, "卖出多少苹果？", answer, None, {"since": "2024", "papers": ["试验日报"], "places": ["冠县"]})
    turn = chat.kept(stored, Filters("2024", "2025", (), ("冠县", "莘县")))
    assert turn.filters == Filters("2024", None, ("试验日报",), ("冠县",))
    assert turn.said == Filters("2024", None, (), ("冠县",))


@pytest.mark.parametrize("odd", [{}, {"since": 0, "papers": "冠县", "places": None}, {"until": "", "places": {"a": 1}}])
def test_what_cannot_be_a_filter_is_none(odd):
    assert chat.filters(odd) == Filters()


def test_the_list_says_the_hour_of_today_and_the_day_of_others():
    found = [Conversation(2, "乙", "2025-03-02T09:05:00.000001"), Conversation(1, "甲", "2025-03-01T10:00:00.000001")]
    assert [one["when"] for one in chat.listed(found, None, "", "2025-03-02")["items"]] == ["09:05", "2025年3月1日"]


def test_what_is_copied_alone_has_no_numbers(answer):
    assert chat.plain_text(answer) == "全村卖出苹果120吨。"
