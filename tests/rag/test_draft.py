import pytest

from rag.desk.draft import claims, one, split_draft

DRAFT = """# 在全市推进会上的讲话

同志们：

2024年，全市到位资金511.6亿元。冠县列全市第1位。

一、工作回顾
我市连续三年入选百强市。
让我们携起手来，共创美好明天！
谢谢大家！
"""


def test_each_sentence_stands_at_its_offsets():
    found = split_draft(DRAFT)
    assert all(DRAFT[s.start : s.end] == s.text for s in found)
    assert [s.text for s in found if s.checkable] == [
        "2024年，全市到位资金511.6亿元。",
        "冠县列全市第1位。",
        "我市连续三年入选百强市。",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "同志们：",
        "各位代表、各位来宾，",
        "谢谢大家！",
        "让我们携起手来，砥砺前行，再创佳绩！",
        "今天我们召开这次会议，主要任务是总结成绩、部署工作。",
        "祝大会圆满成功！",
        "现在，请予审议。",
    ],
)
def test_what_claims_nothing(text):
    assert not claims(text)


@pytest.mark.parametrize(
    "text",
    ["让我们记住，2024年到位资金511.6亿元。", "东阿阿胶建成卓越级智能工厂。", "2025年，我们要把招商引资作为“一号工程”来抓。"],
)
def test_what_can_be_checked(text):
    assert claims(text)


def test_a_sentence_alone_is_no_heading():
    made = one("  东阿阿胶携手四川大学共建院士工作站 ")
    assert (made.text, made.start, made.checkable) == ("东阿阿胶携手四川大学共建院士工作站", 2, True)


def test_markdown_marks_are_no_part_of_a_sentence():
    (item,) = split_draft("- 全市新增12家企业。\n")
    assert (item.text, item.start) == ("全市新增12家企业。", 2)
