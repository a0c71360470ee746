"""What makes a record worth writing: a reader understands it without the article."""

from __future__ import annotations

from index.statistics import wording
from index.statistics.draft import Draft
from index.statistics.names import CLAUSES, is_measured, is_name
from index.statistics.tables import pattern
from index.statistics.telling import telling


def worth(draft: Draft, text: str, ours: bool, near: bool = False) -> bool:
    """Whether a record can be understood alone: its metric is a name, the amount fits it, and somebody vouches for the rest.

    `text` is the folded text of the article. What a printed page or a headed report of the papers' own place tells (`ours`) is
    of that place and of its date. Of other texts a record has to have its place and time in its sentence, which must state an
    amount and nothing else; for one of the own place (`near`) place and time may be the article's.
    """
    if draft.kind == "target" and pattern(CLAUSES, "weather").search(draft.metric):
        return False
    if not (is_name(draft.metric) and is_measured(draft)) or wording.only_verbs(draft.metric):
        return False
    return ours or ((near or (draft.placed and _timed(draft))) and telling(draft, text))


def _timed(draft: Draft) -> bool:
    """Whether a time is printed in the sentence."""
    period = draft.period
    return draft.stated and period is not None and draft.sentence[0] <= period.start < draft.sentence[1]
