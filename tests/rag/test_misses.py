"""Texts that lack the one sentence that answers."""

from rag.training.misses import without_answers

TEXTS = {
    "1": "云海县办了灯会。灯会展出320组花灯。游客很多。灯会办了十天。",
    "2": "水渠长12公里。它穿过三个村。水渠长12公里，去年修成。村民用上了水。",
    "3": "短文。只有三句。没有更多。",
}
ASKED = [
    ("1", ("展出多少组花灯", ["320 组"])),
    ("1", ("灯会办了几天", ["十天"])),
    ("2", ("水渠多长", ["12公里"])),
    ("2", ("穿过几个村", ["三个村"])),
    ("3", ("几句", ["三句"])),
]


def test_a_text_loses_the_sentence_that_answers_and_no_other():
    seen = set()
    for seed in range(20):
        texts, asked = without_answers(TEXTS, ASKED, 10, seed)
        assert texts["3"] == TEXTS["3"]  # too short to lose one
        assert texts["2"] == "水渠长12公里。水渠长12公里，去年修成。村民用上了水。"  # 12公里 is told twice: that one is not asked
        assert len(asked) == 2 and ("穿过几个村", ["三个村"]) in asked
        seen.add(texts["1"])
    assert seen == {"云海县办了灯会。游客很多。灯会办了十天。", "云海县办了灯会。灯会展出320组花灯。游客很多。"}


def test_no_more_than_are_wanted():
    texts, asked = without_answers(TEXTS, ASKED, 1)
    assert len(asked) == 1
    assert sum(texts[key] != TEXTS[key] for key in TEXTS) == 1
    assert without_answers(TEXTS, ASKED, 0) == (TEXTS, [])
