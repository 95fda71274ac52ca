"""A sheet whose rows all stand in another sheet is not imported a second time."""

from __future__ import annotations

from models.excel.book import Sheet
from models.importing.profiles.key import fingerprint
from models.importing.reading.cuts import SheetMarks, find_cuts, row_marks
from models.importing.reading.sheet_state import SheetState

HEADER = ["序号", "城市", "企业名称", "存在问题"]
ROWS = [
    [1.0, "邯郸市", "甲建材厂", "料堆未苫盖"],
    [2.0, "邯郸市", "乙铸造厂", "除尘设施停运"],
    [3.0, "邢台市", "丙化工厂", "废气直排"],
    [4.0, "邢台市", "丁家具厂", "喷漆未密闭"],
]


def marks_of(name: str, rows: list, header: list | None = None, file: str = "清单.xlsx") -> SheetMarks:
    sheet = Sheet(name, True, [list(header or HEADER), *[list(row) for row in rows]])
    layout = SheetState(sheet, 0).layout
    header_names = fingerprint(column.name for column in layout.columns)
    return SheetMarks(name, name, header_names, row_marks(sheet.rows, layout), file)


def test_parts_of_the_whole_list_are_cuts_whatever_their_numbers_and_blanks():
    handan = marks_of("邯郸", [[1.0, "邯郸市", "甲建材厂 ", "料堆未苫盖"], [2.0, "邯郸市", "乙铸造厂", "除尘设施停运"]])
    xingtai = marks_of("邢台", [[1.0, "邢台市", "丙化工厂", "废气直排"], [2.0, "邢台市", "丁家具厂", "喷漆未密闭"]])
    notes = find_cuts([handan, marks_of("总表", ROWS), xingtai])
    assert notes == dict.fromkeys(("邯郸", "邢台"), "内容都在“总表”里，不再重复导入")


def test_another_order_of_columns_is_still_the_same_row():
    turned = marks_of("转", [[row[3], row[2], row[1], row[0]] for row in ROWS[:2]], HEADER[::-1])
    assert list(find_cuts([marks_of("总表", ROWS), turned])) == ["转"]


def test_one_row_more_or_one_word_else_makes_a_list_of_its_own():
    changed = marks_of("邯郸", [[1.0, "邯郸市", "甲建材厂", "料堆已苫盖"], ROWS[1]])
    more = marks_of("邢台", [*ROWS[2:], [5.0, "邢台市", "戊碳素厂", "在线监测造假"]])
    assert find_cuts([marks_of("总表", ROWS), changed, more]) == {}


def test_of_two_sheets_alike_the_later_one_is_left_out_and_the_other_file_is_named():
    first, second = marks_of("甲", ROWS), marks_of("乙", ROWS[::-1], file="副本.xlsx")
    assert find_cuts([first, second]) == {"乙": "内容都在“清单.xlsx：甲”里，不再重复导入"}


def test_sheets_with_other_headers_are_never_cuts():
    assert find_cuts([marks_of("总表", ROWS), marks_of("乙", ROWS[:2], ["序号", "城市", "单位", "问题"])]) == {}
