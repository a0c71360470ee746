"""Newspaper pages printed to PDF come back article by article; pages without text say why."""

import io
import random
import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pytest

from index.errors import DataError
from index.files.pdf import NEEDS_FONT, NEEDS_OCR, NEEDS_PASSWORD, pdf

pytest.importorskip("reportlab", reason="reportlab, which prints the pages, is not installed")
FONT = "STSong-Light"
SEEDS = Path(__file__).parents[2] / "seeds"
SENTENCES = re.findall(
    r"[\u4e00-\u9fff][\u4e00-\u9fff0-9，、：；“”《》（）.%]{12,80}[。！？]",
    "".join("".join(path.read_text(encoding="utf-8").split()) for path in sorted(SEEDS.glob("*.txt"))),
)


@dataclass
class Sheet:
    """A page under print; `articles` is what a reader reads on it, without white space."""

    rng: random.Random
    width: float = 1000
    height: float = 1400
    drawn: list[tuple[float, float, str, float]] = field(default_factory=list)
    rules: list[tuple[float, float, float]] = field(default_factory=list)
    articles: list[str] = field(default_factory=list)

    def sentences(self, length):
        text = ""
        while len(text) < length:
            text += self.rng.choice(SENTENCES)
        return text

    def line(self, x, y, text, size):
        self.drawn.append((x, y, text, size))

    def article(self, x, y, columns, length, *, title=12, size=10, title_size=26, wide=220, gutter=16, byline=""):
        """Set an article in columns below its headline; returns where its foot is."""
        headline, body = self.sentences(title)[:title], [self.sentences(90) for _ in range(max(1, length // 90))]
        middle = x + (columns * wide + (columns - 1) * gutter) / 2
        self.line(middle - width(headline, title_size) / 2, y + title_size, headline, title_size)
        y += title_size * 1.5
        if byline:
            self.line(middle - width(byline, size) / 2, y + size, byline, size)
            y += size * 2.2
        rows = [row for paragraph in body for row in wrapped("　　" + paragraph, int(wide // size))]
        deep = -(-len(rows) // columns)
        for place, row in enumerate(rows):
            column, depth = divmod(place, deep)
            indent = size * (len(row) - len(row.lstrip("　")))
            self.line(x + column * (wide + gutter) + indent, y + (depth + 1) * size * 1.4, row.lstrip("　"), size)
        self.articles.append(headline + byline + "".join(body))
        return y + deep * size * 1.4

    def print(self, *, shuffled=False, singly=False, bold=False, rotate=0, password=None):
        from reportlab.lib.pdfencrypt import StandardEncryption
        from reportlab.pdfgen import canvas

        out = io.BytesIO()
        secret = StandardEncryption(password, canPrint=0) if password else None
        paper = canvas.Canvas(out, pagesize=(self.width, self.height), encrypt=secret)
        pieces = [
            (x + width(text[:place], size), y, char, size) for x, y, text, size in self.drawn for place, char in enumerate(text)
        ]
        pieces = pieces if singly else list(self.drawn)
        if shuffled:
            self.rng.shuffle(pieces)
        if rotate:
            paper.setPageRotation(rotate)
            paper.translate(*{90: (self.width, 0), 180: (self.width, self.height), 270: (0, self.height)}[rotate])
            paper.rotate(rotate)
        for x0, x1, y in self.rules:
            paper.line(x0, self.height - y, x1, self.height - y)
        for x, y, text, size in pieces:
            for offset in (0, 0.3) if bold else (0,):
                paper.setFont(FONT, size)
                paper.drawString(x + offset, self.height - y, text)
        paper.showPage()
        paper.save()
        return out.getvalue()


def width(text, size):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return pdfmetrics.stringWidth(text, FONT, size)


def wrapped(text, length):
    while text:
        cut = length - (len(text) > length and text[length] in "，。、；：”》）！？")
        yield text[:cut]
        text = text[cut:]


@cache
def has_font():
    """Whether PDFium finds a Chinese font here: what is printed in these tests carries none."""
    sheet = Sheet(random.Random(1))
    sheet.line(40, 60, "这里有没有中文字体", 10)
    try:
        pdf(sheet.print(singly=True))
    except DataError as error:
        assert str(error) == NEEDS_FONT
        return False
    return True


def read(data):
    if not has_font():
        pytest.skip("no Chinese font on this machine")
    return pdf(data)


def agreement(article, page):
    """The share of the article that stands in the page's text in one piece."""
    article, page = ("".join(text.split()) for text in (article, page))
    match = SequenceMatcher(None, article, page, autojunk=False).find_longest_match()
    return match.size / len(article)


def one_story(sheet):
    sheet.article(40, 40, 4, 2_400, title=16)


def two_stories(sheet):
    foot = sheet.article(40, 40, 4, 1_500)
    sheet.article(40, foot + 26, 3, 1_200, wide=296, gutter=20)


def a_story_over_two(sheet):
    foot = sheet.article(40, 40, 4, 1_500, byline="本报记者 张三 李四")
    sheet.article(40, foot + 26, 2, 700, byline="本报记者 王五")
    sheet.article(512, foot + 26, 2, 800, byline="本报通讯员 赵六")


def a_tall_story_beside_two(sheet):
    foot = sheet.article(40, 40, 2, 900)
    sheet.article(40, foot + 18, 2, 900)
    sheet.article(512, 40, 2, 2_200, title_size=22)


def a_column_beside_a_headline(sheet):
    foot = sheet.article(40, 40, 3, 900)
    sheet.article(748, 40, 1, 1_200, title=6)
    sheet.article(40, foot + 24, 1, 600, title=5)
    sheet.article(276, foot + 24, 2, 700)


def between_rules(sheet):
    sheet.line(40, 60, "聊城日报　2025年3月12日　星期三　第3版", 11)
    sheet.rules.append((40, 960, 70))
    foot = sheet.article(40, 84, 3, 1_100, wide=296, gutter=20)
    sheet.rules.append((40, 960, foot + 8))
    sheet.article(40, foot + 12, 4, 1_100)


def narrow_columns(sheet):
    sheet.article(40, 40, 5, 1_800, wide=170, gutter=10, size=9)


LAYOUTS = [
    one_story,
    two_stories,
    a_story_over_two,
    a_tall_story_beside_two,
    a_column_beside_a_headline,
    between_rules,
    narrow_columns,
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout.__name__ for layout in LAYOUTS])
@pytest.mark.parametrize(
    "printing", [{}, {"shuffled": True}, {"singly": True, "shuffled": True}], ids=["plain", "shuffled", "singly"]
)
def test_articles_come_back_whole(layout, printing):
    sheet = Sheet(random.Random(1))
    layout(sheet)
    text, notes = read(sheet.print(**printing))
    assert notes == ()
    assert [round(agreement(article, text), 2) for article in sheet.articles] == [1.0] * len(sheet.articles)
    printed = "".join("".join(line for _, _, line, _ in sheet.drawn).split())
    assert sorted("".join(text.replace("# ", "").split())) == sorted(printed), "nothing is lost and nothing is said twice"


def test_stories_that_interlock_so_that_no_cut_parts_them():
    sheet = Sheet(random.Random(1), width=780, height=2200)
    foot = sheet.article(40, 40, 2, 900)
    right = sheet.article(512, 46, 1, 1_400, title=6)
    sheet.article(40, foot + 20, 1, 1_300, title=6)
    middle = sheet.article(276, foot + 24, 1, 300, title=6)
    sheet.article(276, max(middle, right) + 24, 2, 600)
    whole = [round(agreement(article, read(sheet.print())[0]), 2) for article in sheet.articles]
    assert whole[:2] + whole[3:] == [1.0] * 4
    assert whole[2] > 0.5, "the column that runs through the cut is in two pieces"


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_laid_on_its_side(rotate):
    sheet = Sheet(random.Random(3), width=1000, height=1000)
    sheet.article(40, 40, 3, 1_500)
    assert agreement(sheet.articles[0], read(sheet.print(rotate=rotate))[0]) == 1.0


def test_letters_printed_twice_for_boldness_are_read_once():
    sheet = Sheet(random.Random(4))
    sheet.article(40, 40, 2, 400)
    assert agreement(sheet.articles[0], read(sheet.print(bold=True))[0]) == 1.0


def test_spaces_in_latin_text_and_indents():
    sheet = Sheet(random.Random(5))
    for place, row in enumerate(["　　本届大会由 IEEE Computer Society", "主办，参会人数超过3000人。", "　　会议为期三天。"]):
        sheet.line(40 + 20 * row.startswith("　"), 100 + 14 * place, row.strip("　"), 10)
    assert read(sheet.print())[0] == "　　本届大会由 IEEE Computer Society\n主办，参会人数超过3000人。\n　　会议为期三天。"


def test_a_headline_set_from_top_to_bottom():
    sheet = Sheet(random.Random(6))
    for place, char in enumerate("乡村振兴"):
        sheet.line(40, 80 + 28 * place, char, 26)
    for place in range(12):
        sheet.line(90, 70 + 14 * place, f"第{'一二三四五六七八九十百千'[place]}行写着这里的事情。", 10)
    lines = read(sheet.print())[0].split("\n")
    assert lines[0] == "# 乡村振兴"
    assert [line[:3] for line in lines[2:5]] == ["第一行", "第二行", "第三行"]


def test_several_pages_and_one_without_text():
    from pypdfium2 import PdfDocument

    whole = PdfDocument.new()
    for seed in (1, 2):
        sheet = Sheet(random.Random(seed))
        one_story(sheet)
        whole.import_pages(PdfDocument(sheet.print()))
        whole.new_page(1000, 1400)
    out = io.BytesIO()
    whole.save(out)
    text, notes = pdf(out.getvalue())
    assert len(text) > 4_500
    assert notes == ("PDF第2、4页没有文字层，没有收录。",)


def test_why_a_file_cannot_be_used():
    with pytest.raises(DataError, match=NEEDS_OCR):
        pdf(Sheet(random.Random(1)).print())
    sheet = Sheet(random.Random(1))
    one_story(sheet)
    with pytest.raises(DataError, match=NEEDS_PASSWORD):
        read(sheet.print(password="secret"))
    with pytest.raises(DataError, match="已损坏"):
        pdf(b"%PDF-1.7 and nothing else")
