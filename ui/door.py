"""The door of the page where it is served beyond this machine: nothing of it is handed out, nor its socket, before signing in.

A plain form without scripts. A sign-in makes a new session, whatever cookie came along. That the form is our own is what
`rag.http.gate.HostGate` checks, by the origin. Wrong passwords make the name wait (`rag.users`), and too many from one address,
whatever the names, that address.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qs

from anyio import CapacityLimiter, to_thread
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import TooManyError
from rag.http.limits import Allowance, Limits, address_of
from rag.users import User, WaitError
from ui import shell
from ui.sessions import COOKIE, SECONDS, Sessions

IN, OUT = "/sign-in", "/sign-out"
LONGEST = 4096  # bytes of a form
TRIES = 2  # passwords that are looked at together: each takes memory and time on purpose
WRONG = "用户名或密码不对：请再试一次。"
# A browser that may not tell where it comes from sends no origin with a form either.
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
NOBODY = "还没有账号：请管理员在服务器上运行 liaocheng users add。"


class Door:
    """Lets a request for the page pass when it has a session; else it gets the form."""

    def __init__(self, app: ASGIApp, sessions: Sessions, title: str, allowance: Allowance | None = None) -> None:
        self.app, self.sessions, self.title = app, sessions, title
        self._allowance = allowance or Allowance(Limits())
        self._tries = CapacityLimiter(TRIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, sign in or out, or ask to."""
        if scope["type"] not in {"http", "websocket"} or scope["path"].startswith("/assets/"):
            await self.app(scope, receive, send)
            return
        token = HTTPConnection(scope).cookies.get(COOKIE)
        asked = (scope["type"], scope.get("method"), scope["path"])
        if asked == ("http", "POST", IN):
            await (await self._sign_in(Request(scope, receive), token))(scope, receive, send)
        elif asked == ("http", "POST", OUT):
            self.sessions.end(token)
            await _back(None, secure=False)(scope, receive, send)
        elif await to_thread.run_sync(self.sessions.user, token) is not None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await (await self._closed(scope))(scope, receive, send)

    async def _closed(self, scope: Scope) -> Response:
        if scope["method"] == "GET" and "text/html" in HTTPConnection(scope).headers.get("accept", "text/html"):
            return await self._form("", 401)
        return PlainTextResponse("请先登录。", 401, {"Cache-Control": "no-store"})

    async def _sign_in(self, request: Request, token: str | None) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LONGEST:
                return await self._form(WRONG, 413)
        try:
            given = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
            name, password = (given.get(field, [""])[0] for field in ("name", "password"))
            asker = address_of(request.scope)
            user = await to_thread.run_sync(self._recognised, asker, name, password, limiter=self._tries)
        except (WaitError, TooManyError) as error:
            return await self._form(str(error), 429, {"Retry-After": str(error.seconds)})
        except ValueError:  # more fields than the form has
            return await self._form(WRONG, 401)
        if user is None:
            return await self._form(WRONG, 401)
        self.sessions.end(token)
        return _back(self.sessions.begin(user), secure=request.url.scheme == "https")

    def _recognised(self, asker: tuple[str, int], name: str, password: str) -> User | None:
        """Whose name and password these are. Looked at only while the address has tries left: few threads do, so none slip by."""
        who, times = asker
        self._allowance.check("sign_ins", who, times=times)
        user = self.sessions.users.recognised(name, password)
        if user is None:
            self._allowance.owe("sign_ins", who, 1, times)
        return user

    async def _form(self, message: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
        users = self.sessions.users
        anybody = await to_thread.run_sync(bool, users)
        words = {"title": self.title, "message": message if anybody else NOBODY, "icon": shell.link("icon.svg")}
        hint = "（只有办公室口令的，空着）" if users.office else ""
        page = _FORM.format(**{key: escape(value) for key, value in words.items()}, hint=hint, style=shell.link("door.css"))
        return HTMLResponse(page, status, {**_HEADERS, **(headers or {})})


def _back(token: str | None, *, secure: bool) -> Response:
    """To the first page, with a new session or with none."""
    response = RedirectResponse("/", 303, {"Cache-Control": "no-store"})
    if token is None:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    else:
        response.set_cookie(COOKIE, token, max_age=SECONDS, httponly=True, samesite="lax", secure=secure)
    return response


_FORM = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>登录 · {title}</title>
<link rel="icon" href="{icon}" type="image/svg+xml" />
<link rel="stylesheet" href="{style}" />
</head>
<body>
<main>
<h1>{title}</h1>
<p role="alert">{message}</p>
<form method="post" action="/sign-in">
<label for="name">用户名{hint}</label>
<input id="name" name="name" autocomplete="username" maxlength="40" autofocus />
<label for="password">密码</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required />
<button type="submit">登录</button>
</form>
</main>
</body>
</html>
"""
