"""The order of boxes on hand-made pages: columns, bars, pictures, rules; and what belongs to one printed line."""

from index.files.boxes import text
from index.files.pieces import Piece, Rule


def piece(x0, top, words, size=10.0, wide=100.0):
    return Piece(x0, x0 + wide, top, top + size, size, words)


def column(x0, top, names, pitch=14.0):
    return [piece(x0, top + pitch * place, name) for place, name in enumerate(names)]


def order(pieces, rules=()):
    return text(pieces, rules).replace("# ", "").split()


def test_nothing():
    assert text([]) == ""
    assert text([piece(0, 0, "")]) == ""


def test_columns_are_read_down_then_across_whatever_the_order_given():
    pieces = column(0, 0, "甲乙丙丁") + column(120, 0, "戊己庚辛")
    assert order(pieces) == order(pieces[::-1]) == list("甲乙丙丁戊己庚辛")


def test_a_headline_over_both_columns_comes_first_and_one_below_starts_anew():
    upper = column(0, 40, "甲乙丙") + column(120, 40, "丁戊己")
    lower = column(0, 150, "庚辛壬") + column(120, 150, "癸子丑")
    heads = [piece(0, 0, "上", 20, 220), piece(0, 115, "下", 20, 220)]
    assert order(upper + lower + heads) == ["上", *"甲乙丙丁戊己", "下", *"庚辛壬癸子丑"]


def test_a_bar_between_columns_that_no_white_stripe_sets_free():
    left = column(0, 0, "甲乙丙") + column(0, 70, "丁戊己")
    right = column(120, 7, "庚辛壬") + column(120, 67, "癸子丑")
    bar = [Piece(0, 220, 44, 64, 20, "题"), piece(60, 38, "签", 10, 80)]
    words = order(left + right + bar)
    assert sorted(words) == sorted("甲乙丙丁戊己庚辛壬癸子丑题签")
    assert [words.index(word) for word in "甲乙丙"] < [words.index(word) for word in "丁戊己"]
    assert max(map(words.index, "甲乙丙庚辛壬")) < min(map(words.index, "丁戊己癸子丑"))


def test_a_rule_parts_stories_that_stand_close():
    pieces = column(0, 0, "甲乙") + column(120, 0, "丙丁") + column(0, 28, "戊己") + column(120, 28, "庚辛")
    assert order(pieces) == list("甲乙戊己丙丁庚辛")
    assert order(pieces, [Rule(0, 220, 26)]) == list("甲乙丙丁戊己庚辛")
    assert order(pieces, [Rule(0, 90, 26)]) == list("甲乙戊己丙丁庚辛")


def test_a_picture_keeps_the_place_of_the_text_it_stands_in_for():
    upper = column(0, 40, "甲乙丙") + column(120, 40, "丁戊己")
    lower = [piece(0, 110, "题", 20), *column(0, 140, "庚辛壬"), *column(120, 170, "癸子")]
    picture = Piece(120, 220, 90, 165, 1, "")
    assert order([*upper, *lower, picture]) == [*"甲乙丙", "题", *"庚辛壬", *"丁戊己", *"癸子"]


def test_one_printed_line_and_a_narrow_table_are_read_across():
    pieces = [piece(0, 0, "甲", wide=20), piece(30, 1, "乙", wide=20), piece(0, 14, "丙", wide=20), piece(30, 14, "丁", wide=20)]
    assert text(pieces) == "甲 乙\n丙 丁"


def test_empty_lines_and_indents_are_kept_and_headlines_marked():
    pieces = [
        piece(0, 0, "题", 15),
        piece(20, 40, "甲", wide=80),
        *column(0, 54, "乙丙"),
        piece(0, 110, "丁"),
        piece(0, 124, "小题", 12),
    ]
    assert text(pieces).split("\n") == ["# 题", "", "　　甲", "乙", "丙", "", "", "丁", "", "## 小题"]
