import pytest

from index.article import Article
from index.lexicon import Lexicon
from rag.desk.align import align
from rag.desk.claim import Parts
from rag.desk.evidence import Page
from rag.desk.reckon import reckon
from rag.desk.wordings import wordings
from rag.question import HOME

LEXICON = Lexicon()
PAGE = Page(
    Article("a.txt", "a-01", "高新技术企业从2020年267家增至2024年918家。全年建成书房12座、公园30座。", date="2025-01-02"), LEXICON
)


def reckoned(text, sentence):
    claim = Parts(text, LEXICON, None, HOME)
    found = reckon(claim, align(claim, PAGE.window(sentence, sentence), wordings()))
    return found and found.formula


@pytest.mark.parametrize(
    ("text", "sentence", "formula"),
    [
        ("高新技术企业从2020年的267家起增加了651家", 0, "918家－267家＝651家"),
        ("高新技术企业从2020年的267家起增长了243.8%", 0, "（918家－267家）÷267家＝243.8%"),
        ("书房、公园全年合计建成42座", 1, "12座＋30座＝42座"),
    ],
)
def test_what_follows(text, sentence, formula):
    assert reckoned(text, sentence) == formula


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("高新技术企业从2020年的267家起增加了652家", 0),
        ("高新技术企业2020年为651家", 0),
        ("书房、公园全年合计建成43座", 1),
        ("高新技术企业从2020年的267家起增加了651人", 0),
    ],
)
def test_what_does_not_follow_or_is_not_reckoned(text, sentence):
    assert reckoned(text, sentence) is None


def test_points_between_two_shares_when_the_claim_names_one_of_them():
    page = Page(Article("a.txt", "a-01", "7月用电占比为5.3%，低于6月的5.5%，去年为5.1%。", date="2024-08-02"), LEXICON)

    def points(text):
        claim = Parts(text, LEXICON, None, HOME)
        found = reckon(claim, align(claim, page.window(0, 0), wordings()))
        return found and found.formula

    assert points("7月用电占比为5.3%，比6月低0.2个百分点。") == "5.5%－5.3%＝0.2个百分点"
    assert points("7月用电占比为5.3%，比6月低0.3个百分点。") is None
    assert points("7月用电占比比6月低0.2个百分点。") is None
