"""Documents: the same page as docx and html gives the same text; tables, boxes, tracked changes, boilerplate, meta data."""

import io
import re
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.errors import DataError
from index.files.formats import docx, html, parse

PAGE = re.sub("</?sub>", "", (Path(__file__).parents[2] / "seeds" / "001_2dfbdd96964fb88b.txt").read_text(encoding="utf-8"))


def squeezed(text):
    return "".join(text.split())


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_page_of_paragraphs_as_docx_is_the_page():
    document = Document()
    for line in PAGE.split("\n"):
        document.add_paragraph(line)
    assert docx(saved(document)).text == PAGE


def test_headings_keep_their_rank():
    document = Document()
    document.add_heading("总标题", 0)
    document.add_heading("第一节", 2)
    document.add_paragraph("正文。")
    assert docx(saved(document)).text == "# 总标题\n## 第一节\n正文。"
    page = "<html><body><h1>总 标题</h1><h3> 第一节 </h3><p>会议要求，推动项目早开工。</p></body></html>"
    assert html(page.encode()).text.split() == ["#", "总", "标题", "###", "第一节", "会议要求，推动项目早开工。"]


def test_tables_boxes_and_tracked_changes():
    document = Document()
    document.add_paragraph("前。")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "招商引资", "511.6亿元"
    wide = document.add_table(rows=1, cols=2)
    wide.cell(0, 0).text, wide.cell(0, 1).text = "左栏第一段。\n左栏第二段。", "右栏。"
    wide.cell(0, 0).add_paragraph("左栏第三段。")
    changed = document.add_paragraph("修订：")
    changed._p.append(parse_xml(f"<w:ins {nsdecls('w')} w:id='1' w:author='a'><w:r><w:t>新增</w:t></w:r></w:ins>"))
    changed._p.append(parse_xml(f"<w:del {nsdecls('w')} w:id='2' w:author='a'><w:r><w:delText>删去</w:delText></w:r></w:del>"))
    boxed = document.add_paragraph("框外。")
    shape = "<w:txbxContent><w:p><w:r><w:t>框内。</w:t></w:r></w:p></w:txbxContent>"
    spaces = f"{nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    alternate = f"<mc:Choice Requires='wps'>{shape}</mc:Choice><mc:Fallback>{shape}</mc:Fallback>"
    boxed._p.append(parse_xml(f"<w:r {spaces}><mc:AlternateContent>{alternate}</mc:AlternateContent></w:r>"))
    broken = document.add_paragraph("一")
    broken.add_run().add_break()
    broken.add_run("二\t三")
    assert docx(saved(document)).text.split("\n") == [
        "前。", "招商引资\t511.6亿元", "左栏第一段。", "左栏第二段。", "左栏第三段。", "右栏。",
        "修订：新增", "框外。", "框内。", "一", "二\t三",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16"])
def test_the_encoding_of_a_page_is_seen_not_believed(encoding):
    text = "全市新簽約項目一百三十二個，到位資金五百一十一億元。" * 3
    page = f"<html><head><meta charset='iso-8859-1'><title>x</title></head><body><p>{text}</p></body></html>"
    assert squeezed(html(page.encode(encoding)).text) == text


MARKUP = {
    "paragraphs": "".join(f"<p>{line}</p>" for line in PAGE.split("\n")),
    "breaks": "<div>" + "<br>\n".join(PAGE.split("\n")) + "</div>",
    "verbatim": f"<pre>{PAGE}</pre>",
    "blocks": "".join(f"<div>{line}</div>" for line in PAGE.split("\n")),
    "cells": "<table>" + "".join(f"<tr><td>{line}</td></tr>" for line in PAGE.split("\n")) + "</table>",
}


@pytest.mark.parametrize("body", MARKUP.values(), ids=MARKUP)
def test_a_page_as_html_is_the_page(body):
    text = html(f"<html><head><title>x</title></head><body>{body}</body></html>".encode()).text
    assert [" ".join(line.split()) for line in text.split("\n") if line.strip()] == [
        " ".join(line.split()) for line in PAGE.split("\n") if line.strip()
    ]


def test_menus_scripts_and_footers_are_no_text():
    links = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(30))
    story = "".join(f"<p>第{n}段：会议要求，推动项目早开工、早投产、早见效，各有关单位抓好落实。</p>" for n in range(9))
    page = f"""<html><head><title>站名</title>
        <meta name="ArticleTitle" content="全市招商引资工作会议召开"><meta name="PubDate" content="2025-03-12 08:30">
        <meta name="ContentSource" content="聊城日报"><meta property="og:url" content="http://example.com/1.html"></head>
        <body><nav>{links}</nav><script>var 甲 = 1;</script><div><ul>{links}</ul></div><article>{story}</article>
        <footer>版权所有 不得转载</footer></body></html>"""
    parsed = html(page.encode())
    assert parsed.text.startswith("# 全市招商引资工作会议召开\n")
    assert [f"第{n}段" in parsed.text for n in range(9)] == [True] * 9
    assert not any(word in parsed.text for word in ("栏目1", "var", "版权所有"))
    known = parsed.printed
    assert (known.newspaper, known.published, known.url, known.page) == (
        "聊城日报",
        "2025-03-12",
        "http://example.com/1.html",
        None,
    )


def test_what_no_parser_takes_is_damaged():
    with pytest.raises(DataError, match="不是有效的网页"):
        html(b" <!-- nothing --> ")
    with pytest.raises(DataError, match="压缩包已损坏"):
        docx(b"nothing")
    with pytest.raises(DataError, match="不是文本文件"):
        parse("html", bytes(range(256)) * 9)
