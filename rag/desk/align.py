"""A claim laid beside a piece of evidence: which parts it holds, which differ, which it does not speak of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.desk.amounts import Amounts
from rag.desk.claim import Parts
from rag.desk.evidence import Window
from rag.desk.moments import Moments
from rag.desk.names import Names
from rag.desk.pair import Finding, Pair
from rag.desk.proper import Proper
from rag.desk.verdict import Difference, Edit
from rag.desk.wordings import Wordings

_PAIRS = "高低 大小 多少 东西 南北 内外 男女 新旧 长短 强弱 升降 涨跌 增减 进出 买卖 胜负 盈亏 优劣 快慢 远近 深浅 轻重 冷热 早晚"
OPPOSED = {a: b for one, other in map(tuple, _PAIRS.split()) for a, b in ((one, other), (other, one))}


@dataclass(frozen=True, slots=True)
class Alignment:
    """The claim's parts against one window; `cover[i]` is how far word i of the claim is found, 0..1.

    `extra` are differences of words; `changed` says that other words stand where the window has its own.
    """

    window: Window
    findings: tuple[Finding, ...]
    cover: tuple[float, ...]
    extra: tuple[Difference, ...] = ()
    changed: bool = False

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Where claim and window differ."""
        return (*(f.difference for f in self.findings if f.difference), *self.extra)


def align(claim: Parts, window: Window, words: Wordings) -> Alignment:
    """The claim against one window."""
    findings = [f for kind in (Amounts, Moments, Names, Proper) for f in kind(claim, window, words).findings()]
    opposites = Opposites(claim, window, words)
    cover = tuple(opposites.credit(word) for word in claim.words)
    return Alignment(window, tuple(findings), cover, tuple(opposites.opposed()))


class Opposites(Pair):
    """Words and denials that say the opposite."""

    def opposed(self) -> Iterator[Difference]:
        """Words of the claim for which the evidence has the opposite."""
        said = self.claim.text.lower()
        for word in self.claim.words:
            if word.text in self.window.text:
                continue
            other = self.words.opposite(word.text, self.window.text)
            if other and other not in said and not self._turned(word.text):
                yield Difference("direction", word.text, other)
        yield from self._turned_round(said)
        mine, theirs = self.claim.negations, self.source.negations
        for what in mine:
            if what not in theirs and what in self.window.text:
                yield Difference("direction", f"不{what}", what)
        for what in theirs:
            if what not in mine and what in said and not any(what in m for m in mine):
                yield Difference("direction", what, f"不{what}")

    def _turned_round(self, said: str) -> Iterator[Difference]:
        """Words that differ from the evidence's by one character that says the opposite, beside the same word (低收入国家)."""
        text = self.window.text
        for word in self.claim.words:
            if word.text in text:
                continue
            at = said.find(word.text)
            before, after = said[max(0, at - 2) : at], said[at + len(word.text) : at + len(word.text) + 2]
            for i, character in enumerate(word.text):
                other = word.text[:i] + OPPOSED.get(character, character) + word.text[i + 1 :]
                near = (len(before) == 2 and before + other in text) or (len(after) == 2 and other + after in text)
                if other != word.text and near and other not in said:
                    yield Difference("direction", word.text, other)

    def _turned(self, word: str) -> bool:
        """Whether the evidence also has a word that goes the claim's way."""
        return self.words.within(word, self.window.text)


def edits(claim: str, source: str) -> tuple[Edit, ...]:
    """The two texts character by character: runs that are the same, and runs that differ."""
    matcher = SequenceMatcher(None, claim, source, autojunk=False)
    return tuple(Edit(op == "equal", claim[a:b], source[c:d]) for op, a, b, c, d in matcher.get_opcodes())
