"""Text under any name is read as the table it is: character sets, separators, quotes, widths, tricks with digits."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from models.errors import UserError
from models.excel import row_source
from models.excel.formats.opening import open_workbook
from models.excel.tables.layout import find_table

TABLE = "序号,企业名称,整改时限\n1,甲公司,立行立改\n2,乙公司,2018年6月底\n"


def rows(tmp_path: Path, text: str | bytes, name: str = "清单.csv", charset: str = "utf-8") -> list[list[object]]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(charset))
    return [list(row) for row in open_workbook(path).sheets[0].rows]


def test_unicode_text_as_excel_saves_it_is_read_under_the_name_of_a_workbook(tmp_path: Path) -> None:
    text = '序号\t企业名称\t问题\r\n1\t甲公司\t"一、\r\n二"\r\n2\t乙公司\t三\r\n'
    assert rows(tmp_path, text, "导出.xls", "utf-16")[1] == ["1", "甲公司", "一、\r\n二"]


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf16_without_mark_is_recognised_though_chinese_has_few_zero_bytes(tmp_path: Path, charset: str) -> None:
    long = "未采取有效的无组织排放控制措施且台账记录不完整不规范" * 8
    text = "序号\t企业名称\t存在问题\r\n" + "".join(f"{n}\t甲公司\t{long}\r\n" for n in range(1, 9))
    assert rows(tmp_path, text, charset=charset)[8][:2] == ["8", "甲公司"]


def test_big5_is_told_apart_from_gb18030(tmp_path: Path) -> None:
    text = "編號,企業名稱,存在問題\n1,大陸電子廠,未辦理環保手續,且廢氣直排\n2,建華紙業,廢水超標排放並且沒有臺帳\n"
    assert rows(tmp_path, text, charset="big5")[1][1] == "大陸電子廠"
    assert rows(tmp_path, TABLE * 3, charset="gb18030")[1][1] == "甲公司"


def test_a_few_damaged_characters_do_not_spoil_a_list(tmp_path: Path) -> None:
    content = (TABLE + "3,丙公司,长期坚持\n" * 400).encode("gb18030")
    place = content.rindex("丙".encode("gb18030"))
    path = tmp_path / "清单.csv"
    path.write_bytes(content[:place] + b"\xff" + content[place + 1 :])
    sheet = open_workbook(path).sheets[0]
    assert sheet.rows[1][1] == "甲公司" and "字符无法识别" in sheet.warnings[0]


def test_the_line_that_names_the_separator_is_obeyed_and_dropped(tmp_path: Path) -> None:
    assert rows(tmp_path, "sep=;\n编号;名称,别名\n1;甲,乙\n")[1] == ["1", "甲,乙"]


def test_tricks_that_keep_digits_as_text_are_undone(tmp_path: Path) -> None:
    text = "编号,证号,电话,名称\n'0089,=\"410102198001010010\",13800000000\t,'A 区'\n0090,1,2,'=甲\n"
    found = rows(tmp_path, text)
    assert found[1] == ["0089", "410102198001010010", "13800000000", "'A 区'"] and found[2][3] == "=甲"


def test_ragged_lines_titles_and_totals_are_padded_and_found(tmp_path: Path) -> None:
    text = f"强化督查清单\n\n{TABLE}合计,2\n填表人：张三\n"
    found = rows(tmp_path, text)
    assert {len(row) for row in found} == {3} and found[-2] == ["合计", "2", None]
    assert find_table(found).data_rows == [4, 5]  # type: ignore[arg-type]


def test_quotes_hold_separators_and_breaks_and_an_open_one_does_not_swallow_the_rest(tmp_path: Path) -> None:
    held = '编号,问题\n1,"甲,""乙""\n丙"\n2,丁\n'
    assert rows(tmp_path, held)[1] == ["1", '甲,"乙"\n丙']
    opened = "编号,问题\n" + "".join(f'{n},"{"甲" if n == 3 else "甲" + chr(34)}\n' for n in range(1, 900))
    assert len(rows(tmp_path, opened)) == 900


@pytest.mark.parametrize("separator", ["|", "；", "，", "\t"])
def test_chinese_and_other_separators_are_found(tmp_path: Path, separator: str) -> None:
    assert rows(tmp_path, TABLE.replace(",", separator), "清单.txt")[2] == ["2", "乙公司", "2018年6月底"]


def test_columns_of_fixed_width_are_cut_by_the_width_of_chinese(tmp_path: Path) -> None:
    text = (
        "序号  企业名称        整改时限      备注\n"
        "1     甲公司          立行立改\n"
        "2     乙有限责任公司  2018年6月底   已完成\n"
        "3     丙              长期坚持      无 变化\n"
    )
    found = rows(tmp_path, text, "报表.prn")
    assert found[1] == ["1", "甲公司", "立行立改", None]
    assert found[3] == ["3", "丙", "长期坚持", "无 变化"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("这是一段说明，不是表格。\n第二行也只是文字，没有别的。\n", "普通文本"),
        ("<?xml version='1.0'?><a><b/></a>", "XML 文件"),
        ("<?xml version='1.0'?><office:document xmlns:office='urn'/>", "平面 ODF"),
        ("<?xml version='1.0'?><w:d xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'/>", "另存为 .docx"),
        ("ID;PWXL;N;E\nP;PGeneral\nC;Y1;X1;K1\n", "SYLK"),
        ("TABLE\r\n0,1\r\n\"EXCEL\"\r\nVECTORS\r\n0,3\r\n", "DIF"),
    ],
)  # fmt: skip
def test_text_that_is_no_table_gets_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        rows(tmp_path, text)


def test_a_list_that_begins_with_the_letters_of_another_format_is_still_a_list(tmp_path: Path) -> None:
    for head in ("BM", "PK", "MZ", "RIFF"):
        assert rows(tmp_path, f"{head},名称,时限\n1,甲,乙\n2,丙,丁\n")[1] == ["1", "甲", "乙"]


def test_a_large_text_is_streamed_and_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_source, "KEEP_CELLS", 50_000)
    path = tmp_path / "大.csv"
    long = "未采取有效的无组织排放控制措施" * 4
    path.write_text("a,b,c,d\n" + "".join(f"{n},甲公司{n},{long}{n},无\n" for n in range(40_000)), encoding="utf-8")
    size = path.stat().st_size
    tracemalloc.start()
    try:
        sheet = open_workbook(path).sheets[0]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(sheet.rows, row_source.StreamedRows) and len(sheet.rows) == 40_001
    assert sheet.rows[40_000][1] == "甲公司39999" and peak < 2 * size
