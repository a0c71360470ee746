"""Verbs that tell one deed from its two sides."""

from __future__ import annotations

from rag.desk.inverses import opposed, sided, told


def test_the_longer_verb_is_found_first() -> None:
    assert sided("甲队领先于乙队") == ["领先于"]


def test_opposed_sides() -> None:
    assert opposed("甲队战胜乙队", "乙队负于甲队") and opposed("乙县低于甲县", "甲县高于乙县")
    assert not opposed("甲队战胜乙队", "甲队击败乙队")
    assert not opposed("甲队来访", "乙队负于甲队")


def test_a_deed_is_told_from_either_side() -> None:
    assert told("战胜", "乙队负于甲队") and told("战胜", "甲队战胜乙队") and told("签约", "双方签约")
    assert not told("战胜", "乙队来访")
