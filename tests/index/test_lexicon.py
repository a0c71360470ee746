"""The lexicon cuts as jieba does, from memory and from its compiled table alike."""


import numpy as np
import pytest

from index.errors import DataError
from index.lexicon import Lexicon, fold

TEXTS = [
    "2024年全市招商引资到位资金511.6亿元，同比增长8.6%。",
    "茌平区规上工业企业、专精特新“小巨人”和瞪羚企业的名单已公布。",
    "编号PPR-9087的轴承与453X体系，Ｆｕｌｌ　ｗｉｄｔｈ，１２３４。",
    "记者从东昌府区了解到，解放路小学的张晓明老师获得表彰。",
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_compiled_table_cuts_like_the_whole_dictionary(text, lexicon, tmp_path):
    first, second = Lexicon(cache=tmp_path / "缓存 一"), Lexicon(cache=tmp_path / "缓存 一")
    assert first.words(text) == lexicon.words(text)
    assert (tmp_path / "缓存 一" / "dictionary.npz").is_file()
    assert second.words(text) == lexicon.words(text)
    second.warm()
    assert second.words(text) == lexicon.words(text)


def test_office_words_stay_whole(lexicon):
    assert lexicon.words("茌平区规上工业") == ["茌平区", "规上", "工业"]


def test_numbers_and_codes_are_one_token(lexicon):
    assert lexicon.words("511.6亿元，453X") == ["511.6", "亿元", "453x"]
    assert lexicon.bigrams("PPR-9087 8.6%") == ["ppr-9087", "8.6%"]


def test_bigrams_do_not_cross_marks(lexicon):
    assert lexicon.bigrams("招商引资，三宝 电") == ["招商", "商引", "引资", "三宝", "电"]


def test_fold_drops_width_case_and_thousands_commas():
    assert fold("ＡＢＣ　1,234,567，12,5") == "abc 1234567,12,5"


def test_damaged_table_is_rebuilt(lexicon, tmp_path):
    (tmp_path / "dictionary.npz").write_bytes(b"PK\x03\x04 not a table")
    assert Lexicon(cache=tmp_path).words(TEXTS[0]) == lexicon.words(TEXTS[0])
    with np.load(tmp_path / "dictionary.npz") as data:
        assert len(data["keys"]) == len(data["counts"]) > 400_000


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


def test_folder_that_cannot_be_written_only_costs_time(tmp_path, lexicon):
    (tmp_path / "file").write_text("in the way")
    assert Lexicon(cache=tmp_path / "file").words(TEXTS[0]) == lexicon.words(TEXTS[0])


def test_rarity_is_one_for_unknown_words_and_falls_with_the_count(lexicon):
    assert lexicon.rarity("云上水乡") == 1.0
    assert 0 <= lexicon.rarity("的") < lexicon.rarity("发展") < lexicon.rarity("轴承") < 1
