"""Every encoding gives back the text that was written, also from short pieces; what is no text is refused."""

import random
from pathlib import Path

import pytest

from index.errors import DataError
from index.files.decode import decode, plausibility

SIMPLIFIED = (Path(__file__).parents[2] / "seeds" / "000_f7d0862b3d4eee1a.txt").read_text(encoding="utf-8")
TRADITIONAL = (
    "聊城市人民政府今日召開新聞發布會，介紹全市經濟運行情況。上半年全市實現生產總值1305.6億元，同比增長5.8%。"
    "市長說：「要把招商引資作為頭等大事來抓。」東昌府區、茌平區、臨清市各有關單位參加會議，代表們提出了許多意見。"
)


def pieces(text, size, step):
    return [text[start : start + size] for start in range(0, len(text) - size + 1, step)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-32"])
@pytest.mark.parametrize("size", [10, 60, 4_000])
def test_simplified_chinese_in_any_encoding(encoding, size):
    for piece in pieces(SIMPLIFIED[:4_000], size, max(10, size // 2)):
        assert decode(piece.encode(encoding))[0] == piece


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("size", [20, 60, 4_000])
def test_utf16_without_a_mark(encoding, size):
    for piece in pieces(SIMPLIFIED[:4_000], size, max(10, size // 2)):
        assert decode(piece.encode(encoding))[0] == piece


@pytest.mark.parametrize("encoding", ["big5", "cp950", "big5hkscs", "gbk", "utf-16-be"])
@pytest.mark.parametrize("size", [6, 20, 100])
def test_traditional_chinese_in_any_encoding(encoding, size):
    text = TRADITIONAL.encode(encoding, errors="ignore").decode(encoding)
    for piece in pieces(text, size, 3):
        assert decode(piece.encode(encoding))[0] == piece


def test_hz_is_told_from_ascii_by_what_it_says():
    text = "全市新签约项目132个。"
    assert decode(text.encode("hz")) == (text, "hz")
    assert decode(b"plain ~{ text ~}")[1] == "utf-8"


def test_the_codes_that_gb18030_2022_moved_are_the_standard_characters():
    codes = "A6D9 A6DA A6DB A6DC A6DD A6DE A6DF A6EC A6ED A6F3 FE59 FE61 FE66 FE67 FE6D FE7E FE90 FEA0"
    expected = "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb"
    text, name = decode(SIMPLIFIED[:200].encode("gb18030") + bytes.fromhex(codes))
    assert (text[-18:], name) == (expected, "gb18030")


def test_four_byte_characters_of_gb18030():
    text = "市民𠮷野家和䶮先生参加了会议。"
    assert decode(text.encode("gb18030")) == (text, "gb18030")


def test_line_ends_become_line_feeds_and_marks_go():
    assert decode("\ufeff甲\r\n乙\r丙\n".encode())[0] == "甲\n乙\n丙\n"
    assert decode("甲\r\n乙".encode("utf-16"))[0] == "甲\n乙"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_damaged_bytes_cost_a_few_characters(encoding):
    data = bytearray(SIMPLIFIED[:3_000].encode(encoding))
    data[1_000:1_001] = b"\xff"
    text, name = decode(bytes(data))
    assert name == encoding
    assert text[:300] == SIMPLIFIED[:300]
    assert text[-300:] == SIMPLIFIED[2_700:3_000]
    assert decode(SIMPLIFIED[:3_000].encode(encoding)[:-1])[0][:2_990] == SIMPLIFIED[:2_990]


def test_ascii_far_ahead_of_the_first_chinese_character():
    text = "x" * 100_001 + SIMPLIFIED[:500]
    for encoding in ("gbk", "utf-8", "utf-16-le"):
        assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize(
    "text",
    ["Ein schöner Tag für größere Übungen, außer in München.", "これは日本語の文章です。今日はとても天気がいいですね。"],
    ids=["cp1252", "shift_jis"],
)
def test_other_languages_are_left_to_charset_normalizer(text):
    name = "cp1252" if text.startswith("Ein") else "shift_jis"
    assert decode((text * 5).encode(name))[0].startswith(text[:5])


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_no_text(seed):
    with pytest.raises(DataError, match="不是文本文件"):
        decode(random.Random(seed).randbytes(2_000))


def test_plausibility_ranks_the_right_reading_first():
    data = SIMPLIFIED[100:400].encode("gbk")
    assert plausibility(data.decode("gbk")) > 0.9 > 0.6 > plausibility(data.decode("big5", errors="replace"))
    assert plausibility("plain ASCII") == 0
