"""The words of the command line: commands, their options and help, in Chinese."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

Command = Callable[[str, str], argparse.ArgumentParser]


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks Chinese and leaves with code 2 on wrong usage."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the options of ArgumentParser
        super().__init__(**{**options, "formatter_class": _Formatter, "add_help": False})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Leave with one sentence on stderr and code 2."""
        self.exit(2, f"用法不对：{_translated(message)}。运行 {self.prog} --help 看用法。\n")


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)  # type: ignore[arg-type]


_MESSAGES = (
    ("the following arguments are required:", "缺少参数"),
    ("unrecognized arguments:", "不认识的参数"),
    ("expected one argument", "后面要跟一个值"),
    ("expected at least one argument", "后面至少要跟一个值"),
    ("invalid choice:", "没有这个选择"),
    ("invalid int value:", "不是整数"),
    ("not allowed with argument", "不能同时用"),
    ("argument ", ""),
    ("choose from", "可选"),
    ("one of the arguments", "至少要有其中一个："),
    (" is required", ""),
)


def _translated(message: str) -> str:
    for english, chinese in _MESSAGES:
        message = message.replace(english, chinese)
    return message


def build_parser() -> Parser:
    """The parser of `liaocheng` with all its commands; `command` names the one chosen."""
    parser = Parser(prog="liaocheng", description="查聊城报纸：问题有出处，没有就说没有。")
    commands = parser.add_subparsers(dest="command", metavar="命令", title="命令", required=True, parser_class=Parser)

    def command(name: str, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        settings = made.add_argument_group("设置（另可写在 LIAOCHENG_* 环境变量或 liaocheng.toml 里）")
        settings.add_argument("--data", metavar="文件夹", help="索引所在的文件夹")
        settings.add_argument("--embedding", metavar="名称", help="向量模型：builtin，或 sentence-transformers 的名称、文件夹")
        return made

    _library(command)
    _asking(command)
    _service(command)
    _rights(command)
    return parser


def _library(command: Command) -> None:
    """What is in the library and how it was split."""
    index = command("index", "收录或更新报纸文件（不写路径时收录随附的报纸）")
    index.add_argument("paths", nargs="*", type=Path, metavar="路径", help="文件或文件夹")
    index.add_argument("--remove", action="append", default=[], metavar="文件名", help="移出一份报纸，可重复")
    index.add_argument("--status", action="store_true", help="只说现在收录了什么")
    index.add_argument("--rebuild", action="store_true", help="全部重建")
    index.add_argument("--groups", metavar="组", help="这些文件只对这些组可见，几个组用、分开；* 为所有人")
    index.add_argument("--json", action="store_true", help="以JSON输出")

    articles = command("articles", "看文件怎样还原、拆成文章，不收录")
    articles.add_argument("paths", nargs="+", type=Path, metavar="文件")
    articles.add_argument("--json", action="store_true", help="以JSON输出，一行一篇")

    correct = command("correct", "修正一份报纸的拆版：标题、分篇、并篇、移段、改字；可撤销")
    correct.add_argument("source", metavar="文件名")
    correct.add_argument("--line", type=int, default=1, metavar="行号", help="原文的行号，从1数起")
    correct.add_argument("--last", type=int, default=0, metavar="行号", help="移动到此行为止")
    act = correct.add_mutually_exclusive_group(required=True)
    act.add_argument(
        "--set", action="append", default=[], metavar="名称=内容", help="改这一行所在文章的 title、reporters、date 等"
    )
    act.add_argument("--split", action="store_true", help="从这一行起另成一篇")
    act.add_argument("--merge", action="store_true", help="把这一行所在的文章并入上一篇")
    act.add_argument("--move", type=int, metavar="行号", help="把这些行移到那一行之后")
    act.add_argument("--mend", nargs=2, metavar=("原字", "新字"), help="改这一行里的字")
    act.add_argument("--list", action="store_true", help="看现有的修正")
    act.add_argument("--undo", type=int, metavar="编号", help="撤销一条修正")
    act.add_argument("--keep", action="store_true", help="文件变了之后，沿用原来的修正")
    correct.add_argument("--page", action="store_true", help="--set 用于整版（newspaper、published、page）")
    correct.add_argument("--json", action="store_true", help="以JSON输出")


def _asking(command: Command) -> None:
    """Passages, answers and statistics."""
    search = command("search", "查段落")
    _question(search, "query", "要查的话")
    _places(search)
    search.add_argument("-k", type=int, default=10, metavar="个数", help="最多几段（默认10）")

    ask = command("ask", "提问，得到注明出处的回答")
    _question(ask, "question", "问题")
    _places(ask)
    ask.add_argument("--chat", action="store_true", help="连续提问，空行结束")
    ask.add_argument("--today", metavar="年-月-日", help="把哪天当作今天（默认今天）")
    _model(ask)

    cite = command("cite", "查一句话有没有依据：有据、有出入或未查到")
    _question(cite, "claim", "要核对的一句话")
    cite.add_argument("--today", metavar="年-月-日", help="把哪天当作今天（默认今天）")

    check = command("check", "逐句核对一份稿子")
    check.add_argument("draft", metavar="稿子", help="docx、md或txt文件；- 表示从标准输入读")
    check.add_argument("-o", "--output", type=Path, metavar="文件", help="写成 .docx（批注）、.md、.json 或 .txt")
    check.add_argument("--table", type=Path, metavar="文件", help="另写引文核对表：.xlsx、.docx 或 .md")
    check.add_argument("--footnotes", action="store_true", help="Word里用脚注，不用批注")
    check.add_argument("--today", metavar="年-月-日", help="把哪天当作今天（默认今天）")
    check.add_argument("--json", action="store_true", help="以JSON输出，一行一句")
    _filters(check)

    figures = command("figures", "统计数据一览：指标、地区、时期、数值、原文")
    _ledger(figures)
    figures.add_argument("--table", action="store_true", help="一个指标按地区和时期并排（要有 --metric）")
    conflicts = command("conflicts", "哪些数说法不一，哪些只是看起来不一")
    _ledger(conflicts)
    conflicts.add_argument("--limit", type=int, metavar="条数", help="最多几条（默认全部）")


def _rights(command: Command) -> None:
    """Who may see what: sources by groups, keys and accounts."""
    groups = command("groups", "哪份报纸对哪些组可见：查看、设置")
    groups.add_argument("source", nargs="?", metavar="文件名", help="不写时列出全部")
    groups.add_argument("groups", nargs="*", metavar="组", help="只对这些组可见；* 为所有人；不写时只看不改")
    groups.add_argument("--json", action="store_true", help="以JSON输出，一行一份")

    keys = command("keys", "给其他程序的密钥：新建、查看、作废")
    keys.add_argument("act", choices=("create", "list", "revoke"), metavar="create|list|revoke", help="新建、查看或作废")
    keys.add_argument("name", nargs="?", default="", metavar="名称", help="新建时是给谁用的，作废时是编号")
    keys.add_argument("--scope", default="read", metavar="权限", help="read（默认）、write 或 admin")
    keys.add_argument("--expires", metavar="年-月-日", help="用到哪天为止（默认不限）")
    keys.add_argument("--groups", metavar="组", help="还能看哪些组的报纸，几个组用、分开（默认只看对所有人开放的；admin 都能看）")
    keys.add_argument("--json", action="store_true", help="以JSON输出，一行一把")

    users = command("users", "网页的账号（不只在本机服务时要登录）：新建、查看、移除")
    users.add_argument("act", choices=("add", "list", "remove"), metavar="add|list|remove", help="新建或改密码，查看，移除")
    users.add_argument("name", nargs="?", default="", metavar="用户名")
    users.add_argument("--scope", default="read", metavar="权限", help="read（默认，只查）、write（能收录）或 admin（能管账号）")
    users.add_argument("--groups", metavar="组", help="还能看哪些组的报纸，几个组用、分开")
    users.add_argument("--json", action="store_true", help="以JSON输出，一行一个")


def _service(command: Command) -> None:
    """The server, and what is wrong."""
    serve = command("serve", "打开网页和接口")
    serve.add_argument("--host", metavar="地址", help="默认127.0.0.1，只有本机能打开")
    serve.add_argument("--port", metavar="端口", help="默认8501")
    _model(serve)

    mcp = command("mcp", "供其他程序查报纸（MCP，标准输入输出）")
    _model(mcp)

    evaluate = command("evaluate", "用标准问答给这个索引打分")
    evaluate.add_argument("gold", type=Path, metavar="文件.jsonl", help="一行一个JSON对象：问题、应有的内容、出处")
    evaluate.add_argument("--today", metavar="年-月-日", help="把哪天当作今天（默认今天）")
    _model(evaluate)

    backup = command("backup", "把资料备份成一个文件（不含密钥），收录时也能备份")
    backup.add_argument("file", type=Path, metavar="文件", help="写成 .tar，或压缩的 .tar.gz")
    backup.add_argument("--json", action="store_true", help="以JSON输出")
    restore = command("restore", "从备份恢复资料")
    restore.add_argument("file", type=Path, metavar="文件", help="liaocheng backup 写成的文件")
    restore.add_argument("--force", action="store_true", help="替换数据文件夹里已有的资料")
    restore.add_argument("--json", action="store_true", help="以JSON输出")

    doctor = command("doctor", "检查各部分，说明该做什么")
    doctor.add_argument("--json", action="store_true", help="以JSON输出，一行一项")
    _model(doctor)


def _question(parser: argparse.ArgumentParser, name: str, text: str) -> None:
    parser.add_argument(name, nargs="?", help=text)
    parser.add_argument("--batch", type=Path, metavar="文件.jsonl", help="成批查，一行一个JSON对象")
    parser.add_argument("--json", action="store_true", help="以JSON输出，一行一个对象")
    _filters(parser)


def _filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="日期", help="只查这天及以后的报道，如 2025 或 2025-03")
    parser.add_argument("--until", metavar="日期", help="只查这天及以前的报道")
    parser.add_argument("--source", action="append", metavar="文件名", help="只查这份报纸，可重复")


def _places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--place", action="append", metavar="地方", help="只查提到这个地方或其直接下级的报道，可重复")


def _ledger(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--metric", metavar="指标", help="只看这个指标，简称也行")
    parser.add_argument("--region", metavar="地区", help="只看这个地区及其下级")
    parser.add_argument("--period", metavar="时期", help="只看这段时间，如 2023 或 2023年上半年")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="以JSON输出，一行一个对象")
    form.add_argument("--csv", action="store_true", help="以CSV输出")
    form.add_argument("--xlsx", type=Path, metavar="文件.xlsx", help="写成Excel表，各列都是文本")


def _model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="名称", help="大模型的名称；不设时只摘报纸原文")
    parser.add_argument("--base-url", metavar="地址", help="大模型接口的地址（OpenAI兼容）")
