"""A page to its articles: headlines, by-lines, datelines, boxes, captions, columns torn apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from index.article import Article, Source
from index.byline import Byline, closing, opening
from index.headline import Headline, assign, compose, pairs
from index.layout import Unit, mend, units
from index.restore import Mapped, read_lines, runs, tidy_mapped


@dataclass(slots=True)
class Draft:
    """An article in the making."""

    byline: Byline = Byline()
    paragraphs: list[Mapped] = field(default_factory=list)
    signed: bool = False


def split(text: str, source: Source) -> list[Article]:
    """Restore the text of a newspaper page and split it into articles, in the order of the page."""
    drafts, gaps = _drafts(mend(units(read_lines(text))))
    if not drafts:
        return []
    words = [pairs("".join(p.text for p in d.paragraphs)) for d in drafts]
    heads = assign(gaps, words, [d.signed for d in drafts])
    return [_article(i, d, compose(h), source) for i, (d, h) in enumerate(zip(drafts, heads, strict=True), 1)]


def _drafts(found: Sequence[Unit]) -> tuple[list[Draft], list[list[Unit]]]:
    """The bodies of a page, and the headline blocks before, between and after them."""
    drafts: list[Draft] = []
    gaps: list[list[Unit]] = [[]]
    fresh = True
    for i, unit in enumerate(found):
        if unit.kind == "byline" and unit.signed:
            if fresh and drafts and not drafts[-1].paragraphs:
                drafts[-1].byline += unit.signed
            else:
                drafts.append(Draft(unit.signed, [], True))
                gaps.append([])
            fresh = True
        elif unit.kind == "para":
            first = opening(unit.text)
            if not drafts or (first and drafts[-1].paragraphs) or (gaps[-1] and found[i - 1].level):
                drafts.append(Draft())
                gaps.append([])
            _add(drafts[-1], unit)
            fresh = False
        else:
            gaps[-1].append(unit)
    return drafts, gaps


def _add(draft: Draft, unit: Unit) -> None:
    first = opening(unit.text)
    if first:
        draft.byline += first[0]
        draft.signed = True
    body = unit.body
    last = closing(body.text)
    if last:
        draft.byline += last[0]
        if not last[2]:
            body = Mapped(body.text[: last[1]].rstrip(), body.numbers[: len(body.text[: last[1]].rstrip())])
    draft.paragraphs.append(tidy_mapped(body))


def _article(number: int, draft: Draft, head: Headline, source: Source) -> Article:
    text = "\n".join(p.text for p in draft.paragraphs)
    numbers: list[int] = []
    for p in draft.paragraphs:
        numbers += [*p.numbers, p.numbers[-1]]
    return Article(
        source=source.name, article_id=f"{PurePath(source.name).stem}-{number:02d}", text=text, title=head.title or None,
        kicker=head.kicker or None, subtitle=head.subtitle or None, reporters=draft.byline.reporters, correspondents=draft.byline.correspondents,
        published=source.published, newspaper=source.newspaper, page=source.page, lines=runs(numbers[:-1]),
    )
