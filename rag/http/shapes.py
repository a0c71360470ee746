"""The JSON objects of the API as models: what /openapi.json tells of the answers. They describe; nothing is converted by them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from index.article import Hit
from rag.answer import Citation, Notice, Scope
from rag.desk.verdict import Difference, Edit


class Object(BaseModel):
    """Every object says which version of the contract it follows."""

    model_config = ConfigDict(extra="forbid")
    version: Literal[1] = Field(alias="schema")


class SearchObject(Object):
    """Passages, best first, and the articles they are from, each once."""

    id: str | None
    hits: list[Hit]
    docs: list[str]
    seconds: float


class AnswerObject(Object):
    """The short answer and its sentences, [n] after each; each n is a citation whose quote stands in the article."""

    id: str | None
    question: str
    standalone_question: str
    answer: str
    short: str | None
    refused: bool
    citations: list[Citation]
    nearest: list[Citation]
    figures: list[dict[str, Any]]
    conflicts: list[dict[str, Any]]
    suggestions: list[str]
    notices: list[Notice]
    mode: Literal["extractive", "generated"]
    model: str | None
    generation: int
    scope: Scope
    seconds: float


class ChangeObject(BaseModel):
    """How a value moved, against what."""

    kind: str
    value: str
    direction: Literal["up", "down"]


class FigureObject(Object):
    """One statistic with what it is of and the sentence it stands in."""

    source: str
    title: str
    metric: str
    region: str | None
    period: str | None
    since: str | None
    until: str | None
    value: str
    unit: str
    qualifier: str | None
    kind: Literal["fact", "target", "total"]
    change: ChangeObject | None
    rank: str | None
    definition: str | None
    quote: str


class PlaceObject(BaseModel):
    """One place of a conflict."""

    source: str
    title: str
    date: str | None
    quote: str
    value: str
    period: str | None
    region: str | None


class ConflictObject(Object):
    """Places that a reader could mistake for one another, and why they differ."""

    metric: str
    region: str | None
    verdict: Literal["true-conflict", "different-period", "different-scope", "rounding"]
    explanation: str
    places: list[PlaceObject]


class FiguresObject(Object):
    """One page of statistics; `next` is the cursor of the page after it, null on the last."""

    items: list[FigureObject]
    next: str | None


class ConflictsObject(Object):
    """One page of conflicts; `next` is the cursor of the page after it, null on the last."""

    items: list[ConflictObject]
    next: str | None


class SourceObject(Object):
    """One file of the library: its name, the SHA-256 of its bytes, what is known of the page, and how many articles it has.

    `groups` are those that may see it, as far as whoever asks is in them; empty when everyone may.
    """

    name: str
    digest: str
    newspaper: str | None
    published: str | None
    page: str | None
    edition: str | None
    url: str | None
    groups: list[str]
    articles: int


class SourcesObject(Object):
    """One page of the library's files; `next` is the cursor of the page after it, null on the last."""

    items: list[SourceObject]
    next: str | None


class PutObject(SourceObject):
    """A file as it is after being put; `generation` is the library's after it, `notes` are sentences for a person."""

    state: Literal["added", "refreshed", "unchanged"]
    notes: list[str]
    generation: int


class VerdictObject(Object):
    """What the library says of one sentence of a draft; `start` and `end` are its offsets in the draft."""

    id: str | None
    claim: str
    start: int
    end: int
    checkable: bool
    verdict: Literal["supported", "contradicted", "not_found"]
    status: Literal["verbatim", "reworded", "computed"] | None
    differences: list[Difference]
    newer: Citation | None
    conflicts: list[dict[str, Any]]
    citations: list[Citation]
    notices: list[Notice]
    edits: list[Edit]
    seconds: float


class CheckObject(Object):
    """A whole draft: a verdict for each sentence in order, and how many have each label."""

    verdicts: list[VerdictObject]
    counts: dict[str, int]
    generation: int
    seconds: float


class ArticleObject(Object):
    """One newspaper article; `date` is the day the report is of, `published` the day the paper came out."""

    source: str
    article_id: str
    title: str | None
    kicker: str | None
    subtitle: str | None
    reporters: list[str]
    correspondents: list[str]
    date: str | None
    date_basis: str | None
    published: str | None
    newspaper: str | None
    page: str | None
    kind: str
    text: str


class StatusObject(Object):
    """Whether the process runs, or is ready to answer; then with what."""

    status: Literal["ok", "ready"]
    generation: int | None = None
    scope: Scope | None = None


class ProblemObject(Object):
    """RFC 9457 problem details; `errors` names the parts of a body that do not fit, `request_id` the request to ask after."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []
    request_id: str | None = None
