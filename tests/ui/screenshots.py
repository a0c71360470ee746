"""`make screenshots`: pictures of the page over the articles that ship, light and dark, desktop and phone, into `ui/`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.ui.test_browser import CHROMIUM, FLAGS, QUESTION, _free_port, ask, served

FOLDER = Path(__file__).parents[2] / "ui"
SIZES = {"desktop": (1366, 900), "phone": (390, 844)}


def picture(browser: Browser, address: str, device: str, scheme: str) -> Path:
    """One picture of an answered question; on the desktop with the article open beside it. The file."""
    width, height = SIZES[device]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    page.locator(".example").first.wait_for(timeout=60_000)
    ask(page, QUESTION)
    if device == "desktop":
        page.locator(".turn .text .chip").first.click()
    page.wait_for_timeout(1000)
    made = FOLDER / ("screenshot.png" if (device, scheme) == ("desktop", "light") else f"screenshot-{device}-{scheme}.png")
    page.screenshot(path=made)
    context.close()
    return made


def main() -> None:
    """Start a server over the articles that ship and take the pictures."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as play,
        served([sys.executable, "-m", "ui.serve"], _free_port(), Path(folder) / "library") as address,
    ):
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for device in SIZES:
            for scheme in ("light", "dark"):
                print(picture(browser, address, device, scheme))
        browser.close()


if __name__ == "__main__":
    main()
