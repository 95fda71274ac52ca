"""Sheets are read by content, with what Excel hides, filters and fails to compute, and dates as Excel shows them."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import numbers
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from models.errors import UserError
from models.excel.formats.opening import open_workbook
from models.excel.number_formats import shown_text
from models.excel.tables.layout import find_table

LISTS = Path(__file__).parents[2] / "samples" / "lists"
TABLE = "序号,企业名称,整改时限\n1,甲公司,立行立改\n2,乙公司,2018年6月底\n"


def saved(tmp_path: Path, book: Any, name: str = "表.xlsx") -> Path:
    path = tmp_path / name
    book.save(path)
    return path


def small_book() -> Any:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "交办"
    for row in (
        ["序号", "企业名称", "完成日期", "数"],
        [1, "甲", dt.date(2018, 6, 11), 1.5],
        [2, "乙", dt.date(2018, 7, 1), 2],
    ):
        sheet.append(row)
    return book


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_tables_are_read_in_each_character_set(tmp_path: Path, charset: str, separator: str) -> None:
    path = tmp_path / "清单.csv"
    path.write_bytes(TABLE.replace(",", separator).encode(charset))
    sheet = open_workbook(path).sheets[0]
    assert sheet.rows[2] == ["2", "乙公司", "2018年6月底"]
    assert len(find_table(sheet.rows).data_rows) == 2


def test_quoted_cells_keep_separators_and_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "清单.txt"
    path.write_text('编号,问题\n0089,"一,\n二"\n0090,三\n', encoding="utf-8", newline="")
    assert open_workbook(path).sheets[0].rows[1] == ["0089", "一,\n二"]


def test_the_extension_does_not_count(tmp_path: Path) -> None:
    for source, name in (
        (next(LISTS.glob("04*.xls")), "其实是旧格式.xlsx"),
        (next(LISTS.glob("07*.xlsx")), "其实是新格式.et"),
    ):
        shutil.copy(source, tmp_path / name)
        assert len(open_workbook(tmp_path / name).sheets[0].rows) > 20


def test_hidden_rows_columns_sheets_and_filters_are_told(tmp_path: Path) -> None:
    book = small_book()
    sheet = book["交办"]
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet.auto_filter.ref = "A1:D3"
    book.create_sheet("藏").sheet_state = "hidden"
    opened = open_workbook(saved(tmp_path, book)).sheets
    assert (opened[0].hidden_rows, opened[0].hidden_columns, opened[0].has_filter) == ({2}, {3}, True)
    assert [sheet.visible for sheet in opened] == [True, False]


def test_formulas_that_were_never_computed_and_error_cells_are_counted(tmp_path: Path) -> None:
    book = small_book()
    book["交办"]["D2"] = "=1+1"
    book["交办"]["D3"] = "#N/A"
    sheet = open_workbook(saved(tmp_path, book)).sheets[0]
    assert (sheet.uncomputed_count, sheet.uncomputed_cells) == (1, [(1, 3)])
    assert sheet.error_cells == [(2, 3, "#N/A")]
    assert "1 个公式未计算" in sheet.warnings[0] and "公式错误" in sheet.warnings[1]


def test_dates_are_shown_by_their_own_format(tmp_path: Path) -> None:
    book = small_book()
    sheet = book["交办"]
    sheet["C2"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["C3"].number_format = numbers.FORMAT_DATE_XLSX14
    opened = open_workbook(saved(tmp_path, book)).sheets[0]
    assert opened.rows[1][2] == dt.date(2018, 6, 11)
    assert (opened.display(1, 2), opened.display(2, 2), opened.display(1, 0)) == ("2018年6月11日", "2018/7/1", "1")


def test_day_numbers_counted_from_1904_are_read(tmp_path: Path) -> None:
    book = small_book()
    book.epoch = CALENDAR_MAC_1904
    assert open_workbook(saved(tmp_path, book)).sheets[0].rows[1][2] == dt.date(2018, 6, 11)


def test_booleans_stay_apart_from_numbers_and_text_numbers_stay_text(tmp_path: Path) -> None:
    book = small_book()
    sheet = book["交办"]
    sheet["A2"], sheet["D2"], sheet["D3"] = "0089", True, 1
    row = open_workbook(saved(tmp_path, book)).sheets[0].rows
    assert row[1][0] == "0089" and row[1][3] is True and row[2][3] == 1 and row[2][3] is not True


def test_a_table_that_begins_at_c5_keeps_its_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, values in enumerate((["序号", "企业名称"], [1, "甲"], [2, "乙"]), start=5):
        for column, value in enumerate(values, start=3):
            sheet.cell(row, column, value)
    opened = open_workbook(saved(tmp_path, book)).sheets[0]
    assert opened.rows[4][2:] == ["序号", "企业名称"] and len(opened.rows) == 7
    table = find_table(opened.rows, opened.merged)
    assert (table.header_rows, table.data_rows, [c.letter for c in table.columns]) == ([5], [6, 7], ["C", "D"])


def rewritten(tmp_path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    path = tmp_path / "改.xlsx"
    with zipfile.ZipFile(next(LISTS.glob("07*.xlsx"))) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return path


def test_strict_ooxml_is_read(tmp_path: Path) -> None:
    def strict(name: str, part: bytes) -> bytes:
        part = part.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        return part.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
        )

    assert len(open_workbook(rewritten(tmp_path, strict)).sheets[0].rows) == 31


def test_sheet_xml_with_a_namespace_prefix_is_read(tmp_path: Path) -> None:
    def prefixed(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return part
        return re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", part).replace(b" xmlns=", b" xmlns:x=")

    sheet = open_workbook(rewritten(tmp_path, prefixed)).sheets[0]
    assert len(sheet.rows) == 31 and len(sheet.merged) == 4


def encrypted(tmp_path: Path) -> Path:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = io.BytesIO(next(LISTS.glob("07*.xlsx")).read_bytes())
    path = tmp_path / "密.xlsx"
    with path.open("wb") as out:
        OOXMLFile(plain).encrypt("清废2018", out)
    return path


def test_an_opening_password_is_asked_for_and_used(tmp_path: Path) -> None:
    path = encrypted(tmp_path)
    with pytest.raises(UserError, match="设了打开密码"):
        open_workbook(path)
    with pytest.raises(UserError, match="密码不对"):
        open_workbook(path, "错")
    assert len(open_workbook(path, "清废2018").sheets[0].rows) == 31


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (dt.date(2018, 6, 1), "yyyy/m/d", "2018/6/1"),
        (dt.date(2018, 6, 1), "yyyy-mm-dd;@", "2018-06-01"),
        (dt.date(2018, 6, 1), '[$-804]yyyy"年"m"月"', "2018年6月"),
        (dt.date(2018, 6, 1), "m/d/yy", "6/1/18"),
        (dt.date(2018, 12, 21), '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "二〇一八年十二月二十一日"),
        (dt.date(2018, 6, 10), '[DBNum1][$-804]m"月"d"日"', "六月十日"),
        (dt.date(2018, 6, 1), '[$-804]e"年"m"月"', "2018年6月"),
        (dt.date(2018, 6, 1), "[$-804]aaaa;@", "星期五"),
        (1e300, "", "1e+300"),
        (dt.date(2018, 6, 1), "", "2018-06-01"),
        (dt.datetime(2018, 6, 1, 8, 5), "yyyy/m/d h:mm", "2018/6/1 8:05"),
        (dt.date(2018, 6, 1), "dd\\.mm\\.yyyy", "01.06.2018"),
        (dt.time(8, 5), "h:mm", "8:05"),
        (89.0, "0000", "0089"),
        (0.256, "0.0%", "25.6%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (13800000000.0, "", "13800000000"),
        (1.0, "General", "1"),
        (True, "", "TRUE"),
        (None, "0", ""),
    ],
)
def test_values_are_shown_as_excel_shows_them(value: Any, number_format: str, text: str) -> None:
    assert shown_text(value, number_format) == text
