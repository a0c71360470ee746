"""Files on disk: what is found, what is read, what `sources.csv` adds, and one Chinese sentence for everything else."""

import hashlib
import json
import os
import zipfile
from pathlib import Path

import pytest

from index.errors import DataError, InputError
from index.files.worker import Worker
from index.load import Loaded, Skipped, files, load, load_all

TEXT = "本报讯（记者 张三）3月12日，聊城市召开招商引资工作会议。\n会议要求，推动项目早开工。\n"


def write(folder: Path, **contents: str) -> None:
    for name, content in contents.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")


def test_the_shipped_texts_are_found_and_read_as_they_are():
    seeds = Path(__file__).parents[2] / "seeds"
    found = list(files([seeds]))
    assert [path.suffix for path in found] == [".txt"] * 5
    for path in found:
        loaded = load(path)
        assert loaded.text == path.read_text(encoding="utf-8")
        assert loaded.source.name == path.name
        assert loaded.source.digest == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (loaded.source.newspaper, loaded.source.published, loaded.notes) == (None, None, ())


def test_files_come_once_in_a_stable_order_without_housekeeping(tmp_path):
    (tmp_path / "乙").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "__MACOSX").mkdir()
    for name in (
        "b.txt",
        "a.md",
        "乙/c.txt",
        "README.md",
        "readme",
        "sources.csv",
        ".hidden.txt",
        "~$d.docx",
        ".git/x.txt",
        "__MACOSX/y.txt",
    ):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    names = [path.relative_to(tmp_path).as_posix() for path in files([tmp_path, tmp_path / "b.txt"])]
    assert names == ["a.md", "b.txt", "乙/c.txt"]


def test_a_missing_path_and_an_empty_folder_say_so(tmp_path):
    with pytest.raises(InputError, match=r"找不到.*没有\.txt.*请检查路径"):
        list(files([tmp_path / "没有.txt"]))
    with pytest.raises(InputError, match="没有可收录的文件"):
        list(files([tmp_path]))
    with pytest.raises(InputError, match="找不到"):
        load(tmp_path / "没有.txt")


def test_a_folder_that_does_not_open_is_named_and_the_others_are_read(tmp_path, monkeypatch):
    (tmp_path / "乙").mkdir()
    write(tmp_path, a_txt=TEXT)
    scandir = os.scandir

    def closed(folder):
        if Path(folder).name in {"乙", "丙"}:
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", closed)
    assert list(files([tmp_path])) == [tmp_path / "a.txt", tmp_path / "乙"]
    assert "打不开的文件夹" in load_all(tmp_path / "乙")[0].reason
    (tmp_path / "丙").mkdir()
    with pytest.raises(InputError, match="没有权限打开文件夹"):
        list(files([tmp_path / "丙"]))


REASONS = [
    ("empty", "a.txt", b"", "是空文件"),
    ("blank", "a.txt", b" \r\n\t\n", "是空文件"),
    ("a mark alone", "a.txt", b"\xef\xbb\xbf\n", "里面没有文字"),
    ("front matter alone", "a.md", b"---\npage: 3\n---\n", "里面没有文字"),
    ("binary", "a.txt", bytes(range(256)) * 20, "不是文本文件"),
    ("a picture by name", "a.jpg", b"\xff\xd8\xff\xe0" * 9, "是图片，没有文字层"),
    ("a picture inside", "a.txt", b"\x89PNG\r\n\x1a\n123", "其实是图片"),
    ("a PDF inside", "a.txt", b"%PDF-1.7\n1 0 obj", "其实是PDF"),
    ("an old Word file", "a.doc", b"\xd0\xcf\x11\xe0", "请在WPS中另存为docx"),
    ("a table", "a.xlsx", b"PK\x03\x04", "暂不支持.xlsx格式"),
    ("no row", "a.jsonl", b'{"id": 1}\n', "没有一行可用：第1行缺少text"),
    ("a broken PDF", "a.pdf", b"%PDF-1.7 nothing", "已损坏，打不开"),
    ("a broken docx", "a.docx", b"PK\x03\x04 nothing", "压缩包已损坏"),
    ("a broken zip", "a.zip", b"nothing", "压缩包已损坏"),
    ("an empty page", "a.html", b"<html><body></body></html>", "里面没有文字"),
]


@pytest.mark.parametrize(("name", "data", "reason"), [row[1:] for row in REASONS], ids=[row[0] for row in REASONS])
def test_what_cannot_be_used_says_why(tmp_path, name, data, reason):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=reason) as caught:
        load(tmp_path / name)
    assert str(caught.value).startswith(f"{name}：")
    assert str(caught.value).endswith("。")
    assert load_all(tmp_path / name) == [Skipped(name, str(caught.value).removeprefix(f"{name}："))]


