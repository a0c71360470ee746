"""Bad files by seeded generators: every one ends as text or as a reason, none stops the run.

A sample runs always; `BAD_FILES=2000` in the environment makes it as many as that.
"""

from __future__ import annotations

import gzip
import io
import json
import lzma
import os
import random
import re
import socket
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.files.worker import Worker
from index.load import Loaded, Skipped, files, load_all

COUNT = int(os.environ.get("BAD_FILES", "150"))
HAN = re.compile("[\u4e00-\u9fff]")
PROSE = (
    "本报讯（记者 张三）3月12日，聊城市召开招商引资工作会议。会议指出，新签约项目132个，到位资金511.6亿元，同比增长8.6%。\n"
    "会议强调，要聚焦主导产业，强化要素保障，推动项目早开工、早投产、早见效。各县（市、区）负责同志参加会议。\n"
)
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "gbk",
    "gb18030",
    "big5",
    "hz",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-7",
    "shift_jis",
)
SUFFIXES = (
    ".txt",
    ".md",
    "",
    ".html",
    ".docx",
    ".pdf",
    ".zip",
    ".jsonl",
    ".jsonl.xz",
    ".jsonl.gz",
    ".TXT",
    ".doc",
    ".png",
    ".csv",
)

Maker = Callable[[random.Random, Path, str], object]


def plain_docx(body: str) -> bytes:
    from docx import Document

    document = Document()
    for line in body.split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def small_pdf(content: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>"
        + extra
        + b">>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length " + str(len(packed)).encode() + b">>stream\n" + packed + b"\nendstream endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n"
    )


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def samples() -> dict[str, bytes]:
    rows = "".join(json.dumps({"id": n, "title": "标题", "date": "2024-03-01", "text": PROSE}) + "\n" for n in range(5)).encode()
    page = f"<html><head><meta charset='utf-8'><title>题</title></head><body><h1>题</h1><p>{PROSE}</p></body></html>".encode()
    docx, pdf = plain_docx(PROSE), small_pdf(b"BT /F1 12 Tf 50 700 Td (Plain words of a page) Tj ET")
    return {
        ".txt": PROSE.encode(),
        ".md": f"---\ntitle: 题\ndate: 2024-03-01\n---\n{PROSE}".encode("gbk"),
        ".html": page,
        ".docx": docx,
        ".pdf": pdf,
        ".jsonl": rows,
        ".jsonl.xz": lzma.compress(rows),
        ".jsonl.gz": gzip.compress(rows),
        ".zip": zipped({"a.txt": PROSE.encode(), "b/c.docx": docx, "d.html": page, "e.pdf": pdf}),
    }


def encoded(rng: random.Random, folder: Path, name: str) -> None:
    data = (PROSE * rng.randint(1, 30)).encode(rng.choice(ENCODINGS), errors="replace")
    if rng.random() < 0.5:
        place = rng.randrange(len(data))
        data = rng.choice((data[:place], data[place:], data[:place] + rng.randbytes(3) + data[place:], data + data[::-1]))
    (folder / (name + rng.choice((".txt", ".md", "", ".html", ".jsonl")))).write_bytes(data)


