"""Who may see a source: said in `sources.csv` or afterwards, kept whatever is refreshed, and not to be got around."""

import json
import sqlite3

import numpy as np
import pytest

from index import backup
from index.build import index, regroup, remove, status
from index.config import IndexConfig
from index.errors import InputError
from index.intake import CLOSED
from index.keywords import KeywordQuery
from index.snapshot import Snapshot

OPEN = ("a", "麦子熟了，麦子进仓。", "夏粮", "2024-06")
QUERY = np.eye(1, 512, dtype=np.float32)[0]
SECRET = ("b", "麦子减产，没有公布。麦子麦子。", "内情", "2025-01")


def corpus(path, *articles):
    """A JSONL corpus of (id, text, title, date)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [dict(zip(("id", "text", "title", "date"), article, strict=True)) for article in articles]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def find(snapshot):
    """The articles of the passages that speak of 麦子, best first."""
    found = snapshot.keywords.search(KeywordQuery([], [("麦子", 1.0)]), 9)
    return [passage.article_id for passage in snapshot.passages([number for number, _ in found])]


@pytest.fixture
def config(tmp_path):
    return IndexConfig(tmp_path / "资料 库")


@pytest.fixture
def files(tmp_path):
    """A folder with an open source and one for the groups 甲 and 乙."""
    corpus(tmp_path / "报" / "公开.jsonl", OPEN)
    corpus(tmp_path / "报" / "内部.jsonl", SECRET)
    (tmp_path / "报" / "sources.csv").write_text("file,groups\n内部.jsonl,甲、乙\n", encoding="utf-8")
    return tmp_path / "报"


def seen(config, groups):
    """The names of the sources, the articles found, and the scope, as one in these groups sees them."""
    with Snapshot.open(config.folder) as snapshot:
        view = snapshot.seen_by(groups)
        return [source.name for source, _ in view.sources()], find(view), view.scope()


BOTH = (["公开.jsonl", "内部.jsonl"], ["b", "a"], (2, 2, "2024-06", "2025-01"))
LESS = (["公开.jsonl"], ["a"], (1, 1, "2024-06", "2024-06"))


@pytest.mark.parametrize(("groups", "found"), [(None, BOTH), ({"甲"}, BOTH), ({"丙", "乙"}, BOTH), ({"丙"}, LESS), (set(), LESS)])
def test_a_sheet_says_who_sees_a_file(config, files, groups, found):
    index([files], config)
    assert seen(config, groups) == found


def test_what_may_not_be_seen_is_as_if_it_were_not_there(config, files):
    index([files], config)
    with Snapshot.open(config.folder) as snapshot:
        view = snapshot.seen_by([])
        (hidden,) = {number for number, article in snapshot.iter_articles() if article.article_id == "b"}
        passages = [passage.passage_id for passage in snapshot.passages_of([hidden])]
        assert view.article("b") is None and view.article_by_number(hidden) is None
        assert view.passages_of([hidden]) == [] and [a.article_id for _, a in view.iter_articles()] == ["a"]
        assert view.permitted(sources=["内部.jsonl"]).tolist() == [] and view.size == snapshot.size - len(passages)
        for ask in (lambda: view.articles([hidden]), lambda: view.passages(passages)):
            with pytest.raises(Exception, match="目录里没有"):
                ask()
        with pytest.raises(InputError) as forbidden:
            view.printing("内部.jsonl")
        with pytest.raises(InputError) as unknown:
            view.printing("没有.jsonl")
        assert str(forbidden.value).replace("内部", "没有") == str(unknown.value)
        vector = snapshot.vectors.search
        query = snapshot.seen_by(["甲"]).vectors
        assert query is snapshot.vectors  # who sees all of it searches all of it
        assert {n for n, _ in view.vectors.search(QUERY, 99, [hidden])} == set()
        assert {n for n, _ in vector(QUERY, 99)} >= set(passages)


def test_a_view_is_made_once_and_shared_by_those_who_see_the_same(config, files):
    index([files], config)
    with Snapshot.open(config.folder) as snapshot:
        assert snapshot.seen_by(["丙"]) is snapshot.seen_by([]) is not snapshot
        assert snapshot.seen_by(["甲"]) is snapshot


def test_groups_are_changed_and_the_former_readers_generation_is_dropped(config, files):
    index([files], config)
    done = regroup(config, ["公开.jsonl"], ("丙",))
    assert (done.indexed, done.generation) == (("公开.jsonl",), 2)
    assert seen(config, {"丙"})[1] == ["a"] and seen(config, set())[1] == [] and seen(config, {"甲"})[1] == ["b"]
    assert [path.name for path in (config.folder / "generations").iterdir()] == ["2"]
    assert regroup(config, ["公开.jsonl"], ("丙",)).generation == 2
    regroup(config, ["公开.jsonl", "内部.jsonl"], ())
    assert seen(config, set()) == (BOTH[0], seen(config, None)[1], BOTH[2])
    with pytest.raises(InputError, match="没有“无"):
        regroup(config, ["无.txt"], ())


def test_a_refresh_a_correction_and_a_rebuild_keep_the_groups(config, files):
    index([files], config)
    (files / "sources.csv").unlink()
    assert index([files], config).indexed == ()
    corpus(files / "内部.jsonl", SECRET, ("c", "麦子又减产。", "又", "2025-02"))
    assert index([files], config).indexed == ("内部.jsonl",)
    assert seen(config, set()) == LESS
    index([], config, rebuild=True)
    assert seen(config, set()) == LESS and len(seen(config, {"乙"})[1]) == 3


def test_a_sheet_opens_a_source_only_by_saying_so(config, files):
    index([files], config)
    (files / "sources.csv").write_text("file,groups\n内部.jsonl,\n", encoding="utf-8")
    index([files], config)
    assert seen(config, set()) == LESS
    (files / "sources.csv").write_text("file,可见范围\n内部.jsonl,全部\n", encoding="utf-8")
    index([files], config)
    assert seen(config, set())[0] == BOTH[0]


def test_a_bad_name_of_a_group_opens_nothing(config, files):
    (files / "sources.csv").write_text(f"file,groups\n内部.jsonl,{'长' * 50}\n", encoding="utf-8")
    with pytest.raises(InputError, match="组名"):
        index([files], config)


def test_a_text_does_not_decide_on_its_readers(config, files):
    (files / "文.txt").write_text(
        "---\ngroups: 丙\n---\n麦子丰收\n\n本报讯 2024年麦子丰收，大家都很高兴，仓里满了。\n", encoding="utf-8"
    )
    index([files], config)
    assert "文.txt" in seen(config, set())[0]


def test_one_who_sees_less_overwrites_nothing_unseen_and_learns_nothing_of_it(config, files, tmp_path):
    index([files], config)
    other = corpus(tmp_path / "别" / "内部.jsonl", ("x", "麦子好。", "好", "2024-01"))
    third = corpus(tmp_path / "别" / "第三.jsonl", SECRET, ("y", "麦子好。", "好", "2024-01"))
    done = index([other, third], config, groups=frozenset({"丙"}))
    assert done.indexed == ("第三.jsonl",)
    assert dict(done.skipped)["内部.jsonl"] == "这个文件名不能用；请换一个名字。"
    assert "另一份来源（1篇）" in dict(done.skipped)["第三.jsonl"] and "内部" not in dict(done.skipped)["第三.jsonl"]
    assert seen(config, {"甲"})[1][0] == "b"


@pytest.mark.parametrize(
    ("said", "groups", "reason"),
    [
        ("新.jsonl,甲", {"甲"}, ""),
        ("新.jsonl,全部", {"甲"}, ""),
        ("新.jsonl,丙", {"甲"}, "只能设为自己所在的组"),
        ("内部.jsonl,全部", {"甲"}, "只有管理员"),
        ("内部.jsonl,甲", {"甲"}, "只有管理员"),
        ("内部.jsonl,乙、甲", {"甲"}, ""),
    ],
)
def test_rights_are_given_by_those_who_have_them(config, files, said, groups, reason):
    index([files], config)
    name = said.partition(",")[0]
    corpus(files / name, ("n", "麦子好。", "好", "2024-01"))
    (files / "sources.csv").write_text(f"file,groups\n{said}\n", encoding="utf-8")
    done = index([files / name], config, groups=frozenset(groups)) if not reason else None
    if done:
        assert done.indexed == (name,)
    else:
        with pytest.raises(InputError, match=reason):
            index([files / name], config, groups=frozenset(groups))


def test_what_is_saved_of_a_damaged_catalogue_stays_closed(config, files):
    index([files], config)
    with sqlite3.connect(config.folder / "catalog.db") as connection:
        connection.execute("UPDATE printings SET record = replace(record, '甲', '丁') WHERE record LIKE '%内部%'")
    connection.close()
    done = index([], config, rebuild=True)
    assert any("liaocheng groups" in note for note in done.notes)
    assert seen(config, {"甲", "乙"}) == LESS
    assert {s.name: s.groups for s, _ in status(config).sources} == {"公开.jsonl": (), "内部.jsonl": CLOSED}


def test_files_are_read_for_some_groups_from_the_start(config, files):
    (files / "sources.csv").write_text("file,groups\n内部.jsonl,甲\n", encoding="utf-8")
    index([files], config, readers=("丙",))
    assert [seen(config, groups)[1] for groups in (set(), {"甲"}, {"丙"})] == [[], ["b"], ["a"]]


def test_a_backup_holds_the_groups_and_the_shelves(config, files, tmp_path):
    index([files], config)
    backup.save(config.folder, tmp_path / "备份.tar")
    backup.restore(tmp_path / "新", tmp_path / "备份.tar")
    restored = IndexConfig(tmp_path / "新")
    assert [seen(restored, groups) for groups in (set(), {"甲"})] == [LESS, BOTH]


def test_a_removed_source_takes_its_shelf_along(config, files):
    index([files], config)
    remove(["内部.jsonl"], config)
    assert seen(config, {"甲"}) == LESS
    assert sorted(p.name for p in (config.folder / "generations" / "2").iterdir() if p.is_dir()) == ["keywords", "vectors"]
