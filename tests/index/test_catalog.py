"""The catalogue: what each generation sees, numbers that are never used again, and rows that know when they were harmed."""

import sqlite3

import pytest

from index.article import Article, Source
from index.catalog import FILE, Catalog
from index.errors import CorruptError, InputError, MismatchError

FULL = Article(
    source="甲.txt",
    article_id="甲.txt#1",
    text="第一句。\n第二句“引文”，含 emoji 😀。",
    title="标题",
    kicker="引题",
    subtitle="副题",
    reporters=("张三", "李四"),
    correspondents=("王五",),
    date="2024-06",
    date_basis="dateline",
    published="2024-06-11",
    newspaper="聊城日报",
    page="2",
    kind="feature",
    lines=((0, 3), (5, 4)),
)
PLAIN = Article("甲.txt", "甲.txt#2", "只有正文。")
SOURCE = Source("甲.txt", "ab" * 32, "聊城日报", "2024-06-11", "2", None, "https://example.org/2")


@pytest.fixture
def catalog(tmp_path):
    opened = Catalog.open(tmp_path, writable=True)
    opened.begin(writable=True)
    yield opened
    opened.close()


def fill(catalog, generation=1):
    number = catalog.put_source(SOURCE, generation)
    added = [catalog.add(a, number, i, [(0, 4), (4, len(a.text))], generation) for i, a in enumerate((FULL, PLAIN))]
    return number, added


def test_what_is_written_is_read_again(catalog):
    source, added = fill(catalog)
    assert catalog.sources(1) == {source: SOURCE}
    assert [row.article for row in catalog.rows(1, source)] == [FULL, PLAIN]
    assert catalog.numbers(1) == [number for number, _ in added]
    row = catalog.by_id("甲.txt#1", 1)
    assert row is not None
    assert (row.article, row.number, row.source, row.place) == (FULL, added[0][0], source, 0)
    passages = [passage for _, made in added for passage in made]
    assert list(catalog.passages_of(catalog.numbers(1)).values()) == passages
    assert catalog.passages([passages[1].passage_id, 99]) == {passages[1].passage_id: passages[1]}
    assert (passages[1].text, passages[1].start) == (FULL.text[4:], 4)
    assert (catalog.owner("甲.txt#2"), catalog.owner("无")) == ("甲.txt", None)
    assert catalog.by_id("无", 1) is None
    assert catalog.by_number([1, 2, 3]).keys() == {1, 2}


def test_each_generation_sees_its_own_rows(catalog):
    source, added = fill(catalog)
    first, second = (number for number, _ in added)
    catalog.point(1, "m1", "now", 1)
    catalog.retire([first], 2)
    newer = Article("甲.txt", "甲.txt#1", "改过的文字。")
    third, _ = catalog.add(newer, source, 0, [(0, 6)], 2)
    catalog.put_source(Source("甲.txt", "cd" * 32), 2)
    catalog.point(2, "m2", "now", 1)
    assert (catalog.numbers(1), catalog.numbers(2)) == ([first, second], [second, third])
    assert [catalog.by_id("甲.txt#1", g).article for g in (1, 2)] == [FULL, newer]
    assert [catalog.sources(g)[source].digest[:2] for g in (1, 2)] == ["ab", "cd"]
    assert catalog.manifests() == {2: "m2", 1: "m1"}
    catalog.retire([second, third], 3)
    catalog.retire_source(source, 3)
    catalog.point(3, "m3", "now", 3)
    assert (catalog.numbers(3), catalog.sources(3), catalog.manifests(), catalog.generation()) == ([], {}, {3: "m3"}, 3)
    assert (catalog.by_number([1, 2, 3]), catalog.passages([1, 2, 3, 4, 5])) == ({}, {})


def test_numbers_are_never_used_again(catalog, tmp_path):
    _, added = fill(catalog)
    catalog.retire(catalog.numbers(1), 2)
    catalog.point(2, "m", "now", 2)
    catalog.commit()
    catalog.close()
    again = Catalog.open(tmp_path, writable=True)
    again.begin(writable=True)
    source = again.put_source(SOURCE, 3)
    number, passages = again.add(PLAIN, source, 0, [(0, 5)], 3)
    assert number > max(n for n, _ in added)
    assert passages[0].passage_id > max(p.passage_id for _, made in added for p in made)
    again.close()


