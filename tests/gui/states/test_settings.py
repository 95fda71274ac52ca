"""设置: states, the matrix of moves, people with roles, and reasons, changed by keys and mouse."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from models.operations.moving import allowed_moves
from models.operations.state_moves import read_grid
from models.operations.states import list_states
from models.queries.people import people, reasons
from tests.gui.states.conftest import settle

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def section(app: Any, qtbot: Any) -> Any:
    """``section("states")`` brings a section to the front."""

    def bring(key: str) -> Any:
        app.window.resize(1366, 768)
        page = app.window.open_page("settings")
        page.open(tab=key)
        settle(app, qtbot)
        return page.widget(key)

    return bring


def dialog_of(qtbot: Any) -> Any:
    def shown() -> list[QDialog]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=5_000)
    return shown()[-1]


def test_a_new_state_is_made_and_undone(app: Any, section: Any, qtbot: Any) -> None:
    states = section("states")
    qtbot.mouseClick(states.card.buttons["add"], LEFT)
    dialog = dialog_of(qtbot)
    assert not dialog.ok_button.isEnabled()
    dialog.name_edit.setText("待省级复核")
    dialog.phase_box.setCurrentIndex(dialog.phase_box.findData("checking"))
    dialog.required.tick("progress")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    settle(app, qtbot)
    assert [one.draft.name for one in list_states(app.context.ledger)][-1] == "待省级复核"
    assert read_grid(app.context.ledger).demands["待省级复核"].required == ("progress",)
    assert states.card.table.lines.line(13).draft.name == "待省级复核"
    app.context.run_action("edit.undo")
    app.context.run_action("edit.undo")
    settle(app, qtbot)
    assert not list_states(app.context.ledger)[-1].active


def test_renaming_says_what_follows_and_the_table_shows_it(app: Any, section: Any, qtbot: Any) -> None:
    ledger_page = app.window.open_page("ledger")
    settle(app, qtbot)
    states = section("states")
    states.card.table.selectRow(1)
    states.card.table.setFocus()
    qtbot.keyClick(states.card.table, Qt.Key.Key_F2)
    dialog = dialog_of(qtbot)
    number = states.card.table.current_line().problems
    dialog.name_edit.setText("正在整改")
    assert f"{number:,} 条问题" in dialog.hint.text() and "“整改中”都跟着改成“正在整改”" in dialog.hint.text()
    qtbot.keyClick(dialog.name_edit, Qt.Key.Key_Return)
    settle(app, qtbot)
    assert next(one for one in list_states(app.context.ledger) if one.draft.name == "正在整改").problems == number
    app.window.open_page("ledger")
    settle(app, qtbot)
    assert "正在整改" in ledger_page.table.words.targets("status")


def test_space_allows_a_move_and_again_forbids_it(app: Any, section: Any, qtbot: Any) -> None:
    states = section("states")
    states.tabs.setCurrentIndex(1)
    grid = states.grid
    row, column = 2, 5
    assert grid.moves.pair(row, column) == ("整改中", "待销号") and grid.moves.word(row, column) == ""
    grid.setCurrentIndex(grid.moves.index(row, column))
    assert states.cell_label.text() == "从“整改中”转为“待销号”：不允许。"
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    settle(app, qtbot)
    assert grid.moves.word(row, column) == "✓"
    (working, *_rest) = [one for one in list_states(app.context.ledger) if one.draft.name == "整改中"]
    assert working.active
    qtbot.mouseClick(states.toggle_button, LEFT)
    settle(app, qtbot)
    assert grid.moves.word(row, column) == ""


def test_conditions_of_a_move_are_asked_and_told_in_words(app: Any, section: Any, qtbot: Any, problems: Any) -> None:
    states = section("states")
    states.tabs.setCurrentIndex(1)
    grid = states.grid
    grid.setCurrentIndex(grid.moves.index(2, 2))
    assert grid.moves.pair(2, 2) == ("整改中", "已上报待核查")
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    dialog = dialog_of(qtbot)
    dialog.roles.tick("负责人")
    dialog.required.tick("progress")
    dialog.reason_box.setChecked(True)
    qtbot.mouseClick(dialog.ok_button, LEFT)
    settle(app, qtbot)
    assert grid.moves.word(2, 2) == "条件"
    assert states.cell_label.text() == ("从“整改中”转为“已上报待核查”：由负责人决定；要填好整改情况；要写明原因。")
    (choice,) = [
        one for one in allowed_moves(app.context.ledger, problems("整改中")[:1]) if one.status == "已上报待核查"
    ]
    assert (choice.count, choice.roles, choice.needs_reason) == (0, ("负责人",), True)


def test_a_person_is_given_a_role(app: Any, section: Any, qtbot: Any) -> None:
    part = section("people")
    qtbot.mouseClick(part.people.buttons["add"], LEFT)
    dialog = dialog_of(qtbot)
    dialog.editors["name"].setText("赵厅长")
    dialog.editors["unit"].setText("省生态环境厅")
    dialog.editors["role"].setCurrentIndex(dialog.editors["role"].findData("负责人"))
    qtbot.keyClick(dialog.editors["name"], Qt.Key.Key_Return)
    settle(app, qtbot)
    found = {one.name: one for one in people(app.context.ledger)}
    assert (found["赵厅长"].role, found["赵厅长"].unit) == ("负责人", "省生态环境厅")
    assert any(part.people.table.lines.line(row).name == "赵厅长" for row in range(len(found)))


def test_reasons_are_shown_by_purpose_and_added_to_it(app: Any, section: Any, qtbot: Any) -> None:
    part = section("reasons")
    part.purpose_box.setCurrentIndex(part.purpose_box.findData("return"))
    before = part.card.table.lines.rowCount()
    assert before == len(reasons(app.context.ledger, "return"))
    qtbot.mouseClick(part.card.buttons["add"], LEFT)
    dialog = dialog_of(qtbot)
    dialog.editors["text"].setText("照片不是现场")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    settle(app, qtbot)
    assert part.card.table.lines.rowCount() == before + 1
    assert "照片不是现场" in [one.text for one in reasons(app.context.ledger, "return")]
