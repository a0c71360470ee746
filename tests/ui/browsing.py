"""What the browser's tests share: a Chromium, a server of their own, a page that is watched, and what a person does on it."""

from __future__ import annotations

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
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
ANY = re.compile("")  # whatever a list offers first
QUESTION = "2024年聊城招商引资到位资金是多少？"
PAGES = ("问答", "引文核对", "数据台账", "资料库", "状态")
START_SECONDS = 120
PATIENCE = 60_000  # milliseconds; a busy machine draws late, what never comes fails all the same
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install chromium and fonts-noto-cjk"),
]
# A page over a made-up library whose every text is the one given; run with the folder of conftest.py, the port, the
# text and the address to listen on.
MADE_UP_SERVER = """
import sys
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from conftest import HARVEST, FakeAssistant
from rag.config import Settings
from ui import serve
text = sys.argv[3]
article = replace(HARVEST, title=text.replace(chr(10), " "), text=text, newspaper="<img src=x>")
library = FakeAssistant(article, text, text + "[1]")
library.examples = lambda: ["苹果" + text]
settings = Settings(data=Path("none"), port=int(sys.argv[2]))
with serve.listen(sys.argv[4], settings.port) as door:
    serve.run(library, door, settings)
"""


def real() -> list[str]:
    """The command that serves the articles that ship."""
    return [sys.executable, "-m", "ui.serve"]


def made_up(port: int, text: str, host: str = "127.0.0.1") -> list[str]:
    """The command that serves a made-up library whose every text is `text`."""
    return [sys.executable, "-c", MADE_UP_SERVER, str(Path(__file__).parent), str(port), text, host]


@contextmanager
def served(command: list[str], port: int, data: Path, host: str = "127.0.0.1") -> Iterator[str]:
    """The address of a server that was started and is ready; it is ended afterwards."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIAOCHENG_", "STREAMLIT_"))}
    own = {"LIAOCHENG_DATA": str(data), "LIAOCHENG_HOST": host, "LIAOCHENG_PORT": str(port), "PYTHONUTF8": "1"}
    address, log = f"http://{host}:{port}", data.with_suffix(".log")
    with log.open("wb") as out, subprocess.Popen(command, env=kept | own, stdout=out, stderr=out, cwd=data.parent) as server:
        try:
            _wait_until_ready(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _wait_until_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text(encoding='utf-8')}")


def own_address() -> str | None:
    """An address of this machine that is not the loopback's, as colleagues in the office would call it; None when it has none."""
    found = (one.address for addresses in psutil.net_if_addrs().values() for one in addresses if one.family == socket.AF_INET)
    return next((one for one in found if not one.startswith(("127.", "169.254."))), None)


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@contextmanager
def watched(context: BrowserContext, address: str) -> Iterator[tuple[Page, list[str]]]:
    """A new page, and the addresses outside that it asks for; one of those, or a fault in its console, fails the test."""
    page = context.new_page()
    outside: list[str] = []
    faults: list[str] = []
    ours = (address, address.replace("http", "ws", 1), "blob:", "data:")
    page.on("request", lambda request: None if request.url.startswith(ours) else outside.append(request.url))
    page.on("websocket", lambda one: None if one.url.startswith(ours) else outside.append(one.url))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page, outside
    context.close()
    assert faults == []
    assert outside == []


@contextmanager
def opened(browser: Browser, address: str, width: int = 1366, height: int = 900) -> Iterator[tuple[Page, list[str]]]:
    """The first page at `address`, ready to type in, and the addresses that it asked for, our own left out."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    with watched(context, address) as (page, outside):
        page.goto(address)
        page.locator(".example").first.wait_for(timeout=PATIENCE)
        yield page, outside


@contextmanager
def opened_at(browser: Browser, address: str, name: str, width: int = 1366) -> Iterator[Page]:
    """The page of that name, reached as a person does; no fault and no request to an outside host may come of it."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    with watched(context, address) as (page, _):
        page.goto(address)
        go(page, name, width)
        yield page


def rest(page: Page) -> None:
    """Wait until no run of the page's script is under way."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)


def go(page: Page, name: str, width: int = 1366) -> None:
    """Go to a page by its name in the list of pages, and wait until it is drawn."""
    if width < 700:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name=name, exact=True).first.click()
    heading = "聊城报道问答" if name == "问答" else name
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible(timeout=PATIENCE)
    if width < 700 and page.get_by_test_id("stSidebarCollapseButton").is_visible():
        page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    rest(page)


def ask(page: Page, question: str) -> None:
    """Type a question when the page has come to rest, send it, and wait for what comes of it."""
    rest(page)
    turns = page.locator(".turn").count()
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn:not(.waiting)")).to_have_count(turns + 1, timeout=PATIENCE)


def press(page: Page, name: str) -> None:
    """Press the button of that name."""
    page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, label: str, option: str | re.Pattern[str]) -> None:
    """Choose an option of a list, opening it again when a redrawing closes it."""
    wanted = page.get_by_role("option", name=option).first
    for _ in range(10):
        rest(page)
        page.get_by_label(label, exact=True).click()
        try:
            wanted.click(timeout=PATIENCE / 10)
        except PlaywrightTimeout:
            page.keyboard.press("Escape")
            continue
        return
    pytest.fail(f"{label} offers no {option}")


def labels(page: Page) -> str:
    """What the page says only to those who hear it or point at it: labels, titles, placeholders, other texts of pictures."""
    names = "['aria-label', 'title', 'placeholder', 'alt']"
    script = f"[...document.querySelectorAll('body *')].flatMap((one) => {names}.map((name) => one.getAttribute(name) ?? ''))"
    return " ".join(page.evaluate(script))
