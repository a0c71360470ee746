"""What a person does on the pages beside the conversation, in a real Chromium: check a draft, read figures, tend the library."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import docx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rag import Assistant
from rag.statistics.series import series

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
PAGES = ("问答", "引文核对", "数据台账", "资料库", "状态")
WRONG = "冠州国际陆港项目总投资120亿元，占地3207亩。"
RIGHT = "2024年全市招商引资到位资金511.6亿元。"
HOSTILE = "![图](http://outside.example/1.png)<img src=http://outside.example/2.png>[链接](http://outside.example/3)"
NEWS = f"东坡村通了公路{HOSTILE}\n\n本报讯 2024年12月1日，东坡村公路正式通车，全长17公里，总投资3200万元。{HOSTILE}\n"
# Names that stay as they are, kinds of files, and the icon that is drawn by the name of its shape.
LATIN = {
    *("word", "markdown", "libreoffice", "excel", "python", "sqlite", "sources", "upload"),
    *("docx", "doc", "wps", "txt", "csv", "pdf", "zip", "html", "htm", "jsonl"),
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install chromium and fonts-noto-cjk"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the articles that ship, in a data folder of its own."""
    folder = tmp_path_factory.mktemp("报纸 资料")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIAOCHENG_", "STREAMLIT_"))}
    own = {**kept, "LIAOCHENG_DATA": str(folder / "库"), "LIAOCHENG_PORT": str(port), "PYTHONUTF8": "1"}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-m", "ui.serve"], env=own, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + 120
    while time.monotonic() < give_up and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail("the server did not start")


