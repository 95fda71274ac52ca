"""Saved web pages are read as the tables they show: codes stay text, spans become merges, layout is seen through."""

from __future__ import annotations

import base64
import datetime as dt
import quopri
from pathlib import Path

import pytest

from models.errors import UserError
from models.excel.book import Sheet
from models.excel.formats import html_page
from models.excel.formats.opening import open_workbook
from models.excel.tables.layout import find_table

LIST = (
    "<table><tr><th>序号</th><th>企业名称</th><th>整改时限</th></tr>"
    "<tr><td>1</td><td>甲公司</td><td>立行立改</td></tr><tr><td>2</td><td>乙公司</td><td>2018年6月底</td></tr></table>"
)


def sheets(tmp_path: Path, page: str | bytes, name: str = "导出.xls", charset: str = "utf-8") -> list[Sheet]:
    path = tmp_path / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode(charset))
    return open_workbook(path).sheets


def only(tmp_path: Path, page: str) -> Sheet:
    [sheet] = sheets(tmp_path, page)
    return sheet


@pytest.mark.parametrize(
    ("declared", "charset"),
    [
        ("gb2312", "gb18030"), ("gb2312", "utf-8"), ("utf-8", "gb18030"), ("", "gb18030"), ("", "utf-8-sig"),
        ("utf-16", "utf-16"), ("big5", "utf-8"),
    ],
)  # fmt: skip
def test_the_character_set_is_found_whatever_the_page_declares(tmp_path: Path, declared: str, charset: str) -> None:
    meta = f"<meta http-equiv=Content-Type content='text/html; charset={declared}'>" if declared else ""
    [sheet] = sheets(tmp_path, f"<html><head>{meta}</head><body>{LIST}</body></html>", charset=charset)
    assert sheet.rows[1][1] == "甲公司" and find_table(sheet.rows, sheet.merged).data_rows == [2, 3]


def test_text_formats_keep_codes_and_other_digits_become_numbers(tmp_path: Path) -> None:
    page = (
        "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><style><!-- .xl65 {mso-number-format:\"\\@\";}\n"
        '.day, td.day2 {mso-number-format:"yyyy\\0022年\\0022m\\0022月\\0022d\\0022日\\0022\\;\\@";} --></style>'
        "<table><tr>"
        "<td class=xl65>89</td><td style='mso-number-format:\"\\@\"'>410102198001010010</td>"
        "<td style='vnd.ms-excel.numberformat:@'>13800000000</td><td x:str>5</td><td x:str=\"007 \">x</td>"
        "<td>0089</td><td>410102198001010010</td><td>2.10</td>"
        '<td>12</td><td>1,234.50</td><td>25.6%</td><td x:num="43262" class=day>6月</td><td x:num>7.5</td>'
        '<td x:err>#N/A</td><td x:bool=TRUE>TRUE</td><td sdval="3" sdnum="1033;0;0000">0003</td></tr>'
        "<tr><td>甲</td></tr></table></html>"
    )
    sheet = only(tmp_path, page)
    assert sheet.rows[0] == [
        "89", "410102198001010010", "13800000000", "5", "007 ", "0089", "410102198001010010", "2.10",
        12.0, 1234.5, 0.256, dt.date(2018, 6, 11), 7.5, None, True, 3.0,
    ]  # fmt: skip
    shown = [sheet.display(0, column) for column in (8, 9, 10, 11, 15)]
    assert shown == ["12", "1,234.50", "25.6%", "2018年6月11日", "0003"]
    assert sheet.error_cells == [(0, 13, "#N/A")]


def test_a_table_whose_cells_are_text_unless_said_otherwise(tmp_path: Path) -> None:
    sheet = only(
        tmp_path, "<table x:str><tr><td>5</td><td x:num>5</td></tr><tr><td>6</td><td x:num=7>7</td></tr></table>"
    )
    assert [list(row) for row in sheet.rows] == [["5", 5.0], ["6", 7.0]]


def test_numbers_that_are_none_stay_the_text_that_is_shown(tmp_path: Path) -> None:
    sheet = only(tmp_path, "<table><tr><td x:num=nan>甲</td><td x:num=1e999>乙</td></tr><tr><td>1</td></tr></table>")
    assert sheet.rows[0] == ["甲", "乙"]


