"""Who is signed in to the page: a random token in a cookie of the browser, and what belongs to it here, in memory alone.

A restart signs everybody out. The account is looked up anew each time: one that is removed or has a new password is out at once.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable

from rag.users import User, Users

COOKIE, SECONDS = "liaocheng_session", 12 * 3600
MOST = 10_000  # sessions at a time; beyond, the oldest end


class Sessions:
    """The sessions of one server. Safe to use from several threads."""

    def __init__(self, users: Users, clock: Callable[[], float] = time.monotonic) -> None:
        self.users, self._clock = users, clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str, str, float]] = {}

    def begin(self, user: User) -> str:
        """A new session; its token, the only time that it is seen here."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            now = self._clock()
            self._known = {key: one for key, one in list(self._known.items())[-MOST + 1 :] if one[2] > now}
            self._known[_digest(token)] = (user.name, user.stamp, now + SECONDS)
        return token

    def user(self, token: str | None) -> User | None:
        """Who is signed in by a token, as the account is now; None for nobody."""
        with self._lock:
            name, stamp, until = self._known.get(_digest(token or ""), ("", "", 0.0))
            if not token or until <= self._clock():
                return None
        return self.users.known(name, stamp)

    def end(self, token: str | None) -> None:
        """Sign out."""
        with self._lock:
            self._known.pop(_digest(token or ""), None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
