"""The library's files over HTTP: a page put is answered from, a page deleted is not, and what cannot be is a problem."""

from __future__ import annotations

import hashlib
from datetime import date
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from index.store import open_library
from rag import Assistant, Settings
from rag.http import shapes
from rag.http.api import create_app
from rag.keys import Keys

PAGE = "北坡村苹果丰收\n\n本报讯 2024年10月31日，北坡村共卖出苹果120吨，比上年多20吨，户均增收两千元，村民都很高兴。\n"
ROAD = "东坡村通了公路\n\n本报讯 2024年12月1日，东坡村公路正式通车，全长17公里，总投资3200万元。\n"


@pytest.fixture
def library(tmp_path):
    from index.build import index

    (tmp_path / "一版.txt").write_text(PAGE, encoding="utf-8")
    made = Settings(data=tmp_path / "库")
    index([tmp_path / "一版.txt"], made.index)
    with Assistant.open(settings=made) as opened:
        yield opened


def client(library, **options):
    return TestClient(create_app(lambda: library, **options), raise_server_exceptions=False)


def at(name):
    return "/v1/sources/" + quote(name, safe="")


def refused(response, status):
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    return response.json()["detail"]


def test_a_file_is_put_refreshed_left_and_deleted(library):
    asked = client(library)
    made = asked.put(at("二版.txt"), content=ROAD.encode())
    assert made.status_code == 201
    body = shapes.PutObject.model_validate(made.json())
    assert (body.name, body.state, body.articles) == ("二版.txt", "added", 1)
    assert body.digest == hashlib.sha256(ROAD.encode()).hexdigest()
    assert body.generation == library.generation
    assert "17公里" in asked.post("/v1/ask", json={"question": "东坡村公路全长多少公里？"}).json()["answer"]

    again = asked.put(at("二版.txt"), content=ROAD.encode())
    assert (again.status_code, again.json()["state"], again.json()["generation"]) == (200, "unchanged", body.generation)

    newer = asked.put(at("二版.txt"), content=ROAD.replace("17", "19").encode())
    assert (newer.status_code, newer.json()["state"]) == (200, "refreshed")
    assert "19公里" in asked.post("/v1/ask", json={"question": "东坡村公路全长多少公里？"}).json()["answer"]

    gone = asked.delete(at("二版.txt"))
    assert (gone.status_code, gone.content) == (204, b"")
    assert [source.name for source, _ in library.sources()] == ["一版.txt"]
    assert "/v1/sources" in refused(asked.delete(at("二版.txt")), 404)


def test_files_are_listed_by_name_a_page_at_a_time(library):
    asked = client(library)
    asked.put(at("a.txt"), content=ROAD.encode())
    first = asked.get("/v1/sources", params={"limit": 1}).json()
    assert [one.name for one in shapes.SourcesObject.model_validate(first).items] == ["a.txt"]
    second = asked.get("/v1/sources", params={"limit": 1, "cursor": first["next"]}).json()
    assert ([one["name"] for one in second["items"]], second["next"]) == (["一版.txt"], None)
    refused(asked.get("/v1/sources", params={"cursor": "x"}), 422)


PRINTED = ("newspaper", "published", "page", "edition", "url")


@pytest.fixture
def printed(tmp_path):
    """A library of two pages whose newspaper, date and page stand in `sources.csv` beside them."""
    from index.build import index

    folder = tmp_path / "报纸"
    folder.mkdir()
    rows = "一版.txt,北坡日报,2024-11-03,1,晨,https://paper.example/1\n二版.txt,北坡日报,2024-12-02,2,,\n"
    (folder / "sources.csv").write_text("file,newspaper,published,page,edition,url\n" + rows, encoding="utf-8")
    (folder / "一版.txt").write_text(PAGE, encoding="utf-8")
    (folder / "二版.txt").write_text(ROAD, encoding="utf-8")
    made = Settings(data=tmp_path / "库")
    index([folder], made.index)
    with Assistant.open(settings=made) as opened:
        yield opened


