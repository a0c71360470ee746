"""How results look on a terminal: Chinese, plain, narrow enough to read. Results on stdout, messages on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.article import Article
    from index.build import Report, Status
    from index.corrections import Correction
    from rag.terminal.doctor import Finding

Progress = Callable[[str, int, int], None]
PATIENCE = 2.0  # seconds before a progress bar appears


def write(text: str) -> None:
    """A result."""
    sys.stdout.write(f"{text}\n")


def say(text: str) -> None:
    """A message."""
    sys.stderr.write(f"{text}\n")


def answer(result: Mapping[str, Any]) -> str:
    """An answer with its notices and sources."""
    lines = [result["answer"]]
    lines += [f"· {notice['text']}" for notice in result["notices"]]
    cited = result["citations"] or result["nearest"]
    if cited:
        lines += ["", "出处：" if result["citations"] else "最接近的段落："]
    for citation in cited:
        missing = f"（{citation['missing']}）" if citation["missing"] else ""
        place = f"，原文第{citation['line']}行" if citation["line"] else ""
        lines.append(f"[{citation['n']}] {citation['reference']}{missing} {citation['source']}{place}")
        if result["refused"]:
            lines.append(f"    {citation['quote']}")
    return "\n".join(lines)


def verdict(result: Mapping[str, Any]) -> str:
    """What the library says of one sentence."""
    from rag.desk.verdict import KINDS, SHOWN

    label = "可推算" if result["status"] == "computed" else SHOWN[result["verdict"]] if result["checkable"] else "不需核对"
    words = {"verbatim": "（逐字一致）", "reworded": "（改写）"}.get(result["status"] or "", "")
    lines = [label + words]
    lines += [f"· {KINDS[d['kind']]}：稿中“{d['claim']}”，报道为“{d['source']}”" for d in result["differences"]]
    lines += [f"· {notice['text']}" for notice in result["notices"]]
    if result["citations"]:
        lines += ["", "最接近的段落：" if result["verdict"] == "not_found" else "出处："]
    for citation in result["citations"]:
        missing = f"（{citation['missing']}）" if citation["missing"] else ""
        lines += [f"[{citation['n']}] {citation['quote']}", f"    {citation['reference']}{missing} {citation['source']}"]
    return "\n".join(lines)


def search(result: Mapping[str, Any]) -> str:
    """Passages, best first."""
    if not result["hits"]:
        return "没有找到。"
    return "\n\n".join(
        f"{n}. {hit['title']}（{hit['date'] or '日期不详'}，{hit['source']}）\n{hit['text']}"
        for n, hit in enumerate(result["hits"], 1)
    )


def report(result: Report) -> str:
    """What an indexing run did."""
    parts = [f"收录{len(result.indexed)}份", f"未变{len(result.unchanged)}份"]
    parts += [f"移出{len(result.removed)}份"] if result.removed else []
    parts += [f"跳过{len(result.skipped)}份"] if result.skipped else []
    return (
        f"{'，'.join(parts)}；现有{result.articles}篇文章、{result.passages}个段落，"
        f"第{result.generation}版，用时{result.seconds:.1f}秒。"
    )


def status(state: Status) -> str:
    """What the library holds."""
    lines = [
        f"{state.folder}：第{state.generation}版（{state.created}），{len(state.sources)}份报纸、{state.articles}篇文章、"
        f"{state.passages}个段落，{state.since or '日期不详'}至{state.until or '日期不详'}，{state.bytes / 1e6:.1f} MB",
        f"向量：{state.recipe.identity}，{state.recipe.dimension}维；段落约{state.recipe.passage_size}字",
        *(f"  {source.name}：{articles}篇" for source, articles in state.sources),
    ]
    lines += [f"损坏：{state.damage}"] if state.damage else []
    lines += [f"正在写入：{state.writer}"] if state.writer else []
    return "\n".join(lines)


def correction(one: Correction) -> str:
    """One correction of a page."""
    what = {
        "set": f"第{one.line}行所在的文章：{dict(one.fields)}",
        "page": f"整版：{dict(one.fields)}",
        "split": f"从第{one.line}行起另成一篇",
        "merge": f"第{one.line}行所在的文章并入上一篇",
        "move": f"第{one.line}至{max(one.line, one.last)}行移到第{one.to}行之后",
        "mend": f"第{one.line}行“{one.old}”改为“{one.new}”",
    }[one.kind]
    return f"{one.number}. {what}（{one.at}）"


def finding(found: Finding) -> str:
    """One thing that the doctor looked at."""
    mark = "✓" if found.exit_code == 0 else "✗"
    return f"{mark} {found.part}：{found.state}" + (f" {found.advice}" if found.advice else "")


def articles(name: str, found: Sequence[Article]) -> None:
    """The splitting of one file: a table, then the texts."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{name}：{len(found)}篇")
    for heading in ("编号", "标题", "记者", "日期", "类别", "字数"):
        table.add_column(heading, overflow="fold")
    for article in found:
        people = " ".join([*article.reporters, *article.correspondents])
        table.add_row(
            article.article_id, article.name, people, article.date or "—", article.kind, str(len(article.text))
        )  # fmt: skip
    output = Console(file=sys.stdout, highlight=False, markup=False)
    output.print(table)
    for article in found:
        output.print(f"\n【{article.name}】", *(part for part in (article.kicker, article.subtitle) if part), sep="\n")
        output.print(article.text, soft_wrap=True)


def table(rows: Sequence[Sequence[str]]) -> None:
    """Rows under a heading; the long columns of words are for the file forms."""
    from rich.console import Console
    from rich.table import Table

    if len(rows) == 1:
        write("没有找到。")
        return
    hidden = ("标题", "来源", "修饰", "性质")
    shown = [i for i, name in enumerate(rows[0]) if name not in hidden and any(row[i] for row in rows[1:])]
    made = Table(show_lines=False)
    for i in shown:
        made.add_column(rows[0][i], overflow="fold", max_width=36)
    for row in rows[1:]:
        made.add_row(*(row[i] for i in shown))
    Console(file=sys.stdout, highlight=False, markup=False).print(made)


@contextmanager
def progress() -> Iterator[Progress | None]:
    """A progress bar on stderr for work of more than two seconds; none when stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    bar = Bar(console=Console(file=sys.stderr), transient=True)
    started, tasks = time.monotonic(), {}

    def show(step: str, done: int, total: int) -> None:
        if time.monotonic() - started < PATIENCE:
            return
        bar.start()
        if step not in tasks:
            tasks[step] = bar.add_task(step, total=total)
        bar.update(tasks[step], completed=done, total=total)

    try:
        yield show
    finally:
        bar.stop()
