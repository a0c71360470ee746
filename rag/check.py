"""One sentence or a whole draft against the library: supported, contradicted or not found, with the evidence, verbatim."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from index.article import Article
from index.lexicon import Lexicon
from rag.align import Alignment, align, edits
from rag.answer import Citation, Event, Notice
from rag.beside import beside
from rag.claim import Parts
from rag.compose import cite
from rag.draft import Sentence, split_draft
from rag.evidence import Page, Window, plain
from rag.pair import Pair
from rag.question import HOME, Reader
from rag.reckon import reckon
from rag.retrieve import Searcher
from rag.swaps import renumbered, swaps
from rag.verdict import Check, Difference, Label, Status, Verdict
from rag.wordings import Wordings

PASSAGES = 12
ARTICLES = 6
SENTENCES = 8
PAIRED = 4
CITED = 5
SUPPORT, CLAUSE, FIGURED, SAME = 0.68, 0.5, 0.3, 0.62
WITHIN, LIGHT = 0.9, 0.6
NEARLY, SWAPPED, CLOSE, SLACK = 0.6, 8, 0.8, 0.06
TELLING, ALONE, OWN = 0.85, 0.5, 0.35
TOLD, OWN_CLAUSE, LIKELY, ASIDE = 0.6, 0.45, 0.85, 2
BETTER = 0.3
FIRST, LONGEST = 8, 2000
_PAGES = 512


class Checker:
    """Checks sentences against one generation of a library. Safe to use from several threads."""

    def __init__(self, searcher: Searcher, reader: Reader, lexicon: Lexicon, words: Wordings) -> None:
        self._searcher, self._reader, self._lexicon, self._words = searcher, reader, lexicon, words
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, sentence: Sentence, permitted: Collection[int] | None = None, today: date | None = None) -> Verdict:
        """The verdict of one sentence of a draft; `today` is what its 今年 and 去年 are counted from.

        Raises UsageError for an empty or over-long sentence.
        """
        started = time.perf_counter()
        made = self._check(sentence, permitted, today) if sentence.checkable else _verdict(sentence, "not_found", checkable=False)
        return replace(made, seconds=round(time.perf_counter() - started, 6))

    def each(
        self, sentences: Sequence[Sentence], permitted: Collection[int] | None = None, today: date | None = None
    ) -> Iterator[Verdict]:
        """A verdict for each sentence of a draft, one after the other."""
        for sentence in sentences:
            yield self.check(sentence, permitted, today)

    def events(self, text: str, permitted: Collection[int] | None = None, today: date | None = None) -> Iterator[Event]:
        """The check of a whole draft, step by step: `progress` and `verdict` for each sentence, then `done` with all of it."""
        started = time.perf_counter()
        sentences = split_draft(text)
        verdicts: list[Verdict] = []
        for verdict in self.each(sentences, permitted, today):
            verdicts.append(verdict)
            yield Event("progress", {"done": len(verdicts), "total": len(sentences)})
            yield Event("verdict", verdict.as_dict())
        seconds = round(time.perf_counter() - started, 6)
        yield Event("done", Check(text, tuple(verdicts), self._searcher.snapshot.generation, seconds).as_dict())

    def check_all(
        self,
        text: str,
        permitted: Collection[int] | None = None,
        today: date | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Check:
        """A verdict for each sentence of a draft; `progress` is told what is done, how much and of how much."""
        started = time.perf_counter()
        sentences = split_draft(text)
        verdicts: list[Verdict] = []
        for verdict in self.each(sentences, permitted, today):
            verdicts.append(verdict)
            if progress:
                progress("核对", len(verdicts), len(sentences))
        seconds = round(time.perf_counter() - started, 6)
        return Check(text, tuple(verdicts), self._searcher.snapshot.generation, seconds)

    def _check(self, sentence: Sentence, permitted: Collection[int] | None, today: date | None) -> Verdict:
        claim = Parts(sentence.text, self._lexicon, None, HOME, today)
        pages = self._find(sentence.text, permitted)
        verbatim = _verbatim(sentence.text, pages)
        windows = [*self._windows(claim, pages), *([verbatim] if verbatim else [])]
        aligned = [align(claim, window, self._words) for window in dict.fromkeys(windows)]
        found = sorted(aligned, key=lambda a: -self._score(claim, a))
        if verbatim:
            basis = next(a for a in found if a.window is verbatim)
            return self._supported(sentence, claim, (basis,), found, today)
        near = [i for i, a in enumerate(found) if own(claim, a.cover) >= NEARLY][:SWAPPED]
        found = [self._exact(claim, a) if i in near else a for i, a in enumerate(found)]
        chosen = self._basis(claim, found)
        if chosen:
            return self._supported(sentence, claim, chosen, found, today)
        reckoned = self._reckoned(claim, found)
        if reckoned:
            basis, words = reckoned
            notice = Notice("computed", f"计算值，非原文：{words}。", (1,))
            made = self._supported(sentence, claim, (basis,), found, today)
            return replace(made, status="computed", notices=(notice, *made.notices))
        against = self._against(claim, found)
        if against:
            cited = _cited((against.window,))
            told = edits(sentence.text, against.window.quote)
            return _verdict(sentence, "contradicted", differences=_once(against.differences), citations=cited, edits=told)
        return _verdict(sentence, "not_found", citations=_cited(tuple(a.window for a in found[:2])))

    # evidence
    def _find(self, text: str, permitted: Collection[int] | None) -> list[Page]:
        question = self._reader.read(text[:LONGEST])
        hits = self._searcher.search(question, PASSAGES, permitted)
        numbers = list(dict.fromkeys(hit.passage.article for hit in hits))[:ARTICLES]
        return [self._page(article) for article in self._searcher.snapshot.articles(numbers)]

    def _page(self, article: Article) -> Page:
        with self._lock:
            page = self._pages.pop(article.article_id, None) or Page(article, self._lexicon)
            self._pages[article.article_id] = page
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
            return page

    def _windows(self, claim: Parts, pages: Sequence[Page]) -> list[Window]:
        """The sentences that share most with the claim, and the best of them with a neighbour."""
        scored: list[tuple[float, int, Page, int]] = []
        digits = [q.digits for q in claim.quantities]
        for order, page in enumerate(pages):
            for at, text in enumerate(page.texts):
                share = sum(w.weight for w in claim.words if w.text in text) + sum(0.8 for d in digits if d in text)
                if share:
                    scored.append((share, -order, page, at))
        scored.sort(key=lambda row: row[:2], reverse=True)
        chosen = scored[:SENTENCES]
        keys = {(id(page), at, at): (page, at, at) for _, _, page, at in chosen}
        for _, _, page, at in chosen[:PAIRED]:
            for first, last in ((at - 1, at), (at, at + 1)):
                if first >= 0 and last < len(page.texts):
                    keys.setdefault((id(page), first, last), (page, first, last))
        return [page.window(first, last) for page, first, last in keys.values()]

    # judgement
    def _score(self, claim: Parts, a: Alignment) -> float:
        parts = len(a.findings)
        held = sum(f.state == "held" for f in a.findings) - sum(0.5 for f in a.findings if f.state == "differs")
        size = 0.05 * (a.window.last - a.window.first)
        return coverage(claim, a.cover) + (held / parts if parts else 0.0) - size

    def _exact(self, claim: Parts, a: Alignment) -> Alignment:
        """An alignment with the words and numbers that were swapped."""
        text, source = claim.text.lower(), a.window.text
        swapped = swaps(text, source, self._lexicon, self._words)
        told = {d.claim for d in a.differences} | {getattr(f.part, "text", "") for f in a.findings if f.state == "held"}
        more = [s.difference for s in swapped if s.difference]
        more += [d for d in renumbered(text, source) if not any(d.claim in t for t in told)]
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

    def _basis(self, claim: Parts, found: Sequence[Alignment]) -> tuple[Alignment, ...] | None:
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
                if other is first or other.differences:
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
        return any(share < 0.3 and word.weight >= TELLING and word.clause not in figured for word, share in words)

    def _reckoned(self, claim: Parts, found: Sequence[Alignment]) -> tuple[Alignment, str] | None:
        """A window from whose numbers the claim's follows, and the formula."""
        for a in found[:FIRST]:
            if coverage(claim, a.cover) >= SUPPORT and own(claim, a.cover) >= TOLD and not self._thin(claim, a.cover):
                reckoning = reckon(claim, a)
                if reckoning:
                    return a, reckoning.formula
        return None

    def _against(self, claim: Parts, found: Sequence[Alignment]) -> Alignment | None:
        """The evidence that speaks of the same thing and differs."""
        best: tuple[float, Alignment] | None = None
        for a in found:
            kinds = {d.kind for d in a.differences}
            told = {d.claim for d in a.differences}
            absent = [f for f in a.findings if f.state == "absent" and not f.soft and getattr(f.part, "text", "") not in told]
            share = coverage(claim, a.cover, light=1.0)
            if not a.differences or len(kinds) > 1 or absent or share < SAME or own(claim, a.cover) < OWN:
                continue
            score = share - 0.1 * len(a.differences)
            if best is None or score > best[0]:
                best = (score, a)
        return best[1] if best else None

    def _supported(
        self, sentence: Sentence, claim: Parts, basis: Sequence[Alignment], found: Sequence[Alignment], today: date | None
    ) -> Verdict:
        window = basis[0].window
        status: Status = "verbatim" if plain(sentence.text) in window.plain else "reworded"
        likely = [a for a in found if coverage(claim, a.cover, light=1.0) >= LIKELY and own(claim, a.cover) >= TOLD]
        more = beside(claim, basis[0], likely, today)
        cited = _cited([a.window for a in basis])
        newer = more.newer and replace(more.newer, n=len(cited) + 1)
        return _verdict(
            sentence, "supported", status, newer=newer, conflicts=more.conflicts, citations=cited, notices=more.notices,
            edits=edits(sentence.text, window.quote),
        )  # fmt: skip


