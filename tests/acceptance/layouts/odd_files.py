"""Ordinary lists in odd files: other formats, several sheets, hidden parts, formulas, wrong dimensions, 1904 dates."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.acceptance.layouts.facts import ANYANG, BINZHOU, DEADLINE, HANDAN, XINGTAI, facts
from tests.acceptance.layouts.paper import Book, Column

_PLAIN = (
    Column("序号", "n", "list_number"),
    Column("问题编号", "number", "number"),
    Column("城市", "city", {"province": "province", "city": "city"}),
    Column("区县", "county", "county"),
    Column("企业名称", "site_name", "site_name"),
    Column("详细地址", "address", "address"),
    Column("问题类型", "category", "category"),
    Column("问题描述", "description", "description"),
    Column("检查日期", "found_on", "found_on"),
    Column("整改时限", "deadline_cell", DEADLINE),
    Column("联系电话", "phone", "phone"),
    Column("备注", "remarks", "remarks"),
)


def _plain_book(seed: int, *, title: bool) -> Book:
    book = Book()
    paper = book.sheet("Sheet1", _PLAIN)
    if title:
        paper.skip("强化监督交办问题清单（第七轮）")
        paper.skip("截至2018年6月30日")
    paper.header()
    paper.data(facts(14, seed))
    return book


def text_in_utf8(folder: Path) -> dict[str, Any]:
    """CSV with a byte order mark, cells with line breaks in quotes."""
    return _plain_book(40, title=False).save_text(folder, "导出.csv", "utf-8-sig")


def text_in_gb18030(folder: Path) -> dict[str, Any]:
    """CSV as old Chinese Excel saves it, titles above the table."""
    return _plain_book(41, title=True).save_text(folder, "清单.csv", "gb18030")


def text_in_utf16_with_tabs(folder: Path) -> dict[str, Any]:
    """Excel's Unicode text, under the name .csv."""
    return _plain_book(42, title=True).save_text(folder, "清单.txt.csv", "utf-16", "\t")


def table_begins_at_c4(folder: Path) -> dict[str, Any]:
    """Empty rows and columns before the table, formatted empty rows behind it, blanks inside it."""
    columns = [
        Column("序号", lambda f: f"（{'一二三四五六七八九十'[f['n'] - 1]}）", None),
        Column("地  市", "city", {"province": "province", "city": "city"}),
        Column("县（市、\n区）", "county", "county"),
        Column("单 位 名 称", "site_name", "site_name"),
        Column("存 在 问 题", "description", "description"),
        Column("处理意见", "requirement", "requirement"),
        Column("整改\n期限", "deadline_cell", DEADLINE),
        Column("责任\n单位", "responsible_unit", "responsible_unit"),
    ]
    book = Book()
    paper = book.sheet("交办", columns, left=3, top=4)
    paper.sheet["C2"] = "问题交办单（2018年6月）"
    paper.skipped.append(2)
    paper.header()
    rows = facts(10, 43)
    paper.data(rows[:5])
    paper.blank()
    paper.data(rows[5:])
    grey = PatternFill("solid", fgColor="EEEEEE")
    for row in range(paper.at, paper.at + 400):
        for column in range(1, 13):
            paper.sheet.cell(row, column).fill = grey
    paper.sheet.cell(paper.at + 390, 4, "  ")
    return book.save(folder, "空行空列.xlsx")


