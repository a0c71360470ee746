"""What keeps a generated answer from being shown."""

import random

import pytest

from rag.ground import cited, faults, ungrounded

QUOTES = ["2024年全县新修公路121.5公里，投资３.２亿元，局长说：“路通了，心就近了。”", "全县有12个乡镇。"]

GOOD = [
    "2024年新修公路121.5公里[1]。",
    "新修121.5公里。[1]全县有12个乡镇。[2]",
    "投资3.2亿元[1]。\n- 乡镇12个[2]",
    "局长说：“路通了，心就近了。”[1]",
    "12个乡镇新修121.5公里[1][2]。",
]
BAD = [
    ("新修公路120公里[1]。", "数字 120"),
    ("新修公路121.5公里。", "没有注明出处"),
    ("新修公路121.5公里[3]。", "不存在的段落"),
    ("全县有12个乡镇[1]。", "数字 12个"),
    ("局长说：“路通了，心更近了。”[1]", "引文"),
    ("新修公路121.5公里[1]。投资很大。", "没有注明出处：投资很大"),
    ("新修公路121.5公里[0]。", "不存在的段落"),
]


@pytest.mark.parametrize("text", GOOD, ids=range(len(GOOD)))
def test_a_grounded_answer_has_no_fault(text):
    assert faults(text, QUOTES) == []


@pytest.mark.parametrize(("text", "says"), BAD, ids=[b[1] for b in BAD])
def test_a_fault_is_named(text, says):
    found = faults(text, QUOTES)
    assert len(found) == 1
    assert says in found[0]


def test_cited_lists_each_number_once_in_order():
    assert cited("甲[2]乙[1][2]丙【3】") == [2, 1]


EQUAL = [
    ("消费券发放0.3亿元", "共发放消费券3000万元"),
    ("三家企业入选", "3家企业入选"),
    ("拆除了1.2万吨", "累计拆除12000吨"),
    ("2025年3月开工", "2025年3月12日开工"),
    ("二〇二五年开工", "2025年开工"),
    ("“路通了，心近了”", "局长说：“路通了，心近了。”"),
    ("县长张明远说", "县长张明远介绍"),
]
OTHER = [
    ("消费券发放0.3万元", "共发放消费券3000万元", "数字"),
    ("2025年3月13日开工", "2025年3月12日开工", "日期"),
    ("2024年开工", "2025年开工", "年份"),
    ("莘县开工", "冠县开工", "地名"),
    ("县长张明达说", "县长张明远介绍", "人名"),
    ("“路通了，心远了”", "局长说：“路通了，心近了。”", "引文"),
    ("新修公路30米", "新修公路30公里", "数字"),
]


@pytest.mark.parametrize(("said", "held"), EQUAL, ids=[e[0] for e in EQUAL])
def test_the_same_in_another_form_is_grounded(said, held):
    assert ungrounded(said, held) == []


@pytest.mark.parametrize(("said", "held", "kind"), OTHER, ids=[o[0] for o in OTHER])
def test_what_is_not_the_same_is_named(said, held, kind):
    found = ungrounded(said, held)
    assert len(found) == 1
    assert found[0].startswith(kind)


PLACES = ["冠县", "莘县", "阳谷县", "东阿县", "高唐县", "临清市", "茌平区", "东昌府区"]
PEOPLE = ["王立新", "李国强", "张明远", "刘洪涛", "陈海燕", "赵志刚", "孙丽华", "周建国"]
TITLES = ["县长", "书记", "局长", "主任", "总经理", "合作社理事长"]
UNITS = [("万吨", "吨"), ("公里", "米"), ("亿元", "万元"), ("万元", "亿元"), ("家", "亩"), ("万千瓦", "千瓦"), ("公顷", "平方米")]
SAYINGS = ["把路修到群众心坎上", "让数据多跑路群众少跑腿", "项目是发展的硬支撑", "绿水青山就是好生意", "创新不是独行而是共生"]
PLANTED = ["figure", "unit", "scale", "date", "name", "quotation"]


def story(seed: int) -> dict[str, str]:
    """The parts of a made-up report."""
    draw = random.Random(seed)
    unit, wrong = draw.choice(UNITS)
    return {
        "place": draw.choice(PLACES),
        "year": str(draw.randint(2019, 2025)),
        "month": str(draw.randint(1, 12)),
        "day": str(draw.randint(1, 28)),
        "figure": f"{draw.randint(12, 980)}.{draw.randint(1, 9)}",
        "unit": unit,
        "wrong": wrong,
        "amount": str(draw.randint(2, 95)),
        "title": draw.choice(TITLES),
        "person": draw.choice(PEOPLE),
        "saying": draw.choice(SAYINGS),
    }


def told(s: dict[str, str]) -> str:
    return (
        f"{s['year']}年{s['month']}月{s['day']}日，{s['place']}完成{s['figure']}{s['unit']}，投入资金{s['amount']}万元，"
        f"{s['title']}{s['person']}说：“{s['saying']}。”"
    )


def planted(s: dict[str, str], kind: str, seed: int) -> str:
    """The report with one error in it."""
    draw = random.Random(seed)
    if kind == "scale":
        return told(s).replace(f"{s['amount']}万元", f"{s['amount']}亿元")
    changed = {
        "figure": {"figure": f"{float(s['figure']) + draw.randint(1, 9) / 10:.1f}"},
        "unit": {"unit": s["wrong"]},
        "date": {"day": str(int(s["day"]) % 28 + 1)},
        "name": {"person": draw.choice([p for p in PEOPLE if p != s["person"]])},
        "quotation": {"saying": s["saying"][:3] + "最" + s["saying"][4:]},
    }
    return told(s | changed[kind])


def reworded(s: dict[str, str]) -> str:
    """The report in other words, all of it true."""
    return (
        f"{s['place']}在{s['year']}年{s['month']}月完成了{s['figure']}{s['unit']}，用去{int(s['amount']) / 10000:f}亿元；"
        f"“{s['saying']}。”{s['title']}{s['person']}表示。"
    )


def test_planted_errors_are_flagged_and_nothing_else():
    flagged = missed = false = 0
    for seed in range(60):
        report = story(seed)
        evidence = told(report) + told(story(seed + 1000) | {"person": report["person"], "place": report["place"]})
        for kind in PLANTED:
            found = bool(ungrounded(planted(report, kind, seed), evidence))
            flagged, missed = flagged + found, missed + (not found)
        false += sum(bool(ungrounded(text, evidence)) for text in (told(report), reworded(report)) for _ in range(3))
    assert flagged + missed == 360
    assert flagged / (flagged + missed) >= 0.95
    assert flagged / (flagged + false) >= 0.95
