from decimal import Decimal

import pytest

from index.numerals import fold
from rag.quantity import alike, fits, quantities

READ = [
    ("到位资金511.6亿元", "51160000000.0", "元", "exact"),
    ("民生支出占比在七成以上", "70", "%", "over"),
    ("占一半", "50", "%", "exact"),
    ("百分之十二", "12", "%", "exact"),
    ("四分之一", "25", "%", "exact"),
    ("培训1.3万余人", "13000.0", "人", "over"),
    ("注册资本不到40万元", "400000", "元", "under"),
    ("全长约121公里", "121000", "米", "about"),
    ("连续三年", "3", "年", "exact"),
    ("四大产业链", "4", "个", "exact"),
    ("提高1.1个百分点", "1.1", "个百分点", "exact"),
    ("占地1,041亩", "1041", "亩", "exact"),
]


@pytest.mark.parametrize(("text", "value", "unit", "bound"), READ, ids=[row[0] for row in READ])
def test_a_number_is_read_with_unit_and_bound(text, value, unit, bound):
    (found,) = quantities(fold(text).text)
    assert (found.value, found.unit, found.bound) == (Decimal(value), unit, bound)


def test_a_range_has_two_ends():
    (found,) = quantities(fold("投资5亿—10亿元").text)
    assert (found.value, found.top, found.unit) == (Decimal(500000000), Decimal(1000000000), "元")


@pytest.mark.parametrize("text", ["第三次", "一个项目", "统一思想", "A3纸", "每一位", "第12届"])
def test_what_counts_nothing(text):
    assert quantities(text) == []


def test_what_is_masked_is_left_out():
    assert [q.text for q in quantities("2024年增长8.6%", [(0, 5)])] == ["8.6%"]


FITTING = [
    ("3000万元", "0.3亿元"),
    ("七成", "70%"),
    ("七成以上", "超70%"),
    ("超过六成", "63.3%"),
    ("1.3万余人", "13032人"),
    ("1.3万人", "13032人"),
    ("超8.3万平方米", "83861.11平方米"),
    ("近400亿元", "398亿元"),
    ("约121公里", "121.057公里"),
    ("2.5公里", "2500米"),
    ("1400多名", "1400余人"),
    ("788家", "788个"),
    ("50克", "50g"),
    ("563mg/L", "563毫克/升"),
]


@pytest.mark.parametrize(("claim", "source"), FITTING)
def test_the_same_amount_in_other_words(claim, source):
    (mine,), (theirs,) = quantities(claim), quantities(source)
    assert fits(mine, theirs)


APART = [
    ("511.6万元", "511.6亿元"),
    ("8.6%", "8.6个百分点"),
    ("超40万元", "不足40万元"),
    ("8.7%", "8.6%"),
    ("121.057米", "121.057公里"),
    ("近52万元", "近50万元"),
    ("3009名左右", "3000名"),
    ("1.2万人", "13032人"),
    ("三年", "4年"),
    ("239人", "239人次"),
    ("5亿—10亿元", "5亿元"),
]


@pytest.mark.parametrize(("claim", "source"), APART)
def test_another_amount(claim, source):
    (mine,), (theirs,) = quantities(fold(claim).text), quantities(fold(source).text)
    assert not fits(mine, theirs)


def test_what_is_counted_alike():
    (homes,), (items,), (people,) = quantities("20家"), quantities("20个"), quantities("20人")
    assert alike(homes, items) and not alike(homes, people)


def test_codes_and_measures_are_no_amounts():
    assert [q.text for q in quantities("打造“1+3+22”学习圈，用上5G网络，油价83美元一桶")] == ["83美元"]
