"""Packages that Excel opens without a word and that are easily misread: paths, encodings, errors, dates, filters."""

from __future__ import annotations

import datetime as dt
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.excel.book import Sheet
from models.excel.formats.opening import open_workbook

sys.path.insert(0, str(Path(__file__).parents[2] / "faults"))

made: Any = importlib.import_module("package_writer")

Change = Callable[[dict[str, Any]], object]


def opened(tmp_path: Path, rows: str, change: Change = lambda _: None, **around: str) -> list[Sheet]:
    parts: dict[str, Any] = made.parts_of(made.sheet_xml(rows, **around))
    change(parts)
    return open_workbook(made.write_package(tmp_path / "表.xlsx", parts)).sheets


def with_date_cell(cell: str) -> str:
    return made.plain_rows(3).replace('<c r="C2" s="1"><v>43262</v></c>', cell, 1)


def moved(target: str) -> Change:
    def change(parts: dict[str, Any]) -> None:
        key = "xl/_rels/workbook.xml.rels"
        parts[key] = parts[key].replace("worksheets/sheet1.xml", target)

    return change


@pytest.mark.parametrize(
    "target",
    ["worksheets\\sheet1.xml", "./worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"],
)
def test_a_sheet_is_found_however_its_path_is_written(tmp_path: Path, target: str) -> None:
    assert len(opened(tmp_path, made.plain_rows(3), moved(target))[0].rows) == 4


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
@pytest.mark.parametrize("codec", ["utf-16", "gb18030"])
def test_parts_may_be_written_in_other_encodings(tmp_path: Path, part: str, codec: str) -> None:
    def change(parts: dict[str, Any]) -> None:
        body = parts[part].partition("?>")[2]
        parts[part] = f'<?xml version="1.0" encoding="{codec.upper()}"?>{body}'.encode(codec)

    rows = made.plain_rows(3).replace(
        '<c r="B2" t="inlineStr"><is><t>某某公司2</t></is></c>', '<c r="B2" t="s"><v>0</v></c>'
    )
    assert opened(tmp_path, rows, change)[0].rows[1][1] == "共享"


def test_two_sheets_of_one_name_are_both_read(tmp_path: Path) -> None:
    def change(parts: dict[str, Any]) -> None:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        added = f'<Relationship Id="r9" Type="{kind}" Target="worksheets/sheet2.xml"/></Relationships>'
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
            "</sheets>", '<sheet name="交办" sheetId="2" r:id="r9"/></sheets>'
        )
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace("</Relationships>", added)
        parts["xl/worksheets/sheet2.xml"] = made.sheet_xml(made.plain_rows(7))

    assert [(sheet.name, len(sheet.rows)) for sheet in opened(tmp_path, made.plain_rows(3), change)] == [
        ("交办", 4),
        ("交办 (2)", 8),
    ]


def test_errors_of_newer_versions_cost_one_cell_and_not_the_file(tmp_path: Path) -> None:
    sheet = opened(tmp_path, with_date_cell('<c r="C2" t="e"><f>X()</f><v>#SPILL!</v></c>'))[0]
    assert len(sheet.rows) == 4 and sheet.rows[1][2] is None and sheet.error_cells[0][:2] == (1, 2)


def test_all_seven_errors_and_formulas_without_value_are_listed_with_their_cells(tmp_path: Path) -> None:
    errors = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
    cells = "".join(f'<c r="{letter}2" t="e"><v>{text}</v></c>' for letter, text in zip("CDEFGHI", errors, strict=True))
    sheet = opened(tmp_path, with_date_cell(cells + '<c r="J2"><f>A1</f></c>'))[0]
    assert [text for _, _, text in sheet.error_cells] == list(errors)
    assert "1 个公式未计算（J2）" in sheet.warnings[0] and "7 个单元格是公式错误（C2、D2、E2 等" in sheet.warnings[1]


