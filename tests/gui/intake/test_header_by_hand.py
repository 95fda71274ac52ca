"""Step two by hand: the header band by mouse, keys and menu, what stands around the table, hidden rows, text, split."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt

from desktop.pages import import_list

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


def sheet_of(page: Any) -> Any:
    return page.files[0].sheets[0]


def test_the_upper_edge_is_dragged_as_well_as_the_lower(go: Any, idle: Any, qtbot: Any, first: Path) -> None:
    page = go(first, import_list.HEADER)
    preview = page.header.preview
    top = preview.rowViewportPosition(2)
    target = preview.rowViewportPosition(3) + 3
    viewport = preview.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(60, top))
    qtbot.mouseMove(viewport, QPoint(60, target))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(60, target))
    idle()
    assert sheet_of(page).layout.header_rows == [4]


def test_shift_and_alt_with_arrows_move_the_edges_and_the_sheet_is_read_when_they_rest(
    go: Any, idle: Any, qtbot: Any, first: Path
) -> None:
    page = go(first, import_list.HEADER)
    preview = page.header.preview
    preview.setFocus()
    qtbot.keyClick(preview, Qt.Key.Key_Up, SHIFT)
    assert preview.band == (3, 3)
    qtbot.keyClick(preview, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(preview, Qt.Key.Key_Down, ALT)
    assert preview.band == (4, 4)
    assert sheet_of(page).layout.header_rows == [3, 4], "nothing is read while the band is moved"
    qtbot.waitUntil(lambda: sheet_of(page).layout.header_rows == [4], timeout=8_000)
    idle()
    assert page.header.first_box.value() == 4


def test_the_menu_of_a_row_makes_it_the_header(go: Any, idle: Any, first: Path) -> None:
    page = go(first, import_list.HEADER)
    preview = page.header.preview
    menu = preview.row_menu(QPoint(40, preview.rowViewportPosition(3) + 5))
    action = next(one for one in menu.actions() if one.text() == "以第 4 行为表头")
    action.trigger()
    idle()
    assert sheet_of(page).layout.header_rows == [4]


def test_ctrl_z_brings_the_header_back(go: Any, idle: Any, qtbot: Any, first: Path) -> None:
    page = go(first, import_list.HEADER)
    page.header.preview.put_band(4, 4)
    idle()
    assert sheet_of(page).layout.header_rows == [4]
    page.header.preview.setFocus()
    qtbot.keyClick(page.header.preview, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert sheet_of(page).layout.header_rows == [3, 4]


def test_what_stands_outside_the_table_is_ticked_and_edited(go: Any, idle: Any, qtbot: Any, first: Path) -> None:
    page = go(first, import_list.HEADER)
    line = page.header.side.constants["round"]
    line.edit.setFocus()
    line.edit.selectAll()
    qtbot.keyClicks(line.edit, "9")
    qtbot.keyClick(line.edit, Qt.Key.Key_Return)
    idle()
    values = {one.field: one.value for one in sheet_of(page).constants}
    assert values["round"] == "9"
    qtbot.mouseClick(page.header.side.constants["round"].box, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    idle()
    assert not next(one for one in sheet_of(page).constants if one.field == "round").use


@pytest.fixture
def hiding(tmp_path: Path, first: Path) -> Path:
    """The first edition with three hidden rows."""
    book = openpyxl.load_workbook(first)
    for row in (10, 11, 12):
        book.worksheets[0].row_dimensions[row].hidden = True
    path = tmp_path / "有隐藏行.xlsx"
    book.save(path)
    return path


def test_hidden_rows_are_asked_about_only_where_there_are_some(
    go: Any, idle: Any, qtbot: Any, first: Path, hiding: Path
) -> None:
    page = go(first, import_list.HEADER)
    assert "hidden_rows" not in page.header.side.readings
    page = go(hiding, import_list.HEADER)
    box = page.header.side.readings["hidden_rows"]
    assert box.text() == "隐藏的 3 行也导入"
    with_hidden = box.isChecked()
    rows = page.included_rows()
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    idle()
    assert page.included_rows() == (rows - 3 if with_hidden else rows + 3)
    assert page.header.side.readings["hidden_rows"].isChecked() != with_hidden


def test_everything_as_text_leaves_cells_as_excel_shows_them(go: Any, idle: Any, qtbot: Any, first: Path) -> None:
    page = go(first, import_list.HEADER)
    qtbot.mouseClick(page.header.side.readings["as_text"], Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    idle()
    assert page.flow.session.wishes("0/0")["as_text"] is True
    assert page.header.side.readings["as_text"].isChecked()


def test_a_sheet_is_left_out_and_taken_in_by_its_tick(go: Any, idle: Any, qtbot: Any, first: Path) -> None:
    page = go(first, import_list.HEADER)
    qtbot.mouseClick(page.header.side.sheet_lines["0/0"].box, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    idle()
    assert not page.next_button.isEnabled()
    qtbot.mouseClick(page.header.side.sheet_lines["0/0"].box, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    idle()
    assert page.next_button.isEnabled()


def test_a_sheet_of_sixteen_thousand_columns_does_not_hang(go: Any, qtbot: Any, make_list: Any) -> None:
    wide = ["企业名称", "存在问题", "所在县", *(f"列{number}" for number in range(16_381))]
    path = make_list("很宽.xlsx", wide, [["永年标准件厂", "未安装治污设施", "永年区", *([1] * 16_381)]] * 3)
    page = go(path, import_list.MAPPING)
    assert page.steps.current == import_list.MAPPING


def test_a_sheet_that_is_no_list_says_so_and_is_taken_with_one_click(
    go: Any, make_list: Any, idle: Any, qtbot: Any
) -> None:
    rows = [["永年区", 6, 1], ["武安市", 3, 1], ["磁县", 1, 1], ["成安县", 5, 2]]
    page = go(make_list("汇总.xlsx", ["县区", "总数", "完成"], rows, "整改进展汇总"), import_list.HEADER)
    banner = page.header.banner
    assert banner.isVisible()
    assert "像是统计汇总表" in page.header.banner_label.text()
    assert not page.next_button.isEnabled()
    qtbot.mouseClick(page.header.take_button, Qt.MouseButton.LeftButton)
    idle()
    assert page.files[0].sheets[0].included
    assert not banner.isVisible()
    assert page.next_button.isEnabled()


def test_pointing_at_the_header_of_a_sheet_takes_it_in(go: Any, make_list: Any, idle: Any) -> None:
    rows = [["永年区", 6, 1], ["武安市", 3, 1], ["磁县", 1, 1], ["成安县", 5, 2]]
    page = go(make_list("汇总.xlsx", ["县区", "总数", "完成"], rows, "整改进展汇总"), import_list.HEADER)
    page.header.preview.put_band(1, 2)
    idle()
    assert page.files[0].sheets[0].included


def test_words_above_the_table_run_on_over_empty_cells(go: Any, make_list: Any) -> None:
    said = ["填报单位：邯郸市生态环境局", "", "", "截止日期：2019年4月25日"]
    rows = [[1, f"第{n}建材厂", "永年区", f"物料露天堆放{n}处", "2019-06-30"] for n in range(4)]
    header = ["序号", "企业名称", "县（市、区）", "存在问题", "整改时限"]
    page = go(make_list("说明.xlsx", said, [header, *rows], "第22轮交办问题清单"), import_list.HEADER)
    preview = page.header.preview
    assert (preview.columnSpan(1, 0), preview.columnSpan(1, 3)) == (3, 2)
    assert preview.columnSpan(0, 0) == 5
    assert preview.columnSpan(2, 0) == 1
