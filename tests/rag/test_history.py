"""Conversations on disk: what was said, found again, renamed, rated and removed; one reader never sees another's."""

from __future__ import annotations

import os
import stat

import pytest

from index.errors import WriteError
from rag.errors import UsageError
from rag.history import FILE, LONGEST_TITLE, Conversations

ANSWER = {"answer": "卖出120吨[1]。", "refused": False, "citations": [{"n": 1}]}


@pytest.fixture
def mine(tmp_path):
    return Conversations(tmp_path / "资料 库", "甲")


def test_what_was_said_is_read_again_by_another_process_of_the_same_reader(mine, tmp_path):
    number = mine.begin("卖出多少苹果？")
    mine.add(number, "卖出多少苹果？", ANSWER, filters={"since": "2024"})
    mine.add(number, "坏的", error="坏了。")
    again = Conversations(tmp_path / "资料 库", "甲")
    assert [one.title for one in again.all()] == ["卖出多少苹果？"]
    first, second = again.turns(number)
    assert (first.question, first.answer, first.filters) == ("卖出多少苹果？", ANSWER, {"since": "2024"})
    assert (second.answer, second.error, second.rating) == (None, "坏了。", None)


def test_the_newest_comes_first_and_a_new_turn_brings_one_up(mine):
    one, two = mine.begin("一"), mine.begin("二")
    assert [found.id for found in mine.all()] == [two, one]
    mine.add(one, "问")
    assert [found.id for found in mine.all()] == [one, two]


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("苹果", ["苹果"]),
        ("120吨", ["苹果"]),
        ("种了", ["麦子"]),
        ("citations", []),
        ("%", ["100%_"]),
        ("_", ["100%_"]),
        ("", ["100%_", "麦子", "苹果"]),
        ("没有", []),
    ],
)
def test_words_find_titles_questions_and_answers_as_they_stand(mine, words, titles):
    mine.add(mine.begin("苹果"), "卖出多少？", ANSWER)
    mine.add(mine.begin("麦子"), "麦子种了多少？")
    mine.begin("100%_")
    assert [one.title for one in mine.all(words)] == titles


def test_a_title_is_one_line_of_bounded_length(mine):
    number = mine.begin("第一行\n第二行")
    assert mine.all()[0].title == "第一行 第二行"
    mine.rename(number, "长" * 100)
    assert mine.all()[0].title == "长" * (LONGEST_TITLE - 1) + "…"
    with pytest.raises(UsageError, match="标题是空的"):
        mine.rename(number, " \n")


def test_what_is_deleted_is_gone_from_the_bytes_on_disk(mine, tmp_path):
    kept, number = mine.begin("留下"), mine.begin("机要甲乙丙")
    mine.add(number, "机要甲乙丙", ANSWER)
    mine.delete(number)
    assert [one.id for one in mine.all()] == [kept]
    assert mine.turns(number) == []
    left = b"".join(path.read_bytes() for path in (tmp_path / "资料 库").iterdir())
    assert "机要甲乙丙".encode() not in left
    with pytest.raises(UsageError, match="已经删除"):
        mine.add(number, "还在吗")


def test_a_rating_is_kept_with_its_reason_and_taken_back(mine):
    number = mine.begin("苹果")
    turn = mine.add(number, "苹果", ANSWER)
    mine.rate(turn, "down", "  数字不对  ")
    assert [(one.rating, one.reason) for one in mine.turns(number)] == [("down", "数字不对")]
    mine.rate(turn, None)
    assert [(one.rating, one.reason) for one in mine.turns(number)] == [(None, "")]
    mine.drop(turn)
    assert mine.turns(number) == []
    with pytest.raises(UsageError, match="评价没有保存"):
        mine.rate(turn, "up")


def test_another_reader_neither_sees_nor_changes_them(mine, tmp_path):
    number = mine.begin("甲的")
    turn = mine.add(number, "甲问", ANSWER)
    other = Conversations(tmp_path / "资料 库", "乙")
    assert other.all() == []
    assert other.turns(number) == []
    other.delete(number)
    other.drop(turn)
    for act in (lambda: other.rename(number, "乙的"), lambda: other.add(number, "x"), lambda: other.rate(turn, "up")):
        with pytest.raises(UsageError):
            act()
    assert [one.question for one in mine.turns(number)] == ["甲问"]


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_only_the_account_that_runs_it_can_read_the_file(mine, tmp_path):
    mine.add(mine.begin("x"), "x")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "资料 库").iterdir()}
    assert modes == {0o600}


def test_a_file_that_is_no_database_is_one_sentence(mine, tmp_path):
    (tmp_path / "资料 库").mkdir()
    (tmp_path / "资料 库" / FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(WriteError, match=r"对话记录.*答案不受影响"):
        mine.all()
