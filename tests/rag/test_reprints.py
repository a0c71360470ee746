"""A report that two papers print is one source: the first print is cited, the reprint named, both are still found."""

import pytest

from index.build import index
from rag import Assistant, Settings

FIRST = (
    "本报讯（记者 王一）5月4日，云泽镇新建的养蜂场投产，占地120亩，年产蜂蜜37吨，带动周边46户村民在家门口就业。"
    "镇党委书记李明远介绍，今年还将建设蜂产品加工车间。\n\n云泽镇养蜂场投产\n"
)


@pytest.fixture
def library(tmp_path):
    (tmp_path / "甲报.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "乙报.txt").write_text(FIRST.replace("王一", "王二"), encoding="utf-8")
    (tmp_path / "sources.csv").write_text(
        "file,newspaper,published,page,edition,url\n甲报.txt,甲日报,2024-05-05,1,,\n乙报.txt,乙晚报,2024-05-06,3,,\n",
        encoding="utf-8",
    )
    settings = Settings(data=tmp_path / "库")
    report = index([tmp_path / "甲报.txt", tmp_path / "乙报.txt"], settings.index)
    assert set(report.indexed) == {"甲报.txt", "乙报.txt"}
    with Assistant.open(settings=settings) as assistant:
        yield assistant


def test_the_first_print_is_cited_and_the_reprint_named(library):
    answer = library.ask("云泽镇养蜂场年产蜂蜜多少吨")
    assert {citation.source for citation in answer.citations} == {"甲报.txt"}
    assert "王一. 云泽镇养蜂场投产[N]. 甲日报，2024-05-05（1）." in {c.reference for c in answer.citations}
    (notice,) = [n for n in answer.notices if "转载" in n.text]
    assert "乙晚报《云泽镇养蜂场投产》" in notice.text and "不算第二个来源" in notice.text
    assert notice.citations == tuple(c.n for c in answer.citations)


def test_linking_never_hides(library):
    assert {hit.source for hit in library.search("养蜂场").hits} == {"甲报.txt", "乙报.txt"}
    assert len(library.search("养蜂场").docs) == 2
    only = library.ask("云泽镇养蜂场年产蜂蜜多少吨", sources=["乙报.txt"])
    assert {citation.source for citation in only.citations} == {"乙报.txt"}
