"""Twenty colleagues at once: every browser draws the page, asks and is answered, without a fault."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.browsing import NEEDS_CHROMIUM, PATIENCE, QUESTION, rest, watched

pytestmark = NEEDS_CHROMIUM
READERS, TABS = 4, 5  # browsers of their own, each with some tabs: every tab is a session of the server
QUESTIONS = ((QUESTION, "511.6亿元"), ("火星基地的咖啡价格是多少？", "没有找到直接依据"))


@pytest.mark.timeout(900)
def test_twenty_sessions_at_once_are_all_answered(browser: Browser, address: str):
    with ExitStack() as stack:
        pages = []
        for _ in range(READERS):
            context = browser.new_context(viewport={"width": 800, "height": 600}, locale="zh-CN")
            context.set_default_timeout(3 * PATIENCE)
            pages += [stack.enter_context(watched(context, address))[0] for _ in range(TABS)]
        for page in pages:
            page.goto(address, wait_until="commit")
        for page in pages:
            page.locator(".example").first.wait_for()
            rest(page)
        for at, page in enumerate(pages):
            page.get_by_test_id("stChatInputTextArea").fill(QUESTIONS[at % 2][0])
            page.keyboard.press("Enter")
        for at, page in enumerate(pages):
            answer = page.locator(".turn:is(.answered, .refused)")
            expect(answer).to_contain_text(QUESTIONS[at % 2][1], timeout=3 * PATIENCE)
            expect(page.locator(".turn")).to_have_count(1)
