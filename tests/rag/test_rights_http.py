"""Every route × no key, a bad, a revoked, an expired one, one of another group, one that may not do it: status and body.

What one of another group is told is held against a library that has nothing but what he may see.
"""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from index.build import index, regroup
from rag import Assistant, Settings
from rag.http.api import create_app
from rag.keys import Keys

OPEN = "北坡村苹果丰收\n\n本报讯 2024年10月31日，北坡村共卖出苹果120吨，比上年多20吨，户均增收两千元，村民都很高兴。\n"
SECRET = "东坡村苹果减产\n\n本报讯 2025年12月1日，东坡村共卖出苹果90吨，比上年少30吨，户均减收三千元，原因尚未公布。\n"
NEW = "西坡村通了公路\n\n本报讯 2024年12月1日，西坡村公路正式通车，全长17公里，总投资3200万元。\n"
ASKED = {"question": "东坡村卖出苹果多少吨？", "today": "2026-01-02"}
CLAIM = "2025年东坡村共卖出苹果90吨。"
CHAT = {"model": "liaocheng", "messages": [{"role": "user", "content": ASKED["question"]}]}
UNKEYED = {"/livez": 200, "/readyz": 200, "/metrics": 200}


def at(name: str) -> str:
    return "/v1/sources/" + quote(name, safe="")


# route, method, path, what is sent, what a reader of another group gets, what a key that only reads gets
TABLE = [
    ("/v1/search", "POST", "/v1/search", {"json": {"query": "苹果减产"}}, 200, 200),
    ("/v1/search", "POST", "/v1/search", {"json": {"query": "苹果", "sources": ["内部.txt"]}}, 200, 200),
    ("/v1/ask", "POST", "/v1/ask", {"json": ASKED}, 200, 200),
    ("/v1/ask", "POST", "/v1/ask", {"json": {**ASKED, "since": "2025"}}, 200, 200),
    ("/v1/ask", "POST", "/v1/ask", {"json": {**ASKED, "stream": True}}, 200, 200),
    ("/v1/cite", "POST", "/v1/cite", {"json": {"claim": CLAIM}}, 200, 200),
    ("/v1/check", "POST", "/v1/check", {"json": {"text": CLAIM}}, 200, 200),
    ("/v1/check", "POST", "/v1/check", {"json": {"text": CLAIM, "stream": True}}, 200, 200),
    ("/v1/articles/{article_id}", "GET", "/v1/articles/SECRET", {}, 404, 404),
    ("/v1/figures", "GET", "/v1/figures", {}, 200, 200),
    ("/v1/conflicts", "GET", "/v1/conflicts", {}, 200, 200),
    ("/v1/sources", "GET", "/v1/sources", {}, 200, 200),
    ("/v1/sources/{name}", "PUT", at("内部.txt"), {"content": NEW.encode()}, 422, 403),
    ("/v1/sources/{name}", "DELETE", at("内部.txt"), {}, 404, 403),
    ("/v1/chat/completions", "POST", "/v1/chat/completions", {"json": CHAT}, 200, 200),
    ("/v1/chat/completions", "POST", "/v1/chat/completions", {"json": {**CHAT, "stream": True}}, 200, 200),
    ("/v1/models", "GET", "/v1/models", {}, 200, 200),
    ("/v1/models/{name}", "GET", "/v1/models/liaocheng", {}, 200, 200),
]
NAMES = [f"{n}-{row[1]} {row[0]}" for n, row in enumerate(TABLE)]


class Door:
    """A library behind the gate, its clients by kind of key, and how the secret article is called."""

    def __init__(self, folder, texts: dict[str, str], secret: str) -> None:
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        settings = Settings(data=folder / "库", today=date(2026, 1, 2))
        index([folder / name for name in texts], settings.index)
        if "内部.txt" in texts:
            regroup(settings.index, ["内部.txt"], ("甲",))
        self.library, self.secret = Assistant.open(settings=settings), secret
        keys = Keys(folder / "钥")
        made = {"bad": "lc_00000000_x", "expired": keys.create("过", "admin", date(2020, 1, 1))}
        made["revoked"] = keys.create("废", "admin")
        keys.revoke(made["revoked"].split("_")[1])
        made |= {"other": keys.create("乙", "write", groups=("乙",)), "own": keys.create("甲", "write", groups=("甲",))}
        made |= {"read": keys.create("读"), "admin": keys.create("管", "admin")}
        self.headers = {"none": {}, **{kind: {"Authorization": f"Bearer {token}"} for kind, token in made.items()}}
        self.client = TestClient(create_app(lambda: self.library, keys=keys), raise_server_exceptions=False)

    def ask(self, kind: str, row: tuple) -> tuple[int, object]:
        """Status and body, without what tells of time alone."""
        _, method, path, sent, *_ = row
        response = self.client.request(method, path.replace("SECRET", quote(self.secret)), headers=self.headers[kind], **sent)
        return response.status_code, told(response.text)


def told(text: str) -> object:
    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {
                k: plain(v)
                for k, v in value.items()
                if k not in ("seconds", "generation", "passage_id", "id", "created", "request_id")
            }
        return [plain(one) for one in value] if isinstance(value, list) else value

    lines = text.splitlines() if text.startswith(("data:", "event:", ":")) else [text]
    bodies = [line.removeprefix("data:").strip() for line in lines if line.startswith(("data:", "{"))]
    return [plain(json.loads(body)) for body in bodies if body not in ("", "[DONE]")]


