"""Forms as PDF: real pages, their words, their bookmarks, and nothing read as markup."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "forms"))
from sheets import MARKUP, application

from models.errors import Cancelled
from models.progress import Progress
from models.reports.form_pages import FormSetter, form_pdf_bytes, write_form_pdf


def texts(path: Path) -> list[str]:
    pdf = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in pdf]
    finally:
        pdf.close()


def plain(text: str) -> str:
    return "".join(text.split())


def test_the_words_stand_on_the_page_as_they_are(tmp_path):
    written = write_form_pdf([application()], tmp_path / "表.pdf")
    (page,) = texts(tmp_path / "表.pdf")
    assert written.pages == (1,)
    assert plain(MARKUP) in plain(page)
    for words in ("整改销号申请表", "填报单位：永年分局", "签字（盖章）：", "（无）", "注：一式三份。", "第1页共1页"):
        assert plain(words) in plain(page)


def test_each_form_begins_a_page_has_a_bookmark_and_its_own_numbers(tmp_path):
    forms = [replace(application(rows=90), bookmark="HD-1 某铸造厂"), application(landscape=True)]
    written = write_form_pdf(forms, tmp_path / "表.pdf")
    pdf = pypdfium2.PdfDocument(tmp_path / "表.pdf")
    marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in pdf.get_toc()]
    wide = pdf[written.pages[0]]
    assert marks == [("HD-1 某铸造厂", 0), ("整改销号申请表", written.pages[0])]
    assert wide.get_width() > wide.get_height()
    pdf.close()
    pages = list(map(plain, texts(tmp_path / "表.pdf")))
    first = pages[: written.pages[0]]
    assert len(first) > 2 and written.page_count == len(pages)
    for number, page in enumerate(first, 1):
        assert f"第{number}页共{len(first)}页" in page
    listed = [page for page in first if "材料5" in page or "材料60" in page]
    assert len(listed) > 1 and all("序号" in page for page in listed)


def test_a_long_text_goes_on_over_the_page(tmp_path):
    from models.forms.sheet import FormSheet, wide

    long = "\n".join(f"第{number}句，治污设施没有运行。" for number in range(1, 120))
    write_form_pdf([FormSheet("卡片", (wide("问题描述", long),))], tmp_path / "表.pdf")
    pages = list(map(plain, texts(tmp_path / "表.pdf")))
    assert len(pages) > 1 and "第1句" in pages[0] and "第119句" in pages[-1]


def test_one_child_sets_several_files_and_a_cancel_leaves_none(tmp_path):
    with FormSetter() as setter:
        for number in (1, 2):
            setter.write([application()], tmp_path / f"{number}.pdf")
    assert len(texts(tmp_path / "1.pdf")) == len(texts(tmp_path / "2.pdf")) == 1
    with pytest.raises(Cancelled):
        write_form_pdf([application()], tmp_path / "3.pdf", Progress(cancelled=lambda: True))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["1.pdf", "2.pdf"]
    assert form_pdf_bytes([application()]).startswith(b"%PDF")


def test_an_opinion_and_its_signature_stand_on_one_page(tmp_path):
    from models.forms.sheet import FormSheet, Grid, label, opinion

    boxes = tuple(
        (label(f"第{n}级"), opinion(f"意见{n}。", f"签字{n}。", height=h)) for n, h in enumerate(range(14, 44), 10)
    )
    write_form_pdf([FormSheet("申请表", (Grid((20, 80), boxes),))], tmp_path / "表.pdf")
    pages = list(map(plain, texts(tmp_path / "表.pdf")))
    assert len(pages) > 3
    for page in pages:
        for number in range(10, 40):
            assert (f"意见{number}。" in page) == (f"签字{number}。" in page) == (f"第{number}级" in page)
