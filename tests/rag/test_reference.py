"""References after GB/T 7714, whole and with fields that are not known."""

from dataclasses import replace
from datetime import date

import pytest

from index.article import Article
from rag.reference import reference

WHOLE = Article(
    source="a.txt",
    article_id="a-01",
    text="丁家村通了公交车。",
    title="公交开进丁家村",
    reporters=("丁文详",),
    newspaper="中国青年报",
    published="2000-11-20",
    page="15",
)

CASES = [
    ("2025", {}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000-11-20（15）."),
    ("2015", {}, "丁文详. 公交开进丁家村[N]. 中国青年报, 2000-11-20(15)."),
    ("2025", {"page": "第07版"}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000-11-20（07）."),
    ("2025", {"page": None}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000-11-20."),
    ("2025", {"published": None}, "丁文详. 公交开进丁家村[N]. 中国青年报."),
    ("2025", {"newspaper": None}, "丁文详. 公交开进丁家村[N]."),
    ("2025", {"reporters": ()}, "公交开进丁家村[N]. 中国青年报，2000-11-20（15）."),
    ("2025", {"reporters": ("甲一", "乙二", "丙三")}, "甲一，乙二，丙三. 公交开进丁家村[N]. 中国青年报，2000-11-20（15）."),
    (
        "2025",
        {"correspondents": ("乙二", "丙三", "丁四")},
        "丁文详，乙二，丙三，等. 公交开进丁家村[N]. 中国青年报，2000-11-20（15）.",
    ),
    (
        "2015",
        {"correspondents": ("乙二", "丙三", "丁四")},
        "丁文详, 乙二, 丙三, 等. 公交开进丁家村[N]. 中国青年报, 2000-11-20(15).",
    ),
    ("2025", {"title": None}, "丁文详. ［丁家村通了公交车。］[N]. 中国青年报，2000-11-20（15）."),
    # the same fields missing in the edition of 2015
    ("2015", {"page": "第07版"}, "丁文详. 公交开进丁家村[N]. 中国青年报, 2000-11-20(07)."),
    ("2015", {"page": None}, "丁文详. 公交开进丁家村[N]. 中国青年报, 2000-11-20."),
    ("2015", {"published": None}, "丁文详. 公交开进丁家村[N]. 中国青年报."),
    ("2015", {"newspaper": None}, "丁文详. 公交开进丁家村[N]."),
    ("2015", {"reporters": ()}, "公交开进丁家村[N]. 中国青年报, 2000-11-20(15)."),
    ("2015", {"reporters": ("甲一", "乙二", "丙三")}, "甲一, 乙二, 丙三. 公交开进丁家村[N]. 中国青年报, 2000-11-20(15)."),
    ("2015", {"title": None}, "丁文详. ［丁家村通了公交车。］[N]. 中国青年报, 2000-11-20(15)."),
    # pages as papers print them
    ("2025", {"page": "A03"}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000-11-20（A03）."),
    ("2025", {"page": "第A3版"}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000-11-20（A3）."),
    ("2025", {"page": " 7 "}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000-11-20（7）."),
    ("2025", {"page": "1、4"}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000-11-20（1、4）."),
    ("2025", {"page": "1-2"}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000-11-20（1-2）."),
    ("2025", {"page": "第版"}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000-11-20."),
    ("2025", {"page": ""}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000-11-20."),
    ("2015", {"page": "A03"}, "丁文详. 公交开进丁家村[N]. 中国青年报, 2000-11-20(A03)."),
    # dates known only in part
    ("2025", {"published": "2000-11"}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000-11（15）."),
    ("2025", {"published": "2000", "page": None}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000."),
    ("2025", {"published": ""}, "丁文详. 公交开进丁家村[N]. 中国青年报."),
    # names
    ("2025", {"reporters": ("丁  文",)}, "丁文. 公交开进丁家村[N]. 中国青年报，2000-11-20（15）."),
    ("2025", {"reporters": ("John  Smith",)}, "John Smith. 公交开进丁家村[N]. 中国青年报，2000-11-20（15）."),
    ("2025", {"reporters": ("阿卜杜拉·买买提",)}, "阿卜杜拉·买买提. 公交开进丁家村[N]. 中国青年报，2000-11-20（15）."),
    ("2025", {"reporters": ("甲一", "甲一")}, "甲一. 公交开进丁家村[N]. 中国青年报，2000-11-20（15）."),
    (
        "2025",
        {"reporters": ("甲一",), "correspondents": ("甲一", "乙二")},
        "甲一，乙二. 公交开进丁家村[N]. 中国青年报，2000-11-20（15）.",
    ),
    ("2025", {"reporters": ("",)}, "公交开进丁家村[N]. 中国青年报，2000-11-20（15）."),
    ("2025", {"reporters": (), "correspondents": ("乙二",)}, "乙二. 公交开进丁家村[N]. 中国青年报，2000-11-20（15）."),
    # headlines
    ("2025", {"title": "谁来买单？"}, "丁文详. 谁来买单？[N]. 中国青年报，2000-11-20（15）."),
    ("2025", {"title": "公交开进丁家村。"}, "丁文详. 公交开进丁家村[N]. 中国青年报，2000-11-20（15）."),
    ("2025", {"title": "公交开进\n丁家村"}, "丁文详. 公交开进 丁家村[N]. 中国青年报，2000-11-20（15）."),
    ("2025", {"title": "“村村通”之后"}, "丁文详. “村村通”之后[N]. 中国青年报，2000-11-20（15）."),
    ("2025", {"title": "公交开进丁家村（上）"}, "丁文详. 公交开进丁家村（上）[N]. 中国青年报，2000-11-20（15）."),
    # the paper
    ("2025", {"newspaper": "《聊城日报》"}, "丁文详. 公交开进丁家村[N]. 聊城日报，2000-11-20（15）."),
    ("2025", {"newspaper": " 聊城日报 "}, "丁文详. 公交开进丁家村[N]. 聊城日报，2000-11-20（15）."),
    ("2025", {"newspaper": ""}, "丁文详. 公交开进丁家村[N]."),
    ("2025", {"newspaper": None, "published": None, "page": None, "reporters": ()}, "公交开进丁家村[N]."),
    ("2015", {"newspaper": None, "published": None, "page": None, "reporters": (), "title": None}, "［丁家村通了公交车。］[N]."),
]  # fmt: skip


@pytest.mark.parametrize(("edition", "changes", "text"), CASES, ids=range(len(CASES)))
def test_reference(edition, changes, text):
    assert reference(replace(WHOLE, **changes), edition).text == text


def test_online_adds_the_address_and_in_2015_the_day_of_the_visit():
    url, day = "http://paper.example/1.htm", date(2015, 2, 28)
    assert reference(WHOLE, "2025", url, day).text == f"丁文详. 公交开进丁家村[N/OL]. 中国青年报，2000-11-20（15）. {url}"
    assert (
        reference(WHOLE, "2015", url, day).text == f"丁文详. 公交开进丁家村[N/OL]. 中国青年报, 2000-11-20(15)[2015-02-28]. {url}"
    )


FORMS = [
    ({}, "（《中国青年报》2000年11月20日第15版）", ""),
    ({"page": None}, "（《中国青年报》2000年11月20日）", "版次待补"),
    ({"published": None}, "（《中国青年报》）", "出版日期待补"),
    ({"newspaper": None, "published": None, "page": None}, "（《公交开进丁家村》）", "报名、出版日期、版次待补"),
    ({"newspaper": None, "title": None}, "（［丁家村通了公交车。］）", "报名待补"),
    ({"newspaper": "《大众日报》", "published": "2025-12-03", "page": "7"}, "（《大众日报》2025年12月3日第7版）", ""),
    ({"page": "第A3版"}, "（《中国青年报》2000年11月20日第A3版）", ""),
    ({"published": "2000-11"}, "（《中国青年报》2000年11月第15版）", ""),
    ({"published": "2000", "page": None}, "（《中国青年报》2000年）", "版次待补"),
    ({"published": None, "page": None}, "（《中国青年报》）", "出版日期、版次待补"),
    ({"newspaper": "", "page": ""}, "（《公交开进丁家村》）", "报名、版次待补"),
    ({"published": ""}, "（《中国青年报》）", "出版日期待补"),
]


@pytest.mark.parametrize(("changes", "form", "missing"), FORMS, ids=range(len(FORMS)))
def test_copy_form_and_what_is_missing(changes, form, missing):
    made = reference(replace(WHOLE, **changes))
    assert (made.copy_form, made.missing) == (form, missing)


@pytest.mark.parametrize(("edition", "changes", "text"), CASES, ids=range(len(CASES)))
def test_a_reference_never_shows_what_is_missing(edition, changes, text):
    made = reference(replace(WHOLE, **changes), edition)
    shown = made.text + made.copy_form
    assert not any(wrong in shown for wrong in ("None", "()", "（）", "..", "，，", "《》", "， ，", ",,"))
