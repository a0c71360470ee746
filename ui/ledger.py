"""数据台账: the statistics of the articles in a table and a chart, each linked to its sentence, and where sources disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from rag import Assistant, Citation
from rag.compose import cite
from rag.statistics import sheets
from rag.statistics.ledger import WHOLE
from rag.statistics.series import Point, Series, disputed, key, series
from rag.statistics.sizes import shown
from ui import show

if TYPE_CHECKING:
    from index.figure import Figure
    from rag.statistics.compare import Conflict

MOST = 2000  # rows shown; the files have all
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HIDDEN = ("原文",)
FIRST = ("指标", "数值", "单位", "说法", "时期", "地区")  # what a narrow screen shows
WIDTHS = {"说法": 90, "时期": 210, "变化": 130, "日期": 110}  # pixels, where the first rows would say too little
OVER_TIME, BY_PLACE = "按时间", "按地区"
CONFLICTS = 20


def draw(library: Assistant) -> None:
    """Filters, table, chart, conflicts."""
    st.caption("从报道里逐条抄出的数。点表里的一行，或图上的一点，看原话和出处。")
    with st.form("filters", border=False):
        columns = st.columns(3)
        filters = (
            columns[0].text_input("指标", placeholder="如：高新技术企业"),
            columns[1].text_input("地区", placeholder="如：冠县"),
            columns[2].text_input("时间", placeholder="如：2023年上半年"),
        )
        st.form_submit_button("查看", type="primary")
    wanted = [value.strip() or None for value in filters]
    if not any(wanted) and library.scope().articles > WHOLE:
        st.text("资料较多：请先填指标、地区、时间中的一项，再点“查看”。")
        return
    found = library.figures(*wanted)
    if not found:
        st.text("没有符合条件的数：请换个说法，或少填一项。")
        return
    against = library.conflicts(*wanted)
    _table(library, found, against)
    _chart(library, series(found, library.settings.metrics))
    _conflicts(library, [one for one in against if one.verdict == "true-conflict"])


def _table(library: Assistant, found: Sequence[Figure], against: Sequence[Conflict]) -> None:
    """The table with its downloads, and the sentence of the row that was picked."""
    doubt = disputed(against)
    rows = sheets.figure_rows(found)
    st.caption(f"共{len(found)}条" + (f"，表里列出前{MOST}条" if len(found) > MOST else "") + "。")
    event: Any = st.dataframe(
        table(rows, ["说法不一" if key(one) in doubt else "" for one in found]),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="figures",
        height=min(380, 40 + 35 * len(found)),
        column_config={name: st.column_config.Column(width=width) for name, width in WIDTHS.items()},
    )
    with st.container(horizontal=True):
        data = ("\ufeff" + sheets.as_csv(rows)).encode()
        st.download_button("下载CSV", data, file_name="数据台账.csv", mime="text/csv", on_click="ignore")
        st.download_button("下载Excel", sheets.as_xlsx(rows), file_name="数据台账.xlsx", mime=SHEET, on_click="ignore")
    picked = [found[at] for at in event.selection.rows if at < len(found)]
    _sentences(library, picked, "figure")


def table(rows: sheets.Rows, doubt: Sequence[str]) -> dict[str, list[str]]:
    """The columns of the table, the quotation and empty ones left out, with one that marks what is disputed."""
    shown_rows = rows[1 : MOST + 1]
    columns = {name: [row[at] for row in shown_rows] for at, name in enumerate(rows[0]) if name not in HIDDEN}
    columns = {name: cells for name, cells in columns.items() if any(cells)}
    columns |= {"说法": list(doubt[:MOST])} if any(doubt) else {}
    return {name: columns[name] for name in (*FIRST, *columns) if name in columns}


def _sentences(library: Assistant, figures: Sequence[Figure], name: str) -> None:
    """The sentences of figures, each with its reference."""
    cards = []
    for figure in figures:
        article = library.article(figure.article_id)
        cited = [cite(1, article, figure.quote_start, figure.quote_end)] if article else []
        words = " · ".join(part for part in (figure.metric, figure.region, figure.period, shown(figure)) if part)
        cards.append(
            {"label": "原话", "tone": "good", "text": [(words, False)], "citations": cited, "marks": [figure.value + figure.unit]}
        )
    if cards:
        show.cards(cards, library, name)


def _chart(library: Assistant, drawn: Sequence[Series]) -> None:
    """One metric over time or by place, and the sentence of the point that was picked."""
    if not drawn:
        return
    st.header("图", anchor=False)
    left, right = st.columns([3, 1])
    at = left.selectbox(
        "画哪个指标", range(len(drawn)), format_func=lambda n: f"{drawn[n].metric}（{drawn[n].unit or '无单位'}）"
    )
    way = right.selectbox("怎么画", [OVER_TIME, BY_PLACE])
    chosen = drawn[at or 0]
    event: Any = st.vega_lite_chart(
        chart(chosen, way or OVER_TIME), on_select="rerun", key=f"chart-{chosen.metric}-{chosen.unit}-{way}"
    )
    numbers = [int(row["序"]) for row in event.selection.get("pick", ()) if "序" in row]
    _sentences(library, [chosen.points[n].figure for n in numbers if n < len(chosen.points)][:5], "point")


def chart(drawn: Series, way: str) -> dict[str, Any]:
    """The chart of a series in the grammar of Vega-Lite; a point tells its number in the series when it is picked."""
    title = f"{drawn.metric}（{drawn.unit}）" if drawn.unit else drawn.metric
    name = {"type": "nominal", "legend": {"orient": "bottom", "columns": 3, "title": None}}
    near = {"nearest": way == OVER_TIME}  # A click beside a point means that point.
    pick = [{"name": "pick", "select": {"type": "point", "fields": ["序"], "on": "click", "clear": "dblclick", **near}}]
    tips = [{"field": field, "type": "nominal"} for field in ("地区", "时期", "数值", "出处")]
    size = {"field": "值", "type": "quantitative", "title": title}
    quiet = {"axis": {"aria": False}, "legend": {"aria": False}}  # Vega describes them in English.
    values = [point(n, one) for n, one in enumerate(drawn.points)]
    made: dict[str, Any] = {"data": {"values": values}, "description": f"{title}，{way}", "config": quiet}
    if way == BY_PLACE:
        place = {"field": "地区", "type": "nominal", "title": None, "axis": {"labelLimit": 120}}
        bars = {"y": place, "x": {**size, "stack": None}, "yOffset": {"field": "时期"}, "color": {"field": "时期", **name}}
        return made | {"mark": {"type": "bar", "cursor": "pointer"}, "params": pick, "encoding": bars | {"tooltip": tips}}
    when = {"field": "日", "type": "temporal", "title": None, "axis": {"format": "%Y-%m", "labelOverlap": True}}
    where = {"x": when, "y": {**size, "scale": {"zero": False}}, "color": {"field": "地区", **name}}
    line = {"mark": {"type": "line", "opacity": 0.5}, "encoding": where}
    mark = {"type": "point", "filled": True, "size": 110, "cursor": "pointer"}
    return made | {"height": 320, "layer": [line, {"mark": mark, "params": pick, "encoding": where | {"tooltip": tips}}]}


def point(number: int, one: Point) -> dict[str, Any]:
    """A point as the chart takes it."""
    told = {"地区": one.region, "时期": one.period, "数值": shown(one.figure), "出处": one.figure.title}
    return {"序": number, "日": one.day, "值": one.value, **told}


def _conflicts(library: Assistant, found: Sequence[Conflict]) -> None:
    """Where two sources say different things, both shown."""
    if not found:
        return
    st.header(f"说法不一（{len(found)}处）", anchor=False)
    cards = []
    for one in found[:CONFLICTS]:
        cited: list[Citation] = []
        for place in one.places:
            article = library.article(place.article_id)
            cited += [cite(len(cited) + 1, article, place.start, place.end)] if article else []
        words = " · ".join(part for part in (one.metric, one.region) if part)
        values = [place.value for place in one.places]
        cards.append(
            {
                "label": "说法不一",
                "tone": "bad",
                "text": [(words, False)],
                "notes": [one.explanation],
                "citations": cited,
                "marks": values,
            }
        )
    show.cards(cards, library, "conflicts")
