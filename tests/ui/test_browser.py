"""What a person does, in a real Chromium: ask, read, open the source, be refused; on a desk and on a phone."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.ui.browsing import NEEDS_CHROMIUM, PATIENCE, QUESTION, ask, free_port, labels, made_up, opened, served
from tests.ui.hostile import HOSTILE, MADE

pytestmark = NEEDS_CHROMIUM


def test_a_question_is_answered_with_a_chip_that_opens_the_sentence(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        ask(page, QUESTION)
        expect(page.locator(".turn.answered .text")).to_contain_text("511.6亿元")
        chip = page.locator(".turn .text .chip").first
        card = page.locator(".source").filter(has=page.locator(".n", has_text=re.compile(f"^{chip.inner_text()[1:-1]}$")))
        quote = card.locator(".quote").inner_text()
        chip.click()
        marked = "\n".join(page.locator(".reader mark").all_inner_texts())
        assert marked == quote
        assert "511.6亿元" in marked
        assert len(page.locator(".reader .body").inner_text()) > len(marked)
        box, panel = page.locator(".reader mark").first.bounding_box(), page.locator(".reader .body").bounding_box()
        assert panel["y"] <= box["y"] <= panel["y"] + panel["height"]
        page.keyboard.press("Escape")
        expect(page.locator(".reader")).to_be_hidden()


def test_the_page_is_chinese_and_says_what_is_searched(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        assert page.title() == "聊城报道问答"
        expect(page.get_by_test_id("stCaptionContainer")).to_contain_text(re.compile(r"\d+份报纸、\d+篇文章（.+）"))
        words = page.locator("body").inner_text() + labels(page)
        assert re.findall(r"[A-Za-z]{3,}", words) == []


def test_an_example_is_answered_by_keyboard_alone(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        page.locator(".example").first.focus()
        page.keyboard.press("Enter")
        page.locator(".turn.answered").wait_for(timeout=PATIENCE)
        page.locator(".chip").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".reader mark").first).to_be_visible()
        expect(page.locator(".reader .close")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".chip").first).to_be_focused()


def test_what_is_copied_has_answer_and_references(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        ask(page, QUESTION)
        page.get_by_role("button", name="复制答案和出处").click()
        expect(page.get_by_text("已复制")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("以下内容摘自原文。")
        assert "511.6亿元" in copied
        assert re.search(r"^\[1\] .+\[N\]", copied, re.MULTILINE)


def test_a_refusal_is_plain_and_shows_what_was_searched(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        ask(page, "火星基地的咖啡价格是多少？")
        refusal = page.locator(".turn.refused")
        expect(refusal).to_contain_text(re.compile(r"\d+份报纸、\d+篇文章"))
        expect(refusal.locator(".chip")).to_have_count(0)
        nearest = refusal.locator(".source .quote").all_inner_texts()
        assert len(nearest) >= 2
        refusal.locator(".source").first.click()
        page.get_by_role("button", name="下一条").click()
        expect(page.locator(".reader .place")).to_have_text(f"出处 2/{len(nearest)}")
        marked = "".join(page.locator(".reader mark").all_inner_texts())  # the list shows a passage without its line breaks
        assert re.sub(r"\s", "", marked) == re.sub(r"\s", "", nearest[1])


def test_a_follow_up_stands_below(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        ask(page, QUESTION)
        ask(page, "增长了多少？")
        expect(page.locator(".turn.answered .text").last).to_contain_text("8.6%")
        expect(page.locator(".turn.answered .text").last).to_be_in_viewport()
        assert page.locator(".asked").all_inner_texts() == [QUESTION, "增长了多少？"]


def test_a_phone_shows_everything_without_scrolling_sideways(browser: Browser, address: str):
    with opened(browser, address, 360, 740) as (page, _):
        ask(page, QUESTION)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.locator(".chip").first.click()
        panel = page.locator(".reader").bounding_box()
        assert (panel["x"], panel["width"]) == (0, 360)
        expect(page.locator(".reader mark").first).to_be_in_viewport()
        page.get_by_role("button", name="关闭").click()
        expect(page.locator(".reader")).to_be_hidden()


def test_texts_of_documents_questions_and_answers_are_only_ever_text(browser: Browser, tmp_path: Path):
    text = "\n".join(HOSTILE)
    port = free_port()
    with served(made_up(port, text), port, tmp_path / "none") as address, opened(browser, address) as (page, _):
        expect(page.locator(".example")).to_have_text("苹果" + text)
        ask(page, f"苹果 {' '.join(HOSTILE)}")
        page.locator(".chip").first.click()
        assert page.locator(".turn .text p").all_inner_texts()[:-1] == HOSTILE[:-1]
        assert page.locator(".reader mark").all_inner_texts() == HOSTILE
        expect(page.locator(".turn .notice .chip")).to_have_count(1)
        made = "img, picture, video, svg, iframe, link, script, a, object, embed"
        assert page.locator(", ".join(f":is(.turn, .reader, .example) {tag}" for tag in made.split(", "))).count() == 0
        assert page.locator(MADE).count() == 0
        page.wait_for_load_state("networkidle")


def test_a_server_that_is_gone_is_said_in_chinese(browser: Browser, tmp_path: Path):
    port = free_port()
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    with served(made_up(port, "一句话。"), port, tmp_path / "none") as address:
        page.goto(address)
        page.locator(".example").first.wait_for(timeout=PATIENCE)
    expect(page.get_by_text("服务没有回应")).to_be_visible(timeout=PATIENCE)
    assert re.findall(r"[A-Za-z]{3,}", page.locator("body").inner_text()) == []
    context.close()


def test_an_answer_that_takes_too_long_can_be_stopped(browser: Browser, tmp_path: Path):
    port = free_port()
    with served(made_up(port, "一句话。" * 50), port, tmp_path / "none") as address, opened(browser, address) as (page, _):
        page.get_by_test_id("stChatInputTextArea").fill("慢慢说苹果")
        page.keyboard.press("Enter")
        expect(page.locator(".turn.waiting")).to_contain_text("已找到相关段落")
        page.get_by_role("button", name="停止").click()
        expect(page.locator(".turn.waiting")).to_contain_text("已停止")
        ask(page, "苹果")
        expect(page.locator(".turn.answered .text")).to_contain_text("一句话。")
