"""Of when a number is; every sentence is made up."""

from __future__ import annotations

import pytest

from index.article import Article
from index.figures import figures


def read(text: str) -> list[tuple[str, str | None]]:
    page = Article("a.txt", "1", text, "滨州市工作简报", date="2024-08-20", lines=((0, 1),))
    return [(figure.value, figure.period) for figure in figures(page)]


@pytest.mark.parametrize(
    ("text", "value", "period"),
    [
        ("预计到2030年，全市产业从业人数将从今年的34.5万人增至46万人。", "46", "2030年"),
        ("王庄村2018年由两村合并而来，现有农户485户。", "485", "2024年8月"),
        ("中心2010年启动建设，可容纳研发人员800名。", "800", "2024年8月"),
        ("全市7月超额完成减产任务，当月钢材产量为940万吨。", "940", "2024年7月"),
        ("2005年至2022年，全市人口每年增长80万人。", "80", "2005—2022年"),
        ("市公安局16日通报，全市破获案件62起。", "62", "2024年8月"),
    ],
)
def test_the_time_that_governs(text: str, value: str, period: str) -> None:
    assert dict(read(text))[value] == period
