"""Builds strange workbooks, one function each: they open in Excel, or nearly, or only pretend to be workbooks."""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("package_writer", HERE / "package_writer.py")
assert _spec is not None and _spec.loader is not None
made: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)

Build = Callable[[Path], Path]
FILES: dict[str, tuple[str, Build]] = {}
"""name -> ('read', 'refused' or 'either', builder)"""


def expects(outcome: str) -> Callable[[Build], Build]:
    def keep(build: Build) -> Build:
        FILES[build.__name__] = (outcome, build)
        return build

    return keep


def text_cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def book(path: Path, rows: str, **wrapped: str) -> Path:
    return made.write_package(path, made.parts_of(made.sheet_xml(rows, **wrapped)))


def changed(path: Path, change: Callable[[dict[str, Any]], None], rows: str = "") -> Path:
    parts = made.parts_of(made.sheet_xml(rows or made.plain_rows(6)))
    change(parts)
    return made.write_package(path, parts)


@expects("either")
def content_types_of_a_document(folder: Path) -> Path:
    def change(parts: dict[str, Any]) -> None:
        name = "[Content_Types].xml"
        parts[name] = parts[name].replace("spreadsheetml.sheet.main", "wordprocessingml.document.main")

    return changed(folder / "类型.xlsx", change)


@expects("either")
def no_content_types(folder: Path) -> Path:
    return changed(folder / "无类型.xlsx", lambda parts: parts.pop("[Content_Types].xml"))


@expects("refused")
def the_sheet_is_missing(folder: Path) -> Path:
    return changed(folder / "缺表.xlsx", lambda parts: parts.pop("xl/worksheets/sheet1.xml"))


@expects("either")
def shared_strings_are_missing(folder: Path) -> Path:
    rows = made.plain_rows(4).replace("</row>", '<c r="D1" t="s"><v>0</v></c></row>', 1)
    return changed(folder / "缺串.xlsx", lambda parts: parts.pop("xl/sharedStrings.xml"), rows)


@expects("either")
def a_shared_string_beyond_the_table(folder: Path) -> Path:
    return book(folder / "越界.xlsx", made.plain_rows(4).replace("</row>", '<c r="D2" t="s"><v>99999</v></c></row>', 2))


@expects("read")
def styles_are_missing(folder: Path) -> Path:
    return changed(folder / "缺样式.xlsx", lambda parts: parts.pop("xl/styles.xml"))


@expects("read")
def a_style_beyond_the_table(folder: Path) -> Path:
    return book(folder / "样式越界.xlsx", made.plain_rows(5).replace('s="1"', 's="4000000000"'))


@expects("read")
def the_whole_sheet_is_one_merge(folder: Path) -> Path:
    after = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return book(folder / "全合并.xlsx", made.plain_rows(9), after=after)


@expects("read")
def a_column_merged_to_the_end(folder: Path) -> Path:
    after = '<mergeCells count="1"><mergeCell ref="B2:B1048576"/></mergeCells>'
    return book(folder / "列合并.xlsx", made.plain_rows(9), after=after)


@expects("either")
def a_hundred_and_twenty_thousand_merges(folder: Path) -> Path:
    merges = "".join(f'<mergeCell ref="D{row}:E{row}"/>' for row in range(1, 120_001))
    return book(folder / "多合并.xlsx", made.plain_rows(500), after=f"<mergeCells>{merges}</mergeCells>")


@expects("either")
def merges_over_merges(folder: Path) -> Path:
    merges = "".join(f'<mergeCell ref="A{row}:C{row + 5000}"/>' for row in range(3, 6000))
    return book(folder / "叠合并.xlsx", made.plain_rows(6000), after=f"<mergeCells>{merges}</mergeCells>")


@expects("either")
def broken_merge_references(folder: Path) -> Path:
    merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("", "A1", "B9:A1", "A0:B0", "ZZZZ1:A9", "A1:B99999999999"))
    return book(folder / "坏合并.xlsx", made.plain_rows(4), after=f"<mergeCells>{merges}</mergeCells>")


@expects("read")
def a_word_in_the_last_cell(folder: Path) -> Path:
    stray = f'<row r="1048576">{text_cell("XFD1048576", "谁写的")}</row>'
    return book(folder / "末格.xlsx", made.plain_rows(12) + stray)


@expects("either")
def elements_nested_very_deeply(folder: Path) -> Path:
    deep = "<a>" * 200_000 + "</a>" * 200_000
    return book(folder / "深.xlsx", made.plain_rows(3), after=deep)


@expects("either")
def a_web_page_as_xls(folder: Path) -> Path:
    cells = "".join(f"<tr><td>{n}</td><td>某公司{n}</td><td>扬尘</td></tr>" for n in range(1, 9))
    head = '<html><meta charset="gb2312"><table><tr><th>序号</th><th>企业名称</th><th>存在问题</th></tr>'
    page = f"{head}{cells}</table></html>"
    return _written(folder / "网页.xls", page.encode("gb18030"))


