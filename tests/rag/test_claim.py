from datetime import date

import pytest

from index.lexicon import Lexicon
from rag.desk.claim import Parts, has_figures
from rag.desk.people import people
from rag.desk.ranks import ranks, scopes
from rag.question import HOME

LEXICON = Lexicon()


def parts(text, **options):
    return Parts(text, LEXICON, None, HOME, **options)


def test_the_parts_of_a_sentence():
    made = parts("2023年上半年，冠县实现生产总值139.17亿元，同比增长6.4%，居全市第5位。")
    assert [t.resolved for t in made.times] == ["2023年上半年"]
    assert [q.text for q in made.quantities] == ["139.17亿元", "6.4%"]
    assert [(r.value, r.unit) for r in made.ranks] == [(5, "位")]
    assert [(s.text, s.level) for s in made.scopes] == [("全市", "市")]
    assert "冠县" in [p.name for p in made.places]
    assert {"生产总值", "增长"} <= {w.text for w in made.words}


def test_numbers_times_and_names_are_no_words():
    made = parts("市科技局局长王相东介绍，2024年新增12家。")
    assert not {"王相东", "2024", "12"} & {w.text for w in made.words}


def test_names_with_their_offices():
    found = people("市科技局局长解志超在发布会上介绍，李明表示赞同")
    assert [(p.name, p.office) for p in found] == [("解志超", "市科技局局长"), ("李明", "")]


def test_quotations_and_titles():
    made = parts("聊城把招商引资作为“一号工程”，印发了《聊城市大健康产业发展规划》。")
    assert [(m.text, m.title) for m in made.marks] == [("一号工程", False), ("聊城市大健康产业发展规划", True)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "low"),
    [
        ("位列全省第九", 9, "位", False),
        ("居榜首", 1, "位", False),
        ("拔得头筹", 1, "位", False),
        ("首次举办", 1, "次", False),
        ("第四届大会", 4, "届", False),
        ("最低", 1, "位", True),
    ],
)
def test_ranks(text, value, unit, low):
    (found,) = ranks(text)
    assert (found.value, found.unit, found.low) == (value, unit, low)


def test_no_rank_in_ordinary_words():
    assert list(ranks("眼前一亮，之前一直如此")) == []


def test_reaches_by_level():
    assert [s.level for s in scopes("国家级、省级平台，全球领先，我市第一")] == ["国", "省", "世界", "市"]


def test_what_is_denied():
    assert parts("会议没有通过方案，但不断推进，未来可期").negations == ("通过",)


def test_names_with_digits_are_kept_whole():
    assert parts("Windows 11搭载新屏幕").codes == ("windows11",)


def test_words_around_a_number():
    made = parts("全年引进过亿元项目426个，新开工项目342个")
    left, right = made.around(made.quantities[-1])
    assert "新开工" in left and "引进" not in left
    assert right == ""


def test_the_time_of_a_number():
    made = parts("从2020年的267家增加到2024年的918家")
    assert [made.time_of(q).resolved for q in made.quantities] == ["2020年", "2024年"]


def test_this_year_is_counted_from_today():
    assert parts("去年招商引资到位资金511.6亿元", today=date(2025, 3, 1)).times[0].since == "2024-01-01"
    assert parts("去年招商引资到位资金511.6亿元").times[0].since is None


def test_figures_make_a_sentence_definite():
    assert has_figures("2024年新增12家") and has_figures("居全国第一") and not has_figures("全面推进高质量发展")
