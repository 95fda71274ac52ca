"""Forms as Word files: read back by python-docx, and opened by LibreOffice where its Writer is there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "forms"))
from sheets import MARKUP, application

from models.documents.form_docx import write_form_docx
from models.errors import Cancelled, UserError
from models.progress import Progress

WRITER = list(Path("/usr/lib/libreoffice/program").glob("libswlo.so"))


def test_texts_stand_in_their_boxes_and_nothing_is_read_as_markup(tmp_path):
    assert write_form_docx([application()], tmp_path / "表.docx") == 1
    document = docx.Document(str(tmp_path / "表.docx"))
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == ["整改销号申请表"]
    table = document.tables[0]
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    assert texts[0] == ["问题编号", "HD-1", "点位名称", "某铸造厂"]
    assert texts[2][1] == f"第一行\n第二行 {MARKUP}"
    assert texts[3][0] == texts[4][0] == "责任"
    assert texts[-2][1] == "同意。" and texts[-1][1].startswith("签字")
    assert [cell.text for cell in document.tables[2].rows[1].cells] == ["（无）"] * 2


def test_every_run_names_an_official_chinese_face_and_headers_repeat(tmp_path):
    write_form_docx([application(rows=80), application(landscape=True)], tmp_path / "表.docx")
    document = docx.Document(str(tmp_path / "表.docx"))
    runs = document.element.body.findall(f".//{qn('w:r')}")
    faces = {run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia")) for run in runs}
    assert faces == {"方正小标宋简体", "仿宋_GB2312", "黑体"}
    listing = document.tables[1]
    assert listing.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert listing.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in listing.rows)
    opinion = next(cell for row in document.tables[0].rows for cell in row.cells if cell.text == "同意。")
    assert opinion.paragraphs[0].paragraph_format.keep_with_next
    sizes = [(round(one.page_width.mm), round(one.page_height.mm)) for one in document.sections]
    assert sizes == [(210, 297), (297, 210)]


def test_a_cancel_leaves_the_earlier_file_as_it_was(tmp_path):
    path = tmp_path / "表.docx"
    path.write_bytes(b"earlier")
    asked = iter([False, True, True])
    with pytest.raises(Cancelled):
        write_form_docx([application(), application()], path, Progress(cancelled=lambda: next(asked)))
    assert path.read_bytes() == b"earlier" and [one.name for one in tmp_path.iterdir()] == ["表.docx"]
    with pytest.raises(UserError, match="文件夹不存在"):
        write_form_docx([application()], tmp_path / "没有" / "表.docx")


@pytest.mark.skipif(
    shutil.which("soffice") is None or not WRITER, reason="LibreOffice Writer (libreoffice-writer) is not installed"
)
def test_libreoffice_opens_it_and_prints_the_same_words(tmp_path):
    write_form_docx([application(rows=80)], tmp_path / "form.docx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "form.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=100)
    pdf = pypdfium2.PdfDocument(tmp_path / "form.pdf")
    pages = ["".join(page.get_textpage().get_text_range().split()) for page in pdf]
    pdf.close()
    assert "某铸造厂" in pages[0] and "签字（盖章）" in pages[0]
    assert len(pages) > 1 and all("序号材料" in page for page in pages)
