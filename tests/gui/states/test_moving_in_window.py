"""Moving problems in the window: buttons in the head of the panel, the menu, the cell, and the dialog that asks."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QWidget

from desktop.dialogs.move_status import MoveDialog
from desktop.panels.problem_menus import rows_menu
from desktop.tables.editors import CellEditor
from models.operations import move_status
from models.queries.problems import ProblemQuery, detail, problem_ids
from tests.gui.states.conftest import settle

LEFT = Qt.MouseButton.LeftButton


def dialog_of(app: Any, qtbot: Any) -> MoveDialog:
    def shown() -> list[MoveDialog]:
        return [one for one in app.window.findChildren(MoveDialog) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=5_000)
    return shown()[0]


def button(panel: Any, words: str) -> Any:
    return next(one for one in panel.head.moves.buttons if one.text() == words)


@pytest.mark.parametrize("size", [(1366, 768), (1093, 574)])
def test_nothing_is_cut_off_in_the_head_of_an_overdue_problem(
    app: Any, show: Any, problems: Any, qtbot: Any, size: tuple[int, int]
) -> None:
    overdue = ProblemQuery(where="status = 整改中 and days_left < 0")
    (key, *_rest) = problem_ids(app.context.ledger, overdue)
    panel = show(key)
    app.window.resize(*size)
    settle(app, qtbot)
    head, bar = panel.head, panel.head.moves
    assert "个工作日" in head.mark_chip.text()
    for one in (head.status_chip, head.mark_chip, *bar.buttons, bar.more_button, *panel.tabs.buttons):
        assert one.isVisible() and one.width() >= one.sizeHint().width(), one.text()
        box = one.parentWidget()
        assert box.rect().contains(one.geometry()), one.text()
        assert head.rect().contains(box.geometry()) or box is panel.tabs, one.text()
    assert head.height() >= head.heightForWidth(head.width())


def test_the_head_offers_the_next_states_and_one_click_moves(
    app: Any, show: Any, problems: Any, state_of: Any, qtbot: Any, messages: Any
) -> None:
    (key, *_rest) = problems("整改中")
    panel = show(key)
    bar = panel.head.moves
    assert bar.isVisible() and [one.text() for one in bar.buttons] == ["已上报待核查", "长期坚持"]
    assert [one.text() for one in bar.more_menu.actions()] == ["待整改…", "暂缓…", "合并…", "不予采纳…"]
    qtbot.mouseClick(button(panel, "已上报待核查"), LEFT)
    settle(app, qtbot)
    assert state_of(key) == "已上报待核查"
    assert messages[-1].action_text == "撤销" and "已上报待核查" in messages[-1].text
    qtbot.waitUntil(lambda: "核查中" in [one.text() for one in bar.buttons], timeout=5_000)


def test_a_move_that_needs_a_reason_asks_for_it_and_for_who_decides(
    app: Any, show: Any, problems: Any, state_of: Any, qtbot: Any
) -> None:
    (key, *_rest) = problems("整改中")
    panel = show(key)
    next(one for one in panel.head.moves.more_menu.actions() if one.text() == "暂缓…").trigger()
    dialog = dialog_of(app, qtbot)
    settle(app, qtbot)
    assert dialog.reason_box.isVisible() and not dialog.fields
    assert dialog.person_box.person == app.context.ledger.actor
    qtbot.waitUntil(lambda: dialog.preview is not None, timeout=5_000)
    assert not dialog.ok_button.isEnabled() and "要写明原因" in dialog.summary.text()
    assert "暂不具备整改条件" in [dialog.reason_box.itemText(at) for at in range(dialog.reason_box.count())]
    dialog.reason_box.setEditText("企业停产")
    dialog.person_box.set_person("王敏")
    qtbot.waitUntil(lambda: dialog.ok_button.isEnabled(), timeout=5_000)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settle(app, qtbot)
    assert state_of(key) == "暂缓"
    line = detail(app.context.ledger, key).history[0]
    assert (line.actor, line.step) == ("王敏", "1 条问题转为“暂缓”：企业停产")


def test_a_move_of_another_role_asks_for_somebody_who_may(
    app: Any, page: Any, show: Any, problems: Any, state_of: Any, qtbot: Any
) -> None:
    (key, *_rest) = problems("已销号")
    panel = show(key)
    choice = next(one for one in _moves(app, key) if one.status == "整改中")
    assert choice.count == 0 and choice.roles == ("负责人",)
    panel.mover.begin([key], choice)
    dialog = dialog_of(app, qtbot)
    settle(app, qtbot)
    assert dialog.person_box.person == "赵文斌", "the operator may not, so the first who may stands there"
    dialog.reason_box.setEditText("回头看发现反弹")
    qtbot.waitUntil(lambda: dialog.ok_button.isEnabled(), timeout=5_000)
    qtbot.mouseClick(dialog.ok_button, LEFT)
    settle(app, qtbot)
    assert state_of(key) == "整改中"


def _moves(app: Any, key: int) -> Any:
    from models.operations.moving import allowed_moves

    return allowed_moves(app.context.ledger, [key])


def test_the_cell_offers_only_what_may_follow_and_says_why(
    app: Any, page: Any, problems: Any, state_of: Any, qtbot: Any
) -> None:
    (key, *_rest) = problems("整改中")
    table = page.table
    table.set_columns(["ledger_number", "status"])
    table.view.go_to_row(table.model.row_of(key), 1)
    qtbot.keyClick(table.view, Qt.Key.Key_F2)
    inside = table.view.findChildren(QWidget)
    editor: Any = next(one for one in inside if isinstance(one, CellEditor) and one.isVisible())
    words = [editor.itemText(at) for at in range(editor.count())]
    assert words == ["待整改", "整改中", "已上报待核查", "长期坚持", "暂缓", "合并", "不予采纳"]
    assert "待销号：要先转为已上报待核查" in editor.toolTip()
    editor.setCurrentText("已上报待核查")
    editor.hidePopup()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(app, qtbot)
    assert state_of(key) == "已上报待核查"


def test_a_state_chosen_in_a_cell_that_needs_a_reason_opens_the_dialog(
    app: Any, page: Any, problems: Any, state_of: Any, qtbot: Any
) -> None:
    (key, *_rest) = problems("整改中")
    page.table.writer.write_one(key, "status", "暂缓")
    dialog = dialog_of(app, qtbot)
    settle(app, qtbot)
    assert dialog.chosen.status == "暂缓" and state_of(key) == "整改中"
    dialog.reject()


def test_a_move_that_skips_steps_is_refused_above_the_page(
    app: Any, page: Any, problems: Any, state_of: Any, qtbot: Any, messages: Any
) -> None:
    (key, *_rest) = problems("待整改")
    page.table.writer.write_one(key, "status", "已销号")
    settle(app, qtbot)
    assert state_of(key) == "待整改"
    assert messages[-1].tone == "red" and "要先转为" in messages[-1].text


def test_the_menu_counts_and_the_dialog_lists_who_stays(
    app: Any, page: Any, problems: Any, state_of: Any, qtbot: Any
) -> None:
    working, waiting = problems("整改中")[:3], problems("已销号")[:1]
    table = page.table
    model = table.view.selectionModel()
    rows = [table.model.row_of(key) for key in (*working, *waiting)]
    chosen = QItemSelection()
    for row in rows:
        chosen.select(table.model.index(row, 0), table.model.index(row, table.model.columnCount() - 1))
    model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert len(table.selected()) == 4
    menu = rows_menu(page, table.view.rect().center())
    inside = next(one.menu() for one in menu.actions() if one.text() == "转为")
    inside.aboutToShow.emit()
    settle(app, qtbot)
    texts = [one.text() for one in inside.actions()]
    assert "已上报待核查（3 条）…" in texts and "指定决定人…" in texts
    next(one for one in inside.actions() if one.text().startswith("已上报待核查")).trigger()
    menu.close()
    dialog = dialog_of(app, qtbot)
    settle(app, qtbot)
    qtbot.waitUntil(lambda: dialog.preview is not None, timeout=5_000)
    assert "3 条可以转；1 条不能转" in dialog.summary.text() and dialog.lines.isVisible()
    assert dialog.ok_button.text() == "转为“已上报待核查”（3 条）"
    qtbot.mouseClick(dialog.ok_button, LEFT)
    settle(app, qtbot)
    assert [state_of(key) for key in (*working, *waiting)] == ["已上报待核查"] * 3 + ["已销号"]


def test_closing_asks_for_the_date_and_leads_to_what_is_missing(
    app: Any, page: Any, show: Any, problems: Any, state_of: Any, qtbot: Any
) -> None:
    (key, *_rest) = problems("待销号")
    move_status(app.context.ledger, [key], "销号审核中")
    panel = show(key)
    choice = next(one for one in _moves(app, key) if one.status == "已销号")
    assert choice.missing == ("closed_on",) and choice.gate
    panel.mover.begin([key], choice)
    dialog = dialog_of(app, qtbot)
    settle(app, qtbot)
    assert list(dialog.fields) == ["closed_on"] and dialog.fields["closed_on"].text()
    qtbot.waitUntil(lambda: dialog.preview is not None, timeout=5_000)
    assert not dialog.ok_button.isEnabled() and "销号" in dialog.summary.text()
    assert dialog.lead_button.isVisible() and dialog.lead_button.text() == "去办理销号"
    qtbot.mouseClick(dialog.lead_button, LEFT)
    settle(app, qtbot)
    assert state_of(key) == "销号审核中"
    assert not [one for one in app.window.findChildren(MoveDialog) if one.isVisible()]
