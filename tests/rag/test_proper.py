import pytest

from index.article import Article
from index.lexicon import Lexicon
from rag.desk.align import align
from rag.desk.claim import Parts
from rag.desk.evidence import Page
from rag.desk.proper import proper
from rag.desk.wordings import wordings
from rag.question import HOME

LEXICON = Lexicon()
TEXT = "第三届水城文化论坛7月2日在墨尔本开幕。论坛由聊城和悉尼两地的商会发起。外长布林肯没有到会。"
PAGE = Page(Article("a.txt", "a-01", TEXT, date="2024-07-03"), LEXICON)


def laid(text):
    return align(Parts(text, LEXICON, None, HOME), PAGE.window(0, 0), wordings())


def test_the_names_come_from_the_dictionary():
    assert proper()["墨尔本"] == "ns"
    assert "开幕" not in proper() and "论坛" not in proper()


@pytest.mark.parametrize(
    ("claim", "other"),
    [("第三届水城文化论坛7月2日在莫斯科开幕。", "莫斯科"), ("第三届水城文化论坛7月2日在悉尼开幕。", "悉尼")],
)
def test_another_town_in_the_same_place_differs(claim, other):
    assert [(d.kind, d.claim, d.source) for d in laid(claim).differences] == [("region", other, "墨尔本")]


def test_the_town_that_the_report_names_is_held():
    assert laid("水城文化论坛7月2日在墨尔本开幕。").differences == ()


def test_a_town_that_nothing_stands_for_is_not_told_of():
    found = [f for f in laid("论坛闭幕后客人去了莫斯科。").findings if f.part.text == "莫斯科"]
    assert [(f.part.text, f.state, f.difference) for f in found] == [("莫斯科", "absent", None)]
