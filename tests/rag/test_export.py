import io
import json
import shutil
import subprocess
import zipfile

import docx
import openpyxl
import pytest

from index.errors import DataError, InputError, WriteError
from rag.desk.annotate import annotated
from rag.desk.export import as_json, as_markdown, rendered, write, write_table
from rag.desk.manuscript import Manuscript, parse, read_manuscript
from rag.desk.remarks import HEADINGS, rows, summary
from rag.desk.word import BODY, parsed, read_document, tag

TEXT = "同志们：\n2024年全市招商引资到位资金511.6亿元。冠州国际陆港项目总投资120亿元。\n谢谢大家！"


@pytest.fixture(scope="module")
def checked(assistant):
    return assistant.check(TEXT)


def drafted(change=None):
    """A draft in Word: runs that part inside sentences, bold, a table; `change` may alter its XML."""
    made = docx.Document()
    made.add_paragraph("同志们：")
    paragraph = made.add_paragraph("2024年全市招商引资到位")
    paragraph.add_run("资金511.6亿元。冠州国际").bold = True
    paragraph.add_run("陆港项目总投资120亿元。")
    made.add_paragraph("谢谢大家！")
    stream = io.BytesIO()
    made.save(stream)
    data = stream.getvalue()
    if change is None:
        return data
    document = read_document(data, "稿.docx")
    document.parts[BODY] = change(document.parts[BODY])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in document.parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def opened(data):
    return docx.Document(io.BytesIO(data))


def test_a_word_draft_is_read_as_its_paragraphs():
    assert parse("稿.docx", drafted()).text == TEXT + "\n"


def test_comments_stand_at_their_sentences(assistant):
    manuscript = parse("稿.docx", drafted())
    result = assistant.check(manuscript.text)
    data = annotated(manuscript, result)
    after = opened(data)
    assert [p.text for p in after.paragraphs] == [p.text for p in opened(drafted()).paragraphs]
    comments = [comment.text.split("\n")[0] for comment in after.comments]
    assert comments == ["有据。", "有出入；数值：稿中“120亿元”，报道为“102亿元”。"]
    assert marked(data) == ["2024年全市招商引资到位资金511.6亿元。", "冠州国际陆港项目总投资120亿元。"]


def marked(data):
    """The texts between the marks of each comment."""
    found, open_ = {}, set()
    for element in read_document(data, "稿.docx").tree.iter():
        number = element.get(tag("id"))
        if element.tag == tag("commentRangeStart"):
            open_.add(number)
            found[number] = ""
        elif element.tag == tag("commentRangeEnd"):
            open_.discard(number)
        elif element.tag == tag("t"):
            for one in open_:
                found[one] += element.text or ""
    return list(found.values())


def test_formats_survive(assistant):
    manuscript = parse("稿.docx", drafted())
    runs = opened(annotated(manuscript, assistant.check(manuscript.text))).paragraphs[1].runs
    assert "".join(run.text for run in runs if run.bold) == "资金511.6亿元。冠州国际"


def test_footnotes_as_many_as_sentences(assistant):
    manuscript = parse("稿.docx", drafted())
    data = annotated(manuscript, assistant.check(manuscript.text), footnotes=True)
    parts = read_document(data, "稿.docx").parts
    notes = [n for n in parsed(parts["word/footnotes.xml"]) if n.get(tag("type")) is None]
    assert len(notes) == 2
    references = [e.get(tag("id")) for e in parsed(parts[BODY]).iter(tag("footnoteReference"))]
    assert references == [n.get(tag("id")) for n in notes]
    assert read_document(data, "稿.docx").text == manuscript.text
    assert b"footnotes+xml" in parts["[Content_Types].xml"]


def test_comments_of_others_are_kept(assistant):
    made = opened(drafted())
    made.add_comment(made.paragraphs[0].runs, text="请核", author="张三", initials="张")
    stream = io.BytesIO()
    made.save(stream)
    manuscript = parse("稿.docx", stream.getvalue())
    after = opened(annotated(manuscript, assistant.check(manuscript.text)))
    assert [c.author for c in after.comments] == ["张三", "引文核对", "引文核对"]
    assert len({c.comment_id for c in after.comments}) == 3


