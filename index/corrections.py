"""A person's corrections of how a page was split: an overlay beside the library that every refresh and rebuild applies again.

Each correction is keyed by the digest of the source's bytes and by lines of its text, so that it means the same however often the
page is split anew. The file `corrections.jsonl` is only ever appended to; taking one back is an entry of its own. A correction of
a source whose bytes have changed is neither applied nor dropped: it waits until a person carries it over or takes it back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from index.article import Article
from index.errors import DataError, InputError
from index.library.disk import writing

FILE = "corrections.jsonl"
BASIS = "人工修正"
Kind = Literal["set", "split", "merge", "move", "mend", "page"]
_ARTICLE_FIELDS = frozenset({"title", "kicker", "subtitle", "reporters", "correspondents", "date", "kind"})
_PAGE_FIELDS = frozenset({"newspaper", "published", "page"})

Segment = tuple[int, str]  # a line of the source and what the article has of it


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of one source.

    `line` (1-based, of the source's text) names the place: `set` and `page` give `fields` to the article with this line and to
    all articles; `split` starts a new article there; `merge` joins the article with this line to the one above; `move` takes the
    lines `line` to `last` behind the line `to`; `mend` puts `new` in place of `old` in this line.
    """

    number: int
    source: str
    digest: str
    kind: Kind
    line: int = 1
    last: int = 0
    to: int = 0
    old: str = ""
    new: str = ""
    fields: tuple[tuple[str, Any], ...] = ()
    at: str = ""


