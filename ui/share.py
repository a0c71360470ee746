"""The one assistant of this process, for the API and for every run of the page.

Streamlit starts the page's script without arguments, so what the server opened has to be found here.
"""

from __future__ import annotations

import threading

from rag import Assistant

_LOCK = threading.Lock()
_given: list[Assistant] = []


def provide(library: Assistant | None) -> None:
    """Let the pages of this process answer from `library`; None takes it back."""
    with _LOCK:
        _given[:] = [] if library is None else [library]


def assistant() -> Assistant:
    """The assistant of this process; where none was provided, the default one is opened. Raises as `Assistant.open` does."""
    with _LOCK:
        if not _given:
            _given.append(Assistant.open())
        return _given[0]
