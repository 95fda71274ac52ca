"""Group lines fold by mouse and keys, and stand for their rows in selections and on the clipboard."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from desktop.tables.grouping import Figure, GroupLine, GroupTree
from desktop.tables.selection import selected_ids
from desktop.tables.table_view import LedgerTableView

Tree = Callable[[], GroupTree]


def tree(*closed: tuple[str, ...]) -> GroupTree:
    """甲 holds 一 (ids 1–3) and 二 (4, 5); 乙 holds 三 (6–8)."""
    lines = [
        GroupLine(("甲",), 0, 5, (Figure("条数", 5, "5 条"),), {"note": "50"}),
        GroupLine(("甲", "一"), 0, 3, (Figure("条数", 3, "3 条"),), {"note": "30"}),
        GroupLine(("甲", "二"), 3, 2, (Figure("条数", 2, "2 条"),), {"note": "20"}),
        GroupLine(("乙",), 5, 3, (Figure("条数", 3, "3 条"),)),
        GroupLine(("乙", "三"), 5, 3, (Figure("条数", 3, "3 条"),)),
    ]
    return GroupTree(array("q", range(1, 9)), lines, closed)


@pytest.fixture
def grouped(view: LedgerTableView) -> LedgerTableView:
    view.table.set_tree(tree())
    return view


def shown(view: LedgerTableView) -> list[int]:
    return list(view.table.ids)


ALL_OPEN = [-1, -2, 1, 2, 3, -3, 4, 5, -4, -5, 6, 7, 8]


def test_lines_stand_above_their_rows_and_keep_qts_rules(grouped: LedgerTableView) -> None:
    tester = QAbstractItemModelTester(grouped.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert shown(grouped) == ALL_OPEN
    assert grouped.table.text_at(0, 0) == "甲 · 5 条"
    assert grouped.table.text_at(1, 2) == "30"
    assert grouped.table.text_at(2, 1) == "name1"
    assert not grouped.table.flags(grouped.table.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    grouped.table.set_closed({("甲",), ("乙", "三")})
    assert shown(grouped) == [-1, -4, -5]
    grouped.table.set_closed(())
    assert shown(grouped) == ALL_OPEN and tester.model() is grouped.table


def test_a_click_folds_a_group_and_another_opens_it(grouped: LedgerTableView, qtbot: Any) -> None:
    at = QPoint(60, grouped.rowViewportPosition(1) + 15)
    qtbot.mouseClick(grouped.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert shown(grouped) == [-1, -2, -3, 4, 5, -4, -5, 6, 7, 8]
    qtbot.mouseClick(grouped.frozen.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert shown(grouped) == ALL_OPEN


def test_left_and_right_fold_and_left_again_goes_to_the_group_above(grouped: LedgerTableView, qtbot: Any) -> None:
    grouped.go_to_row(5, 1)
    qtbot.keyClick(grouped, Qt.Key.Key_Left)
    assert -3 in shown(grouped) and 4 not in shown(grouped)
    qtbot.keyClick(grouped, Qt.Key.Key_Left)
    assert grouped.currentIndex().row() == 0
    qtbot.keyClick(grouped, Qt.Key.Key_Space)
    assert shown(grouped) == [-1, -4, -5, 6, 7, 8]
    qtbot.keyClick(grouped, Qt.Key.Key_Right)
    qtbot.keyClick(grouped, Qt.Key.Key_Down)
    qtbot.keyClick(grouped, Qt.Key.Key_Down)
    assert grouped.table.id_at(grouped.currentIndex().row()) == 1


def test_a_selected_line_stands_for_its_rows(grouped: LedgerTableView, qtbot: Any) -> None:
    counts: list[int] = []
    grouped.selection_counted.connect(counts.append)
    qtbot.mouseClick(grouped.frozen.viewport(), Qt.MouseButton.LeftButton, pos=grouped.check_point(1))
    assert counts[-1] == 3
    qtbot.mouseClick(grouped.frozen.viewport(), Qt.MouseButton.LeftButton, pos=grouped.check_point(6))
    assert list(selected_ids(grouped.selectionModel(), grouped.table.ids, grouped.table.tree)) == [1, 2, 3, 4]
    qtbot.keyClick(grouped, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert counts[-1] == 8
    grouped.table.set_closed({("甲",)})
    qtbot.keyClick(grouped, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert counts[-1] == 8


def test_writing_passes_lines_over_and_copying_takes_them_only_by_themselves(
    grouped: LedgerTableView, qtbot: Any
) -> None:
    asked: list[Any] = []
    grouped.fill_asked.connect(asked.append)
    grouped.walk.to(3, 1)
    grouped.walk.to(6, 1, extend=True)
    qtbot.keyClick(grouped, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [(block.top, block.bottom) for block in asked[-1]] == [(3, 4), (6, 6)]
    qtbot.keyClick(grouped, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "name2\r\nname3\r\nname4\r\n"
    grouped.go_to_row(0, 1)
    qtbot.keyClick(grouped, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "分组\t条数\t说明\r\n甲\t5\t50\r\n"


def test_a_row_in_a_closed_group_is_found_and_shown(grouped: LedgerTableView) -> None:
    grouped.table.set_closed({("甲",), ("乙",)})
    assert shown(grouped) == [-1, -4]
    assert grouped.table.id_at(grouped.table.reveal(7)) == 7
    assert shown(grouped) == [-1, -4, -5, 6, 7, 8]
    assert grouped.table.reveal(99) == -1


def test_other_counts_are_told_without_losing_the_place(grouped: LedgerTableView) -> None:
    grouped.go_to_row(7, 2)
    before = tree()
    lines = [GroupLine(one.path, one.first, one.count, (Figure("条数", 1, "变了"),)) for one in before.lines]
    assert grouped.table.set_tree(GroupTree(before.ids, lines)) is False
    assert grouped.table.text_at(0, 0) == "甲 · 变了" and grouped.currentIndex().row() == 7


def test_the_sentence_of_a_line_runs_over_all_columns(grouped: LedgerTableView) -> None:
    grouped.set_frozen(1)
    picture = grouped.grab().toImage()
    y = grouped.header.height() + 15
    ground = picture.pixelColor(grouped.frozen.width() + 300, y - 12)
    row = [picture.pixelColor(x, y + dy) != ground for x in range(36, 120) for dy in range(-6, 6)]
    assert any(row)
