"""Which request is being answered: its id, told in every answer and problem, and one line about it in the log when it is over.

The line names the route's template, never the path, and nothing of what was asked.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from contextvars import ContextVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-Id"
OTHER = "other"
_FORM = re.compile(r"[A-Za-z0-9._~-]{1,64}")
_CURRENT: ContextVar[Scope | None] = ContextVar("request", default=None)
_LOG = logging.getLogger(__name__)


def request() -> Scope | None:
    """The scope of the request that is being answered in this context, or None outside of one."""
    return _CURRENT.get()


def request_id() -> str | None:
    """The id of that request, or None."""
    scope = _CURRENT.get()
    return None if scope is None else str(scope["state"]["request_id"])


class Traced:
    """Gives every request an id: the one that it brings in `X-Request-Id` when that is well formed, else a new one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and log when it is over, also when it was broken off (500 when before any answer)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given, started, status = Headers(scope=scope).get(HEADER, ""), time.perf_counter(), 500
        name = given if _FORM.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = name

        async def signed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = name
            await send(message)

        token = _CURRENT.set(scope)
        try:
            await self.app(scope, receive, signed)
        finally:
            _CURRENT.reset(token)
            _LOG.info("request", extra={"fields": _told(scope, status, 1000 * (time.perf_counter() - started))})


def _told(scope: Scope, status: int, milliseconds: float) -> dict[str, object]:
    state, route = scope["state"], getattr(scope.get("route"), "path_format", OTHER)
    key = getattr(state.get("key"), "id", None)
    return {
        "request_id": state["request_id"], "method": scope["method"], "route": route, "status": status,
        "milliseconds": round(milliseconds, 1), "key": key,
    }  # fmt: skip
