"""The visit table finds, totals, wraps and freezes as the ledger's table does, and comes back as it was left."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from desktop.panels.visits.visit_columns import FROZEN
from desktop.panels.visits.visit_menus import column_menu
from models import clock
from models.queries.visits import visit_cells

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def place_of(page: Any, key: str) -> int:
    return page.table.chosen_keys.index(key)


def put_on(page: Any, row: int, key: str) -> None:
    page.table.view.go_to_row(row, place_of(page, key))
    page.table.view.setFocus()


def test_ctrl_f_marks_words_and_f3_goes_from_row_to_row(page: Any, qtbot: Any, settle: Any) -> None:
    view, strip = page.table.view, page.table.find_strip
    put_on(page, 0, "site_name")
    word = page.table.model.text_at(40, place_of(page, "place")).split(" · ")[1]
    qtbot.keyClick(view, Qt.Key.Key_F, _CTRL)
    assert strip.isVisible()
    strip.edit.setText(word)
    qtbot.keyClick(strip.edit, Qt.Key.Key_Return)
    strip._ask()
    settle()
    first = view.currentIndex().row()
    assert word in page.table.model.text_at(first, place_of(page, "place"))
    view.setFocus()
    rows = {first}
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_F3)
        rows.add(view.currentIndex().row())
        assert word in page.table.model.text_at(view.currentIndex().row(), place_of(page, "place"))
    assert len(rows) > 1
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not strip.isVisible()


def test_what_cells_show_is_found_in_every_column(page: Any, settle: Any) -> None:
    table = page.table
    table.set_columns(list(table.columns))
    settle()
    strip = table.find_strip
    strip.open()
    for key in ("number", "round", "visited_on", "found_problem", "problem", "team", "campaign", "site_name"):
        row = next(one for one in range(300) if table.model.text_at(one, place_of(page, key)))
        text = table.model.text_at(row, place_of(page, key)).split()[0]
        strip.edit.setText(text)
        strip.scope.setCurrentIndex(strip.scope.findData(key))
        strip._ask()
        settle()
        assert strip._matches, (key, text)


def test_totals_of_selected_cells_stand_below_and_a_click_copies_one(page: Any, qtbot: Any, settle: Any) -> None:
    table, view = page.table, page.table.view
    page.show_totals(False)
    put_on(page, 0, "visited_on")
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Down, _SHIFT)
    qtbot.wait(200)
    settle()
    days = [table.model.text_at(row, place_of(page, "visited_on")) for row in range(5)]
    bar = table.totals_bar
    assert (bar.text_of("count"), bar.text_of("least"), bar.text_of("most")) == ("5", min(days), max(days))
    assert bar.text_of("distinct") == str(len(set(days)))
    qtbot.mouseClick(bar.buttons["count"], Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "5"


def test_ctrl_r_fills_to_the_right_and_ctrl_shift_semicolon_writes_the_time(
    app: Any, page: Any, qtbot: Any, settle: Any
) -> None:
    table, view = page.table, page.table.view
    table.set_columns(["number", "inspectors", "remarks", "site_name"])
    key = table.model.id_at(3)
    table.writer.write_one(key, "inspectors", "李明、王芳")
    settle()
    put_on(page, 3, "inspectors")
    qtbot.keyClick(view, Qt.Key.Key_Right, _SHIFT)
    qtbot.keyClick(view, Qt.Key.Key_R, _CTRL)
    settle()
    assert visit_cells(app.context.ledger, [key], ["remarks"])[key] == ("李明、王芳",)
    put_on(page, 3, "remarks")
    qtbot.keyClick(view, Qt.Key.Key_Semicolon, _CTRL | _SHIFT)
    settle()
    assert visit_cells(app.context.ledger, [key], ["remarks"])[key] == (f"{clock.now():%H:%M}",)
    assert app.commands.facts.undo.title.startswith("填入")


def test_the_menu_of_a_header_freezes_columns_and_groups(page: Any, qtbot: Any, settle: Any) -> None:
    place = place_of(page, "visited_on")
    menu = column_menu(page, place, QPoint(5, 5))
    next(one for one in menu.actions() if one.text() == "冻结到此列").trigger()
    menu.close()
    assert page.table.view.frozen_count == place + 1
    menu = column_menu(page, place_of(page, "place"), QPoint(5, 5))
    next(one for one in menu.actions() if one.text() == "按市分组").trigger()
    menu.close()
    settle()
    assert page.table.model.tree is not None


def test_a_click_wraps_long_texts(page: Any, qtbot: Any) -> None:
    table = page.table
    table.set_columns(["number", "finding", "address"])
    table.set_widths({"finding": 60, "address": 60})
    qtbot.mouseClick(table.foot.wrap_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: max(table.view.rowHeight(row) for row in range(8)) > 30)


def test_groups_frozen_columns_wrapping_and_totals_come_back(page: Any, settle: Any) -> None:
    page.table.shape.set_grouping(("round", "city"))
    settle()
    page.table.shape.fold_all(True)
    page.table.shape.set_frozen(3)
    page.table.shape.set_wrapped(True)
    page.table.totals_bar.set_chosen(["count"])
    state = page.save_state()
    page.table.shape.restore({})
    page.table.totals_bar.set_chosen([])
    assert page.table.view.frozen_count == FROZEN
    page.restore_state(state)
    page.table.ask(page.table.filters)
    settle()
    shape = page.table.shape
    assert shape.group_keys == ("round", "city")
    assert page.table.model.rowCount() == 22
    assert (page.table.view.frozen_count, page.table.view.heights.enabled) == (3, True)
    assert page.table.totals_bar.chosen == ("count",)
    assert page.table.foot.wrap_button.isChecked()


def test_the_popup_of_a_header_finds_values_beyond_those_it_lists(page: Any, settle: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("desktop.panels.visits.visit_offer._MOST_VALUES", 5)
    popup = page.table.offer_values("site_name", "点位（企业）名称", page.bar.geometry(), "site_name")
    settle()
    assert popup.model.more > 0
    listed = {popup.model.line_at(row).text for row in range(popup.model.rowCount())}
    places = range(900)
    name = next(
        text for row in places if (text := page.table.model.text_at(row, place_of(page, "site_name"))) not in listed
    )
    popup.search_box.setText(name)
    popup._asking.stop()
    popup.search_wanted.emit(name)
    settle()
    popup.apply()
    settle()
    shown = {page.table.model.text_at(row, place_of(page, "site_name")) for row in range(page.table.model.rowCount())}
    assert shown and all(name in text for text in shown)


def test_the_panel_of_totals_leaves_the_table_the_larger_part_of_a_narrow_window(app: Any, page: Any) -> None:
    app.window.resize(1093, 574)
    assert app.window.width() == 1093
    table, totals = page.splitter.sizes()
    assert table > totals
    assert page.totals.rounds.isColumnHidden(2) and not page.totals.rounds.isColumnHidden(3)
    app.window.resize(1920, 1000)
    assert not page.totals.rounds.isColumnHidden(2)
