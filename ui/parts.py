"""The page's own parts: one turn of the conversation, and the welcome with its examples (Streamlit components v2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from typing import Any

Pick = Callable[[str], None]
Act = Callable[[Mapping[str, Any]], None]


def asset(name: str) -> str:
    """The text of a file in `ui/assets`."""
    return files("ui").joinpath("assets", name).read_text(encoding="utf-8")


def turn(data: Mapping[str, Any], key: str, ask: Pick, act: Act) -> None:
    """Show one turn; `ask` is called with a question picked from the suggestions, `act` with what is done to the turn.

    {"action": "rate", "turn", "rating", "reason"}, {"action": "again", "turn"} or {"action": "widen", "turn", "part"}.
    """
    _mount("turn", data, key, {"asked": ask, "did": act})


def welcome(examples: Sequence[str], ask: Pick) -> None:
    """Show the example questions; `ask` is called with the one that the person picks."""
    _mount("welcome", {"examples": list(examples)}, "welcome", {"asked": ask})


def shelf(data: Mapping[str, Any], act: Act) -> None:
    """Show the conversations of the reader; `act` is called with what is done.

    {"action": "new"}, {"action": "open" or "delete", "id"}, {"action": "rename", "id", "title"} or {"action": "search", "words"}.
    """
    _mount("shelf", data, "shelf", {"did": act})


def bounds(data: Mapping[str, Any], act: Act) -> None:
    """Show the filters as chips with a form to set them; `act` is called with what is done.

    {"action": "set", "since", "until", "papers"}.
    """
    _mount("bounds", data, "bounds", {"did": act})


def leave(name: str) -> None:
    """Show who is signed in, with the way out."""
    _mount("leave", {"name": name}, "leave", {})


def _mount(name: str, data: Mapping[str, Any], key: str, calls: Mapping[str, Callable[[Any], None]]) -> None:
    import streamlit as st

    def heard(event: str, kind: type) -> None:
        value = getattr(st.session_state[key], event, None)
        if isinstance(value, kind) and value:
            calls[event](value)

    kinds = {"asked": str, "did": Mapping}
    listeners = {f"on_{event}_change": partial(heard, event, kinds[event]) for event in calls}
    _component(name)(key=key, data=dict(data), **listeners)


@cache
def _component(name: str) -> Any:  # noqa: ANN401 - Streamlit's renderer takes any callbacks by name
    from streamlit.components.v2 import component

    return component(
        f"liaocheng_{name}", css=asset("common.css") + asset(f"{name}.css"), js=asset("common.js") + asset(f"{name}.js")
    )
