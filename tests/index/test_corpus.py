"""Corpora: ids, dates, bad lines, compression, and what unpacks to too much."""

import gzip
import json
import lzma

import pytest

from index.errors import DataError
from index.files.corpus import articles
from index.files.sheet import day


def lines(*records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


@pytest.mark.parametrize("pack", [bytes, lzma.compress, gzip.compress], ids=["plain", "xz", "gz"])
def test_a_line_is_an_article(pack):
    data = lines(
        {"id": 0, "date": "2023-08-16", "text": "甲。"},
        {"id": "b", "title": " 题 ", "date": None, "text": "乙。", "newspaper": "聊城日报"},
    )
    (first, second), notes = articles(pack(data), "c.jsonl")
    assert (first.source, first.article_id, first.text, first.title, first.date, first.date_basis, first.kind) == (
        "c.jsonl", "0", "甲。", None, "2023-08-16", "record", "news",
    )  # fmt: skip
    assert (second.article_id, second.title, second.date, second.date_basis, second.newspaper) == (
        "b",
        "题",
        None,
        None,
        "聊城日报",
    )
    assert notes == ()


def test_bad_lines_are_left_out_and_counted():
    data = lines(
        {"id": 1, "text": "甲。"},
        {"id": 1, "text": "乙。"},
        {"text": "丙。"},
        {"id": 4, "text": " "},
        ["x"],
        {"id": True, "text": "丁。"},
    )
    found, notes = articles(data + b"\n{broken\n", "c.jsonl")
    assert [article.text for article in found] == ["甲。"]
    assert notes == ("有6行未收录：第2行的id“1”前面已有，第3行缺少id，第4行缺少text，第5行不是JSON对象，第6行缺少id等。",)


def test_no_usable_line_names_the_first_fault():
    with pytest.raises(DataError, match="没有一行可用：第2行不是JSON；每行应为"):
        articles(b"\nnothing\n", "c.jsonl")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_a_corpus_in_another_encoding(encoding):
    text = "全市新签约项目一百三十二个，到位资金五百一十一亿元。"
    data = "".join(json.dumps({"id": n, "text": text}, ensure_ascii=False) + "\r\n" for n in range(3)).encode(encoding)
    assert [article.text for article in articles(data, "c.jsonl")[0]] == [text] * 3


def test_halves_of_surrogate_pairs_do_not_reach_the_index():
    (article,), _ = articles(b'{"id": "\\ud800", "text": "\\udc00\\u7532\\u0000"}\n', "c.jsonl")
    assert (article.article_id, article.text) == ("?", "?甲")


@pytest.mark.parametrize("pack", [lzma.compress, gzip.compress], ids=["xz", "gz"])
def test_bombs_and_cut_files_are_refused(pack):
    with pytest.raises(DataError, match="疑似压缩炸弹"):
        articles(pack(b" " * (64 << 20)), "c.jsonl.xz")
    with pytest.raises(DataError, match="已损坏"):
        articles(pack(lines({"id": 1, "text": "甲。"}))[:-9], "c.jsonl.xz")


DAYS = [
    ("2023-08-16", "2023-08-16"), ("2023-8-6", "2023-08-06"), ("2023/8/16", "2023-08-16"), ("20230816", "2023-08-16"),
    ("2023年8月16日", "2023-08-16"), ("2023-08-16T09:30:00", "2023-08-16"), ("2023-08-16 09:30", "2023-08-16"),
    ("2023-08", "2023-08"), ("2023年8月", "2023-08"), ("2023年", "2023"), (2023, "2023"), (20230816, "2023-08-16"),
    ("2024-02-29", "2024-02-29"), ("2023-02-29", None), ("2023-13-01", None), ("2023-04-31", None), ("0000-01-01", None),
    ("", None), (None, None), ("昨天", None), ("16-08-2023", None), (2023.5, None), (True, None),
]  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), DAYS, ids=[str(said) for said, _ in DAYS])
def test_days(said, expected):
    assert day(said) == expected
