"""Who signed what: lists of a reporter's articles, against the by-lines that the split articles have."""

from __future__ import annotations

from datetime import date

import pytest

from index.build import index
from index.load import load
from index.shipped import seeds
from index.split import split
from rag import Assistant, Settings

TODAY = date(2026, 1, 5)
ASKING = [
    "薛良诚写了哪些报道",
    "记者薛良诚采写过哪几篇稿子？",
    "薛良诚的报道有哪些",
    "请列出薛良诚的所有报道",
    "哪些报道是薛良诚写的",
    "帮我找一下记者薛良诚的稿子",
    "薛良诚都写过什么",
]
OTHERS = [
    "方案写了哪些内容",
    "薛景霞的报道有哪些",
    "高新区写过哪些报道",
    "关于薛良诚的报道有哪些",
    "白国威写的那篇文章里提到了什么方案",
    "聊城十佳项目有哪些",
]


@pytest.fixture(scope="module")
def signed() -> dict[str, list[tuple[str | None, str]]]:
    """Each name with the dates and titles of its articles, taken from the pages themselves."""
    made: dict[str, list[tuple[str | None, str]]] = {}
    with seeds() as folder:
        for path in sorted(folder.glob("*.txt")):
            loaded = load(path)
            for article in split(loaded.text, loaded.source):
                for name in (*article.reporters, *article.correspondents):
                    made.setdefault(name, []).append((article.date, article.name))
    return made


@pytest.mark.parametrize("text", ASKING)
def test_all_articles_of_a_reporter_are_listed_and_counted(assistant, signed, text):
    answer = assistant.ask(text, today=TODAY)
    expected = signed["薛良诚"]
    assert not answer.refused
    assert len(expected) > 5
    assert sorted((c.date or "", c.title) for c in answer.citations) == sorted((day or "", title) for day, title in expected)
    assert answer.short == f"{len(expected)}篇"
    assert [f"[{c.n}]" in answer.text and c.title in answer.text for c in answer.citations] == [True] * len(expected)
    assert f"共{len(expected)}篇" in answer.notices[0].text
    dates = [c.date or "9999" for c in answer.citations]
    assert dates == sorted(dates)


def test_every_name_that_stands_over_an_article_finds_all_of_its_articles(assistant, signed):
    for name, expected in signed.items():
        answer = assistant.ask(f"{name}写了哪些报道", today=TODAY)
        assert (name, sorted(c.title for c in answer.citations)) == (name, sorted(title for _, title in expected))