def one_sheet_per_county(folder: Path) -> dict[str, Any]:
    """Sheets with different column orders, a sheet of totals, a sheet of instructions, a hidden draft."""
    book = Book()
    notes = book.sheet("填表说明")
    notes.role = "notes"
    for line in (
        "填表说明",
        "1.本表由各县（市、区）填报，每周五前报送。",
        "2.整改时限应精确到日，长期坚持的注明。",
        "3.报送时加盖公章。",
    ):
        notes.skip(line)
    total = book.sheet("汇总")
    total.role = "summary"
    total.put(["邯郸市问题整改情况汇总表"])
    total.put(["县（市、区）", "问题总数", "已完成", "正在整改", "完成率"])
    for county, number, done in (("武安市", 6, 2), ("磁县", 5, 1), ("永年区", 7, 7), ("合计", 18, 10)):
        total.put([county, number, done, number - done, done / number])
    orders = ((0, 1, 2, 3, 4, 5, 6), (0, 2, 1, 5, 3, 4, 6), (0, 3, 4, 1, 2, 6, 5))
    columns = [
        Column("序号", "n", "list_number"),
        Column("乡镇", "town", "town"),
        Column("企业名称", "site_name", "site_name"),
        Column("存在的问题", "description", "description"),
        Column("整改措施", "requirement", {"measures": "requirement"}),
        Column("完成时限", "deadline_cell", DEADLINE),
        Column("包保责任人", "responsible_person", "responsible_person"),
    ]
    for at, (county, count) in enumerate((("武安市", 6), ("磁县", 5), ("永年区", 7))):
        paper = book.sheet(county, [columns[place] for place in orders[at]])
        paper.skip(f"邯郸市{county}突出环境问题整改台账（2018年）", merge=7)
        paper.header()
        paper.data(
            facts(count, 44 + at, [("河北省", "邯郸市", (county,))]), province="河北省", city="邯郸市", county=county
        )
    return book.save(folder, "邯郸市各县台账.xlsx")


def hidden_rows_and_columns(folder: Path) -> dict[str, Any]:
    """Hidden rows and columns are data as well; a filter is on; a hidden sheet is not read."""
    book = Book()
    paper = book.sheet("清单", _PLAIN)
    paper.header()
    rows = paper.data(facts(16, 48))
    for row in rows[3:6]:
        paper.sheet.row_dimensions[row].hidden = True
    paper.sheet.column_dimensions["F"].hidden = True
    paper.sheet.column_dimensions["K"].hidden = True
    paper.sheet.auto_filter.ref = f"A1:L{rows[-1]}"
    draft = book.sheet("底稿", _PLAIN)
    draft.header()
    draft.data(facts(4, 49))
    draft.sheet.sheet_state = "hidden"
    draft.problems.clear()
    draft.role = "hidden"
    return book.save(folder, "隐藏.xlsx")


def dates_of_1904_and_serials(folder: Path) -> dict[str, Any]:
    """A Mac workbook: dates count from 1904; formats of many kinds."""
    formats = ("yyyy/m/d", 'yyyy"年"m"月"d"日"', "m月d日", "[$-804]yyyy年m月d日;@", "d-mmm-yy")
    columns = [
        Column("序号", "n", "list_number"),
        Column("地市", "city", {"province": "province", "city": "city"}),
        Column("污染源名称", "site_name", "site_name"),
        Column("检查情况", "description", "description"),
        Column("督查时间", "found", "found_on"),
        Column("交办时间", lambda f: datetime(2018, 6, 28, 9, 30), {"assigned_on": lambda f: "2018-06-28"}),
        Column("整改完成时限", lambda f: datetime(2018, 7, f["n"]), {
            "deadline": lambda f: f"2018-07-{f['n']:02d}", "deadline_kind": lambda f: "date"}),
        Column("销号时间", lambda f: datetime(2018, 8, f["n"]) if f["n"] % 2 else "未销号",
               {"closed_on": lambda f: f"2018-08-{f['n']:02d}" if f["n"] % 2 else None}),
    ]  # fmt: skip
    book = Book()
    book.workbook.epoch = CALENDAR_MAC_1904
    paper = book.sheet("清单", columns)
    paper.header()
    rows = paper.data(facts(15, 50))
    for at, row in enumerate(rows):
        for column in (5, 6, 7, 8):
            paper.format([row], column, formats[at % len(formats)])
    return book.save(folder, "1904.xlsx")


