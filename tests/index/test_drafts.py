"""Units to drafts, and the unsigned parts of a page to their articles."""

import pytest

from index.newsprint.drafts import Draft, draw, is_caption
from index.newsprint.headline import pairs
from index.newsprint.layout import units
from index.newsprint.leads import inside_title, settle_boxes, settle_leads, settle_strays, standing
from index.restore import read_lines


def drafts(*parts: str) -> list[Draft]:
    return draw(units(read_lines("\n\n".join(parts)))).drafts


FERRY = "清早，老渡口迎来新渡船，渡船一次载客一百二十人，两岸居民乘渡船过江只要十分钟，上班上学不用再绕远路，赶集也方便多了。"
BOOKS = "入夏以来，图书馆延长夜间开放时间，读者下班以后也能借书，图书馆新招馆员十二名，空调照明和治安巡逻都已经跟上。"


@pytest.mark.parametrize(
    ("parts", "signatures"),
    [
        pytest.param(["□记者 周岚 报道", FERRY, "□记者 陶然 报道", BOOKS], [("周岚",), ("陶然",)], id="above"),
        pytest.param([FERRY, "（记者 周岚）", "图书馆夜间开放", BOOKS, "（记者 陶然）"], [("周岚",), ("陶然",)], id="below"),
        pytest.param([f"本报讯（记者 周岚）{FERRY}", f"本报讯（记者 陶然）{BOOKS}"], [("周岚",), ("陶然",)], id="inside"),
        pytest.param([f"{FERRY}（记者 周岚）", f"{BOOKS}（记者 陶然）"], [("周岚",), ("陶然",)], id="at-the-end"),
        pytest.param(["□ 本报记者 周岚", "本报通讯员 许诺", FERRY, BOOKS], [("周岚",)], id="two-lines"),
    ],
)
def test_by_lines_part_a_page(parts: list[str], signatures: list[tuple[str, ...]]) -> None:
    assert [d.byline.reporters for d in drafts(*parts)] == signatures


def test_blocks_between_drafts_stand_in_gaps() -> None:
    sheet = draw(
        units(
            read_lines(
                "\n\n".join(
                    ["要闻", f"本报讯（记者 周岚）{FERRY}", "新渡船开航", f"本报讯（记者 陶然）{BOOKS}", "图书馆夜间开放"]
                )
            )
        )
    )
    assert [[b.text for b in gap] for gap in sheet.gaps] == [["要闻"], ["新渡船开航"], ["图书馆夜间开放"]]


def test_a_text_that_a_box_parts_is_made_whole() -> None:
    parts = ["本报记者 陶然", BOOKS, "数说", "到馆读者八万人次，全年借出图书21万册。", "夜读正当时", BOOKS]
    sheet = draw(units(read_lines("\n\n".join(parts))))
    settle_boxes(sheet)
    assert [(len(d.units), d.kind) for d in sheet.drafts] == [(2, None), (1, "figures")]
    assert [h.text for _, h in sheet.drafts[0].heads] == ["夜读正当时"]


def test_an_unsigned_lead_joins_the_article_that_speaks_of_it() -> None:
    lead = "老渡口和新渡船，是两岸居民过江的依靠。"
    found = drafts(f"本报讯（记者 周岚）{FERRY}", f"本报讯（记者 陶然）{BOOKS}（完）")
    found.append(Draft(units(read_lines(lead))))
    assert settle_leads(found, [True, True, False]) == [0, 1]
    assert found[0].units[0].text == lead


def test_the_end_of_a_text_that_speaks_of_another_is_cut_off() -> None:
    parts = [
        f"本报讯（记者 周岚）{FERRY}",
        f"本报讯（记者 陶然）{BOOKS}",
        "图书馆夜间开放",
        "渡口迎来渡船，两岸居民乘渡船过江，渡船一次载客多少人？",
    ]
    sheet = draw(units(read_lines("\n\n".join(parts))))
    settle_strays(sheet)
    assert [len(d.units) for d in sheet.drafts] == [1, 1, 1]
    assert [b.text for b in sheet.gaps[2]] == ["图书馆夜间开放"]


def test_a_headline_inside_is_found_and_sections_stay() -> None:
    parts = ["本报记者 周岚", FERRY, "新渡船\n老渡口「过江」", FERRY, "码头换新颜", FERRY, "航班更准点", FERRY]
    (draft,) = drafts(*parts)
    title = inside_title(draft, pairs(draft.text))
    assert [b.text for b in title] == ["新渡船老渡口「过江」"]
    assert [h.text for _, h in standing(draft, title)] == ["码头换新颜", "航班更准点"]


@pytest.mark.parametrize(
    ("text", "caption"), [("5月7日，工人在检修渡船。", True), ("图为新渡船。", True), ("渡口的故事很长。", False)]
)
def test_captions(text: str, caption: bool) -> None:
    assert is_caption(Draft(units(read_lines(text)))) is caption
