import pytest

from index.article import Article
from index.lexicon import Lexicon
from rag.desk.align import align, edits
from rag.desk.claim import Parts
from rag.desk.evidence import Page
from rag.desk.names import office_fits
from rag.desk.wordings import wordings
from rag.question import HOME

LEXICON = Lexicon()
TEXT = (
    "本报聊城讯3月12日，产业合作推介会在北京举行。市工业和信息化局党组书记、局长解志超表示，全市新增规模以上工业企业798家，累计达到2016家。"
    "该中心总仓储面积达83861.11平方米，其中建筑类仓库面积72470平方米，堆场类仓储面积11391.11平方米。"
    "东昌湖扬尘投诉量同比下降67%，居全省第3位。陆上风电可开发容量350万千瓦(全省最多)。到2027年，力争建成书房40座。"
    "济郑高铁开通以来，聊城与17个省会城市实现“一票直达”。"
)
ARTICLE = Article("a.txt", "a-01", TEXT, title="聊城成就", date="2025-03-12")
PAGE = Page(ARTICLE, LEXICON)


def laid(text):
    """The claim against the sentence that shares most with it."""
    claim = Parts(text, LEXICON, None, HOME)
    windows = [PAGE.window(i, i) for i in range(len(PAGE.texts))]
    return max((align(claim, w, wordings()) for w in windows), key=lambda a: sum(c >= 0.9 for c in a.cover))


def told(text):
    return [(d.kind, d.claim, d.source) for d in laid(text).differences]


@pytest.mark.parametrize(
    "text",
    [
        "全市规上工业企业新增798家，总数2016家。",
        "中心总仓储面积超过8.3万平方米。",
        "东昌湖扬尘投诉量比上年同期减少67%，位列全省第三。",
        "推介会3月12日在北京举办。",
        "聊城与17个省会城市“一票直达”。",
    ],
)
def test_the_same_in_other_words(text):
    found = laid(text)
    assert found.differences == ()
    assert all(f.state == "held" for f in found.findings)


DIFFERENT = [
    ("全市新增规模以上工业企业789家。", [("value", "789家", "798家")]),
    ("中心总仓储面积83861.11亩。", [("unit", "83861.11亩", "83861.11平方米")]),
    ("堆场类仓储面积72470平方米。", [("value", "72470平方米", "11391.11平方米")]),
    ("东昌湖扬尘投诉量同比上升67%。", [("direction", "上升67%", "下降67%"), ("direction", "上升", "下降")]),
    ("东昌湖扬尘投诉量同比下降67%，居全省第4位。", [("rank", "第4位", "第3位")]),
    ("陆上风电可开发容量350万千瓦，居全国第一。", [("scope", "全国", "全省")]),
    ("产业合作推介会3月13日在北京举行。", [("period", "3月13日", "3月12日")]),
    ("3月12日，产业合作推介会在济南举行。", [("region", "济南", "北京")]),
    ("市科技局局长王相东表示，全市新增规模以上工业企业798家。", [("name", "王相东", "解志超")]),
    ("市发改委主任解志超表示，全市新增规模以上工业企业798家。", [("office", "市发改委主任", "市工业和信息化局党组书记、局长")]),
    ("已建成书房40座。", [("comparability", "已达40座", "力争40座")]),
    ("聊城与17个省会城市实现“一票通达”。", [("quotation", "一票通达", "一票直达")]),
]


@pytest.mark.parametrize(("text", "differences"), DIFFERENT, ids=[row[0] for row in DIFFERENT])
def test_one_part_that_differs(text, differences):
    assert told(text) == differences


def test_a_part_that_nobody_tells_of_is_absent():
    found = laid("全市新增规模以上工业企业798家，总投资8亿元。")
    assert [(f.part.text, f.state) for f in found.findings if f.kind == "figure"] == [("798家", "held"), ("8亿元", "absent")]


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        ("市科技局局长", "市科技局党组书记、局长", True),
        ("市委书记", "市委副书记、市长", False),
        ("市长", "市委副书记、市长", True),
        ("副市长", "市委副书记、市长", False),
    ],
)
def test_offices(mine, theirs, same):
    assert office_fits(mine, theirs, wordings()) is same


def test_edits_lay_two_texts_side_by_side():
    found = edits("投资120亿元", "投资102亿元")
    assert "".join(e.claim for e in found) == "投资120亿元"
    assert "".join(e.source for e in found) == "投资102亿元"
    assert next(e.same for e in found) and not all(e.same for e in found)
