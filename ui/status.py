"""状态: whether every part works, what the library holds, and when it was made."""

from __future__ import annotations

import streamlit as st

from rag import Assistant, holdings
from rag.terminal.doctor import Finding, examine
from ui import chat


def draw(library: Assistant) -> None:
    """What the library holds, and what was found of every part."""
    state = holdings.status(library)
    scope = library.scope()
    for name, value in (
        ("资料", chat.scope_line(scope)),
        ("资料截至", chat.spoken(scope.until) or "未写明"),
        ("收录", f"第{state.generation}次，{_moment(state.created)}"),
        ("段落", f"{state.passages}段" + (f"，占{size(state.bytes)}" if state.bytes else "")),
        *([("正在写入", state.writer or "没有")] if library.groups is None else []),
        *([("损坏", state.damage)] if state.damage else []),
    ):
        _line(name, value)
    if library.groups is not None:  # What follows looks at the whole library.
        return
    st.subheader("各部分", anchor=False)
    st.button("重新检查", on_click=lambda: st.session_state.pop("findings", None))
    for finding in _findings(library):
        _line(f"{'✓' if finding.exit_code == 0 else '✗'} {finding.part}", finding.state, finding.advice)


def _findings(library: Assistant) -> list[Finding]:
    """What was found, looked for once in a generation: the language model is asked too."""
    known: tuple[int, list[Finding]] | None = st.session_state.get("findings")
    if known is None or known[0] != library.generation:
        with st.spinner("正在检查……"):
            known = st.session_state["findings"] = (library.generation, examine(library.settings))
    return known[1]


def _line(name: str, *values: str) -> None:
    left, right = st.columns([1, 4])
    left.text(name)
    right.text("\n".join(value for value in values if value))


def _moment(created: str) -> str:
    day, _, clock = created.partition("T")
    return f"{chat.spoken(day)} {clock[:5]}（世界时）" if clock else created


def size(count: int) -> str:
    """A number of bytes as a person says it."""
    return f"{count / (1 << 20):.1f} MB" if count >= 1 << 20 else f"{count / 1024:.0f} KB"
