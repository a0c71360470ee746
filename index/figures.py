"""A sentence to its statistics: every number with what it counts, where, when, its change and its rank."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from index.article import Article
from index.dates import Period
from index.figure import Figure
from index.numerals import Folded, fold
from index.periods import periods
from index.places import OWN, home, places
from index.statistics.amounts import amounts
from index.statistics.changes import Rank, ranks
from index.statistics.definitions import Definitions, joined
from index.statistics.draft import Draft, kept
from index.statistics.reading import Reader
from index.statistics.scopes import Scopes
from index.statistics.worth import worth

_PARAGRAPH = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?[”’」』）]*")
_TITLE = re.compile(r"《[^》]{1,60}》")
_RUN = re.compile(r"连续")
_RUN_OF_RANKS = re.compile(r".{0,6}?(?:位居|居|列|排|保持|增长|增速|获|上榜|入选|稳|超|荣|被|位)")
_QUOTED = 120


def figures(article: Article) -> list[Figure]:
    """The statistics of an article, in the order of its text.

    Every figure points at its number (`start`, `end`) and its sentence (`quote_start`, `quote_end`) by offsets in
    `article.text`. The time and place of a number are the nearest that govern it: in its clause, its sentence, its paragraph,
    else the article's.
    """
    folded = fold(article.text)
    text, here = folded.text, home(article)
    when = periods(text, article.date)
    named = places(text, here)
    scopes = Scopes(text, when, named, here, article.date)
    placed = list(ranks(text))
    found = amounts(text, _masks(text, when, placed))
    drafts: list[Draft] = []
    for paragraph in _PARAGRAPH.finditer(text):
        for sentence in _SENTENCE.finditer(text, paragraph.start(), paragraph.end()):
            inside = [a for a in found if sentence.start() <= a.start < sentence.end()]
            ordered = [r for r in placed if sentence.start() <= r.start < sentence.end()]
            if inside or ordered:
                reader = Reader(text, sentence.span(), paragraph.start(), scopes)
                drafts.extend(reader.read(inside, ordered))
    near = here.city == OWN
    ours = bool(article.lines) or (near and article.title is not None)
    drafts = [draft for draft in drafts if kept(draft) and worth(draft, text, ours, near)]
    meant = Definitions(text).of(drafts)
    return [_figure(draft, article, folded, spans) for draft, spans in zip(drafts, meant, strict=True)]


def _masks(text: str, when: list[Period], placed: list[Rank]) -> Iterator[tuple[int, int]]:
    """Where numbers are no amounts: dates, titles, ranks."""
    for period in when:
        run = _RUN.match(period.text)
        if not run or _RUN_OF_RANKS.match(text, period.end):
            yield period.start, period.end
    yield from (match.span() for match in _TITLE.finditer(text))
    yield from ((rank.start, rank.end) for rank in placed)


def _figure(draft: Draft, article: Article, folded: Folded, meant: tuple[tuple[int, int], ...]) -> Figure:
    amount = draft.amount
    start, end = folded.span(amount.start, amount.end)
    first, last = folded.span(*_quote(draft, folded.text))
    period = draft.period
    return Figure(
        source=article.source,
        article_id=article.article_id,
        title=article.name,
        date=article.date,
        metric=draft.metric,
        region=draft.region,
        period=period.resolved if period else None,
        since=period.since if period else None,
        until=period.until if period else None,
        value=amount.value,
        unit=amount.unit,
        qualifier=amount.qualifier,
        kind=draft.kind,
        change=draft.change,
        rank=draft.rank,
        quote=article.text[first:last],
        start=start,
        end=end,
        quote_start=first,
        quote_end=last,
        stated=draft.stated,
        vague=bool(period and period.vague),
        definition=joined(article.text, [folded.span(*span) for span in meant]),
    )


def _quote(draft: Draft, text: str) -> tuple[int, int]:
    """The sentence; of a long one the clauses around the number, as many as fit."""
    start, end = draft.sentence
    if end - start <= _QUOTED:
        return start, end
    cuts = sorted({start, end, *(m.end() for m in re.compile(r"[，；]").finditer(text, start, end))})
    low = bisect_right(cuts, draft.amount.start) - 1
    high = low + 1
    while True:
        wider = [(low - 1, high)] * (low > 0) + [(low, high + 1)] * (high < len(cuts) - 1)
        fitting = [(a, b) for a, b in wider if cuts[b] - cuts[a] <= _QUOTED]
        if not fitting:
            return cuts[low], cuts[high]
        low, high = fitting[0] if low > 0 and (draft.amount.start - cuts[low]) < _QUOTED // 2 else fitting[-1]
