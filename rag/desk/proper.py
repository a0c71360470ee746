"""Towns and people of elsewhere, whom the gazetteer lacks: a claim that names one stands only on a report that names it too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from rag.desk.claim import Word
from rag.desk.pair import Finding, Pair
from rag.desk.verdict import Difference, DifferenceKind

_TAGGED = re.compile(r"^(\S{2,}) \d+ (ns|nrt?)$", re.MULTILINE)
_BEFORE = "在于赴抵访往从至到"


@cache
def proper() -> dict[str, str]:
    """Names in jieba's dictionary: of places (`ns`), and those of three characters or more taken for people's (`nr`, `nrt`)."""
    text = resources.files("jieba").joinpath("dict.txt").read_text(encoding="utf-8")
    return {name: tag for name, tag in _TAGGED.findall(text) if tag == "ns" or len(name) > 2}


class Proper(Pair):
    """What became of the claim's names that no gazetteer has."""

    def findings(self) -> Iterator[Finding]:
        """Each name that the evidence does not know: another stands in its place, or none."""
        known = [p.text for p in self.claim.places] + [p.name for p in self.claim.people]
        for word in self.claim.words:
            tag = proper().get(word.text)
            if tag is None or any(word.text in name or name in word.text for name in known):
                continue
            there = word.text in self.window.text or self.words.within(word.text, self.window.text)
            other = None if there else self._other(word)
            kind: DifferenceKind = "region" if "ns" in (tag, proper().get(other or "")) else "name"
            if other:
                yield Finding(kind, word, word.clause, "differs", Difference(kind, word.text, other))
            else:
                held = there or word.text in self.window.near or word.text in self.page.text
                yield Finding(kind, word, word.clause, "held" if held else "absent")

    def _other(self, word: Word) -> str | None:
        """The name that stands before the same word in the evidence, or after the same 在, 赴, 抵."""
        text, at = self.claim.text.lower(), self.claim.text.lower().find(word.text)
        after = next(iter(self.claim.cut(text[at + len(word.text) : at + len(word.text) + 6])), "")
        before = text[at - 1 : at] if text[at - 1 : at] in _BEFORE else ""
        for name in self.window.words:
            if name not in proper() or name in text:
                continue
            spot = self.window.text.find(name)
            if after and self.window.text[spot + len(name) :].startswith(after):
                return name
            if before and self.window.text[max(0, spot - 4) : spot].find(before) >= 0 and after and after in self.window.text:
                return name
        return None
