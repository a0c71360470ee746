"""The ledger over two pages made for the purpose: filters, order, the table by place, where they disagree, its file forms."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from index.build import index
from index.errors import WriteError
from rag import Assistant, Settings
from rag.cli import main
from rag.statistics.sheets import as_csv, conflict_rows, figure_rows, write_xlsx

FIRST = (
    "本报讯（记者 王一）7月20日，记者从临清市统计局获悉，2024年上半年，临清市地区生产总值完成211.3亿元，同比增长5.2%。"
    "一般公共预算收入完成12.4亿元，同比增长3.1%。\n\n临清经济稳步向好\n"
)
SECOND = (
    "本报讯（记者 李二）7月25日，记者从莘县统计局获悉，2024年上半年，莘县地区生产总值完成180.6亿元，同比增长6.0%。"
    "2024年上半年，临清市地区生产总值完成213.1亿元。\n\n莘县交出半年答卷\n"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("台账")
    for name, text in (("甲报.txt", FIRST), ("乙报.txt", SECOND)):
        (folder / name).write_text(text, encoding="utf-8")
    settings = Settings(data=folder / "库")
    index([folder / "甲报.txt", folder / "乙报.txt"], settings.index)
    with Assistant.open(settings=settings) as assistant:
        yield assistant


def values(found) -> list[tuple]:
    return sorted((f.region, f.value) for f in found)


def test_filters_by_metric_with_its_other_names(library):
    assert values(library.figures(metric="GDP")) == [("临清市", "211.3"), ("临清市", "213.1"), ("莘县", "180.6")]


@pytest.mark.parametrize("region", ["莘县", "莘"])
def test_filters_by_region(library, region):
    assert values(library.figures(metric="GDP", region=region)) == [("莘县", "180.6")]


def test_a_region_has_its_parts_in_it(library):
    assert len(library.figures(metric="GDP", region="聊城市")) == 3


@pytest.mark.parametrize(("period", "count"), [("2024", 3), ("2024年上半年", 3), ("2023年", 0), ("2024年一季度", 0)])
def test_filters_by_period(library, period, count):
    assert len(library.figures(metric="GDP", period=period)) == count


def test_every_record_stands_in_its_article(library):
    for figure in library.figures():
        article = library.article(figure.article_id)
        assert article.text[figure.quote_start : figure.quote_end] == figure.quote
        assert figure.value in article.text[figure.start : figure.end]


def test_the_table_sets_places_side_by_side(library):
    table = library.ledger.table("一般公共预算收入")
    assert table.periods == ("2024年上半年",)
    assert table.rows == (("临清市", ("12.4亿元",)),)
    whole = dict(library.ledger.table("GDP").rows)
    assert whole["莘县"] == ("180.6亿元",) and whole["临清市"] == ("211.3亿元、213.1亿元",)


def test_a_share_is_not_beside_what_it_is_a_share_of(tmp_path):
    said = "2024年，临清市地区生产总值完成411.3亿元，服务业增加值占地区生产总值比重为45%。"
    text = f"本报讯（记者 王一）{said}\n\n临清经济稳步向好\n"
    (tmp_path / "丙报.txt").write_text(text, encoding="utf-8")
    settings = Settings(data=tmp_path / "库")
    index([tmp_path / "丙报.txt"], settings.index)
    with Assistant.open(settings=settings) as assistant:
        assert assistant.ledger.table("GDP").rows == (("临清市", ("411.3亿元",)),)
        assert assistant.ledger.table("服务业增加值占GDP比重").rows == (("临清市", ("45%",)),)


def test_two_papers_that_disagree_are_set_side_by_side(library):
    (conflict,) = [c for c in library.conflicts(metric="GDP") if c.verdict == "true-conflict"]
    assert {place.value for place in conflict.places} == {"211.3亿元", "213.1亿元"}
    assert {place.source for place in conflict.places} == {"甲报.txt", "乙报.txt"}


def test_csv_holds_every_record_and_no_formula(library):
    found = library.figures(metric="GDP")
    rows = list(csv.reader(io.StringIO(as_csv(figure_rows(found)))))
    assert rows[0][:4] == ["指标", "地区", "时期", "数值"]
    assert [row[3] for row in rows[1:]] == [figure.value for figure in found]
    assert as_csv([["=1+1", "+2", "-3", "1—2"]]) == "'=1+1,'+2,-3,1—2\n"


def test_excel_cells_are_text(library, tmp_path):
    path = tmp_path / "表.xlsx"
    write_xlsx([("数值",), ("1—2",), ("12.4",), ("=1+1",)], path)
    cells = [cell for (cell,) in load_workbook(path).active.iter_rows()]
    assert [cell.value for cell in cells] == ["数值", "1—2", "12.4", "=1+1"]
    assert {cell.data_type for cell in cells} == {"s"}


def test_an_excel_file_that_cannot_be_written_is_one_sentence(tmp_path):
    with pytest.raises(WriteError, match="写不了"):
        write_xlsx([("甲",)], tmp_path / "没有" / "表.xlsx")


def test_conflict_rows_name_the_verdict_in_chinese(library):
    rows = conflict_rows(library.conflicts(metric="GDP"))
    assert "说法不一" in {row[2] for row in rows[1:]}


def test_the_command_line_shows_them(library, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("LIAOCHENG_DATA", str(library.settings.data))
    assert main(["figures", "--metric", "GDP", "--region", "莘县"]) == 0
    assert "180.6" in capsys.readouterr().out
    assert main(["figures", "--metric", "GDP", "--csv"]) == 0
    assert capsys.readouterr().out.count("\n") == 4
    assert main(["figures", "--metric", "GDP", "--table"]) == 0
    assert "莘县" in capsys.readouterr().out
    assert main(["figures", "--xlsx", str(tmp_path / "a.xlsx")]) == 0
    assert "已写入" in capsys.readouterr().err
    assert main(["conflicts", "--metric", "GDP", "--limit", "1", "--json"]) == 0
    assert '"verdict": "true-conflict"' in capsys.readouterr().out
    assert main(["figures", "--metric", "没有这个"]) == 0
    assert capsys.readouterr().out == "没有找到。\n"
    assert main(["figures", "--table"]) == 2
    assert "--metric" in capsys.readouterr().err


def test_the_api_gives_them_a_page_at_a_time(library):
    from starlette.testclient import TestClient

    from rag.http.api import create_app

    with TestClient(create_app(lambda: library)) as client:
        first = client.get("/v1/figures", params={"metric": "GDP", "limit": 2}).json()
        rest = client.get("/v1/figures", params={"metric": "GDP", "limit": 2, "cursor": first["next"]}).json()
        assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
        assert [f["value"] for f in first["items"] + rest["items"]] == [f.value for f in library.figures(metric="GDP")]
        found = client.get("/v1/conflicts", params={"metric": "GDP"}).json()["items"]
        assert found[0]["verdict"] == "true-conflict"
        for query in ({"limit": 0}, {"cursor": "x"}, {"unknown": "1"}):
            assert client.get("/v1/figures", params=query).status_code == 422
