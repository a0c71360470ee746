"""The gate that asks for a key: 401 without a good one, 403 with one that may not do this."""

from __future__ import annotations

from datetime import date

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.http import problems
from rag.http.threads import SEES
from rag.keys import Keys

READING = frozenset({"GET", "HEAD", "OPTIONS", "POST"})  # every POST of the API asks, none changes the library


class KeyGate:
    """Lets a request under /v1/ or to /mcp pass when its header `Authorization: Bearer` holds a key that may do it.

    Other paths are free. The key stands in the request's state; what it may see is noted in the request's scope for
    `rag.http.threads`: without a key, what everyone may.
    """

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self.app = app
        self.keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        scope[SEES] = frozenset()
        if scope["type"] != "http" or not (scope["path"] + "/").startswith(("/v1/", "/mcp/")):
            await self.app(scope, receive, send)
            return
        kind, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        key = None
        if kind.lower() == "bearer":
            key = await to_thread.run_sync(self.keys.recognised, token.strip(), date.today())
        wanted = "read" if scope["method"] in READING else "write"
        if key is None:
            await problems.of_status(401).response({"WWW-Authenticate": "Bearer"})(scope, receive, send)
        elif not key.allows(wanted):
            await problems.Problem(403, "这把密钥没有这项权限：请向管理员要权限够的密钥。").response()(scope, receive, send)
        else:
            scope.setdefault("state", {})["key"] = key
            scope[SEES] = key.sees
            await self.app(scope, receive, send)
