"""What is written comes back: through openpyxl, through calamine and through LibreOffice."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from models.errors import Cancelled, UserError
from models.excel.writer.table_writer import PageSetup, SheetColumn, TableBlock, write_table
from models.progress import Progress

COLUMNS = (
    SheetColumn("台账编号", 14, "center"),
    SheetColumn("问题描述", 40, wrap=True),
    SheetColumn("整改期限", 12, "center"),
    SheetColumn("折算数", 8, "right"),
)
ROWS: list[tuple[object, ...]] = [
    ("ZG-1", "现场仍在生产；\n未安装除尘设施", date(2019, 6, 30), Decimal("0.5")),
    ("007", '=HYPERLINK("http://a")', datetime(2019, 5, 6, 7, 8, 9), 3),
    ("+86", '<甲>&乙"丙" _x0041_', None, 114.123456),
    ("-1", "  前后空格 ", date(1899, 1, 2), -0.1),
    ("@x", None, date(2019, 12, 31), 2**60),
]
SHOWN: list[tuple[object, ...]] = [
    ("ZG-1", "现场仍在生产；\n未安装除尘设施", datetime(2019, 6, 30), 0.5),
    ("007", '=HYPERLINK("http://a")', datetime(2019, 5, 6, 7, 8, 9), 3),
    ("+86", '<甲>&乙"丙" _x0041_', None, 114.123456),
    ("-1", "  前后空格 ", "1899-01-02", -0.1),
    ("@x", None, datetime(2019, 12, 31), str(2**60)),
]


def written(folder: Path, **more: object) -> Path:
    path = folder / "导出.xlsx"
    write_table(path, COLUMNS, ROWS, **more)  # type: ignore[arg-type]
    return path


def reread(path: Path) -> Workbook:
    """Opened from memory, so that a failing test leaves no open file behind."""
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def test_openpyxl_reads_the_same_values_back(tmp_path: Path) -> None:
    sheet = reread(written(tmp_path)).active
    assert sheet is not None
    values = list(sheet.iter_rows(values_only=True))
    assert values[0] == tuple(column.title for column in COLUMNS)
    assert values[1:] == SHOWN
    assert {cell.data_type for row in sheet.iter_rows(max_col=2) for cell in row} <= {"s", "n"}
    assert sheet["C2"].number_format == "yyyy-mm-dd"
    assert sheet["B3"].quotePrefix and not sheet["B2"].quotePrefix


def test_calamine_reads_the_same_values_back(tmp_path: Path) -> None:
    sheet = CalamineWorkbook.from_path(str(written(tmp_path))).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[1][:2] == ["ZG-1", "现场仍在生产；\n未安装除尘设施"]
    assert rows[1][2] == date(2019, 6, 30)
    assert rows[3][1] == '<甲>&乙"丙" _x0041_'
    assert rows[4][1] == "  前后空格 "
    assert rows[3][3] == 114.123456


def test_the_sheet_is_laid_out_for_reading_and_printing(tmp_path: Path) -> None:
    sheet = reread(written(tmp_path)).active
    assert sheet is not None
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:D6"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"
    assert sheet.column_dimensions["B"].width == 40
    header = sheet["A1"]
    assert header.font.b and header.alignment.horizontal == "center" and header.border.left.style == "thin"
    assert header.fill.fgColor.rgb.endswith("E4EEF8")
    assert sheet["B2"].alignment.wrap_text and sheet.row_dimensions[2].height > sheet.row_dimensions[1].height


def test_title_notes_and_signature_stand_around_the_table(tmp_path: Path) -> None:
    block = TableBlock(
        title="整改台账", notes=("填报单位：某厅", "截至 2019 年 4 月 30 日"), closing=("填表人：", "审核人：")
    )
    path = written(tmp_path, block=block, page=PageSetup("A3"))
    sheet = reread(path).active
    assert sheet is not None
    assert (sheet["A1"].value, sheet["A2"].value, sheet["C2"].value) == ("整改台账", block.notes[0], block.notes[1])
    assert sheet["A3"].value == "台账编号" and sheet["A9"].value == "填表人：" and sheet["A10"].value == "审核人："
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:D1", "A2:B2", "C2:D2", "A9:D9", "A10:D10"}
    assert sheet.auto_filter.ref == "A3:D8" and sheet.print_title_rows == "$3:$3"


def test_rows_beyond_one_sheet_go_on_on_the_next_with_a_header(tmp_path: Path) -> None:
    path = tmp_path / "多表.xlsx"
    done = write_table(path, COLUMNS[:2], [(f"N{n}", "文字") for n in range(2000)], rows_per_sheet=900)
    assert (done.rows, done.sheets) == (2000, 3)
    book = reread(path)
    assert book.sheetnames == ["问题台账", "问题台账(2)", "问题台账(3)"]
    seen = [row[0] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert seen == [f"N{n}" for n in range(2000)]
    assert [sheet["A1"].value for sheet in book] == ["台账编号"] * 3
    assert book["问题台账(3)"].auto_filter.ref == "A1:B201"


def test_characters_that_xml_cannot_hold_are_written_the_excel_way(tmp_path: Path) -> None:
    path = tmp_path / "控制符.xlsx"
    write_table(path, COLUMNS[:1], [("甲\x00\x0b\ud800乙",), ("行\r\n二",), ("x" * 40_000,)])
    values = [row[0] for row in reread(path).active.iter_rows(min_row=2, values_only=True)]  # type: ignore[union-attr]
    assert values[0] == "甲_x0000__x000B__xD800_乙"
    assert values[1] == "行\n二"
    assert len(values[2]) == 32_767 and values[2].endswith("…")


def test_a_table_without_rows_is_a_valid_workbook(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    assert write_table(path, COLUMNS, []).rows == 0
    assert reread(path).active["A1"].value == "台账编号"  # type: ignore[index]


def test_a_failure_or_a_cancel_leaves_the_earlier_file_and_nothing_else(tmp_path: Path) -> None:
    path = written(tmp_path)
    before = path.read_bytes()

    def breaking() -> object:
        yield ROWS[0]
        raise RuntimeError("read failed")

    with pytest.raises(RuntimeError):
        write_table(path, COLUMNS, breaking())  # type: ignore[arg-type]
    with pytest.raises(Cancelled):
        write_table(path, COLUMNS, ROWS, progress=Progress(cancelled=lambda: True))  # type: ignore[arg-type]
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="文件夹不存在"):
        write_table(tmp_path / "没有" / "a.xlsx", COLUMNS, ROWS)  # type: ignore[arg-type]
    with pytest.raises(UserError, match="文件夹，不能当作文件"):
        write_table(tmp_path, COLUMNS, ROWS)  # type: ignore[arg-type]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (libreoffice-calc-nogui) is not installed")
def test_libreoffice_opens_it_with_the_same_values(tmp_path: Path) -> None:
    path = written(tmp_path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    command = ["soffice", profile, "--headless", "--convert-to", options, "--outdir", str(tmp_path / "lo"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    with (tmp_path / "lo" / "导出.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [column.title for column in COLUMNS]
    assert rows[1] == ["ZG-1", "现场仍在生产；\n未安装除尘设施", "2019-06-30", "0.5"]
    assert rows[2] == ["007", '=HYPERLINK("http://a")', "2019-05-06 07:08:09", "3"]
    assert rows[3] == ["+86", '<甲>&乙"丙" _x0041_', "", "114.123456"]
    assert rows[4] == ["-1", "  前后空格 ", "1899-01-02", "-0.1"]
    assert rows[5] == ["@x", "", "2019-12-31", str(2**60)]
