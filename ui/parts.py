"""The page's own parts: one turn of the conversation, and the welcome with its examples (Streamlit components v2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

Pick = Callable[[str], None]


def asset(name: str) -> str:
    """The text of a file in `ui/assets`."""
    return files("ui").joinpath("assets", name).read_text(encoding="utf-8")


def turn(data: Mapping[str, Any], key: str, ask: Pick) -> None:
    """Show one turn; `ask` is called with a question that the person picks from the suggestions."""
    _mount("turn", data, key, ask)


def welcome(examples: Sequence[str], ask: Pick) -> None:
    """Show the example questions; `ask` is called with the one that the person picks."""
    _mount("welcome", {"examples": list(examples)}, "welcome", ask)


def _mount(name: str, data: Mapping[str, Any], key: str, ask: Pick) -> None:
    import streamlit as st

    def picked() -> None:
        question = getattr(st.session_state[key], "asked", None)
        if isinstance(question, str) and question:
            ask(question)

    _component(name)(key=key, data=dict(data), on_asked_change=picked)


@cache
def _component(name: str) -> Any:  # noqa: ANN401 - Streamlit's renderer takes any callbacks by name
    from streamlit.components.v2 import component

    return component(
        f"liaocheng_{name}", css=asset("common.css") + asset(f"{name}.css"), js=asset("common.js") + asset(f"{name}.js")
    )
