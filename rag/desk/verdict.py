"""Verdict, Difference, Check: what the citation desk says of a sentence and of a draft. Frozen, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rag.answer import SCHEMA, Citation, Notice, plain

Label = Literal["supported", "contradicted", "not_found"]
Status = Literal["verbatim", "reworded", "computed"]
DifferenceKind = Literal[
    "value", "unit", "period", "region", "scope", "comparability", "name", "office", "speaker", "quotation", "rank", "direction"
]  # fmt: skip
KINDS: Mapping[str, str] = {
    "value": "数值", "unit": "单位", "period": "时间", "region": "地点", "scope": "范围", "comparability": "可比性",
    "name": "姓名", "office": "职务", "speaker": "说话人", "quotation": "引文", "rank": "位次", "direction": "方向",
}  # fmt: skip
SHOWN: Mapping[str, str] = {"supported": "有据", "contradicted": "有出入", "not_found": "未查到"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a draft and a report differ: what the draft says and what the source says."""

    kind: DifferenceKind
    claim: str
    source: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A run of characters of the draft beside one of the source; `same` when they are equal."""

    same: bool
    claim: str
    source: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the library says of one sentence; `start` and `end` are its offsets in the draft.

    `checkable` is False for what claims nothing (headings, greetings, slogans). `newer` is a citation of a later report with
    another value; `conflicts` are places of other sources that disagree. `edits` lays the sentence beside its first quotation.
    """

    claim: str
    start: int
    end: int
    checkable: bool
    verdict: Label
    status: Status | None = None
    differences: tuple[Difference, ...] = ()
    newer: Citation | None = None
    conflicts: tuple[Mapping[str, Any], ...] = ()
    citations: tuple[Citation, ...] = ()
    notices: tuple[Notice, ...] = ()
    edits: tuple[Edit, ...] = ()
    seconds: float = 0.0
    id: str | None = None

    @property
    def label(self) -> str:
        """The verdict as the page prints it: 有据, 有出入, 未查到, 可推算, 不需核对."""
        if not self.checkable:
            return "不需核对"
        return "可推算" if self.status == "computed" else SHOWN[self.verdict]

    def as_dict(self) -> dict[str, Any]:
        """The `verdict` object of the JSON contract."""
        return {"schema": SCHEMA, **plain(self)}


@dataclass(frozen=True, slots=True)
class Check:
    """A whole draft: its own text, a verdict for each sentence in order, and how many sentences have each label."""

    text: str
    verdicts: tuple[Verdict, ...]
    generation: int
    seconds: float

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences have each label."""
        found: dict[str, int] = {}
        for verdict in self.verdicts:
            found[verdict.label] = found.get(verdict.label, 0) + 1
        return found

    def as_dict(self) -> dict[str, Any]:
        """The `check` object: counts and verdicts."""
        return {
            "schema": SCHEMA,
            "verdicts": [verdict.as_dict() for verdict in self.verdicts],
            "counts": self.counts,
            "generation": self.generation,
            "seconds": self.seconds,
        }
