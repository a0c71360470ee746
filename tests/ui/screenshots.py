"""`make screenshots`: the pages over the articles that ship, light and dark, desktop and phone, into `tests/ui/shots`."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.ui.browsing import ANY, CHROMIUM, FLAGS, PATIENCE, QUESTION, ask, choose, free_port, go, press, real, rest, served

FOLDER = Path(__file__).with_name("shots")
SIZES = {"desktop": (1366, 900), "phone": (390, 844)}
QUALITY = 80
UNDER_THE_BAR = """one => {
  const main = document.querySelector("[data-testid=stMain]");
  main.scrollTop += one.getBoundingClientRect().top - 60;
}"""
DRAFT = "同志们：\n2024年全市招商引资到位资金511.6亿元。冠州国际陆港项目总投资120亿元，占地3207亩。火星上新种了三亩苹果。"


def conversation(page: Page) -> None:
    """An answered question; where there is room for it, the article open beside it."""
    ask(page, QUESTION)
    if page.viewport_size["width"] > 700:
        page.locator(".turn .text .chip").first.click()


def desk(page: Page) -> None:
    """A draft with a sentence of each verdict."""
    page.get_by_label("粘贴一句话或一段稿子").fill(DRAFT)
    press(page, "核对")
    expect(page.locator(".card .label")).to_have_count(4, timeout=PATIENCE)
    page.locator(".tally").evaluate(UNDER_THE_BAR)


def ledger(page: Page) -> None:
    """One metric: table, chart and what sources disagree on."""
    page.get_by_label("指标", exact=True).fill("科技型中小企业")
    press(page, "查看")
    page.locator(".card.bad").first.wait_for(timeout=PATIENCE)
    page.get_by_test_id("stDataFrame").first.evaluate(UNDER_THE_BAR)


def library(page: Page) -> None:
    """One page as it was printed, beside the articles made of it."""
    choose(page, "打开一份", ANY)
    page.locator(".page .line").first.wait_for(timeout=PATIENCE)


def status(page: Page) -> None:
    """All parts as they are found."""
    page.get_by_text("✓").last.wait_for(timeout=PATIENCE)


PAGES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "ask": ("问答", conversation),
    "desk": ("引文核对", desk),
    "ledger": ("数据台账", ledger),
    "library": ("资料库", library),
    "status": ("状态", status),
}


def picture(browser: Browser, address: str, path: str, device: str, scheme: str) -> Path:
    """One picture of a page; the file."""
    width, height = SIZES[device]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.locator(".example").first.wait_for()
    name, shown = PAGES[path]
    go(page, name, width)
    shown(page)
    rest(page)
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    made = FOLDER / f"{path}-{device}-{scheme}.webp"
    Image.open(io.BytesIO(page.screenshot())).save(made, quality=QUALITY, method=6)
    context.close()
    return made


def main() -> None:
    """Start a server over the articles that ship and take the pictures of the pages that are named, of all when none is."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as play,
        served(real(), free_port(), Path(folder) / "library") as address,
    ):
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for path in sys.argv[1:] or PAGES:
            for device in SIZES:
                for scheme in ("light", "dark"):
                    print(picture(browser, address, path, device, scheme))
        browser.close()


if __name__ == "__main__":
    main()
