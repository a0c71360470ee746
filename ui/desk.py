"""引文核对: a sentence or a draft against the library, a verdict and sources for each sentence, files to take away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import streamlit as st

from rag import Assistant, UsageError
from rag.desk import export, remarks
from rag.desk.manuscript import Manuscript, parse
from rag.desk.verdict import KINDS, Check, Verdict
from rag.http import problems
from rag.statistics.sheets import as_xlsx
from ui import show

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

LABELS = ("有据", "有出入", "未查到", "可推算", "不需核对")
TONES = {"有据": "good", "有出入": "bad", "未查到": "calm", "可推算": "good", "不需核对": "idle"}
TYPES = ["docx", "md", "txt", "doc", "wps"]
PASTED = "稿子.txt"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 100  # cards shown at once; the files have all


def draw(library: Assistant) -> None:
    """The draft, and what was found of it."""
    st.caption("逐句对照资料库里的报道。稿子只在本机核对，不会外传。")
    with st.form("draft", border=False):
        text = st.text_area("粘贴一句话或一段稿子", height=180, max_chars=200_000)
        file = st.file_uploader("或上传稿子（docx、md、txt；doc、wps需本机有LibreOffice）", type=TYPES)
        asked = st.form_submit_button("核对", type="primary")
    if asked:
        st.session_state.pop("checked", None)
        try:
            st.session_state["checked"] = _checked(library, text, file)
        except Exception as error:  # noqa: BLE001 - the edge: the form stays, with a sentence below it
            problems.record(error)
            st.text(problems.of_error(error).detail)
    if "checked" in st.session_state:
        _result(library, *st.session_state["checked"])


def _checked(library: Assistant, text: str, file: UploadedFile | None) -> tuple[Check, dict[str, bytes]]:
    """The check and the files to take away, by name."""
    if file is None and not text.strip():
        raise UsageError("还没有稿子：请粘贴文字，或上传一个文件。")
    manuscript = parse(file.name, file.getvalue()) if file else Manuscript(PASTED, text)
    bar = st.progress(0.0, text="正在核对……")

    def told(_: str, done: int, total: int) -> None:
        bar.progress(done / total, text=f"正在核对：{done}/{total}句")

    try:
        result = library.check(manuscript.text, today=library.settings.today, progress=told)
    finally:
        bar.empty()
    return result, files(manuscript, result)


def files(manuscript: Manuscript, result: Check) -> dict[str, bytes]:
    """What can be taken away, by the end of its name."""
    stem = PurePath(manuscript.name).stem or "稿子"
    return {
        f"{stem}-批注.docx": export.rendered(".docx", manuscript, result),
        f"{stem}-脚注.docx": export.rendered(".docx", manuscript, result, footnotes=True),
        f"{stem}-核对.md": export.rendered(".md", manuscript, result),
        f"{stem}-引文核对表.xlsx": as_xlsx(remarks.rows(result)),
    }


def _result(library: Assistant, result: Check, taken: Mapping[str, bytes]) -> None:
    """Counts, files, and a card for each sentence."""
    counts = result.counts
    show.cards((), library, "counts", [(label, counts.get(label, 0), TONES[label]) for label in LABELS])
    labels = ("下载Word（批注）", "下载Word（脚注）", "下载Markdown", "下载引文核对表")
    with st.container(horizontal=True):
        for label, (name, data), kind in zip(labels, taken.items(), (WORD, WORD, "text/markdown", SHEET), strict=True):
            st.download_button(label, data, file_name=name, mime=kind, on_click="ignore")
    wanted = st.selectbox("只看", ["全部", *(label for label in LABELS if label in counts)])
    chosen = [one for one in result.verdicts if wanted in ("全部", one.label)]
    show.cards([card(one) for one in chosen[:AT_ONCE]], library, f"verdicts-{wanted}")
    if len(chosen) > AT_ONCE:
        st.caption(f"这里列出前{AT_ONCE}句，共{len(chosen)}句；全部结果在下载的文件里。")


def card(verdict: Verdict) -> dict[str, Any]:
    """One sentence as the page shows it."""
    notes = [f"{KINDS[d.kind]}：稿中“{d.claim}”，报道为“{d.source}”" for d in verdict.differences]
    notes += [notice.text for notice in verdict.notices]
    if verdict.checkable and verdict.verdict == "not_found":
        notes.append("现有报道里没有查到直接依据" + ("，最接近的是：" if verdict.citations else "。"))
    newer = [verdict.newer] if verdict.newer else []
    return {
        "label": verdict.label,
        "tone": TONES[verdict.label],
        "text": show.segments(verdict.claim.strip(), [d.claim for d in verdict.differences]),
        "notes": notes,
        "citations": [*verdict.citations, *newer] if verdict.checkable else [],
        "marks": [d.source for d in verdict.differences],
    }
