"""What people do to a page that nobody planned: nothing, far too much, twice at once, reload, back, two windows."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.browsing import NEEDS_CHROMIUM, PATIENCE, QUESTION, ask, free_port, go, made_up, opened, press, rest, served

pytestmark = NEEDS_CHROMIUM
NOWHERE = "火星基地的咖啡价格是多少？"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param("招商" * 2500, "问题太长（5000字）", id="5,000 characters"),
        pytest.param("😀🎉👨‍👩‍👧‍👦", "问题是空的", id="emoji"),
        pytest.param("<h1>题</h1><script>alert(1)</script>&lt;b&gt;", "没有找到直接依据", id="HTML"),
    ],
)
def test_an_odd_question_is_told_so_and_shown_as_it_was_typed(browser: Browser, address: str, question: str, words: str):
    with opened(browser, address) as (page, _):
        ask(page, question)
        expect(page.locator(".turn")).to_contain_text(words)
        assert page.locator(".asked").text_content() == question
        assert page.locator(".asked").bounding_box()["height"] < 300
        ask(page, QUESTION)
        expect(page.locator(".turn.answered .text")).to_contain_text("511.6亿元")


def test_blanks_ask_nothing_and_a_second_enter_asks_nothing_again(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        rest(page)
        line = page.get_by_test_id("stChatInputTextArea")
        line.fill("   ")
        line.press("Enter")
        line.fill(QUESTION)
        line.press("Enter")
        line.press("Enter")
        expect(page.locator(".turn.answered .text")).to_contain_text("511.6亿元", timeout=PATIENCE)
        ask(page, NOWHERE)
        expect(page.locator(".asked")).to_have_text([QUESTION, NOWHERE])


def test_two_questions_in_haste_are_both_kept(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        rest(page)
        line = page.get_by_test_id("stChatInputTextArea")
        for question in (QUESTION, NOWHERE):
            line.fill(question)
            line.press("Enter")
        expect(page.locator(".turn.refused")).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".asked")).to_have_text([QUESTION, NOWHERE])


def test_a_reload_in_mid_answer_leaves_the_question_and_goes_on(browser: Browser, tmp_path: Path):
    port = free_port()
    with served(made_up(port, "一句话。" * 20), port, tmp_path / "none") as here, opened(browser, here) as (page, _):
        ask(page, "苹果？")
        page.get_by_test_id("stChatInputTextArea").fill("慢慢说苹果")
        page.keyboard.press("Enter")
        expect(page.locator(".turn.waiting")).to_contain_text("已找到相关段落", timeout=PATIENCE)
        page.reload()
        expect(page.locator(".asked").first).to_have_text("苹果？", timeout=PATIENCE)
        ask(page, "苹果呢？")
        expect(page.locator(".turn.answered .text").last).to_contain_text("一句话。")


def test_going_back_finds_the_conversation_again(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        ask(page, QUESTION)
        go(page, "状态")
        page.go_back()
        expect(page.locator(".asked")).to_have_text([QUESTION], timeout=PATIENCE)
        press(page, "新对话")
        expect(page.locator(".turn")).to_have_count(0, timeout=PATIENCE)
        rest(page)
        page.go_back()
        expect(page.locator(".asked")).to_have_text([QUESTION], timeout=PATIENCE)


def test_two_windows_on_one_conversation_keep_what_both_asked(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        ask(page, QUESTION)
        rest(page)
        other = page.context.new_page()
        other.goto(page.url)
        expect(other.locator(".asked")).to_have_text([QUESTION], timeout=PATIENCE)
        ask(other, NOWHERE)
        ask(page, "增长了多少？")
        page.reload()
        expect(page.locator(".asked")).to_have_text([QUESTION, NOWHERE, "增长了多少？"], timeout=PATIENCE)


def test_the_article_beside_the_answer_goes_with_its_page(browser: Browser, address: str):
    with opened(browser, address, width=1600) as (page, _):
        ask(page, QUESTION)
        page.locator(".text .chip").first.click()
        expect(page.locator(".reader mark").first).to_be_visible()
        go(page, "状态", 1600)
        expect(page.locator(".reader")).to_be_hidden()
