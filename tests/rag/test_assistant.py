"""The front door: answers whose quotes are verbatim, filters, streams, and a new generation seen at once."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import index, remove
from rag import Assistant, Settings, UsageError
from rag.ground import cited

QUESTION = "2024年聊城招商引资到位资金是多少？"


def test_the_answer_has_the_figure_its_change_and_a_verbatim_citation(assistant):
    answer = assistant.ask(QUESTION)
    assert not answer.refused
    assert answer.short == "到位资金511.6亿元，同比增长8.6%"
    assert answer.text.startswith("到位资金511.6亿元，同比增长8.6%。[1]")
    first = answer.citations[0]
    assert "到位资金511.6亿元，同比增长8.6%" in first.quote
    assert assistant.article(first.article_id).text[first.start : first.end] == first.quote
    assert first.reference == "张洁. 我市项目招引向“高”向“智”[N]."
    assert first.missing == "报名、出版日期、版次待补"


def test_a_citation_knows_its_line_in_the_source(assistant):
    first = assistant.ask(QUESTION).citations[0]
    lines = (Path("seeds") / first.source).read_text(encoding="utf-8").splitlines()
    assert first.quote[:2] in lines[first.line - 1]


@pytest.mark.parametrize("text", [QUESTION, "聊城“新三宝”是什么", "大健康产业规划有哪些重点领域"], ids=["figure", "what", "list"])
def test_every_citation_listed_is_used_and_every_mark_is_listed(assistant, text):
    answer = assistant.ask(text)
    assert cited(answer.text) and sorted(cited(answer.text)) == [c.n for c in answer.citations]


def test_a_refusal_says_its_scope_and_cites_nothing(assistant):
    answer = assistant.ask("火星探测器什么时候着陆")
    assert answer.refused and answer.citations == () and answer.short is None
    assert "没有找到直接依据" in answer.text and "5份报纸" in answer.text
    assert answer.suggestions == ("换个说法", "放宽时间", "补充报纸")


def test_the_same_question_gives_the_same_answer(assistant):
    first, second = (replace(assistant.ask(QUESTION), seconds=0.0) for _ in range(2))
    assert first == second


def test_filters_by_date_and_source(assistant):
    kept = assistant.ask("招商引资到位资金是多少", until="2023-12")
    assert kept.citations and all(c.date and c.date < "2024" for c in kept.citations)
    name = assistant.sources()[0][0].name
    assert {hit.source for hit in assistant.search("发展", sources=[name]).hits} == {name}
    assert assistant.search("发展", sources=["没有这份.txt"]).hits == ()


@pytest.mark.parametrize("day", ["2025年", "2025-13", "25-01-01"])
def test_a_date_that_cannot_be_read_is_an_error(assistant, day):
    with pytest.raises(UsageError, match="看不懂"):
        assistant.ask(QUESTION, since=day)


def test_a_follow_up_is_answered_on_the_subject_before(assistant):
    answer = assistant.ask("那2023年上半年呢？", history=[{"question": QUESTION, "answer": "511.6亿元"}])
    assert "招商引资到位资金" in answer.standalone_question and "2024" not in answer.standalone_question
    assert "246亿元" in answer.text


def test_the_stream_gives_passages_text_citations_and_the_whole(assistant):
    events = list(assistant.stream(QUESTION))
    kinds = [event.kind for event in events]
    assert kinds[0] == "passages" and kinds[-1] == "done"
    assert kinds == sorted(kinds, key=["passages", "delta", "citation", "done"].index)
    whole = events[-1].data
    assert "".join(e.data["text"] for e in events if e.kind == "delta") == whole["answer"]
    assert [e.data for e in events if e.kind == "citation"] == whole["citations"]


def test_async_gives_the_same(assistant):
    async def collect() -> list[str]:
        return [event.kind async for event in assistant.astream(QUESTION)]

    assert asyncio.run(collect())[-1] == "done"
    assert asyncio.run(assistant.aask(QUESTION)).text == assistant.ask(QUESTION).text
    assert asyncio.run(assistant.asearch(QUESTION, k=3)).hits == assistant.search(QUESTION, k=3).hits
    claim = "2024年，全市招商引资到位资金达511.6亿元。"
    assert asyncio.run(assistant.acite(claim)).citations == assistant.cite(claim).citations


def test_many_questions_at_once_get_the_answers_that_they_get_alone(assistant):
    asked = [QUESTION, "聊城“新三宝”是什么", "大健康产业规划有哪些重点领域", "冠县上半年地区生产总值是多少"] * 3

    async def together() -> list[str]:
        return [answer.text for answer in await asyncio.gather(*(assistant.aask(question) for question in asked))]

    assert asyncio.run(together()) == [assistant.ask(question).text for question in asked]


def test_the_packages_say_that_they_are_typed():
    assert all((Path(__file__).parents[2] / package / "py.typed").is_file() for package in ("index", "rag"))


def test_a_new_generation_is_seen_without_reopening(tmp_path):
    settings = Settings(data=tmp_path / "库")
    page = tmp_path / "甲报.txt"
    page.write_text("本报讯（记者 王一）5月4日，云泽镇新建的养蜂场投产，年产蜂蜜37吨。\n\n云泽镇养蜂场投产\n", encoding="utf-8")
    index([page], settings.index)
    with Assistant.open(settings=settings) as assistant:
        assert "37吨" in assistant.ask("云泽镇养蜂场年产蜂蜜多少吨").text
        before = assistant.generation
        page.write_text(
            "本报讯（记者 王一）5月4日，云泽镇新建的养蜂场投产，年产蜂蜜41吨。\n\n云泽镇养蜂场投产\n", encoding="utf-8"
        )
        index([page], settings.index)
        assert "41吨" in assistant.ask("云泽镇养蜂场年产蜂蜜多少吨").text
        assert assistant.generation > before
        other = tmp_path / "乙报.txt"
        other.write_text("本报讯（记者 李二）6月1日，县城新开两条公交线路。\n", encoding="utf-8")
        index([other], settings.index)
        remove(["甲报.txt"], settings.index)
        assert assistant.ask("云泽镇养蜂场年产蜂蜜多少吨").refused


def test_the_first_use_builds_the_library_from_the_shipped_texts(tmp_path):
    with Assistant.open(tmp_path / "新 库") as assistant:
        assert assistant.scope().sources == 5
        assert len(assistant.examples()) == 4
        assert all(not assistant.ask(example).refused for example in assistant.examples())


def test_a_figure_of_one_county_is_never_passed_off_as_the_whole(tmp_path):
    page = tmp_path / "甲报.txt"
    page.write_text(
        "本报冠县讯（记者 王一）7月4日，记者从冠县商务局获悉，当地电商势头良好。"
        "2024年上半年，全县直播电商销售额完成7.3亿元，同比增长9.1%，列全市第2位。\n\n冠县直播电商红火\n",
        encoding="utf-8",
    )
    settings = Settings(data=tmp_path / "库")
    index([page], settings.index)
    with Assistant.open(settings=settings) as assistant:
        answer = assistant.ask("直播电商销售额完成多少")
        assert "7.3亿元" in answer.text
        assert any("是冠县的情况，不是全市的" in notice.text for notice in answer.notices if notice.kind == "scope")
        assert not any("不是全市的" in n.text for n in assistant.ask("冠县直播电商销售额完成多少").notices)


def test_when_is_not_answered_by_a_sentence_without_a_time(assistant):
    assert assistant.ask("李长萍什么时候当的市委书记").refused


def test_two_numbers_asked_for_of_which_none_is_told_are_refused(assistant):
    assert assistant.ask("城市书房建了几座，到哪年要建多少？").refused
