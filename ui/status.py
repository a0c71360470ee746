"""状态: whether every part works, what the library holds, and when it was made."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from rag import Assistant, holdings
from rag.terminal.doctor import Finding, examine
from ui import chat, show


def draw(library: Assistant) -> None:
    """What the library holds, and what was found of every part."""
    state = holdings.status(library)
    scope = library.scope()
    held = {
        "资料": chat.scope_line(scope),
        "资料截至": chat.spoken(scope.until) or "未写明",
        "收录": f"第{state.generation}次，{moment(state.created)}",
        "段落": f"{state.passages}段" + (f"，占{size(state.bytes)}" if state.bytes else ""),
        **({"正在写入": state.writer or "没有"} if library.groups is None else {}),
    }
    damage = [("损坏", [state.damage], "bad")] if state.damage else []
    show.facts([*((name, [value], "") for name, value in held.items()), *damage], "held")
    if library.groups is not None:  # What follows looks at the whole library.
        return
    st.header("各部分", anchor=False)
    st.button("重新检查", on_click=lambda: st.session_state.pop("findings", None))
    show.facts(map(told, _findings(library)), "parts")


def told(finding: Finding) -> tuple[str, list[str], str]:
    """A finding as the page shows it."""
    works = finding.exit_code == 0
    lines = [line for line in (finding.state, finding.advice) if line]
    return f"{'✓' if works else '✗'} {finding.part}", lines, "good" if works else "bad"


def _findings(library: Assistant) -> list[Finding]:
    """What was found, looked for once in a generation: the language model is asked too."""
    known: tuple[int, list[Finding]] | None = st.session_state.get("findings")
    if known is None or known[0] != library.generation:
        with st.spinner("正在检查……"):
            known = st.session_state["findings"] = (library.generation, examine(library.settings))
    return known[1]


def moment(created: str) -> str:
    """A moment in ISO 8601 as the clock of this machine says it; anything else as it is."""
    try:
        local = datetime.fromisoformat(created).astimezone()
    except ValueError:
        return created
    return f"{chat.spoken(local.date().isoformat())} {local:%H:%M}"


def size(count: int) -> str:
    """A number of bytes as a person says it."""
    return f"{count / (1 << 20):.1f} MB" if count >= 1 << 20 else f"{count / 1024:.0f} KB"
