"""A filed problem is not opened again by any way round the closing page: paste, fill, clear, bulk, history, head."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from desktop.dialogs.bulk_edit import BulkEditDialog
from desktop.dialogs.move_status import MoveDialog
from models.operations.moving import allowed_moves
from tests.gui.states.conftest import settle

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
WHY = "要先在“核查销号”里撤销销号"


@pytest.fixture
def filed(app: Any) -> int:
    """A problem that was closed by an application."""
    query = "SELECT problem_id FROM closure WHERE stage = 'closed' ORDER BY problem_id LIMIT 1"
    with app.context.ledger.reading() as connection:
        return int(connection.execute(text(query)).scalar_one())


@pytest.fixture
def cell(app: Any, page: Any, filed: int, qtbot: Any) -> Any:
    """The table with the keyboard in the state of that problem."""
    page.table.set_columns(["ledger_number", "status"])
    settle(app, qtbot)
    view = page.table.view
    view.go_to_row(page.table.model.row_of(filed), 1)
    return view


def leads_to_revoking(app: Any, qtbot: Any, message: Any) -> None:
    assert message.tone == "red" and WHY in message.text and message.action_text == "去处理"
    message.action()
    settle(app, qtbot)
    there = app.window.current_page()
    qtbot.waitUntil(lambda: there.desk.doing.steps.dialog is not None, timeout=5_000)
    assert there.desk.doing.steps.dialog.windowTitle() == "撤销销号"
    there.desk.doing.steps.dialog.reject()


def test_a_pasted_state_is_refused_with_the_way_out(
    app: Any, cell: Any, filed: int, state_of: Any, qtbot: Any, messages: Any
) -> None:
    QApplication.clipboard().setText("整改中")
    qtbot.keyClick(cell, Qt.Key.Key_V, CONTROL)
    settle(app, qtbot)
    assert state_of(filed) == "已销号"
    leads_to_revoking(app, qtbot, messages[-1])


def test_a_pasted_state_that_needs_a_reason_asks_for_it(
    app: Any, page: Any, cell: Any, problems: Any, state_of: Any, qtbot: Any
) -> None:
    (key, *_rest) = problems("整改中")
    page.table.view.go_to_row(page.table.model.row_of(key), 1)
    QApplication.clipboard().setText("暂缓")
    qtbot.keyClick(cell, Qt.Key.Key_V, CONTROL)
    settle(app, qtbot)

    def shown() -> list[MoveDialog]:
        return [one for one in app.window.findChildren(MoveDialog) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=5_000)
    assert shown()[0].chosen.status == "暂缓" and state_of(key) == "整改中"
    shown()[0].reject()


def test_filling_down_and_clearing_leave_it_closed(
    app: Any, page: Any, cell: Any, filed: int, problems: Any, state_of: Any, qtbot: Any, messages: Any
) -> None:
    around = [min(problems("整改中")), max(problems("整改中"))]
    first_low = filed < min(around)
    order = (("ledger_number", first_low),)
    query = app.context.query_base.but(ids=(*around, filed), campaign=None, sort=order)
    app.window.open_page("ledger", query=query, title="三条")
    settle(app, qtbot)
    model, view = page.table.model, page.table.view
    row = model.row_of(filed)
    assert row > 0, "a row above it is working"
    view.go_to_row(row, 1)
    qtbot.keyClick(view, Qt.Key.Key_D, CONTROL)
    settle(app, qtbot)
    assert state_of(filed) == "已销号" and WHY in messages[-1].text
    view.go_to_row(model.row_of(filed), 1)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    settle(app, qtbot)
    assert state_of(filed) == "已销号" and "不能这样填" in messages[-1].text


def test_editing_in_bulk_lists_it_with_the_reason(
    app: Any, page: Any, filed: int, state_of: Any, qtbot: Any
) -> None:  # fmt: skip
    dialog = BulkEditDialog(page, app.context, [filed], [filed], page.table.words.targets)
    dialog.open()
    dialog.choose("status")
    dialog.choice.setCurrentText("整改中")
    dialog.person_box.set_person("赵文斌")
    dialog.reason_box.setEditText("回头看发现反弹")
    dialog.count_now()
    settle(app, qtbot)
    assert not dialog.ok_button.isEnabled() and WHY in dialog.summary.text()
    assert state_of(filed) == "已销号"
    dialog.reject()


def test_an_earlier_state_is_not_put_back_from_the_history(
    app: Any, show: Any, filed: int, state_of: Any, qtbot: Any, messages: Any
) -> None:
    panel = show(filed)
    panel.changes.restore_asked.emit("status", "整改中", "的状态恢复到以前的值")
    settle(app, qtbot)
    assert state_of(filed) == "已销号"
    leads_to_revoking(app, qtbot, messages[-1])


def test_the_button_in_the_head_says_so_before_anything_is_asked(
    app: Any, show: Any, filed: int, state_of: Any, qtbot: Any
) -> None:
    panel = show(filed)
    panel.mover.begin([filed], next(one for one in allowed_moves(app.context.ledger, [filed]) if one.count == 0))
    qtbot.waitUntil(lambda: bool(app.window.findChildren(MoveDialog)), timeout=5_000)
    dialog = app.window.findChildren(MoveDialog)[0]
    qtbot.waitUntil(lambda: dialog.preview is not None, timeout=5_000)
    assert WHY in dialog.summary.text() and not dialog.ok_button.isEnabled()
    assert dialog.lead_button.text() == "去撤销销号"
    qtbot.mouseClick(dialog.lead_button, LEFT)
    settle(app, qtbot)
    there = app.window.current_page()
    qtbot.waitUntil(lambda: there.desk.doing.steps.dialog is not None, timeout=5_000)
    assert there.desk.problem_id == filed and state_of(filed) == "已销号"
    there.desk.doing.steps.dialog.reject()
