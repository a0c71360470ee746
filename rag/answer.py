"""Answer, Citation, Notice: what the fronts show. Frozen, no I/O, imports only data; `as_dict` gives the JSON shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import PurePath
from typing import Any, Literal

from index.article import Article, Hit

SCHEMA = 1

NoticeKind = Literal["period", "other_period", "freshness", "conflict", "as_of", "scope", "computed", "unexplained", "unmarked"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered pointer to verbatim text: `quote` is exactly `article.text[start:end]`.

    `reference` is the GB/T 7714-2025 reference; `copy_form` is the short form for running text; `missing` says which fields
    the reference leaves out because they are not known (empty when complete). `line` is the line of the source file, 1-based.
    """

    n: int
    source: str
    article_id: str
    title: str
    date: str | None
    quote: str
    start: int
    end: int
    reference: str
    copy_form: str = ""
    missing: str = ""
    line: int | None = None
    verbatim: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should know beside the answer; `citations` are numbers [n] of the same answer."""

    kind: NoticeKind
    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What was searched: how many sources and articles, and the first and last date among them (YYYY-MM or finer)."""

    articles: int
    since: str | None = None
    until: str | None = None
    sources: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with the passages it rests on, or a refusal that says what was searched.

    `text` holds the short answer and its sentences, [n] after each; every citation listed is used in it.
    `nearest` are the passages closest to a refused question. `mode` is `extractive` or `generated`. `tokens` is what a language
    model took, also when its words were not used; it is for the accounts and no part of the JSON contract.
    """

    question: str
    standalone_question: str
    text: str
    short: str | None
    refused: bool
    citations: tuple[Citation, ...]
    notices: tuple[Notice, ...]
    suggestions: tuple[str, ...]
    mode: Literal["extractive", "generated"]
    generation: int
    scope: Scope
    seconds: float
    model: str | None = None
    nearest: tuple[Citation, ...] = ()
    figures: tuple[Mapping[str, Any], ...] = ()
    conflicts: tuple[Mapping[str, Any], ...] = ()
    id: str | None = None
    tokens: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The `answer` object of the JSON contract."""
        data: dict[str, Any] = {"schema": SCHEMA, **plain(self)}
        del data["tokens"]
        data["answer"] = data.pop("text")
        return data


def article_fields(article: Article) -> dict[str, Any]:
    """The `article` object of the JSON contract, without its schema."""
    return {name: value for name, value in plain(article).items() if name != "lines"}


def plain(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Frozen data as dicts, lists and scalars, ready for `json.dumps`."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return str(value) if isinstance(value, PurePath) else value


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Passages of a query, best first, and the distinct articles they are from, best first, each once."""

    hits: tuple[Hit, ...]
    docs: tuple[str, ...]
    seconds: float
    id: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The `search` object of the JSON contract."""
        return {"schema": SCHEMA, **plain(self)}


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a streamed answer, or of the check of a draft.

    `passages`: {"passages": [citation, ...]} before any text; `delta`: {"text": str}; `citation`: one citation;
    `progress`: {"done", "total"} sentences; `verdict`: one verdict; `done`: the whole object, which stands if it differs from
    the deltas; `error`: {"message": str}. `tokens` is that of the whole answer, with `done`.
    """

    kind: Literal["passages", "delta", "citation", "progress", "verdict", "done", "error"]
    data: Mapping[str, Any]
    tokens: int = 0
