"""The sentences of an article with what they are read by: their paragraph, the times and places they tell of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.article import Article
from index.lexicon import fold
from index.periods import Period, periods
from index.places import Home, Place, home, places
from index.sentences import sentences

_AGAINST = re.compile(r"[较比]$")  # 较2020年增长 is no figure of 2020
_SHORT = re.compile(r"[《“]([^》”]{4,40})[》”][^《。]{0,12}?(?:以下|下)?(?:简称|称)(?:为)?([《“][^》”]{2,16}[》”])")
_HEADING = re.compile(r"[^。！？；]{2,30}$")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, `article.text[start:end]`; `text` is its folded form.

    `paragraph` counts from 0, `first` says that it opens its paragraph, `heading` that it is a paragraph of its own without a
    full stop. `periods` are those that it says itself, else `inherited` is True and they are those of the sentence before;
    `against` are those that it only compares with (较2020年). `meant` are the full names, folded, of what it names in short
    (《规划》 after 以下简称《规划》).
    """

    start: int
    end: int
    text: str
    paragraph: int
    first: bool
    heading: bool
    periods: tuple[Period, ...]
    inherited: bool
    places: tuple[Place, ...]
    against: tuple[Period, ...] = ()
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article made ready: its lines, the folded text of its paragraphs, its headline with the by-line, and all of it."""

    lines: tuple[Line, ...]
    paragraphs: tuple[str, ...]
    headline: str
    text: str
    home: Home


def _abbreviations(text: str) -> dict[str, str]:
    """What a folded text says that it calls in short, with the full names."""
    return {match[2]: match[1] for match in _SHORT.finditer(text)}


@lru_cache(maxsize=512)
def read(article: Article) -> Reading:
    """The lines of an article, in order."""
    where = home(article)
    found: list[Line] = []
    short = _abbreviations(fold(article.text))
    said: tuple[Period, ...] = ()
    paragraph, end = 0, 0
    for start, stop in sentences(article.text):
        verbatim = article.text[start:stop]
        first = "\n" in article.text[end:start] or not found
        paragraph += bool(found) and first
        told = [p for p in periods(verbatim, article.date) if p.since or p.until]
        against = tuple(p for p in told if _AGAINST.search(verbatim[: p.start]))
        own = tuple(p for p in told if p not in against)
        heading = first and bool(_HEADING.fullmatch(verbatim)) and article.text[stop : stop + 1] in ("\n", "")
        said = own or (() if heading else said)
        named, text = tuple(places(verbatim, where)), fold(verbatim)
        meant = " ".join(full for name, full in short.items() if name in text)
        found.append(Line(start, stop, text, paragraph, first, heading, said, not own, named, against, meant))
        end = stop
    paragraphs = ["" for _ in range(paragraph + 1)]
    for line in found:
        paragraphs[line.paragraph] += line.text
    names = (*article.reporters, *article.correspondents)  # who asks for an article by its author finds it
    headline = fold(" ".join(part for part in (article.kicker, article.title, article.subtitle, *names) if part))
    return Reading(tuple(found), tuple(paragraphs), headline, "".join(paragraphs), where)
