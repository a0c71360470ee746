"""Conversations that outlive the server: their turns, and what a reader thought of each, in a file of their own.

`conversations.db` stands beside the library and is no part of it: removing or rebuilding the library leaves it alone. Only the
account that runs the program can read it, and each conversation belongs to one reader, known by a name that is kept as a digest.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from index.errors import WriteError
from rag.errors import UsageError

FILE = "conversations.db"
LONGEST_TITLE, LONGEST_REASON, LISTED = 40, 500, 200
Rating = Literal["up", "down"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, title TEXT NOT NULL, changed TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    question TEXT NOT NULL, answer TEXT, error TEXT, filters TEXT NOT NULL DEFAULT '{}',
    rating TEXT CHECK (rating IN ('up', 'down')), reason TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS turns_of ON turns (conversation);
CREATE INDEX IF NOT EXISTS conversations_of ON conversations (owner, changed);
"""
_LIST = """
SELECT id, title, changed FROM conversations WHERE owner = :owner AND (:like = '%%' OR title LIKE :like ESCAPE '\\' OR EXISTS (
    SELECT 1 FROM turns WHERE conversation = conversations.id
    AND (question LIKE :like ESCAPE '\\' OR json_extract(answer, '$.answer') LIKE :like ESCAPE '\\')))
ORDER BY changed DESC, id DESC LIMIT :most
"""
_ADD = "INSERT INTO turns (conversation, question, answer, error, filters) VALUES (?, ?, ?, ?, ?)"
_DROP = "DELETE FROM turns WHERE id = ? AND conversation IN (SELECT id FROM conversations WHERE owner = ?)"
_RATE = "UPDATE turns SET rating = ?, reason = ? WHERE id = ? AND conversation IN (SELECT id FROM conversations WHERE owner = ?)"
_RENAME = "UPDATE conversations SET title = ? WHERE id = ? AND owner = ?"
_TOUCH = "UPDATE conversations SET changed = ? WHERE id = ? AND owner = ?"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation in the list; `changed` is the local time of its last turn, YYYY-MM-DDTHH:MM:SS.ffffff."""

    id: int
    title: str
    changed: str


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A stored turn: `answer` is the `answer` object of the JSON contract; without one, `error` says why or is None (stopped)."""

    id: int
    question: str
    answer: Mapping[str, Any] | None = None
    error: str | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)
    rating: Rating | None = None
    reason: str = ""


class Conversations:
    """The conversations of one reader in the data folder `folder`. Safe to use from several threads and processes.

    Every method raises WriteError when the file cannot be read or written, and UsageError for a conversation or turn that is not
    there or belongs to another reader.
    """

    def __init__(self, folder: Path, reader: str) -> None:
        self._path = folder / FILE
        self._owner = hashlib.sha256(reader.encode()).hexdigest()

    def all(self, words: str = "") -> list[Conversation]:
        """The newest conversations first, at most LISTED; with `words`, those whose title, questions or answers hold them."""
        escaped = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        with self._open() as store:
            rows = store.execute(_LIST, {"owner": self._owner, "like": f"%{escaped}%", "most": LISTED})
            return [Conversation(*row) for row in rows]

    def begin(self, title: str) -> int:
        """A new conversation without turns; its number."""
        with self._open() as store:
            row = (self._owner, _title(title), _now())
            return int(store.execute("INSERT INTO conversations (owner, title, changed) VALUES (?, ?, ?)", row).lastrowid or 0)

    def add(
        self,
        conversation: int,
        question: str,
        answer: Mapping[str, Any] | None = None,
        error: str | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> int:
        """Append a turn to a conversation; the turn's number."""
        told = None if answer is None else json.dumps(answer, ensure_ascii=False)
        with self._open() as store:
            self._change(store, _TOUCH, _now(), conversation)
            row = (conversation, question, told, error, json.dumps(filters or {}, ensure_ascii=False))
            added = store.execute(_ADD, row)
            return int(added.lastrowid or 0)

    def turns(self, conversation: int) -> list[KeptTurn]:
        """The turns of a conversation in their order; none when it is not there or another reader's."""
        with self._open() as store:
            rows = store.execute(
                "SELECT t.id, question, answer, error, filters, rating, reason FROM turns t JOIN conversations c "
                "ON c.id = t.conversation WHERE c.id = ? AND owner = ? ORDER BY t.id",
                (conversation, self._owner),
            )
            return [_turn(row) for row in rows]

    def rename(self, conversation: int, title: str) -> None:
        """Give a conversation another title, cut to LONGEST_TITLE characters. Raises UsageError when it is empty."""
        with self._open() as store:
            self._change(store, _RENAME, _title(title), conversation)

    def delete(self, conversation: int) -> None:
        """Remove a conversation with its turns and ratings; their bytes are overwritten."""
        with self._open() as store:
            store.execute("DELETE FROM conversations WHERE id = ? AND owner = ?", (conversation, self._owner))
        with self._open() as store:
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def drop(self, turn: int) -> None:
        """Remove one turn, as when its question is asked again."""
        with self._open() as store:
            store.execute(_DROP, (turn, self._owner))

    def rate(self, turn: int, rating: Rating | None, reason: str = "") -> None:
        """Keep what the reader thought of an answer, with a reason of at most LONGEST_REASON characters; None takes it back."""
        with self._open() as store:
            row = (rating, reason.strip()[:LONGEST_REASON], turn, self._owner)
            if not store.execute(_RATE, row).rowcount:
                raise UsageError("这条回答已经不在对话记录里：评价没有保存。")

    def _change(self, store: sqlite3.Connection, statement: str, value: str, conversation: int) -> None:
        if not store.execute(statement, (value, conversation, self._owner)).rowcount:
            raise UsageError("这段对话已经删除：请另开一段新对话。")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection of one transaction, committed at the end."""
        try:
            if not self._path.exists():
                self._path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            with closing(sqlite3.connect(self._path, timeout=5)) as store:
                for pragma in ("journal_mode = WAL", "foreign_keys = ON", "secure_delete = ON"):
                    store.execute(f"PRAGMA {pragma}")
                store.executescript(_SCHEMA)
                with store:
                    yield store
        except (OSError, sqlite3.Error) as error:
            raise WriteError(f"对话记录“{self._path}”读写不了（{error}）：答案不受影响；请检查权限和空间。") from error


def _turn(row: tuple[Any, ...]) -> KeptTurn:
    number, question, answer, error, filters, rating, reason = row
    told = None if answer is None else json.loads(answer)
    return KeptTurn(number, question, told, error, json.loads(filters), rating, reason)


def _title(words: str) -> str:
    line = " ".join(words.split())
    if not line:
        raise UsageError("标题是空的：请写几个字。")
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def _now() -> str:
    return datetime.now().isoformat(timespec="microseconds")
