"""Bad rows come back in the layout of their file, and a corrected workbook continues the batch it belongs to."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from sqlalchemy import text

from models.errors import UserError
from models.importing import ImportOptions, ImportSession, run_import, undo_import
from models.importing.corrections.writing import write_batch_corrections, write_plan_corrections
from models.importing.writing.attention import attention_rows

TITLE = "2018年强化督查问题清单"


@pytest.fixture
def faulty(tmp_path) -> Path:
    """A list with title, two-row header with merges, widths and formats; rows 7 and 9 name nothing."""
    book = Workbook()
    sheet = book.active
    sheet.title = "交办清单"
    sheet["A1"] = TITLE
    sheet.merge_cells("A1:G1")
    sheet["A2"] = "填报单位：邯郸市"
    for cell, words in zip("ABCDEF", ["序号", "县（市、区）", "企业名称", "问题", None, "整改时限"], strict=True):
        sheet[f"{cell}3"] = words
    sheet["G3"] = "责任单位"
    sheet["D4"], sheet["E4"] = "问题描述", "问题类型"
    sheet.merge_cells("D3:E3")
    for letter in "ABCFG":
        sheet.merge_cells(f"{letter}3:{letter}4")
    lines = [
        ["甲铸造厂", "料场未苫盖，扬尘严重"], ["乙建材厂", "未安装治污设施"], [None, None], ["丁化工厂", "=1+1"],
        [None, None], ["己洗煤厂", "原煤露天堆放"],
    ]  # fmt: skip
    for number, (name, words) in enumerate(lines, 1):
        sheet.append([number, "永年区", name, words, "扬尘污染", dt.date(2018, 7, 31), "永年区政府"])
        cell = sheet.cell(sheet.max_row, 4)
        if isinstance(cell.value, str):
            cell.data_type = "s"
        sheet.cell(sheet.max_row, 6).number_format = "yyyy/m/d"
    sheet["F6"] = "2018年6月31日"
    sheet.column_dimensions["D"].width = 44
    path = tmp_path / "交办.xlsx"
    book.save(path)
    return path


@pytest.fixture
def imported(ledger, faulty):
    report = run_import(ledger, [faulty], ImportOptions(campaign="强化督查"))
    assert (report.plan.new, report.plan.refused) == (4, 2)
    return report.batch


def corrected(path: Path, target: Path, change) -> Path:
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(target)
    return target


def held(ledger):
    with ledger.reading() as connection:
        query = text("SELECT row, resolved_id IS NOT NULL FROM batch_row WHERE outcome = 'refused' AND batch_id = 1")
        return dict(connection.execute(query).all())


def test_the_workbook_has_the_layout_of_the_list_and_only_the_bad_rows(ledger, imported, tmp_path):
    path = write_batch_corrections(ledger, imported, tmp_path / "更正.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["交办清单"]
    assert sheet["A1"].value == TITLE
    assert {str(one) for one in sheet.merged_cells.ranges} >= {"A1:H1", "A3:A4", "E3:F3", "B3:B4"}
    assert sheet["A3"].value == "处理结果"
    assert (sheet.column_dimensions["E"].width, sheet.freeze_panes) == (44, "B5")
    told = [sheet.cell(row, 1).value for row in range(5, sheet.max_row + 1)]
    assert [words.split("　")[0] for words in told] == ["原第6行", "原第7行", "原第9行"]
    assert "错误：" in told[1]
    assert "既没有名称也没有问题描述" in told[1]
    assert [sheet.cell(5, column).value for column in (2, 4, 5, 7)] == [
        2,
        "乙建材厂",
        "未安装治污设施",
        "2018年6月31日",
    ]
    assert sheet["G6"].value == dt.datetime(2018, 7, 31)
    assert sheet["G6"].number_format == "yyyy/m/d"
    assert "不是存在的日期" in sheet["G5"].comment.text
    assert sheet["G5"].fill.fgColor.rgb != sheet["E5"].fill.fgColor.rgb
    assert book["_meta"].sheet_state == "veryHidden"


def test_a_corrected_workbook_skips_the_mapping_and_settles_what_was_corrected(ledger, imported, tmp_path, records):
    path = write_batch_corrections(ledger, imported, tmp_path / "更正.xlsx")

    def change(sheet):
        sheet["D6"], sheet["E6"] = "丙水泥厂", "物料没有覆盖"

    back = corrected(path, tmp_path / "改好了.xlsx", change)
    with ImportSession(ledger, [back]) as session:
        file = session.files[0]
        assert file.correction.startswith("这是第 1 批的更正表，继续第 1 批：改过 1 行")
        assert "原第 6、9 行（2 行）没有改动，仍留在第 1 批" in file.correction
        sheet = file.sheets[0]
        assert sheet.profile == "更正表"
        assert {column.reason for column in sheet.columns if column.fields} == {"更正表"}
        assert "处理结果" not in [column.header for column in sheet.columns]
        plan = session.plan()
        assert (plan.new, plan.changed, plan.refused, plan.campaign) == (1, 0, 0, "强化督查")
        batch = session.commit().batch
    assert records()["丙水泥厂"]["county"] == "永年区"
    assert held(ledger) == {7: 1, 9: 0}
    assert attention_rows(ledger, batch) == [], "rows that nobody touched wait in their own batch, not in this one"
    with ledger.reading() as connection:
        assert (
            connection.execute(text("SELECT continues_id FROM import_batch WHERE id = :id"), {"id": batch}).scalar()
            == 1
        )
    rows = openpyxl.load_workbook(write_batch_corrections(ledger, imported, tmp_path / "余下.xlsx")).worksheets[0]
    assert [rows.cell(row, 1).value[:4] for row in range(5, rows.max_row + 1)] == ["原第6行", "原第9行"]
    undo_import(ledger, batch)
    assert held(ledger) == {7: 0, 9: 0}


def test_it_also_continues_without_the_result_column_and_with_rows_moved_and_taken_out(ledger, imported, tmp_path):
    path = write_batch_corrections(ledger, imported, tmp_path / "更正.xlsx")

    def change(sheet):
        sheet["D7"], sheet["E7"] = "戊陶瓷厂", "窑炉废气直排"
        sheet.delete_rows(5)
        for merge in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merge))
        sheet.delete_cols(1)
        sheet["A1"] = TITLE

    back = corrected(path, tmp_path / "没有结果列.xlsx", change)
    with ImportSession(ledger, [back]) as session:
        assert "改过 1 行" in session.files[0].correction
        assert "原第 7 行（1 行）没有改动" in session.files[0].correction
        assert "原第 6 行（1 行）不在表里" in session.files[0].correction
        session.commit()
    assert held(ledger) == {7: 0, 9: 1}


def test_without_the_stamp_it_is_just_a_file_and_that_is_said(ledger, imported, tmp_path):
    path = write_batch_corrections(ledger, imported, tmp_path / "更正.xlsx")
    back = corrected(path, tmp_path / "无标记.xlsx", lambda sheet: sheet.parent.remove(sheet.parent["_meta"]))
    with ImportSession(ledger, [back]) as session:
        file = session.files[0]
        assert file.correction == ""
        assert any("更正表，但识别用的标记已经没有了" in words for words in file.warnings)
        assert "处理结果" not in [column.header for column in file.sheets[0].columns]


def test_the_workbook_of_another_ledger_or_of_an_undone_batch_is_just_a_file(ledger, imported, tmp_path):
    from models.store import Ledger

    path = write_batch_corrections(ledger, imported, tmp_path / "更正.xlsx")
    with (
        Ledger.create(tmp_path / "别处", actor="别人") as other,
        ImportSession(other, [path]) as session,
    ):
        assert session.files[0].correction == "这是另一个台账的更正表，按普通清单导入"
    undo_import(ledger, imported)
    with ImportSession(ledger, [path]) as session:
        assert "第 1 批已经撤销，按普通清单导入" in session.files[0].correction


def test_a_spoilt_or_hostile_stamp_is_no_stamp(ledger, imported, tmp_path):
    path = write_batch_corrections(ledger, imported, tmp_path / "更正.xlsx")
    for number, words in enumerate(['{"kind": "rectledger-correction", "version": 1}', "[" * 20_000, "不是 JSON", "3"]):

        def change(sheet, words=words):
            meta = sheet.parent["_meta"]
            meta.delete_rows(1, 100)
            meta["A1"] = words

        back = corrected(path, tmp_path / f"坏{number}.xlsx", change)
        with ImportSession(ledger, [back]) as session:
            assert session.files[0].correction == ""
            assert session.files[0].problem == ""


def test_the_rows_of_a_plan_go_out_before_anything_is_written_and_find_their_batch_later(ledger, faulty, tmp_path):
    with ImportSession(ledger, [faulty], ImportOptions(campaign="强化督查")) as session:
        path = write_plan_corrections(session, session.plan(), tmp_path / "更正.xlsx")
        session.commit()

    def change(sheet):
        sheet["D6"], sheet["E6"] = "丙水泥厂", "物料没有覆盖"

    with ImportSession(ledger, [corrected(path, tmp_path / "改.xlsx", change)]) as session:
        assert session.files[0].correction.startswith("这是第 1 批的更正表")
        session.commit()
    assert held(ledger) == {7: 1, 9: 0}


def test_a_batch_without_bad_rows_has_nothing_to_correct(ledger, simple, tmp_path):
    batch = run_import(ledger, [simple([("甲厂", "扬尘")])]).batch
    with pytest.raises(UserError, match="没有需要更正的行"):
        write_batch_corrections(ledger, batch, tmp_path / "更正.xlsx")


def test_texts_that_look_like_formulas_stay_texts(ledger, faulty, tmp_path):
    book = openpyxl.load_workbook(faulty)
    sheet = book.worksheets[0]
    for number, words in enumerate(['=HYPERLINK("http://x")', "+1", "-2", "@SUM(A1)"]):
        cell = sheet.cell(7, 7 + number if number == 0 else 7)
        cell.value = words
        cell.data_type = "s"
    sheet["G7"] = '=HYPERLINK("http://x")'
    sheet["G7"].data_type = "s"
    book.save(faulty)
    batch = run_import(ledger, [faulty]).batch
    out = openpyxl.load_workbook(write_batch_corrections(ledger, batch, tmp_path / "更正.xlsx")).worksheets[0]
    cell = next(cell for cell in out["H"] if cell.value == '=HYPERLINK("http://x")')
    assert cell.data_type == "s"
    assert cell.quotePrefix


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_what_it_saves_is_recognised(ledger, imported, tmp_path):
    path = write_batch_corrections(ledger, imported, tmp_path / "更正.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir",
               str(tmp_path / "lo"), str(path)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    with ImportSession(ledger, [tmp_path / "lo" / "更正.xlsx"]) as session:
        assert session.files[0].correction.startswith("这是第 1 批的更正表，继续第 1 批：改过 0 行")
        assert session.plan().new == 0
