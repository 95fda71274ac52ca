"""Old .xls, .xlsb and .ods: text in its code page, dates, what is hidden or filtered, errors and odd numbers."""

from __future__ import annotations

import datetime as dt
import importlib
import struct
import sys
from pathlib import Path
from typing import Any

import pytest

from models.errors import UserError
from models.excel.book import Sheet
from models.excel.day_numbers import day_value
from models.excel.formats.opening import open_workbook

sys.path.insert(0, str(Path(__file__).parents[2] / "faults"))

bins: Any = importlib.import_module("bin_writer")
old: Any = importlib.import_module("ole_writer")

HEAD: list[Any] = ["序号", "企业名称", "完成日期"]


def rows(count: int = 4) -> list[list[Any]]:
    return [HEAD, *([float(n), f"某公司{n}", old.number(n, 2, 43262, 1)] for n in range(1, count + 1))]


def first(path: Path) -> Sheet:
    return open_workbook(path).sheets[0]


@pytest.mark.parametrize(
    ("page", "charset"),
    [(936, "gbk"), (10008, "gbk"), (20936, "gbk"), (54936, "gb18030"), (10000, "gbk"), (1252, "gbk"), (0, "gbk")],
)
def test_excel_5_text_is_read_in_its_code_page_or_as_chinese_where_the_page_is_wrong(
    tmp_path: Path, page: int, charset: str
) -> None:
    book = open_workbook(old.Biff(5, page, charset).sheet("交办清单", rows()).save(tmp_path / "五.xls"))
    sheet = book.sheets[0]
    assert sheet.name == "交办清单" and sheet.rows[1] == [1.0, "某公司1", dt.date(2018, 6, 11)]
    assert (f"代码页（{page}）" in "".join(book.warnings)) == (page in (10000, 1252, 0))


@pytest.mark.parametrize(
    ("page", "charset", "words"),
    [
        (10000, "mac_roman", "Café Müller °"),
        (10002, "big5", "清單"),
        (1252, "cp1252", "Größe"),
        (10007, "mac_cyrillic", "Список"),
    ],
)
def test_western_mac_and_traditional_pages_keep_their_letters(
    tmp_path: Path, page: int, charset: str, words: str
) -> None:
    path = old.Biff(5, page, charset).sheet("Data", [["No", words], [1.0, words]]).save(tmp_path / "西.xls")
    assert first(path).rows[1] == [1.0, words]


def test_of_two_workbooks_in_one_file_the_newer_version_counts(tmp_path: Path) -> None:
    streams = {"Book": old.Biff(5).sheet("旧", rows(1)).stream(), "Workbook": old.Biff().sheet("新", rows(3)).stream()}
    (tmp_path / "双.xls").write_bytes(old.ole(streams))
    assert (first(tmp_path / "双.xls").name, len(first(tmp_path / "双.xls").rows)) == ("新", 4)


@pytest.mark.parametrize("version", [5, 8])
def test_a_stream_without_container_is_read(tmp_path: Path, version: int) -> None:
    (tmp_path / "裸.xls").write_bytes(old.Biff(version).sheet("交办", rows()).stream())
    assert first(tmp_path / "裸.xls").rows[4][1] == "某公司4"


def test_day_numbers_of_1904_and_all_seven_errors_are_read(tmp_path: Path) -> None:
    path = old.Biff(year1904=True).sheet("交办", rows()).save(tmp_path / "四.xls")
    assert first(path).rows[1][2] == dt.date(2022, 6, 12)
    codes = (0x00, 0x07, 0x0F, 0x17, 0x1D, 0x24, 0x2A)
    cells: list[Any] = [
        old.record(0x205, struct.pack("<HHHBB", 5, at, 0, code, 1)) if at % 2
        else old.formula(5, at, bytes([2, 0, code, 0, 0, 0, 255, 255]))
        for at, code in enumerate(codes)
    ]  # fmt: skip
    sheet = first(old.Biff().sheet("交办", [*rows(), cells]).save(tmp_path / "错.xls"))
    said = [text for _, _, text in sheet.error_cells]
    assert said == ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"]
    assert sheet.rows[5] == [None] * 7
    assert "7 个单元格是公式错误（A6、B6、C6 等" in sheet.warnings[0]


