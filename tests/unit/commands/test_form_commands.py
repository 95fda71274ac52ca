"""Forms and the file of each problem, on the command line."""

from __future__ import annotations

from pathlib import Path

import docx
import pypdfium2
import pytest
from sqlalchemy import select

from models.cli import main
from models.operations.closure_preparing import start_closures
from models.queries.closure_cases import CLOSURE
from models.queries.dossier import dossier
from models.queries.expressions import parse_where
from models.queries.problems import ProblemQuery, problem_ids
from models.store import Ledger


@pytest.fixture
def run(demo_folder, tmp_path, capsys, monkeypatch):
    import shutil

    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))
    shutil.copytree(demo_folder, tmp_path / "ledger")

    def run(*words, code=0):
        assert main(["--ledger", str(tmp_path / "ledger"), *map(str, words)]) == code
        said = capsys.readouterr()
        return said.out + said.err

    return run


def pages(path: Path) -> list[str]:
    pdf = pypdfium2.PdfDocument(path)
    try:
        return ["".join(page.get_textpage().get_text_range().split()) for page in pdf]
    finally:
        pdf.close()


def test_cards_and_time_lines_of_some_problems_become_pdf_and_word(run, tmp_path):
    assert "problem-cards" in run("report", "--list") and "timeline" in run("report", "--list")
    where = "where=ledger_number in (ZG-000004, ZG-000005)"
    assert "2 张" in run("report", "problem-cards", "--out", tmp_path / "卡片.pdf", "--set", where)
    text = "".join(pages(tmp_path / "卡片.pdf"))
    assert "ZG-000004" in text and "ZG-000005" in text and "ZG-000006" not in text
    run("report", "timeline", "--out", tmp_path / "线.docx", "--set", "problem=ZG-000004", "--set", "title=办理经过")
    document = docx.Document(str(tmp_path / "线.docx"))
    assert document.paragraphs[0].text == "办理经过"
    assert any(cell.text == "发现问题" for row in document.tables[1].rows for cell in row.cells)


def test_what_cannot_be_is_refused_in_a_sentence(run, tmp_path):
    out = tmp_path / "表.pdf"
    one = ("--set", "problem=ZG-000004")
    assert "PDF 或 Word" in run("report", "timeline", "--out", tmp_path / "线.xlsx", *one, code=2)
    assert "没有符合条件的问题" in run("report", "timeline", "--out", out, "--set", "problem=没有", code=2)
    assert "不认识设置" in run("report", "timeline", "--out", out, "--set", "batch=1", code=2)
    assert "--as-of" in run("report", "timeline", "--out", out, "--as-of", "2019-01-01", *one, code=2)
    assert "还没有销号申请" in run("report", "closure-application", "--out", out, *one, code=2)
    assert not out.exists()


def test_the_forms_of_a_closure_are_filled_from_its_last_application(run, tmp_path):
    with Ledger.open(tmp_path / "ledger", actor="张三") as ledger:
        with ledger.reading() as connection:
            taken = set(connection.execute(select(CLOSURE.c.problem_id)).scalars())
        open_ones = problem_ids(ledger, ProblemQuery().with_condition(parse_where("status = 待销号")))
        key = next(one for one in open_ones if one not in taken)
        start_closures(ledger, [key])
        number = dossier(ledger, key).detail.ledger_number
    run("report", "closure-application", "--out", tmp_path / "申请.pdf", "--set", f"problem={number}")
    text = "".join(pages(tmp_path / "申请.pdf"))
    assert "销号申请表" in text and number in text
    only = ("--set", f"problem={number}")
    assert "没有已批准" in run("report", "closure-filing", "--out", tmp_path / "案.pdf", *only, code=2)
    run("report", "publicity-notice", "--out", tmp_path / "公示.docx", *only)
    words = "".join(one.text for one in docx.Document(str(tmp_path / "公示.docx")).paragraphs)
    assert "公示期为 7 个工作日" in words


def test_the_archive_asks_which_problems_and_writes_them(run, tmp_path):
    assert "--where" in run("archive", tmp_path / "档案", code=2)
    assert "没有符合条件" in run("archive", tmp_path / "档案", "--where", "city = 没有", code=2)
    assert not (tmp_path / "档案").exists()
    said = run("archive", tmp_path / "档案", "--where", "ledger_number in (ZG-000004, ZG-000005)")
    assert "已归档 2 条问题" in said and "有缺项" in said
    assert len([one for one in (tmp_path / "档案").iterdir() if one.is_dir()]) == 2
    run("archive", tmp_path / "一份.zip", "--where", "ledger_number = ZG-000004", "--zip")
    assert (tmp_path / "一份.zip").stat().st_size > 10_000
