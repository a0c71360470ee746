import json

from rag.desk.verdict import KINDS, Check, Difference, Verdict
from rag.http.shapes import CheckObject, VerdictObject

SUPPORTED = Verdict("全市新增12家。", 0, 8, True, "supported", "verbatim")
APART = Verdict("全市新增13家。", 8, 16, True, "contradicted", differences=(Difference("value", "13家", "12家"),))
NOTHING = Verdict("同志们：", 16, 20, False, "not_found")


def test_labels_are_those_of_the_page():
    computed = Verdict("合计25家。", 0, 6, True, "supported", "computed")
    missing = Verdict("新增一座。", 0, 5, True, "not_found")
    assert [v.label for v in (SUPPORTED, APART, NOTHING, computed, missing)] == ["有据", "有出入", "不需核对", "可推算", "未查到"]


def test_the_json_is_that_of_the_contract():
    told = json.loads(json.dumps(APART.as_dict(), ensure_ascii=False))
    assert VerdictObject.model_validate(told)
    assert told["schema"] == 1 and told["differences"] == [{"kind": "value", "claim": "13家", "source": "12家"}]


def test_a_whole_check():
    made = Check("…", (SUPPORTED, APART, NOTHING), 1, 0.1)
    assert made.counts == {"有据": 1, "有出入": 1, "不需核对": 1}
    assert CheckObject.model_validate(json.loads(json.dumps(made.as_dict())))


def test_each_kind_of_difference_has_a_chinese_name():
    assert set(KINDS) >= {"office", "speaker", "quotation", "scope", "comparability"}