def test_formulas_have_their_stored_value_or_are_told_as_never_computed(tmp_path: Path) -> None:
    text = old.formula(5, 2, bytes(6) + b"\xff\xff") + old.record(
        0x207, struct.pack("<HB", 2, 1) + "甲乙".encode("utf-16-le")
    )
    cells: list[Any] = [
        old.formula(5, 0, struct.pack("<d", 3.5)),
        old.formula(5, 1, bytes([1, 0, 1, 0, 0, 0, 255, 255])),
        text,
        old.formula(5, 3, bytes([3, 0, 0, 0, 0, 0, 255, 255])),
        old.formula(5, 4, bytes(6) + b"\xff\xff"),
        old.formula(5, 5, bytes(8), flags=2),
    ]
    sheet = first(old.Biff().sheet("交办", [*rows(), cells]).save(tmp_path / "公式.xls"))
    assert sheet.rows[5] == [3.5, True, "甲乙", None, None, None]
    assert sheet.uncomputed_cells == [(5, 4), (5, 5)] and "2 个公式未计算（E6、F6）" in sheet.warnings[0]


def test_hidden_rows_and_columns_merges_and_filters_of_an_xls_are_told(tmp_path: Path) -> None:
    hidden = old.record(0x208, struct.pack("<6HI", 2, 0, 3, 255, 0, 0, 0x20))
    column = old.record(0x7D, struct.pack("<6H", 1, 1, 2000, 0, 1, 0))
    merged = old.record(0xE5, struct.pack("<H4H", 1, 3, 4, 1, 1))
    book = old.Biff().sheet("交办", rows(), before=hidden + column + old.record(0x9B), after=merged)
    sheet = first(book.sheet("藏", rows(), state=1).save(tmp_path / "藏.xls"))
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merged) == ({2}, {1}, [(3, 1, 4, 1)])
    assert sheet.has_filter and sheet.filtered_rows == {2}
    assert [one.visible for one in open_workbook(tmp_path / "藏.xls").sheets] == [True, False]


def test_dates_outside_the_calendar_stay_numbers_and_long_numbers_are_told(tmp_path: Path) -> None:
    odd: list[list[Any]] = [
        [float(n), 110101199003074578.0, old.number(n, 2, value, 1)]
        for n, value in ((5, -1e308), (6, -5.0), (7, 1e300))
    ]
    sheet = first(old.Biff().sheet("交办", [*rows(), *odd]).save(tmp_path / "怪.xls"))
    assert [row[2] for row in sheet.rows[5:]] == [-1e308, -5.0, 1e300]
    assert sheet.odd_dates == [(5, 2), (6, 2), (7, 2)] and sheet.long_numbers == [(5, 1), (6, 1), (7, 1)]
    assert "被 Excel 截断" in sheet.warnings[0] and "超出日历（C6、C7、C8）" in sheet.warnings[1]


def test_a_shared_text_with_phonetic_signs_that_breaks_across_records_is_read_whole(tmp_path: Path) -> None:
    body = "清单名称".encode("utf-16-le")
    start = struct.pack("<II", 1, 1) + struct.pack("<HBHI", 4, 13, 1, 6) + body[:4]
    strings = old.record(0xFC, start) + old.record(
        0x3C, b"\1" + body[4:] + b"\0\0\0\0" + "ピン".encode("utf-16-le") + b"\0\0"
    )
    stream = old.Biff().sheet("交办", [["序号"], [old.record(0xFD, struct.pack("<HHHI", 1, 0, 0, 0))]]).stream()
    at = stream.find(struct.pack("<HH", 0x0A, 0))
    place = stream.find(struct.pack("<H", 0x85)) + 4
    moved = struct.unpack_from("<I", stream, place)[0] + len(strings)
    stream = stream[:place] + struct.pack("<I", moved) + stream[place + 4 : at] + strings + stream[at:]
    (tmp_path / "音.xls").write_bytes(old.ole({"Workbook": stream}))
    assert first(tmp_path / "音.xls").rows == [["序号"], ["清单名称"]]


