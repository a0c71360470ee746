"""What a person does on the pages beside the conversation, in a real Chromium: check a draft, read figures, tend the library."""

from __future__ import annotations

import csv
import io
import re

import docx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from rag import Assistant
from rag.statistics.series import series
from tests.ui.browsing import NEEDS_CHROMIUM, PAGES, PATIENCE, choose, go, labels, opened_at, press
from tests.ui.browsing import ask as asked
from tests.ui.hostile import HOSTILE, IMAGES, MADE

pytestmark = NEEDS_CHROMIUM

WRONG = "冠州国际陆港项目总投资120亿元，占地3207亩。"
RIGHT = "2024年全市招商引资到位资金511.6亿元。"
ODD = "".join((*IMAGES, "<img src=http://outside.example/2.png>[链接](http://outside.example/3)"))
NEWS = f"东坡村通了公路{ODD}\n\n本报讯 2024年12月1日，东坡村公路正式通车，全长17公里，总投资3200万元。{ODD}\n"
# Names that stay as they are, kinds of files, and the icon that is drawn by the name of its shape.
LATIN = {
    *("word", "markdown", "libreoffice", "excel", "python", "sqlite", "sources", "upload"),
    *("docx", "doc", "wps", "txt", "csv", "pdf", "zip", "html", "htm", "jsonl"),
}


def ask(page: Page, question: str, state: str, words: str) -> None:
    """Ask on the page of the conversation; the turn that comes of it must be of that state and have these words."""
    go(page, "问答")
    asked(page, question)
    expect(page.locator(f".turn.{state}").last).to_contain_text(words)


def pick(page: Page, chart: Locator) -> None:
    """Click into a chart, again while it is still being laid out, until it shows the sentence of a point."""
    for _ in range(10):
        box = chart.bounding_box() or {"width": 0, "height": 0}
        chart.click(position={"x": box["width"] * 0.8, "y": box["height"] * 0.3})
        try:
            page.locator(".card.good .quote").first.wait_for(timeout=PATIENCE / 10)
        except PlaywrightTimeout:
            continue
        return
    pytest.fail("no click into the chart shows a sentence")


def test_a_pasted_draft_has_its_verdicts_and_its_source_opens(browser: Browser, address: str):
    with opened_at(browser, address, "引文核对") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_label("粘贴一句话或一段稿子").fill(f"同志们：\n{WRONG}{RIGHT}")
        press(page, "核对")
        expect(page.locator(".card .label")).to_have_text(["不需核对", "有出入", "有据"], timeout=PATIENCE)
        assert page.locator(".card.bad .head mark").all_inner_texts() == ["120亿元"]
        assert page.locator(".card.bad .quote mark").all_inner_texts() == ["102亿元"]
        page.locator(".card.bad").get_by_role("button", name="复制原话和出处").click()
        expect(page.locator(".card.bad").get_by_text("已复制")).to_be_visible()
        assert "102亿元" in page.evaluate("navigator.clipboard.readText()")
        page.locator(".card.bad").get_by_role("button", name="看原文").click()
        marked = "".join(page.locator(".reader mark").all_inner_texts())
        assert "总投资102亿元" in marked
        page.keyboard.press("Escape")


def test_a_draft_is_only_ever_text(browser: Browser, address: str):
    with opened_at(browser, address, "引文核对") as page:
        page.get_by_label("粘贴一句话或一段稿子").fill("\n".join(HOSTILE))
        press(page, "核对")
        cards = page.locator(".card .words")
        cards.first.wait_for(timeout=PATIENCE)
        shown = re.sub(r"\s", "", "".join(cards.all_inner_texts()))  # a sentence ends at an exclamation mark
        assert [line for line in IMAGES if re.sub(r"\s", "", line) not in shown] == []
        assert page.locator(MADE).count() == 0
        page.wait_for_load_state("networkidle")