def formulas_and_errors(folder: Path) -> dict[str, Any]:
    """Serial and name are formulas with their values kept; a few cells are errors; dates are General serials."""
    columns = [
        Column("序号", "n", "list_number"),
        Column("市", "city", {"province": "province", "city": "city"}),
        Column("县", "county", "county"),
        Column("企业名称", "site_name", "site_name"),
        Column("问题描述", "description", "description"),
        Column("面积（平方米）", lambda f: "#DIV/0!" if f["n"] % 4 == 0 else f["n"] * 3.5, None),
        Column("备注", lambda f: "#N/A" if f["n"] % 3 == 0 else f["remarks"],
               {"remarks": lambda f: None if f["n"] % 3 == 0 else f["remarks"]}),
        Column("整改时限", lambda f: 43281 + f["n"], {
            "deadline_kind": lambda f: "date", "deadline": lambda f: f"2018-07-{f['n']:02d}"}),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("清单", columns)
    paper.skip("整改台账")
    paper.header()
    paper.data(facts(12, 51, [HANDAN, XINGTAI]))
    truth = book.save(folder, "公式.xlsx")
    _rewrite(folder / "公式.xlsx", lambda xml: re.sub(
        r'(<c r="A(\d+)")( [^>]*)?><v>(\d+)</v>', r'\1><f>ROW()-2</f><v>\4</v>', xml))  # fmt: skip
    return truth


def wrong_dimension_and_many_styles(folder: Path) -> dict[str, Any]:
    """The file claims to be A1:A1 large, and has two thousand empty formatted columns."""
    book = Book()
    paper = book.sheet("Sheet1", _PLAIN)
    paper.skip("交办问题清单", merge=12)
    paper.header()
    paper.data(facts(13, 52))
    for column in range(13, 2000):
        paper.sheet.cell(2, column).fill = PatternFill("solid", fgColor="DDDDDD")
    truth = book.save(folder, "尺寸.xlsx")
    _rewrite(folder / "尺寸.xlsx", lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', xml))
    return truth


def stacked_header_without_merges(folder: Path) -> dict[str, Any]:
    """Parents written once with blanks beside them, and nothing merged at all."""
    columns = [
        Column("序号", "n", "list_number"),
        Column(("属地", "市"), "city", {"province": "province", "city": "city"}),
        Column(("属地", "县区"), "county", "county"),
        Column("点位（企业）名称", "site_name", "site_name"),
        Column(("问题", "类别"), "category", "category"),
        Column(("问题", "具体情况"), "description", "description"),
        Column(("整改", "整改要求"), "requirement", "requirement"),
        Column(("整改", "整改时限"), "deadline_cell", DEADLINE),
        Column(("整改", "责任人"), "responsible_person", "responsible_person"),
    ]
    book = Book()
    paper = book.sheet("Sheet1", columns)
    paper.skip("2018年6月问题清单")
    paper.header(merge=False)
    paper.data(facts(14, 53, [BINZHOU, ANYANG]))
    return book.save(folder, "无合并.xlsx")


_WORDED: tuple[tuple[Any, str, str | None], ...] = (
    ("２０１８年７月底", "date", "2018-07-31"),
    ("7月20日17时前", "date", "2018-07-20"),
    ("2018年8月上旬", "date", "2018-08-10"),
    ("8月中旬前", "date", "2018-08-20"),
    ("三季度末", "date", "2018-09-30"),
    ("2018年第四季度", "date", "2018-12-31"),
    ("接到交办后7日内", "days", None),
    ("30个工作日内", "working_days", None),
    ("6月11日起至7月底", "date", "2018-07-31"),
    ("立即整改", "immediate", None),
    ("常态化管理", "standing", None),
    ("已整改完成", "done", None),
    ("2018年9月底前完成主体，2019年6月底全面完成", "staged", "2019-06-30"),
    ("二〇一八年十月三十一日", "date", "2018-10-31"),
    ("10.31", "date", "2018-10-31"),
    ("2018年11月", "date", "2018-11-30"),
    ("2018-12", "date", "2018-12-31"),
    ("2018年供暖季前", "unknown", None),
    ("2018年6月31日", "unknown", None),
    ("2018年十一月中旬", "date", "2018-11-20"),
)


def deadlines_in_every_wording(folder: Path) -> dict[str, Any]:
    """Words, ranges, stages, a day that does not exist."""
    columns = [
        Column("序号", "n", "list_number"),
        Column(
            "所在市县", lambda f: f["city"] + f["county"], {"province": "province", "city": "city", "county": "county"}
        ),
        Column("工地名称", "site_name", "site_name"),
        Column("督查发现问题", "description", "description"),
        Column("办结时限", "deadline_cell", DEADLINE),
    ]
    book = Book()
    paper = book.sheet("2018", columns)
    paper.skip("2018年强化督查问题整改台账")
    paper.header()
    paper.data(facts(len(_WORDED), 54, [HANDAN, XINGTAI], _WORDED))
    return book.save(folder, "时限.xlsx")


def _rewrite(path: Path, change: Any) -> None:
    """Change the XML of the first sheet."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = change(parts[sheet].decode("utf-8")).encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
