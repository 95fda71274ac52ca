"""The table answers Excel's keys, and a selection of everything costs nothing."""

from __future__ import annotations

import time
from array import array
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.tables.editors import CellEditor, ChoiceEditor, DateEditor, LongEditor
from desktop.tables.selection import Block
from desktop.tables.table_view import LedgerTableView

_Flag = QItemSelectionModel.SelectionFlag


def select(view: LedgerTableView, top: int, left: int, bottom: int, right: int) -> None:
    model = view.model()
    view.selectionModel().select(
        QItemSelection(model.index(top, left), model.index(bottom, right)), _Flag.ClearAndSelect
    )
    view.selectionModel().setCurrentIndex(model.index(top, left), _Flag.NoUpdate)


def editor_of(view: LedgerTableView) -> QWidget:
    (found,) = [one for one in view.viewport().findChildren(QWidget) if isinstance(one, CellEditor) and one.isVisible()]
    return found


def test_typing_over_a_cell_replaces_it_and_enter_goes_down(view: LedgerTableView, qtbot: Any) -> None:
    wanted: list[tuple[int, str, Any]] = []
    view.model().edit_wanted.connect(lambda *edit: wanted.append(edit))
    view.setCurrentIndex(view.model().index(3, 1))
    qtbot.keyClick(view, "a")
    editor = editor_of(view)
    qtbot.keyClicks(editor, "bc")
    assert isinstance(editor, QLineEdit) and editor.text() == "abc"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert wanted == [(4, "name", "abc")]
    assert (view.currentIndex().row(), view.currentIndex().column()) == (4, 1)


def test_f2_edits_what_is_there_and_tab_goes_right(view: LedgerTableView, qtbot: Any) -> None:
    wanted: list[tuple[int, str, Any]] = []
    view.model().edit_wanted.connect(lambda *edit: wanted.append(edit))
    view.setCurrentIndex(view.model().index(0, 1))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = editor_of(view)
    assert editor.text() == "name1"
    qtbot.keyClick(editor, Qt.Key.Key_End)
    qtbot.keyClicks(editor, "!")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert wanted == [(1, "name", "name1!")]
    assert view.currentIndex().column() == 2


def test_escape_gives_up_and_nothing_is_written(view: LedgerTableView, qtbot: Any) -> None:
    wanted: list[Any] = []
    view.model().edit_wanted.connect(lambda *edit: wanted.append(edit))
    view.setCurrentIndex(view.model().index(0, 1))
    qtbot.keyClicks(view, "zzz")
    qtbot.keyClick(editor_of(view), Qt.Key.Key_Escape)
    assert wanted == []
    assert view.model().index(0, 1).data() == "name1"


def test_a_long_text_opens_a_box_where_alt_enter_breaks_the_line(view: LedgerTableView, qtbot: Any) -> None:
    wanted: list[Any] = []
    view.model().edit_wanted.connect(lambda *edit: wanted.append(edit))
    view.setCurrentIndex(view.model().index(1, 2))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = editor_of(view)
    assert isinstance(editor, LongEditor)
    assert editor.height() > 100 and editor.geometry().right() <= view.viewport().rect().right()
    editor.setPlainText("第一行")
    editor.moveCursor(editor.textCursor().MoveOperation.End)
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClicks(editor, "x")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert wanted == [(2, "note", "第一行\nx")]


def test_a_refused_text_stays_in_the_editor(view: LedgerTableView, qtbot: Any) -> None:
    sentences: list[str] = []
    view.delegate.refused.connect(lambda sentence, *_: sentences.append(sentence))
    view.setCurrentIndex(view.model().index(0, 4))
    qtbot.keyClick(view, "2")
    editor = editor_of(view)
    qtbot.keyClicks(editor, "019-x")
    assert isinstance(editor, DateEditor)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert sentences == ["这不是日期。"]
    assert editor_of(view).text() == "2019-x"


def test_a_choice_offers_its_words_and_is_committed_by_choosing(view: LedgerTableView, qtbot: Any) -> None:
    wanted: list[Any] = []
    view.model().edit_wanted.connect(lambda *edit: wanted.append(edit))
    view.setCurrentIndex(view.model().index(0, 3))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = editor_of(view)
    assert isinstance(editor, ChoiceEditor)
    assert [editor.itemText(place) for place in range(editor.count())][-2:] == ["整改中", "已销号"]
    editor.setCurrentText("已销号")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert wanted == [(1, "status", "已销号")]


def test_the_calendar_writes_the_day_into_the_editor(view: LedgerTableView, qtbot: Any) -> None:
    view.setCurrentIndex(view.model().index(0, 4))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = editor_of(view)
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert editor.calendar is not None and editor.calendar.isVisible()
    editor.calendar.month.clicked.emit(editor.calendar.month.selectedDate())
    assert editor.text() == editor.calendar.month.selectedDate().toString("yyyy-MM-dd")


def test_a_range_is_copied_as_excel_pastes_it(view: LedgerTableView, rows: Any, qtbot: Any) -> None:
    rows.stored[(2, "note")] = '有"引号"\n两行'
    view.model().refresh_ids(None)
    select(view, 0, 1, 1, 2)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == 'name1\tnote1\r\nname2\t"有""引号""\n两行"\r\n'


