"""Keys of programs: made, listed, revoked and recognised. A key is shown once; only its keyed hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import UsageError

FILE, SECRET = "keys.db", "keys.secret"
SCOPES = ("read", "write", "admin")
PREFIX = "lc"
SPACE = " "  # no group has one in its name
_TABLE = """CREATE TABLE IF NOT EXISTS keys (id TEXT PRIMARY KEY, name TEXT NOT NULL, scope TEXT NOT NULL,
    expires TEXT, revoked INTEGER NOT NULL DEFAULT 0, hash BLOB NOT NULL, groups TEXT NOT NULL DEFAULT '') STRICT"""
_LATER = "ALTER TABLE keys ADD COLUMN groups TEXT NOT NULL DEFAULT ''"  # keys made before there were groups are in none
_KNOWN = "id, name, scope, expires, revoked, groups"


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key: `scope` is read, write or admin, `expires` the last day (YYYY-MM-DD) it counts, None for ever.

    Besides what everyone may see, it sees what its `groups` may.
    """

    id: str
    name: str
    scope: str
    expires: str | None
    revoked: bool
    groups: tuple[str, ...] = ()

    @property
    def sees(self) -> frozenset[str] | None:
        """The groups that it is in; None when it sees everything, as admin does."""
        return None if self.scope == SCOPES[-1] else frozenset(self.groups)

    def allows(self, scope: str) -> bool:
        """Whether it may do what `scope` stands for; each scope includes those before it."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


class Keys:
    """The keys of one library, in its data folder, each call with a connection of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, name: str, scope: str = "read", expires: date | None = None, groups: tuple[str, ...] = ()) -> str:
        """A new key, the only time that it is seen. Raises UsageError for an unknown scope."""
        if scope not in SCOPES:
            raise UsageError(f"没有权限“{scope}”：请写 {'、'.join(SCOPES)} 之一。")
        self._folder.mkdir(parents=True, exist_ok=True)
        number, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        row = (number, name, scope, expires.isoformat() if expires else None, self._hash(secret), SPACE.join(groups))
        with self._connected() as connection:
            connection.execute("INSERT INTO keys (id, name, scope, expires, hash, groups) VALUES (?, ?, ?, ?, ?, ?)", row)
        return f"{PREFIX}_{number}_{secret}"

    def all(self) -> list[Key]:
        """Every key, revoked ones too, by name."""
        if not (self._folder / FILE).is_file():
            return []
        with self._connected() as connection:
            rows = connection.execute(f"SELECT {_KNOWN} FROM keys ORDER BY name, id").fetchall()  # noqa: S608
        return [_key(row) for row in rows]

    def revoke(self, number: str) -> None:
        """Let the key with this id count no more. Raises UsageError when there is none."""
        with self._connected() as connection:
            done = connection.execute("UPDATE keys SET revoked = 1 WHERE id = ?", (number,)).rowcount
        if not done:
            raise UsageError(f"没有编号为“{number}”的密钥：运行 liaocheng keys list 看编号。")

    def recognised(self, token: str, today: date) -> Key | None:
        """The key that `token` is, or None when it is unknown, revoked or over on `today`. Compared in constant time."""
        prefix, _, rest = token.partition("_")
        number, _, secret = rest.partition("_")
        if prefix != PREFIX or not (self._folder / FILE).is_file():
            return None
        with self._connected() as connection:
            row = connection.execute(f"SELECT {_KNOWN}, hash FROM keys WHERE id = ?", (number,)).fetchone()  # noqa: S608
        kept = row[6] if row else bytes(32)
        if not hmac.compare_digest(self._hash(secret), kept) or row is None:
            return None
        key = _key(row)
        return None if key.revoked or (key.expires or "9999") < today.isoformat() else key

    def _hash(self, secret: str) -> bytes:
        return hashlib.blake2b(secret.encode(), key=self._secret(), digest_size=32).digest()

    def _secret(self) -> bytes:
        """The server's own secret, made at first use, readable by its owner alone."""
        path = self._folder / SECRET
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(handle, "wb") as file:
            file.write(made := secrets.token_bytes(32))
        return made

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._folder / FILE)) as connection, connection:
            connection.execute(_TABLE)
            if "groups" not in [row[1] for row in connection.execute("PRAGMA table_info(keys)")]:
                connection.execute(_LATER)
            yield connection


def _key(row: tuple[Any, ...]) -> Key:
    number, name, scope, expires, revoked, groups = row[:6]
    return Key(number, name, scope, expires, bool(revoked), tuple(groups.split()))
