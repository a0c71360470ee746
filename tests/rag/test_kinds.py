"""Questions and the kind of answer they want."""

import pytest

from rag.kinds import kind_of

CASES = [
    ("去年全县粮食产量是多少", "figure"),
    ("新增了几家瞪羚企业", "figure"),
    ("财政收入排全省第几", "figure"),
    ("新医院什么时候开诊", "date"),
    ("运动会是几号开幕的", "date"),
    ("住建局局长是谁", "person"),
    ("捐款的那位老人叫什么", "person"),
    ("物流园建在哪里", "place"),
    ("哪个镇种的大蒜最有名", "place"),
    ("这条路是哪家公司修的", "organisation"),
    ("有哪些惠企措施", "list"),
    ("开发区和高新区相比谁的税收多", "compare"),
    ("为什么要建调蓄水库", "why"),
    ("怎么申请创业贷款", "how"),
    ("“一网通办”是什么意思", "definition"),
    ("归纳一下今年的农业工作", "summary"),
    ("龙山公园改造工程", "other"),
]


@pytest.mark.parametrize(("text", "kind"), CASES, ids=[c[0] for c in CASES])
def test_kind_of(text, kind):
    assert kind_of(text) == kind
