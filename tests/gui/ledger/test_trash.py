"""Deleting, 已删除 with who, when and why, restoring, and 彻底删除 after the typed word and a backup."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.dialogs.remove_problems import PurgeDialog, RemoveDialog
from models.operations import remove_problems
from models.queries.problems import ProblemQuery, problem_ids

CTRL = Qt.KeyboardModifier.ControlModifier


def listed(app: Any) -> set[int]:
    return set(problem_ids(app.context.ledger, ProblemQuery()))


def when_asked(kind: type, act: Any) -> None:
    """Do something with the modal dialog that is about to open."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            act(dialog)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(0, look)


@pytest.fixture
def trash(app: Any, everything: Any) -> Any:
    """The view of deleted problems, with three in it."""
    change = remove_problems(app.context.ledger, list(everything.table.model.ids[:3]), "重复登记")
    app.context.bus.broadcast(change)
    page = app.window.open_page("history", tab="trash")
    app.jobs.wait_idle()
    return page.trash


def test_ctrl_minus_says_how_many_asks_why_and_can_be_undone(
    app: Any, everything: Any, qtbot: Any, messages: list[Any]
) -> None:
    table = everything.table
    before = listed(app)
    area = QItemSelection(table.model.index(2, 1), table.model.index(6, 1))
    table.view.selectionModel().select(area, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    ids = set(table.model.ids[2:7])

    def fill(dialog: RemoveDialog) -> None:
        assert dialog.ok_button.text() == "删除 5 条"
        dialog.reason.setText("清单误列")
        qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)

    when_asked(RemoveDialog, fill)
    app.window.activateWindow()
    qtbot.keyClick(app.window, Qt.Key.Key_Minus, CTRL)
    app.jobs.wait_idle()
    assert before - listed(app) == ids
    assert messages[-1].text == "已删除 5 条问题（清单误列）。"
    assert table.model.rowCount() == len(before) - 5
    messages[-1].action()
    app.jobs.wait_idle()
    assert listed(app) == before


def test_escape_deletes_nothing(app: Any, everything: Any, qtbot: Any) -> None:
    before = listed(app)
    everything.table.view.go_to_row(0)
    when_asked(RemoveDialog, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    everything.remove_selected()
    app.jobs.wait_idle()
    assert listed(app) == before


def test_deleted_problems_are_listed_and_the_selection_comes_back(app: Any, trash: Any, qtbot: Any) -> None:
    assert trash.heading.text() == "已删除 3 条"
    line = trash.table.lines.line(0)
    assert line.title == "删除 3 条问题（重复登记）" and line.actor == app.context.ledger.actor
    trash.table.selectRow(0)
    qtbot.keyClick(trash.table, Qt.Key.Key_A, CTRL)
    assert trash.restore_button.text() == "恢复 3 条"
    trash.table.clearSelection()
    trash.table.selectRow(1)
    key = trash.chosen()[0].id
    qtbot.keyClick(trash.table, Qt.Key.Key_Return)
    app.jobs.wait_idle()
    assert key in listed(app)
    assert trash.heading.text() == "已删除 2 条"


def test_deleted_problems_are_found_by_words(app: Any, trash: Any) -> None:
    number = trash.table.lines.line(2).ledger_number
    trash.filter_edit.setText(number)
    trash.load()
    app.jobs.wait_idle()
    assert [line.ledger_number for line in trash.table.lines.lines()] == [number]


def test_a_purge_needs_the_typed_word_and_makes_a_backup(app: Any, trash: Any, qtbot: Any, messages: list[Any]) -> None:
    trash.table.selectRow(0)
    key, number = trash.chosen()[0].id, trash.chosen()[0].ledger_number
    seen: list[str] = []

    def confirm(dialog: PurgeDialog) -> None:
        seen.append(dialog.lost.text())
        assert not dialog.ok_button.isEnabled()
        dialog.word.setText("删除")
        assert not dialog.ok_button.isEnabled()
        dialog.word.setText("彻底删除")
        qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    when_asked(PurgeDialog, confirm)
    qtbot.mouseClick(trash.purge_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(messages) and "彻底删除" in messages[-1].text, timeout=10_000)
    app.jobs.wait_idle()
    assert f"会永远失去：{number}的全部内容" in seen[0] and "不能撤销" in seen[0]
    assert list(app.context.ledger.backups_folder.glob("*purge*"))
    assert trash.heading.text() == "已删除 2 条"
    assert key not in set(problem_ids(app.context.ledger, ProblemQuery(removed=True)))


def test_a_purge_that_is_not_confirmed_loses_nothing(app: Any, trash: Any, qtbot: Any) -> None:
    trash.table.selectAll()
    done: list[bool] = []

    def leave(dialog: PurgeDialog) -> None:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        done.append(True)

    when_asked(PurgeDialog, leave)
    trash.purge()
    qtbot.waitUntil(lambda: bool(done))
    app.jobs.wait_idle()
    assert len(problem_ids(app.context.ledger, ProblemQuery(removed=True))) == 3


def test_an_empty_trash_says_what_it_is_for(app: Any) -> None:
    page = app.window.open_page("history", tab="trash")
    app.jobs.wait_idle()
    assert page.trash.stack.currentIndex() == 1
