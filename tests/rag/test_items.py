"""Lists as articles set them out."""

import pytest

from index.article import Article
from rag.items import asked_number, items, joined
from rag.lines import read

NUMBERED = "全县实施“三大行动”。一是修路行动。年内修路30公里。二是增绿行动。三是净水行动。"
COUNTED = "重点领域。全县聚焦3个重点领域，培育新优势。做强做大鸭梨产业，建设基地。做优做精灵芝产业，延伸链条。发展壮大轴承产业。"
LEADS = "此次观摩呈现出新趋势———\n特色更加鲜明。乡镇有主业。\n链条越拉越长。企业抱团。\n绿色深入人心。全县减排。\n一路走来。"
HEADINGS = (
    "会上讲了三个故事。\n故事一：一颗梨的旅行\n梨去了欧洲。\n故事二：一座桥的新生\n桥通了。\n故事三：一位老师的坚守\n他留下了。"
)

CASES = [
    ("numbered", NUMBERED, "全县实施", "三大行动是哪些", ["一是修路行动", "二是增绿行动", "三是净水行动"]),
    (
        "counted",
        COUNTED,
        "全县聚焦",
        "重点领域有哪些",
        ["做强做大鸭梨产业，建设基地", "做优做精灵芝产业，延伸链条", "发展壮大轴承产业"],
    ),
    ("paragraphs", LEADS, "此次观摩", "新趋势有哪几条", ["特色更加鲜明", "链条越拉越长", "绿色深入人心"]),
    (
        "headings",
        HEADINGS,
        "会上讲了",
        "三个故事分别是什么",
        ["故事一：一颗梨的旅行", "故事二：一座桥的新生", "故事三：一位老师的坚守"],
    ),
    ("headings of something else", HEADINGS, "桥通了", "桥通了吗", []),
    ("another number", COUNTED, "全县聚焦", "八大产业有哪些", []),
]


@pytest.mark.parametrize(("text", "anchor", "question", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_items(text, anchor, question, expected):
    reading = read(Article(source="p", article_id="p-1", text=text))
    line = next(line for line in reading.lines if line.text.startswith(anchor))
    assert joined(items(reading, text, line, question), text) == expected


@pytest.mark.parametrize(("text", "count"), [("五个故事", 5), ("六大机制", 6), ("两个地方", None), ("有哪些", None)])
def test_asked_number(text, count):
    assert asked_number(text) == count
