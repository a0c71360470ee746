"""The library as a person tends it: add, remove, correct, undo, and a page beside its articles."""

from __future__ import annotations

import io
import zipfile

import pytest

from index.article import Article
from index.errors import InputError
from index.report import Report
from rag import Assistant, Settings, UsageError, holdings

PAGE = """北坡村苹果丰收

本报讯（记者 甲某）到2024年10月底，北坡村共卖出苹果120吨，
比上年多20吨。全村种苹果四百亩，户均增收两千元，村民都很高兴。

南坡村水库完工

本报讯（记者 乙某）2024年11月5日，南坡村水库全部完工，
蓄水量达到300万立方米，可以浇灌农田两万亩，惠及周边六个村庄。
"""


@pytest.fixture
def library(tmp_path):
    """A library of one made-up page."""
    made = Settings(data=tmp_path / "库")
    from index.build import index

    (tmp_path / "一版.txt").write_text(PAGE, encoding="utf-8")
    index([tmp_path / "一版.txt"], made.index)
    with Assistant.open(settings=made) as opened:
        yield opened


def names(library, source):
    return [article.title for article in library.printing(source)[1]]


def test_a_page_that_is_added_answers_and_one_that_is_removed_does_not(library):
    told: list[str] = []
    page = "东坡村通了公路\n\n本报讯 2024年12月1日，东坡村公路正式通车，全长17公里，总投资3200万元。\n"
    added = holdings.add(library, {"二版.txt": page.encode()}, lambda step, done, total: told.append(step))
    assert added.report.indexed == ("二版.txt",)
    assert str(added) == "已收录1版1篇。"
    assert "读取文件" in told
    assert "17公里" in library.ask("东坡村公路全长多少公里？").text
    assert holdings.remove(library, ["二版.txt"]).removed == ("二版.txt",)
    assert library.ask("东坡村公路全长多少公里？").refused


def test_what_cannot_be_used_is_named_and_the_rest_is_kept(library):
    added = holdings.add(library, {"图.txt": b"\x89PNG\r\n\x1a\n\0\0", "一版.txt": PAGE.encode()})
    assert added.report.unchanged == ("一版.txt",)
    assert [name for name, _ in added.report.skipped] == ["图.txt"]
    assert str(added) == "1版已在资料库里，没有变化；跳过1个。"


def test_headlines_in_doubt_are_counted_in_the_report():
    report = Report(("a", "b"), (), (), (), 9, 20, 3, 0.1)
    bad = Article("a", "a-1", "正文。", title=None)
    assert str(holdings.Added(report, 9, (bad, bad))) == "已收录2版9篇；2篇标题存疑，请点开核一下。"


@pytest.mark.parametrize(
    ("title", "kind", "expected"),
    [
        ("北坡村苹果丰收", "news", False),
        (None, "news", True),
        (None, "caption", False),
        ("村民都很高兴。", "news", True),
        ("长" * 41, "feature", True),
    ],
)
def test_a_headline_that_looks_wrong(title, kind, expected):
    assert holdings.doubtful(Article("a", "a-1", "正文。", title=title, kind=kind)) is expected


@pytest.mark.parametrize("name", ["../一版.txt", "C:\\报\\一版.txt", "一版.txt"])
def test_folders_are_no_part_of_a_name(name):
    assert holdings.safe_name(name) == "一版.txt"


@pytest.mark.parametrize("name", ["", "..", ".hidden", "a/..", "长" * 121, "a\0b"])
def test_names_that_no_file_may_have(name):
    with pytest.raises(InputError, match="不能用"):
        holdings.safe_name(name)


def test_a_correction_counts_until_it_is_taken_back(library):
    assert names(library, "一版.txt") == ["北坡村苹果丰收", "南坡村水库完工"]
    _, (first, _) = library.printing("一版.txt")
    line = first.lines[0][1]
    holdings.correct(library, "一版.txt", "set", line, fields={"title": "苹果丰收了", "reporters": "甲某、丙某"})
    corrected = library.printing("一版.txt")[1][0]
    assert (corrected.title, corrected.reporters) == ("苹果丰收了", ("甲某", "丙某"))
    (one,) = holdings.corrections(library, "一版.txt")
    assert holdings.waiting(library, "一版.txt") == []
    holdings.undo(library, one.number)
    assert names(library, "一版.txt") == ["北坡村苹果丰收", "南坡村水库完工"]
    assert holdings.corrections(library, "一版.txt") == []