@contextmanager
def opened(browser: Browser, address: str, name: str, width: int = 1366) -> Iterator[Page]:
    """The page of that name, reached as a person does; no fault and no request to an outside host may come of it."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    page = context.new_page()
    faults: list[str] = []
    outside: list[str] = []
    ours = (address, address.replace("http", "ws", 1), "blob:", "data:")
    page.on("request", lambda one: None if one.url.startswith(ours) else outside.append(one.url))
    page.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    go(page, name, width)
    yield page
    context.close()
    assert faults == []
    assert outside == []


def go(page: Page, name: str, width: int = 1366) -> None:
    """Go to a page by its name in the list of pages."""
    if width < 700:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name=name, exact=True).first.click()
    heading = "聊城报道问答" if name == "问答" else name
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible(timeout=30_000)
    if width < 700 and page.get_by_test_id("stSidebarCollapseButton").is_visible():
        page.get_by_test_id("stSidebarCollapseButton").locator("button").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def ask(page: Page, question: str, state: str, words: str) -> None:
    """Ask on the page of the conversation; the turn that comes of it must be of that state and have these words."""
    go(page, "问答")
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(f".turn.{state}").last).to_contain_text(words, timeout=30_000)


def test_a_pasted_draft_has_its_verdicts_and_its_source_opens(browser: Browser, address: str):
    with opened(browser, address, "引文核对") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_label("粘贴一句话或一段稿子").fill(f"同志们：\n{WRONG}{RIGHT}")
        press(page, "核对")
        expect(page.locator(".card .label")).to_have_text(["不需核对", "有出入", "有据"], timeout=60_000)
        assert page.locator(".card.bad .head mark").all_inner_texts() == ["120亿元"]
        assert page.locator(".card.bad .quote mark").all_inner_texts() == ["102亿元"]
        page.locator(".card.bad").get_by_role("button", name="复制原话和出处").click()
        expect(page.locator(".card.bad").get_by_text("已复制")).to_be_visible()
        assert "102亿元" in page.evaluate("navigator.clipboard.readText()")
        page.locator(".card.bad").get_by_role("button", name="看原文").click()
        marked = "".join(page.locator(".reader mark").all_inner_texts())
        assert "总投资102亿元" in marked
        page.keyboard.press("Escape")


def test_an_uploaded_draft_comes_back_with_comments(browser: Browser, address: str):
    draft = docx.Document()
    draft.add_paragraph(WRONG)
    stream = io.BytesIO()
    draft.save(stream)
    with opened(browser, address, "引文核对") as page:
        file = {"name": "讲话稿.docx", "mimeType": "application/octet-stream", "buffer": stream.getvalue()}
        page.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_text("讲话稿.docx")).to_be_visible()
        press(page, "核对")
        expect(page.locator(".card .label")).to_have_text(["有出入"], timeout=60_000)
        with page.expect_download() as taken:
            press(page, "下载Word（批注）")
        assert taken.value.suggested_filename == "讲话稿-批注.docx"
        (comment,) = docx.Document(taken.value.path()).comments
        assert "102亿元" in comment.text


def test_the_ledger_is_filtered_and_its_chart_is_drawn(browser: Browser, address: str, assistant: Assistant):
    found = assistant.figures("科技型中小企业")
    with opened(browser, address, "数据台账") as page:
        page.get_by_label("指标", exact=True).fill("科技型中小企业")
        press(page, "查看")
        expect(page.get_by_text(f"共{len(found)}条。")).to_be_visible(timeout=30_000)
        expect(page.locator(".card.bad").first).to_contain_text("302家", timeout=30_000)
        page.locator(".dvn-scroller").first.click(position={"x": 17, "y": 52})  # the box of the first row
        expect(page.locator(".card.good .quote")).to_have_text(found[0].quote, timeout=15_000)
        with page.expect_download() as taken:
            page.get_by_test_id("stDownloadButton").get_by_text("下载CSV").click()
        text = taken.value.path().read_text(encoding="utf-8-sig")
        assert len(list(csv.reader(io.StringIO(text)))) == len(found) + 1


def test_a_point_of_the_chart_shows_its_sentence(browser: Browser, address: str, assistant: Assistant):
    quotes = {point.figure.quote for point in series(assistant.figures("科技型中小企业"))[0].points}
    with opened(browser, address, "数据台账") as page:
        page.get_by_label("指标", exact=True).fill("科技型中小企业")
        press(page, "查看")
        chart = page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first
        expect(chart).to_be_visible(timeout=30_000)
        page.wait_for_timeout(1500)  # until the chart is laid out
        box = chart.bounding_box()
        chart.click(position={"x": box["width"] * 0.8, "y": box["height"] * 0.3})
        expect(page.locator(".card.good .quote").first).to_be_visible(timeout=15_000)
        assert set(page.locator(".card.good .quote").all_inner_texts()) <= quotes


def test_a_page_is_added_asked_about_and_removed(browser: Browser, address: str):
    question = "东坡村公路全长多少公里？"
    with opened(browser, address, "资料库") as page:
        files = [
            {"name": "东坡.txt", "mimeType": "text/plain", "buffer": NEWS.encode()},
            {"name": "坏的.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 nothing"},
        ]
        page.locator("input[type=file]").set_input_files(files)
        expect(page.get_by_text("坏的.pdf").first).to_be_visible()
        press(page, "收录")
        expect(page.get_by_text(re.compile("已收录1版1篇.*跳过1个"))).to_be_visible(timeout=60_000)
        expect(page.get_by_text(re.compile("^跳过 坏的.pdf：.+")).first).to_be_visible()
        expect(page.locator(".page .line").first).to_have_text(NEWS.partition("\n")[0])
        assert page.locator(".page :is(img, a)").count() == 0
        assert page.locator("[data-testid=stMain] a[href*=outside], img[src*=outside]").count() == 0
        ask(page, question, "answered", "17公里")
        go(page, "资料库")
        page.get_by_label("打开一份").click()
        page.get_by_role("option", name="东坡.txt").click()
        page.locator("summary", has_text="移除").click()
        page.get_by_text("我确认要移除这份来源").click()
        press(page, "移除")
        expect(page.get_by_text("已移除 东坡.txt。")).to_be_visible(timeout=60_000)
        ask(page, question, "refused", "没有找到直接依据")


def test_no_english_is_left_on_the_pages(browser: Browser, address: str):
    for name in PAGES[1:4]:
        with opened(browser, address, name) as page:
            page.wait_for_timeout(1500)
            names = "['aria-label', 'title', 'placeholder', 'alt']"
            script = (
                f"[...document.querySelectorAll('body *')].flatMap((one) => {names}.map((name) => one.getAttribute(name) ?? ''))"
            )
            page.evaluate(
                "document.querySelectorAll('[data-testid=stIconMaterial]').forEach((one) => one.remove())"
            )  # drawn, not read
            words = page.locator("body").inner_text() + " ".join(page.evaluate(script))
            assert {word.lower() for word in re.findall(r"[A-Za-z]{3,}", words)} <= LATIN


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_shows_every_page_without_scrolling_sideways(browser: Browser, address: str, name: str):
    with opened(browser, address, name, 360) as page:
        page.wait_for_timeout(1000)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        wide = "[...document.querySelectorAll('[data-testid=stMain], .home')].filter((one) => one.scrollWidth > one.clientWidth)"
        assert page.evaluate(f"{wide}.length") == 0
