"""What the alignments of a claim add up to: evidence that holds it, numbers that it follows from, or evidence that differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.lexicon import Lexicon
from rag.desk.align import Alignment
from rag.desk.claim import Parts
from rag.desk.pair import Pair
from rag.desk.people import may_be_name
from rag.desk.reckon import reckon
from rag.desk.roles import exchanged
from rag.desk.swaps import renumbered, swaps
from rag.desk.wordings import Wordings

# Shares of the claim's words, weighted by rarity, 0..1.
SUPPORT, SAME = 0.68, 0.62  # covered by what bears a claim out, and by what speaks of the same thing and differs
CLAUSE, FIGURED = 0.5, 0.3  # of each clause, and of one that a figure defines
ALONE, OWN, NEARLY, LIKELY = 0.5, 0.35, 0.6, 0.85  # with what stands beside it; by its own words; nearly; all but surely
TOLD, OWN_CLAUSE = 0.6, 0.45  # of a clause, in the window that fills in one of its parts; by its own words
CLOSE, SLACK, BETTER = 0.8, 0.06, 0.3  # nearly the claim's words; how much nearer another window must be, also for a figure
# The credit of a single word.
WITHIN, LIGHT, TELLING = 0.9, 0.6, 0.85  # found in the window itself; weight of one not found beside a figure; too rare to lack
SWAPPED, ASIDE, FIRST, LONGEST = 8, 2, 8, 2000  # windows laid out word by word; sentences apart; windows tried; characters read


class Judge:
    """Judges with one lexicon and one table of wordings."""

    def __init__(self, lexicon: Lexicon, words: Wordings) -> None:
        self._lexicon, self._words = lexicon, words

    def score(self, claim: Parts, a: Alignment) -> float:
        """How good a window is as evidence, for or against."""
        parts = len(a.findings)
        held = sum(f.state == "held" for f in a.findings) - sum(0.5 for f in a.findings if f.state == "differs")
        size = 0.05 * (a.window.last - a.window.first)
        return coverage(claim, a.cover) + (held / parts if parts else 0.0) - size

    def exact(self, claim: Parts, a: Alignment) -> Alignment:
        """An alignment with the words and numbers that were swapped."""
        text, source = claim.text.lower(), a.window.text
        swapped = swaps(text, source, self._lexicon, self._words)
        told = {d.claim for d in a.differences} | {getattr(f.part, "text", "") for f in a.findings if f.state == "held"}
        more = [s.difference for s in swapped if s.difference]
        more += [d for d in renumbered(text, source) if not any(d.claim in t for t in told)]
        more += exchanged(text, source, a.window.page.text, self._lexicon)
        return replace(a, extra=(*a.extra, *more), changed=any(s.difference is None for s in swapped))

    def _closer(self, claim: Parts, first: Alignment, found: Sequence[Alignment]) -> bool:
        """Whether another window tells it in nearly the claim's words, and differs."""
        mine, held = own(claim, first.cover), sum(f.state == "held" for f in first.findings)
        for other in found:
            share = own(claim, other.cover)
            near = share > mine + (SLACK if share >= CLOSE else 2 * SLACK) and share >= NEARLY
            apart = bool(other.differences or other.changed)
            if apart and near and sum(f.state == "held" for f in other.findings) >= held - 1:
                return True
        return False

    def basis(self, claim: Parts, found: Sequence[Alignment]) -> tuple[Alignment, ...] | None:
        """Windows that together hold every part and the words; None when there are none."""
        for first in found[:FIRST]:
            if first.changed or self._closer(claim, first, found):
                continue
            if first.differences or coverage(claim, first.cover) < ALONE or own(claim, first.cover) < OWN:
                continue
            chosen, cover = [first], first.cover
            open_ = {i for i, f in enumerate(first.findings) if f.state != "held" and not f.soft}
            same = [a for a in found if a.window.page is first.window.page]
            others = [a for a in found if a.window.page is not first.window.page]
            for other in [*same, *others]:
                if len(chosen) == 3 or not (open_ or coverage(claim, cover) < SUPPORT or self._thin(claim, cover)):
                    break
                if other is first or other.differences or other.changed:
                    continue
                filled = {i for i in open_ if other.findings[i].state == "held" and self._speaks(claim, first, other, i)}
                wider = tuple(max(a, b) for a, b in zip(cover, other.cover, strict=True))
                gain = coverage(claim, wider) - coverage(claim, cover)
                if filled or (other in same and not open_ and gain >= 0.05):
                    chosen.append(other)
                    open_ -= filled
                    cover = wider
            whole = not open_ and coverage(claim, cover) >= SUPPORT and not self._thin(claim, cover)
            if whole and not self._told_better(claim, chosen, same):
                return tuple(chosen)
        return None

    def _told_better(self, claim: Parts, chosen: Sequence[Alignment], same: Sequence[Alignment]) -> bool:
        """Whether the article tells of a part in words nearer to the claim's where it differs than where it agrees."""
        for i, finding in enumerate(chosen[0].findings):
            holding = [a for a in chosen if a.findings[i].state == "held"]
            held = max(holding, key=lambda a: _nearness(claim, a, i), default=None)
            for other in same:
                if held is None or other.findings[i].state != "differs":
                    continue
                if _nearness(claim, other, i) >= _nearness(claim, held, i) + (BETTER if finding.share else BETTER / 2):
                    return True
                pair = Pair(claim, other.window, self._words)
                theirs, mine = other.findings[i].beside, held.findings[i].beside
                if theirs and mine and pair.closer(claim.around(finding.part), (theirs, ""), (mine, "")):
                    return True
        return False

    def _speaks(self, claim: Parts, first: Alignment, other: Alignment, i: int) -> bool:
        """Whether a window tells of the clause that a part stands in, not just of the part."""
        clause = other.findings[i].clause
        held = [c if c >= WITHIN else 0.0 for c in other.cover]
        beside = other.window.page is first.window.page and abs(other.window.first - first.window.first) <= ASIDE
        if other.window.page is not first.window.page and not _names_all(claim, other):
            return False
        least = OWN_CLAUSE if beside or len(claim.clauses) > 1 else NEARLY
        return clause_coverage(claim, other.cover, clause) >= TOLD and clause_coverage(claim, held, clause) >= least

    def _thin(self, claim: Parts, cover: Sequence[float]) -> bool:
        """Whether a clause of the claim, or a name in it, is not told of."""
        figured = {claim.clause_of(q.start) for q in claim.quantities}
        for at in range(len(claim.clauses)):
            short = at in figured and sum(w.clause == at for w in claim.words) < 2
            if not short and clause_coverage(claim, cover, at) < (FIGURED if at in figured else CLAUSE):
                return True
        words = zip(claim.words, cover, strict=True)
        return any(
            share < 0.3 and word.weight >= TELLING and (word.clause not in figured or may_be_name(word.text))
            for word, share in words
        )

    def reckoned(self, claim: Parts, found: Sequence[Alignment]) -> tuple[Alignment, str] | None:
        """A window from whose numbers the claim's follows, and the formula."""
        for a in found[:FIRST]:
            if coverage(claim, a.cover) >= SUPPORT and own(claim, a.cover) >= TOLD and not self._thin(claim, a.cover):
                reckoning = reckon(claim, a)
                if reckoning:
                    return a, reckoning.formula
        return None

    def against(self, claim: Parts, found: Sequence[Alignment]) -> Alignment | None:
        """The evidence that speaks of the same thing and differs."""
        best: tuple[float, Alignment] | None = None
        for a in found:
            kinds = {d.kind for d in a.differences if not any(d.claim != o.claim and d.claim in o.claim for o in a.differences)}
            if len({d.claim for d in a.differences}) == 1:
                kinds = {a.differences[0].kind}  # told twice
            told = {d.claim for d in a.differences}
            absent = [f for f in a.findings if f.state == "absent" and not f.soft and getattr(f.part, "text", "") not in told]
            share = coverage(claim, a.cover, light=1.0)
            if not a.differences or len(kinds) > 1 or absent or share < SAME or own(claim, a.cover) < OWN:
                continue
            if self._of_others(claim, a, told):
                continue
            score = share - 0.1 * len(a.differences)
            if best is None or score > best[0]:
                best = (score, a)
        return best[1] if best else None

    def _of_others(self, claim: Parts, a: Alignment, told: set[str]) -> bool:
        """Whether the article never names what the claim is about: a rare word that is not what differs."""
        rows = zip(claim.words, a.cover, strict=True)
        return any(w.weight >= TELLING and c < 0.3 and not any(w.text in t for t in told) for w, c in rows)


