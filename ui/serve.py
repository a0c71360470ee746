"""Page and API in one process: `serve(settings)`, which the command line finds by name, for rag lies below this package."""

from __future__ import annotations

import errno
import ipaddress
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from threadpoolctl import threadpool_limits

from rag import Assistant, ServiceError, Settings, read_settings
from rag.config import is_loopback
from rag.http import gate, logs
from rag.http.api import PATHS, create_app
from rag.http.limits import Allowance, Limits
from rag.http.metrics import Counted
from rag.http.threads import THREADS, WAITING
from rag.keys import Keys
from rag.users import Users
from rag.workers import Workers, usual
from ui import chat, options, share, shell
from ui.door import Door
from ui.sessions import Sessions

if TYPE_CHECKING:
    from fastapi import FastAPI
    from streamlit.starlette import App

PAGE = Path(__file__).with_name("page.py")
GRACE_SECONDS = 3


def serve(settings: Settings) -> None:
    """Serve the page and the API on `settings.host` and `settings.port` until interrupted.

    Raises ServiceError when the address cannot be used, and what `Assistant.open` raises.
    """
    with (
        threadpool_limits(1, "blas"),  # questions come side by side, and products of small matrices only wait for one another
        _ended_in_order(),
        listen(settings.host, settings.port) as door,
        Assistant.open(settings=settings) as library,
        Workers(settings, usual(settings)) as workers,
    ):
        library.warm()
        library.share(workers.answer)
        if settings.workers or not is_loopback(settings.host):  # here, for one person, only when they are needed
            workers.start()
        run(library, door, settings, workers)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Told to stop (SIGTERM), leave what is inside as at any other end, and only then end as if nobody had waited for that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    except _StoppedError:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, former)


class _StoppedError(BaseException):
    """We were told to stop; no error of any part of the program."""


def _stop(*_: object) -> None:
    raise _StoppedError


def run(library: Assistant, door: socket.socket, settings: Settings, workers: Workers | None = None) -> None:
    """Say what is served, then serve `library` on the listening socket `door` until interrupted."""
    sessions = None if is_loopback(settings.host) else Sessions(Users(settings.data, settings.passphrase))
    share.provide(library, sessions)
    logs.configure(settings.log, settings.log_level)
    try:
        sys.stdout.write(banner(library, settings.host, door.getsockname()[1]))
        sys.stdout.flush()
        _listen_on(build(lambda: library, settings, sessions, workers), door)
    finally:
        share.provide(None)
        logs.restore()


def build(
    provider: Callable[[], Assistant], settings: Settings, sessions: Sessions | None = None, workers: Workers | None = None
) -> App:
    """The ASGI application: the API on its own paths, the page on all others, host, origin and headers checked for both.

    Beyond this machine the API asks for a key, and the page for a sign-in by `sessions`; without them there is no page.
    """
    import streamlit as st
    from streamlit import file_util
    from streamlit.web import bootstrap

    keys = None if is_loopback(settings.host) else Keys(settings.data)
    if keys is not None and sessions is None:
        raise ValueError("a page beyond this machine needs sessions")
    limits = limits_of(settings)
    closed = [] if sessions is None else [Middleware(Door, sessions=sessions, title=chat.TITLE, allowance=Allowance(limits))]
    names = gate.local_names(settings.host)
    threads = WAITING if settings.model or usual(settings) else THREADS
    api = create_app(provider, keys=keys, limits=limits, hosts=names, threads=threads)
    if workers is not None:
        api.state.metrics.watch_workers(lambda: workers.ready)
    index = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    app = st.App(
        PAGE,
        routes=[Mount("/assets", StaticFiles(directory=shell.ASSETS))],
        middleware=[
            Middleware(gate.SecurityHeaders, policy=shell.POLICY),
            Middleware(ApiFirst, api=api),
            Middleware(Counted, metrics=api.state.metrics, otherwise="page"),
            Middleware(gate.HostGate, names=names),
            *closed,
            Middleware(shell.ChineseShell, html=shell.chinese(index, chat.TITLE)),
        ],
    )
    bootstrap.load_config_options(options.streamlit(settings.host, settings.port))
    return app


def limits_of(settings: Settings) -> Limits:
    """What may be asked of the API, as the settings say."""
    return Limits(
        settings.limit_requests,
        settings.limit_tokens,
        settings.limit_uploads,
        settings.limit_address,
        settings.at_once,
        settings.limit_sign_ins,
    )


class ApiFirst:
    """Hands the API's paths to the API, and all others to the page."""

    def __init__(self, app: ASGIApp, api: FastAPI) -> None:
        self.app = app
        self.api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Choose by the path; the API lives as long as the page."""
        if scope["type"] == "lifespan":
            async with self.api.router.lifespan_context(self.api):
                await self.app(scope, receive, send)
            return
        theirs = scope["type"] == "http" and (scope["path"] + "/").startswith(PATHS)
        await (self.api if theirs else self.app)(scope, receive, send)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises ServiceError, one sentence, when the port is taken or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family)
    try:
        if sys.platform != "win32":
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
        door.listen(128)
    except OSError as error:
        door.close()
        raise ServiceError(_refusal(host, port, error)) from error
    return door


def banner(library: Assistant, host: str, port: int) -> str:
    """What is printed at the start: the address, and what is indexed."""
    name = "127.0.0.1" if host in _everywhere() else f"[{host}]" if ":" in host else host
    indexed = chat.scope_line(library.scope())
    return f"网页与接口：http://{name}:{port}\n已收录：{indexed}，第{library.generation}次收录。按 Ctrl+C 停止。\n"


def _everywhere() -> set[str]:
    return {str(ipaddress.IPv4Address(0)), str(ipaddress.IPv6Address(0))}


def main() -> int:
    """Serve with the settings of the environment; the exit code that our errors carry."""
    try:
        serve(read_settings())
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        code = getattr(error, "exit_code", None)
        if code is None:
            raise
        sys.stderr.write(f"{error}\n")
        return int(code)
    return 0


def _listen_on(app: ASGIApp, door: socket.socket) -> None:
    import uvicorn

    sys.setswitchinterval(0.001)  # so that the event loop is not kept waiting by those who work

    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws="websockets-sansio",
    )
    uvicorn.Server(config).run(sockets=[door])


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被占用：请换一个端口（liaocheng serve --port {port + 1}），或先停掉占用它的程序。"
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {port}：请换一个 1024 以上的端口，例如 --port 8501。"
    return f"不能在 {host}:{port} 上提供服务（{error.strerror or error}）：请检查设置 host 和 port。"


if __name__ == "__main__":
    sys.exit(main())