def test_a_quote_is_the_text_of_its_article(assistant):
    for citation in assistant.ask("薛良诚写了哪些报道").citations:
        article = assistant.article(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote
        assert "薛良诚" in article.reporters


def test_how_many_is_told_first(assistant, signed):
    assert assistant.ask("高田写了几篇报道").text.startswith(f"{len(signed['高田'])}篇。")


def test_two_names_are_those_who_signed_together(assistant, signed):
    both = set(signed["薛良诚"]) & set(signed["孙亚飞"])
    assert {(c.date, c.title) for c in assistant.ask("薛良诚和孙亚飞一起写了哪些报道").citations} == both


def test_a_time_narrows_them(assistant, signed):
    answer = assistant.ask("薛良诚2023年写了哪些报道")
    assert {c.title for c in answer.citations} == {title for day, title in signed["薛良诚"] if (day or "").startswith("2023")}


def test_last_year_is_that_of_today_where_there_are_any_and_is_said(assistant):
    answer = assistant.ask("薛良诚去年写了哪些报道", today=TODAY)
    assert {(c.date or "")[:4] for c in answer.citations} == {"2025"}
    assert "“去年”按2025年理解。" in [notice.text for notice in answer.notices]
    answer = assistant.ask("薛良诚今年写了哪些报道", today=TODAY)
    assert {(c.date or "")[:4] for c in answer.citations} == {"2025"}
    assert "“今年”按2025年理解（以其最近一篇报道为准）。" in [notice.text for notice in answer.notices]


def test_a_topic_narrows_them(assistant):
    answer = assistant.ask("高田写过关于农资的报道吗")
    assert [c.title for c in answer.citations] == ["农资打假护春耕"]
    refused = assistant.ask("高田写过关于航天的报道吗")
    assert refused.refused
    assert "没有一篇讲到“航天”" in refused.text


@pytest.mark.parametrize("text", ["李四写了哪些报道", "张百顺写了哪些报道", "记者X采写过哪几篇稿子"])
def test_nobody_of_that_name_is_said_plainly(assistant, text):
    answer = assistant.ask(text)
    assert answer.refused
    assert answer.citations == ()
    assert "署名的报道" in answer.text
    assert "现有5份报纸" in answer.text


def test_a_name_that_looks_alike_is_told(assistant, signed):
    answer = assistant.ask("薛良成写了哪些报道")
    assert answer.refused
    assert f"薛良诚（{len(signed['薛良诚'])}篇）" in answer.text
    assert answer.suggestions == ("薛良诚写了哪些报道？",)


@pytest.mark.parametrize("text", OTHERS)
def test_other_questions_list_no_articles(assistant, text):
    answer = assistant.ask(text)
    assert not any("署名" in notice.text for notice in answer.notices)
    assert "署名的报道" not in answer.text


@pytest.mark.parametrize("text", ["这篇是谁写的", "那篇报道是哪个记者写的？", "记者是谁", "这条消息的作者叫什么名字"])
def test_who_wrote_the_report_just_quoted(assistant, text):
    asked = "聊城大健康产业链协调银行授信多少亿元"
    first = assistant.ask(asked)
    answer = assistant.ask(text, history=[{"question": asked, "answer": first.text}, {"question": "谢谢", "answer": "不客气。"}])
    assert answer.short == "、".join(assistant.article(first.citations[0].article_id).reporters) == "王培源"
    assert [c.article_id for c in answer.citations] == [first.citations[0].article_id]


@pytest.mark.parametrize("text", ["哪天见报的", "出处是哪里", "出自哪篇报道", "这是哪份报纸登的"])
def test_when_and_where_it_was_printed(assistant, text):
    history = [{"question": "聊城大健康产业链协调银行授信多少亿元", "answer": "2.75亿元"}]
    assert assistant.ask(text, history=history).text == "2025年12月8日：三核聚能 “链”动健康（王培源）[1]"


def test_without_a_report_before_it_nobody_knows_which_is_meant(assistant):
    answer = assistant.ask("这篇是谁写的")
    assert answer.refused
    assert answer.citations == ()


def test_the_same_of_somebody_else(assistant):
    history = [{"question": "张洁写了哪些报道", "answer": "2篇"}]
    assert assistant.ask("那薛良诚呢", history=history).text == assistant.ask("薛良诚写了哪些报道").text


def test_who_may_not_see_a_source_finds_no_by_line_of_it(tmp_path):
    made = Settings(data=tmp_path / "库")
    story = "高庙大桥通车\n本报讯（记者 甲某）昨日，高庙大桥正式通车，全县农产品外运提速。沿线乡镇的种植户都说这是一条致富路。\n"
    (tmp_path / "a.txt").write_text(story, encoding="utf-8")
    (tmp_path / "b.txt").write_text(story.replace("高庙", "李庄").replace("甲某", "钱某"), encoding="utf-8")
    (tmp_path / "sources.csv").write_text("file,groups\na.txt,内部\n", encoding="utf-8")
    index([tmp_path], made.index)
    with Assistant.open(settings=made) as everything:
        seen = everything.seen_by(["别处"])
        assert len(everything.ask("记者甲某写了哪些报道").citations) == 1
        assert seen.ask("记者甲某写了哪些报道").refused
        assert len(seen.ask("记者钱某写了哪些报道").citations) == 1