class Corrections:
    """The corrections of one library. Adding to them is the business of the one writer."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._all, self._undone = _read(self._path)

    def of(self, source: str) -> list[Correction]:
        """The corrections of a source that stand, in the order in which they were made, whatever bytes they were made on."""
        return [c for c in self._all if c.source == source and c.number not in self._undone]

    def waiting(self, source: str, digest: str) -> list[Correction]:
        """Those of them that were made on other bytes than the source has now."""
        return [correction for correction in self.of(source) if correction.digest != digest]

    def apply(self, articles: Sequence[Article], source: str, digest: str) -> tuple[list[Article], list[str]]:
        """The articles of a source with its corrections, and a sentence for each one that had to be left out for now."""
        corrected, left = list(articles), []
        for correction in self.of(source):
            if correction.digest != digest:
                left.append(f"{source} 的文件已变，第{correction.number}条修正没有用上：请确认后沿用或撤销。")
                continue
            try:
                corrected = apply(corrected, correction)
            except InputError as error:
                left.append(f"{source} 的第{correction.number}条修正没有用上：{error}")
        return corrected, left

    def add(self, correction: Correction) -> Correction:
        """Write a correction down and give it its number."""
        numbered = replace(
            correction, number=len(self._all) + 1, at=correction.at or datetime.now(UTC).isoformat(timespec="seconds")
        )
        self._append(asdict(numbered) | {"fields": dict(numbered.fields)})
        self._all.append(numbered)
        return numbered

    def undo(self, number: int) -> Correction:
        """Take a correction back. Raises InputError when it does not stand."""
        correction = self.standing(number)
        self._append({"undo": number})
        self._undone.add(number)
        return correction

    def standing(self, number: int) -> Correction:
        """A correction that has not been taken back. Raises InputError when there is none of this number."""
        for correction in self._all:
            if correction.number == number and number not in self._undone:
                return correction
        raise InputError(f"没有第{number}条修正，或已经撤销；请先查看现有的修正。")

    def carry_over(self, source: str, digest: str) -> int:
        """Make the waiting corrections of a changed source count for its new bytes; returns how many."""
        waiting = self.waiting(source, digest)
        for correction in waiting:
            self.undo(correction.number)
            self.add(replace(correction, digest=digest))
        return len(waiting)

    def _append(self, record: dict[str, Any]) -> None:
        with writing(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())


def apply(articles: Sequence[Article], correction: Correction) -> list[Article]:
    """The articles of one page after one correction. Raises InputError when its lines, words or fields do not fit the page."""
    kinds: dict[Kind, Callable[[Sequence[Article], Correction], list[Article]]] = {
        "set": _set, "page": _page, "split": _split, "merge": _merge, "move": _move, "mend": _mend,
    }  # fmt: skip
    return kinds[correction.kind](articles, correction)


def _set(articles: Sequence[Article], correction: Correction) -> list[Article]:
    place = _holding(articles, correction.line)
    fields = _fields(correction, _ARTICLE_FIELDS | _PAGE_FIELDS)
    if "date" in fields:
        fields["date_basis"] = BASIS
    return [replace(a, **fields) if i == place else a for i, a in enumerate(articles)]


def _page(articles: Sequence[Article], correction: Correction) -> list[Article]:
    fields = _fields(correction, _PAGE_FIELDS)
    return [replace(article, **fields) for article in articles]


def _split(articles: Sequence[Article], correction: Correction) -> list[Article]:
    place = _holding(articles, correction.line)
    article, segments = articles[place], _segments(articles[place])
    at = next(i for i, (line, _) in enumerate(segments) if line == correction.line)
    if at == 0:
        raise InputError(f"第{correction.line}行已是一篇文章的开头，不用再分开。")
    below = Article(
        source=article.source, article_id=f"{article.article_id}-{correction.line}", text="", date=article.date,
        date_basis=article.date_basis, published=article.published, newspaper=article.newspaper, page=article.page,
    )  # fmt: skip
    halves = [_with(article, segments[:at]), _with(below, segments[at:])]
    return [*articles[:place], *halves, *articles[place + 1 :]]


def _merge(articles: Sequence[Article], correction: Correction) -> list[Article]:
    place = _holding(articles, correction.line)
    if place == 0:
        raise InputError(f"第{correction.line}行在这一版的第一篇里，上面没有文章可并入。")
    above, below = articles[place - 1], articles[place]
    joined = _with(above, [*_segments(above), (correction.line, "\n"), *_segments(below)])
    return [*articles[: place - 1], joined, *articles[place + 1 :]]


def _move(articles: Sequence[Article], correction: Correction) -> list[Article]:
    lines = range(correction.line, max(correction.line, correction.last) + 1)
    if correction.to in lines:
        raise InputError("不能把一段移到它自己里面；请另选一行。")
    target = _holding(articles, correction.to)
    all_segments = [_segments(article) for article in articles]
    moved = [segment for segments in all_segments for segment in segments if segment[0] in lines]
    if not moved:
        raise InputError(f"第{correction.line}至{lines[-1]}行不在任何文章里，无法移动。")
    kept = [[segment for segment in segments if segment[0] not in lines] for segments in all_segments]
    at = max(i for i, (line, _) in enumerate(kept[target]) if line == correction.to) + 1
    kept[target] = [*kept[target][:at], (correction.to, "\n"), *moved, (lines[-1], "\n"), *kept[target][at:]]
    made = (_with(article, segments) for article, segments in zip(articles, kept, strict=True))
    return [article for article in made if article.text]


def _mend(articles: Sequence[Article], correction: Correction) -> list[Article]:
    place = _holding(articles, correction.line)
    segments = _segments(articles[place])
    for i, (line, text) in enumerate(segments):
        if line == correction.line and correction.old and correction.old in text:
            segments[i] = (line, text.replace(correction.old, correction.new, 1))
            mended = _with(articles[place], segments)
            return [*articles[:place], mended, *articles[place + 1 :]]
    raise InputError(f"第{correction.line}行里没有“{correction.old}”；请照还原后的文字填写。")


def _holding(articles: Sequence[Article], line: int) -> int:
    for place, article in enumerate(articles):
        if any(number == line for _, number in article.lines):
            return place
    raise InputError(f"第{line}行不在任何文章的正文里；请看 liaocheng articles 的行号。")


def _fields(correction: Correction, known: frozenset[str]) -> dict[str, Any]:
    unknown = [name for name, _ in correction.fields if name not in known]
    if unknown or not correction.fields:
        raise InputError(f"不能修正 {'、'.join(unknown) or '空的内容'}；可修正的有：{'、'.join(sorted(known))}。")
    return {name: tuple(value) if isinstance(value, list) else value for name, value in correction.fields}


def _segments(article: Article) -> list[Segment]:
    ends = [*(offset for offset, _ in article.lines[1:]), len(article.text)]
    return [(line, article.text[start:end]) for (start, line), end in zip(article.lines, ends, strict=True)]


def _with(article: Article, segments: Iterable[Segment]) -> Article:
    """The article with the text of these segments: no empty paragraphs, none at either end."""
    text, lines = "", []
    for line, piece in segments:
        for part in piece.splitlines(keepends=True):
            shown = part.lstrip("\n") if not text or text.endswith("\n") else part
            if shown:
                lines.append((len(text), line))
                text += shown
    text = text.rstrip("\n")
    return replace(article, text=text, lines=tuple(run for run in lines if run[0] < len(text)))


def _read(path: Path) -> tuple[list[Correction], set[int]]:
    if not path.is_file():
        return [], set()
    made: list[Correction] = []
    undone: set[int] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            record = json.loads(line)
            if "undo" in record:
                undone.add(int(record["undo"]))
            else:
                made.append(Correction(**{**record, "fields": tuple(record["fields"].items())}))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DataError(f"修正记录 {path} 第{number}行读不懂；请从备份恢复这个文件，或删去这一行。") from error
    return made, undone
