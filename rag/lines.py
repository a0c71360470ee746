"""The sentences of an article with what they are read by: their paragraph, the times and places they tell of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.article import Article
from index.lexicon import fold
from index.periods import Period, periods
from index.places import Home, Place, home, places
from index.sentences import sentences

_AGAINST = re.compile(r"[较比]$")  # 较2020年增长 is no figure of 2020
_SHORT = re.compile(r"[《“]([^》”]{4,40})[》”][^《。]{0,12}?(?:以下|下)?(?:简称|称)(?:为)?([《“][^》”]{2,16}[》”])")
_HEADING = re.compile(r"[^。！？；]{2,30}$")


class Told:
    """The times and places that the sentences of one article tell of, each read when it is first asked for: most never are."""

    def __init__(self, article: Article, spans: Sequence[tuple[int, int]], headings: Sequence[bool]) -> None:
        self._article, self._spans, self._headings = article, spans, headings
        self._places: dict[int, tuple[Place, ...]] = {}

    @cached_property
    def home(self) -> Home:
        """Where the article speaks from."""
        return home(self._article)

    @cached_property
    def times(self) -> tuple[tuple[tuple[Period, ...], bool, tuple[Period, ...]], ...]:
        """For each sentence `periods`, `inherited` and `against` of its line."""
        said: tuple[Period, ...] = ()
        made = []
        for (start, end), heading in zip(self._spans, self._headings, strict=True):
            verbatim = self._article.text[start:end]
            told = [p for p in periods(verbatim, self._article.date) if p.since or p.until]
            against = tuple(p for p in told if _AGAINST.search(verbatim[: p.start]))
            own = tuple(p for p in told if p not in against)
            said = own or (() if heading else said)
            made.append((said, not own, against))
        return tuple(made)

    def places(self, number: int) -> tuple[Place, ...]:
        """The places that the sentence of this number names."""
        if number not in self._places:
            start, end = self._spans[number]
            self._places[number] = tuple(places(self._article.text[start:end], self.home))
        return self._places[number]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, `article.text[start:end]`; `text` is its folded form.

    `paragraph` counts from 0, `first` says that it opens its paragraph, `heading` that it is a paragraph of its own without a
    full stop. `meant` are the full names, folded, of what it names in short (《规划》 after 以下简称《规划》).
    """

    start: int
    end: int
    text: str
    paragraph: int
    first: bool
    heading: bool
    meant: str
    number: int
    told: Told

    @property
    def periods(self) -> tuple[Period, ...]:
        """Those that it says itself, else those of the sentence before; see `inherited`."""
        return self.told.times[self.number][0]

    @property
    def inherited(self) -> bool:
        """Whether it says no time of its own."""
        return self.told.times[self.number][1]

    @property
    def against(self) -> tuple[Period, ...]:
        """The times that it only compares with (较2020年)."""
        return self.told.times[self.number][2]

    @property
    def places(self) -> tuple[Place, ...]:
        """The places that it names."""
        return self.told.places(self.number)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article made ready: its lines, the folded text of its paragraphs, its headline with the by-line, and all of it."""

    lines: tuple[Line, ...]
    paragraphs: tuple[str, ...]
    headline: str
    text: str
    told: Told

    @property
    def home(self) -> Home:
        """Where the article speaks from."""
        return self.told.home


def _abbreviations(text: str) -> dict[str, str]:
    """What a folded text says that it calls in short, with the full names."""
    return {match[2]: match[1] for match in _SHORT.finditer(text)}


@lru_cache(maxsize=512)
def read(article: Article) -> Reading:
    """The lines of an article, in order."""
    spans = sentences(article.text)
    openings = [i == 0 or "\n" in article.text[spans[i - 1][1] : start] for i, (start, _) in enumerate(spans)]
    headings = [
        first and bool(_HEADING.fullmatch(article.text[start:end])) and article.text[end : end + 1] in ("\n", "")
        for first, (start, end) in zip(openings, spans, strict=True)
    ]
    told = Told(article, spans, headings)
    short = _abbreviations(fold(article.text)) if "称" in article.text or "稱" in article.text else {}
    paragraphs: list[str] = []
    found: list[Line] = []
    for number, ((start, end), first, heading) in enumerate(zip(spans, openings, headings, strict=True)):
        text = fold(article.text[start:end])
        paragraphs += [""] * first
        paragraphs[-1] += text
        meant = " ".join(full for name, full in short.items() if name in text)
        found.append(Line(start, end, text, len(paragraphs) - 1, first, heading, meant, number, told))
    names = (*article.reporters, *article.correspondents)  # who asks for an article by its author finds it
    headline = fold(" ".join(part for part in (article.kicker, article.title, article.subtitle, *names) if part))
    return Reading(tuple(found), tuple(paragraphs or [""]), headline, "".join(paragraphs), told)