def test_spans_become_merges_and_push_later_cells(tmp_path: Path) -> None:
    page = (
        "<table><tr><td colspan=3>清单</td></tr><tr><td rowspan=2>甲</td><td>1</td><td>2</td></tr>"
        "<tr><td>3</td><td rowspan=9>4</td></tr><tr><td>乙</td><td>5</td></tr></table>"
    )
    sheet = only(tmp_path, page)
    assert sheet.rows == [["清单", None, None], ["甲", 1.0, 2.0], [None, 3.0, 4.0], ["乙", 5.0, None]]
    assert sheet.merged == [(0, 0, 0, 2), (1, 0, 2, 0), (2, 2, 3, 2)]


def test_line_breaks_entities_and_hidden_text(tmp_path: Path) -> None:
    page = (
        "<table><tr><td>一&nbsp;&lt;二&gt;<br>三<p>四</p></td>"
        "<td>东\r\n   西<span style='display:none'>秘</span></td></tr>"
        "<tr><td>a\n b</td><td><script>alert(1)</script>南<select><option>选</select></td></tr></table>"
    )
    assert only(tmp_path, page).rows == [["一 <二>\n三\n四", "东西"], ["a b", "南"]]


def test_hidden_rows_and_columns_are_told(tmp_path: Path) -> None:
    page = (
        "<style>.h{display:none}</style><table><col><col class=h span=2><tr><td>1</td><td>2</td><td>3</td></tr>"
        "<tr style='display:none'><td>4</td><td>5</td><td>6</td></tr>"
        "<![if supportMisalignedColumns]><tr height=0 style='display:none'><td></td></tr><![endif]></table>"
    )
    sheet = only(tmp_path, page)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({1}, {1, 2})


def test_heading_and_caption_stand_above_the_table(tmp_path: Path) -> None:
    table = LIST.replace("<table>", "<table><caption>第一批</caption>")
    sheet = only(tmp_path, f"<h2>2018年强化督查问题清单</h2><p>填报单位：邯郸市</p>{table}")
    assert [row[0] for row in sheet.rows[:4]] == ["2018年强化督查问题清单", "填报单位：邯郸市", "第一批", "序号"]
    assert find_table(sheet.rows, sheet.merged).header_rows == [4]


def test_a_table_that_only_arranges_the_page_is_seen_through(tmp_path: Path) -> None:
    middle = f"<table><tr><td>强化督查清单</td></tr><tr><td>{LIST}</td></tr></table>"
    sheet = only(tmp_path, f"<table><tr><td>导航</td><td>{middle}</td></tr></table>")
    assert sheet.rows[-1] == [2.0, "乙公司", "2018年6月底"] and sheet.rows[0][0] == "强化督查清单"


def test_a_small_table_inside_a_cell_of_a_list_stays_in_its_cell(tmp_path: Path) -> None:
    inner = "<table><tr><td>措施一</td></tr><tr><td>措施二</td></tr></table>"
    sheet = only(tmp_path, LIST.replace("立行立改", inner))
    assert sheet.rows[1][2] == "措施一\n措施二" and len(sheet.rows) == 3


def test_a_header_in_a_table_of_its_own_is_put_back(tmp_path: Path) -> None:
    head, rows = LIST.split("</tr>", 1)
    sheet = only(tmp_path, f"<div>{head}</tr></table></div><div><table>{rows}</div>")
    assert len(sheet.rows) == 3 and sheet.rows[0][0] == "序号"


def test_cells_and_rows_that_are_tables_themselves_are_put_together(tmp_path: Path) -> None:
    boxed = LIST.replace("<td>", "<td><table><tr><td>").replace("</td>", "</td></tr></table></td>")
    assert only(tmp_path, boxed).rows[2] == [2.0, "乙公司", "2018年6月底"]
    rows = LIST.removeprefix("<table>").removesuffix("</table>").replace("<tr>", "<table><tr>")
    more = "<table><tr><td>3</td><td>丙</td><td>4</td></tr></table>" * 9
    assert len(only(tmp_path, rows.replace("</tr>", "</tr></table>") + more).rows) == 12


