"""Events of a streamed answer → server-sent events, with heartbeats while the model is thinking.

Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable

from rag.answer import SCHEMA, Event, plain
from rag.http import problems

HEARTBEAT_SECONDS = 15.0
_BEAT = b": \n\n"


def encode(event: Event) -> bytes:
    """One event as `event:` and `data:` lines; JSON has no raw line breaks, so one data line is enough."""
    body = json.dumps({"schema": SCHEMA, **plain(event.data)}, ensure_ascii=False)
    return f"event: {event.kind}\ndata: {body}\n\n".encode()


async def frames(
    events: AsyncIterator[Event], heartbeat: float = HEARTBEAT_SECONDS, encoded: Callable[[Event], bytes] = encode
) -> AsyncIterator[bytes]:
    """The bytes of `events` as `encoded` writes them, and a comment line whenever `heartbeat` seconds pass without one.

    A fault on the way becomes an `error` event and ends the stream. When the reader leaves, the events are stopped.
    """
    pending: asyncio.Task[Event | None] | None = None
    try:
        while True:
            pending = pending or asyncio.create_task(_next(events))
            if not (await asyncio.wait({pending}, timeout=heartbeat))[0]:
                yield _BEAT
                continue
            event, pending = pending.result(), None
            if event is None:
                return
            if sent := encoded(event):
                yield sent
    except Exception as error:  # noqa: BLE001 - the edge: the status line is sent, the reader must still be told
        pending = None
        problems.record(error)
        yield encoded(Event("error", {"message": problems.of_error(error).detail}))
    finally:
        if pending is not None:
            pending.cancel()
            await asyncio.wait({pending})
        if isinstance(events, AsyncGenerator):
            await events.aclose()


async def _next(events: AsyncIterator[Event]) -> Event | None:
    return await anext(events, None)
