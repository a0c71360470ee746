"""The conversation: the page's way from a question to its answer. The logic is in rag and ui.chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from rag import Assistant, Event, Filters
from rag.filters import name_of, offered, said
from rag.http import problems
from ui import chat, parts, shelf

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

PLACEHOLDER = "请输入问题，按回车发送"
REDRAW = 8  # characters of a text that is being written between two redrawings


def draw(library: Assistant) -> None:
    """The turns so far, the line to type in with its filters, the answer to what was typed, and the list of conversations."""
    turns = shelf.open_turns(library)
    with st.bottom:
        filters = _filters(library)
        typed = st.chat_input(PLACEHOLDER, submit_mode="stop")
        st.caption(chat.data_line(library.scope(), library.generation))
    question = str(typed or st.session_state.pop("asked", "")).strip()
    if not turns and not question:
        parts.welcome(library.examples(), _ask)
    for number, turn in enumerate(turns):
        _draw(st.empty(), turn, number, library, last=number == len(turns) - 1 and not question)
    if question:
        _answer(library, turns, question, filters)
    shelf.draw(library)


def _ask(question: str) -> None:
    st.session_state["asked"] = question


def _filters(library: Assistant) -> Filters:
    """Draw the chips above the question line; the filters that are set."""
    filters: Filters = st.session_state.setdefault("filters", Filters())
    papers = dict.fromkeys(name_of(source) for source, _ in library.sources())
    choice = {"papers": [{"name": name, "text": chat.paper_name(name)} for name in papers], "places": offered()}
    filters = st.session_state["filters"] = chat.filters(parts.bounds({**choice, "set": chat.filter_fields(filters)}))
    return filters


def _act(library: Assistant, number: int, act: Mapping[str, Any]) -> None:
    """What a person does to a turn: rate it, ask it again, or ask it without a bound that it set itself."""
    turns: list[chat.Turn] = st.session_state["turns"]
    turn = turns[number]
    if act["action"] == "rate":
        turns[number] = shelf.rate(library, turn, act["rating"], str(act["reason"]))
        return
    if act["action"] == "again":
        shelf.drop(library, turns.pop(number))
    st.session_state["own"] = turn.said.without(str(act["part"])) if act["action"] == "widen" else turn.said
    st.session_state["asked"] = turn.question


def _draw(
    place: DeltaGenerator, turn: chat.Turn, number: int, library: Assistant, *, last: bool = True, fresh: bool = False
) -> None:
    with place:
        parts.turn(chat.shown(turn, library.article, last, fresh), f"turn-{number}", _ask, partial(_act, library, number))


def _answer(library: Assistant, turns: list[chat.Turn], question: str, filters: Filters) -> None:
    """Ask and draw the turn as it grows. A run that the person stops leaves the turn without an answer."""
    number, told = len(turns), chat.history(turns)
    known = [source for source, _ in library.sources()]
    left: Filters | None = st.session_state.pop("own", None)
    own = said(question, known) if left is None else left
    turn = chat.Turn(question, filters=filters.joined(own), said=own)
    turns.append(turn)
    place, text = st.empty(), st.empty()
    with place:
        parts.turn(chat.waiting(question, fresh=number > 0), f"turn-{number}-asked", _ask, _nothing)
    try:
        bounds: dict[str, Any] = {"since": turn.filters.since, "until": turn.filters.until, "places": turn.filters.places}
        events = library.stream(question, history=told, sources=turn.filters.sources(known), **bounds)
        turns[number] = _follow(events, turn, number, place, text)
    except Exception as error:  # noqa: BLE001 - the edge, again: the conversation goes on
        problems.record(error)
        turns[number] = replace(turn, error=problems.of_error(error).detail)
    finally:
        turns[number] = shelf.keep(library, turns[number])
    text.empty()
    _draw(place, turns[number], number, library, fresh=number > 0)


def _nothing(act: Mapping[str, Any]) -> None:
    """A turn under way has nothing to act on."""


def _follow(events: Iterable[Event], turn: chat.Turn, number: int, place: DeltaGenerator, text: DeltaGenerator) -> chat.Turn:
    """Show passages, then the text as it is written; the turn that results."""
    written = drawn = ""
    for event in events:
        if event.kind == "passages":
            with place:
                parts.turn(chat.waiting(turn.question, event.data["passages"]), f"turn-{number}-found", _ask, _nothing)
        elif event.kind == "delta":
            written += str(event.data["text"])
            if len(written) - len(drawn) >= REDRAW:
                drawn = written
                text.text(drawn)
        elif event.kind == "done":
            return replace(turn, answer=event.data)
        elif event.kind == "error":
            return replace(turn, error=str(event.data["message"]))
    return turn
