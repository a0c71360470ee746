"""Who is signed in: a token a sign-in, over after a time, after signing out, and when the account changes."""

from __future__ import annotations

import pytest

from rag.users import Users
from ui import sessions as module
from ui.sessions import SECONDS, Sessions

WORD = "很长很长的密码12"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def users(tmp_path) -> Users:
    return Users(tmp_path)


def test_a_session_lasts_its_time_and_ends_by_signing_out(users):
    clock = Clock()
    sessions = Sessions(users, clock)
    user = users.add("王某", WORD)
    first, second = sessions.begin(user), sessions.begin(user)
    assert first != second and sessions.user(first) == sessions.user(second) == user
    sessions.end(second)
    assert (sessions.user(second), sessions.user(first)) == (None, user)
    clock.now = SECONDS
    assert sessions.user(first) is None


@pytest.mark.parametrize("token", [None, "", "x", "王", "\ud800"])
def test_nobody_has_no_session(users, token):
    sessions = Sessions(users)
    sessions.begin(users.add("王某", WORD))
    assert sessions.user(token) is None
    sessions.end(token)


def test_a_changed_or_removed_account_is_out_at_once(users):
    sessions = Sessions(users)
    token = sessions.begin(users.add("王某", WORD))
    users.add("王某", WORD)
    assert sessions.user(token) is None
    token = sessions.begin(users.recognised("王某", WORD))
    users.remove("王某")
    assert sessions.user(token) is None


def test_the_oldest_session_ends_when_there_are_too_many(users, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    sessions = Sessions(users)
    user = users.add("王某", WORD)
    tokens = [sessions.begin(user) for _ in range(3)]
    assert [sessions.user(token) for token in tokens] == [None, user, user]
