"""How far a sentence is of the place that a question asks about: figures of one county are never given for another."""

from __future__ import annotations

import re

from index.lexicon import fold
from index.places import Place
from rag.kinds import wanted
from rag.lines import Line, Reading
from rag.question import Question

COUNTED = ("figure", "compare")  # the kinds whose answers are figures, which are of one place only
NAMED, OF_ARTICLE, UNSAID, OTHER = 1.0, 0.7, -0.3, -1.0
PART, PART_UNASKED = -0.8, -0.4  # a county's figure where the prefecture's is asked for, and where no place is
ELSEWHERE = -0.9  # a figure of the whole or of another county in a text that names the county asked for nowhere near

_PART = re.compile(r"[^；;。]+")


def region(question: Question, names: set[str], line: Line, reading: Reading) -> float:
    """From 1 (the sentence names one of `names`, or a place inside it) to -1 (it is of another); 0.7 when its article is of it.

    `names` are the places asked about less the prefecture itself, which is taken for granted; only a figure of one of its parts
    is not a figure of the whole (-0.8, and -0.4 when the question names no place at all).
    """
    if not names:
        return _unasked(question, line, reading)
    counties, home = _counties(line), reading.home
    if any(place.name in names or names & set(place.within) for place in line.places):
        return NAMED if len(counties) < 2 or _tells(question, names, line) else ELSEWHERE
    asked = [place for place in question.places if place.name in names]
    if any(place.text in line.text for place in asked):
        return NAMED
    if counties or (home.county and home.county not in names):
        return OTHER
    if names & {home.county, home.city}:
        return OF_ARTICLE
    return UNSAID if question.kind not in COUNTED or _spoken_of(asked, line, reading) else ELSEWHERE


def _unasked(question: Question, line: Line, reading: Reading) -> float:
    """Where no part is asked for: what a figure of one part loses."""
    if question.kind not in COUNTED:
        return 0.0
    counties = _counties(line)
    part = len(counties) == 1 or (reading.home.county and not counties)
    return (PART if question.places else PART_UNASKED) if part else 0.0


def _counties(line: Line) -> set[str]:
    return {place.name for place in line.places if place.kind == "county"}


def _spoken_of(asked: list[Place], line: Line, reading: Reading) -> bool:
    """Whether the headline, the first paragraph or the sentence's own names one of the places; of a city, any paragraph may."""
    around = reading.headline + reading.paragraphs[0] + reading.paragraphs[line.paragraph]
    return any(fold(place.text) in (around if place.kind == "county" else reading.headline + reading.text) for place in asked)


def _tells(question: Question, names: set[str], line: Line) -> bool:
    """Whether a sentence that names several counties gives the figure wanted in the part that is of a place asked for."""
    form = wanted(question.standalone, question.kind) if question.kind == "figure" else None
    if form is None:
        return True
    asked, told = fold(question.standalone), False
    for part in _PART.finditer(line.text):
        here = [p for p in line.places if part.start() <= p.start < part.end() and p.kind == "county"]
        told = any(names & {p.name, *p.within} for p in here) if here else told
        if told and any(match.group() not in asked for match in form.finditer(part.group())):
            return True
    return False
