"""The ledger page finds, sorts and filters through SQL and comes back as it was left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.pages.settings import SECTIONS
from desktop.tables.facet_model import FacetModel, facet_lines
from desktop.tables.problem_columns import DEFAULT_COLUMNS
from models import clock
from models.operations import CellEdit, edit_cells, undo_last
from models.queries.problems import ProblemQuery, count, facet, problem_cells, problem_ids


def test_it_opens_with_what_is_not_rectified_soonest_first(app: Any, page: Any, qtbot: Any) -> None:
    ledger = app.context.ledger
    assert page.table.filters.scope == "unrectified"
    assert list(page.table.model.ids) == list(problem_ids(ledger, page.table.query()))
    assert 0 < page.table.model.rowCount() < 300
    assert f"{page.table.model.rowCount():,} / 300 条" in page.table.footer.text()
    qtbot.waitUntil(lambda: page.panel.detail is not None)


def test_the_first_eight_columns_are_seen_on_a_small_screen(page: Any) -> None:
    view = page.table.view
    last = view.columnViewportPosition(7) + view.columnWidth(7)
    assert page.window().width() == 1366
    assert last <= view.viewport().width()
    assert view.verticalHeader().defaultSectionSize() == 30


def test_every_view_of_the_table_keeps_qts_rules(app: Any, everything: Any) -> None:
    model = everything.table.model
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    everything.table.ask(everything.table.filters.with_sort("site_name"))
    app.jobs.wait_idle()
    everything.table.ask(replace(everything.table.filters, search="不会有的词"))
    app.jobs.wait_idle()
    assert model.rowCount() == 0
    everything.table.clear_filters()
    app.jobs.wait_idle()
    assert model.rowCount() == 300
    assert tester.model() is model


def test_a_click_on_a_header_sorts_and_a_second_one_turns_it_round(app: Any, everything: Any, qtbot: Any) -> None:
    view, model = everything.table.view, everything.table.model
    at = QPoint(view.frozen.columnViewportPosition(2) + 20, 12)
    qtbot.mouseClick(view.frozen_header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    app.jobs.wait_idle()
    assert everything.table.filters.sort == (("site_name", False),)
    names = [model.text_at(row, 2) for row in range(20)]
    assert names == sorted(names)
    qtbot.mouseClick(view.frozen_header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    app.jobs.wait_idle()
    assert everything.table.filters.sort == (("site_name", True),)


def test_the_filter_of_a_header_offers_values_with_counts_and_narrows_the_list(app: Any, everything: Any) -> None:
    table = everything.table
    popup = table.offer_values("status", "状态", everything.filter_bar.anchor_of("status"), "status")
    app.jobs.wait_idle()
    lines = {popup.model.data(popup.model.index(row)): popup.model._lines[row].count
             for row in range(popup.model.rowCount())}  # fmt: skip
    assert sum(lines.values()) == 300
    popup.search_box.setText("已销号")
    popup.apply()
    app.jobs.wait_idle()
    assert table.filters.values == {"status": ("已销号",)}
    assert table.model.rowCount() == lines["已销号"]
    assert everything.filter_bar.value_buttons["status"].text().strip() == "已销号"


def test_counts_of_one_filter_respect_the_others(app: Any, everything: Any) -> None:
    ledger, table = app.context.ledger, everything.table
    city = table.model.cells_at(0, 1)[0]
    table.ask(table.filters.with_values("city", (city,)))
    app.jobs.wait_idle()
    pairs = facet(ledger, table.query(), "status")
    assert sum(number for _value, number in pairs) == table.model.rowCount() < 300


def test_days_are_offered_under_months_and_years_and_blanks_by_name(app: Any, everything: Any) -> None:
    pairs = facet(app.context.ledger, everything.table.query(), "deadline")
    lines = facet_lines("deadline", pairs)
    assert all("年" in line.text for line in lines if line.span is not None)
    assert sum(line.count for line in lines if line.level == 0) == 300
    model = FacetModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_lines(lines, None)
    assert model.chosen() is None
    model.search("年")
    model.tick_shown(False)
    model.search("")
    assert model.chosen() in ((None,), ())


def test_the_quick_filters_and_their_clearing(app: Any, page: Any) -> None:
    ledger, table = app.context.ledger, page.table
    page.filter_bar.scope_chosen.emit("overdue")
    app.jobs.wait_idle()
    assert table.model.rowCount() == count(ledger, ProblemQuery(marks=("overdue",)))
    page.filter_bar.due_chosen.emit("none")
    app.jobs.wait_idle()
    assert table.model.rowCount() == 0
    assert table.stack.currentIndex() == 2
    page.filter_bar.clear_button.click()
    app.jobs.wait_idle()
    assert table.model.rowCount() == 300
    assert not page.filter_bar.clear_button.isVisible()


def test_another_page_opens_its_rows_with_a_chip_that_can_be_removed(app: Any, page: Any) -> None:
    query = ProblemQuery(where="status = 已销号")
    app.context.open_page("ledger", query=query, title="已销号的问题")
    app.jobs.wait_idle()
    assert page.table.model.rowCount() == count(app.context.ledger, query)
    assert page.filter_bar.origin_chip.text == "已销号的问题"
    page.filter_bar.origin_chip.close_button.click()
    app.jobs.wait_idle()
    assert page.table.model.rowCount() == 300
    assert page.filter_bar.origin_chip.text == ""


def test_the_search_box_of_the_window_narrows_the_table(app: Any, page: Any) -> None:
    app.context.open_page("ledger", query=replace(app.context.query_base, search="锅炉"), title="查找“锅炉”")
    app.jobs.wait_idle()
    assert 0 < page.table.model.rowCount() == count(app.context.ledger, ProblemQuery(search="锅炉"))
    assert page.filter_bar.origin_chip.text == "查找“锅炉”"


def test_an_empty_ledger_says_what_belongs_there(start_app: Any, empty_folder: Any) -> None:
    app = start_app(empty_folder)
    page = app.window.open_page("ledger")
    app.jobs.wait_idle()
    assert page.table.stack.currentIndex() == 1
    asked: list[str] = []
    app.window.action_triggered.disconnect()
    app.window.action_triggered.connect(asked.append)
    page.table.stack.currentWidget().buttons[0].click()
    assert asked == ["import.files"]


def test_a_change_from_elsewhere_shows_without_moving_the_reader(app: Any, everything: Any) -> None:
    table, ledger = everything.table, app.context.ledger
    table.view.go_to_row(20, 2)
    key = table.model.id_at(25)
    app.context.bus.broadcast(edit_cells(ledger, [CellEdit(key, "site_name", "换了名字的厂")]))
    app.jobs.wait_idle()
    assert table.model.text_at(table.model.row_of(key), 2) == "换了名字的厂"
    assert table.view.currentIndex().row() == 20


def test_undo_takes_the_reader_to_the_row(app: Any, everything: Any) -> None:
    table, ledger = everything.table, app.context.ledger
    key = table.model.id_at(120)
    app.context.bus.broadcast(edit_cells(ledger, [CellEdit(key, "remarks", "记一笔")]))
    table.view.go_to_row(0, 2)
    app.context.bus.broadcast(undo_last(ledger))
    app.jobs.wait_idle()
    assert table.model.id_at(table.view.currentIndex().row()) == key


def test_columns_widths_sorting_and_panel_come_back(app: Any, page: Any) -> None:
    page.table.set_columns(["ledger_number", "status", "site_name", "phone"])
    page.table.view.frozen.setColumnWidth(2, 222)
    page.table.ask(replace(page.table.filters.cleared().with_sort("site_name"), scope="overdue"))
    page.show_panel(False)
    page.panel.set_tab(3)
    state = page.save_state()
    app.window.stack.removeWidget(page)
    page.deleteLater()
    del app.window.stack.made["ledger"]
    app.state.set("page.ledger", state)
    again = app.window.open_page("ledger")
    app.jobs.wait_idle()
    assert again.table.chosen_keys == ["ledger_number", "status", "site_name", "phone"]
    assert again.table.view.column_width(2) == 222
    assert (again.table.filters.sort, again.table.filters.scope) == ((("site_name", False),), "overdue")
    assert again.panel.isHidden() and again.panel.tabs.currentIndex() == 3


def test_a_dragged_column_is_remembered_in_its_place(page: Any, qtbot: Any) -> None:
    with qtbot.waitSignal(page.table.layout_changed):
        page.table.view.header.moveSection(7, 3)
    assert page.table.chosen_keys[:4] == ["ledger_number", "place", "site_name", "status"]
    assert page.table.chosen_keys[0] == DEFAULT_COLUMNS[0]


def test_selected_rows_can_be_looked_at_alone(app: Any, everything: Any, qtbot: Any) -> None:
    view = everything.table.view
    qtbot.mouseClick(view.frozen.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(80, 15))
    qtbot.mouseClick(
        view.frozen.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, QPoint(80, 105)
    )
    ids = list(everything.table.selected())
    assert len(ids) == 4 and "选中 4 条" in everything.table.footer.text()
    everything.show_selected()
    app.jobs.wait_idle()
    assert sorted(everything.table.model.ids) == sorted(ids)


@pytest.mark.parametrize("scope", ["unrectified", "overdue", "near", "checking", "closing", "closed", "all"])
def test_every_scope_is_a_question_the_ledger_understands(app: Any, page: Any, scope: str) -> None:
    page.filter_bar.scope_chosen.emit(scope)
    app.jobs.wait_idle()
    assert page.table.filters.scope == scope
    assert page.table.found is not None and len(page.table.found.ids) == page.table.model.rowCount()


@pytest.mark.parametrize("due", ["past", "today", "week", "month", "later", "none"])
def test_every_due_choice_is_a_question_the_ledger_understands(app: Any, everything: Any, due: str) -> None:
    everything.filter_bar.due_chosen.emit(due)
    app.jobs.wait_idle()
    assert everything.table.filters.due == due


def test_the_state_of_a_past_day_can_be_looked_at_but_not_changed(app: Any, page: Any) -> None:
    table, ledger = page.table, app.context.ledger
    day = clock.today() - timedelta(days=60)
    app.context.open_page("ledger", query=ProblemQuery(as_of=day), title=f"{day} 的台账")
    app.jobs.wait_idle()
    keys = list(table.model.ids)
    assert keys == list(problem_ids(ledger, table.query()))
    then = problem_cells(ledger, keys, ["status"], as_of=day)
    at = table.chosen_keys.index("status")
    assert [table.model.text_at(row, at) for row in range(20)] == [then[key][0] for key in keys[:20]]
    assert not table.model.flags(table.model.index(0, 2)) & Qt.ItemFlag.ItemIsEditable
    page.filter_bar.clear_button.click()
    app.jobs.wait_idle()
    assert table.model.flags(table.model.index(0, 2)) & Qt.ItemFlag.ItemIsEditable


def test_all_pages_fit_a_small_screen_enlarged_to_125_percent(app: Any, page: Any) -> None:
    for page_id in app.window.entries:
        app.window.open_page(page_id)
        assert app.jobs.wait_idle()
    for section in SECTIONS:
        app.window.open_page("settings").open(tab=section.key)
        assert app.jobs.wait_idle()
    app.window.resize(1093, 574)
    assert (app.window.width(), app.window.height()) == (1093, 574)
    hint = app.window.centralWidget().minimumSizeHint()
    assert hint.width() <= 1093 and hint.height() <= 574
    app.window.open_page("ledger")
    app.jobs.wait_idle()
    bar = page.filter_bar
    for one in (bar.scope_button, *bar.value_buttons.values(), bar.due_button, bar.export_button, bar.print_button):
        assert one.width() >= one.sizeHint().width(), one.text()
        assert one.mapTo(page.filter_bar, one.rect().bottomRight()).x() <= bar.width()


def test_a_key_on_a_cell_that_cannot_be_changed_says_why(page: Any, messages: list[Any], qtbot: Any) -> None:
    view = page.table.view
    view.go_to_row(1, page.table.chosen_keys.index("days_left"))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    assert "剩余" in messages[-1].text
    view.go_to_row(1, page.table.chosen_keys.index("place"))
    qtbot.keyClick(view, Qt.Key.Key_5)
    assert "市 · 县" in messages[-1].text


def test_a_remark_without_anything_to_do_goes_with_the_page_it_was_about(app: Any, page: Any) -> None:
    app.context.inform("这一格由系统生成。", "amber")
    assert app.window.message_bar.isVisible()
    app.window.navigation.page_chosen.emit("home")
    app.jobs.wait_idle()
    assert not app.window.message_bar.isVisible()
    app.context.inform("已改 3 条。", "green", "撤销", lambda: None)
    app.window.navigation.page_chosen.emit("ledger")
    app.jobs.wait_idle()
    assert app.window.message_bar.isVisible()
