"""Nothing that axe (WCAG as rules) calls serious or critical: every page in its states, light and dark, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.ui.browsing import ANY, NEEDS_CHROMIUM, PAGES, PATIENCE, QUESTION, ask, choose, go, press, rest, watched

pytestmark = NEEDS_CHROMIUM
AXE = Axe()
DRAFT = "同志们：\n冠州国际陆港项目总投资120亿元，占地3207亩。2024年全市招商引资到位资金511.6亿元。火星上新种了三亩苹果。"


def conversation(page: Page) -> Iterator[str]:
    yield "welcome"
    page.get_by_role("button", name=re.compile("^筛选")).click()
    yield "filters"
    page.keyboard.press("Escape")
    ask(page, "火星基地的咖啡价格是多少？")
    page.get_by_role("button", name="没用").click()
    page.locator(".why").wait_for()
    ask(page, QUESTION)
    yield "refused and answered"
    page.locator(".text .chip").first.hover()
    page.get_by_role("tooltip").wait_for()
    yield "preview"
    page.get_by_role("tooltip").get_by_role("button", name="看原文").click()
    page.locator(".reader mark").first.wait_for()
    yield "reader"


def desk(page: Page) -> Iterator[str]:
    page.get_by_label("粘贴一句话或一段稿子").fill(DRAFT)
    press(page, "核对")
    expect(page.locator(".card .label")).to_have_text(["不需核对", "有出入", "有据", "未查到"], timeout=PATIENCE)
    yield "checked"


def ledger(page: Page) -> Iterator[str]:
    page.get_by_label("指标", exact=True).fill("科技型中小企业")
    press(page, "查看")
    page.locator(".card.bad").first.wait_for(timeout=PATIENCE)
    yield "table, chart, conflicts"


def library(page: Page) -> Iterator[str]:
    yield "list"
    choose(page, "打开一份", ANY)
    page.locator(".page .line").first.wait_for(timeout=PATIENCE)
    for words in ("修正", "移除"):
        page.locator("summary", has_text=words).click()
    yield "source"


def status(page: Page) -> Iterator[str]:
    yield "status"


STATES = dict(zip(PAGES, (conversation, desk, ledger, library, status), strict=True))


def findings(page: Page, state: str) -> list[str]:
    """What axe finds serious or critical, one line each."""
    rest(page)
    found = AXE.run(page).response["violations"]
    return [
        f"{state}: {one['id']} {node['target']} {node['html'][:120]} {[check['message'] for check in node['any']]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("width", [1366, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(browser: Browser, address: str, name: str, scheme: str, width: int):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    with watched(context, address) as (page, _):
        page.goto(address)
        page.locator(".example").first.wait_for()
        go(page, name, width)
        assert [line for state in STATES[name](page) for line in findings(page, state)] == []