def test_a_sheet_that_was_cut_is_refused_and_not_read_in_part(tmp_path: Path) -> None:
    stream = old.Biff().sheet("交办", rows(300)).stream()
    (tmp_path / "断.xls").write_bytes(old.ole({"Workbook": stream[: len(stream) // 2]}))
    with pytest.raises(UserError, match="不完整"):
        open_workbook(tmp_path / "断.xls")


def test_an_xlsb_tells_merges_hidden_rows_and_columns_filters_errors_and_odd_numbers(tmp_path: Path) -> None:
    cells = bins.row(0) + bins.text(0, "序号") + bins.text(1, "企业名称") + bins.text(2, "日期")
    cells += bins.row(1) + bins.number(0, 1) + bins.text(1, "甲") + bins.number(2, 43262, 1)
    cells += bins.row(2, hidden=True) + bins.number(0, 2) + bins.text(1, "乙") + bins.number(2, -1e308, 1)
    cells += bins.row(3) + bins.number(0, 110101199003074578) + bins.record(3, struct.pack("<IIB", 1, 0, 0x2A))
    merged = bins.record(176, struct.pack("<4I", 2, 3, 1, 1))
    rule = bins.record(161, struct.pack("<4I", 0, 3, 0, 2)) + bins.record(163) + bins.record(164) + bins.record(162)
    columns = bins.record(390) + bins.record(60, struct.pack("<IIIIH", 2, 2, 0, 0, 1)) + bins.record(391)
    (tmp_path / "二.xlsb").write_bytes(bins.xlsb(bins.sheet(cells, before=columns, after=rule + merged)))
    sheet = first(tmp_path / "二.xlsb")
    assert sheet.rows[1][2] == dt.date(2018, 6, 11) and sheet.rows[2][2] == -1e308
    assert (sheet.merged, sheet.hidden_rows, sheet.hidden_columns) == ([(2, 1, 3, 1)], {2}, {2})
    assert sheet.has_filter and sheet.filtered_rows == {2}
    assert sheet.error_cells == [(3, 1, "#N/A")] and sheet.long_numbers == [(3, 0)] and sheet.odd_dates == [(2, 2)]


def test_a_lonely_cell_far_away_in_an_xlsb_is_left_out_and_told(tmp_path: Path) -> None:
    cells = bins.row(0) + bins.text(0, "序号") + bins.text(1, "企业名称")
    for n in range(1, 60):
        cells += bins.row(n) + bins.number(0, n) + bins.text(1, f"公司{n}")
    cells += bins.row(1_048_575) + bins.number(16_383, 1)
    (tmp_path / "远.xlsb").write_bytes(bins.xlsb(bins.sheet(cells)))
    sheet = first(tmp_path / "远.xlsb")
    assert len(sheet.rows) == 60 and sheet.rows[59] == [59.0, "公司59"] and "1048576" in sheet.warnings[0]


def test_an_ods_tells_merges_hidden_rows_and_columns_filters_and_errors(tmp_path: Path) -> None:
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    body = bins.ods_row(("序号", "企业名称", "日期")) + bins.ods_row((1.0, "甲", "x"), ' table:visibility="filter"')
    body += bins.ods_row((2.0, "乙", "x"), ' table:visibility="collapse" table:number-rows-repeated="2"')
    body += (
        '<table:table-row><table:table-cell table:number-columns-spanned="2" office:value-type="string">'
        "<text:p>丙</text:p>"
        '</table:table-cell><table:covered-table-cell/><table:table-cell table:formula="of:=1/0" '
        'office:value-type="string" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>'
    )
    after = (
        '<table:database-ranges><table:database-range table:target-range-address="交办.A1:交办.C5" '
        'table:display-filter-buttons="true"/></table:database-ranges>'
    )
    (tmp_path / "开.ods").write_bytes(bins.ods(body, before=columns, after=after))
    sheet = first(tmp_path / "开.ods")
    assert (sheet.hidden_rows, sheet.filtered_rows, sheet.hidden_columns) == ({1, 2, 3}, {1}, {2})
    assert sheet.merged == [(4, 0, 4, 1)] and sheet.has_filter
    assert sheet.rows[4] == ["丙", None, None] and sheet.error_cells[0][:2] == (4, 2)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (43262, dt.date(2018, 6, 11)),
        (43262.5, dt.datetime(2018, 6, 11, 12)),
        (0.25, dt.time(6)),
        (1, dt.date(1900, 1, 1)),
        (59, dt.date(1900, 2, 28)),
        (61, dt.date(1900, 3, 1)),
        (2958465, dt.date(9999, 12, 31)),
        (2958466, 2958466),
        (-1, -1),
    ],
)
def test_day_numbers_are_those_of_excel(number: float, value: object) -> None:
    assert day_value(number) == value


def test_a_day_number_of_1904_and_a_length_of_time() -> None:
    assert day_value(0, from_1904=True) == dt.date(1904, 1, 1)
    assert day_value(1.5, duration=True) == dt.timedelta(hours=36)
