import pytest

from index.lexicon import Lexicon
from rag.desk.swaps import renumbered, swaps
from rag.desk.wordings import wordings

LEXICON = Lexicon()

PLANTED = [
    ("上半年全市税收收入同比下降8%", "上半年全市税收收入同比增长8%", "direction"),
    ("这是全球最大的轴承生产基地", "这是全国最大的轴承生产基地", "scope"),
    ("昨天在北京举行的经贸洽谈会上", "昨天在重庆举行的经贸洽谈会上", "region"),
    ("目标新增纳税万元楼宇十多幢", "目标新增纳税亿元楼宇十多幢", "unit"),
    ("下降的主要原因是元兑其他货币升值", "下降的主要原因是美元兑其他货币升值", "unit"),
    ("历经十多个天的艰苦救援后脱险", "历经十多个小时的艰苦救援后脱险", "unit"),
    ("获得了一笔数额不小的贷款", "获得了一笔数额不小的补贴", None),
]


@pytest.mark.parametrize(("claim", "source", "kind"), PLANTED)
def test_a_word_in_anothers_place(claim, source, kind):
    (found,) = swaps(claim, source, LEXICON, wordings())
    assert found.kind == kind
    assert found.claim in claim and found.source in source


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("上半年全市税收收入同比上升8%", "上半年全市税收收入同比增长8%"),
        ("会议于昨天在济南召开", "会议于昨天在济南举行"),
        ("全市新增高新技术企业", "全市新增高新技术企业"),
        ("这件事完全是另一回事", "粮食收购工作全面展开"),
    ],
)
def test_other_words_for_the_same_are_no_swap(claim, source):
    assert swaps(claim, source, LEXICON, wordings()) == []


def test_another_number_between_the_same_words():
    (found,) = renumbered("屏幕刷新率为110Hz，接口齐全", "屏幕刷新率为120Hz，接口齐全")
    assert (found.kind, found.claim[:3], found.source[:3]) == ("value", "110", "120")


def test_a_number_that_the_source_also_has_there():
    assert renumbered("资金净流出10.3万港元。", "中单资金净流出14.1万港元，小单资金净流出10.3万港元。") == []
