"""The HTML that carries the page: Streamlit's own, in Chinese, with our words, our icon and no inline script."""

from __future__ import annotations

import hashlib
import re
import secrets
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASSETS = Path(__file__).with_name("assets")
# What Streamlit needs: its own scripts, components as blob: modules, styles set by scripts, a WebSocket to itself.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "frame-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "object-src 'none'",
    )
)
READER, READER_SECONDS = "liaocheng_reader", 400 * 24 * 3600  # the cookie that tells one browser's conversations from another's
_NOSCRIPT = "<noscript><p>这个页面需要打开浏览器的 JavaScript。程序请用 /v1/ask，说明见 /openapi.json。</p></noscript>"
_EDITS = (
    (r"<!--.*?-->", ""),
    (r'<html lang="[^"]*">', '<html lang="zh-CN">'),
    (r"<title>.*?</title>", "<title>{title}</title>"),
    (r"<script>.*?</script>", ""),
    (r"<noscript>.*?</noscript>", _NOSCRIPT),
    (r'<link rel="service-desc"[^>]*/>', ""),
    (r'<link\s+rel="preload"[^>]*/>', ""),
    (r'<link rel="shortcut icon"[^>]*/>', '<link rel="icon" href="{icon}" type="image/svg+xml" />'),
    (r"</head>", '<link rel="stylesheet" href="{style}" /><script type="module" src="{script}"></script></head>'),
)


def chinese(html: str, title: str) -> str:
    """Streamlit's start page with `title`, in Chinese, linking our style and script."""
    links = {"title": title, "icon": link("icon.svg"), "style": link("shell.css"), "script": link("shell.js")}
    for pattern, instead in _EDITS:
        html = re.sub(pattern, lambda _, text=instead: text.format(**links), html, flags=re.DOTALL)  # type: ignore[misc]
    return html.strip() + "\n"


class ChineseShell:
    """Puts `html` in the place of every HTML page that the application serves."""

    def __init__(self, app: ASGIApp, html: str) -> None:
        self.app = app
        self.html = html

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an HTML answer is replaced, anything else stands."""
        replaced = False

        async def instead(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] in {200, 304}:
                replaced = _is_page(scope, message)
                if replaced:
                    await self._page(scope)(scope, receive, send)
            if not replaced:
                await send(message)

        await self.app(scope, receive, instead if scope["type"] == "http" else send)

    def _page(self, scope: Scope) -> HTMLResponse:
        page = HTMLResponse(self.html, headers={"Cache-Control": "no-cache"})
        if READER not in Request(scope).cookies:
            page.set_cookie(READER, secrets.token_urlsafe(24), max_age=READER_SECONDS, httponly=True, samesite="strict")
        return page


def _is_page(scope: Scope, message: Message) -> bool:
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return kind.startswith("text/html") or (message["status"] == 304 and scope["path"] in {"/", "/index.html"})


def link(name: str) -> str:
    """The address of a file in `ui/assets`, which changes with the file."""
    digest = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]
    return f"./assets/{name}?v={digest}"
