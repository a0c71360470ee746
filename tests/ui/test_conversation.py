"""The conversation in a real Chromium: history after a restart, filters, ratings, previews, copying in a strict browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.browsing import NEEDS_CHROMIUM, PATIENCE, QUESTION, ask, free_port, made_up, opened, own_address, real, served

pytestmark = NEEDS_CHROMIUM
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined});"


def rows(page: Page):
    """The titles in the list of conversations."""
    return page.locator(".open .name")


def test_history_outlives_the_server_and_is_found_renamed_and_deleted(browser: Browser, tmp_path: Path):
    port, command, data = free_port(), real(), tmp_path / "库"
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="zh-CN")
    page = context.new_page()
    with served(command, port, data) as here:
        page.goto(here)
        page.locator(".example").first.wait_for(timeout=PATIENCE)
        ask(page, QUESTION)
        expect(rows(page)).to_have_text([QUESTION])
        page.get_by_role("button", name="新对话").click()
        page.locator(".example").first.wait_for(timeout=PATIENCE)
        expect(page.locator(".turn")).to_have_count(0, timeout=PATIENCE)
        ask(page, "火星基地的咖啡价格是多少？")
        expect(rows(page)).to_have_text(["火星基地的咖啡价格是多少？", QUESTION])
    with served(command, port, data) as here:
        page.goto(here)
        expect(rows(page)).to_have_text(["火星基地的咖啡价格是多少？", QUESTION], timeout=PATIENCE)
        page.get_by_label("查找对话").fill("511.6")
        expect(rows(page)).to_have_text([QUESTION])
        rows(page).click()
        expect(page.locator(".turn.answered .text")).to_contain_text("511.6亿元")
        expect(page.locator(".turn")).to_have_count(1)
        page.get_by_role("button", name=f"改名或删除：{QUESTION}").click()
        page.get_by_label("对话标题").fill("招商")
        page.keyboard.press("Enter")
        expect(rows(page)).to_have_text(["招商"])
        page.get_by_role("button", name="改名或删除：招商").click()
        page.get_by_role("button", name="删除", exact=True).click()
        page.get_by_role("button", name="确定删除").click()
        expect(rows(page)).to_have_count(0)
        page.locator(".example").first.wait_for(timeout=PATIENCE)
        with opened(browser, here) as (other, _):
            expect(other.get_by_text("还没有对话")).to_be_visible()
    context.close()


def test_a_filter_is_a_chip_bounds_the_search_and_is_said_back(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        page.get_by_role("button", name="筛选日期、报纸、地区").click()
        page.get_by_label("从", exact=True).fill("1999")
        page.get_by_label("到", exact=True).fill("2000-12")
        page.keyboard.press("Enter")
        expect(page.locator(".off")).to_have_count(2)
        ask(page, QUESTION)
        expect(page.locator(".turn .bound")).to_have_text(["1999年起", "2000年12月止"])
        expect(page.locator(".turn.refused")).to_have_count(1)
        page.get_by_role("button", name="取消筛选：1999年起").click()
        page.get_by_role("button", name="取消筛选：2000年12月止").click()
        expect(page.locator(".off")).to_have_count(0)
        page.get_by_role("button", name="重新回答").click()
        expect(page.locator(".turn.answered .text")).to_contain_text("511.6亿元", timeout=PATIENCE)
        expect(page.locator(".turn")).to_have_count(1)


def test_a_place_is_a_filter_set_by_hand_or_said_and_taken_off_also_in_the_history(browser: Browser, address: str):
    said = "莘县的报道里，招商引资到位资金是多少？"
    with opened(browser, address) as (page, _):
        page.get_by_role("button", name="筛选日期、报纸、地区").click()
        page.get_by_label("地区").fill("冠县、 临清市")
        page.get_by_role("button", name="按此筛选").click()
        expect(page.locator(".off")).to_have_text(["提到冠县×", "提到临清市×"])
        ask(page, QUESTION)
        expect(page.locator(".turn .bound")).to_have_text(["提到冠县", "提到临清市"])
        page.get_by_role("button", name="取消筛选：提到临清市").click()
        page.get_by_role("button", name="取消筛选：提到冠县").click()
        ask(page, said)
        expect(page.locator(".turn .bound").last).to_have_text("提到莘县×")
        page.reload()
        page.get_by_role("button", name="不限提到莘县，再问一次").click(timeout=PATIENCE)
        expect(page.locator(".turn .asked")).to_have_text([QUESTION, said, said], timeout=PATIENCE)
        expect(page.locator(".turn").last.locator(".bound")).to_have_count(0)


def test_a_rating_is_kept_with_its_reason(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        ask(page, QUESTION)
        page.get_by_role("button", name="没用").click()
        page.get_by_role("button", name="有遗漏").click()
        expect(page.get_by_text("已记下：有遗漏")).to_be_visible()
        page.reload()
        expect(page.get_by_role("button", name="没用")).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
        expect(page.get_by_text("已记下：有遗漏")).to_be_visible()


def test_a_chip_previews_its_source_by_pointer_and_by_keyboard(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        ask(page, QUESTION)
        chip, preview = page.locator(".text .chip").first, page.get_by_role("tooltip")
        chip.hover()
        expect(preview).to_contain_text("511.6亿元")
        preview.hover()
        page.evaluate("new Promise((done) => setTimeout(done, 300))")  # longer than a preview stays that is left
        expect(preview).to_be_visible()
        page.mouse.move(5, 5)
        expect(preview).to_have_count(0)
        page.get_by_role("button", name="复制答案", exact=True).focus()
        for _ in range(10):
            page.keyboard.press("Shift+Tab")
            if chip.evaluate("chip => chip === chip.getRootNode().activeElement"):
                break
        expect(preview).to_contain_text("511.6亿元")
        page.keyboard.press("Escape")
        expect(preview).to_have_count(0)


def test_a_first_touch_previews_and_the_second_opens(browser: Browser, address: str):
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    page.locator(".example").first.wait_for(timeout=PATIENCE)
    ask(page, QUESTION)
    chip = page.locator(".text .chip").first
    chip.tap()
    expect(page.get_by_role("tooltip")).to_contain_text("511.6亿元")
    expect(page.locator(".reader")).to_have_count(0)
    chip.tap()
    expect(page.locator(".reader mark").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("allowed", [True, False], ids=["older way", "by hand"])
def test_copying_works_on_an_address_of_the_office_where_there_is_no_clipboard(browser: Browser, tmp_path: Path, allowed: bool):
    host = own_address()
    if host is None:
        pytest.skip("this machine has no address beside the loopback's")
    port, text = free_port(host), "苹果丰收。"
    reference = "甲某. 北坡村苹果丰收[N]. 试验日报，2024-11-03（2）."
    with served(made_up(port, text, host), port, tmp_path / "none", host) as here, opened(browser, here) as (page, _):
        assert page.evaluate("[isSecureContext, typeof navigator.clipboard]") == [False, "undefined"]
        if not allowed:
            page.evaluate("document.execCommand = () => false")
        ask(page, "苹果？")
        page.locator(".text .chip").first.click()
        for name, place, wanted in (
            ("复制这段和出处", ".reader", "“苹果丰收。”（《试验日报》2024年11月3日第2版）"),
            ("复制答案", ".turn", text),
            (
                "复制答案和出处",
                ".turn",
                f"以下内容摘自原文。\n{text}[1]\n\n[1] {reference}",
            ),
        ):
            page.get_by_role("button", name=name, exact=True).click()
            if allowed:
                expect(page.locator(place).get_by_text("已复制")).to_be_visible()
            else:
                expect(page.locator(f"{place} .selectable textarea")).to_be_focused()
                page.keyboard.press("Control+C")
            assert pasted(page) == wanted


def pasted(page: Page) -> str:
    """What the clipboard holds, pasted into the question line."""
    line = page.get_by_test_id("stChatInputTextArea")
    line.fill("")
    line.press("Control+V")
    return line.input_value()


@pytest.mark.parametrize("allowed", [True, False], ids=["older way", "by hand"])
def test_copying_works_where_the_clipboard_is_refused(browser: Browser, address: str, allowed: bool):
    with opened(browser, address) as (page, _):
        page.evaluate(NO_CLIPBOARD + ("" if allowed else "document.execCommand = () => false;"))
        page.evaluate("document.addEventListener('copy', () => (window.copied = String(document.activeElement.value)))")
        ask(page, QUESTION)
        page.get_by_role("button", name="复制答案", exact=True).click()
        if allowed:
            expect(page.get_by_text("已复制")).to_be_visible()
            copied = page.evaluate("window.copied")
        else:
            box = page.locator(".turn .selectable textarea")
            expect(box).to_be_focused()
            copied = box.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)")
        assert "511.6亿元" in copied
        assert "[1]" not in copied


def test_an_open_composition_does_not_send(browser: Browser, address: str):
    with opened(browser, address) as (page, _):
        page.get_by_test_id("stChatInputTextArea").focus()
        session = page.context.new_cdp_session(page)
        session.send("Input.imeSetComposition", {"text": "liao", "selectionStart": 4, "selectionEnd": 4})
        key = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
        session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
        session.send("Input.insertText", {"text": "火星"})
        expect(page.get_by_test_id("stChatInputTextArea")).to_have_value("火星")
        page.keyboard.press("Enter")
        expect(page.locator(".turn.refused .asked")).to_have_text(["火星"], timeout=PATIENCE)  # and none before it
