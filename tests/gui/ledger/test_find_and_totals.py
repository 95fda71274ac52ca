"""Ctrl+F marks words in the table and goes through them; the foot totals what is selected."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from models.operations import CellEdit, edit_cells
from models.queries.problems import problem_cells

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def named(app: Any, everything: Any) -> Any:
    """Rows 10, 150 and 290 of the list carry a word that nothing else does."""
    keys = [everything.table.model.id_at(row) for row in (10, 150, 290)]
    app.context.bus.broadcast(
        edit_cells(app.context.ledger, [CellEdit(key, "site_name", f"稀有 Kiln {key}") for key in keys])
    )
    assert app.jobs.wait_idle()
    everything.table.view.go_to_row(20, 3)
    return everything


def look_for(app: Any, page: Any, qtbot: Any, text: str) -> Any:
    strip = page.table.find_strip
    qtbot.keyClick(page.table.view, Qt.Key.Key_F, CTRL)
    strip.edit.setText(text)
    strip.edit.textEdited.emit(text)
    qtbot.waitUntil(lambda: not strip._timer.isActive())
    assert app.jobs.wait_idle()
    return strip


def row(page: Any) -> int:
    return page.table.view.currentIndex().row()


def test_words_are_found_in_the_order_of_the_list_and_round_again(app: Any, named: Any, qtbot: Any) -> None:
    strip = look_for(app, named, qtbot, "稀有 kiln")
    assert strip.isVisible() and (row(named), named.table.view.currentIndex().column()) == (150, 2)
    assert strip.found.text() == "第 2 / 3 条"
    qtbot.keyClick(strip.edit, Qt.Key.Key_Return)
    assert row(named) == 290
    qtbot.keyClick(strip.edit, Qt.Key.Key_F3)
    assert row(named) == 10
    qtbot.keyClick(strip.edit, Qt.Key.Key_Return, SHIFT)
    assert row(named) == 290 and strip.found.text() == "第 3 / 3 条"
    qtbot.keyClick(named.table.view, Qt.Key.Key_F3, SHIFT)
    assert row(named) == 150


def test_what_is_found_is_marked_in_the_cells_until_esc(app: Any, named: Any, qtbot: Any) -> None:
    view = named.table.view
    strip = look_for(app, named, qtbot, "稀有")
    view.go_to_row(150, 4)
    marked = view.frozen.grab().toImage()
    amber = app.window.theme.colour("amber.fill")
    rect = view.frozen.visualRect(view.table.index(150, 2))
    y = rect.center().y() + view.frozen_header.height()
    reds = [
        marked.pixelColor(x, y).red() - marked.pixelColor(x, y).blue() for x in range(rect.left(), rect.left() + 40)
    ]
    assert max(reds) > 30 and amber.red() > amber.blue()
    qtbot.keyClick(strip.edit, Qt.Key.Key_Escape)
    assert not strip.isVisible() and view.delegate.marked_words == () and view.hasFocus()


def test_one_column_only_and_nothing_found(app: Any, named: Any, qtbot: Any) -> None:
    strip = look_for(app, named, qtbot, "稀有")
    strip.scope.setCurrentIndex(strip.scope.findData("description"))
    strip.scope.activated.emit(strip.scope.currentIndex())
    app.jobs.wait_idle()
    assert strip.found.text() == "没有找到"
    strip.scope.setCurrentIndex(strip.scope.findData("site_name"))
    strip.scope.activated.emit(strip.scope.currentIndex())
    app.jobs.wait_idle()
    assert "/ 3 条" in strip.found.text()


def test_a_closed_group_opens_for_what_is_found(app: Any, named: Any, qtbot: Any) -> None:
    table = named.table
    table.shape.set_grouping(("city",))
    app.jobs.wait_idle()
    table.shape.fold_all(True)
    look_for(app, named, qtbot, "稀有")
    assert "稀有" in table.model.text_at(row(named), 2)


def test_the_foot_totals_the_selected_numbers(app: Any, everything: Any, qtbot: Any) -> None:
    table, bar = everything.table, everything.table.totals_bar
    keys = [table.model.id_at(number) for number in range(4)]
    app.context.bus.broadcast(
        edit_cells(app.context.ledger, [CellEdit(key, "weight", str(number)) for number, key in enumerate(keys, 1)])
    )
    table.set_columns(["ledger_number", "place", "site_name", "weight", "deadline"])
    app.jobs.wait_idle()
    table.view.walk.to(0, 3)
    for _ in range(3):
        qtbot.keyClick(table.view, Qt.Key.Key_Down, SHIFT)
    qtbot.waitUntil(lambda: bar.text_of("sum") == "10")
    shown = {kind: bar.text_of(kind) for kind in bar.buttons}
    assert shown == {"count": "4", "sum": "10", "average": "2.5", "least": "1", "most": "4", "distinct": "4"}
    assert bar.buttons["sum"].isVisible() and bar.buttons["sum"].text() == "求和 10"
    qtbot.mouseClick(bar.buttons["average"], Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "2.5"


def test_dates_have_a_first_and_a_last_and_one_cell_has_nothing(app: Any, everything: Any, qtbot: Any) -> None:
    table, bar = everything.table, everything.table.totals_bar
    table.view.walk.to(0, table.chosen_keys.index("deadline"))
    qtbot.keyClick(table.view, Qt.Key.Key_Space, CTRL)
    cells = problem_cells(app.context.ledger, list(table.model.ids), ["deadline"])
    days = [day for (day,) in cells.values() if day is not None]
    qtbot.waitUntil(lambda: bar.text_of("least") == min(days).isoformat())
    assert (bar.text_of("most"), bar.text_of("count"), bar.text_of("sum")) == (
        max(days).isoformat(),
        str(len(days)),
        "",
    )
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bar.text_of("count") == "")
    assert not any(one.isVisible() for one in bar.buttons.values())


def test_the_right_button_chooses_which_are_shown_and_it_is_remembered(app: Any, everything: Any, qtbot: Any) -> None:
    table, bar = everything.table, everything.table.totals_bar
    menu = bar.menu()
    next(action for action in menu.actions() if action.text() == "平均").trigger()
    menu.close()
    assert "average" not in bar.chosen
    state = everything.save_state()
    bar.set_chosen(["average"])
    everything.restore_state(state)
    assert "average" not in bar.chosen and "sum" in bar.chosen
    assert table.totals_bar is bar


def test_ctrl_down_asks_the_ledger_where_the_block_ends(app: Any, everything: Any, qtbot: Any) -> None:
    table = everything.table
    table.set_columns(["ledger_number", "place", "site_name", "remarks"])
    keys = list(table.model.ids)[:280]
    app.context.bus.broadcast(edit_cells(app.context.ledger, [CellEdit(key, "remarks", "有") for key in keys]))
    app.jobs.wait_idle()
    table.view.walk.to(0, 3)
    qtbot.keyClick(table.view, Qt.Key.Key_Down, CTRL)
    app.jobs.wait_idle()
    assert row(everything) == 279


def test_filling_right_and_the_time_of_day_are_written(app: Any, everything: Any, qtbot: Any) -> None:
    table = everything.table
    table.set_columns(["ledger_number", "place", "site_name", "responsible_unit", "remarks"])
    key, name = table.model.id_at(2), table.model.text_at(2, 2)
    table.view.walk.to(2, 2)
    table.view.walk.to(2, 3, extend=True)
    qtbot.keyClick(table.view, Qt.Key.Key_R, CTRL)
    app.jobs.wait_idle()
    table.view.walk.to(2, 4)
    qtbot.keyClick(table.view, Qt.Key.Key_Semicolon, CTRL | SHIFT)
    app.jobs.wait_idle()
    unit, remarks = problem_cells(app.context.ledger, [key], ["responsible_unit", "remarks"])[key]
    assert unit == name and remarks[2] == ":" and len(remarks) == 5