def _nearness(claim: Parts, a: Alignment, i: int) -> float:
    """How near a window's words are to those of the claim around its part `i`."""
    finding = a.findings[i]
    held = [c if c >= WITHIN else 0.0 for c in a.cover]
    return finding.share or clause_coverage(claim, held, finding.clause)


def _once(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Differences, each told once."""
    return tuple(dict.fromkeys(differences))


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


def _verbatim(text: str, pages: Sequence[Page]) -> Window | None:
    """The sentences that hold the claim word for word, marks aside."""
    words = plain(text)
    if len(words) < 6:
        return None
    for page in pages:
        at = page.plain.find(words)
        if at < 0 or _cut(page.plain, at, len(words)):
            continue
        ends, total = [], 0
        for sentence in page.texts:
            total += len(plain(sentence))
            ends.append(total)
        first = next(i for i, end in enumerate(ends) if end > at)
        last = next(i for i, end in enumerate(ends) if end >= at + len(words))
        return page.window(first, last)
    return None


def _cut(text: str, at: int, size: int) -> bool:
    """Whether a run is cut out of a number, or from under a negation."""
    before, after = text[at - 1 : at], text[at + size : at + size + 1]
    return (
        (before in "不未非没无" and bool(before))
        or (before.isdigit() and text[at].isdigit())
        or (after.isdigit() and text[at + size - 1].isdigit())
    )


def _cited(windows: Sequence[Window]) -> tuple[Citation, ...]:
    unique = list(dict.fromkeys(windows))[:CITED]
    return tuple(cite(n, w.page.article, w.start, w.end) for n, w in enumerate(unique, 1))


def _verdict(
    sentence: Sentence, label: Label, status: Status | None = None, *, checkable: bool = True, **more: object
) -> Verdict:
    return Verdict(sentence.text, sentence.start, sentence.end, checkable, label, status, **more)  # type: ignore[arg-type]