@expects("either")
def a_workbook_in_xml_of_2003(folder: Path) -> Path:
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    rows = "".join(
        f"<Row>{''.join(cell.format(text) for text in texts)}</Row>"
        for texts in [("序号", "企业名称", "存在问题")] + [(str(n), f"某公司{n}", "扬尘") for n in range(1, 9)]
    )
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    xml = (
        f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}"><Worksheet ss:Name="S"><Table>{rows}</Table>'
        "</Worksheet></Workbook>"
    )
    return _written(folder / "旧.xls", xml.encode())


@expects("either")
def text_with_zero_bytes(folder: Path) -> Path:
    lines = "序号,企业名称,存在问题\r\n" + "".join(f"{n},某\0公司{n},扬\0尘\r\n" for n in range(1, 9))
    return _written(folder / "零字节.csv", lines.encode())


@expects("refused")
def a_workbook_without_cells(folder: Path) -> Path:
    return book(folder / "无格.xlsx", "")


@expects("refused")
def a_header_without_rows(folder: Path) -> Path:
    return book(folder / "只有表头.xlsx", made.ROW_1)


@expects("refused")
def only_hidden_sheets(folder: Path) -> Path:
    def change(parts: dict[str, Any]) -> None:
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace('sheetId="1"', 'sheetId="1" state="veryHidden"')

    return changed(folder / "全隐藏.xlsx", change)


@expects("refused")
def only_charts(folder: Path) -> Path:
    def change(parts: dict[str, Any]) -> None:
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
            "relationships/worksheet", "relationships/chartsheet"
        )
        parts["xl/worksheets/sheet1.xml"] = (
            '<chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
        )

    return changed(folder / "图表.xlsx", change)


@expects("refused")
def no_sheets_at_all(folder: Path) -> Path:
    def change(parts: dict[str, Any]) -> None:
        head, _, tail = parts["xl/workbook.xml"].partition("<sheets>")
        parts["xl/workbook.xml"] = head + "<sheets/>" + tail.partition("</sheets>")[2]

    return changed(folder / "无表.xlsx", change)


@expects("refused")
def a_password_that_nobody_gave(folder: Path) -> Path:
    import msoffcrypto.format.ooxml as ooxml

    plain = book(folder / "明.xlsx", made.plain_rows(5))
    with zipfile.ZipFile(plain, "a") as package:  # the library cannot open what it locked when it is small or odd
        package.comment = b" " * (16384 - plain.stat().st_size % 16)
    target = folder / "密.xlsx"
    with plain.open("rb") as source, target.open("wb") as out:
        ooxml.OOXMLFile(source).encrypt("secret", out)
    return target


@expects("read")
def macros_that_are_rubbish(folder: Path) -> Path:
    return changed(folder / "宏.xlsm", lambda parts: parts.update({"xl/vbaProject.bin": "不是宏" * 999}))


@expects("read")
def a_sheet_name_of_signs(folder: Path) -> Path:
    def change(parts: dict[str, Any]) -> None:
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
            'name="交办"', f'name="🏭&amp;&lt;清单&gt;&quot;{"很长" * 60}&#10;"'
        )

    return changed(folder / "表名🏭.xlsx", change)


@expects("read")
def dates_outside_all_calendars(folder: Path) -> Path:
    rows = made.plain_rows(8)
    for number, value in enumerate(("1e300", "-5", "2958466", "99999999999", "1e9", "0", "60", "0.5"), start=2):
        rows = rows.replace(f'<c r="C{number}" s="1"><v>43262</v>', f'<c r="C{number}" s="1"><v>{value}</v>')
    return book(folder / "日期溢出.xlsx", rows)


@expects("either")
def a_date_before_all_days(folder: Path) -> Path:
    return book(folder / "史前.xlsx", made.plain_rows(3).replace("<v>43262</v>", "<v>-1e308</v>", 1))


@expects("either")
def numbers_that_are_none(folder: Path) -> Path:
    rows = made.plain_rows(6)
    for number, value in enumerate(("NaN", "INF", "-INF", "1e999", "9" * 400, "0x1F"), start=2):
        rows = rows.replace(f'<c r="C{number}" s="1"><v>43262</v>', f'<c r="C{number}"><v>{value}</v>')
    return book(folder / "非数.xlsx", rows)


@expects("read")
def links_to_other_files(folder: Path) -> Path:
    def change(parts: dict[str, Any]) -> None:
        parts["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
        parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
            '<Relationships><Relationship Id="r1" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
        )

    rows = made.plain_rows(5).replace('<c r="C2" s="1">', '<c r="C2" s="1"><f>[1]Sheet1!$A$1</f>')
    return changed(folder / "外链.xlsx", change, rows)


@expects("read")
def rows_and_cells_out_of_order(folder: Path) -> Path:
    rows = made.data_row(5) + made.ROW_1 + made.data_row(3) + made.data_row(2) + made.data_row(4)
    return book(folder / "乱序.xlsx", rows)


@expects("either")
def impossible_references(folder: Path) -> Path:
    odd = '<row r="0"><c r="A0"><v>1</v></c></row><row r="99999999"><c r="ZZZZ9"><v>1</v></c></row>'
    odd += "<row><c><v>2</v></c></row>"
    return book(folder / "坏引用.xlsx", made.plain_rows(4) + odd)


