"""The receipt of an import: one page that names files, digests, columns and counts, for whichever batch is asked."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from pypdfium2 import PdfDocument

from models import cli, clock
from models.errors import UserError
from models.importing import ImportOptions, run_import, undo_import
from models.queries.problems import ProblemQuery
from models.reports.catalogue import build_report
from models.reports.pages import set_pages
from models.store import Ledger

LISTS = Path(__file__).resolve().parents[2] / "samples" / "lists"
FIRST = LISTS / "01_强化督查交办清单_第一版.xlsx"
SECOND = LISTS / "02_强化督查交办清单_更新稿.xlsx"


@pytest.fixture
def ledger(tmp_path):
    with Ledger.create(tmp_path / "ledger", actor="王敏", name="省生态环境厅") as made:
        yield made


def receipt(ledger, **settings):
    return build_report("import-receipt", ledger, ProblemQuery(), clock.today(), settings)


def page_of(report) -> str:
    written = set_pages(report, None)
    document = PdfDocument(BytesIO(written.content))
    text = document[0].get_textpage().get_text_bounded()
    pages = len(document)
    document.close()
    assert pages == 1
    return "".join(text.split())


def test_the_receipt_names_file_digest_columns_counts_backup_and_who_signs(ledger):
    run_import(ledger, [FIRST], ImportOptions(campaign="强化督查"))
    run_import(ledger, [SECOND], ImportOptions(campaign="强化督查", scope="complete"))
    text = page_of(receipt(ledger, batch="2"))
    content = SECOND.read_bytes()
    for words in (
        "导入回执（第2批）", "省生态环境厅", "王敏", "强化督查", "完整清单", SECOND.name,
        hashlib.sha256(content).hexdigest(),
        f"{len(content):,}字节", "表头第3–4行", "E点位（企业）名称", "清单已无", "经办人：", "复核人：",
        "-导入前", "（做好后已打开检验）",
    ):  # fmt: skip
        assert words in text, words
    assert "待认领" in text
    assert "行没有写入，其中" in text


def test_many_files_with_many_columns_still_fit_one_page(ledger, tmp_path):
    paths = []
    for number in range(14):
        book = openpyxl.Workbook()
        sheet = book.active
        names = ["企业名称", "问题描述", "整改时限", *(f"本单位自己加的第{place}个说明列" for place in range(30))]
        sheet.append(names)
        for row in range(4):
            cells = [f"第{number}批{row}号铸造厂", f"料场{row}未苫盖", "2018年6月31日", *(f"值{p}" for p in range(30))]
            sheet.append(cells)
        path = tmp_path / f"第{number}个来自各县的很长的文件名称清单.xlsx"
        book.save(path)
        paths.append(path)
    run_import(ledger, paths)
    text = page_of(receipt(ledger))
    assert "还有" in text
    assert "共56行" in text


def test_a_batch_that_was_taken_back_says_so_and_one_that_is_none_is_refused(ledger):
    with pytest.raises(UserError, match="还没有导入过清单"):
        receipt(ledger)
    run_import(ledger, [FIRST])
    undo_import(ledger, 1)
    assert "已由第2批撤销" in page_of(receipt(ledger, batch="第1批"))
    with pytest.raises(UserError, match="第 2 批是一次撤销"):
        receipt(ledger, batch="2")
    with pytest.raises(UserError, match="没有第 99 批导入"):
        receipt(ledger, batch="99")
    with pytest.raises(UserError, match="不是批次编号"):
        receipt(ledger, batch="最后")


def test_the_command_line_writes_it(ledger, tmp_path):
    run_import(ledger, [FIRST])
    folder = str(ledger.folder)
    ledger.close()
    for name in ("回执.pdf", "回执.xlsx"):
        out = tmp_path / name
        assert cli.main(["--ledger", folder, "report", "import-receipt", "--set", "batch=1", "--out", str(out)]) == 0
        assert out.stat().st_size > 1_000
