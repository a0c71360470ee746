"""Where the routes find the assistant, and how its blocking work leaves the event loop free."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Annotated, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, FastAPI, Request

from rag.assistant import Assistant

THREADS = 16
Provider = Callable[[], Assistant]
_T = TypeVar("_T")


def provide(app: FastAPI, provider: Provider) -> None:
    """Let the routes of `app` ask `provider` for the assistant, and work in at most `THREADS` threads."""
    app.state.provider = provider
    app.state.threads = CapacityLimiter(THREADS)


async def assistant(request: Request) -> Assistant:
    """The assistant of the request's application. Raises what its provider raises."""
    return await threaded(request, request.app.state.provider)


async def threaded(request: Request, work: Callable[..., _T], *args: object, **options: object) -> _T:
    """The result of `work(*args, **options)`, done in a thread. Raises what it raises."""
    call = functools.partial(work, *args, **options)
    return await to_thread.run_sync(call, limiter=request.app.state.threads, abandon_on_cancel=True)


Library = Annotated[Assistant, Depends(assistant)]
