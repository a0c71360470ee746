"""Other words for the same and opposite words, from two tables that ship and the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from index.lexicon import fold
from rag.synonyms import read_synonyms


@dataclass(frozen=True)
class Wordings:
    """`alike[word]` are other words for it, `opposed[word]` those that say the opposite."""

    alike: dict[str, tuple[str, ...]]
    opposed: dict[str, tuple[str, ...]]

    def within(self, word: str, text: str) -> bool:
        """Whether `text` holds another word for `word`."""
        return any(other in text for other in self.alike.get(word, ()))

    def opposite(self, word: str, text: str) -> str | None:
        """The word of `text` that says the opposite of `word`, if it holds one."""
        return next((other for other in self.opposed.get(word, ()) if other in text), None)


@cache
def wordings(extra: Path | None = None) -> Wordings:
    """The tables; `extra` is the user's file of synonyms."""
    alike = {word: set(group) for word, group in read_synonyms(extra)[0].items()}
    for line in _lines("paraphrases.txt"):
        first, *others = line.split()
        alike.setdefault(first, set()).update(others)
        for word in others:
            alike.setdefault(word, set()).update((first, *others) if len(others) > 8 else (first,))
    opposed: dict[str, list[str]] = {}
    for line in _lines("opposites.txt"):
        left, right = (part.split() for part in line.split("|"))
        for one, other in ((left, right), (right, left)):
            for word in one:
                opposed.setdefault(word, []).extend(other)
    return Wordings(
        {word: tuple(sorted(group - {word}, key=len, reverse=True)) for word, group in alike.items()},
        {word: tuple(others) for word, others in opposed.items()},
    )


def _lines(name: str) -> list[str]:
    text = resources.files("rag.desk").joinpath(name).read_text("utf-8")
    return [fold(line) for line in text.splitlines() if line.strip() and not line.startswith("#")]
