"""The conversation: the page's way from a question to its answer. The logic is in rag and ui.chat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import streamlit as st

from rag import Assistant, Event
from rag.http import problems
from ui import chat, parts

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

PLACEHOLDER = "请输入问题，按回车发送"
REDRAW = 8  # characters of a text that is being written between two redrawings


def draw(library: Assistant) -> None:
    """Scope, the turns so far, the line to type in, and the answer to what was typed."""
    st.caption(f"{chat.scope_line(library.scope())} · 第{library.generation}次收录")
    turns: list[chat.Turn] = st.session_state.setdefault("turns", [])
    typed = st.chat_input(PLACEHOLDER, submit_mode="stop")
    question = str(typed or st.session_state.pop("asked", "")).strip()
    if not turns and not question:
        parts.welcome(library.examples(), _ask)
    for number, turn in enumerate(turns):
        _draw(st.empty(), turn, number, library)
    if question:
        _answer(library, turns, question)


def _ask(question: str) -> None:
    st.session_state["asked"] = question


def _draw(place: DeltaGenerator, turn: chat.Turn, number: int, library: Assistant) -> None:
    with place:
        parts.turn(chat.shown(turn, library.article), f"turn-{number}", _ask)


def _answer(library: Assistant, turns: list[chat.Turn], question: str) -> None:
    """Ask and draw the turn as it grows. A run that the person stops leaves the turn without an answer."""
    number, told = len(turns), chat.history(turns)
    turns.append(chat.Turn(question))
    place, text = st.empty(), st.empty()
    with place:
        parts.turn(chat.waiting(question), f"turn-{number}-asked", _ask)
    try:
        turns[number] = _follow(library.stream(question, history=told), question, number, place, text)
    except Exception as error:  # noqa: BLE001 - the edge, again: the conversation goes on
        problems.record(error)
        turns[number] = chat.Turn(question, error=problems.of_error(error).detail)
    text.empty()
    _draw(place, turns[number], number, library)


def _follow(events: Iterable[Event], question: str, number: int, place: DeltaGenerator, text: DeltaGenerator) -> chat.Turn:
    """Show passages, then the text as it is written; the turn that results."""
    written = drawn = ""
    for event in events:
        if event.kind == "passages":
            with place:
                parts.turn(chat.waiting(question, event.data["passages"]), f"turn-{number}-found", _ask)
        elif event.kind == "delta":
            written += str(event.data["text"])
            if len(written) - len(drawn) >= REDRAW:
                drawn = written
                text.text(drawn)
        elif event.kind == "done":
            return chat.Turn(question, answer=event.data)
        elif event.kind == "error":
            return chat.Turn(question, error=str(event.data["message"]))
    return chat.Turn(question)
