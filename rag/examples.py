"""Example questions made from the articles at hand, so that each of them has an answer."""

from __future__ import annotations

from itertools import islice

from index.snapshot import Snapshot

MOST = 4
LOOKED_AT = 500


def examples(snapshot: Snapshot) -> list[str]:
    """Up to four questions, one an article, of the newest articles with a headline."""
    articles = [article for _, article in islice(snapshot.iter_articles(), LOOKED_AT) if article.title]
    newest = sorted(articles, key=lambda article: (article.date or "", article.article_id), reverse=True)
    return [f"“{article.title}”讲了什么？" for article in newest][:MOST]
