"""A page to its articles: headlines, by-lines, datelines, boxes, captions, columns torn apart."""

from __future__ import annotations

from index.article import Article, Source


def split(text: str, source: Source) -> list[Article]:
    """Restore the text of a newspaper page and split it into articles, in the order of the page."""
    raise NotImplementedError