def test_paste_fill_down_today_and_delete_name_the_selected_blocks(view: LedgerTableView, qtbot: Any) -> None:
    QGuiApplication.clipboard().setText("甲\t乙\r\n丙\t丁\r\n")
    asked: dict[str, Any] = {}
    view.paste_asked.connect(lambda cells, found: asked.update(paste=(cells, found)))
    view.fill_asked.connect(lambda found: asked.update(fill=found))
    view.today_asked.connect(lambda found: asked.update(today=found))
    view.clear_asked.connect(lambda found: asked.update(clear=found))
    select(view, 2, 1, 5, 1)
    qtbot.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    block = [Block(2, 1, 5, 1)]
    assert asked == {"paste": ([["甲", "乙"], ["丙", "丁"]], block), "fill": block, "today": block, "clear": block}


def test_tab_at_the_end_of_a_row_goes_on_in_the_next(view: LedgerTableView, qtbot: Any) -> None:
    view.setCurrentIndex(view.model().index(0, 4))
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert (view.currentIndex().row(), view.currentIndex().column()) == (1, 1)
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.currentIndex().row() == 1999


def test_selecting_and_counting_666_000_rows_takes_no_time(view: LedgerTableView, qtbot: Any) -> None:
    view.model().set_ids(array("q", range(666_000)))
    counts: list[int] = []
    view.selection_counted.connect(counts.append)
    started = time.perf_counter()
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    view.grab()
    view.frozen.grab()
    assert time.perf_counter() - started < 1.0
    assert counts[-1] == 666_000
    assert view.header.marked and view.frozen_header.marked


def test_the_number_column_selects_rows_like_a_row_header(view: LedgerTableView, qtbot: Any) -> None:
    counts: list[int] = []
    view.selection_counted.connect(counts.append)
    inside = view.frozen.viewport()
    qtbot.mouseClick(inside, Qt.MouseButton.LeftButton, pos=QPoint(80, 45))
    assert view.selected_blocks() == [Block(1, 0, 1, 4)]
    qtbot.mouseClick(inside, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, QPoint(80, 135))
    assert view.selected_blocks() == [Block(1, 0, 4, 4)]
    qtbot.mouseClick(inside, Qt.MouseButton.LeftButton, pos=view.check_point(2))
    assert counts[-1] == 3


def test_the_number_column_stays_while_the_others_scroll(view: LedgerTableView, qtbot: Any) -> None:
    view.resize(420, 400)
    view.setCurrentIndex(view.model().index(0, 4))
    assert view.horizontalScrollBar().value() > 0
    assert view.frozen.x() == 0 and view.frozen.width() == view.frozen.columnWidth(0) == view.viewport().x()
    qtbot.keyClick(view, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert view.currentIndex().column() == 1 and view.visualRect(view.currentIndex()).left() >= 0


def test_both_halves_scroll_together(view: LedgerTableView) -> None:
    view.scrollTo(view.model().index(1500, 1))
    assert view.frozen.verticalScrollBar().value() == view.verticalScrollBar().value() > 0
    assert view.frozen.rowAt(5) == view.rowAt(5)


def test_both_halves_show_the_same_rows_after_the_list_grew(view: LedgerTableView, qtbot: Any) -> None:
    view.model().set_ids(array("q", [7, 3, 9]))
    view.grab()
    view.model().set_ids(array("q", range(500, 1500)))
    view.go_to_row(600, 1)
    assert view.verticalScrollBar().value() > 0
    assert view.frozen.verticalScrollBar().value() == view.verticalScrollBar().value()
    view.grab()
    view.frozen.grab()
    assert view.frozen.rowAt(100) == view.rowAt(100)
    view.model().set_ids(array("q", [7, 3, 9]))
    view.grab()
    assert view.frozen.verticalScrollBar().value() == view.verticalScrollBar().value() == 0


def test_a_dragged_header_becomes_the_order_of_the_columns(view: LedgerTableView, qtbot: Any) -> None:
    with qtbot.waitSignal(view.columns_reordered) as told:
        view.header.moveSection(4, 1)
    assert told.args[0] == ["number", "day", "name", "note", "status"]
    assert [view.header.logicalIndex(place) for place in range(5)] == [0, 1, 2, 3, 4]


def test_the_header_sorts_by_words_and_filters_by_its_button(view: LedgerTableView, qtbot: Any) -> None:
    sorts: list[int] = []
    filters: list[int] = []
    view.header.sort_clicked.connect(sorts.append)
    view.header.filter_clicked.connect(lambda section, _rect: filters.append(section))
    middle = view.header.height() // 2
    at = QPoint(view.columnViewportPosition(1) + 30, middle)
    qtbot.mouseClick(view.header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseClick(view.header.viewport(), Qt.MouseButton.LeftButton, pos=view.header.button_point(1))
    assert (sorts, filters) == ([1], [1])


def test_the_view_follows_rows_that_come_and_go(view: LedgerTableView) -> None:
    view.go_to_row(10, 1)
    ids = view.model().ids
    view.model().set_ids(ids[:5] + array("q", [9001]) + ids[5:])
    assert view.model().id_at(view.currentIndex().row()) == 11
    assert view.currentIndex() != QModelIndex()
