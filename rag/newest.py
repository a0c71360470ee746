"""Where the newest value of a figure stands that is asked for without a time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.question import Question
from rag.rank import Sentence
from rag.records import asked, kin, within

REACH, LEAST = 30, 0.5  # of the best sentences, those among which it is looked for, and the least share of the best score
_TIMED = re.compile(r"今年|去年|上年|前年|[上下]半年|季度|期间|时候|年底|年初|末|那会儿|当时|规划|目标|同比|增长|增幅|增速|涨|降")
_LATEST = re.compile(r"最新|目前|现在|如今|最近")


def newest(question: Question, sentences: Sequence[Sentence]) -> Sentence | None:
    """The sentence with a newer value of what the best one gives, where a figure of no time is asked for; None without one."""
    best, latest = sentences[0], bool(_LATEST.search(question.standalone))
    if question.kind != "figure" or (not latest and (question.periods or _TIMED.search(question.standalone))):
        return None
    record = asked(question, within(best.article, best.start, best.end), unit=not latest)
    near = [
        s
        for s in sentences[:REACH]
        if s.score >= LEAST * best.score and not (s.feature("other_period") or s.feature("other_place"))
    ]
    if record is None or not record.until:
        return None
    newer = [
        (other.until or "", s.article.date or "", s)
        for s in near
        for other in kin(record, [s.article])
        if s.start <= other.start < s.end and (other.until or "", s.article.date or "") > (record.until, best.article.date or "")
    ]
    return max(newer, key=lambda found: found[:2])[2] if newer else None