def test_several_data_tables_become_several_sheets(tmp_path: Path) -> None:
    found = sheets(tmp_path, f"<h3>甲县</h3>{LIST}<h3>乙县</h3>{LIST}")
    assert [sheet.name for sheet in found] == ["甲县", "乙县"] and all(len(sheet.rows) == 4 for sheet in found)


@pytest.mark.parametrize(
    "page", ["{}", "<tr><td>1</td><td>2</td></tr>{}", "\n\n <!-- jsp -->\n<div>{}</div>", "查询结果{}"]
)
def test_pages_without_a_proper_beginning_are_recognised(tmp_path: Path, page: str) -> None:
    assert sheets(tmp_path, page.format(LIST.replace("</td>", "").replace("</tr>", "")))[-1].rows[-1][1] == "乙公司"


def test_labels_and_values_one_below_the_other_become_a_list(tmp_path: Path) -> None:
    rows = [("反馈问题", "甲"), ("责任单位", "A"), ("整改措施", "停产<br>拆除"), ("反馈问题", "乙"), ("责任单位", "B")]
    page = "<table>" + "".join(f"<tr><td>{label}：</td><td>{text}</td></tr>" for label, text in rows) + "</table>"
    assert only(tmp_path, page).rows == [
        ["反馈问题", "责任单位", "整改措施"], ["甲", "A", "停产\n拆除"], ["乙", "B", None],
    ]  # fmt: skip


def test_a_page_without_table_but_blocks_by_label_is_a_list(tmp_path: Path) -> None:
    page = "<html><p>一、督察意见：甲。</p><p>责任单位：A</p><p>二、督察意见：乙。</p><p>责任单位：B</p></html>"
    assert only(tmp_path, page).rows[1:] == [["1", "甲。", "A"], ["2", "乙。", "B"]]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<html><frameset rows='*,39'><frame src='a.files/sheet001.htm'></frameset></html>", r"“\.files”文件夹里"),
        ("<html><body>没有表</body></html>", "没有表格"),
        ("<table>" * 200 + LIST, "嵌套过深"),
    ],
)
def test_pages_without_a_list_get_a_sentence(tmp_path: Path, page: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        sheets(tmp_path, page)


def test_no_entity_of_a_page_is_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    entity = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    sheet = only(tmp_path, f"{entity}{LIST.replace('甲公司', '&e;')}")
    assert all("SECRET" not in str(value) for row in sheet.rows for value in row)


def test_a_page_with_too_many_cells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_page, "MAX_CELLS", 5)
    with pytest.raises(UserError, match="表格过大"):
        sheets(tmp_path, LIST)


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_a_single_file_web_page_gives_its_sheets_by_their_names(tmp_path: Path, encoding: str) -> None:
    def entry(title: str, part: str) -> str:
        source = f'<x:WorksheetSource HRef="./清单.files/{part}"/>'
        return f"<x:ExcelWorksheet><x:Name>{title}</x:Name>{source}</x:ExcelWorksheet>"

    frame = (
        "<html><!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets>"
        f"{entry('甲县', 'sheet001.htm')}{entry('乙县', 'sheet002.htm')}"
        "</x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--><frameset><frame src='x'></frameset></html>"
    )
    strip = "<table><tr><td>甲县</td><td>乙县</td></tr><tr><td>甲县</td><td>乙县</td></tr></table>"
    parts = {"清单.htm": frame, "sheet001.htm": LIST, "tabstrip.htm": strip, "sheet002.htm": LIST.replace("甲", "丙")}
    encode = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes, "8bit": lambda body: body}[
        encoding
    ]
    lines = ["MIME-Version: 1.0", 'Content-Type: multipart/related; boundary="----=_Part"', "", "preamble"]
    body = "\r\n".join(lines).encode()
    for place, text in parts.items():
        head = (
            f"\r\n------=_Part\r\nContent-Location: file:///C:/x/{place}\r\nContent-Transfer-Encoding: {encoding}\r\n"
        )
        body += head.encode() + b'Content-Type: text/html; charset="gb2312"\r\n\r\n' + encode(text.encode("gb18030"))
    body += b"\r\n------=_Part--\r\n"
    found = sheets(tmp_path, body)
    assert [(sheet.name, sheet.rows[1][1]) for sheet in found] == [("甲县", "甲公司"), ("乙县", "丙公司")]
