"""The page. Streamlit runs this file from top to bottom at every step of the person; the logic is in rag and ui.chat."""

from __future__ import annotations

import streamlit as st

from rag.http import problems
from ui import chat, conversation, share


def main() -> None:
    """Draw the page; whatever goes wrong, a person reads a sentence."""
    st.set_page_config(page_title=chat.TITLE, layout="centered")
    st.title(chat.TITLE, anchor=False)
    try:
        conversation.draw(share.assistant())
    except Exception as error:  # noqa: BLE001 - the edge: never a stack trace
        problems.record(error)
        st.text(problems.of_error(error).detail)


main()