@expects("either")
def signs_that_xml_forbids(folder: Path) -> Path:
    rows = made.ROW_1 + "".join(made.data_row(n, f"某&#x{n};\x0b公司_x000D_") for n in range(2, 8))
    return book(folder / "控制符.xlsx", rows)


@expects("either")
def a_sheet_in_utf16(folder: Path) -> Path:
    def change(parts: dict[str, Any]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")

    return changed(folder / "宽字.xlsx", change)


@expects("either")
def a_sheet_with_prefixes(folder: Path) -> Path:
    def change(parts: dict[str, Any]) -> None:
        name = "xl/worksheets/sheet1.xml"
        text = parts[name].replace("xmlns=", "xmlns:x=").replace("</", "</x:")
        for tag in ("worksheet", "dimension", "sheetData", "row ", "c ", "is>", "t>", "v>"):
            text = text.replace(f"<{tag}", f"<x:{tag}")
        parts[name] = text

    return changed(folder / "前缀.xlsx", change)


@expects("either")
def paths_that_climb_out(folder: Path) -> Path:
    return changed(folder / "爬.xlsx", lambda parts: parts.update({"../../../tmp/爬出来.txt": "x", "/etc/爬": "x"}))


@expects("either")
def seventy_thousand_parts(folder: Path) -> Path:
    def change(parts: dict[str, Any]) -> None:
        parts.update({f"xl/media/{number}.txt": "" for number in range(70_000)})

    return changed(folder / "多件.xlsx", change)


@expects("refused")
def an_empty_package(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "空包.xlsx", "w"):
        pass
    return folder / "空包.xlsx"


@expects("either")
def one_endless_line(folder: Path) -> Path:
    return _written(folder / "一行.csv", ("某公司," * 1_500_000).encode())


@expects("either")
def an_open_quotation(folder: Path) -> Path:
    lines = "序号,企业名称,存在问题\n" + "".join(f'{n},"某公司{n},扬尘\n' for n in range(1, 4000))
    return _written(folder / "引号.csv", lines.encode())


@expects("read")
def four_byte_chinese(folder: Path) -> Path:
    lines = "序号,企业名称,存在问题\n" + "".join(f"{n},𠮷祥㐂公司{n},扬尘\n" for n in range(1, 9))
    return _written(folder / "生僻字.csv", lines.encode("gb18030"))


@expects("refused")
def a_database_as_workbook(folder: Path) -> Path:
    connection = sqlite3.connect(folder / "库.xlsx")
    connection.execute("create table 问题 (编号, 名称)")
    connection.commit()
    connection.close()
    return folder / "库.xlsx"


@expects("refused")
def json_as_text_table(folder: Path) -> Path:
    content = json.dumps([{"序号": n, "企业名称": f"某公司{n}"} for n in range(9)], ensure_ascii=False, indent=1)
    return _written(folder / "数据.csv", content.encode())


@expects("either")
def a_cell_of_a_million_signs(folder: Path) -> Path:
    rows = made.plain_rows(5).replace("某某公司3", "长" * 1_000_000)
    return book(folder / "长文.xlsx", rows)


@expects("either")
def three_thousand_columns(folder: Path) -> Path:
    from openpyxl.utils import get_column_letter

    letters = [get_column_letter(at) for at in range(1, 3001)]
    head = "".join(text_cell(f"{letter}1", f"指标{at}") for at, letter in enumerate(letters))
    body = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{letter}{n}"><v>{n}</v></c>' for letter in letters) + "</row>"
        for n in range(2, 12)
    )
    return book(folder / "宽表.xlsx", f'<row r="1">{head}</row>{body}')


@expects("either")
def a_thousand_sheets(folder: Path) -> Path:
    def change(parts: dict[str, Any]) -> None:
        sheet = parts["xl/worksheets/sheet1.xml"]
        names = relations = ""
        for number in range(2, 1001):
            names += f'<sheet name="表{number}" sheetId="{number}" r:id="s{number}"/>'
            relations += (
                f'<Relationship Id="s{number}" Target="worksheets/sheet{number}.xml" '
                'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
            )
            parts[f"xl/worksheets/sheet{number}.xml"] = sheet
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("</sheets>", names + "</sheets>")
        key = "xl/_rels/workbook.xml.rels"
        parts[key] = parts[key].replace("</Relationships>", relations + "</Relationships>")

    return changed(folder / "千表.xlsx", change)


@expects("refused")
def an_ole_file_that_points_in_circles(folder: Path) -> Path:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 0, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    circle = struct.pack("<128I", *[0] * 128)
    return _written(folder / "环.xls", head + circle * 4)


@expects("read")
def a_name_of_two_hundred_signs(folder: Path) -> Path:
    return book(folder / f"{'长' * 80}.xlsx", made.plain_rows(5))


@expects("either")
def every_row_hidden(folder: Path) -> Path:
    return book(folder / "行全隐.xlsx", made.plain_rows(6).replace("<row ", '<row hidden="1" '))


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
