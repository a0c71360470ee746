"""How many requests were answered, how, and how fast, as Prometheus reads it. Only route templates are told, never a path."""

from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"})
OTHER = "other"
SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)
_LABELS = ("method", "route", "status")


class Metrics:
    """The counts of one application, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter("liaocheng_http_requests", "Requests answered.", _LABELS, registry=self._registry)
        self._seconds = Histogram(
            "liaocheng_http_request_seconds",
            "Seconds until the whole answer was sent.",
            _LABELS,
            registry=self._registry,
            buckets=SECONDS,
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note one request that was answered."""
        labels = (method if method in METHODS else OTHER, route, str(status))
        self._requests.labels(*labels).inc()
        self._seconds.labels(*labels).observe(seconds)

    def watch_workers(self, ready: Callable[[], int]) -> None:
        """Tell how many processes answer beside the server's own."""
        Gauge("liaocheng_workers", "Processes that answer.", registry=self._registry).set_function(ready)

    def response(self) -> Response:
        """All counts in Prometheus' text format."""
        headers = {"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_LATEST}
        return Response(generate_latest(self._registry), headers=headers)


class Counted:
    """Counts every request that passes; one that reached no route counts for `otherwise`."""

    def __init__(self, app: ASGIApp, metrics: Metrics, otherwise: str = OTHER) -> None:
        self.app = app
        self.metrics = metrics
        self.otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count it when it is over, also when it was broken off (500 when before any answer)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path_format", self.otherwise)
            self.metrics.count(scope["method"], route, status, time.perf_counter() - started)