def known(asked):
    items = asked.get("/v1/sources").json()["items"]
    return {one["name"]: tuple(one[name] for name in PRINTED) for one in items}


def test_a_page_put_anew_keeps_what_sources_csv_said_of_it(printed):
    asked = client(printed)
    before = known(asked)
    assert before["一版.txt"] == ("北坡日报", "2024-11-03", "1", "晨", "https://paper.example/1")
    assert asked.put(at("一版.txt"), content=PAGE.encode()).json()["state"] == "unchanged"
    newer = asked.put(at("一版.txt"), content=PAGE.replace("120", "130").encode()).json()
    assert (newer["state"], len(newer["notes"])) == ("refreshed", 1)
    assert "沿用了原来登记的报名、出版日期、版次、版别、网址" in newer["notes"][0]
    assert known(asked) == before
    answer = asked.post("/v1/ask", json={"question": "北坡村卖出苹果多少吨？"}).json()
    assert "130吨" in answer["answer"]
    assert answer["citations"][0]["reference"].endswith("[N]. 北坡日报，2024-11-03（1）.")


def test_what_the_new_file_says_of_itself_counts(printed):
    front = "---\ndate: 2024-11-04\n---\n"
    asked = client(printed)
    newer = asked.put(at("一版.txt"), content=(front + PAGE).encode()).json()
    assert (newer["published"], newer["newspaper"], newer["page"]) == ("2024-11-04", "北坡日报", "1")
    assert "出版日期" not in newer["notes"][0]


@pytest.mark.parametrize("name", ["a/b.txt", "../b.txt", "a\\b.txt", "a\nb.txt", "一版.txt\n", "\x00.txt", "长" * 201, " "])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_what_is_no_file_s_name_is_refused(library, method, name):
    assert refused(client(library).request(method, at(name)), 422).startswith("文件名不能用")
    assert len(library.sources()) == 1


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        pytest.param("图.txt", b"\x89PNG\r\n\x1a\n\0\0", "图.txt", id="a picture"),
        pytest.param("空.txt", b"", "空.txt", id="empty"),
        pytest.param("sources.csv", b"file\n", "不算报纸文本", id="a table of sources"),
        pytest.param("a.zip", b"PK", "压缩包", id="a zip"),
        pytest.param(".a.txt", PAGE.encode(), "文件名", id="hidden"),
        pytest.param(" a.txt", PAGE.encode(), "文件名", id="a blank in front"),
        pytest.param("长" * 100 + ".txt", PAGE.encode(), "文件名", id="more bytes than a folder takes"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(library, name, data, reason):
    assert reason in refused(client(library).put(at(name), content=data), 422)
    assert [source.name for source, _ in library.sources()] == ["一版.txt"]


def test_while_another_writes_the_answer_is_to_try_again(library):
    with open_library(library.settings.index.folder):
        response = client(library).put(at("二版.txt"), content=ROAD.encode())
        refused(response, 503)
        assert response.headers["retry-after"] == "5"
        refused(client(library).delete(at("一版.txt")), 503)


def test_a_file_has_a_limit_of_its_own(library):
    asked = client(library, body_limit=100, file_limit=len(ROAD.encode()))
    assert asked.put(at("二版.txt"), content=ROAD.encode()).status_code == 201
    refused(asked.put(at("二版.txt"), content=ROAD.encode() + b"\n"), 413)
    refused(asked.post("/v1/search", json={"query": "x" * 100}), 413)


def test_only_a_key_that_may_write_changes_the_library(library, tmp_path):
    keys = Keys(tmp_path / "钥")
    read = {"Authorization": "Bearer " + keys.create("读", "read", date(2999, 1, 1))}
    asked = client(library, keys=keys)
    assert asked.get("/v1/sources", headers=read).status_code == 200
    refused(asked.put(at("二版.txt"), content=ROAD.encode(), headers=read), 403)
    refused(asked.delete(at("一版.txt"), headers=read), 403)
    assert [source.name for source, _ in library.sources()] == ["一版.txt"]
