"""The same report in two papers: an answer rests on the first print and names the others, which are no second source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.article import Article
from index.duplicates import duplicates
from rag.answer import Citation, Notice
from rag.retrieve import Found


def first_prints(found: Sequence[Found], articles: Mapping[str, Article]) -> tuple[list[Found], dict[str, list[Article]]]:
    """The passages without those of reprints whose first print is among them, and the reprints of each first print by its id."""
    numbers = {hit.passage.article: articles[hit.passage.article_id] for hit in found}
    links = duplicates((number, a.text, a.published or a.date) for number, a in numbers.items())
    again = {link.again for link in links}
    reprints: dict[str, list[Article]] = {}
    for link in links:
        reprints.setdefault(numbers[link.first].article_id, []).append(numbers[link.again])
    return [hit for hit in found if hit.passage.article not in again], reprints


def notices(citations: Sequence[Citation], reprints: Mapping[str, Sequence[Article]]) -> list[Notice]:
    """For each cited article that was printed again, where."""
    made = []
    for article_id in dict.fromkeys(citation.article_id for citation in citations):
        if article_id in reprints:
            places = "、".join(f"{a.newspaper or a.source}《{a.name}》" for a in reprints[article_id])
            numbers = tuple(citation.n for citation in citations if citation.article_id == article_id)
            made.append(Notice("scope", f"另有转载：{places}；同一篇报道，不算第二个来源。", numbers))
    return made
