"""The pages and the way from one to another. Streamlit runs this file from top to bottom at every step of the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from rag import Assistant
from rag.http import problems
from ui import chat, conversation, desk, ledger, library, parts, share, status

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

    from rag.users import User

PAGES: tuple[tuple[str, str, Callable[[Assistant], None], str], ...] = (
    ("ask", "问答", conversation.draw, chat.TITLE),
    ("desk", "引文核对", desk.draw, "引文核对"),
    ("ledger", "数据台账", ledger.draw, "数据台账"),
    ("library", "资料库", library.draw, "资料库"),
    ("status", "状态", status.draw, "状态"),
)
WIDE = frozenset({"ledger", "library"})


def main() -> None:
    """Draw the page that the address names."""
    chosen = st.navigation([_page(*one) for one in PAGES], position="top")
    st.set_page_config(page_title=chat.TITLE, layout="wide" if chosen.url_path in WIDE else "centered")
    chosen.run()


def _page(path: str, name: str, draw: Callable[[Assistant], None], heading: str) -> StreamlitPage:
    """One page; whatever goes wrong in it, a person reads a sentence."""

    def run() -> None:
        st.title(heading, anchor=False)
        try:
            _greet(share.user())
            draw(share.assistant())
        except Exception as error:  # noqa: BLE001 - the edge: never a stack trace
            problems.record(error)
            st.text(problems.of_error(error).detail)

    return st.Page(run, title=name, url_path=path, default=path == PAGES[0][0])


def _greet(person: User | None) -> None:
    """Say who is signed in; nothing of another person's visit is left."""
    if person is None:
        return
    if st.session_state.setdefault("who", person.name) != person.name:
        st.session_state.clear()
        st.session_state["who"] = person.name
    parts.leave(person.name)


main()
