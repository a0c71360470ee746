"""The guard: what promises too much is refused before it is unpacked, and nothing leaves the archive."""

import io
import zipfile

import pytest

from index.errors import DataError
from index.files import archive


def packed(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def test_members_come_with_their_bytes_and_folders_are_none():
    data = packed({"甲/": "", "甲/a.txt": "一", "b.txt": "二"})
    assert archive.unpacked(data) == [("甲/a.txt", "一".encode()), ("b.txt", "二".encode())]


def test_names_in_gbk_are_read_as_they_were_written():
    member = zipfile.ZipInfo("聊城日报/第3版.txt".encode("gbk").decode("cp437"))
    assert archive.name(member) == "聊城日报/第3版.txt"
    assert archive.name(zipfile.ZipInfo("plain.txt")) == "plain.txt"


BOMBS = [
    ("ratio", {"a": b"0" * (5 << 20)}, "疑似压缩炸弹"),
    ("size", {str(n): bytes(range(256)) * 4_096 * 51 for n in range(4)}, "解压后超过200MB"),
    ("members", {str(n): b"" for n in range(5_001)}, "5001个文件，超过5000个"),
]


@pytest.mark.parametrize(("members", "reason"), [row[1:] for row in BOMBS], ids=[row[0] for row in BOMBS])
def test_bombs(members, reason):
    with pytest.raises(DataError, match=reason):
        archive.opened(packed(members))


def test_a_directory_that_promises_less_than_there_is_gives_no_more_than_promised():
    data = bytearray(packed({"a.txt": b"0" * (3 << 20)}))
    head = data.rindex(b"PK\x01\x02")
    data[head + 24 : head + 28] = (10).to_bytes(4, "little")
    assert archive.unpacked(bytes(data)) == [("a.txt", "已损坏，解不开。")]


@pytest.mark.parametrize("name", ["../a.txt", "a/../../b.txt", "/etc/a.txt", "..\\a.txt", "C:\\a.txt", "C:/a.txt"])
def test_nothing_points_outside(name):
    ((_, reason),) = archive.unpacked(packed({name: "一"}))
    assert "压缩包之外" in reason


def test_links_and_locked_members_give_a_reason():
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = 0o120777 << 16
    locked = bytearray(packed({"b.txt": "二"}))
    locked[locked.index(b"PK\x03\x04") + 6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert archive.unpacked(packed({link: "/etc/passwd"})) == [("a.txt", "是链接，没有读取。")]
    ((_, reason),) = archive.unpacked(bytes(locked))
    assert "密码" in reason


def test_what_is_no_archive():
    with pytest.raises(DataError, match="压缩包已损坏"):
        archive.opened(b"PK\x03\x04 and nothing else")
