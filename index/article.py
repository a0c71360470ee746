"""Source, Article, Passage, Hit: the data that every step passes on. Frozen, no I/O, imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """One file of newspaper text.

    `name` is the file's name without folders, unique in a library. `digest` is the SHA-256 (hex) of the file's bytes.
    The other fields are what is known of the printed page (`sources.csv`, front matter or the page itself); unknown is None.
    `published` is YYYY-MM-DD. `groups` may see it; empty means everyone, None that nothing was said (it stays as it was).
    """

    name: str
    digest: str
    newspaper: str | None = None
    published: str | None = None
    page: str | None = None
    edition: str | None = None
    url: str | None = None
    groups: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One newspaper article of a source.

    `text` is the restored text, paragraphs joined by a line feed. `lines` maps it back to the source as runs
    `(offset, line)`: the characters from `offset` up to the next run's offset stand in line `line` (1-based) of the
    source's text. `date` is the day the report is of, at the precision the text supports (YYYY-MM-DD, YYYY-MM or YYYY),
    and `date_basis` says where it came from.
    """

    source: str
    article_id: str
    text: str
    title: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    date: str | None = None
    date_basis: str | None = None
    published: str | None = None
    newspaper: str | None = None
    page: str | None = None
    kind: str = "news"
    lines: tuple[tuple[int, int], ...] = field(default=())

    @property
    def name(self) -> str:
        """The title, or the first 20 characters of the text in brackets when the article has none."""
        return self.title or f"［{self.text[:20]}］"


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: `text == article.text[start:end]`.

    `passage_id` and `article` are the library's own numbers of the passage and of its article; they stay the same from one
    generation to the next as long as the article does not change.
    """

    passage_id: int
    article: int
    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a query, with where it comes from and its score (higher is better)."""

    source: str
    article_id: str
    title: str
    date: str | None
    passage_id: int
    text: str
    start: int
    end: int
    score: float
