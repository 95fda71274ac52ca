"""Excel 2003 XML is read with its types, gaps, merges and what it hides; nothing in it is ever resolved."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from models.errors import UserError
from models.excel.formats import sheet_builder
from models.excel.formats.opening import open_workbook
from models.excel.tables.layout import find_table

HEAD = (
    '<?xml version="1.0" encoding="{charset}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:html="http://www.w3.org/TR/REC-html40">\n'
)
STYLES = """<Styles>
<Style ss:ID="Default" ss:Name="Normal"/>
<Style ss:ID="d"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></Style>
<Style ss:ID="s"><NumberFormat ss:Format="Short Date"/></Style>
<Style ss:ID="child" ss:Parent="s"/>
<Style ss:ID="four"><NumberFormat ss:Format="0000"/></Style>
<Style ss:ID="pc"><NumberFormat ss:Format="Percent"/></Style>
</Styles>"""


def cell(kind: str, text: str, more: str = "") -> str:
    return f'<Cell{more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def book(
    path: Path,
    rows: str,
    *,
    charset: str = "UTF-8",
    before: str = "",
    after: str = "",
    inside: str = "",
    more: str = "",
) -> Path:
    xml = (
        HEAD.format(charset=charset) + before + STYLES
        + f'<Worksheet ss:Name="交办"><Table>{inside}{rows}</Table>{after}</Worksheet>{more}</Workbook>'
    )  # fmt: skip
    path.write_bytes(xml.encode(charset))
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "清单.xls"


def test_each_type_keeps_its_value_and_is_shown_as_excel_shows_it(path: Path) -> None:
    rows = (
        "<Row>" + cell("String", "0089") + cell("Number", "89", ' ss:StyleID="four"') + cell("Number", "0.256",
        ' ss:StyleID="pc"') + cell("Boolean", "1") + cell("DateTime", "2018-06-11T00:00:00.000", ' ss:StyleID="d"')
        + cell("DateTime", "2018-06-11T08:05:00.000", ' ss:StyleID="child"')
        + cell("DateTime", "1899-12-31T08:05:00.000") + cell("Number", "43262", ' ss:StyleID="s"') + "</Row>"
    )  # fmt: skip
    sheet = open_workbook(book(path, rows)).sheets[0]
    assert sheet.rows[0] == [
        "0089", 89.0, 0.256, True, dt.date(2018, 6, 11), dt.datetime(2018, 6, 11, 8, 5), dt.time(8, 5),
        dt.date(2018, 6, 11),
    ]  # fmt: skip
    assert [sheet.display(0, column) for column in range(5)] == ["0089", "0089", "25.60%", "TRUE", "2018年6月11日"]
    assert (sheet.display(0, 5), sheet.display(0, 7)) == ("2018/6/11", "2018/6/11")


def test_gaps_in_rows_and_cells_keep_their_places(path: Path) -> None:
    rows = (
        f'<Row ss:Index="3">{cell("String", "序号", chr(32) + "ss:Index=" + chr(34) + "2" + chr(34))}'
        f"{cell('String', '名称')}</Row><Row/><Row>{cell('Number', '1')}</Row>"
    )
    sheet = open_workbook(book(path, rows)).sheets[0]
    assert sheet.rows[2] == [None, "序号", "名称"] and sheet.rows[4] == [1.0, None, None] and len(sheet.rows) == 5


def test_merges_move_the_cells_behind_them(path: Path) -> None:
    rows = (
        "<Row>" + cell("String", "标题", ' ss:MergeAcross="2" ss:MergeDown="1"') + cell("String", "右") + "</Row>"
        "<Row>" + cell("String", "下", ' ss:Index="4"') + "</Row>"
    )
    sheet = open_workbook(book(path, rows)).sheets[0]
    assert sheet.merged == [(0, 0, 1, 2)]
    assert sheet.rows == [["标题", None, None, "右"], [None, None, None, "下"]]


def test_what_is_hidden_or_filtered_is_told(path: Path) -> None:
    rows = f'<Row>{cell("String", "头")}</Row><Row ss:Hidden="1" ss:Span="1"/><Row>{cell("String", "尾")}</Row>'
    columns = '<Column ss:Index="2" ss:Hidden="1" ss:Span="1"/><Column ss:Width="0"/>'
    filters = '<AutoFilter x:Range="R1C1:R4C1" xmlns="urn:schemas-microsoft-com:office:excel"><AutoFilterColumn x:Type="Custom"/></AutoFilter>'  # noqa: E501
    other = (
        '<Worksheet ss:Name="藏"><Table><Row><Cell><Data ss:Type="String">密</Data></Cell></Row></Table>'
        '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible>'
        "</WorksheetOptions></Worksheet>"
    )
    sheets = open_workbook(book(path, rows, inside=columns, after=filters, more=other)).sheets
    assert (sheets[0].hidden_rows, sheets[0].hidden_columns) == ({1, 2}, {1, 2, 3})
    assert sheets[0].has_filter and sheets[0].filtered_rows == {1, 2}
    assert [(sheet.name, sheet.visible) for sheet in sheets] == [("交办", True), ("藏", False)]
    assert sheets[0].rows[3] == ["尾"]


def test_day_numbers_from_1904_are_read(path: Path) -> None:
    before = '<ExcelWorkbook xmlns="urn:schemas-microsoft-com:office:excel"><Date1904/></ExcelWorkbook>'
    rows = f"<Row>{cell('Number', '41800', chr(32) + 'ss:StyleID=' + chr(34) + 's' + chr(34))}</Row>"
    assert open_workbook(book(path, rows, before=before)).sheets[0].rows[0] == [dt.date(2018, 6, 11)]


def test_errors_formulas_rich_text_and_comments_are_told_apart(path: Path) -> None:
    rows = (
        "<Row>" + cell("Error", "#N/A") + '<Cell ss:Formula="=RC[-1]+1"/>'
        '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">一<B>二</B>&#10;三</ss:Data>'
        '<Comment><ss:Data xmlns="http://www.w3.org/TR/REC-html40">批注</ss:Data></Comment></Cell></Row>'
    )
    sheet = open_workbook(book(path, rows)).sheets[0]
    assert sheet.rows[0] == [None, None, "一二\n三"]
    assert sheet.error_cells == [(0, 0, "#N/A")] and sheet.uncomputed_cells == [(0, 1)]
    assert "1 个公式未计算" in sheet.warnings[0] and "公式错误" in sheet.warnings[1]


@pytest.mark.parametrize("charset", ["UTF-8", "UTF-16", "gb2312", "GBK"])
def test_each_character_set_that_the_file_declares_is_read(path: Path, charset: str) -> None:
    rows = f"<Row>{cell('String', '序号')}{cell('String', '企业名称')}</Row><Row>{cell('Number', '1')}{cell('String', '甲')}</Row>"  # noqa: E501
    sheet = open_workbook(book(path, rows, charset=charset)).sheets[0]
    assert find_table(sheet.rows).data_rows == [2]


@pytest.mark.parametrize("lead", ["", " " * 200_000, "<!-- " + "x" * 200_000 + " -->"])
def test_a_file_with_entities_is_refused_wherever_they_stand(tmp_path: Path, lead: str) -> None:
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    xml = (
        f'<?xml version="1.0"?>{lead}<!DOCTYPE Workbook [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell>'
        '<Data Type="String">&e;</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    path = tmp_path / "坏.xml"
    path.write_text(xml, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        open_workbook(path)
    assert "SECRET" not in str(caught.value) and str(caught.value).startswith("坏.xml：")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('<Row ss:Index="99999999"><Cell><Data ss:Type="String">远</Data></Cell></Row>', "超出 Excel 的范围"),
        ('<Row ss:Index="-1"><Cell><Data ss:Type="String">负</Data></Cell></Row>', "位置不对"),
        ('<Row><Cell ss:Index="0"><Data ss:Type="String">零</Data></Cell></Row>', "位置不对"),
        ("<Row><Cell><Data>断", "不完整或已损坏"),
        ("<a>" * 300, "嵌套过深"),
    ],
)
def test_nonsense_gets_a_sentence(path: Path, rows: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        open_workbook(book(path, rows))


def test_a_lonely_cell_in_the_last_row_and_column_is_left_out(path: Path) -> None:
    rows = "".join(f"<Row>{cell('Number', str(n))}{cell('String', '甲')}</Row>" for n in range(60))
    far = f'<Row ss:Index="1048576"><Cell ss:Index="16384"><Data ss:Type="String">远</Data></Cell></Row>'  # noqa: F541
    sheet = open_workbook(book(path, rows + far)).sheets[0]
    assert len(sheet.rows) == 60 and len(sheet.rows[0]) == 2 and "远离表格" in sheet.warnings[0]


def test_more_cells_than_fit_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_builder.Budget.__init__, "__defaults__", (100,))
    with pytest.raises(UserError, match="表格过大"):
        open_workbook(book(path, "".join(f"<Row>{cell('Number', '1')}{cell('Number', '2')}</Row>" for _ in range(60))))
