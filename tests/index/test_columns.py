"""Columns torn apart are put back by what continues what."""

from index.newsprint.columns import reunite
from index.newsprint.joints import Links, Piece, pairs
from index.newsprint.layout import units
from index.newsprint.marks import closes_more, ends_sentence, plain, width
from index.restore import read_lines

FERRY = """本报讯（记者 周岚）河西镇老
渡口迎来新渡船，渡船一次载
客一百二十人，两岸居民乘渡
船过江只要十分钟。渡口管理"""
FERRY_REST = """所介绍，渡船航班还要加密到
每二十分钟一班，渡口已经安
全运行十九年，乘客都说方便。"""
BOOKS = """本报讯（记者 陶然）城东图书
馆延长夜间开放时间，读者下
班以后也能借书。图书馆新招
馆员十二名，夜间到馆的读"""
BOOKS_REST = """者多了三成，图书馆还打算举
办读书会，请读者轮流当主讲
人，每场三十名听众。"""


def woven(*parts: str) -> list[str]:
    return [u.text for u in reunite(units(read_lines("\n\n".join(parts)))) if u.kind == "para"]


def straight(text: str) -> str:
    return text.replace("\n", "")


WHOLE = [straight(FERRY + FERRY_REST), straight(BOOKS + BOOKS_REST)]


def test_printed_order_stays_when_it_reads_well() -> None:
    assert woven(FERRY, FERRY_REST, BOOKS, BOOKS_REST) == WHOLE


def test_columns_in_turns_are_put_back() -> None:
    assert woven(FERRY, BOOKS, FERRY_REST, BOOKS_REST) == WHOLE


def test_a_column_inside_another_article_is_put_back() -> None:
    assert woven(FERRY, BOOKS, BOOKS_REST, FERRY_REST) == WHOLE


def test_headlines_go_with_their_article() -> None:
    found = reunite(units(read_lines("\n\n".join([FERRY, BOOKS, "新渡船开航", FERRY_REST, BOOKS_REST, "图书馆夜间开放"]))))
    assert [u.text if u.kind == "head" else u.kind for u in found] == ["新渡船开航", "para", "图书馆夜间开放", "para"]


def test_a_joint_inside_a_word_counts_more_than_one_between_strangers() -> None:
    pieces = [
        Piece([u], u.text.startswith("本报讯"), i)
        for i, u in enumerate(units(read_lines("\n\n".join([FERRY, BOOKS, FERRY_REST, BOOKS_REST]))))
    ]
    links = Links(pieces, 0.0)
    assert links.score([0], 2) > links.score([1], 2)
    assert links.score([1], 3) > links.score([0], 3)


def test_pairs_of_characters_and_numbers() -> None:
    assert pairs("渡船36次") == {"渡船", "36"}


def test_marks_of_printed_text() -> None:
    assert [ends_sentence(t) for t in ("到了。”", "到了。（完）", "到了（图）", "到了，", "到了。 ■ 本报记者 周岚")] == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert width("渡船36次") == 4.0
    assert closes_more("三）")
    assert not closes_more("（三）")
    assert plain("【编 者 按】") == "编者按"
