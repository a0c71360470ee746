"""What each command does, and how its result is written: Chinese for people, one JSON object a line for programs."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import InputError, LibraryError
from index.groups import named
from index.snapshot import current_generation
from rag.answer import SCHEMA, article_fields, plain
from rag.assistant import Assistant
from rag.config import Settings, is_loopback
from rag.errors import AssistantError, SettingsError, UsageError
from rag.keys import Keys
from rag.statistics import sheets
from rag.terminal import console
from rag.users import Users

if TYPE_CHECKING:
    from index.build import Report

SKIPPED, BAD_DATA = 3, 65

Ask = Callable[[Mapping[str, Any]], dict[str, Any]]


def index(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng index`."""
    from index import build
    from index.catalog import FILE
    from index.shipped import seeds

    if options.status:
        status = build.status(settings.index)
        console.write(_json(status) if options.json else console.status(status))
        return 0
    with console.progress() as progress:
        if options.remove:
            report = build.remove(options.remove, settings.index, progress=progress)
        elif options.paths or (options.rebuild and (settings.data / FILE).is_file()):
            readers = named(options.groups or "")
            report = build.index(options.paths, settings.index, rebuild=options.rebuild, progress=progress, readers=readers)
        else:
            with seeds() as folder:
                report = build.index([folder], settings.index, rebuild=options.rebuild, progress=progress)
    console.write(_json(report) if options.json else console.report(report))
    return _told(report)


def _told(report: Report) -> int:
    """Say what was skipped and what else a person should know; the exit code."""
    for note in report.notes:
        console.say(note)
    for name, reason in report.skipped:
        console.say(f"跳过 {name}：{reason}")
    return SKIPPED if report.skipped else 0


