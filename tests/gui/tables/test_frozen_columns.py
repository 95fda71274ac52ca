"""Any number of columns stays at the left: clicked, edited, resized and walked through like the others."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from desktop.tables.selection import Block
from desktop.tables.table_view import LedgerTableView


@pytest.fixture
def frozen(view: LedgerTableView) -> LedgerTableView:
    view.resize(560, 400)
    view.set_frozen(2)
    return view


def point_in(view: LedgerTableView, row: int, column: int) -> QPoint:
    return view.frozen.visualRect(view.table.index(row, column)).center()


def test_they_stay_while_the_others_scroll(frozen: LedgerTableView) -> None:
    assert frozen.frozen.width() == 320 == frozen.viewport().x()
    frozen.walk.to(0, 4)
    assert frozen.horizontalScrollBar().value() > 0
    assert not frozen.frozen.isColumnHidden(1) and frozen.isColumnHidden(1)
    frozen.walk.to(1200, 1)
    assert frozen.horizontalScrollBar().value() > 0
    assert frozen.frozen.rowAt(40) == frozen.rowAt(40)


def test_one_column_always_scrolls_and_the_first_never_does(frozen: LedgerTableView) -> None:
    frozen.set_frozen(99)
    assert frozen.frozen_count == 4 and frozen.frozen.width() <= 560 - 160
    frozen.set_frozen(0)
    assert frozen.frozen_count == 1 and frozen.frozen.width() == 120


def test_a_frozen_cell_is_clicked_and_edited_where_it_stands(frozen: LedgerTableView, qtbot: Any) -> None:
    wanted: list[tuple[int, str, Any]] = []
    frozen.table.edit_wanted.connect(lambda *edit: wanted.append(edit))
    qtbot.mouseClick(frozen.frozen.viewport(), Qt.MouseButton.LeftButton, pos=point_in(frozen, 3, 1))
    assert (frozen.currentIndex().row(), frozen.currentIndex().column()) == (3, 1)
    assert frozen.selected_blocks() == [Block(3, 1, 3, 1)] and frozen.hasFocus()
    qtbot.keyClick(frozen, "x")
    editor: Any = frozen.open_editor()
    assert editor is not None and editor.parentWidget() is frozen.frozen.viewport()
    qtbot.keyClicks(editor, "yz")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert wanted == [(4, "name", "xyz")]
    assert frozen.currentIndex().row() == 4
    qtbot.keyClick(frozen, Qt.Key.Key_F2)
    assert frozen.open_editor() is not None
    qtbot.keyClick(frozen.open_editor(), Qt.Key.Key_Escape)
    qtbot.keyClick(frozen, Qt.Key.Key_Right)
    assert frozen.currentIndex().column() == 2
    qtbot.keyClick(frozen, Qt.Key.Key_Left)
    assert frozen.currentIndex().column() == 1


def test_a_refused_text_is_told_of_from_the_frozen_side_too(view: LedgerTableView, qtbot: Any) -> None:
    told: list[str] = []
    view.delegate.refused.connect(lambda sentence, *_: told.append(sentence))
    view.set_frozen(4)
    view.table.set_columns([view.table.columns[place] for place in (0, 4, 1, 2, 3)])
    view.walk.to(0, 1)
    qtbot.keyClick(view, "x")
    qtbot.keyClick(view.open_editor(), Qt.Key.Key_Return)
    assert told == ["这不是日期。"]
    qtbot.keyClick(view.open_editor(), Qt.Key.Key_Escape)


def test_a_range_goes_over_both_sides(frozen: LedgerTableView, qtbot: Any) -> None:
    inside = frozen.frozen.viewport()
    qtbot.mousePress(inside, Qt.MouseButton.LeftButton, pos=point_in(frozen, 2, 1))
    qtbot.mouseMove(inside, QPoint(frozen.frozen.width() + 60, point_in(frozen, 5, 1).y()))
    qtbot.mouseRelease(inside, Qt.MouseButton.LeftButton)
    assert frozen.selected_blocks() == [Block(2, 1, 5, 2)]
    at = frozen.visualRect(frozen.table.index(3, 2)).center()
    qtbot.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at)
    assert frozen.selected_blocks() == [Block(2, 1, 3, 2)]


def test_widths_stay_when_the_boundary_moves(frozen: LedgerTableView, qtbot: Any) -> None:
    with qtbot.waitSignal(frozen.width_dragged) as told:
        frozen.frozen_header.resizeSection(1, 260)
    assert told.args == ["name"] and frozen.widths()["name"] == 260 and frozen.frozen.width() == 380
    frozen.set_frozen(1)
    assert frozen.columnWidth(1) == 260 and frozen.frozen.width() == 120


def test_wrapped_rows_are_as_tall_as_their_text_on_both_sides(view: LedgerTableView, rows: Any) -> None:
    rows.stored[(2, "note")] = "整改措施" * 20
    rows.stored[(3, "note")] = "整改措施" * 400
    rows.stored[(1500, "note")] = "整改措施" * 20
    view.table.refresh_ids(None)
    loads = rows.loads
    view.set_wrapped(True)
    assert view.rowHeight(0) == 30 < view.rowHeight(1) <= view.rowHeight(2) <= 100
    assert [view.frozen.rowHeight(row) for row in range(3)] == [view.rowHeight(row) for row in range(3)]
    assert view.rowHeight(1499) == 30 and rows.loads - loads <= 1
    view.scrollTo(view.table.index(1499, 1))
    assert view.rowHeight(1499) > 30 and view.frozen.rowAt(80) == view.rowAt(80)
    view.table.set_ids(view.table.ids[:100] + view.table.ids[110:])
    view.set_wrapped(False)
    assert {view.rowHeight(row) for row in range(view.table.rowCount())} == {30}
    assert {view.rowHeight(row) for row in (0, 1, 2, 1499)} == {30}


def test_scrolling_up_over_tall_rows_does_not_jump(view: LedgerTableView, rows: Any) -> None:
    for key in range(1, 300):
        rows.stored[(key, "note")] = "整改措施" * 20
    view.table.refresh_ids(None)
    view.set_wrapped(True)
    view.scrollTo(view.table.index(250, 1), view.ScrollHint.PositionAtTop)
    bar = view.verticalScrollBar()
    for _ in range(30):
        row = view.rowAt(5)
        before = view.rowViewportPosition(row)
        bar.setValue(bar.value() - 20)
        assert view.rowViewportPosition(row) - before == 20


def test_a_row_gone_to_is_seen_whole_among_tall_ones(view: LedgerTableView, rows: Any, qtbot: Any) -> None:
    for key in range(1, 2001, 2):
        rows.stored[(key, "note")] = "整改措施" * (10 + key % 30)
    view.table.refresh_ids(None)
    view.walk.to(11, 2)
    view.set_wrapped(True)

    def is_whole() -> bool:
        cell = view.visualRect(view.currentIndex())
        return cell.top() >= 0 and cell.bottom() <= view.viewport().height()

    assert is_whole()
    for row in (1000, 300, 1999, 640):
        view.walk.to(row, 2)
        assert is_whole(), row
    for _ in range(12):
        qtbot.keyClick(view, Qt.Key.Key_Down)
        assert is_whole()
    for _ in range(12):
        qtbot.keyClick(view, Qt.Key.Key_Up)
        assert is_whole()
