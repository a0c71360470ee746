"""Signing in, in a real Chromium: the form, a wrong password, the page of one's groups, a reload, and out again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from index.build import index
from rag import Settings
from rag.users import Users

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
OPEN = "北坡村苹果丰收\n\n本报讯 2024年10月31日，北坡村共卖出苹果120吨，比上年多20吨，户均增收两千元，村民都很高兴。\n"
SECRET = "东坡村苹果减产\n\n本报讯 2025年12月1日，东坡村共卖出苹果90吨，比上年少30吨，户均减收三千元，原因尚未公布。\n"
WORD = "很长很长的密码12"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install chromium and fonts-noto-cjk"),
]


@pytest.fixture
def address(tmp_path) -> Iterator[str]:
    """A server that listens on all addresses, over an open page and one for the group 甲."""
    (tmp_path / "公开.txt").write_text(OPEN, encoding="utf-8")
    (tmp_path / "内部.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "sources.csv").write_text("file,groups\n内部.txt,甲\n", encoding="utf-8")
    settings = Settings(data=tmp_path / "库")
    index([tmp_path / "公开.txt", tmp_path / "内部.txt"], settings.index)
    users = Users(settings.data)
    users.add("王某", WORD)
    users.add("李某", WORD, groups=("甲",))
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIAOCHENG_", "STREAMLIT_"))}
    own = {"LIAOCHENG_DATA": str(settings.data), "LIAOCHENG_HOST": "0.0.0.0", "LIAOCHENG_PORT": str(port), "PYTHONUTF8": "1"}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-m", "ui.serve"], env={**kept, **own}, stdout=log, stderr=log)
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


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.keyboard.press("Enter")


def test_a_person_signs_in_reads_reloads_and_signs_out(address):
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{address}/library")
        expect(page.get_by_role("heading", name="聊城报道问答")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        sign_in(page, "王某", "不是这个密码")
        expect(page.get_by_role("alert")).to_have_text("用户名或密码不对：请再试一次。")
        sign_in(page, "王某", WORD)
        expect(page.get_by_text("1份报纸、1篇文章（2024-10）").first).to_be_visible(timeout=60_000)
        expect(page.get_by_text("王某")).to_be_visible()
        page.reload()
        expect(page.get_by_role("button", name="退出")).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="退出").click()
        expect(page.get_by_label("密码")).to_be_visible(timeout=60_000)
        assert [cookie["name"] for cookie in context.cookies() if "session" in cookie["name"]] == []
        sign_in(page, "李某", WORD)
        expect(page.get_by_text("2份报纸、2篇文章").first).to_be_visible(timeout=60_000)
        (cookie,) = [one for one in context.cookies() if one["name"] == "liaocheng_session"]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
        browser.close()
