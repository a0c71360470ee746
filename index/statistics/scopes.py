"""Whose and of when a number is: what governs a point of an article."""

from __future__ import annotations

from index.dates import Period
from index.places import Home, Place
from index.statistics.owners import Owners
from index.statistics.scope import Scope
from index.statistics.times import Times


class Scopes:
    """The places and times of one article's folded text, asked for a point of it."""

    def __init__(self, text: str, periods: list[Period], places: list[Place], home: Home, date: str | None) -> None:
        self._owners, self._times = Owners(text, places, home), Times(text, periods, date)

    @property
    def periods(self) -> list[Period]:
        """The times that numbers can be of, in order."""
        return self._times.periods

    def named(self, start: int, at: int) -> list[Scope]:
        """The places and firms printed from `start` up to `at`."""
        return self._owners.named(start, at)

    def region(self, paragraph: int, sentence: int, at: int) -> tuple[str | None, bool]:
        """The place, firm or project that governs `at`, and whether that is sure: see `Owners.region`."""
        return self._owners.region(paragraph, sentence, at)

    def period(self, paragraph: int, sentence: int, at: int) -> tuple[Period | None, bool]:
        """The time that governs `at`, and whether it is printed in its sentence or paragraph."""
        return self._times.period(paragraph, sentence, at)

    def past(self, period: Period) -> bool:
        """Whether a period was over by the article's own date."""
        return self._times.past(period)
