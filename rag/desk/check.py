"""One sentence or a whole draft against the library: supported, contradicted or not found, with the evidence, verbatim."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from index.article import Article
from index.lexicon import Lexicon
from rag.answer import Citation, Event, Notice
from rag.asking import HOME
from rag.compose import LONGEST_QUOTE, cite
from rag.desk.align import Alignment, align, edits
from rag.desk.beside import beside
from rag.desk.claim import Parts
from rag.desk.draft import Sentence, split_draft
from rag.desk.evidence import Page, Window, plain
from rag.desk.judge import LIKELY, LONGEST, NEARLY, SWAPPED, TOLD, Judge, coverage, own
from rag.desk.verdict import Check, Difference, Label, Status, Verdict
from rag.desk.wordings import Wordings
from rag.question import Reader
from rag.retrieve import Searcher

PASSAGES = 12
ARTICLES = 6
SENTENCES = 8
PAIRED = 4
_DAY = re.compile(r"\d+月\d+日")
ONE_CLAUSE = 2  # sentences of the best article for each clause of its own
CITED = 5
_PAGES = 512


class Checker:
    """Checks sentences against one generation of a library. Safe to use from several threads."""

    def __init__(self, searcher: Searcher, reader: Reader, lexicon: Lexicon, words: Wordings) -> None:
        self._searcher, self._reader, self._lexicon, self._words = searcher, reader, lexicon, words
        self._judge = Judge(lexicon, words)
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
        found = sorted(aligned, key=lambda a: -self._judge.score(claim, a))
        if verbatim:
            basis = next(a for a in found if a.window is verbatim)
            return self._supported(sentence, claim, (basis,), found, today)
        near = [i for i, a in enumerate(found) if own(claim, a.cover) >= NEARLY][:SWAPPED]
        found = [self._judge.exact(claim, a) if i in near else a for i, a in enumerate(found)]
        chosen = self._judge.basis(claim, found)
        if chosen:
            return self._supported(sentence, claim, chosen, found, today)
        reckoned = self._judge.reckoned(claim, found)
        if reckoned:
            basis, words = reckoned
            notice = Notice("computed", f"计算值，非原文：{words}。", (1,))
            made = self._supported(sentence, claim, (basis,), found, today)
            return replace(made, status="computed", notices=(notice, *made.notices))
        against = self._judge.against(claim, found)
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
        chosen = _likeliest(claim, pages, range(len(claim.clauses)))[:SENTENCES]
        if len(claim.clauses) > 1 and chosen:
            best = [chosen[0][2]]
            parts = [_likeliest(claim, best, [clause])[:ONE_CLAUSE] for clause in range(len(claim.clauses))]
            chosen += [row for part in parts for row in part if row[2:] not in [kept[2:] for kept in chosen]]
        keys = {(id(page), at, at): (page, at, at) for _, _, page, at in chosen}
        for _, _, page, at in chosen[:PAIRED]:
            for first, last in ((at - 1, at), (at, at + 1)):
                if first >= 0 and last < len(page.texts):
                    keys.setdefault((id(page), first, last), (page, first, last))
        return [page.window(first, last) for page, first, last in keys.values()]

    # judgement

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


def _likeliest(claim: Parts, pages: Sequence[Page], clauses: Collection[int]) -> list[tuple[float, int, Page, int]]:
    """The sentences that hold words or digits of these clauses of the claim, most first: share, order, page and number."""
    words = [w for w in claim.words if w.clause in clauses]
    digits = [q.digits for q in claim.quantities if claim.clause_of(q.start) in clauses]
    digits += [m[0] for t in claim.times if claim.clause_of(t.start) in clauses and (m := _DAY.search(t.text))]
    scored: list[tuple[float, int, Page, int]] = []
    for order, page in enumerate(pages):
        for at, text in enumerate(page.texts):
            share = sum(w.weight for w in words if w.text in text) + sum(0.8 for d in digits if d in text)
            if share:
                scored.append((share, -order, page, at))
    return sorted(scored, key=lambda row: row[:2], reverse=True)


def _once(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Differences, each told once."""
    return tuple(dict.fromkeys(differences))


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
    """Citations 1, 2, … of the windows; one that is too long for a quote is cited sentence by sentence."""
    spans: dict[tuple[str, int, int], Window] = {}
    for window in windows:
        whole = window.end - window.start <= LONGEST_QUOTE
        for start, end in [(window.start, window.end)] if whole else window.page.spans[window.first : window.last + 1]:
            spans.setdefault((window.page.article.article_id, start, min(end, start + LONGEST_QUOTE)), window)
    rows = list(spans.items())[:CITED]
    return tuple(cite(n, window.page.article, start, end) for n, ((_, start, end), window) in enumerate(rows, 1))


def _verdict(
    sentence: Sentence, label: Label, status: Status | None = None, *, checkable: bool = True, **more: object
) -> Verdict:
    return Verdict(sentence.text, sentence.start, sentence.end, checkable, label, status, **more)  # type: ignore[arg-type]
