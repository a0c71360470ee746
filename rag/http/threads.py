"""Where the routes find the assistant, and how its blocking work leaves the event loop free."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Annotated, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, FastAPI, Request

from rag.assistant import Assistant
from rag.http import trace

# The work is done in Python, one thread at a time: more threads only wait on one another. Those for a language model, or for
# other processes, do wait.
THREADS, WAITING = max(4, 2 * (os.cpu_count() or 1)), 32
SEES = "liaocheng.sees"  # in the scope of a request: the groups of whoever asks, None for one who sees everything
Provider = Callable[[], Assistant]
_T = TypeVar("_T")


def provide(app: FastAPI, provider: Provider, threads: int = THREADS) -> None:
    """Let the routes of `app` ask `provider` for the assistant, and work in at most so many threads."""
    app.state.provider = provider
    app.state.threads = CapacityLimiter(threads)


async def assistant(request: Request) -> Assistant:
    """The assistant of whoever asks: it knows nothing of what he may not see. Raises what its provider raises."""
    whole: Assistant = await threaded(request, request.app.state.provider)
    groups = request.scope.get(SEES)  # No gate, as on this machine alone: everything is seen.
    return whole if groups is None else whole.seen_by(groups)


def seeing(provider: Provider) -> Assistant:
    """The assistant of whoever the request at hand is from, for work outside of the routes; without a request, of everyone."""
    whole, scope = provider(), trace.request()
    groups = None if scope is None else scope.get(SEES)
    return whole if groups is None else whole.seen_by(groups)


async def threaded(request: Request, work: Callable[..., _T], *args: object, **options: object) -> _T:
    """The result of `work(*args, **options)`, done in a thread. Raises what it raises."""
    call = functools.partial(work, *args, **options)
    return await to_thread.run_sync(call, limiter=request.app.state.threads, abandon_on_cancel=True)


Library = Annotated[Assistant, Depends(assistant)]
