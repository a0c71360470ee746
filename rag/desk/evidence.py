"""Where a claim may rest: the sentences of an article, alone or with a neighbour, and what stands around them."""

from __future__ import annotations

import re
from functools import cached_property

from index.article import Article
from index.figure import Figure
from index.figures import figures
from index.lexicon import Lexicon
from index.numerals import fold
from index.places import Home, home
from index.sentences import sentences
from rag.desk.claim import Parts
from rag.desk.people import Person, people
from rag.desk.ranks import Rank
from rag.quantity import Quantity

BEFORE, AFTER = 3, 1
_PLAIN = re.compile(r"[^\w%‰℃]+")


class Page:
    """An article made ready for checking: its sentences, folded, and its headline, text and home."""

    def __init__(self, article: Article, lexicon: Lexicon) -> None:
        self.article, self.lexicon = article, lexicon
        self.spans = sentences(article.text)
        self.texts = [fold(article.text[start:end]).text.lower() for start, end in self.spans]
        self.headline = fold(f"{article.kicker or ''} {article.title or ''} {article.subtitle or ''}").text.lower()
        self.text = "".join(self.texts)
        self._windows: dict[tuple[int, int], Window] = {}

    @cached_property
    def home(self) -> Home:
        """Where the article speaks from."""
        return home(self.article)

    @cached_property
    def plain(self) -> str:
        """The text without marks and blanks."""
        return plain(self.text)

    @cached_property
    def metrics(self) -> dict[int, str]:
        """What each statistic of the article counts, by the offset of its number."""
        return {figure.start: f"{_named(figure)}{figure.metric}" for figure in figures(self.article)}

    @cached_property
    def parts(self) -> Parts:
        """The parts of the whole article."""
        return Parts(self.article.text, self.lexicon, self.article.date, self.home)

    def window(self, first: int, last: int) -> Window:
        """The sentences `first` to `last`, both included."""
        found = self._windows.get((first, last))
        if found is None:
            found = self._windows[first, last] = Window(self, first, last)
        return found


class Window:
    """Neighbouring sentences of one article: what a claim is held against."""

    def __init__(self, page: Page, first: int, last: int) -> None:
        self.page, self.first, self.last = page, first, last

    @property
    def start(self) -> int:
        """Its first character in the article's text."""
        return self.page.spans[self.first][0]

    @property
    def end(self) -> int:
        """The end of it in the article's text."""
        return self.page.spans[self.last][1]

    @property
    def quote(self) -> str:
        """Its text, verbatim."""
        return self.page.article.text[self.start : self.end]

    @cached_property
    def text(self) -> str:
        """Its text, folded, lower case."""
        return "".join(self.page.texts[self.first : self.last + 1])

    @cached_property
    def plain(self) -> str:
        """Its text without marks and blanks."""
        return plain(self.text)

    @cached_property
    def words(self) -> list[str]:
        """Its words that tell something."""
        return self.parts.cut(self.text)

    def around(self, part: Quantity | Rank) -> tuple[str, str]:
        """The words that one of its numbers belongs to, and all of its sentence before the number; lower case."""
        local = "".join(self.parts.around(part, alone=True)).lower()
        if "分别" in self.text and isinstance(part, Quantity):
            dealt = self.page.metrics.get(self.start + self.parts.folded.back(part.start))
            local = dealt.lower() if dealt else local
        start = max(self.parts.text.rfind(c, 0, part.start) + 1 for c in "。！？\n")
        return local, self.parts.text[start : part.end].lower()

    @cached_property
    def speaker(self) -> Person | None:
        """Whoever spoke last before it, within the sentences before."""
        before = "".join(self.page.texts[max(0, self.first - 2 * BEFORE) : self.first])
        return next(reversed(people(before)), None)

    @cached_property
    def near(self) -> str:
        """The sentences just before and after it, and the headline."""
        low, high = max(0, self.first - BEFORE), self.last + 1 + AFTER
        texts = self.page.texts
        return f"{self.page.headline}。{''.join(texts[low : self.first])}{''.join(texts[self.last + 1 : high])}"

    @cached_property
    def parts(self) -> Parts:
        """Its parts, read against the article's date and home."""
        return Parts(self.quote, self.page.lexicon, self.page.article.date, self.page.home)


def _named(figure: Figure) -> str:
    """The place of a statistic, where its sentence names it."""
    return figure.region if figure.region and figure.region in figure.quote else ""


def plain(text: str) -> str:
    """A text without marks and blanks, folded, lower case: what two verbatim texts share."""
    return _PLAIN.sub("", fold(text).text.lower())
