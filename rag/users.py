"""Accounts of those who use the page over the office network: added, removed, recognised by name and password.

Passwords are kept as scrypt hashes. After five wrong tries a name has to wait, each time twice as long, and every try is counted
before it is looked at, so that many at once gain nothing. A name that nobody has takes as long and waits as long.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rag.errors import UsageError
from rag.keys import SCOPES

FILE = "users.db"
SHORTEST, LONGEST = 8, 200  # characters of a password
LONGEST_NAME = 40
FREE_TRIES, FIRST_WAIT, LONGEST_WAIT, FORGOTTEN = 5, 30.0, 900.0, 3600.0  # seconds
_COST = {"n": 1 << 14, "r": 8, "p": 1, "maxmem": 64 << 20}  # 16 MB and some 50 ms a try
_TABLES = """CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY, scope TEXT NOT NULL, groups TEXT NOT NULL,
    salt BLOB NOT NULL, hash BLOB NOT NULL, stamp TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tries (who TEXT PRIMARY KEY, count INTEGER NOT NULL, last REAL NOT NULL) STRICT;"""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who signs in: `scope` is read, write or admin; besides what everyone may see, he sees what `groups` may.

    The name is empty for the office's passphrase. `stamp` changes with the password.
    """

    name: str
    scope: str
    groups: tuple[str, ...]
    stamp: str

    @property
    def sees(self) -> frozenset[str] | None:
        """The groups that he is in; None when he sees everything, as admin does."""
        return None if self.scope == SCOPES[-1] else frozenset(self.groups)

    def allows(self, scope: str) -> bool:
        """Whether he may do what `scope` stands for; each scope includes those before it."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


class WaitError(UsageError):
    """Too many wrong tries; `seconds` says how long to wait."""

    def __init__(self, seconds: float) -> None:
        self.seconds = int(seconds) + 1
        wait = f"{self.seconds}秒" if self.seconds < 90 else f"{self.seconds // 60 + 1}分钟"
        super().__init__(f"试错的次数太多：请{wait}后再试。")


class Users:
    """The accounts of one library, in its data folder; `passphrase` lets in whoever knows it, to read what everyone may see."""

    def __init__(self, folder: Path, passphrase: str = "", clock: Callable[[], float] = time.time) -> None:
        self._folder, self._passphrase, self._clock = folder, passphrase, clock

    def __bool__(self) -> bool:
        """Whether anybody can sign in."""
        return bool(self._passphrase or self.all())

    @property
    def office(self) -> bool:
        """Whether there is a passphrase for the whole office."""
        return bool(self._passphrase)

    def add(self, name: str, password: str, scope: str = "read", groups: tuple[str, ...] = ()) -> User:
        """A new account, or a new password, scope and groups for one that is there, which is signed out by that.

        Raises UsageError for a name, password or scope that cannot be used.
        """
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable() or name != name.strip():
            raise UsageError(f"用户名不能用：请写1到{LONGEST_NAME}个字，首尾不留空格。")
        if not SHORTEST <= len(password) <= LONGEST:
            raise UsageError(f"密码不能用：请用{SHORTEST}到{LONGEST}个字符。")
        if scope not in SCOPES:
            raise UsageError(f"没有权限“{scope}”：请写 {'、'.join(SCOPES)} 之一。")
        salt, stamp = secrets.token_bytes(16), secrets.token_hex(8)
        row = (_folded(name), scope, " ".join(groups), salt, _hash(password, salt), stamp)
        with self._connected() as connection:
            connection.execute("INSERT OR REPLACE INTO users VALUES (?, ?, ?, ?, ?, ?)", row)
            connection.execute("DELETE FROM tries WHERE who = ?", (_who(name),))
        return User(_folded(name), scope, groups, stamp)

    def remove(self, name: str) -> None:
        """Take an account away; whoever is signed in with it is out. Raises UsageError when there is none."""
        with self._connected() as connection:
            done = connection.execute("DELETE FROM users WHERE name = ?", (_folded(name),)).rowcount
        if not done:
            raise UsageError(f"没有用户“{name}”：运行 liaocheng users list 看用户名。")

    def all(self) -> list[User]:
        """Every account, by name."""
        if not (self._folder / FILE).is_file():
            return []
        with self._connected() as connection:
            rows = connection.execute("SELECT name, scope, groups, stamp FROM users ORDER BY name").fetchall()
        return [User(name, scope, tuple(groups.split()), stamp) for name, scope, groups, stamp in rows]

    def known(self, name: str, stamp: str) -> User | None:
        """The account as it is now, None when it is gone or has another password."""
        accounts = [*([self._shared()] if self.office else []), *self.all()]
        return next((user for user in accounts if user.name == name and hmac.compare_digest(user.stamp, stamp)), None)

    def recognised(self, name: str, password: str) -> User | None:
        """Whose name and password these are, None for nobody's; an empty name goes with the passphrase.

        Raises WaitError when too many tries went wrong before.
        """
        who = _who(name)
        self._count(who)
        user = self._checked(_folded(name), password)
        if user:
            with self._connected() as connection:
                connection.execute("DELETE FROM tries WHERE who = ?", (who,))
        return user

    def _checked(self, name: str, password: str) -> User | None:
        if not name:
            same = hmac.compare_digest(_plain(password).encode(), _plain(self._passphrase).encode())
            return self._shared() if same and self.office else None
        with self._connected() as connection:
            row = connection.execute("SELECT salt, hash FROM users WHERE name = ?", (name,)).fetchone()
        salt, kept = row or (bytes(16), bytes(64))
        right = hmac.compare_digest(_hash(password[: LONGEST + 1], salt), kept) and row is not None
        return next((user for user in self.all() if user.name == name), None) if right else None

    def _shared(self) -> User:
        return User("", SCOPES[0], (), hashlib.sha256(self._passphrase.encode()).hexdigest())

    def _count(self, who: str) -> None:
        """Count one more try, or refuse it."""
        now = self._clock()
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM tries WHERE last < ?", (now - FORGOTTEN,))
            count, last = connection.execute("SELECT count, last FROM tries WHERE who = ?", (who,)).fetchone() or (0, 0.0)
            wait = min(FIRST_WAIT * 2 ** min(count - FREE_TRIES, 16), LONGEST_WAIT) if count >= FREE_TRIES else 0.0
            if now < last + wait:
                raise WaitError(last + wait - now)
            connection.execute("INSERT OR REPLACE INTO tries VALUES (?, ?, ?)", (who, count + 1, now))

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        path = self._folder / FILE
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(path, timeout=5)) as connection, connection:
            connection.executescript(_TABLES)
            yield connection


def _folded(name: str) -> str:
    return _plain(name).strip()


def _plain(password: str) -> str:
    """Full width and half are the same; what no keyboard types becomes a question mark."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


def _who(name: str) -> str:
    """Names are counted as digests: somebody may type a password in their place."""
    return hashlib.sha256(_folded(name).encode()).hexdigest()


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(_plain(password).encode(), salt=salt, **_COST)