def test_corrections_of_a_changed_file_wait_until_they_are_kept(library):
    _, (first, _) = library.printing("一版.txt")
    holdings.correct(library, "一版.txt", "set", first.lines[0][1], fields={"title": "苹果丰收了"})
    holdings.add(library, {"一版.txt": (PAGE + "\n（完）\n").encode()})
    assert names(library, "一版.txt")[0] == "北坡村苹果丰收"
    assert len(holdings.waiting(library, "一版.txt")) == 1
    holdings.keep(library, "一版.txt")
    assert names(library, "一版.txt")[0] == "苹果丰收了"
    assert holdings.waiting(library, "一版.txt") == []


def test_articles_are_joined_and_parted(library):
    _, (_, second) = library.printing("一版.txt")
    line = second.lines[0][1]
    holdings.correct(library, "一版.txt", "merge", line)
    (joined,) = library.printing("一版.txt")[1]
    assert "120吨" in joined.text
    assert "300万立方米" in joined.text
    with pytest.raises(InputError, match="上面没有文章"):
        holdings.correct(library, "一版.txt", "merge", line)


def test_a_page_line_by_line_beside_its_articles(library):
    text, articles = library.printing("一版.txt")
    found = holdings.runs(text, articles)
    lines = {run.first + i: line for run in found for i, line in enumerate(run.lines)}
    assert {n: line for n, line in enumerate(PAGE.split("\n"), 1) if line.strip()} == {
        n: line for n, line in lines.items() if line.strip()
    }
    for place, article in enumerate(articles):
        assert "".join(run.text for run in found if run.owner == place) == article.text
    assert {run.owner for run in found} == {None, 0, 1}


def test_an_unknown_source_is_a_sentence(library):
    with pytest.raises(InputError, match=r"没有“三版\.txt”"):
        library.printing("三版.txt")
    with pytest.raises(InputError, match=r"没有“三版\.txt”"):
        holdings.remove(library, ["三版.txt"])


def test_the_state_of_the_library(library):
    found = holdings.status(library)
    assert (found.articles, found.generation, found.damage) == (2, library.generation, "")


@pytest.fixture
def part(library):
    """The same library as one sees it who is not in the group 甲, to which its second page is kept."""
    page = "东坡村通了公路\n\n本报讯 2024年12月1日，东坡村公路正式通车，全长17公里，总投资3200万元。\n"
    holdings.add(library, {"二版.txt": page.encode()}, groups=("甲",))
    holdings.correct(library, "二版.txt", "set", 3, fields={"title": "通路"})
    return library.seen_by(["乙"])


@pytest.mark.parametrize(
    "act",
    [
        lambda library, name: holdings.remove(library, ["一版.txt", name]),
        lambda library, name: holdings.correct(library, name, "set", 1, fields={"title": "题"}),
        holdings.keep,
        holdings.corrections,
        holdings.waiting,
        lambda library, name: library.printing(name),
    ],
    ids=["remove", "correct", "keep", "corrections", "waiting", "printing"],
)
def test_a_source_that_may_not_be_seen_is_tended_no_more_than_one_that_is_not_there(library, part, act):
    told = []
    for name in ("二版.txt", "无版.txt"):
        with pytest.raises(InputError) as refused:
            act(part, name)
        told.append(str(refused.value).replace(name, ""))
    assert told[0] == told[1]
    assert names(library, "二版.txt") == ["通路"]


def test_a_correction_of_what_may_not_be_seen_is_not_taken_back(library, part):
    (one,) = holdings.corrections(library, "二版.txt")
    with pytest.raises(InputError):
        holdings.undo(part, one.number)
    assert names(library, "二版.txt") == ["通路"]


def test_files_in_an_archive_overwrite_nothing_that_may_not_be_seen(library, part):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("二版.txt", PAGE)
        archive.writestr("三版.txt", PAGE.replace("北坡", "西坡").replace("南坡", "中坡"))
    added = holdings.add(part, {"包.zip": packed.getvalue()})
    assert (added.report.indexed, [name for name, _ in added.report.skipped]) == (("三版.txt",), ["二版.txt"])
    assert names(library, "二版.txt") == ["通路"]


def test_what_is_told_of_the_library_is_of_what_is_seen(library, part):
    whole, seen = holdings.status(library), holdings.status(part)
    assert [len(state.sources) for state in (whole, seen)] == [2, 1]
    assert (seen.articles, seen.until, seen.bytes, str(seen.folder)) == (2, "2024-11-05", 0, ".")
    assert seen.passages == part.passages < whole.passages == library.passages


def test_only_one_who_sees_everything_says_who_sees_what(library, part):
    with pytest.raises(UsageError, match="只有管理员"):
        holdings.regroup(part, ["一版.txt"], ("乙",))
    holdings.regroup(library, ["一版.txt"], holdings.groups_of("丙、丁"))
    assert part.sources() == []
    assert part.ask("北坡村卖出苹果多少吨？").refused
