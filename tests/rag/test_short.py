import pytest

from rag.short import _whole


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("“风电可开发容量350万千瓦（全省最多）", "风电可开发容量350万千瓦（全省最多）"),
        ("总投资3.2亿元）", "总投资3.2亿元"),
        ("总投资3.2亿元)”", "总投资3.2亿元"),
        ("建成（含在建）水渠9条）", "建成（含在建）水渠9条"),
        ("））", ""),
    ],
)
def test_brackets_stay_in_pairs(text, kept):
    assert _whole(text) == kept
