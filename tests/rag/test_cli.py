"""The command line as a person and a program meet it: results, messages, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from index.library.lock import writer
from rag.cli import main

QUESTION = "2024年聊城招商引资到位资金是多少？"
PAGE = "本报讯（记者 王一）5月4日，云泽镇新建的养蜂场投产，年产蜂蜜37吨。\n\n云泽镇养蜂场投产\n"


@pytest.fixture
def run(settings, capsys, monkeypatch):
    """Runs a command over the shipped texts; gives (code, stdout, stderr)."""
    monkeypatch.setenv("LIAOCHENG_DATA", str(settings.data))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def apart(tmp_path, monkeypatch):
    """A library of its own, empty so far."""
    folder = tmp_path / "新 资料"
    monkeypatch.setenv("LIAOCHENG_DATA", str(folder))
    return folder


def rows(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines()]


def test_ask_answers_with_its_source(run):
    code, out, err = run("ask", QUESTION)
    assert code == 0 and err == ""
    assert out.startswith("到位资金511.6亿元，同比增长8.6%。[1]\n")
    assert "出处：\n[1] 张洁. 我市项目招引向“高”向“智”[N].（报名、出版日期、版次待补） 000_f7d0862b3d4eee1a.txt，原文第" in out


def test_a_place_bounds_search_and_ask(run, assistant):
    options = ("--place", "冠县", "--place", "莘县")
    (found,), (answer,) = rows(run("search", "项目", "--json", *options)[1]), rows(run("ask", QUESTION, "--json", *options)[1])
    assert found["docs"] == list(assistant.search("项目", places=("冠县", "莘县")).docs)
    assert answer["scope"]["articles"] == assistant.ask(QUESTION, places=("冠县", "莘县")).scope.articles


def test_ask_json_is_the_contract(run):
    code, out, _ = run("ask", QUESTION, "--json")
    (answer,) = rows(out)
    assert code == 0
    assert {
        *("schema", "id", "question", "standalone_question", "answer", "short", "refused", "citations", "figures"),
        *("conflicts", "suggestions", "notices", "mode", "model", "generation", "scope", "seconds"),
    } <= set(answer)
    assert set(answer["scope"]) >= {"articles", "since", "until"}
    assert set(answer["citations"][0]) >= {
        *("n", "source", "article_id", "title", "date", "quote", "start", "end", "verbatim", "reference"),
    }
    assert (answer["schema"], answer["mode"], answer["refused"]) == (1, "extractive", False)


def test_a_refusal_is_an_answer(run):
    code, out, _ = run("ask", "火星探测器什么时候着陆")
    assert code == 0 and "没有找到直接依据" in out and "最接近的段落：" in out


def test_search_prints_passages_and_json(run):
    code, out, _ = run("search", "大健康产业", "-k", "2")
    assert code == 0 and out.startswith("1. ") and "\n2. " in out
    (result,) = rows(run("search", "大健康产业", "-k", "2", "--json")[1])
    assert len(result["hits"]) == len(result["docs"]) == 2
    assert set(result["hits"][0]) == {
        *("source", "article_id", "title", "date", "passage_id", "text", "start", "end", "score"),
    }


def test_search_that_finds_nothing_says_so(run):
    assert run("search", "发展", "--source", "没有.txt")[:2] == (0, "没有找到。\n")


def test_a_batch_keeps_order_and_ids_and_goes_on_after_a_bad_line(run, tmp_path):
    lines = [
        json.dumps({"id": "a", "question": QUESTION, "ignored": 1}),
        "{not json",
        json.dumps(["no object"]),
        json.dumps({"id": 4, "question": ""}),
        json.dumps({"id": "e"}),
        json.dumps({"id": "f", "question": "那2023年上半年呢？", "history": [{"question": QUESTION, "answer": "x"}]}),
        json.dumps({"id": "g", "question": "甲", "history": "乙"}),
    ]
    batch = tmp_path / "批.jsonl"
    batch.write_bytes("\n".join(lines).encode() + b"\n\n\xff\xfe\n")
    code, out, err = run("ask", "--batch", str(batch), "--json")
    found = rows(out)
    assert code == 65 and "6行有问题" in err
    assert [row["id"] for row in found] == ["a", None, None, 4, "e", "f", "g", None]
    assert ["error" in row for row in found] == [False, True, True, True, True, False, True, True]
    assert "246亿元" in found[5]["answer"]


def test_a_search_batch_gives_one_object_a_line(run, tmp_path):
    batch = tmp_path / "批.jsonl"
    batch.write_text('{"id": 1, "query": "高铁"}\n{"id": 2, "query": "灵芝"}\n', encoding="utf-8")
    code, out, _ = run("search", "--batch", str(batch), "-k", "3", "--json")
    assert code == 0
    assert [(row["id"], len(row["docs"])) for row in rows(out)] == [(1, 3), (2, 3)]


def test_chat_keeps_asking_until_an_empty_line(run, monkeypatch):
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{QUESTION}\n？\n那2023年上半年呢？\n\n不问了\n"))
    code, out, err = run("ask", "--chat", "--json")
    answers = rows(out)
    assert code == 0 and "问题是空的" in err
    assert len(answers) == 2 and "246亿元" in answers[1]["answer"]


def test_articles_shows_the_splitting_and_indexes_nothing(run, apart, tmp_path):
    page = tmp_path / "页.txt"
    page.write_text(PAGE, encoding="utf-8")
    code, out, _ = run("articles", str(page))
    assert code == 0 and "云泽镇养蜂场投产" in out and "年产蜂蜜37吨" in out
    (article,) = rows(run("articles", str(page), "--json")[1])
    assert article["reporters"] == ["王一"] and article["source"] == "页.txt"
    assert not apart.exists()


def test_index_adds_keeps_removes_and_says_so(run, apart, tmp_path):
    page = tmp_path / "页.txt"
    page.write_text(PAGE, encoding="utf-8")
    assert run("index", str(page))[1].startswith("收录1份，未变0份；现有1篇文章")
    assert run("index", str(page))[1].startswith("收录0份，未变1份")
    assert rows(run("index", str(page), "--json")[1])[0]["unchanged"] == ["页.txt"]
    assert "页.txt：1篇" in run("index", "--status")[1]
    assert rows(run("index", "--status", "--json")[1])[0]["articles"] == 1
    code, out, _ = run("index", "--remove", "页.txt")
    assert code == 0 and "移出1份" in out


def test_without_paths_the_shipped_texts_are_indexed(run, apart):
    assert run("index")[1].startswith("收录5份")


def test_the_first_reading_command_builds_the_library_and_says_so(run, apart):
    code, out, err = run("ask", QUESTION)
    assert code == 0 and "511.6亿元" in out and "先收录随附的5份报纸" in err


def test_files_that_cannot_be_used_are_skipped_with_code_3(run, apart, tmp_path):
    (tmp_path / "好.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "空.txt").write_bytes(b"")
    (tmp_path / "乱.txt").write_bytes(bytes(range(256)) * 20)
    code, out, err = run("index", str(tmp_path / "好.txt"), str(tmp_path / "空.txt"), str(tmp_path / "乱.txt"))
    assert code == 3 and "跳过2份" in out
    assert "跳过 空.txt：" in err and "跳过 乱.txt：" in err
    assert run("articles", str(tmp_path / "空.txt"))[0] == 3


def one_sentence(text: str) -> bool:
    return text.count("\n") == 1 and len(text) > 10 and "Traceback" not in text


def test_bad_input_is_one_sentence_with_its_code(run, apart, tmp_path):
    (tmp_path / "空夹").mkdir()
    (tmp_path / "挡路").write_text("x")
    cases = [
        (("index", str(tmp_path / "没有")), 66),
        (("index", str(tmp_path / "空夹")), 66),
        (("index", "--remove", "没有.txt"), 66),
        (("index", "--status"), 66),
        (("ask", "问", "--data", str(tmp_path / "挡路")), 73),
        (("ask", "问", "--embedding", str(tmp_path / "没有模型")), 78),
        (("ask", "问", "--today", "昨天"), 78),
        (("serve", "--port", "x"), 78),
        (("ask", "--batch", str(tmp_path / "没有.jsonl")), 66),
        (("ask",), 2),
        (("search", "问", "--since", "去年"), 2),
    ]
    for arguments, expected in cases:
        code, out, err = run(*arguments)
        message = err.replace("还没有索引，先收录随附的5份报纸……\n", "")
        assert (code, out) == (expected, ""), arguments
        assert one_sentence(message), (arguments, err)


def test_a_second_writer_leaves_with_75_and_names_the_first(run, apart, tmp_path):
    page = tmp_path / "页.txt"
    page.write_text(PAGE, encoding="utf-8")
    assert run("index", str(page))[0] == 0
    with writer(apart):
        code, out, err = run("index", str(page), "--rebuild")
    assert (code, out) == (75, "") and one_sentence(err)


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["search", "甲", "-k", "x"], ["ask", "--unknown"]], ids=range(4))
def test_wrong_usage_is_said_in_chinese_with_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "用法不对" in capsys.readouterr().err


def test_help_is_chinese(capsys):
    with pytest.raises(SystemExit) as left:
        main(["ask", "--help"])
    out = capsys.readouterr().out
    assert left.value.code == 0 and out.startswith("用法：") and "选项" in out and "positional" not in out


def test_doctor_looks_at_every_part(run, settings):
    code, out, _ = run("doctor")
    assert code == 0
    for part in ("Python", "SQLite", "数据文件夹", "索引", "向量模型", "重排模型", "大模型"):
        assert f"✓ {part}：" in out
    assert [row["exit_code"] for row in rows(run("doctor", "--json")[1])] == [0] * 7


def test_doctor_names_what_is_broken(run, apart, tmp_path):
    (tmp_path / "挡路").write_text("x")
    code, out, _ = run("doctor", "--data", str(tmp_path / "挡路"), "--embedding", str(tmp_path / "没有"))
    assert code == 78 and "✗ 数据文件夹" in out and "✗ 向量模型" in out
    assert "索引：还没有" in run("doctor")[1]
    code, out, _ = run("doctor", "--model", "m", "--base-url", "http://127.0.0.1:9/v1")
    assert code == 69 and "✗ 大模型：m 连不上" in out


def test_a_cold_answer_loads_no_torch_and_no_langchain(settings):
    code = (
        "import sys; from rag.cli import main; main(['ask', '到位资金']); "
        "print([m for m in ('torch', 'sentence_transformers', 'langchain_core', 'streamlit') if m in sys.modules])"
    )
    environment = {"LIAOCHENG_DATA": str(settings.data), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_person_mends_how_a_page_was_split_and_takes_it_back(run, apart, tmp_path):
    page = tmp_path / "页.txt"
    page.write_text(PAGE, encoding="utf-8")
    run("index", str(page))
    assert run("correct", "页.txt", "--line", "1", "--set", "title=养蜂致富", "--set", "reporters=王一、李二")[0] == 0
    (found,) = rows(run("search", "养蜂场", "-k", "1", "--json")[1])
    assert found["hits"][0]["title"] == "养蜂致富"
    assert run("correct", "页.txt", "--mend", "37吨", "73吨")[0] == 0
    assert run("correct", "页.txt", "--page", "--set", "newspaper=试验日报")[0] == 0
    listed = run("correct", "页.txt", "--list")[1]
    assert "“37吨”改为“73吨”" in listed and "整版：{'newspaper': '试验日报'}" in listed
    assert "73吨" in run("ask", "养蜂场年产蜂蜜多少吨")[1]
    assert run("correct", "页.txt", "--undo", "2")[0] == 0
    assert "37吨" in run("ask", "养蜂场年产蜂蜜多少吨")[1]
    for arguments, expected in (
        (("--undo", "2"), 66),
        (("--line", "99", "--split"), 66),
        (("--merge",), 66),
        (("--move", "9"), 66),
        (("--set", "标题"), 2),
    ):
        code, out, err = run("correct", "页.txt", *arguments)
        assert (code, out) == (expected, "") and one_sentence(err), arguments
    assert rows(run("correct", "页.txt", "--keep", "--json")[1])[0]["unchanged"] == ["页.txt"]


def test_a_rebuild_without_paths_keeps_what_is_there(run, apart, tmp_path):
    page = tmp_path / "页.txt"
    page.write_text(PAGE, encoding="utf-8")
    run("index", str(page))
    assert "现有1篇文章" in run("index", "--rebuild")[1]
