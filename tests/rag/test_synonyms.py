"""The tables of words that mean the same."""

import pytest

from rag.errors import SettingsError
from rag.synonyms import read_synonyms


def test_a_user_extends_the_synonyms(tmp_path):
    table = tmp_path / "同义词.txt"
    table.write_text("# 本单位\n三办 考核办 督查办\n高企 高技企业\n~ 头头 负责人\n", encoding="utf-8")
    synonyms, loose = read_synonyms(table)
    assert synonyms["三办"] == ("三办", "考核办", "督查办")
    assert {"高新技术企业", "高技企业"} <= set(synonyms["高企"])
    assert loose["头头"] == ("负责人",)
    assert "负责人" not in synonyms.get("头头", ())


def test_synonyms_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(SettingsError, match="synonyms"):
        read_synonyms(tmp_path / "没有.txt")
