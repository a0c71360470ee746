"""Figures side by side: the four verdicts, and what is no conflict at all."""

from __future__ import annotations

import pytest

from index.article import Article
from index.figure import Figure
from index.figures import figures
from index.metrics import metric
from rag.statistics.alike import inside, likeness
from rag.statistics.compare import conflicts, judge
from rag.statistics.sizes import compatible, magnitude, same_value, shown


def read(text: str, source: str = "a.txt", date: str = "2025-03-12") -> list[Figure]:
    return figures(Article(source, "a1", text, f"聊城市简报（{source}）", date=date))


def one(text: str, source: str = "a.txt", date: str = "2025-03-12") -> Figure:
    (figure,) = read(text, source, date)
    return figure


def verdict(first: str, second: str, dates: tuple[str, str] = ("2025-03-12", "2025-03-20")) -> str | None:
    judged = judge(one(first, "a.txt", dates[0]), one(second, "b.txt", dates[1]))
    return judged.verdict if judged else None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2024年，全市养羊户302家。", "2024年，全市养羊户303家。", "true-conflict"),
        ("2024年，全市GDP为500亿元。", "2024年，全市地区生产总值520亿元。", "true-conflict"),
        ("2024年，全市高企918家。", "2024年，全市高新技术企业突破900家。", "rounding"),
        ("2024年，全市养羊户1432.5万户。", "2024年，全市养羊户1430万户。", "rounding"),
        ("2024年，全市养羊户302家。", "2023年，全市养羊户280家。", "different-period"),
        ("2024年上半年，全市果品产值20亿元。", "2024年，全市果品产值45亿元。", "different-period"),
        ("2024年，全市养羊户302家。", "2024年，冠县养羊户30家。", "different-scope"),
        ("2024年，茌平区养羊户32家。", "2024年，冠县养羊户30家。", "different-scope"),
        ("2024年，全市省级果园302家。", "2024年，全市市级果园80家。", "different-scope"),
        ("2024年，全市新增果园302家。", "2024年，全市果园880家。", "different-scope"),
        ("2024年，全市果园302家。", "2024年，全市果园占比88%。", "different-scope"),
        ("2024年，全市网络零售额（不含外卖）302亿元。", "2024年，全市网络零售额（含外卖）380亿元。", "different-scope"),
        ("2024年，全市养羊户302家。", "2024年，全市养羊户302家。", None),
        ("2024年，全市林业投资3000万元。", "2024年，全市林业投资0.3亿元。", None),
        ("果品增加值占比连续3年居全省第3位。", "果品增加值占比连续3年列全省前3位。", "rounding"),
    ],
)
def test_verdicts(first: str, second: str, expected: str | None) -> None:
    assert verdict(first, second) == expected


def test_a_target_is_no_fact() -> None:
    judged = judge(one("力争2028年底前，全市果园达到100座。"), one("2028年，全市果园达到80座。", date="2029-01-10"))
    assert judged is not None and judged.verdict == "different-scope" and "目标" in judged.explanation


def test_a_named_set_has_one_size() -> None:
    a = one("林果被确定为全市四条特色产业链之一。")
    b = one("近年来，全市打造12条特色产业链。", "b.txt", "2025-12-03")
    judged = judge(a, b)
    assert judged is not None and judged.verdict == "true-conflict"
    assert "4条" in judged.explanation and "12条" in judged.explanation


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("2024年上半年，全市果品产值20亿元。", "2024年，全市果品产值45亿元。", "半年与全年不能直接比"),
        ("2024年，全市养羊户302家。", "2024年，冠县养羊户30家。", "冠县只是聊城市的一部分"),
        ("2024年，全市省级果园302家。", "2024年，全市市级果园80家。", "级别不同"),
        ("2024年，全市新增果园302家。", "2024年，全市果园880家。", "新增、累计与现有"),
    ],
)
def test_explanations_are_one_sentence(first: str, second: str, words: str) -> None:
    judged = judge(one(first), one(second, "b.txt"))
    assert judged is not None and words in judged.explanation
    assert judged.explanation.count("。") == 1 or judged.verdict == "true-conflict"


