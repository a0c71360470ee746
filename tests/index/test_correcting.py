"""Corrections of a page in a library: published, kept through every later run, taken back, waiting when the file has changed."""

import sqlite3
from contextlib import closing

import pytest

from index import build
from index.config import IndexConfig
from index.corrections import Correction, Corrections
from index.errors import InputError, MismatchError
from index.snapshot import Snapshot

PAGE = "本报讯（记者 王一）5月4日，云泽镇的养蜂场投产。\n年产蜂蜜37吨。\n养蜂场带动就业。\n\n云泽镇养蜂场投产\n"


def texts(config):
    with Snapshot.open(config.folder) as snapshot:
        return [(a.article_id, a.title, a.text) for _, a in snapshot.iter_articles()]


def test_corrections_are_published_survive_and_are_taken_back(tmp_path):
    config = IndexConfig(tmp_path / "库")
    page = tmp_path / "页.txt"
    page.write_text(PAGE, encoding="utf-8")
    build.index([page], config)
    before = texts(config)
    assert build.correct(config, "页.txt", Correction(0, "", "", "set", 1, fields=(("title", "新题"),))).indexed == ("页.txt",)
    build.correct(config, "页.txt", Correction(0, "", "", "mend", 2, old="37吨", new="73吨"))
    assert [(title, "73吨" in text) for _, title, text in texts(config)] == [("新题", True)]
    corrected = texts(config)
    assert build.index([page], config).unchanged == ("页.txt",)
    build.index([page], config, rebuild=True)
    assert texts(config) == corrected
    build.undo(config, 2)
    build.undo(config, 1)
    assert texts(config) == before


def test_a_correction_that_does_not_fit_is_not_kept(tmp_path):
    config = IndexConfig(tmp_path / "库")
    page = tmp_path / "页.txt"
    page.write_text(PAGE, encoding="utf-8")
    build.index([page], config)
    with pytest.raises(InputError, match="第99行"):
        build.correct(config, "页.txt", Correction(0, "", "", "split", 99))
    assert Corrections(config.folder).of("页.txt") == []
    with pytest.raises(InputError, match="没有“别的"):
        build.correct(config, "别的.txt", Correction(0, "", "", "split", 2))
    with pytest.raises(InputError, match="没有第7条"):
        build.undo(config, 7)


def test_corrections_of_a_changed_file_wait_until_they_are_carried_over(tmp_path):
    config = IndexConfig(tmp_path / "库")
    page = tmp_path / "页.txt"
    page.write_text(PAGE, encoding="utf-8")
    build.index([page], config)
    build.correct(config, "页.txt", Correction(0, "", "", "mend", 2, old="37吨", new="73吨"))
    page.write_text(PAGE.replace("带动就业", "带动八十人就业"), encoding="utf-8")
    report = build.index([page], config)
    assert any("第1条修正没有用上" in note for note in report.notes)
    assert "37吨" in texts(config)[0][2]
    build.carry_over(config, "页.txt")
    assert "73吨" in texts(config)[0][2] and "八十人" in texts(config)[0][2]


def test_a_library_of_another_format_is_not_emptied_by_a_rebuild_without_files(tmp_path):
    config = IndexConfig(tmp_path / "库")
    page = tmp_path / "页.txt"
    page.write_text(PAGE, encoding="utf-8")
    build.index([page], config)
    with closing(sqlite3.connect(config.folder / "catalog.db")) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(MismatchError, match="加原来的文件"):
        build.index([], config, rebuild=True)
    assert build.index([page], config, rebuild=True).articles == 1