@pytest.fixture(scope="module")
def doors(tmp_path_factory):
    """The whole library, and one of the open page alone."""
    whole = Door(tmp_path_factory.mktemp("全"), {"公开.txt": OPEN, "内部.txt": SECRET}, "")
    (hidden,) = whole.library.printing("内部.txt")[1]
    whole.secret = hidden.article_id
    alone = Door(tmp_path_factory.mktemp("分"), {"公开.txt": OPEN}, hidden.article_id)
    yield whole, alone
    for door in (whole, alone):
        door.library.close()


@pytest.mark.parametrize("kind", ["none", "bad", "revoked", "expired"])
@pytest.mark.parametrize("row", TABLE, ids=NAMES)
def test_without_a_good_key_every_route_says_the_same(doors, row, kind):
    status, (body,) = doors[0].ask(kind, row)
    assert status == 401
    message = body["error"]["message"] if row[0].startswith(("/v1/chat", "/v1/models")) else body["detail"]
    assert message.startswith("需要有效的密钥")
    assert "苹果" not in json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize("row", TABLE, ids=NAMES)
def test_one_of_another_group_is_told_what_a_library_of_the_rest_would_tell(doors, row):
    whole, alone = doors
    found = whole.ask("other", row)
    assert found[0] == row[4]
    if row[1] != "PUT":  # a name that is taken cannot be given again: it is refused as one that cannot be used
        assert found == alone.ask("other", row)
    shown = json.dumps(found[1], ensure_ascii=False)
    assert "90吨。" not in shown.replace(CLAIM, "") and "尚未公布" not in shown
    if row[1] == "PUT":
        assert "这个文件名不能用" in shown
    else:
        assert "内部" not in shown


@pytest.mark.parametrize("row", TABLE, ids=NAMES)
def test_a_key_that_only_reads_may_not_write(doors, row):
    status, body = doors[0].ask("read", row)
    assert status == row[5]
    if status == 403:
        assert body[0]["detail"] == "这把密钥没有这项权限：请向管理员要权限够的密钥。"


def test_one_of_the_group_and_an_admin_see_it(doors):
    for kind in ("own", "admin"):
        assert doors[0].ask(kind, TABLE[8])[0] == 200
        assert "90吨" in doors[0].ask(kind, TABLE[2])[1][0]["answer"]
        assert [one["name"] for one in doors[0].ask(kind, TABLE[11])[1][0]["items"]] == ["公开.txt", "内部.txt"]


def test_unknown_and_forbidden_are_the_same_body(doors):
    whole, _ = doors
    unknown = ("", "GET", "/v1/articles/nothing", {})
    assert whole.ask("other", TABLE[8]) == whole.ask("other", unknown) == whole.ask("admin", unknown)
    unknown = ("", "DELETE", at("没有.txt"), {})
    assert whole.ask("other", TABLE[13]) == whole.ask("other", unknown) == whole.ask("admin", unknown)
    named = [("", "POST", "/v1/search", {"json": {"query": "苹果", "sources": [name]}}) for name in ("内部.txt", "没有.txt")]
    assert whole.ask("other", named[0]) == whole.ask("other", named[1])


@pytest.mark.parametrize(("path", "status"), UNKEYED.items())
def test_health_is_told_to_anyone_and_counts_only_what_everyone_may_see(doors, path, status):
    answers = [door.client.get(path) for door in doors]
    assert [one.status_code for one in answers] == [status, status]
    if path == "/readyz":
        assert answers[0].json()["scope"] == answers[1].json()["scope"]


def test_the_table_has_every_route_and_openapi_tells_of_the_refusals(doors):
    paths = doors[0].client.get("/openapi.json").json()["paths"]
    assert {(path, method.upper()) for path, known in paths.items() for method in known if path not in UNKEYED} == {
        (row[0], row[1]) for row in TABLE
    }
    for path, known in paths.items():
        for told_of in known.values():
            assert ({"401", "403"} <= set(told_of["responses"])) is (path not in UNKEYED)


@pytest.mark.parametrize(
    ("kind", "groups", "status", "shown"),
    [
        ("own", ["甲"], 201, ["甲"]),
        ("own", ["*"], 201, []),
        ("own", ["甲", "乙"], 422, None),
        ("admin", ["甲", "乙"], 201, ["乙", "甲"]),
        ("admin", ["长" * 41], 422, None),
    ],
)
def test_a_file_is_put_for_groups(doors, kind, groups, status, shown):
    whole, _ = doors
    response = whole.client.put(at("新.txt"), params={"groups": groups}, content=NEW.encode(), headers=whole.headers[kind])
    assert response.status_code == status
    if status == 201:
        assert response.json()["groups"] == shown
        again = whole.client.put(at("新.txt"), content=NEW.encode(), headers=whole.headers["admin"])
        assert (again.json()["state"], again.json()["groups"]) == ("unchanged", shown)
        assert whole.client.delete(at("新.txt"), headers=whole.headers["admin"]).status_code == 204


def test_only_an_admin_gives_a_file_other_readers(doors):
    whole, _ = doors
    for kind, groups, status in (("own", "*", 422), ("own", "乙", 422), ("admin", "乙", 200), ("admin", "甲", 200)):
        sent = {"params": {"groups": groups}, "content": SECRET.encode(), "headers": whole.headers[kind]}
        assert whole.client.put(at("内部.txt"), **sent).status_code == status
        seen = whole.ask("other", TABLE[8])[0]
        assert seen == (200 if groups == "乙" and status == 200 else 404)
