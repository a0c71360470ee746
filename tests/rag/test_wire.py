"""The limits of an answer from a model server, over a transport of our own and a clock that is set."""

import httpx
import pytest

from rag.wire import MOST_BYTES, Bounded


class Stream(httpx.SyncByteStream):
    def __init__(self, pieces):
        self.pieces, self.closed = pieces, False

    def __iter__(self):
        yield from self.pieces

    def close(self):
        self.closed = True


def read(pieces, clock):
    stream = Stream(pieces)
    inner = httpx.MockTransport(lambda request: httpx.Response(200, stream=stream))
    with httpx.Client(transport=Bounded(10, inner, clock)) as client, client.stream("GET", "http://model/") as answer:
        return b"".join(answer.iter_raw()), stream


def test_an_answer_within_the_limits_passes():
    whole, stream = read([b"ab", b"c"], lambda: 0.0)
    assert whole == b"abc"
    assert stream.closed


def test_an_answer_that_drips_ends_when_its_time_is_up():
    times = iter([0.0, 4.0, 8.0, 12.0])
    with pytest.raises(httpx.ReadTimeout):
        read([b"a"] * 4, lambda: next(times))


def test_an_answer_that_is_too_large_ends():
    with pytest.raises(httpx.ReadError, match="too large"):
        read([b"a" * MOST_BYTES, b"a"], lambda: 0.0)