def coverage(claim: Parts, cover: Sequence[float], light: float = LIGHT) -> float:
    """The weighted share of the claim's words that is found, 0..1; 1 for a claim of numbers alone.

    A word that is not found counts less where a figure tells what the clause is about.
    """
    figured = {claim.clause_of(q.start) for q in claim.quantities}
    rows = [(w.weight * (light if w.clause in figured and c < 0.3 else 1.0), c) for w, c in zip(claim.words, cover, strict=True)]
    total = sum(weight for weight, _ in rows)
    return sum(weight * c for weight, c in rows) / total if total else 1.0


def own(claim: Parts, cover: Sequence[float]) -> float:
    """The weighted share of the claim's words that the evidence itself holds, what stands beside it left out."""
    return coverage(claim, [c if c >= WITHIN else 0.0 for c in cover])


def clause_coverage(claim: Parts, cover: Sequence[float], clause: int) -> float:
    """The same for the words of one clause."""
    rows = [(w.weight, c) for w, c in zip(claim.words, cover, strict=True) if w.clause == clause]
    total = sum(weight for weight, _ in rows)
    return sum(weight * c for weight, c in rows) / total if total else 1.0


def _names_all(claim: Parts, a: Alignment) -> bool:
    """Whether the article of a window holds every rare word of the claim, so that it may be of the same thing."""
    return all(c >= 0.3 for w, c in zip(claim.words, a.cover, strict=True) if w.weight >= TELLING)


def _nearness(claim: Parts, a: Alignment, i: int) -> float:
    """How near a window's words are to those of the claim around its part `i`."""
    finding = a.findings[i]
    held = [c if c >= WITHIN else 0.0 for c in a.cover]
    return finding.share or clause_coverage(claim, held, finding.clause)
