"""What the library holds, as a person tends it: add, remove, mend how a page was split, take that back, and see it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from index import build
from index.article import Article
from index.corrections import Correction, Corrections
from index.errors import InputError
from index.groups import named
from index.report import Report, Status
from rag.assistant import Assistant
from rag.errors import UsageError

Progress = Callable[[str, int, int], None]
Kind = Literal["set", "split", "merge", "move", "mend", "page"]
TITLED = frozenset({"news", "feature", "essay"})
LONGEST_TITLE, LONGEST_NAME = 40, 120
PEOPLE = ("reporters", "correspondents")


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding files: what the index did, and the articles added whose headlines a person should look at."""

    report: Report
    articles: int
    doubtful: tuple[Article, ...]

    def __str__(self) -> str:
        """「已收录1版7篇；2篇标题存疑，请点开核一下。」"""
        done = self.report
        words = [f"已收录{len(done.indexed)}版{self.articles}篇"] if done.indexed else []
        words += [f"{len(done.unchanged)}版已在资料库里，没有变化"] if done.unchanged else []
        words += [f"{len(self.doubtful)}篇标题存疑，请点开核一下"] if self.doubtful else []
        words += [f"跳过{len(done.skipped)}个"] if done.skipped else []
        return "；".join(words) + "。"


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of a page that follow one another and belong to the same article, or to none.

    `owner` is the article's place (from 0) or None, `first` the number of the first line (from 1), `lines` the lines as they
    were read, `text` what the article has of them.
    """

    owner: int | None
    first: int
    lines: tuple[str, ...]
    text: str


def add(
    library: Assistant, files: Mapping[str, bytes], progress: Progress | None = None, groups: tuple[str, ...] | None = None
) -> Added:
    """Add files, given as names and bytes; one whose name is known takes the place of the old one.

    `sources.csv` among them speaks of its neighbours; `groups` (() for everyone) may see the rest, None leaves that as it is.
    What was known of a printed page stays where nothing new is said of it. Raises InputError (nothing usable; the library is
    untouched), BusyError, WriteError, MismatchError, CorruptError.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            Path(folder, safe_name(name)).write_bytes(data)
        config = library.settings.index
        report = build.index([Path(folder)], config, progress=progress, groups=library.groups, readers=groups, keep=True)
    found = [article for name in report.indexed for article in library.printing(name)[1]]
    return Added(report, len(found), tuple(article for article in found if doubtful(article)))


def remove(library: Assistant, names: Sequence[str], progress: Progress | None = None) -> Report:
    """Remove sources with all that was made of them. Raises InputError for an unknown name, and as `add`."""
    _known(library, *names)
    return build.remove(names, library.settings.index, progress=progress)


def regroup(library: Assistant, names: Sequence[str], groups: tuple[str, ...]) -> Report:
    """Let only these groups see these sources, everyone for (). Raises UsageError for one who does not see everything."""
    if library.groups is not None:
        raise UsageError("只有管理员能改对哪些组可见：请联系管理员。")
    return build.regroup(library.settings.index, names, groups)


def groups_of(line: str) -> tuple[str, ...]:
    """The groups that a person wrote in a line; () for none. Raises InputError for a name that cannot be used."""
    return named(line) or ()


def correct(
    library: Assistant,
    source: str,
    kind: Kind,
    line: int = 1,
    *,
    last: int = 0,
    to: int = 0,
    old: str = "",
    new: str = "",
    fields: Mapping[str, str] | None = None,
) -> Report:
    """Mend how a page was split (see `index.corrections.Correction`); several names of people are parted by 、.

    Raises InputError when it does not fit the page, and as `add`.
    """
    _known(library, source)
    given = tuple((name, _value(name, value)) for name, value in (fields or {}).items())
    mended = Correction(0, source, "", kind, line, last or line, to, old, new, given)
    return build.correct(library.settings.index, source, mended)


def undo(library: Assistant, number: int) -> Report:
    """Take a correction back. Raises InputError when it does not stand, and as `add`."""
    if library.groups is not None:
        _known(library, Corrections(library.settings.data).standing(number).source)
    return build.undo(library.settings.index, number)


def keep(library: Assistant, source: str) -> Report:
    """Let the corrections of a source whose file has changed count for the new file too."""
    _known(library, source)
    return build.carry_over(library.settings.index, source)


def corrections(library: Assistant, source: str) -> list[Correction]:
    """The corrections of a source that stand, oldest first."""
    _known(library, source)
    return Corrections(library.settings.data).of(source)


def waiting(library: Assistant, source: str) -> list[Correction]:
    """Those of them that were made on another file of that name and do not count until a person keeps them."""
    _known(library, source)
    digest = next((known.digest for known, _ in library.sources() if known.name == source), "")
    return Corrections(library.settings.data).waiting(source, digest)


def status(library: Assistant) -> Status:
    """What the library holds, when it was made, and by what; one who does not see everything is told only of what he sees."""
    state = build.status(library.settings.index)
    if library.groups is None:
        return state
    scope, own = library.scope(), tuple(library.sources())
    seen = replace(state, sources=own, articles=scope.articles, passages=library.passages, since=scope.since, until=scope.until)
    return replace(seen, folder=Path(), bytes=0, damage="", writer="")


def runs(text: str, articles: Sequence[Article]) -> list[Run]:
    """A page line by line beside its articles: lines in order, those of one article gathered, blank ones only within a run."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    owners, texts = _owners(articles)
    found: list[Run] = []
    for number, line in enumerate(lines, 1):
        owner = owners.get(number)
        if owner is None and not line.strip():
            continue
        last = found[-1] if found else None
        if last and last.owner == owner:
            between = lines[last.first + len(last.lines) - 1 : number]
            found[-1] = Run(owner, last.first, (*last.lines, *between), last.text + texts.get(number, ""))
        else:
            found.append(Run(owner, number, (line,), texts.get(number, "")))
    return found


def doubtful(article: Article) -> bool:
    """Whether a headline looks wrong: there is none, or it is as long as a paragraph or ends like a sentence."""
    if article.kind not in TITLED:
        return False
    title = (article.title or "").strip()
    return not title or len(title) > LONGEST_TITLE or title.endswith(("。", "，", "；", "、", "："))


def safe_name(name: str) -> str:
    """The name of a file without folders. Raises InputError for one that no file may have here."""
    plain = name.replace("\\", "/").rpartition("/")[2].strip()
    if not plain or plain.startswith(".") or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise InputError(f"文件名“{plain[:LONGEST_NAME]}”不能用：请改成普通的、{LONGEST_NAME}字以内的名字。")
    return plain


def _known(library: Assistant, *names: str) -> None:
    """Raises InputError for a name that whoever tends the library does not see, as for one that it does not have."""
    seen = {source.name for source, _ in library.sources()} if library.groups is not None else set(names)
    if unknown := [name for name in names if name not in seen]:
        raise InputError(f"资料库里没有“{'”、“'.join(unknown)}”；可用 liaocheng index --status 查看来源。")


def _owners(articles: Sequence[Article]) -> tuple[dict[int, int], dict[int, str]]:
    """The place of the article that holds a line, and what it has of it."""
    owners: dict[int, int] = {}
    texts: dict[int, str] = {}
    for place, article in enumerate(articles):
        ends = [*(offset for offset, _ in article.lines[1:]), len(article.text)]
        for (start, line), end in zip(article.lines, ends, strict=True):
            owners.setdefault(line, place)
            texts[line] = texts.get(line, "") + article.text[start:end]
    return owners, texts


def _value(name: str, value: str) -> object:
    return [one for one in value.split("、") if one] if name in PEOPLE else value or None
