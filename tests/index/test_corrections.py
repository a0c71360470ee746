"""Corrections of a page: each kind, its errors, taking back, waiting, and that they outlive the program."""

from __future__ import annotations

import pytest

from index.article import Article
from index.corrections import FILE, Correction, Corrections, apply
from index.errors import DataError, InputError

TOP = Article(
    source="p.txt",
    article_id="p-01",
    title="上篇",
    date="2024",
    text="第一段，一行半。\n第二段。\n第三段。",
    lines=((0, 2), (4, 3), (9, 5), (14, 7)),
)
BELOW = Article(source="p.txt", article_id="p-02", title="下篇", text="下篇正文。", lines=((0, 10),))
PAGE = [TOP, BELOW]


def fix(kind: str, **options) -> Correction:
    return Correction(0, "p.txt", "d1", kind, **options)


def line_of(article: Article, words: str) -> int:
    return [line for offset, line in article.lines if offset <= article.text.index(words)][-1]


def test_set_changes_the_article_with_the_line_and_says_so():
    top, below = apply(PAGE, fix("set", line=5, fields=(("title", "新题"), ("date", "2024-05-01"), ("reporters", ["甲", "乙"]))))
    assert (top.title, top.date, top.date_basis, top.reporters) == ("新题", "2024-05-01", "人工修正", ("甲", "乙"))
    assert below == BELOW


def test_page_fills_in_every_article():
    fields = (("newspaper", "试验日报"), ("published", "2024-05-02"), ("page", "3"))
    assert {(a.newspaper, a.published, a.page) for a in apply(PAGE, fix("page", fields=fields))} == {
        ("试验日报", "2024-05-02", "3")
    }


def test_split_starts_an_article_at_the_line():
    first, second, third = apply(PAGE, fix("split", line=5))
    assert (first.text, second.text, third) == ("第一段，一行半。", "第二段。\n第三段。", BELOW)
    assert (second.article_id, second.title, second.date) == ("p-01-5", None, "2024")
    assert line_of(second, "第三段") == 7


def test_merge_joins_with_the_article_above():
    (whole,) = apply(PAGE, fix("merge", line=10))
    assert whole.text == "第一段，一行半。\n第二段。\n第三段。\n下篇正文。"
    assert whole.article_id == "p-01" and line_of(whole, "下篇正文") == 10


def test_split_and_merge_are_opposites():
    assert apply(apply(PAGE, fix("split", line=7)), fix("merge", line=7))[0].text == TOP.text


def test_move_takes_lines_to_another_article():
    top, below = apply(PAGE, fix("move", line=5, last=7, to=10))
    assert (top.text, below.text) == ("第一段，一行半。", "下篇正文。\n第二段。\n第三段。")
    assert line_of(below, "第二段") == 5


def test_move_within_an_article_changes_the_order():
    assert apply(PAGE, fix("move", line=7, to=3))[0].text == "第一段，一行半。\n第三段。\n第二段。"


def test_an_article_that_gave_all_its_lines_away_is_gone():
    assert [a.text for a in apply(PAGE, fix("move", line=10, to=7))] == ["第一段，一行半。\n第二段。\n第三段。\n下篇正文。"]


def test_mend_changes_words_in_one_line_and_keeps_the_map():
    top, _ = apply(PAGE, fix("mend", line=3, old="一行半", new="两行"))
    assert top.text == "第一段，两行。\n第二段。\n第三段。"
    assert [line_of(top, words) for words in ("第一段", "两行", "第二段", "第三段")] == [2, 3, 5, 7]


ERRORS = [
    (fix("set", line=99, fields=(("title", "x"),)), "第99行不在"),
    (fix("set", line=2, fields=(("text", "x"),)), "不能修正 text"),
    (fix("set", line=2), "空的内容"),
    (fix("page", fields=(("title", "x"),)), "不能修正 title"),
    (fix("split", line=2), "已是一篇文章的开头"),
    (fix("merge", line=2), "上面没有文章"),
    (fix("move", line=5, last=7, to=6), "移到它自己里面"),
    (fix("move", line=50, to=2), "第50至50行不在"),
    (fix("mend", line=5, old="没有", new="x"), "没有“没有”"),
]


@pytest.mark.parametrize(("correction", "says"), ERRORS, ids=[e[1] for e in ERRORS])
def test_a_correction_that_does_not_fit_is_one_sentence(correction, says):
    with pytest.raises(InputError, match=says):
        apply(PAGE, correction)


def test_corrections_outlive_the_program_and_apply_in_order(tmp_path):
    folder = tmp_path / "资 料"
    made = Corrections(folder)
    made.add(fix("mend", line=5, old="第二段", new="第贰段"))
    made.add(fix("mend", line=5, old="第贰段", new="第二节"))
    again = Corrections(folder)
    assert [c.number for c in again.of("p.txt")] == [1, 2]
    assert again.apply(PAGE, "p.txt", "d1")[0][0].text == "第一段，一行半。\n第二节。\n第三段。"
    assert again.of("q.txt") == []


def test_undo_takes_one_back_for_good(tmp_path):
    made = Corrections(tmp_path)
    made.add(fix("mend", line=5, old="第二段", new="甲"))
    made.add(fix("mend", line=7, old="第三段", new="乙"))
    assert made.undo(1).old == "第二段"
    for corrections in (made, Corrections(tmp_path)):
        assert corrections.apply(PAGE, "p.txt", "d1")[0][0].text == "第一段，一行半。\n第二段。\n乙。"
        with pytest.raises(InputError, match="已经撤销"):
            corrections.undo(1)


def test_a_source_that_changed_underneath_asks(tmp_path):
    made = Corrections(tmp_path)
    made.add(fix("mend", line=5, old="第二段", new="甲"))
    articles, left = made.apply(PAGE, "p.txt", "d2")
    assert articles == PAGE
    assert len(left) == 1 and "文件已变" in left[0]
    assert [c.old for c in made.waiting("p.txt", "d2")] == ["第二段"]
    assert made.carry_over("p.txt", "d2") == 1
    again = Corrections(tmp_path)
    assert again.waiting("p.txt", "d2") == []
    articles, left = again.apply(PAGE, "p.txt", "d2")
    assert "甲" in articles[0].text and left == []


def test_one_that_no_longer_fits_is_left_out_and_said(tmp_path):
    made = Corrections(tmp_path)
    made.add(fix("mend", line=5, old="别的", new="甲"))
    articles, left = made.apply(PAGE, "p.txt", "d1")
    assert articles == PAGE and "第1条修正没有用上" in left[0]


def test_a_damaged_record_is_named(tmp_path):
    (tmp_path / FILE).write_text('{"number": 1}\n', encoding="utf-8")
    with pytest.raises(DataError, match="第1行"):
        Corrections(tmp_path)
