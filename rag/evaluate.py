"""Answers scored on a gold file: complete, cited, refused rightly or wrongly, by category and in all.

A line of gold is {"id", "question", "category", "must_include": [...], "answerable", "evidence": [{"quote", "seed"?}], "seed"?};
`seed` is how the name of the source file starts. An answer is complete when every `must_include` string stands early in it, and
cited when a citation that it uses shares a run of characters with each quote of the evidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from statistics import median
from typing import Any

from rag.answer import Answer

_WORDY = frozenset({"list", "why", "how", "summary", "compare", "ambiguous", "definition"})
_EARLY, _EARLY_WORDY, _FEW = 200, 400, 2
_LONGEST_QUOTE, _MOST_CITATIONS = 400, 6
_RUN, _SHORTEST_RUN, _SHARE = 12, 4, 0.6
_ALIKE = str.maketrans("“”‘’—–", "\"\"''--")

Gold = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """What one answer is worth. `length` counts its characters without white space."""

    category: str
    answerable: bool
    refused: bool
    complete: bool = False
    cited: bool = False
    cited_any: bool = False
    length: int = 0


def evaluate(gold: Iterable[Gold], ask: Callable[[str], Answer]) -> dict[str, Any]:
    """The figures of all questions of `gold`: {"all", "median_length", "by_category"}; a share of nothing is None."""
    scores = [score(row, ask(row["question"])) for row in gold]
    lengths = [one.length for one in scores if one.answerable]
    categories = sorted({one.category for one in scores})
    return {
        "all": _figures(scores),
        "median_length": median(lengths) if lengths else None,
        "by_category": {name: _figures([one for one in scores if one.category == name]) for name in categories},
    }


def score(gold: Gold, answer: Answer) -> Score:
    """Compare one answer with its line of gold."""
    category, wanted = gold["category"], gold.get("must_include", [])
    if not gold["answerable"]:
        return Score(category, False, answer.refused)
    early = _EARLY_WORDY if category in _WORDY or len(wanted) > _FEW else _EARLY
    text = _plain(re.sub(r"\[\d+\]", "", answer.text))[:early]
    quotes = _quotes(answer)
    hits = [
        any(
            source.startswith(part.get("seed", gold.get("seed", ""))) and _overlap(quote, _plain(part["quote"]))
            for source, quote in quotes
        )
        for part in gold["evidence"]
    ]
    return Score(
        category,
        True,
        answer.refused,
        complete=not answer.refused and _holds_all(text, wanted),
        cited=all(hits),
        cited_any=any(hits) or any(_holds_all(quote, wanted) for _, quote in quotes),
        length=len(_plain(answer.text)),
    )


def _quotes(answer: Answer) -> list[tuple[str, str]]:
    """File name and plain quote of the citations that count: used in the text, not too long, among the first six."""
    used = [(one.source.rsplit("/", 1)[-1], _plain(one.quote)) for one in answer.citations if f"[{one.n}]" in answer.text]
    return [(source, quote) for source, quote in used if len(quote) <= _LONGEST_QUOTE][:_MOST_CITATIONS]


def _holds_all(text: str, parts: Iterable[str]) -> bool:
    return all(_holds(text, _plain(part)) for part in parts)


def _holds(text: str, part: str) -> bool:
    """Whether `part` stands in `text`, and not as a piece of a longer number: 1个 is not in 31个, nor 5 in 5.2."""
    before = r"(?<![\d.])" if part[:1].isdigit() else ""
    after = r"(?!\d|\.\d)" if part[-1:].isdigit() else ""
    return re.search(before + re.escape(part) + after, text) is not None


def _overlap(quote: str, wanted: str) -> bool:
    """Whether both share a run long enough to be the same place: 12 characters, or three fifths of a short `wanted`."""
    run = SequenceMatcher(None, quote, wanted, autojunk=False).find_longest_match().size
    return run >= min(_RUN, max(_SHORTEST_RUN, int(_SHARE * len(wanted))))


def _plain(text: str) -> str:
    """Text without white space, widths, thousands commas, light markup and the shapes of quotes and dashes."""
    text = unicodedata.normalize("NFKC", re.sub(r"\*\*|</?su[bp]>|^#+\s*", "", text, flags=re.MULTILINE))
    return re.sub(r"(?<=\d),(?=\d{3})", "", "".join(text.split())).translate(_ALIKE)


def _figures(scores: list[Score]) -> dict[str, Any]:
    asked = [one for one in scores if one.answerable]
    rest = [one for one in scores if not one.answerable]
    return {
        "answerable": len(asked),
        "complete": _share(one.complete for one in asked),
        "cited": _share(one.cited for one in asked),
        "cited_any": _share(one.cited_any for one in asked),
        "wrong_refusal": _share(one.refused for one in asked),
        "unanswerable": len(rest),
        "right_refusal": _share(one.refused for one in rest),
    }


def _share(values: Iterable[bool]) -> float | None:
    found = list(values)
    return round(sum(found) / len(found), 4) if found else None