def test_entries_hold_at_most_six_places_and_true_conflicts_come_first() -> None:
    found = [one("2024年，全市养羊户302家。", "z.txt"), one("2024年，全市养羊户303家。", "y.txt")]
    found += [one(f"{year}年，全市养羊户{year - 1800}家。", f"{year}.txt") for year in range(2008, 2020)]
    entries = conflicts(found)
    assert entries[0].verdict == "true-conflict"
    assert {side.value for side in entries[0].places} == {"302家", "303家"}
    assert all(2 <= len(entry.places) <= 6 for entry in entries)
    pairs = {frozenset((entry.places[0].source, side.source)) for entry in entries for side in entry.places[1:]}
    assert len(pairs) == 14 * 13 // 2


def test_what_nobody_would_confuse_is_left_out() -> None:
    assert conflicts([one("2024年，全市养羊户302家。"), one("2024年，全市桥梁80座。", "b.txt")]) == []
    assert conflicts([one("2024年，鲁丰水泵项目占地25亩。"), one("2024年，全市茶园9亩。", "b.txt")]) == []


def test_a_part_and_its_whole() -> None:
    found = read("2024年，全市实施水利工程40项，其中节水工程6项。")
    (entry,) = conflicts(found)
    assert entry.verdict == "different-scope" and "只是其中的一部分" in entry.explanation


def test_the_json_shape() -> None:
    (entry,) = conflicts([one("2024年，全市养羊户302家。"), one("2024年，全市养羊户303家。", "b.txt")])
    shape = entry.as_dict()
    assert set(shape) == {"schema", "metric", "region", "verdict", "explanation", "places"}
    places = shape["places"]
    assert isinstance(places, list)
    assert places[0] == {
        "source": "a.txt",
        "title": "聊城市简报（a.txt）",
        "date": "2025-03-12",
        "quote": "2024年，全市养羊户302家。",
        "value": "302家",
        "period": "2024年",
        "region": "聊城市",
    }


def test_a_user_s_abbreviations(tmp_path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("鲁西黑头羊养殖户,黑羊户\n", "utf-8")
    found = [one("2024年，全市黑羊户302家。"), one("2024年，全市鲁西黑头羊养殖户303家。", "b.txt")]
    assert [entry.verdict for entry in conflicts(found, table)] == ["true-conflict"]


def test_sizes() -> None:
    a, b = one("2024年，全市林业投资3000万元。"), one("2024年，全市林业投资0.3亿元。")
    assert magnitude(a) == magnitude(b) and same_value(a, b)
    assert shown(one("全市养羊户突破900家。")) == "突破900家"
    assert shown(one("全市养羊户900余家。")) == "900余家"
    assert shown(one("全市养羊户900家以上。")) == "900家以上"
    assert magnitude(one("全市养羊户1—2家。")) is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("养羊户突破900家", "养羊户918家", True),
        ("养羊户突破900家", "养羊户880家", False),
        ("养羊户突破900家", "养羊户1200家", False),
        ("养羊户140余家", "养羊户143家", True),
        ("养羊户约300家", "养羊户302家", True),
        ("养羊户不足300家", "养羊户290家", True),
        ("养羊户302家", "养羊户303家", False),
        ("产值1432.5亿元", "产值1432亿元", True),
        ("产值1432.5亿元", "产值1500亿元", False),
    ],
)
def test_rounding(first: str, second: str, expected: bool) -> None:
    a, b = one(f"2024年，全市{first}。"), one(f"2024年，全市{second}。")
    assert compatible(a, b) is expected and compatible(b, a) is expected


def test_likeness() -> None:
    assert likeness(metric("高企数量"), metric("高新技术企业")) == 1.0
    assert likeness(metric("公园"), metric("口袋公园")) >= 0.7
    assert likeness(metric("智能工厂、数字化车间"), metric("数字化车间")) >= 0.8
    assert likeness(metric("养羊户"), metric("桥梁")) == 0.0


def test_inside() -> None:
    assert inside("冠县", "聊城市") and inside("茌平区高端产业园", "茌平区")
    assert not inside("聊城市", "冠县") and not inside(None, "冠县")