def test_an_uploaded_draft_comes_back_with_comments(browser: Browser, address: str):
    draft = docx.Document()
    draft.add_paragraph(WRONG)
    stream = io.BytesIO()
    draft.save(stream)
    with opened_at(browser, address, "引文核对") as page:
        file = {"name": "讲话稿.docx", "mimeType": "application/octet-stream", "buffer": stream.getvalue()}
        page.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_text("讲话稿.docx")).to_be_visible()
        press(page, "核对")
        expect(page.locator(".card .label")).to_have_text(["有出入"], timeout=PATIENCE)
        with page.expect_download() as taken:
            press(page, "下载Word（批注）")
        assert taken.value.suggested_filename == "讲话稿-批注.docx"
        (comment,) = docx.Document(taken.value.path()).comments
        assert "102亿元" in comment.text


def test_the_ledger_is_filtered_and_its_chart_is_drawn(browser: Browser, address: str, assistant: Assistant):
    found = assistant.figures("科技型中小企业")
    with opened_at(browser, address, "数据台账") as page:
        page.get_by_label("指标", exact=True).fill("科技型中小企业")
        press(page, "查看")
        expect(page.get_by_text(f"共{len(found)}条。")).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".card.bad").first).to_contain_text("302家", timeout=PATIENCE)
        page.locator(".dvn-scroller").first.click(position={"x": 17, "y": 52})  # the box of the first row
        expect(page.locator(".card.good .quote")).to_have_text(found[0].quote, timeout=PATIENCE)
        with page.expect_download() as taken:
            page.get_by_test_id("stDownloadButton").get_by_text("下载CSV").click()
        text = taken.value.path().read_text(encoding="utf-8-sig")
        assert len(list(csv.reader(io.StringIO(text)))) == len(found) + 1


def test_a_point_of_the_chart_shows_its_sentence(browser: Browser, address: str, assistant: Assistant):
    quotes = {point.figure.quote for point in series(assistant.figures("科技型中小企业"))[0].points}
    with opened_at(browser, address, "数据台账") as page:
        page.get_by_label("指标", exact=True).fill("科技型中小企业")
        press(page, "查看")
        chart = page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first
        expect(chart).to_be_visible(timeout=PATIENCE)
        pick(page, chart)
        assert set(page.locator(".card.good .quote").all_inner_texts()) <= quotes


def test_a_page_is_added_asked_about_and_removed(browser: Browser, address: str):
    question = "东坡村公路全长多少公里？"
    with opened_at(browser, address, "资料库") as page:
        files = [
            {"name": "东坡.txt", "mimeType": "text/plain", "buffer": NEWS.encode()},
            {"name": "坏的.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 nothing"},
        ]
        page.locator("input[type=file]").set_input_files(files)
        expect(page.get_by_text("坏的.pdf").first).to_be_visible()
        press(page, "收录")
        expect(page.get_by_text(re.compile("已收录1版1篇.*跳过1个"))).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_text(re.compile("^跳过 坏的.pdf：.+")).first).to_be_visible()
        expect(page.locator(".page .line").first).to_have_text(NEWS.partition("\n")[0])
        assert page.locator(".page :is(img, a)").count() == 0
        assert page.locator(MADE).count() == 0
        ask(page, question, "answered", "17公里")
        go(page, "资料库")
        choose(page, "打开一份", "东坡.txt")
        page.locator("summary", has_text="移除").click()
        page.get_by_text("我确认要移除这份来源").click()
        press(page, "移除")
        expect(page.get_by_text("已移除 东坡.txt。")).to_be_visible(timeout=PATIENCE)
        ask(page, question, "refused", "没有找到直接依据")


def test_no_english_is_left_on_the_pages(browser: Browser, address: str):
    for name in PAGES[1:4]:
        with opened_at(browser, address, name) as page:
            page.wait_for_load_state("networkidle")
            icons = "document.querySelectorAll('[data-testid=stIconMaterial]').forEach((one) => one.remove())"
            page.evaluate(icons)  # they are drawn, not read
            words = page.locator("body").inner_text() + labels(page)
            assert {word.lower() for word in re.findall(r"[A-Za-z]{3,}", words)} <= LATIN


@pytest.mark.parametrize("width", [360, 1366, 1920])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_a_phone_and_wide_screens_without_scrolling_sideways(
    browser: Browser, address: str, name: str, width: int
):
    with opened_at(browser, address, name, width) as page:
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        wide = "[...document.querySelectorAll('[data-testid=stMain], .home')].filter((one) => one.scrollWidth > one.clientWidth)"
        assert page.evaluate(f"{wide}.length") == 0
