"""The connection to a language model: no answer may take longer, or be larger, than it is given."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx

MOST_BYTES = 2_000_000  # of one answer: an answer of 4,000 characters takes a tenth of it
PATIENCE = 3.0  # how often the time to wait for a piece may pass until the whole answer is there


class Bounded(httpx.BaseTransport):
    """A transport whose answers end after `seconds` and MOST_BYTES, however slowly or largely they come.

    The time limit of httpx is for one read: a server that sends a byte a second never passes it.
    """

    def __init__(
        self, seconds: float, inner: httpx.BaseTransport | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._inner, self._clock = seconds, inner or httpx.HTTPTransport(), clock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request; reading it raises httpx.ReadTimeout or httpx.ReadError when it passes a limit."""
        until = self._clock() + self._seconds
        answer = self._inner.handle_request(request)
        if isinstance(answer.stream, httpx.SyncByteStream):
            answer.stream = _Bounded(answer.stream, until, self._clock)
        return answer

    def close(self) -> None:
        """Let go of the connections."""
        self._inner.close()


class _Bounded(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream, until: float, clock: Callable[[], float]) -> None:
        self._inner, self._until, self._clock = inner, until, clock

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self._inner:
            size += len(piece)
            if self._clock() > self._until:
                raise httpx.ReadTimeout("the whole answer took too long")
            if size > MOST_BYTES:
                raise httpx.ReadError("the answer is too large")
            yield piece

    def close(self) -> None:
        self._inner.close()


def client(seconds: float) -> httpx.Client:
    """A client that waits `seconds` for a piece of an answer and PATIENCE times as long for the whole of it."""
    return httpx.Client(transport=Bounded(PATIENCE * seconds), timeout=seconds)
