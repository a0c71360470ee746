"""SQLite: sources, articles, passages and generations. The truth from which everything else can be derived.

Rows are never changed: they are born in one generation and die in another, so that each kept generation reads its own. The
digest of a row is checked whenever it is read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from index.article import Article, Passage, Source
from index.errors import CorruptError, InputError, MismatchError
from index.library.rows import Row, article_of, article_row, batches, marks, passage_row, source_of, source_row
from index.library.rows import digest as digest_of
from index.library.schema import FORMAT, MARK, SCHEMA

FILE = "catalog.db"
_MOST_KEPT = 1024
_WAIT = 1.0  # Seconds to wait for readers to let go of the log.
_ALIVE = "born <= :generation AND (died IS NULL OR died > :generation)"
_ROLES = ("reporters", "correspondents")
_DAMAGE = {  # What SQLite says of a file whose pages or schema were harmed: our own statements are right.
    sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH,
}  # fmt: skip


class Catalog:
    """One connection. A reader holds one read transaction from `read` to `close` and sees nothing that is written later."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db, self._path = connection, path
        self._next: dict[str, int] = {}
        self._kept: dict[int, Row] | None = None  # rows of articles that were read and checked; for readers alone
        connection.text_factory = _text

    @classmethod
    def open(cls, folder: Path, *, writable: bool = False) -> Self:
        """The catalogue in `folder`; with `writable` a new one where there is none.

        Raises InputError (no library there), MismatchError (another format), CorruptError.
        """
        path = folder / FILE
        if not writable and not path.is_file():
            raise InputError(f"“{folder}”里还没有资料库；请先运行 liaocheng index。")
        uri = f"{path.absolute().as_uri()}?mode={'rwc' if writable else 'ro'}"
        with _sound(path):
            catalog = cls(sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=_WAIT), path)
            catalog._kept = None if writable else {}
            try:
                catalog._prepare(writable)
            except sqlite3.OperationalError as error:
                catalog.close()
                if writable:
                    raise
                # SQLite's log needs a folder that can be written even for reading.
                raise InputError(f"读不了资料库“{folder}”（{error}）；请检查对该文件夹的读写权限。") from error
            except BaseException:
                catalog.close()
                raise
        return catalog

    def _prepare(self, writable: bool) -> None:
        found = self._db.execute("PRAGMA user_version").fetchone()[0]
        mark = self._db.execute("PRAGMA application_id").fetchone()[0]
        empty = not self._db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if not (empty and writable) and (mark, found) != (MARK, FORMAT):
            if mark == MARK:
                raise MismatchError(
                    f"资料库“{self._path.parent}”是格式{found}，本程序用{FORMAT}；请运行 liaocheng index --rebuild 加原来的文件。"
                )
            raise CorruptError(f"目录“{self._path}”不是资料库；请运行 liaocheng index --rebuild。")
        self._db.execute("PRAGMA foreign_keys = ON")
        if writable:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA secure_delete = ON")
        if empty:
            self._db.executescript(
                f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA application_id = {MARK}; PRAGMA user_version = {FORMAT}; COMMIT;"
            )

    def close(self) -> None:
        """Let go of the file; what was not committed is gone."""
        self._db.close()

    # ---- transactions and generations

    def begin(self, *, writable: bool = False) -> None:
        """Start a transaction: what is read until it ends is one state of the library."""
        self._db.execute("BEGIN IMMEDIATE" if writable else "BEGIN")

    def commit(self) -> None:
        """Make what was written since `begin` the truth."""
        self._db.execute("COMMIT")

    def rollback(self) -> None:
        """Forget what was written since `begin`."""
        self._next.clear()
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def generation(self) -> int:
        """The number of the current generation; 0 for an empty library."""
        current, newest = self._one("SELECT (SELECT generation FROM current), (SELECT max(number) FROM generations)")
        if current != newest:
            raise self._damaged()
        return int(current or 0)

    def manifests(self) -> dict[int, str]:
        """SHA-256 (hex) of the manifest of each generation that is kept, newest first."""
        return dict(self._rows("SELECT number, manifest FROM generations ORDER BY number DESC"))

    def point(self, generation: int, manifest: str, created: str, keep: int) -> None:
        """Make `generation` the current one; forget generations before `keep` and the rows that only they could see."""
        self._run("INSERT INTO generations VALUES (?, ?, ?)", (generation, created, manifest))
        self._run("INSERT INTO current VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET generation = excluded.generation",
                         (generation,))  # fmt: skip
        self._run("DELETE FROM generations WHERE number < ?", (keep,))
        self._run("DELETE FROM articles WHERE died <= ?", (keep,))
        self._run("DELETE FROM printings WHERE died <= ?", (keep,))
        self._run("DELETE FROM sources WHERE number NOT IN (SELECT source FROM printings)")

    def checkpoint(self, *, wait: bool = True) -> bool:
        """Move the log into the file, so that removed text leaves the disk; False when a reader still needs the log.

        With `wait`, readers are given a second to let go of it.
        """
        self._db.execute(f"PRAGMA busy_timeout = {int(_WAIT * 1000) if wait else 0}")
        return not self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    # ---- sources and articles, written

    def put_source(self, source: Source, generation: int, *, page: str = "", whole: bool = True) -> int:
        """Record what is known of a source from this generation on, and whether all its articles are in; returns its number.

        `page` is the text as it was read, before it was split; empty for a corpus of ready articles.
        """
        self._run("INSERT OR IGNORE INTO sources (name) VALUES (?)", (source.name,))
        number = int(self._one("SELECT number FROM sources WHERE name = ?", (source.name,))[0])
        record, digest = source_row(source, page, number)
        self._run("DELETE FROM printings WHERE source = ? AND born = ?", (number, generation))
        self._run("UPDATE printings SET died = ? WHERE source = ? AND died IS NULL", (generation, number))
        self._run("INSERT INTO printings VALUES (?, ?, NULL, ?, ?, ?, ?)",
                         (number, generation, whole, record, page, digest))  # fmt: skip
        return number

    def add(
        self, article: Article, source: int, place: int, spans: Sequence[tuple[int, int]], generation: int
    ) -> tuple[int, list[Passage]]:
        """Add an article with its passages; returns its number and the passages with theirs."""
        number = self._number("articles")
        record, digest = article_row(article, number)
        self._run("INSERT INTO articles VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?)",
                         (number, source, place, article.article_id, generation, record, article.text, digest))  # fmt: skip
        passages = [
            Passage(self._number("passages"), number, article.article_id, start, end, article.text[start:end])
            for start, end in spans
        ]
        self._run_many("INSERT INTO passages VALUES (?, ?, ?, ?, ?)", map(passage_row, passages))
        return number, passages

    def _number(self, table: str) -> int:
        """The next number of a table; numbers are never used again."""
        if table not in self._next:
            self._next[table] = (self._one("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)) or (0,))[0]
        self._next[table] += 1
        return self._next[table]

    def move(self, number: int, place: int) -> None:
        """Give an article another place in the order of its source."""
        self._run("UPDATE articles SET place = ? WHERE number = ?", (place, number))

    def retire(self, articles: Iterable[int], generation: int) -> None:
        """Let articles die: this generation and later ones do not see them."""
        self._run_many("UPDATE articles SET died = ? WHERE number = ?", ((generation, number) for number in articles))

    def retire_source(self, source: int, generation: int) -> None:
        """Let a source die; its articles must have died already."""
        self._run("UPDATE printings SET died = ? WHERE source = ? AND died IS NULL", (generation, source))

    # ---- read, as one generation sees it

    def sources(self, generation: int, *, sound: bool = False) -> dict[int, Source]:
        """Sources by number, in the order of their names; with `sound` those whose record is damaged are left out."""
        found = self._rows(
            f"SELECT source, record, page, digest FROM printings JOIN sources ON number = source WHERE {_ALIVE} ORDER BY name",  # noqa: S608
            {"generation": generation},
        )
        return {
            number: source_of(self._checked(record, digest, number, record, page))
            for number, record, page, digest in found
            if not sound or digest_of(number, record, page) == digest
        }

    def page(self, source: int, generation: int) -> str:
        """The text of a source as it was read; empty for a corpus of ready articles."""
        found = self._one(
            f"SELECT page FROM printings WHERE source = :source AND {_ALIVE}",  # noqa: S608
            {"generation": generation, "source": source},
        )
        return str(found[0]) if found else ""

    def numbers(self, generation: int) -> list[int]:
        """The numbers of all articles, in order."""
        return [row[0] for row in self._rows(f"SELECT number FROM articles WHERE {_ALIVE} ORDER BY number",  # noqa: S608
                                             {"generation": generation})]  # fmt: skip

    def rows(self, generation: int, source: int) -> Iterator[Row]:
        """The articles of one source, in the order of their places."""
        where = f"articles.source = :source AND {_ALIVE} ORDER BY place"
        yield from self._articles(where, {"generation": generation, "source": source})

    def texts(self, generation: int) -> Iterator[tuple[int, str]]:
        """Each article's number and its words, headlines first, in no order; unchecked, for a look through all of them."""
        heads = (f"coalesce(json_extract(record, '$.{name}'), '')" for name in ("kicker", "title", "subtitle"))
        words = " || char(10) || ".join((*heads, "text"))
        yield from self._rows(f"SELECT number, {words} FROM articles WHERE {_ALIVE}", {"generation": generation})  # noqa: S608

    def signatures(self, generation: int) -> Iterator[tuple[int, str]]:
        """The number of each signed article with each name that stands over it; unchecked, in no order."""
        names = (f"SELECT number, value FROM articles, json_each(record, '$.{role}') WHERE {_ALIVE}" for role in _ROLES)  # noqa: S608
        yield from self._rows(" UNION ALL ".join(names), {"generation": generation})

    def by_id(self, article_id: str, generation: int) -> Row | None:
        """The article with this id, or None."""
        where = f"article_id = :id AND {_ALIVE} "
        return next(self._articles(where, {"id": article_id, "generation": generation}), None)

    def by_number(self, numbers: Iterable[int]) -> dict[int, Row]:
        """Articles by their numbers, living or dead; unknown numbers are left out."""
        wanted, kept = list(numbers), self._kept
        found = {number: kept[number] for number in wanted if number in kept} if kept else {}
        for part in batches(number for number in wanted if number not in found):
            found.update((row.number, row) for row in self._articles(f"articles.number IN ({marks(part)})", part))
        if kept is not None:  # one question needs its articles several times, and the next ones often the same
            if len(kept) > _MOST_KEPT:
                kept.clear()
            if len(found) <= _MOST_KEPT:
                kept.update(found)
        return found

    def passages(self, numbers: Iterable[int]) -> dict[int, Passage]:
        """Passages by their numbers; unknown numbers are left out."""
        return self._passages("number", numbers)

    def passages_of(self, articles: Iterable[int]) -> dict[int, Passage]:
        """The passages of these articles by their numbers, in order."""
        return self._passages("article", articles)

    def whole(self, source: int) -> bool:
        """Whether all articles of a living source are in the library."""
        return bool((self._one("SELECT whole FROM printings WHERE source = ? AND died IS NULL", (source,)) or [0])[0])

    def owner(self, article_id: str) -> str | None:
        """The name of the source that holds a living article of this id."""
        row = self._one("SELECT name FROM articles JOIN sources ON sources.number = source WHERE article_id = ? AND died IS NULL",
                        (article_id,))  # fmt: skip
        return str(row[0]) if row else None

    def _passages(self, column: str, numbers: Iterable[int]) -> dict[int, Passage]:
        found: dict[int, Passage] = {}
        for part in batches(numbers):
            rows = list(self._rows(
                f"SELECT number, article, start, end, digest FROM passages WHERE {column} IN ({marks(part)}) ORDER BY number",  # noqa: S608
                part,
            ))  # fmt: skip
            articles = self.by_number({row[1] for row in rows})
            for number, article, start, end, digest in rows:
                if article not in articles or digest != digest_of(number, article, start, end):
                    raise self._damaged()
                of = articles[article].article
                found[number] = Passage(number, article, of.article_id, start, end, of.text[start:end])
        return found

    def _articles(self, where: str, values: Any) -> Iterator[Row]:  # noqa: ANN401 - what sqlite3 takes
        query = (
            "SELECT articles.number, source, place, digest, name, article_id, record, text "  # noqa: S608
            f"FROM articles JOIN sources ON sources.number = source WHERE {where}"
        )
        for number, source, place, digest, name, article_id, record, text in self._rows(query, values):
            record = self._checked(record, digest, number, name, article_id, record, text)  # noqa: PLW2901
            yield Row(number, source, place, article_of(record, name, article_id, text))

    def _checked(self, record: str, digest: bytes, *parts: object) -> str:
        """The record of a row whose parts have this digest."""
        if digest_of(*parts) != digest:
            raise self._damaged()
        return record

    def _one(self, query: str, values: Any = ()) -> Any:  # noqa: ANN401 - what sqlite3 takes and gives
        return next(self._rows(query, values), None)

    def _run(self, query: str, values: Any = ()) -> None:  # noqa: ANN401 - what sqlite3 takes
        with _sound(self._path):
            self._db.execute(query, values)

    def _run_many(self, query: str, values: Iterable[Any]) -> None:
        with _sound(self._path):
            self._db.executemany(query, values)

    def _rows(self, query: str, values: Any = ()) -> Iterator[Any]:  # noqa: ANN401 - what sqlite3 takes and gives
        with _sound(self._path):
            yield from self._db.execute(query, values)

    def _damaged(self) -> CorruptError:
        return CorruptError(f"目录“{self._path}”有损坏的记录；请运行 liaocheng index --rebuild，并重新收录原文件。")


@contextmanager
def _sound(path: Path) -> Iterator[None]:
    """Turns what SQLite says of a damaged file into a CorruptError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
            raise CorruptError(f"目录“{path}”已损坏（{error}）；请运行 liaocheng index --rebuild。") from error
        raise


def _text(data: bytes) -> str:
    """Bytes that are no UTF-8 must reach the check of digests, not stop SQLite's own decoding."""
    return data.decode("utf-8", errors="replace")
