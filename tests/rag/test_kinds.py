"""Questions and the kind of answer they want."""

import pytest

from rag.kinds import kind_of, wanted

CASES = [
    ("去年全县粮食产量是多少", "figure"),
    ("新增了几家瞪羚企业", "figure"),
    ("财政收入排全省第几", "figure"),
    ("新医院什么时候开诊", "date"),
    ("运动会是几号开幕的", "date"),
    ("灯会几点开始", "date"),
    ("提了几点意见", "figure"),
    ("这条铁路建于何年", "date"),
    ("住建局局长是谁", "person"),
    ("赵明远担任什么职务", "person"),
    ("捐款的那位老人叫什么", "person"),
    ("物流园建在哪里", "place"),
    ("哪个镇种的大蒜最有名", "place"),
    ("种大蒜的那个镇叫什么", "place"),
    ("这条路是哪家公司修的", "organisation"),
    ("造轴承的企业叫什么", "organisation"),
    ("有哪些惠企措施", "list"),
    ("开发区和高新区相比谁的税收多", "compare"),
    ("解决的是谁的住房", "person"),
    ("为什么要建调蓄水库", "why"),
    ("怎么申请创业贷款", "how"),
    ("“一网通办”是什么意思", "definition"),
    ("归纳一下今年的农业工作", "summary"),
    ("龙山公园改造工程", "other"),
]


@pytest.mark.parametrize(("text", "kind"), CASES, ids=[c[0] for c in CASES])
def test_kind_of(text, kind):
    assert kind_of(text) == kind


WANTED = [
    ("新增多少家企业", "新增12家企业", True),
    ("新增多少家企业", "投资12亿元", False),
    ("投资额是多少", "总投资3.2亿元", True),
    ("投资额是多少", "过亿元项目3个", False),
    ("增速是多少", "增长8.6%", True),
    ("增速是多少", "增长8.6亿元", False),
    ("财政收入排全省第几", "居全省第3位", True),
    ("财政收入排全省第几", "收入30亿元", False),
    ("局长是谁", "市水利局局长孙立新说", True),
    ("局长是谁", "全局工作再上台阶", False),
    ("哪个区的学校", "东昌府区教育部门", True),
    ("哪天开幕", "5月6日开幕", True),
    ("哪天开幕", "准时开幕", False),
    ("开幕式几点开始", "上午9时30分开始", True),
    ("开幕式几点开始", "5月6日开始", False),
    ("成本是同行的几分之几", "成本只有同行的1/3", True),
    ("成本是同行的几分之几", "成本降到同行的三分之一", True),
    ("成本是同行的几分之几", "成本降了300元", False),
    ("一等奖奖金是多少", "一等奖奖励5000元", True),
    ("一等奖奖金是多少", "一等奖5名", False),
]


@pytest.mark.parametrize(("text", "sentence", "fits"), WANTED, ids=[f"{w[0]}-{w[1]}" for w in WANTED])
def test_wanted(text, sentence, fits):
    form = wanted(text, kind_of(text))
    assert bool(form and form.search(sentence)) is fits


@pytest.mark.parametrize("text", ["为什么修路", "怎么修路", "“一网通办”是什么意思"])
def test_explanations_have_no_form_of_their_own(text):
    assert wanted(text, kind_of(text)) is None


def test_who_does_what_firms_do_is_an_organisation():
    assert kind_of("活动是谁主办的") == "organisation"
    assert kind_of("这座桥是谁投资的") == "organisation"


def test_a_blank_wants_the_figure_before_its_unit():
    form = wanted("全县新建公路____公里", kind_of("全县新建公路____公里"))
    assert form.search("新建公路32公里")
    assert not form.search("投资32万元")


OFFICES = [
    ("会上，县委副书记、县长赵明远作了说明", True),
    ("赵明远任县农业农村局局长", True),
    ("赵明远介绍，鸭梨已卖到27个国家", False),
]


@pytest.mark.parametrize(("text", "tells"), OFFICES, ids=[case[0] for case in OFFICES])
def test_an_office_is_told_where_it_stands_beside_the_name(text, tells):
    assert bool(wanted("赵明远是什么职务", "person").search(text)) is tells
