"""延期 and 暂停 of a selection: old and new deadlines are shown before it is done, one step, one undo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from sqlalchemy import text

from desktop.dialogs.extend import ExtendDialog
from models import clock
from models.queries.problems import problem_cells

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def select_rows(page: Any, first: int, last: int) -> list[int]:
    model, view = page.table.model, page.table.view
    area = QItemSelection(model.index(first, 1), model.index(last, 1))
    view.selectionModel().select(area, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    return list(model.ids[first : last + 1])


def prepare(app: Any, ids: list[int]) -> None:
    """All of them open and due in ten days, the last one closed."""
    day = clock.today() + timedelta(days=10)
    with app.context.ledger.writing() as connection:
        for key in ids:
            connection.execute(
                text("UPDATE problem SET status = :s, deadline = :d WHERE id = :id"),
                {"s": "已销号" if key == ids[-1] else "整改中", "d": day.isoformat(), "id": key},
            )


def stored(app: Any, ids: list[int], field: str = "deadline") -> list[Any]:
    cells = problem_cells(app.context.ledger, ids, [field])
    return [cells[key][0] for key in ids]


def open_dialog(app: Any, page: Any, qtbot: Any, key: Qt.Key) -> ExtendDialog:
    app.window.activateWindow()
    qtbot.waitUntil(lambda: app.window.isActiveWindow())
    qtbot.keyClick(app.window, key, CTRL_SHIFT)
    dialog = page.findChild(ExtendDialog)
    app.jobs.wait_idle()
    return dialog


def look(app: Any, dialog: ExtendDialog) -> None:
    dialog.look()
    app.jobs.wait_idle()


def test_a_selection_is_extended_after_a_preview_and_taken_back_at_once(app: Any, everything: Any, qtbot: Any) -> None:
    ids = select_rows(everything, 0, 9)
    prepare(app, ids)
    day = clock.today() + timedelta(days=10)
    dialog = open_dialog(app, everything, qtbot, Qt.Key.Key_Y)
    assert dialog.selected_radio.isChecked() and not dialog.ok_button.isEnabled()
    dialog.second.setText("20")
    look(app, dialog)
    assert dialog.ok_button.text() == "延期 9 条"
    assert "1 条不能延期：状态是“已销号”，不能延期（1 条）" in dialog.summary.text()
    refused, first = dialog.lines.lines.line(0), dialog.lines.lines.line(1)
    assert refused.why and (first.old, first.number) == (day, 1) and first.new > day
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert dialog.summary.text() == "没有填写依据，请填写依据。" and stored(app, ids) == [day] * 10
    dialog.basis.set_text("工程量大、工期不足")
    dialog.approver.setText("市整改办")
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    app.jobs.wait_idle()
    assert stored(app, ids) == [first.new] * 9 + [day]
    assert stored(app, ids, "original_deadline") == [day] * 9 + [None]
    app.window.activateWindow()
    qtbot.waitUntil(lambda: app.window.isActiveWindow())
    qtbot.keyClick(app.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    app.jobs.wait_idle()
    assert stored(app, ids) == [day] * 10


def test_an_earlier_day_is_refused_until_it_is_meant(app: Any, everything: Any, qtbot: Any) -> None:
    ids = select_rows(everything, 0, 1)
    prepare(app, ids)
    dialog = open_dialog(app, everything, qtbot, Qt.Key.Key_Y)
    dialog.first.setText(str(clock.today() + timedelta(days=3)))
    look(app, dialog)
    assert not dialog.ok_button.isEnabled() and "早于现在的期限" in dialog.summary.text()
    qtbot.keyClick(dialog.earlier, Qt.Key.Key_Space)
    look(app, dialog)
    assert dialog.ok_button.text() == "延期 1 条"
    dialog.first.setText("十三月")
    look(app, dialog)
    assert "十三月" in dialog.summary.text() and not dialog.ok_button.isEnabled()
    dialog.reject()


def test_a_selection_is_suspended(app: Any, everything: Any, qtbot: Any) -> None:
    ids = select_rows(everything, 0, 2)
    prepare(app, ids)
    dialog = open_dialog(app, everything, qtbot, Qt.Key.Key_U)
    dialog.second.setText(str(clock.today() + timedelta(days=4)))
    dialog.basis.set_text("上级要求暂停")
    dialog.approver.setText("市整改办")
    look(app, dialog)
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    app.jobs.wait_idle()
    day = clock.today() + timedelta(days=15)
    assert stored(app, ids) == [day, day, clock.today() + timedelta(days=10)]
    assert stored(app, ids, "suspended_until")[:2] == [clock.today() + timedelta(days=4)] * 2


def test_the_menu_of_the_rows_offers_both(app: Any, everything: Any) -> None:
    from desktop.panels.problem_menus import rows_menu

    select_rows(everything, 0, 2)
    menu = rows_menu(everything, everything.table.view.rect().center())
    texts = [action.text().split("\t")[0] for action in menu.actions()]
    assert "延期…" in texts and "暂停…" in texts
    menu.close()
