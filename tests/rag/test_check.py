import json
from datetime import date

import pytest

from index.build import index
from rag import Assistant, Settings
from rag.desk.claim import Parts
from rag.desk.judge import clause_coverage, coverage
from rag.errors import UsageError
from rag.question import HOME


def kinds(verdict):
    return [d.kind for d in verdict.differences]


def test_word_for_word(assistant):
    made = assistant.cite("到位资金511.6亿元，同比增长8.6%")
    assert (made.verdict, made.status) == ("supported", "verbatim")
    assert "到位资金511.6亿元" in made.citations[0].quote


def test_reworded(assistant):
    made = assistant.cite("2024年，全市招商引资到位资金达511.6亿元，比上年同期增加8.6%。")
    assert (made.verdict, made.status, made.differences) == ("supported", "reworded", ())


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("2024年，全市招商引资到位资金达511.7亿元，同比增长8.6%。", "value"),
        ("2024年，全市招商引资到位资金达511.6万元，同比增长8.6%。", "unit"),
        ("2024年，全市招商引资到位资金达511.6亿元，同比下降8.6%。", "direction"),
    ],
)
def test_one_part_changed_never_passes(assistant, claim, kind):
    made = assistant.cite(claim)
    assert made.verdict == "contradicted"
    assert kind in kinds(made)


def test_the_change_of_the_same_value_is_the_one_that_differs(assistant):
    made = assistant.cite("2023年上半年，冠县网络零售额73170.2万元，同比增长54.6%。")
    assert [(d.kind, d.claim, d.source) for d in made.differences] == [("value", "54.6%", "44.6%")]


def test_nothing_found_names_no_reason(assistant):
    made = assistant.cite("市图书馆去年接待读者一百二十万人次。")
    assert (made.verdict, made.differences, made.status) == ("not_found", (), None)


def test_a_number_cut_from_a_longer_one_is_not_verbatim(assistant):
    assert assistant.cite("11.6亿元，同比增长8.6%").status != "verbatim"


def test_every_quote_is_the_text_of_its_article(assistant):
    for citation in assistant.cite("冠州国际陆港项目总投资120亿元，占地3207亩。").citations:
        article = assistant.article(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote


def test_edits_give_both_texts(assistant):
    claim = "冠州国际陆港项目总投资120亿元，占地3207亩。"
    made = assistant.cite(claim)
    assert "".join(e.claim for e in made.edits) == claim
    assert "".join(e.source for e in made.edits) == made.citations[0].quote


def test_this_year_of_an_old_report_is_said(assistant):
    made = assistant.cite("今年5月，茌平区再次入围全国市辖区高质量发展百强，列第90位。", today=date(2026, 3, 1))
    assert [n.kind for n in made.notices] == ["period"]
    assert "2023" in made.notices[0].text


def test_an_office_is_told_as_of_the_report(assistant):
    made = assistant.cite("聊城市委副书记、市长张百顺讲述了几个“小故事”。")
    assert made.verdict == "supported"
    assert [n.kind for n in made.notices] == ["as_of"]


def test_filters_narrow_the_evidence(assistant):
    claim = "2024年，全市招商引资到位资金达511.6亿元，同比增长8.6%。"
    assert assistant.cite(claim, until="2023-12").verdict != "supported"


def test_a_draft_has_a_verdict_for_each_sentence(assistant):
    draft = "同志们：\n2024年全市招商引资到位资金511.6亿元。冠州国际陆港项目总投资120亿元。\n谢谢大家！\n"
    seen = []
    made = assistant.check(draft, progress=lambda step, done, total: seen.append((step, done, total)))
    assert [v.label for v in made.verdicts] == ["不需核对", "有据", "有出入", "不需核对"]
    assert all(draft[v.start : v.end] == v.claim for v in made.verdicts)
    assert seen == [("核对", n, 4) for n in (1, 2, 3, 4)]


async def test_a_draft_step_by_step(assistant):
    events = [event async for event in assistant.acheck("冠州国际陆港项目总投资120亿元。")]
    assert [event.kind for event in events] == ["progress", "verdict", "done"]
    assert events[1].data["verdict"] == "contradicted"
    assert events[2].data["counts"] == {"有出入": 1}


def test_coverage_is_weighted(assistant):
    claim = Parts("轴承集群，扮靓街角", assistant.desk._lexicon, None, HOME)
    cover = [1.0 if word.clause == 0 else 0.0 for word in claim.words]
    assert clause_coverage(claim, cover, 0) == 1.0 and clause_coverage(claim, cover, 1) == 0.0
    assert 0.0 < coverage(claim, cover) < 1.0


@pytest.mark.parametrize("claim", ["", "  ", "……", "长" * 2001])
def test_a_sentence_that_cannot_be_used(assistant, claim):
    with pytest.raises(UsageError):
        assistant.cite(claim)


def test_quotes_are_short(assistant):
    made = assistant.cite("市住房城乡建设局局长杨延星表示，全市新增绿地1700公顷，新建成公园48个、口袋公园300个。")
    assert made.verdict == "supported"
    assert all(len(c.quote) <= 400 for c in made.citations)


def test_a_person_whom_no_report_names_is_not_vouched_for_by_a_report_of_others(tmp_path):
    rows = [
        {"id": 1, "date": "2024-05-01", "text": "白璐被立案调查。案件正在办理。"},
        {"id": 2, "date": "2024-05-02", "text": "法院一审判决，温某被判处有期徒刑十年。旁听席坐满了人。"},
    ]
    corpus, settings = tmp_path / "news.jsonl", Settings(data=tmp_path / "library")
    corpus.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    index([corpus], settings.index)
    with Assistant.open(settings=settings) as opened:
        assert opened.cite("白璐一审被判处有期徒刑十年。").verdict == "not_found"
        assert opened.cite("温某一审被判处有期徒刑十年。").verdict == "supported"


def test_another_measure_of_the_same_digits_is_not_verbatim(tmp_path):
    corpus, settings = tmp_path / "news.jsonl", Settings(data=tmp_path / "library")
    row = {"id": 1, "date": "2024-05-01", "text": "前四个月，进出口总额同比下降8%，港口吞吐量稳定。货轮按期到港。"}
    corpus.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    index([corpus], settings.index)
    with Assistant.open(settings=settings) as opened:
        assert opened.cite("进出口总额同比下降8%").status == "verbatim"
        assert opened.cite("前四个月，进出口总额同比下降8‰。").verdict == "contradicted"