def articles(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng articles`: nothing is indexed."""
    from index.files.worker import Worker
    from index.load import Skipped, files, load_all
    from index.split import split

    del settings
    skipped = 0
    with Worker() as worker:
        for loaded in (one for path in files(options.paths) for one in load_all(path, worker)):
            if isinstance(loaded, Skipped):
                skipped += 1
                console.say(f"跳过 {loaded.name}：{loaded.reason}")
                continue
            found = loaded.articles or split(loaded.text, loaded.source)
            if not options.json:
                console.articles(loaded.source.name, found)
            for article in found if options.json else ():
                console.write(_json(article_fields(article)))
    return SKIPPED if skipped else 0


def search(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng search`."""
    with _open(settings) as assistant:

        def answer(row: Mapping[str, Any]) -> dict[str, Any]:
            return assistant.search(_text(row, "query"), k=options.k, **_filters(options)).as_dict()

        if options.batch:
            assistant.warm()
            return _batch(options.batch, answer)
        result = answer({"query": _given(options.query, "query")})
        console.write(_json(result) if options.json else console.search(result))
    return 0


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng ask`."""
    filters = _filters(options)
    with _open(settings) as assistant:

        def answer(row: Mapping[str, Any]) -> dict[str, Any]:
            history = row.get("history") or ()
            return assistant.ask(_text(row, "question"), history=history, today=settings.today, **filters).as_dict()

        if options.batch:
            assistant.warm()
            return _batch(options.batch, answer)
        if options.chat:
            return _chat(assistant, settings, filters, as_json=options.json)
        result = answer({"question": _given(options.question, "question")})
        console.write(_json(result) if options.json else console.answer(result))
    return 0


def _filters(options: argparse.Namespace) -> dict[str, Any]:
    """Which articles may answer, as keyword arguments of the assistant."""
    return {"since": options.since, "until": options.until, "sources": options.source, "places": options.place or ()}


def figures(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng figures`."""
    if options.table and not options.metric:
        raise UsageError("并排成表要先选一个指标：请加上 --metric。")
    with _open(settings) as assistant:
        if options.table:
            table = assistant.ledger.table(options.metric, options.region, options.period)
            _show(options, [table], sheets.table_rows(table))
        else:
            found = assistant.figures(options.metric, options.region, options.period)
            _show(options, [figure.as_dict() for figure in found], sheets.figure_rows(found))
    return 0


def conflicts(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng conflicts`."""
    with _open(settings) as assistant:
        found = assistant.conflicts(options.metric, options.region, options.period)[: options.limit]
        _show(options, [conflict.as_dict() for conflict in found], sheets.conflict_rows(found))
    return 0


def _show(options: argparse.Namespace, objects: Sequence[object], rows: sheets.Rows) -> None:
    """Statistics as JSON lines, CSV, an Excel file, or a table for people."""
    if options.json:
        for value in objects:
            console.write(_json(value))
    elif options.csv:
        sys.stdout.write(sheets.as_csv(rows))
    elif options.xlsx:
        sheets.write_xlsx(rows, options.xlsx)
        console.say(f"已写入 {options.xlsx}：{len(rows) - 1}行。")
    else:
        console.table(rows)


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng serve`: the page lies above this package, so it is found by name when it is asked for."""
    del options
    if not is_loopback(settings.host) and not (Keys(settings.data).all() or Users(settings.data, settings.passphrase)):
        raise SettingsError(
            "还没有密钥和账号，不能在本机以外提供服务：请先运行 liaocheng keys create 或 users add，或去掉 --host。"
        )
    _announce(settings)
    importlib.import_module("ui.serve").serve(settings)
    return 0


def mcp(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng mcp`: until the program that started it closes our input."""
    from rag.http.mcp import create_server

    del options
    with _open(settings) as assistant:
        create_server(lambda: assistant).run("stdio")
    return 0


def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """`liaocheng doctor`."""
    from rag.terminal.doctor import examine

    findings = examine(settings)
    for finding in findings:
        console.write(_json(finding) if options.json else console.finding(finding))
    return max((finding.exit_code for finding in findings), default=0)


def _open(settings: Settings) -> Assistant:
    _announce(settings)
    return Assistant.open(settings=settings)


def _announce(settings: Settings) -> None:
    if current_generation(settings.data) is None:
        console.say("还没有索引，先收录随附的5份报纸……")


def _given(text: str | None, name: str) -> str:
    if text is None:
        raise UsageError(f"缺少要问的话：写在命令后面，或用 --batch 给一个文件（每行一个带 {name} 的JSON对象）。")
    return text


def _chat(assistant: Assistant, settings: Settings, filters: dict[str, Any], *, as_json: bool) -> int:
    history: list[dict[str, str]] = []
    console.say("连续提问，空行结束。")
    for line in sys.stdin:
        question = line.strip()
        if not question:
            break
        try:
            result = assistant.ask(question, history=history, today=settings.today, **filters).as_dict()
        except UsageError as error:
            console.say(str(error))
            continue
        console.write(_json(result) if as_json else console.answer(result))
        history.append({"question": result["standalone_question"], "answer": result["answer"]})
    return 0


def _batch(path: Path, answer: Ask) -> int:
    """One object out for each line in, in order; a bad line gives {"id", "error"} at its place and code 65 at the end."""
    bad = 0
    for row in _rows(path):
        if isinstance(row, str):
            result: dict[str, Any] = {"schema": SCHEMA, "id": None, "error": row}
        else:
            try:
                result = answer(row) | {"id": row.get("id")}
            except (AssistantError, LibraryError) as error:
                result = {"schema": SCHEMA, "id": row.get("id"), "error": str(error)}
        bad += "error" in result
        console.write(_json(result))
    if bad:
        console.say(f"{bad}行有问题，原因写在各行的 error 里；其余已完成。")
    return BAD_DATA if bad else 0


def _rows(path: Path) -> Iterator[dict[str, Any] | str]:
    """The objects of a JSON-lines file; a string says what is wrong with a line."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"读不到文件 {path}（{error.strerror}）：请检查路径。") from error
    with file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line.decode("utf-8-sig"))
            except ValueError:
                yield f"第{number}行不是UTF-8的JSON：请改正这一行。"
                continue
            yield row if isinstance(row, dict) else f"第{number}行不是JSON对象：请写成 {{…}}。"


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise UsageError(f"缺少 {name}：每行要有一个文字的 {name}。")
    history = row.get("history") or []
    if not isinstance(history, list) or not all(isinstance(turn, dict) for turn in history):
        raise UsageError('history 要写成 [{"question": …, "answer": …}]。')
    return value


def _json(value: object) -> str:
    return json.dumps({"schema": SCHEMA, **plain(value)}, ensure_ascii=False)
