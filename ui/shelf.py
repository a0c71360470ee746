"""The conversations of this browser in the sidebar: kept, opened again, searched, renamed, removed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from rag import Assistant, Conversation, Conversations
from rag.filters import said
from rag.http import problems
from ui import chat, parts, share
from ui.shell import READER

PERSON = ":"  # ends the name of a person who signs in; no cookie of ours has one, and one that has is not believed
ADDRESS = "c"  # the conversation in the address of the page: a reload finds it again


def open_turns(library: Assistant) -> list[chat.Turn]:
    """The turns of the conversation at hand: the one that the address names, at the first look and after going back to it."""
    named = st.query_params.get(ADDRESS, "")
    number = int(named) if named.isascii() and named.isdigit() and len(named) < 19 else None
    if "turns" not in st.session_state or (number is not None and number != st.session_state.get("conversation")):
        _show(library, number)
    found: list[chat.Turn] = st.session_state["turns"]
    found[:] = _seen(library, found)
    return found


def keep(library: Assistant, turn: chat.Turn) -> chat.Turn:
    """Write a finished turn down; one that cannot be written is said in the sidebar and stands all the same."""
    with _edge():  # an answer is worth more than its record
        kept = _mine(library)
        current = st.session_state.get("conversation")
        if current is None:
            current = st.session_state["conversation"] = kept.begin(turn.question)
        number = kept.add(current, turn.question, turn.answer, turn.error, chat.filter_fields(turn.filters))
        st.query_params[ADDRESS] = str(current)
        return replace(turn, kept=number)
    return turn


def rate(library: Assistant, turn: chat.Turn, rating: Any, reason: str) -> chat.Turn:  # noqa: ANN401 - as the browser sends it
    """Keep a rating; the turn as it now is."""
    chosen = rating if rating in {"up", "down"} else None
    with _edge():
        if turn.kept is not None:
            _mine(library).rate(turn.kept, chosen, reason)
        return replace(turn, rating=chosen, reason=reason)
    return turn


def drop(library: Assistant, turn: chat.Turn) -> None:
    """Forget a turn that is asked again."""
    with _edge():
        if turn.kept is not None:
            _mine(library).drop(turn.kept)


def draw(library: Assistant) -> None:
    """The list in the sidebar."""
    words = str(st.session_state.get("words", ""))
    with st.sidebar:
        with _edge():  # without its history the page still answers
            found = _found(library, words)
            current = st.session_state.get("conversation")
            parts.shelf(chat.listed(found, current, words, date.today().isoformat()), partial(_act, library))
        if fault := st.session_state.pop("shelf_fault", ""):
            st.text(fault)


def _act(library: Assistant, act: Mapping[str, Any]) -> None:
    action, number = act["action"], act.get("id")
    with _edge():
        if action == "search":
            st.session_state["words"] = str(act["words"])
        elif action == "rename":
            _mine(library).rename(int(str(number)), str(act["title"]))
        elif action == "delete":
            _mine(library).delete(int(str(number)))
            if number == st.session_state.get("conversation"):
                _show(library, None)
        else:
            _show(library, int(str(number)) if action == "open" else None)


def _show(library: Assistant, number: int | None) -> None:
    """Make conversation `number` the one at hand, or a new one for None or one that is not there."""
    turns: list[chat.Turn] = []
    with _edge():
        known = [source for source, _ in library.sources()]
        kept = _mine(library).turns(number) if number is not None else []
        turns = [chat.kept(turn, said(turn.question, known)) for turn in kept]
    st.session_state["turns"] = turns
    st.session_state["conversation"] = number if turns else None
    if turns:
        st.query_params[ADDRESS] = str(number)
    else:
        st.query_params.pop(ADDRESS, None)


def _seen(library: Assistant, turns: Iterable[chat.Turn]) -> list[chat.Turn]:
    """Turns as the reader may see them now, whatever he saw then."""
    return list(turns) if library.groups is None else [chat.seen(turn, library.article) for turn in turns]


def _found(library: Assistant, words: str) -> list[Conversation]:
    """The conversations that hold these words, where the reader may see them."""
    found = _mine(library).all(words)
    if not words or library.groups is None:
        return found
    return [one for one in found if words.lower() in _told(library, one).lower()]


def _told(library: Assistant, one: Conversation) -> str:
    turns = _seen(library, map(chat.kept, _mine(library).turns(one.id)))
    return "\n".join([one.title, *(f"{turn.question}\n{(turn.answer or {}).get('answer', '')}" for turn in turns)])


def _mine(library: Assistant) -> Conversations:
    """The conversations of whoever is signed in, else of this browser, known by its cookie; without one, of this visit alone."""
    person = share.user()
    if person is not None and person.name:
        return library.conversations(f"{person.name}{PERSON}")
    cookie = st.context.cookies.get(READER)
    if isinstance(cookie, str) and cookie and PERSON not in cookie:  # a page that is driven without a browser has none
        return library.conversations(cookie)
    return library.conversations(str(st.session_state.setdefault("reader", secrets.token_urlsafe(24))))


@contextmanager
def _edge() -> Iterator[None]:
    """Whatever goes wrong with what is kept is told in the sidebar; the conversation goes on."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the edge
        problems.record(error)
        st.session_state["shelf_fault"] = problems.of_error(error).detail
