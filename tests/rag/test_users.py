"""Accounts: made, changed, removed, recognised; wrong tries wait; nothing of a password is kept."""

from __future__ import annotations

import io
import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from rag.cli import main
from rag.errors import UsageError
from rag.users import FILE, FIRST_WAIT, FORGOTTEN, FREE_TRIES, LONGEST_WAIT, Users, WaitError

WORD = "这是正确的密码Ａ1"


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def users(tmp_path, clock) -> Users:
    return Users(tmp_path / "资料 库", clock=clock)


def wrong(users: Users, times: int, name: str = "王某") -> None:
    for _ in range(times):
        assert users.recognised(name, "不是这个密码") is None


def test_a_user_is_recognised_and_nothing_of_the_password_is_kept(users, tmp_path):
    users.add("王某", WORD, "write", ("办公室", "甲"))
    user = users.recognised("王某", WORD)
    assert (user.name, user.scope, user.groups, user.sees) == ("王某", "write", ("办公室", "甲"), {"办公室", "甲"})
    assert users.recognised("王某", "这是正确的密码A1") == user  # full width and half are the same
    kept = (tmp_path / "资料 库" / FILE).read_bytes()
    assert WORD.encode() not in kept and "这是正确的密码A1".encode() not in kept
    assert stat.S_IMODE((tmp_path / "资料 库" / FILE).stat().st_mode) == 0o600
    assert users.all() == [user]


@pytest.mark.parametrize("name", ["", "李某", "王", "王某 某", "'; DROP TABLE users; --", "\ud800"])
def test_nobody_else_is(users, name):
    assert users.recognised(name, WORD) is None
    users.add("王某", WORD)
    assert users.recognised(name, WORD) is None
    assert users.recognised("王某", WORD)


@pytest.mark.parametrize(
    ("name", "password", "scope"),
    [("", WORD, "read"), (" 王", WORD, "read"), ("王" * 41, WORD, "read"), ("王", "短", "read"), ("王", "长" * 201, "read"),
     ("王", WORD, "all")],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(users, name, password, scope):
    with pytest.raises(UsageError):
        users.add(name, password, scope)
    assert users.all() == []


def test_an_admin_sees_everything_and_the_office_reads_what_everyone_may(tmp_path, users):
    assert users.add("管", WORD, "admin").sees is None
    office = Users(tmp_path / "另一处", "办公室的口令")
    shared = office.recognised("", "办公室的口令")
    assert (shared.sees, shared.allows("read"), shared.allows("write")) == (frozenset(), True, False)
    assert office.known("", shared.stamp) == shared
    assert office.recognised("", "别的口令") is None
    assert Users(tmp_path / "另一处").known("", shared.stamp) is None
    assert (bool(office), bool(Users(tmp_path / "另一处")), bool(users)) == (True, False, True)


def test_a_new_password_or_none_ends_what_was_known(users):
    old = users.add("王某", WORD)
    assert users.known("王某", old.stamp) == old
    new = users.add("王某", WORD + "2", groups=("甲",))
    assert users.known("王某", old.stamp) is None
    assert users.known("王某", new.stamp).groups == ("甲",)
    assert users.recognised("王某", WORD) is None
    users.remove("王某")
    assert users.known("王某", new.stamp) is None and users.all() == []
    with pytest.raises(UsageError, match="没有用户“王某”"):
        users.remove("王某")


@pytest.mark.parametrize("name", ["王某", "没有的人", ""])
def test_wrong_tries_wait_each_time_twice_as_long_whoever_it_is(users, clock, name):
    users.add("王某", WORD)
    wrong(users, FREE_TRIES, name)
    wait = FIRST_WAIT
    for _ in range(7):
        with pytest.raises(WaitError) as told:
            users.recognised(name, WORD)
        assert told.value.seconds == int(wait) + 1
        clock.now += wait
        wrong(users, 1, name)
        wait = min(2 * wait, LONGEST_WAIT)
    clock.now += FORGOTTEN + 1
    wrong(users, FREE_TRIES, name)


def test_a_right_try_after_waiting_forgets_the_wrong_ones(users, clock):
    users.add("王某", WORD)
    wrong(users, FREE_TRIES)
    clock.now += FIRST_WAIT
    assert users.recognised("王某", WORD)
    wrong(users, FREE_TRIES)
    users.add("王某", WORD)  # a person who sets the password anew lets the user in at once
    assert users.recognised("王某", WORD)


def test_one_name_s_tries_do_not_shut_out_another(users):
    users.add("王某", WORD)
    wrong(users, FREE_TRIES, "李某")
    assert users.recognised("王某", WORD)


def test_many_tries_at_once_are_counted_as_many(users):
    users.add("王某", WORD)

    def once(_: int) -> str:
        try:
            return str(users.recognised("王某", "不是这个密码"))
        except WaitError:
            return "等"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(once, range(12))) == ["None"] * FREE_TRIES + ["等"] * (12 - FREE_TRIES)


def test_the_command_adds_lists_and_removes(tmp_path, capsys, monkeypatch):
    folder = ["--data", str(tmp_path)]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WORD}\n"))
    assert main(["users", "add", "王某", "--groups", "甲，办公室", *folder]) == 0
    assert capsys.readouterr().out == "王某  read  办公室、甲组\n"
    assert Users(tmp_path).recognised("王某", WORD)
    assert main(["users", "list", "--json", *folder]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"schema": 1, "name": "王某", "scope": "read", "groups": ["办公室", "甲"]}
    assert main(["users", "remove", "王某", *folder]) == 0
    assert main(["users", "remove", "王某", *folder]) == 2
    assert main(["users", "add", *folder]) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("短\n"))
    assert main(["users", "add", "王某", *folder]) == 2
    assert Users(tmp_path).all() == []
