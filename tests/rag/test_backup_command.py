"""`liaocheng backup` and `restore`: conversations go along, the same ten passages come back, each error has its code."""

import json

from rag.cli import main
from rag.history import FILE, Conversations


def top(capsys):
    assert main(["search", "招商引资到位资金", "--json"]) == 0
    return json.loads(capsys.readouterr().out)["hits"]


def test_a_library_moves_to_another_folder(settings, tmp_path, monkeypatch, capsys):
    kept, target, new = settings.data / FILE, tmp_path / "备份.tar.gz", tmp_path / "新"
    had = kept.exists()
    reader = Conversations(settings.data, "读者")
    reader.begin("粮食产量")
    try:
        monkeypatch.setenv("LIAOCHENG_DATA", str(settings.data))
        before = top(capsys)
        assert main(["backup", str(target), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["generation"] == 1
        monkeypatch.setenv("LIAOCHENG_DATA", str(new))
        assert main(["restore", str(target)]) == 0
        assert "已恢复到" in capsys.readouterr().out
        assert (len(before), top(capsys)) == (10, before)
        assert Conversations(new, "读者").all() == reader.all() != []
        assert main(["restore", str(target)]) == 73
        assert "--force" in capsys.readouterr().err
        assert main(["restore", str(target), "--force"]) == 0
        assert main(["restore", str(tmp_path / "无.tar")]) == 66
        (tmp_path / "坏.tar").write_bytes(b"tar")
        assert main(["restore", str(tmp_path / "坏.tar"), "--force"]) == 65
    finally:
        if not had:
            for path in settings.data.glob(f"{FILE}*"):
                path.unlink()