def test_tracked_changes_count_as_accepted_and_stay(assistant):
    def change(body):
        tree = parsed(body)
        run = next(r for r in tree.iter(tag("r")) if (r.findtext(tag("t")) or "").startswith("陆港"))
        inserted = run.makeelement(tag("ins"), {tag("id"): "90", tag("author"): "李四"})
        run.addprevious(inserted)
        inserted.append(run)
        deleted = parsed(
            f'<w:del xmlns:w="{tag("")[1:-1]}" w:id="91" w:author="李四"><w:r><w:delText>旧</w:delText></w:r></w:del>'.encode()
        )
        inserted.addnext(deleted)
        from lxml import etree

        return etree.tostring(tree)

    manuscript = parse("稿.docx", drafted(change))
    assert manuscript.text == TEXT + "\n"
    data = annotated(manuscript, assistant.check(manuscript.text))
    body = read_document(data, "稿.docx").tree
    assert len(list(body.iter(tag("ins")))) == 1 and len(list(body.iter(tag("delText")))) == 1
    assert read_document(data, "稿.docx").text == manuscript.text


def test_a_text_becomes_a_word_file(checked):
    after = opened(annotated(Manuscript("稿.txt", TEXT), checked))
    assert "\n".join(p.text for p in after.paragraphs) == TEXT
    assert len(list(after.comments)) == 2


def test_markdown_has_notes_and_the_table(checked):
    made = as_markdown(Manuscript("稿.md", TEXT), checked)
    assert "511.6亿元。[^1]冠州国际陆港项目总投资120亿元。[^2]" in made
    assert "[^2]: 有出入" in made and "## 引文核对表" in made and "以下内容摘自原文" in made


def test_json_is_the_check(checked):
    made = json.loads(as_json(checked))
    assert made["schema"] == 1 and made["counts"] == checked.counts and len(made["verdicts"]) == 4


def test_the_table_of_what_was_checked(checked, tmp_path):
    table = rows(checked)
    assert table[0] == HEADINGS and [row[0] for row in table[1:]] == ["1", "2"]
    assert "102亿元" in table[2][3] and "[N]" in table[2][4] and "行" in table[2][5]
    write_table(tmp_path / "表.xlsx", checked)
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx").active
    assert tuple(cell.value for cell in sheet[1]) == HEADINGS
    write_table(tmp_path / "表.docx", checked)
    cells = docx.Document(tmp_path / "表.docx").tables[0].rows[2].cells
    assert cells[1].text == "冠州国际陆港项目总投资120亿元。"


def test_a_summary_counts_labels(checked):
    assert summary(checked) == "不需核对2句，有据1句，有出入1句"


def test_forms_that_are_not_known(checked, tmp_path):
    with pytest.raises(DataError, match="不能写成"):
        rendered(".pptx", Manuscript("稿.txt", TEXT), checked)
    with pytest.raises(WriteError, match="写不了"):
        write(tmp_path / "没有" / "r.md", Manuscript("稿.txt", TEXT), checked)
    with pytest.raises(DataError, match="核对表"):
        write_table(tmp_path / "表.pdf", checked)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("稿.docx", b"PK\x03\x04", "不是docx"),
        ("稿.docx", b"plain", "不是docx"),
        ("稿.pdf", b"%PDF", "暂不支持"),
        ("稿.txt", b"\x00\xff\xfe\x81\x00\x01\x02", "不是文字文件"),
    ],
)
def test_drafts_that_cannot_be_read(name, data, words):
    with pytest.raises(DataError, match=words):
        parse(name, data)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="读不到"):
        read_manuscript(tmp_path / "没有.txt")


def test_a_zip_bomb_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(BODY, b"0" * (70 << 20))
    with pytest.raises(DataError, match="太大"):
        parse("稿.docx", stream.getvalue())


def test_old_files_need_libreoffice(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(DataError, match="请在WPS中另存为docx"):
        parse("稿.doc", b"\xd0\xcf\x11\xe0")


def test_text_files_of_other_encodings():
    assert parse("稿.txt", "冠县\r\n".encode("gb18030")).text == "冠县\n"
    assert parse("稿.txt", "冠县".encode("utf-16")).text == "冠县"


@pytest.mark.parametrize("footnotes", [False, True])
def test_libreoffice_opens_it(assistant, tmp_path, footnotes):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine")
    manuscript = parse("稿.docx", drafted())
    path = tmp_path / "r.docx"
    path.write_bytes(annotated(manuscript, assistant.check(manuscript.text), footnotes=footnotes))
    profile = (tmp_path / "profile").as_uri()
    command = [
        office,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "txt:Text",
        "--outdir",
        str(tmp_path),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = (tmp_path / "r.txt").read_text("utf-8-sig")
    for line in TEXT.split("\n"):
        bare = "".join(c for c in text if not c.isdigit())
        assert "".join(c for c in line if not c.isdigit()) in bare
