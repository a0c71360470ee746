"""What every request passes on its way in and out: host and origin, size, headers, and the last resort. Plain ASGI, no state.

DNS rebinding needs a name, so an address in digits is always a host of ours; a name must be one that we were told.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.http import problems

API_POLICY = "default-src 'none'; frame-ancestors 'none'"


def local_names(*more: str) -> frozenset[str]:
    """The names under which this machine may be asked: localhost, its own name, and `more`."""
    return frozenset(name.lower() for name in ("localhost", socket.gethostname(), *more) if name)


class HostGate:
    """Refuses a host name that is not ours (421) and a request sent by the page of another site (403)."""

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self.app = app
        self.names = frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self._ours(host):
            await _refuse(421, scope, receive, send)
        elif origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            await _refuse(403, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _ours(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        return name in self.names or _is_address(name)


class SecurityHeaders:
    """Adds the security headers to every answer; `policy` is the Content-Security-Policy."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "X-Frame-Options": "SAMEORIGIN",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a header that the application set itself stands."""

        async def signed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, signed if scope["type"] == "http" else send)


class BodyLimit:
    """Reads the body before the application does, and refuses one of more than `limit` bytes (413).

    `wider` names paths that may have more, with how much; one that ends in a slash stands for all paths that begin so.
    """

    def __init__(self, app: ASGIApp, limit: int, wider: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.limit = limit
        self.wider = dict(wider or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body at hand, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced, limit = Headers(scope=scope).get("content-length", ""), self._limit(scope["path"])
        body = None
        if not (announced.isdecimal() and int(announced) > limit):
            body = await _read(receive, limit)
        if body is None:
            await problems.too_large(limit).response()(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)

    def _limit(self, path: str) -> int:
        wider = (most for known, most in self.wider.items() if path == known or (known.endswith("/") and path.startswith(known)))
        return next(wider, self.limit)


class LastResort:
    """Turns a fault that nobody expected into a problem (500), without a stack trace."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and catch what it raises before an answer has begun."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            problems.record(error)
            await problems.of_error(error).response()(scope, receive, send)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def _read(receive: Receive, limit: int) -> bytes | None:
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _refuse(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await problems.of_status(status).response()(scope, receive, send)
