"""资料库: sources and articles, how a page was split and how to mend that, adding and removing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from rag import Assistant, holdings
from rag.http import problems
from ui import chat, rights, share, show

if TYPE_CHECKING:
    from index.article import Article, Source

TYPES = ["txt", "md", "html", "htm", "docx", "pdf", "zip", "jsonl", "csv"]
READY = 500  # articles up to which a source is shown whole
KINDS = {
    "改标题、署名、日期": "set",
    "整版的报名、日期、版次": "page",
    "从这一行起另成一篇": "split",
    "并入上一篇": "merge",
    "把几行移到另一行后面": "move",
    "改这一行里的字": "mend",
}
FIELDS = {
    "title": "标题",
    "kicker": "引题",
    "subtitle": "副题",
    "reporters": "记者（用、分开）",
    "correspondents": "通讯员（用、分开）",
    "date": "报道日期（如2024-11-03）",
}
PAGE_FIELDS = {"newspaper": "报名", "published": "出版日期（如2024-11-03）", "page": "版次"}
WORDS = {
    "set": "改标题、署名、日期",
    "page": "改整版信息",
    "split": "另成一篇",
    "merge": "并入上一篇",
    "move": "移动",
    "mend": "改字",
}


def draw(library: Assistant) -> None:
    """Adding, the list of sources, and one of them opened."""
    _said()
    if share.may("write"):
        _upload(library)
    sources = library.sources()
    st.subheader("已收录", anchor=False)
    st.caption(f"{chat.scope_line(library.scope())} · 第{library.generation}次收录")
    if sources:
        _listed(library, sources)
    if share.may("admin"):
        rights.accounts(library, _try, _tell)


def _listed(library: Assistant, sources: Sequence[tuple[Source, int]]) -> None:
    """The sources in a table, and the one that is opened."""
    columns = ["来源", "报名", "出版日期", "版次", "篇数"]
    rows = [[one.name, one.newspaper or "", one.published or "", one.page or "", str(count)] for one, count in sources]
    if any(one.groups for one, _ in sources):
        columns.append("可见范围")
        rows = [[*row, rights.said(one.groups)] for row, (one, _) in zip(rows, sources, strict=True)]
    st.dataframe(
        dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)), hide_index=True, height=min(320, 40 + 35 * len(rows))
    )
    names = [one.name for one, _ in sources]
    chosen = st.selectbox("打开一份", names, index=None, placeholder="请选一份来源", key="opened")
    if chosen in names:
        _source(library, chosen, {one.name: count for one, count in sources}[chosen])


def _said() -> None:
    """What the last step came to, until the next one or until it is put away."""
    lines = st.session_state.get("said", ())
    for line in lines:
        st.text(line)
    if lines:
        st.button("知道了", on_click=_tell)


def _tell(*lines: str) -> None:
    st.session_state["said"] = [line for line in lines if line]


def _try(step: Callable[[], object]) -> bool:
    """Do a step; a fault is told in a sentence."""
    try:
        step()
    except Exception as error:  # noqa: BLE001 - the edge: never a stack trace
        problems.record(error)
        _tell(problems.of_error(error).detail)
        return False
    return True


def _upload(library: Assistant) -> None:
    """Files to add, and a report of what came of them."""
    with st.form("upload", clear_on_submit=True, border=False):
        files = st.file_uploader(
            "收录报纸（可一次拖入多个；sources.csv 里可写报名、日期、版次）", type=TYPES, accept_multiple_files=True
        )
        line = st.text_input("收录后对哪些组可见（空着：新收录的对所有人，已有的不变）") if share.may("admin") else ""
        asked = st.form_submit_button("收录", type="primary")
    if not asked:
        return
    if not files:
        st.text("还没有选文件：请把文件拖进来，或点按钮选择。")
        return
    bar = st.progress(0.0, text="正在收录……")

    def told(step: str, done: int, total: int) -> None:
        bar.progress(done / total if total else 1.0, text=f"{step}：{done}/{total}")

    def add() -> None:
        made = holdings.add(library, {file.name: file.getvalue() for file in files}, told, holdings.groups_of(line) or None)
        skipped = [f"跳过 {name}：{reason}" for name, reason in made.report.skipped]
        doubt = [f"标题存疑：{article.name}（{article.source}）" for article in made.doubtful[:20]]
        _tell(str(made), *skipped, *doubt, *made.report.notes)
        if made.report.indexed:
            st.session_state["opened"] = made.report.indexed[0]

    _try(add)
    st.rerun()


def _source(library: Assistant, name: str, count: int) -> None:
    """One source: its lines beside its articles, its corrections, its removal."""
    if count > READY:
        st.text(f"这份来源有{count}篇现成的文章，不在这里逐篇列出；请在“问答”里检索。")
    else:
        text, articles = library.printing(name)
        _articles(articles)
        if text:
            with st.expander("原文各行与还原后的文章", expanded=True):
                show.page(shown(holdings.runs(text, articles), articles), f"page-{name}")
            if share.may("write"):
                with st.expander("修正"):
                    _mend(library, name, articles)
        if share.may("write"):
            _standing(library, name)
    if share.may("admin"):
        rights.readers(library, name, _try, _tell)
    if share.may("write"):
        _removal(library, name)


def _articles(articles: Sequence[Article]) -> None:
    columns: dict[str, list[str]] = {
        "序号": [str(n) for n in range(1, len(articles) + 1)],
        "标题": [article.name for article in articles],
        "标题存疑": ["请核" if holdings.doubtful(article) else "" for article in articles],
        "署名": ["、".join((*article.reporters, *article.correspondents)) for article in articles],
        "报道日期": [chat.spoken(article.date) for article in articles],
        "首行": [str(article.lines[0][1]) if article.lines else "" for article in articles],
        "字数": [str(len(article.text)) for article in articles],
    }
    st.dataframe(columns, hide_index=True, height=min(320, 40 + 35 * len(articles)))


def shown(runs: Sequence[holdings.Run], articles: Sequence[Article]) -> list[dict[str, Any]]:
    """Runs as the page shows them; the first run of an article has its headline."""
    seen: set[int] = set()
    made = []
    for run in runs:
        head = meta = ""
        if run.owner is not None and run.owner not in seen:
            seen.add(run.owner)
            article = articles[run.owner]
            head = article.name
            people = "、".join((*article.reporters, *article.correspondents))
            meta = "　".join(part for part in (people, chat.spoken(article.date)) if part)
        made.append(
            {"owner": run.owner, "first": run.first, "lines": list(run.lines), "text": run.text, "head": head, "meta": meta}
        )
    return made


def _mend(library: Assistant, name: str, articles: Sequence[Article]) -> None:
    """A correction of this page."""
    label = st.selectbox("要改什么", list(KINDS))
    kind: Any = KINDS[label or "改标题、署名、日期"]
    with st.form("correct", border=False):
        first = next((article.lines[0][1] for article in articles if article.lines), 1)
        line = first if kind == "page" else int(st.number_input("行号（左栏的数字，要在文章正文里）", 1, value=first, step=1))
        last = to = 0
        old = new = ""
        fields: dict[str, str] = {}
        if kind == "move":
            last = int(st.number_input("到第几行为止", 1, step=1))
            to = int(st.number_input("移到第几行后面", 1, step=1))
        elif kind == "mend":
            old, new = st.text_input("原来的字"), st.text_input("改成")
        elif kind in ("set", "page"):
            wanted = FIELDS if kind == "set" else PAGE_FIELDS
            columns = st.columns(2)
            given = {field: columns[at % 2].text_input(words) for at, (field, words) in enumerate(wanted.items())}
            fields = {field: value.strip() for field, value in given.items() if value.strip()}
        asked = st.form_submit_button("修正")
    if asked:
        if _try(lambda: holdings.correct(library, name, kind, line, last=last, to=to, old=old, new=new, fields=fields)):
            _tell("已修正；可在下面撤销。")
        st.rerun()


def _standing(library: Assistant, name: str) -> None:
    """The corrections that stand, each to be taken back."""
    waiting = {one.number for one in holdings.waiting(library, name)}
    if waiting:
        st.text(f"这份来源的文件变了，有{len(waiting)}条修正没有用上。")
        if st.button("沿用到新文件"):
            _try(lambda: holdings.keep(library, name))
            st.rerun()
    for one in holdings.corrections(library, name):
        left, right = st.columns([4, 1])
        place = "" if one.kind == "page" else f"，第{one.line}行"
        what = "、".join(f"{key}＝{value}" for key, value in one.fields) or (f"{one.old}→{one.new}" if one.old else "")
        left.text(f"第{one.number}条：{WORDS[one.kind]}{place}　{what}")
        if right.button("撤销", key=f"undo-{one.number}"):
            if _try(lambda number=one.number: holdings.undo(library, number)):  # type: ignore[misc]
                _tell(f"已撤销第{one.number}条修正。")
            st.rerun()


def _removal(library: Assistant, name: str) -> None:
    """Removal, once it has been confirmed."""
    with st.expander("移除"):
        st.text(f"移除后，问答和核对都不再用“{name}”；原文件不受影响，可重新收录。")
        sure = st.checkbox("我确认要移除这份来源", key=f"sure-{name}")
        if st.button("移除", disabled=not sure):
            if _try(lambda: holdings.remove(library, [name])):
                _tell(f"已移除 {name}。")
            st.session_state.pop("opened", None)
            st.rerun()
