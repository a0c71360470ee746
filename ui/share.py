"""The one assistant of this process, for the API and for every run of the page.

Streamlit starts the page's script without arguments, so what the server opened has to be found here.
"""

from __future__ import annotations

import threading

import streamlit as st

from rag import Assistant, UsageError
from rag.users import User
from ui.sessions import COOKIE, Sessions

_LOCK = threading.Lock()
_given: list[Assistant] = []
_signed: list[Sessions] = []


def provide(library: Assistant | None, sessions: Sessions | None = None) -> None:
    """Let the pages of this process answer from `library`, to those who are signed in by `sessions` where there are any.

    None takes it back.
    """
    with _LOCK:
        _given[:] = [] if library is None else [library]
        _signed[:] = [] if sessions is None else [sessions]


def assistant() -> Assistant:
    """The assistant of whoever looks at the page: it knows nothing of what he may not see.

    Where none was provided, the default one is opened. Raises as `Assistant.open` does, and UsageError as `user`.
    """
    person = user()
    with _LOCK:
        if not _given:
            _given.append(Assistant.open())
        whole = _given[0]
    return whole if person is None else whole.seen_by(person.sees)


def user() -> User | None:
    """Who is signed in; None where nobody has to. Raises UsageError for one who has to and is not, or no more."""
    with _LOCK:
        sessions = _signed[0] if _signed else None
    if sessions is None:
        return None
    person = sessions.user(token())
    if person is None:
        raise UsageError("登录已结束：请刷新页面，重新登录。")
    return person


def may(scope: str) -> bool:
    """Whether whoever looks at the page may do what `scope` (read, write, admin) stands for."""
    person = user()
    return person is None or person.allows(scope)


def token() -> str | None:
    """What the browser has as a sign of its session."""
    cookie = st.context.cookies.get(COOKIE)
    return cookie if isinstance(cookie, str) else None
