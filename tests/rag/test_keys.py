"""Keys: made once, kept as hashes, and asked for at every door but that of this machine."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from rag.answer import Scope, SearchResult
from rag.cli import main
from rag.config import is_loopback
from rag.errors import UsageError
from rag.http.api import create_app
from rag.keys import FILE, SECRET, Keys

TODAY = date(2026, 1, 2)


class Empty:
    """A library in which nothing is found."""

    generation = 1

    def seen_by(self, groups: frozenset[str]) -> Empty:
        return self

    def scope(self) -> Scope:
        return Scope(0)

    def search(self, query: str, **options: object) -> SearchResult:
        return SearchResult((), (), 0.0)


@pytest.fixture
def keys(tmp_path) -> Keys:
    return Keys(tmp_path / "资料 库")


def test_a_key_is_recognised_and_only_its_hash_is_kept(keys, tmp_path):
    token = keys.create("微信小程序", "write", TODAY)
    key = keys.recognised(token, TODAY)
    assert (key.name, key.scope, key.expires, key.revoked) == ("微信小程序", "write", "2026-01-02", False)
    secret = token.split("_", 2)[2].encode()
    assert all(secret not in path.read_bytes() for path in (tmp_path / "资料 库").iterdir())
    assert stat.S_IMODE((tmp_path / "资料 库" / SECRET).stat().st_mode) == 0o600
    assert keys.all() == [key]


@pytest.mark.parametrize("change", ["", "x", "lc_", "lc_00000000_x", "lc__", "密钥"])
def test_what_is_no_key_is_not_recognised(keys, change):
    assert keys.recognised(change, TODAY) is None  # no key was ever made
    keys.create("甲")
    assert keys.recognised(change, TODAY) is None


def test_one_changed_character_is_noticed(keys):
    token = keys.create("甲")
    assert keys.recognised(token[:-1] + ("A" if token[-1] != "A" else "B"), TODAY) is None


def test_a_key_sees_what_its_groups_see_and_admin_everything(keys):
    assert keys.recognised(keys.create("甲", groups=("乙", "甲")), TODAY).sees == {"甲", "乙"}
    assert keys.recognised(keys.create("乙"), TODAY).sees == frozenset()
    assert keys.recognised(keys.create("丙", "admin"), TODAY).sees is None


def test_keys_from_before_there_were_groups_are_in_none(keys, tmp_path):
    token = keys.create("甲", groups=("甲",))
    with closing(sqlite3.connect(tmp_path / "资料 库" / FILE)) as connection, connection:
        connection.execute("ALTER TABLE keys DROP COLUMN groups")
    assert keys.recognised(token, TODAY).sees == frozenset()
    assert keys.recognised(keys.create("乙", groups=("乙",)), TODAY).groups == ("乙",)


def test_a_key_ends_with_its_last_day_or_when_revoked(keys):
    token, other = keys.create("甲", expires=TODAY), keys.create("乙")
    assert keys.recognised(token, TODAY + timedelta(days=1)) is None
    keys.revoke(keys.recognised(other, TODAY).id)
    assert keys.recognised(other, TODAY) is None
    assert [(key.name, key.revoked) for key in keys.all()] == [("乙", True), ("甲", False)]
    with pytest.raises(UsageError, match="没有编号"):
        keys.revoke("00000000")


def test_another_library_s_secret_does_not_open_this_one(keys, tmp_path):
    token = keys.create("甲")
    (tmp_path / "资料 库" / SECRET).write_bytes(bytes(32))
    assert keys.recognised(token, TODAY) is None


@pytest.mark.parametrize(
    ("held", "wanted", "allowed"),
    [
        ("read", "read", True),
        ("read", "write", False),
        ("write", "read", True),
        ("admin", "write", True),
        ("write", "admin", False),
    ],
)
def test_each_scope_includes_those_before_it(keys, held, wanted, allowed):
    assert keys.recognised(keys.create("甲", held), TODAY).allows(wanted) is allowed


@pytest.mark.parametrize("path", ["/v1/search", "/v1/ask", "/v1/cite", "/v1/check", "/v1/chat/completions", "/v1/nothing"])
@pytest.mark.parametrize("kind", ["none", "bad", "revoked", "over", "basic"])
def test_every_route_refuses_all_but_a_good_key(keys, path, kind):
    tokens = {"none": "", "bad": "Bearer lc_00000000_x", "basic": "Basic " + keys.create("甲")}
    tokens["over"] = "Bearer " + keys.create("乙", expires=date(2020, 1, 1))
    tokens["revoked"] = "Bearer " + (token := keys.create("丙"))
    keys.revoke(token.split("_")[1])
    told = TestClient(create_app(Empty, keys=keys)).post(path, json={}, headers={"Authorization": tokens[kind]})
    assert (told.status_code, told.headers["www-authenticate"]) == (401, "Bearer")
    body = told.json()
    assert "密钥" in (body["error"]["message"] if "chat" in path else body["detail"])


def test_a_good_key_passes_and_one_that_only_reads_may_not_write(keys):
    client = TestClient(create_app(Empty, keys=keys), headers={"Authorization": f"Bearer {keys.create('甲')}"})
    assert client.post("/v1/search", json={"query": "苹果"}).status_code == 200
    assert client.delete("/v1/sources/a.txt").status_code == 403
    assert client.get("/v1/models").status_code == 200


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/openapi.json"])
def test_health_needs_no_key(keys, path):
    assert TestClient(create_app(Empty, keys=keys)).get(path).status_code == 200


@pytest.mark.parametrize(
    ("host", "ours"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("192.168.1.2", False), ("pc", False)],
)
def test_loopback(host, ours):
    assert is_loopback(host) is ours


def test_the_command_makes_lists_and_revokes(tmp_path, capsys):
    folder = ["--data", str(tmp_path)]
    assert main(["serve", *folder, "--host", "0.0.0.0"]) == 78
    assert "还没有密钥" in capsys.readouterr().err
    made = ["keys", "create", "甲", "--scope", "write", "--expires", "2030-01-01", "--groups", "办公室、甲", *folder]
    assert main(made) == 0
    token = capsys.readouterr().out.strip()
    number = Keys(tmp_path).recognised(token, TODAY).id
    assert main(["keys", "revoke", number, *folder]) == 0
    assert main(["keys", "list", *folder]) == 0
    assert capsys.readouterr().out == f"{number}  甲  write  到2030-01-01  办公室、甲组  已作废\n"
    assert (tmp_path / FILE).is_file()


@pytest.mark.parametrize("given", [["create"], ["create", "甲", "--scope", "all"], ["create", "甲", "--expires", "明年"]])
def test_what_cannot_be_used_is_code_2(tmp_path, given):
    assert main(["keys", *given, "--data", str(tmp_path)]) == 2