def test_a_source_may_lack_articles_and_articles_may_move(catalog):
    source = catalog.put_source(SOURCE, 1, whole=False)
    assert not catalog.whole(source)
    catalog.put_source(SOURCE, 1)
    assert catalog.whole(source)
    first, _ = catalog.add(FULL, source, 0, [], 1)
    second, _ = catalog.add(PLAIN, source, 1, [], 1)
    catalog.move(first, 2)
    assert [row.number for row in catalog.rows(1, source)] == [second, first]


def test_what_is_not_committed_is_gone(tmp_path):
    catalog = Catalog.open(tmp_path, writable=True)
    catalog.begin(writable=True)
    fill(catalog)
    catalog.rollback()
    catalog.rollback()
    assert catalog.numbers(1) == []
    catalog.begin(writable=True)
    assert fill(catalog)[1][0][0] == 1
    catalog.close()
    reopened = Catalog.open(tmp_path)
    assert (reopened.numbers(1), reopened.generation()) == ([], 0)
    reopened.close()


def test_a_reader_sees_one_state_and_holds_nobody_up(catalog, tmp_path):
    fill(catalog)
    catalog.point(1, "m1", "now", 1)
    catalog.commit()
    reader = Catalog.open(tmp_path)
    reader.begin()
    assert reader.generation() == 1
    catalog.begin(writable=True)
    catalog.retire(catalog.numbers(1), 2)
    catalog.point(2, "m2", "now", 2)
    catalog.commit()
    assert not catalog.checkpoint(wait=False)
    assert (reader.generation(), len(reader.numbers(1))) == (1, 2)
    assert len(reader.passages_of(reader.numbers(1))) == 4
    reader.close()
    assert catalog.checkpoint()
    assert "第二句".encode() not in (tmp_path / FILE).read_bytes()


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ("UPDATE articles SET text = '改' WHERE number = 2", lambda c: c.by_number([2])),
        ("UPDATE articles SET record = '{}' WHERE number = 1", lambda c: list(c.rows(1, 1))),
        ("UPDATE articles SET article_id = 'x' WHERE number = 1", lambda c: c.by_id("x", 1)),
        ("UPDATE articles SET number = 77 WHERE number = 2", lambda c: c.by_number([77])),
        ("UPDATE passages SET start = start + 1 WHERE number = 3", lambda c: c.passages([3])),
        ("UPDATE passages SET article = 1 WHERE number = 3", lambda c: c.passages([3])),
        ("UPDATE passages SET number = 77 WHERE number = 3", lambda c: c.passages([77])),
        ("UPDATE printings SET record = replace(record, '2024', '2025')", lambda c: c.sources(1)),
        ("UPDATE current SET generation = 9", lambda c: c.generation()),
        ("UPDATE articles SET text = CAST(x'ff' AS TEXT) WHERE number = 2", lambda c: c.by_number([2])),
    ],
    ids=["text", "record", "id", "number", "start", "article", "passage", "source", "pointer", "encoding"],
)
def test_a_harmed_row_is_noticed(catalog, tmp_path, change, read):
    fill(catalog)
    catalog.point(1, "m1", "now", 1)
    catalog.commit()
    catalog.close()
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute(change)
    other.close()
    reader = Catalog.open(tmp_path)
    with pytest.raises(CorruptError, match="liaocheng index --rebuild"):
        read(reader)
    reader.close()


def test_files_that_are_no_catalogue_are_refused(tmp_path):
    with pytest.raises(InputError, match="liaocheng index"):
        Catalog.open(tmp_path)
    (tmp_path / FILE).write_bytes(b"x" * 5000)
    with pytest.raises(CorruptError):
        Catalog.open(tmp_path)
    (tmp_path / FILE).unlink()
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    for writable in (False, True):
        with pytest.raises(CorruptError, match="不是资料库"):
            Catalog.open(tmp_path, writable=writable)


def test_another_format_is_named(catalog, tmp_path):
    catalog.commit()
    catalog.close()
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(MismatchError, match="格式99"):
        Catalog.open(tmp_path)


def test_settings_of_the_file(catalog, tmp_path):
    catalog.commit()
    with sqlite3.connect(tmp_path / FILE) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()
    for pragma, value in (("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)):
        assert catalog._db.execute(f"PRAGMA {pragma}").fetchone() == (value,)
