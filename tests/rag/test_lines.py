"""The sentences of an article with their paragraph, times and places."""

from index.article import Article
from rag.lines import read

TEXT = "小标题\n2024年，冠县产梨12万吨。莘县种瓜。\n今年3月，聊城开会。"


def test_lines():
    reading = read(Article(source="p", article_id="p-1", text=TEXT, title="两县农事", date="2025-04-01"))
    assert [TEXT[line.start : line.end] for line in reading.lines] == [
        "小标题",
        "2024年，冠县产梨12万吨。",
        "莘县种瓜。",
        "今年3月，聊城开会。",
    ]
    assert [(line.paragraph, line.first, line.heading) for line in reading.lines] == [
        (0, True, True),
        (1, True, False),
        (1, False, False),
        (2, True, False),
    ]
    assert [line.periods[0].since if line.periods else None for line in reading.lines] == [
        None,
        "2024-01-01",
        "2024-01-01",
        "2025-03-01",
    ]
    assert [line.inherited for line in reading.lines] == [True, False, True, False]
    assert [[place.name for place in line.places] for line in reading.lines[1:3]] == [["冠县"], ["莘县"]]
    assert reading.paragraphs[1] == "2024年,冠县产梨12万吨。莘县种瓜。"
    assert "两县农事" in reading.headline


def test_a_name_in_short_means_the_full_one():
    text = "市里印发《水渠管护办法（2024—2028年）》（以下简称《办法》）。据了解，《办法》已施行。别的照旧。"
    lines = read(Article(source="p.txt", article_id="p-02", text=text, title="", date="2025-02-19")).lines
    assert ["水渠管护办法" in line.meant for line in lines] == [True, True, False]