def test_a_file_too_large_is_not_read(tmp_path):
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(600 << 20)
    with pytest.raises(DataError, match="超过512MB"):
        load(tmp_path / "a.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_pipes_devices_and_links_are_named_and_never_waited_for(tmp_path):
    folder = tmp_path / "文件夹"
    folder.mkdir()
    (tmp_path / "outside.txt").write_text(TEXT, encoding="utf-8")
    (folder / "inside.txt").write_text(TEXT, encoding="utf-8")
    os.mkfifo(folder / "pipe.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "out.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "in.txt").symlink_to("inside.txt")
    (folder / "round").symlink_to(folder)
    (folder / "broken.txt").symlink_to("nothing")
    reasons = {path.name: load_all(path)[0] for path in files([folder])}
    assert isinstance(reasons.pop("inside.txt"), Loaded)
    assert isinstance(reasons.pop("in.txt"), Loaded)
    assert {name: one.unreadable for name, one in reasons.items()} == dict.fromkeys(
        ("pipe.txt", "device.txt", "out.txt", "round", "broken.txt"), True
    )
    assert "管道或设备" in reasons["pipe.txt"].reason
    assert "文件夹之外的链接" in reasons["out.txt"].reason
    assert "文件夹之外的链接" in reasons["device.txt"].reason
    assert "是文件夹的链接" in reasons["round"].reason
    assert "找不到" in reasons["broken.txt"].reason
    named = list(files([folder / "out.txt"]))
    assert [load(path).text for path in named] == [TEXT], "a link that the user names is followed"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable to this user")
def test_no_permission(tmp_path):
    write(tmp_path, a_txt=TEXT)
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(InputError, match="没有权限"):
        load(tmp_path / "a.txt")


def test_the_sheet_beside_a_file_speaks_of_it_in_any_encoding(tmp_path):
    rows = "文件,报纸,出版日期,版次,版别,网址\r\na.txt,聊城日报,2025年3月5日,第3版,,\r\n"
    (tmp_path / "sources.csv").write_bytes(rows.encode("gbk"))
    write(tmp_path, a_txt=TEXT, b_txt=TEXT)
    source = load(tmp_path / "a.txt").source
    assert (source.newspaper, source.published, source.page, source.edition, source.url) == (
        "聊城日报",
        "2025-03-05",
        "第3版",
        None,
        None,
    )
    assert load(tmp_path / "b.txt").source.newspaper is None


def test_a_sheet_that_cannot_be_read_costs_a_note_not_the_file(tmp_path):
    write(tmp_path, a_txt=TEXT)
    (tmp_path / "sources.csv").write_text("name,paper\na.txt,聊城日报\n", encoding="utf-8")
    loaded = load(tmp_path / "a.txt")
    assert loaded.text == TEXT
    assert loaded.notes == ("sources.csv的第一行缺少“file”一栏，没有采用。",)


def test_front_matter_is_read_and_every_line_stays_in_its_place(tmp_path):
    head = "---\ntitle: 开工\nnewspaper: 聊城日报\ndate: 2025/3/5\npage: '3'\n---\n"
    write(tmp_path, a_md=head + TEXT)
    loaded = load(tmp_path / "a.md")
    assert loaded.text == "\n开工\n\n\n\n\n" + TEXT
    assert (loaded.source.newspaper, loaded.source.published, loaded.source.page) == ("聊城日报", "2025-03-05", "3")
    (tmp_path / "sources.csv").write_text("file,newspaper\na.md,大众日报\n", encoding="utf-8")
    source = load(tmp_path / "a.md").source
    assert (source.newspaper, source.published) == ("大众日报", "2025-03-05")


def test_a_zip_holds_sources_of_their_own(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("甲/a.txt", TEXT.encode("gbk"))
        archive.writestr("甲/sources.csv", "file,newspaper\na.txt,聊城日报\n")
        archive.writestr("乙/a.txt", TEXT * 2)
        archive.writestr("乙/b.jsonl", json.dumps({"id": 7, "text": "正文。"}))
        archive.writestr("__MACOSX/._a.txt", b"\0\1")
        archive.writestr("../out.txt", TEXT)
        archive.writestr("inner.zip", b"PK\x03\x04")
        archive.writestr("c.bin", b"\0\1\2")
    with Worker() as worker:
        found = load_all(tmp_path / "z.zip", worker)
    loaded = {one.source.name: one for one in found if isinstance(one, Loaded)}
    assert {name: one.text for name, one in loaded.items()} == {"a.txt": TEXT, "乙_a.txt": TEXT * 2, "b.jsonl": ""}
    assert loaded["a.txt"].source.newspaper == "聊城日报"
    assert loaded["乙_a.txt"].source.newspaper is None
    assert loaded["a.txt"].source.digest == hashlib.sha256(TEXT.encode("gbk")).hexdigest()
    assert [article.article_id for article in loaded["b.jsonl"].articles] == ["7"]
    reasons = {one.name: one.reason for one in found if isinstance(one, Skipped)}
    assert set(reasons) == {"out.txt", "inner.zip", "c.bin"}
    assert "压缩包之外" in reasons["out.txt"]
    assert "压缩包里的压缩包" in reasons["inner.zip"]
    with pytest.raises(DataError, match="含有6个文件的压缩包"):
        load(tmp_path / "z.zip")


def test_a_large_text_is_read_in_the_child(tmp_path):
    text = TEXT * 80_000
    (tmp_path / "a.txt").write_text(text, encoding="gb18030")
    assert (tmp_path / "a.txt").stat().st_size > 4 << 20
    assert load(tmp_path / "a.txt").text == text


def test_a_name_that_is_no_utf8_can_be_stored(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xc1\xc4\xb3\xc7.txt"))
    try:
        path.write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such names")
    (found,) = files([tmp_path])
    assert load(found).source.name.encode("utf-8").endswith(b".txt")