@pytest.mark.parametrize("value", ["-1e308", "1e300", "-5", "2958466"])
def test_a_date_outside_the_calendar_stays_a_number_and_the_row_is_kept(tmp_path: Path, value: str) -> None:
    sheet = opened(tmp_path, with_date_cell(f'<c r="C2" s="1"><v>{value}</v></c>'))[0]
    assert sheet.rows[1] == [1.0, "某某公司2", float(value)] and sheet.rows[2][2] == dt.date(2018, 6, 11)
    assert sheet.odd_dates == [(1, 2)] and "超出日历（C2）" in sheet.warnings[0]


def test_what_is_no_number_is_kept_as_text(tmp_path: Path) -> None:
    assert opened(tmp_path, with_date_cell('<c r="C2"><v>1e999</v></c>'))[0].rows[1][2] == "1e999"


def test_numbers_of_more_than_15_digits_are_told_as_cut_short(tmp_path: Path) -> None:
    rows = with_date_cell('<c r="C2"><v>1.10101199003074E+17</v></c><c r="D2"><v>123456789012345</v></c>')
    sheet = opened(tmp_path, rows)[0]
    assert sheet.long_numbers == [(1, 2)] and "1 个长数字（C2）超过 15 位" in sheet.warnings[0]
    assert sheet.display(1, 2) == "110101199003074000"


def test_iso_dates_phonetic_runs_escapes_and_missing_places_are_read(tmp_path: Path) -> None:
    text = '<is><r><t>富</t></r><r><t xml:space="preserve"> 文_x005F_x</t></r><rPh sb="0" eb="1"><t>ピン</t></rPh></is>'
    rows = made.ROW_1 + f'<row><c><v>1</v></c><c t="inlineStr">{text}</c><c t="d"><v>2018-06-11</v></c></row>'
    assert opened(tmp_path, rows)[0].rows[1] == [1.0, "富 文_x", dt.date(2018, 6, 11)]


def test_rows_that_an_active_filter_hides_are_told_from_rows_hidden_by_hand(tmp_path: Path) -> None:
    rows = (
        made.plain_rows(9)
        .replace('<row r="4"', '<row r="4" hidden="1"')
        .replace('<row r="10"', '<row r="10" hidden="1"')
    )
    active = '<autoFilter ref="A1:C6"><filterColumn colId="1"><filters/></filterColumn></autoFilter>'
    sheet = opened(tmp_path, rows, after=active)[0]
    assert (sheet.has_filter, sheet.hidden_rows, sheet.filtered_rows) == (True, {3, 9}, {3})
    sheet = opened(tmp_path, rows, after='<autoFilter ref="A1:C6"/>')[0]
    assert (sheet.has_filter, sheet.filtered_rows) == (True, set())


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("reserved-0x1f", "2018年6月11日"),
        ("[$-F800]dddd, mmmm dd, yyyy", "2018年6月11日"),
        ("[$-804]yyyy&quot;年&quot;m&quot;月&quot;", "2018年6月"),
        ("[DBNum1][$-804]m&quot;月&quot;d&quot;日&quot;", "六月十一日"),
    ],
)
def test_a_date_is_shown_as_a_chinese_excel_shows_it(tmp_path: Path, written: str, text: str) -> None:
    def change(parts: dict[str, Any]) -> None:
        own = "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"
        parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(own, written)

    sheet = opened(tmp_path, made.plain_rows(2), change)[0]
    assert sheet.rows[1][2] == dt.date(2018, 6, 11) and sheet.display(1, 2) == text


def test_a_wrong_count_of_shared_texts_does_no_harm(tmp_path: Path) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace("<sst ", '<sst uniqueCount="4294967295" ')

    assert len(opened(tmp_path, made.plain_rows(3), change)[0].rows) == 4


def test_a_lonely_cell_in_the_last_corner_is_left_out_and_told(tmp_path: Path) -> None:
    rows = made.plain_rows(40).replace("</row>", '<c r="XFD1"><v>7</v></c></row>', 1)
    sheet = opened(tmp_path, rows + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')[0]
    assert len(sheet.rows) == 41 and sheet.rows[1][:2] == [1.0, "某某公司2"] and "1048576" in sheet.warnings[0]
