"""Example questions made from the figures of the articles at hand, so that each of them has an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from index.article import Article
from index.figures import figures
from index.snapshot import Snapshot

LOOKED_AT = 200  # articles
_METRIC = re.compile(r"[\u4e00-\u9fff]{2,10}(?:资金|收入|产值|增加值|总值|投资|总额|面积|比重|增速|税收)")
_PERIOD = re.compile(r"\d{4}年(?:上半年|[一二三四]季度)?")


def candidates(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """(question, value that its answer must hold), newest articles first, one of each article before a second of any."""
    articles = [article for _, article in islice(snapshot.iter_articles(), LOOKED_AT)]
    newest = sorted(articles, key=lambda article: (article.date or "", article.article_id), reverse=True)
    found = [list(_questions(article)) for article in newest]
    for place in range(max(map(len, found), default=0)):
        yield from (questions[place] for questions in found if place < len(questions))


def _questions(article: Article) -> Iterator[tuple[str, str]]:
    for figure in figures(article):
        plain = _METRIC.fullmatch(figure.metric) and _PERIOD.fullmatch(figure.period or "") and figure.kind == "fact"
        if plain and figure.region and figure.unit:
            yield f"{figure.period}{figure.region}{figure.metric}是多少？", f"{figure.value}{figure.unit}"
