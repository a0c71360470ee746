"""What a person waits for, in a real Chromium: the first paint, an answer after Enter, and both with twenty sessions at once."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.ui.browsing import CHROMIUM, FLAGS, PATIENCE, QUESTION, free_port, real, rest, served

SESSIONS, VISITS = 20, 5
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
# The moment at which an answer stands on the screen, from the press of Enter, in milliseconds.
WATCH = """() => {
  window.answered = new Promise((done) => {
    addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const from = performance.now();
      const look = () => {
        const parts = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")];
        const shown = parts.some((part) => part.shadowRoot?.querySelector(".turn.answered .text"));
        shown ? done(performance.now() - from) : requestAnimationFrame(look);
      };
      look();
    }, { capture: true, once: true });
  });
}"""


def visit(browser: Browser, address: str) -> tuple[float, float, float]:
    """What a new reader waits for: the first paint, a page to type into, from Enter to the answer on the screen, in seconds."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="zh-CN")
    page = context.new_page()
    started = time.perf_counter()
    page.goto(address)
    page.locator(".example").first.wait_for(timeout=PATIENCE)
    ready = time.perf_counter() - started
    painted = page.evaluate(PAINTED)
    rest(page)
    answered = enter(page)
    context.close()
    return painted / 1000, ready, answered


def enter(page: Page) -> float:
    """Seconds from Enter to the answer on the screen."""
    page.evaluate(WATCH)
    page.get_by_test_id("stChatInputTextArea").fill(QUESTION)
    page.keyboard.press("Enter")
    return float(page.evaluate("window.answered")) / 1000


def crowd(browser: Browser, address: str) -> list[float]:
    """Seconds from the Enter of the first of twenty sessions until each has its answer."""
    context = browser.new_context(viewport={"width": 800, "height": 600}, locale="zh-CN")
    pages = [context.new_page() for _ in range(SESSIONS)]
    for page in pages:
        page.goto(address, wait_until="commit")
    for page in pages:
        page.locator(".example").first.wait_for(timeout=3 * PATIENCE)
        rest(page)
    started, seconds = time.perf_counter(), []
    for page in pages:
        page.get_by_test_id("stChatInputTextArea").fill(QUESTION)
        page.keyboard.press("Enter")
    for page in pages:
        expect(page.locator(".turn.answered .text")).to_contain_text("511.6", timeout=3 * PATIENCE)
        seconds.append(time.perf_counter() - started)
    context.close()
    return seconds


def main() -> None:
    """Measure and print."""
    if CHROMIUM is None:
        print("\nno Chromium on this machine: the page is not measured")
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as play,
        served(real(), free_port(), Path(folder) / "library") as address,
    ):
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        visit(browser, address)
        visits = list(zip(*(visit(browser, address) for _ in range(VISITS)), strict=True))
        together = crowd(browser, address)
        browser.close()
    print("\n| the page in Chromium | median | worst | aim |")
    print("| --- | --- | --- | --- |")
    aims = ("≤ 2 s", "", "≤ 1.5 s")
    names = ("first paint", "ready to type in", "a warm question, Enter to answer on the screen")
    for name, seconds, aim in zip(names, visits, aims, strict=True):
        print(f"| {name} | {statistics.median(seconds):.2f} s | {max(seconds):.2f} s | {aim} |")
    print(f"| {SESSIONS} sessions at once, all answered | | {max(together):.2f} s | no fault |")


if __name__ == "__main__":
    main()
