"""A page to its articles: headlines, by-lines, datelines, boxes, captions, columns torn apart."""

from __future__ import annotations

from pathlib import PurePath

from index.article import Article, Source
from index.newsprint.byline import opening
from index.newsprint.columns import reunite
from index.newsprint.drafts import Draft, Sheet, draw, is_caption
from index.newsprint.event import event_date
from index.newsprint.headline import Headline, assign, compose
from index.newsprint.imprint import Imprint, is_furniture, read_imprint
from index.newsprint.layout import Unit, units
from index.newsprint.leads import inside_title, settle_boxes, settle_leads, settle_strays, standing, words_of
from index.restore import Line, Mapped, read_lines, runs, tidy_mapped


def split(text: str, source: Source) -> list[Article]:
    """Restore the text of a newspaper page and split it into articles, in the order of the page.

    Text without any line gives no article; everything else gives at least one.
    """
    lines = read_lines(text)
    if not lines:
        return []
    page = read_imprint(lines, source)
    printed = [line for line in lines if not is_furniture(line)] or lines
    sheet = draw(reunite(units(printed)))
    settle_boxes(sheet)
    settle_strays(sheet)
    if not sheet.drafts:
        body = [Mapped(x.text, (x.number,) * len(x.text)) for x in printed]
        return [_article(1, (Draft(), body, Headline()), page, source)]
    found = _titled(sheet)
    found.sort(key=lambda item: min(u.lines[0].number for u in item[0].units))
    parts = [(draft, _body(draft, used), _composed(draft, used)) for draft, used in found]
    return [_article(i, part, page, source) for i, part in enumerate(parts, 1)]


def _titled(sheet: Sheet) -> list[tuple[Draft, list[Unit]]]:
    """The drafts that are articles, each with the headline blocks that are its own."""
    drafts = sheet.drafts
    words = [words_of(d) for d in drafts]
    inside = [[] if d.box else inside_title(d, w) for d, w in zip(drafts, words, strict=True)]
    some = any(d.signed for d in drafts)
    own = [_wants_headline(d, some) and not inner for d, inner in zip(drafts, inside, strict=True)]
    heads, _ = assign(sheet.gaps, words, own)
    heads = [outer or inner for outer, inner in zip(heads, inside, strict=True)]
    left = settle_leads(drafts, [bool(h) or d.box is not None for d, h in zip(drafts, heads, strict=True)])
    return [(drafts[k], heads[k]) for k in left]


def _wants_headline(draft: Draft, some_signed: bool) -> bool:
    """Whether a draft should have a headline: every text that has a by-line where some have, but no box and no caption."""
    return (draft.signed or not some_signed) and not draft.box and not (draft.ended and is_caption(draft))


def _composed(draft: Draft, used: list[Unit]) -> Headline:
    """A draft's headline; a box is named by its label."""
    head = compose(used, words_of(draft)) if used else Headline()
    return Headline(draft.box, head.title) if draft.box else head


def _body(draft: Draft, used: list[Unit]) -> list[Mapped]:
    """The restored paragraphs of a draft, section headings where they stand."""
    inside: dict[int, list[Mapped]] = {}
    for at, block in standing(draft, used):
        inside.setdefault(at, []).append(_heading(block.lines))
    paragraphs: list[Mapped] = []
    for i, unit in enumerate(draft.units):
        paragraphs += [*inside.get(i, ()), _paragraph(unit.body, draft.cuts.get(i))]
    return [p for p in paragraphs if p.text]


def _heading(lines: tuple[Line, ...]) -> Mapped:
    text = " ".join(line.text for line in lines)
    numbers = [n for line in lines for n in (line.number,) * (len(line.text) + 1)]
    return tidy_mapped(Mapped(text, tuple(numbers[: len(text)])), parts=True)


def _paragraph(body: Mapped, cut: int | None) -> Mapped:
    """A paragraph without needless spaces; those between the names of its by-line stay."""
    text, numbers = body.text[:cut].rstrip(), body.numbers
    first = opening(text)
    at = first.end if first and first.named else 0
    rest = tidy_mapped(Mapped(text[at:].lstrip(), numbers[len(text) - len(text[at:].lstrip()) : len(text)]))
    return Mapped(text[:at] + rest.text, numbers[:at] + rest.numbers)


def _kind(draft: Draft, head: Headline) -> str:
    """news, feature, essay, caption, figures or note."""
    if draft.kind:
        return draft.kind
    if not head.title and is_caption(draft):
        return "caption"
    if draft.signature and "记者" not in draft.signature and "讯" not in draft.signature and "通讯员" not in draft.signature:
        return "essay"
    dated = any(opening(u.text) for u in draft.units)
    return "feature" if draft.signature and not dated and "报道" not in draft.signature else "news"


def _article(number: int, part: tuple[Draft, list[Mapped], Headline], page: Imprint, source: Source) -> Article:
    draft, body, head = part
    numbers = [n for p in body for n in (*p.numbers, p.numbers[-1])]
    texts = [p.text for p in body]
    day, basis = event_date([t for t in (head.kicker, head.title, head.subtitle) if t] + texts, draft.byline.day, page)
    return Article(
        source=source.name,
        article_id=f"{PurePath(source.name).stem}-{number:02d}",
        text="\n".join(texts),
        title=head.title or None,
        kicker=head.kicker or None,
        subtitle=head.subtitle or None,
        reporters=draft.byline.reporters,
        correspondents=draft.byline.correspondents,
        date=day,
        date_basis=basis,
        published=page.published,
        newspaper=page.newspaper,
        page=page.page,
        kind=_kind(draft, head),
        lines=runs(numbers[:-1]),
    )
