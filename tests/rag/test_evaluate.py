"""Answers scored on a gold file: each figure against answers made for it, and the command over the shipped texts."""

import json

import pytest

from rag.answer import Answer, Citation, Scope
from rag.cli import main
from rag.evaluate import evaluate, score

QUOTE = "到位资金511.6亿元，同比增长8.6%"
GOLD = {
    "question": "到位资金多少？",
    "category": "figure",
    "must_include": ["511.6亿"],
    "evidence": [{"quote": QUOTE}],
    "answerable": True,
    "seed": "000",
}


def answer(text, *quotes, refused=False):
    """An answer with one citation for each (source, quote)."""
    citations = tuple(Citation(n, source, "a", "", None, quote, 0, 1, "") for n, (source, quote) in enumerate(quotes, 1))
    return Answer("", "", text, None, refused, citations, (), (), "extractive", 1, Scope(1), 0.0)


@pytest.mark.parametrize(
    ("gold", "given", "expected"),  # expected: complete, cited, cited_any
    [
        ({}, answer("５１１．６亿元[1]。", ("夹/000.txt", f"全年{QUOTE}。")), (True, True, True)),
        ({}, answer("511.6亿元。", ("000.txt", QUOTE)), (True, False, False)),  # cited, but not in the text
        ({}, answer("511.6亿元[1]。", ("001.txt", QUOTE)), (True, False, True)),  # another article says the same
        ({}, answer("1511.6亿元[1]。", ("000.txt", "到位资金")), (False, False, False)),  # a piece of another number
        ({}, answer("很多[1]。", ("000.txt", QUOTE + "长" * 400)), (False, False, False)),  # too long a quotation
        ({}, answer("长" * 200 + "511.6亿"), (False, False, False)),
        ({"category": "why"}, answer("长" * 200 + "511.6亿"), (True, False, False)),
        ({"must_include": ["5", "6", "7"]}, answer("长" * 200 + "5、6、7"), (True, False, False)),
        ({"must_include": ["5"]}, answer("5.2"), (False, False, False)),
        ({"must_include": ["5"]}, answer("[5]"), (False, False, False)),
        ({}, answer("511.6亿", refused=True), (False, False, False)),
        (
            {"evidence": [{"quote": QUOTE}, {"quote": "另有246亿元到位", "seed": "004"}]},
            answer("511.6亿[1]", ("000.txt", QUOTE)),
            (True, False, True),
        ),
        (
            {"evidence": [{"quote": QUOTE}, {"quote": "另有246亿元到位", "seed": "004"}]},
            answer("511.6亿[1][2]", ("000.txt", QUOTE), ("004.txt", "有246亿元到")),
            (True, True, True),
        ),
        ({}, answer("511.6亿[7]", *[("000.txt", "无关")] * 6, ("000.txt", QUOTE)), (True, True, True)),  # six that are used
    ],
)
def test_what_one_answer_is_worth(gold, given, expected):
    found = score(GOLD | gold, given)
    assert (found.complete, found.cited, found.cited_any) == expected


def test_the_figures_of_all_and_of_each_category():
    given = {
        "一": answer("511.6亿[1]", ("000.txt", QUOTE)),
        "二": answer("没有 查到", refused=True),
        "三": answer("没有", refused=True),
        "四": answer("有"),
    }
    gold = [GOLD | {"question": "一"}, GOLD | {"question": "二", "category": "why"}]
    gold += [{"question": name, "category": "none", "answerable": False} for name in "三四"]
    found = evaluate(gold, given.__getitem__)
    assert found["all"] == {
        "answerable": 2,
        "complete": 0.5,
        "cited": 0.5,
        "cited_any": 0.5,
        "wrong_refusal": 0.5,
        "unanswerable": 2,
        "right_refusal": 0.5,
    }
    assert found["median_length"] == (9 + 4) / 2
    assert list(found["by_category"]) == ["figure", "none", "why"]
    assert (found["by_category"]["none"]["complete"], found["by_category"]["none"]["right_refusal"]) == (None, 0.5)


def test_the_command_scores_the_library(settings, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LIAOCHENG_DATA", str(settings.data))
    rows = [
        GOLD | {"question": "2024年聊城招商引资到位资金是多少？"},
        {"question": "火星基地何时竣工？", "category": "none", "answerable": False},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    assert main(["evaluate", str(path)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["all"]["complete"], found["all"]["cited"], found["all"]["right_refusal"]) == (1, 1, 1, 1)


@pytest.mark.parametrize(("text", "code"), [(None, 66), ("{", 65), ('{"question": "问"}', 65), ("[]", 65)])
def test_a_bad_gold_file_is_said(tmp_path, capsys, text, code):
    path = tmp_path / "gold.jsonl"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert main(["evaluate", str(path)]) == code
    assert "gold.jsonl" in capsys.readouterr().err
