"""Undo and redo in the window: the list of steps, several at once, and the way to the place they touched."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt

from desktop.dialogs import confirm
from models.importing import ImportOptions, run_import
from models.operations import CellEdit, Change, edit_cells
from models.operations.history import open_change_set
from models.operations.rows import create_row
from models.paths import resource
from models.queries.problems import problem_cells

CTRL = Qt.KeyboardModifier.ControlModifier


def edit(app: Any, key: int, field: str, value: Any) -> None:
    app.context.bus.broadcast(edit_cells(app.context.ledger, [CellEdit(key, field, value)]))
    app.jobs.wait_idle()


def stored(app: Any, key: int, field: str) -> Any:
    return problem_cells(app.context.ledger, [key], [field])[key][0]


def press_undo(app: Any, qtbot: Any) -> None:
    app.window.activateWindow()
    qtbot.keyClick(app.window, Qt.Key.Key_Z, CTRL)
    app.jobs.wait_idle()


def open_list(app: Any, qtbot: Any) -> Any:
    app.window.activateWindow()
    qtbot.keyClick(app.window, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.AltModifier)
    app.jobs.wait_idle()
    return app.commands.stepping.list


def test_ctrl_z_goes_to_the_cell_that_it_took_back_from_another_page(app: Any, everything: Any, qtbot: Any) -> None:
    table = everything.table
    key = table.model.id_at(120)
    edit(app, key, "responsible_unit", "市城管局")
    app.window.open_page("home")
    app.jobs.wait_idle()
    press_undo(app, qtbot)
    assert app.window.current_page() is everything
    current = table.view.currentIndex()
    assert table.model.id_at(current.row()) == key
    assert table.model.columns[current.column()].edits == "responsible_unit"
    assert table.view.visible_rows()[0] <= current.row() <= table.view.visible_rows()[1]


def test_a_step_behind_a_problem_leads_to_its_row(app: Any, everything: Any, qtbot: Any) -> None:
    table, ledger = everything.table, app.context.ledger
    key = table.model.id_at(77)
    with ledger.writing() as connection:
        recorder = open_change_set(connection, ledger.actor, "增加措施", kind="edit")
        create_row(connection, recorder, "measure", {"problem_id": key, "position": 9, "text": "拆除燃煤锅炉"})
        recorder.close()
    app.context.bus.broadcast(Change(recorder.id, "增加措施", frozenset({key}), frozenset({"measures_rows"}), "edit"))
    app.jobs.wait_idle()
    press_undo(app, qtbot)
    assert table.model.id_at(table.view.currentIndex().row()) == key


def test_a_place_outside_the_filter_is_named_and_can_be_shown(
    app: Any, everything: Any, qtbot: Any, messages: list[Any]
) -> None:
    table = everything.table
    key = table.model.id_at(5)
    number = stored(app, key, "ledger_number")
    edit(app, key, "remarks", "甲")
    table.ask(table.filters.with_values("city", ("没有这个市",)))
    app.jobs.wait_idle()
    press_undo(app, qtbot)
    assert f"{number} 不在现在的筛选里" in messages[-1].text
    assert messages[-1].action_text == "显示这一条"
    messages[-1].action()
    app.jobs.wait_idle()
    assert table.model.id_at(table.view.currentIndex().row()) == key


def test_several_steps_are_taken_back_at_once_from_the_list_by_keys(app: Any, everything: Any, qtbot: Any) -> None:
    keys = list(everything.table.model.ids[:4])
    before = [stored(app, key, "remarks") for key in keys]
    for key in keys:
        edit(app, key, "remarks", "改过")
    popup = open_list(app, qtbot)
    assert popup.list.count() == 4
    assert popup.list.item(0).text().endswith("的备注")
    assert f"{app.context.ledger.actor} · 1 处" in popup.list.item(0).data(Qt.ItemDataRole.UserRole)
    qtbot.keyClick(popup.list, Qt.Key.Key_Down)
    qtbot.keyClick(popup.list, Qt.Key.Key_Down)
    assert popup.do_button.text() == "撤销到这一步（3 步）"
    qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    app.jobs.wait_idle()
    assert [stored(app, key, "remarks") for key in keys] == ["改过", *before[1:]]
    popup = open_list(app, qtbot)
    qtbot.keyClick(popup.list, Qt.Key.Key_Right)
    assert popup.mode == "redo" and popup.list.count() == 3
    qtbot.keyClick(popup.list, Qt.Key.Key_Down)
    qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    app.jobs.wait_idle()
    assert [stored(app, key, "remarks") for key in keys] == ["改过", "改过", "改过", before[3]]


def test_the_mouse_takes_steps_from_the_button_in_the_top_bar(app: Any, everything: Any, qtbot: Any) -> None:
    keys = list(everything.table.model.ids[:2])
    for key in keys:
        edit(app, key, "town", "北诗镇")
    qtbot.mouseClick(app.window.top_bar.steps_button, Qt.MouseButton.LeftButton)
    app.jobs.wait_idle()
    popup = app.commands.stepping.list
    line = popup.list.visualItemRect(popup.list.item(1))
    qtbot.mouseMove(popup.list.viewport(), line.center() - QPoint(3, 0))
    qtbot.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=line.center())
    app.jobs.wait_idle()
    assert "北诗镇" not in [stored(app, key, "town") for key in keys]


def test_an_import_in_the_list_is_taken_back_as_a_batch(
    app: Any, everything: Any, qtbot: Any, monkeypatch: Any
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(confirm, "ask_destructive", lambda *words, **_more: asked.append(words[2]) or False)
    run_import(app.context.ledger, sorted(resource("samples").glob("*.xlsx"))[:1], ImportOptions())
    edit(app, everything.table.model.id_at(0), "remarks", "甲")
    popup = open_list(app, qtbot)
    qtbot.keyClick(popup.list, Qt.Key.Key_Down)
    assert popup.do_button.text() == "撤销导入…"
    qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    app.jobs.wait_idle()
    qtbot.waitUntil(lambda: bool(asked))
    assert "批" in asked[0] and "撤销" in asked[0]


def test_the_button_names_the_step_it_would_take_back(app: Any, everything: Any) -> None:
    key = everything.table.model.id_at(0)
    edit(app, key, "remarks", "甲")
    assert stored(app, key, "ledger_number") in app.window.top_bar.undo_button.toolTip()
    assert app.window.top_bar.undo_button.accessibleName() == "撤销"


def test_an_empty_ledger_says_that_there_is_nothing_to_take_back(start_app: Any, empty_folder: Any, qtbot: Any) -> None:
    app = start_app(empty_folder)
    popup = open_list(app, qtbot)
    assert not popup.do_button.isEnabled()
    assert "还没有可以撤销的步骤" in popup.note.text()
    popup.close()