def noise(rng: random.Random, folder: Path, name: str) -> None:
    data = rng.randbytes(rng.choice((1, 2, 3, 50, 5_000, 300_000)))
    kind = rng.randrange(4)
    if kind == 0:
        data = bytes(byte & 0x7F for byte in data)
    elif kind == 1:
        data = rng.choice((b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n", b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"<html>")) + data
    (folder / (name + rng.choice(SUFFIXES))).write_bytes(data)


def named(rng: random.Random, folder: Path, name: str) -> None:
    odd = rng.choice(
        (
            "新 闻",
            "a\nb",
            "-rf",
            "😀",
            "\u202etxt.exe",
            "'\";|&$(x)",
            "%2e%2e%2f",
            "长" * 70,
            "CON",
            "a.txt.",
            " ",
            "\x1b[31m",
            "~",
            "#",
            "*?",
        )
    )
    raw = os.fsencode(folder) + b"/" + os.fsencode(name) + (odd.encode() if rng.random() < 0.8 else b"\xff\xfe\xc4\xcf") + b".txt"
    Path(os.fsdecode(raw)).write_bytes(PROSE.encode())


def mutant(rng: random.Random, folder: Path, name: str) -> None:
    suffix, sound = rng.choice(sorted(samples().items()))
    data = bytearray(sound)
    for _ in range(rng.choice((1, 3, 20, 200))):
        place = rng.randrange(len(data))
        change = rng.randrange(4)
        if change == 0:
            data[place] = rng.randrange(256)
        elif change == 1:
            del data[place : place + rng.randint(1, 40)]
        elif change == 2:
            data[place:place] = rng.randbytes(rng.randint(1, 40))
        else:
            data[place:place] = data[: rng.randint(1, 200)]
        data = data or bytearray(b"x")
    if rng.random() < 0.2:
        suffix = rng.choice(SUFFIXES)
    (folder / (name + suffix)).write_bytes(bytes(data))


def bomb(rng: random.Random, folder: Path, name: str) -> None:
    suffix, data = rng.choice(BOMBS)(rng)
    (folder / (name + suffix)).write_bytes(data)


def docx_with(document: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(plain_docx("x"))) as sound:
        members = {member: sound.read(member) for member in sound.namelist()}
    return zipped(members | {"word/document.xml": document})


def laughs(_rng: random.Random) -> tuple[str, bytes]:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "lol">{entities}]><x>&a11;</x>'.encode()
    return ".docx", docx_with(body)


def deep_docx(rng: random.Random) -> tuple[str, bytes]:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    depth = rng.choice((200, 5_000, 60_000))
    inner = "<w:sdt><w:sdtContent>" * depth + "<w:p/>" + "</w:sdtContent></w:sdt>" * depth
    return ".docx", docx_with(f"<w:document {space}><w:body>{inner}</w:body></w:document>".encode())


def large_docx(rng: random.Random) -> tuple[str, bytes]:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "<w:p><w:r><w:t>字</w:t></w:r></w:p>" * rng.choice((20_000, 400_000))
    return ".docx", docx_with(f"<w:document {space}><w:body>{body}</w:body></w:document>".encode())


def lying_zip(rng: random.Random) -> tuple[str, bytes]:
    data = bytearray(zipped({"a.txt": b"0" * rng.randint(2_000_000, 9_000_000)}))
    head = data.rindex(b"PK\x01\x02")
    data[head + 24 : head + 28] = (10).to_bytes(4, "little")
    return ".zip", bytes(data)


def nested_zip(rng: random.Random) -> tuple[str, bytes]:
    data = PROSE.encode()
    for level in range(rng.randint(1, 6)):
        data = zipped({f"{level}.zip": data} if level else {"a.txt": data})
    return ".zip", data


BOMBS: tuple[Callable[[random.Random], tuple[str, bytes]], ...] = (
    laughs,
    deep_docx,
    large_docx,
    lying_zip,
    nested_zip,
    lambda rng: (".zip", zipped({"a.txt": b"0" * rng.randint(2_000_000, 30_000_000)})),
    lambda rng: (".zip", zipped({f"{n}.txt": b"" for n in range(rng.choice((40, 6_000)))}, zipfile.ZIP_STORED)),
    lambda rng: (
        ".zip",
        zipped({rng.choice(("../../a.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt", "a/../../b.txt")): PROSE.encode()}),
    ),
    lambda rng: (".jsonl.xz", lzma.compress(b" " * rng.randint(2_000_000, 40_000_000))),
    lambda rng: (".jsonl.gz", gzip.compress(b"\n" * rng.randint(2_000_000, 40_000_000))),
    lambda rng: (".jsonl", b"[" * rng.choice((100, 200_000)) + b"\n" + b'{"id":1,"text":' * 50_000),
    lambda rng: (".html", b"<div>" * rng.choice((300, 20_000, 200_000)) + PROSE.encode()),
    lambda rng: (".html", b"<p " + b"a=b " * rng.choice((1_000, 200_000)) + b">" + PROSE.encode()),
    lambda rng: (".html", b"<table><tr><td>" * rng.choice((50, 3_000)) + PROSE.encode()),
    lambda rng: (".pdf", small_pdf(b"q " * rng.randint(1_000_000, 20_000_000))),
    lambda rng: (".pdf", small_pdf(b"BT /F1 1 Tf " + b"1 0 Td (aaaaaaaa) Tj " * rng.choice((1_000, 60_000)) + b"ET")),
    lambda rng: (".pdf", small_pdf(b"", b"/Rotate 90/UserUnit 1e30/CropBox[0 0 1e38 1e38]")),
    lambda rng: (".txt", b"a" * rng.choice((5_000_000, 9_000_000))),
    lambda rng: (".md", ("一" * rng.choice((10_000, 1_500_000))).encode("utf-16-le")),
)


def link(rng: random.Random, folder: Path, name: str) -> None:
    target = rng.choice(
        (
            folder.parent / "outside.txt",
            folder / "nowhere",
            folder / name,
            folder,
            Path("/dev/zero"),
            Path("/dev/stdin"),
            folder / "neighbour.txt",
        )
    )
    (folder / (name + rng.choice((".txt", ".pdf", ".zip", "")))).symlink_to(target)


def special(rng: random.Random, folder: Path, name: str) -> None:
    place = folder / (name + rng.choice(SUFFIXES))
    kind = rng.randrange(3)
    if kind == 0:
        os.mkfifo(place)
    elif kind == 1:
        place.mkdir()
        (place / "inside.txt").write_text(PROSE, encoding="utf-8")
    else:
        with socket.socket(socket.AF_UNIX) as server:
            here = Path.cwd()
            os.chdir(folder)  # A socket's address is short; the folder of a test is not.
            try:
                server.bind(place.name)
            finally:
                os.chdir(here)


def empty(rng: random.Random, folder: Path, name: str) -> None:
    nothing = rng.choice(
        (
            b"",
            b" ",
            b"\n\n\n",
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b"\0" * 100,
            "　　\n".encode(),
            b"\r\n",
            b"---\n---\n",
            b"{}\n",
            b"<html></html>",
        )
    )
    (folder / (name + rng.choice(SUFFIXES))).write_bytes(nothing)


def duplicate(rng: random.Random, folder: Path, name: str) -> None:
    suffix, data = rng.choice(sorted(samples().items()))
    (folder / (name + suffix)).write_bytes(data)
    (folder / (name + "-again" + suffix)).write_bytes(data)


MAKERS: tuple[Maker, ...] = (encoded, noise, named, mutant, mutant, mutant, bomb, link, special, empty, duplicate)


@pytest.fixture
def bad_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "坏 文件"
    folder.mkdir()
    (tmp_path / "outside.txt").write_text(PROSE, encoding="utf-8")
    (folder / "neighbour.txt").write_text(PROSE, encoding="utf-8")
    (folder / "sources.csv").write_bytes(b"file,newspaper\n\xff\xfe\x00broken\n")
    for number in range(COUNT):
        rng = random.Random(number)
        MAKERS[number % len(MAKERS)](rng, folder, f"{number:05}")
    return folder


def outcomes(folder: Path) -> Iterator[tuple[Path, Loaded | Skipped]]:
    with Worker() as worker:
        for path in files([folder]):
            found = load_all(path, worker)
            assert found, path
            for one in found:
                yield path, one


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes and devices to put in the way")
@pytest.mark.timeout(max(300, COUNT * 4))
def test_every_bad_file_is_accounted_for(bad_folder: Path) -> None:
    accounted = set()
    for path, one in outcomes(bad_folder):
        accounted.add(os.fsencode(path.relative_to(bad_folder)))
        if isinstance(one, Skipped):
            assert HAN.search(one.reason), one
            assert one.reason.endswith("。"), one
            assert "\n" not in one.reason, one
        else:
            assert one.text.strip() or one.articles, path
            one.text.encode()
            one.source.name.encode()
            assert re.fullmatch(r"[0-9a-f]{64}", one.source.digest)
    there = {
        os.fsencode(path.relative_to(bad_folder))
        for path in bad_folder.rglob("*")
        if (path.is_symlink() or not path.is_dir()) and path.name != "sources.csv"
    }
    assert accounted == there
