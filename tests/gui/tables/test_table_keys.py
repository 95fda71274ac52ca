"""Excel's keys in the big table: edges of blocks, ranges, columns, corners, headers on the clipboard."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.tables.selection import Block
from desktop.tables.table_view import LedgerTableView

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip
Key = Qt.Key


def at(view: LedgerTableView) -> tuple[int, int]:
    return view.currentIndex().row(), view.currentIndex().column()


@pytest.fixture
def gaps(view: LedgerTableView, rows: Any) -> LedgerTableView:
    """Names are blank in rows 3, 4 and 8 (ids 4, 5, 9); notes in row 0 only."""
    for key in (4, 5, 9):
        rows.stored[(key, "name")] = ""
    rows.stored[(1, "note")] = ""
    view.table.refresh_ids(None)
    view.table.text_at(0, 0)
    return view


def test_ctrl_and_an_arrow_stop_at_the_edges_of_blocks(gaps: LedgerTableView, qtbot: Any) -> None:
    gaps.walk.to(0, 1)
    stops = []
    for _ in range(4):
        qtbot.keyClick(gaps, Key.Key_Down, CTRL)
        stops.append(at(gaps)[0])
    assert stops == [2, 5, 7, 9]
    qtbot.keyClick(gaps, Key.Key_Up, CTRL)
    qtbot.keyClick(gaps, Key.Key_Up, CTRL)
    assert at(gaps) == (5, 1)
    gaps.walk.to(0, 1)
    qtbot.keyClick(gaps, Key.Key_Right, CTRL)
    assert at(gaps) == (0, 3)
    qtbot.keyClick(gaps, Key.Key_Right, CTRL)
    assert at(gaps) == (0, 4)


def test_on_a_very_large_list_the_edge_is_asked_for_once_and_no_page_is_read(
    view: LedgerTableView, rows: Any, qtbot: Any
) -> None:
    view.table.set_ids(array("q", range(1, 666_001)))
    view.walk.to(0, 1)
    view.table.text_at(0, 1)
    asked: list[str] = []

    def blank_ids(column: Any, told: Any) -> None:
        asked.append(column.key)
        told({500_001})

    view.walk.blank_ids = blank_ids
    before = rows.loads
    qtbot.keyClick(view, Key.Key_Down, CTRL | SHIFT)
    assert at(view) == (499_999, 1) and asked == ["name"]
    assert view.selected_blocks() == [Block(0, 1, 499_999, 1)]
    assert rows.loads - before <= 3


def test_shift_extends_from_where_the_range_began(view: LedgerTableView, qtbot: Any) -> None:
    view.walk.to(5, 2)
    qtbot.keyClick(view, Key.Key_Down, SHIFT)
    qtbot.keyClick(view, Key.Key_Right, SHIFT)
    assert view.selected_blocks() == [Block(5, 2, 6, 3)]
    qtbot.keyClick(view, Key.Key_Home, CTRL | SHIFT)
    assert view.selected_blocks() == [Block(0, 1, 5, 2)]
    qtbot.keyClick(view, Key.Key_End, SHIFT)
    assert view.selected_blocks() == [Block(0, 2, 5, 4)]
    qtbot.keyClick(view, Key.Key_Down)
    assert view.selected_blocks() == [Block(1, 4, 1, 4)]
    qtbot.keyClick(view, Key.Key_PageDown, SHIFT)
    assert view.selected_blocks()[0].rows > 8


def test_corners_rows_columns_and_everything(view: LedgerTableView, qtbot: Any) -> None:
    view.walk.to(7, 3)
    qtbot.keyClick(view, Key.Key_Space, CTRL)
    assert view.selected_blocks() == [Block(0, 3, 1999, 3)]
    qtbot.keyClick(view, Key.Key_End, CTRL)
    assert at(view) == (1999, 4)
    qtbot.keyClick(view, Key.Key_Home)
    assert at(view) == (1999, 1)
    qtbot.keyClick(view, Key.Key_Space, SHIFT)
    assert view.selected_blocks() == [Block(1999, 0, 1999, 4)]
    qtbot.keyClick(view, Key.Key_Home, CTRL)
    assert at(view) == (0, 1)
    qtbot.keyClick(view, Key.Key_A, CTRL)
    assert view.selected_blocks() == [Block(0, 0, 1999, 4)]


def test_copy_with_headers_fill_right_time_and_steps(view: LedgerTableView, qtbot: Any) -> None:
    asked: list[Any] = []
    view.fill_right_asked.connect(lambda found: asked.append(("right", found)))
    view.now_asked.connect(lambda found: asked.append(("now", found)))
    view.step_asked.connect(lambda rows: asked.append(("step", rows)))
    view.find_asked.connect(lambda: asked.append(("find", None)))
    view.walk.to(2, 1)
    view.walk.to(2, 2, extend=True)
    qtbot.keyClick(view, Key.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text() == "名称\t说明\r\nname3\tnote3\r\n"
    qtbot.keyClick(view, Key.Key_R, CTRL)
    qtbot.keyClick(view, Key.Key_Semicolon, CTRL | SHIFT)
    qtbot.keyClick(view, Key.Key_PageDown, ALT)
    qtbot.keyClick(view, Key.Key_PageUp, ALT)
    qtbot.keyClick(view, Key.Key_F, CTRL)
    block = [Block(2, 1, 2, 2)]
    assert asked == [("right", block), ("now", block), ("step", 1), ("step", -1), ("find", None)]
    assert at(view) == (2, 2)
