"""The bytes of a stream: form, heartbeats, faults, and a reader who leaves."""

from __future__ import annotations

import asyncio

from rag.answer import Event
from rag.errors import ModelError
from rag.http import sse


async def test_an_event_is_two_lines_and_keeps_line_breaks_inside_json():
    assert sse.encode(Event("delta", {"text": "一\n二"})).decode() == 'event: delta\ndata: {"schema": 1, "text": "一\\n二"}\n\n'


async def test_a_silent_stream_beats_until_its_next_event():
    written = asyncio.Event()

    async def slow():
        await written.wait()
        yield Event("done", {})

    frames = sse.frames(slow(), heartbeat=0.001)
    assert [await anext(frames), await anext(frames)] == [b": \n\n", b": \n\n"]
    written.set()
    rest = [frame async for frame in frames]
    assert rest[-1].startswith(b"event: done\n")
    assert set(rest[:-1]) <= {b": \n\n"}


async def test_a_fault_ends_the_stream_with_an_error_event():
    async def broken():
        yield Event("delta", {"text": "一"})
        raise ModelError("大模型暂时连不上。")

    frames = [frame.decode() async for frame in sse.frames(broken())]
    assert frames[1:] == ['event: error\ndata: {"schema": 1, "message": "大模型暂时连不上。"}\n\n']


async def test_the_events_are_stopped_when_the_reader_leaves():
    stopped = asyncio.Event()

    async def endless():
        try:
            yield Event("delta", {"text": "一"})
            await asyncio.Event().wait()
        finally:
            stopped.set()

    frames = sse.frames(endless(), heartbeat=0.001)
    assert (await anext(frames)).startswith(b"event: delta")
    assert await anext(frames) == b": \n\n"
    await frames.aclose()
    assert stopped.is_set()


async def test_events_that_cannot_be_closed_are_read_to_their_end():
    class Two:
        left = 2

        def __aiter__(self):
            return self

        async def __anext__(self):
            if not self.left:
                raise StopAsyncIteration
            self.left -= 1
            return Event("delta", {"text": str(self.left)})

    assert len([frame async for frame in sse.frames(Two())]) == 2
