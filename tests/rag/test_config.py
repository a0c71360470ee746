"""Settings: flags over environment over file over defaults, and errors that name the nearest known setting."""

from datetime import date
from pathlib import Path

import pytest

from rag.config import Settings, default_data, read_settings
from rag.errors import SettingsError


def test_flags_beat_environment_beat_file_beat_defaults(tmp_path):
    (tmp_path / "liaocheng.toml").write_text('port = 1001\nhost = "0.0.0.0"\nmodel = "甲"\n', encoding="utf-8")
    environment = {"LIAOCHENG_PORT": "1002", "LIAOCHENG_HOST": "", "LIAOCHENG_MODEL": "乙", "PATH": "/bin"}
    settings = read_settings({"port": "1003", "model": None}, environment, tmp_path)
    assert (settings.port, settings.host, settings.model) == (1003, "0.0.0.0", "乙")
    assert settings.data == default_data()
    assert settings.passage_size == 300


def test_values_are_converted(tmp_path):
    given = {"data": "~/库", "today": "2025-12-31", "model_timeout": "2.5"}
    settings = read_settings(given, {}, tmp_path)
    assert settings.data == Path("~/库").expanduser()
    assert settings.today == date(2025, 12, 31)
    assert settings.model_timeout == 2.5
    assert settings.index.folder == settings.data


def test_how_a_model_runs_reaches_the_index(tmp_path):
    settings = read_settings({}, {"LIAOCHENG_BATCH_SIZE": "64", "LIAOCHENG_DEVICE": "cpu", "LIAOCHENG_BACKEND": "ONNX"}, tmp_path)
    assert (settings.index.batch_size, settings.index.device, settings.index.backend) == (64, "cpu", "onnx")
    for name, value in (("BATCH_SIZE", "0"), ("BACKEND", "tensorflow")):
        with pytest.raises(SettingsError, match=name.lower()):
            read_settings({}, {f"LIAOCHENG_{name}": value}, tmp_path)


def test_dates_of_the_file_are_taken_as_they_are(tmp_path):
    (tmp_path / "liaocheng.toml").write_text("today = 2025-01-02\n", encoding="utf-8")
    assert read_settings({}, {}, tmp_path).today == date(2025, 1, 2)


BAD = [
    ({}, {"LIAOCHENG_PROT": "1"}, "", "是不是想写 port"),
    ({}, {}, "embeding = 'x'", "是不是想写 embedding"),
    ({}, {}, "zzzzzz = 1", "可用的设置有"),
    ({"port": "0"}, {}, "", "要在1到65535之间"),
    ({"port": "八"}, {}, "", "port"),
    ({"today": "明天"}, {}, "", "2025-12-03 这样"),
    ({"model_timeout": "-1"}, {}, "", "3600"),
    ({}, {}, "port = = 1", "读不懂"),
]


@pytest.mark.parametrize(("flags", "environment", "file", "says"), BAD, ids=[b[3] for b in BAD])
def test_a_bad_setting_is_one_sentence(tmp_path, flags, environment, file, says):
    if file:
        (tmp_path / "liaocheng.toml").write_text(file, encoding="utf-8")
    with pytest.raises(SettingsError, match=says) as caught:
        read_settings(flags, environment, tmp_path)
    assert caught.value.exit_code == 78


def test_the_key_comes_from_the_setting_or_its_file_and_is_never_shown(tmp_path):
    file = tmp_path / "key"
    file.write_text(" geheim-2 \n", encoding="utf-8")
    assert Settings(data=tmp_path, api_key="geheim-1", api_key_file=file).key() == "geheim-1"
    assert Settings(data=tmp_path, api_key_file=file).key() == "geheim-2"
    assert Settings(data=tmp_path).key() == ""
    assert "geheim" not in repr(Settings(data=tmp_path, api_key="geheim-1"))
    with pytest.raises(SettingsError, match="api_key_file"):
        Settings(data=tmp_path, api_key_file=tmp_path / "none").key()
