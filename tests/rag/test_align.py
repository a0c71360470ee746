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


MORE = Page(
    Article(
        "b.txt",
        "b-01",
        "退役军人事务局副局长赵立新介绍，帮扶资金大多流向高收入农户。当日甲股跌1.72%，乙股涨0.68%，丙股暴涨49%。"
        "新机采用14nm工艺，重50g，最多可接30台。去年5月，省商务厅原副厅长钱一鸣、巡视员孙立到会。"
        "东阿县、高唐县、阳谷县用电量分别增长6.5%、5.2%和2.1%。",
        date="2024-05-06",
    ),
    LEXICON,
)


@pytest.mark.parametrize(
    ("text", "sentence", "difference"),
    [
        ("帮扶资金大多流向低收入农户。", 0, ("direction", "低收入", "高收入")),
        ("退役军人事务局局长赵立新介绍，帮扶资金流向农户。", 0, ("office", "局长", "副局长")),
        ("当日甲股跌1.72%，乙股跌0.68%。", 1, ("direction", "跌0.68%", "涨0.68%")),
        ("丙股暴跌49%。", 1, ("direction", "暴跌49%", "暴涨49%")),
        ("新机采用12nm工艺。", 2, ("value", "12nm", "14nm")),
    ],
)
def test_one_character_that_says_something_else(text, sentence, difference):
    made = align(Parts(text, LEXICON, None, HOME), MORE.window(sentence, sentence), wordings())
    assert difference in [(d.kind, d.claim, d.source) for d in made.differences]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("帮扶资金大多流向高收入农户。", 0),
        ("退役军人事务局副局长赵立新介绍，资金流向农户。", 0),
        ("当日乙股涨0.68%，甲股跌1.72%。", 1),
        ("新机采用14nm工艺，重50克，最多接30台。", 2),
        ("省商务厅原副厅长钱一鸣到会。", 3),
    ],
)
def test_the_same_told_otherwise_differs_in_nothing(text, sentence):
    made = align(Parts(text, LEXICON, None, HOME), MORE.window(sentence, sentence), wordings())
    assert made.differences == ()


def test_up_to_a_day_is_that_day():
    made = align(Parts("截至2025年3月12日，推介会在北京举行。", LEXICON, None, HOME), PAGE.window(0, 0), wordings())
    assert [f.state for f in made.findings if f.kind == "period"] == ["held"]


def test_every_window_gives_a_finding_for_each_part():
    claim = Parts("科技局局长李新说，省商务厅在墨尔本设点，新机用12nm工艺，全省第一。", LEXICON, None, HOME)
    made = [align(claim, page.window(i, i), wordings()) for page in (PAGE, MORE) for i in range(len(page.texts))]
    assert len({tuple((f.kind, f.clause) for f in a.findings) for a in made}) == 1


LIST = Page(
    Article(
        "c.txt",
        "c-01",
        "证券基金982只，规模5.95亿元；股权基金313只，规模11.15亿元。县城镇化率达54%，这是按常住人口计算的。东阿镇城关村一旅店失火。"
        "市商务局日前宣布，展会延期。志愿者分三次运回物资。进出口总额同比下降8%，环比下降15%。活动由县妇联主办，市图书馆、县文化馆承办。",
        date="2024-05-06",
    ),
    LEXICON,
)


@pytest.mark.parametrize(
    ("text", "sentence", "difference"),
    [
        ("证券基金规模11.15亿元。", 0, ("value", "11.15亿元", "5.95亿元")),
        ("按户籍计算的县城镇化率达54%。", 1, ("comparability", "按户籍计算", "按常住人口计算")),
        ("火狐宣布，展会延期。", 3, ("speaker", "火狐", "市商务局")),
        ("进出口总额环比下降8%。", 5, ("comparability", "环比下降8%", "同比下降8%")),
    ],
)
def test_whose_number_by_what_measure_and_who_says_so(text, sentence, difference):
    made = align(Parts(text, LEXICON, None, HOME), LIST.window(sentence, sentence), wordings())
    assert [(d.kind, d.claim, d.source) for d in made.differences] == [difference]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("股权基金规模11.15亿元。", 0),
        ("按常住人口计算，县城镇化率达54%。", 1),
        ("城关村一旅店失火。", 2),
        ("市商务局宣布展会延期。", 3),
        ("三名志愿者运回物资。", 4),
        ("进出口总额比上年同期下降8%。", 5),
        ("县妇联主办、市图书馆承办这次活动。", 6),
    ],
)
def test_no_difference_where_there_is_none(text, sentence):
    made = align(Parts(text, LEXICON, None, HOME), LIST.window(sentence, sentence), wordings())
    assert made.differences == ()


def test_single_characters_that_may_be_a_name_are_one_word():
    assert "白璐" in [w.text for w in Parts("白璐被任命。", LEXICON).words]
