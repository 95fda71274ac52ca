"""The page 现场检查: lists, sorts, filters, edits and deletes visits, and leads to their problems and back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.panels.visits.visit_columns import DEFAULT_COLUMNS
from models.queries.visits import VisitQuery, visit_cells, visit_count, visit_ids


def column_of(page: Any, key: str) -> int:
    return page.table.chosen_keys.index(key)


def put_on(page: Any, row: int, key: str) -> None:
    view = page.table.view
    view.go_to_row(row, column_of(page, key))
    view.setFocus()


def test_it_opens_with_all_visits_latest_first_and_says_how_many(app: Any, page: Any) -> None:
    assert list(page.table.model.ids) == list(visit_ids(app.context.ledger, VisitQuery()))
    assert page.table.footer.text().startswith("900 次检查")
    assert page.table.view.accessibleName() == "现场检查"


def test_the_table_keeps_qts_rules_while_it_is_filtered_and_sorted(page: Any, settle: Any) -> None:
    tester = QAbstractItemModelTester(page.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.table.ask(page.table.filters.with_sort("site_name"))
    settle()
    page.table.ask(page.table.filters.with_values("city", ("没有这个市",)))
    settle()
    assert page.table.model.rowCount() == 0
    assert page.table.stack.currentIndex() == 2
    page.table.clear_filters()
    settle()
    assert page.table.model.rowCount() == 900
    assert tester.model() is page.table.model


def test_a_click_on_a_header_sorts_and_a_second_one_turns_it_round(page: Any, qtbot: Any, settle: Any) -> None:
    view, place = page.table.view, column_of(page, "site_name")
    at = QPoint(view.columnViewportPosition(place) + 20, 12)
    for descending in (False, True):
        qtbot.mouseClick(view.header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        settle()
        names = [page.table.model.text_at(row, place) for row in range(30)]
        assert names == sorted(names, reverse=descending)


def test_the_filter_of_a_header_counts_values_and_narrows_the_list(app: Any, page: Any, settle: Any) -> None:
    popup = page.table.offer_values("found_problem", "发现问题", page.bar.geometry(), "found_problem")
    settle()
    lines = [popup.model.line_at(row) for row in range(popup.model.rowCount())]
    assert {line.text: line.count for line in lines} == {"否": 600, "是": 300}
    popup.only(popup.model.index([line.text for line in lines].index("是")))
    settle()
    assert page.table.model.rowCount() == 300
    assert page.table.footer.text().startswith("已筛选 300 / 900 次检查")
    assert page.bar.clear_button.isVisible()


def test_alt_down_opens_the_filter_of_the_column_in_hand(page: Any, qtbot: Any, settle: Any) -> None:
    put_on(page, 0, "round")
    qtbot.keyClick(page.table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settle()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert popup.accessibleName() == "筛选“轮次”"
    popup.close()


def test_words_typed_into_the_search_box_narrow_the_list(page: Any, qtbot: Any, settle: Any) -> None:
    page.bar.search.setText("邯郸")
    qtbot.keyClick(page.bar.search, Qt.Key.Key_Return)
    settle()
    place = column_of(page, "place")
    assert 0 < page.table.model.rowCount() < 900
    assert all("邯郸" in page.table.model.text_at(row, place) for row in range(3))
    page.bar.clear_button.click()
    settle()
    assert page.table.model.rowCount() == 900
    assert page.bar.search.text() == ""


def type_into(page: Any, qtbot: Any, text: str) -> None:
    view = page.table.view
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = next(one for one in view.viewport().findChildren(QLineEdit) if one.isVisible())
    editor.setText(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_a_cell_is_edited_and_ctrl_z_takes_it_back(app: Any, page: Any, qtbot: Any, settle: Any) -> None:
    put_on(page, 4, "visited_on")
    key = page.table.model.id_at(4)
    before = visit_cells(app.context.ledger, [key], ["visited_on"])[key][0]
    type_into(page, qtbot, "2019年1月2日")
    settle()
    assert page.table.model.text_at(page.table.model.row_of(key), column_of(page, "visited_on")) == "2019-01-02"
    app.commands.run("edit.undo")
    settle()
    assert visit_cells(app.context.ledger, [key], ["visited_on"])[key] == (before,)
    assert page.table.current_id() == key


def test_a_wrong_value_is_refused_in_words_and_stays_in_the_editor(
    app: Any, page: Any, qtbot: Any, settle: Any
) -> None:
    put_on(page, 2, "problem")
    key = page.table.model.id_at(2)
    before = visit_cells(app.context.ledger, [key], ["problem"])[key]
    type_into(page, qtbot, "ZG-999999")
    settle()
    assert "没有编号为“ZG-999999”的问题" in app.window.message_bar.text_label.text()
    assert visit_cells(app.context.ledger, [key], ["problem"])[key] == before


def test_ctrl_d_fills_down_as_one_step(app: Any, page: Any, qtbot: Any, settle: Any) -> None:
    table, place = page.table, None
    table.set_columns([*DEFAULT_COLUMNS, "remarks"])
    place = column_of(page, "remarks")
    ids = [table.model.id_at(row) for row in range(3)]
    table.writer.write_one(ids[0], "remarks", "已拍照")
    settle()
    view = table.view
    view.go_to_row(0, place)
    view.setFocus()
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settle()
    shown = visit_cells(app.context.ledger, ids, ["remarks"])
    assert [shown[key][0] for key in ids] == ["已拍照"] * 3
    assert app.commands.facts.undo.title == "向下填充现场检查的备注（2 次）"


def test_delete_asks_moves_to_the_trash_and_restore_brings_back(
    app: Any, page: Any, qtbot: Any, settle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("desktop.dialogs.confirm.ask_destructive", lambda *args, **_more: asked.append(args[2]) or True)
    put_on(page, 1, "site_name")
    gone = page.table.model.id_at(1)
    qtbot.keyClick(page.table.view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert asked == ["删除选中的 1 次现场检查？"]
    assert page.table.model.row_of(gone) == -1
    page.bar.trash_button.click()
    settle()
    assert list(page.table.model.ids) == [gone]
    page.table.view.selectAll()
    page.restore_selected()
    settle()
    page.bar.trash_button.click()
    settle()
    assert page.table.model.row_of(gone) >= 0
    assert visit_count(app.context.ledger, VisitQuery()) == 900


def test_ctrl_enter_opens_the_problem_of_the_visit_and_the_ledger_leads_back(
    app: Any, page: Any, qtbot: Any, settle: Any
) -> None:
    page.table.ask(page.table.filters.with_values("found_problem", (True,)))
    settle()
    put_on(page, 0, "site_name")
    key = page.table.model.id_at(0)
    number = visit_cells(app.context.ledger, [key], ["problem"])[key][0]
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    ledger_page = app.window.current_page()
    assert ledger_page.page_id == "ledger"
    problem_id = ledger_page.table.model.id_at(ledger_page.table.view.currentIndex().row())
    assert ledger_page.table.model.text_at(ledger_page.table.model.row_of(problem_id), 0) == number
    from desktop.panels.problem_menus import rows_menu

    ledger_page.table.go_to(problem_id)
    menu = rows_menu(ledger_page, QPoint(5, 5))
    next(one for one in menu.actions() if one.text() == "查看发现它的现场检查").trigger()
    menu.close()
    settle()
    assert list(page.table.model.ids) == [key]
    assert page.bar.origin_chip.text == "这个问题的现场检查"


def test_ctrl_e_exports_the_list_as_shown_and_it_can_be_imported_again(
    app: Any, page: Any, settle: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openpyxl import load_workbook

    from models.importing import ImportOptions, run_import

    path = tmp_path / "检查.xlsx"
    monkeypatch.setattr("desktop.dialogs.file_prompts.ask_save_file", lambda *_args, **_more: path)
    page.table.ask(page.table.filters.with_values("round", ("22",)))
    settle()
    app.commands.run("ledger.export")
    settle()
    rows = list(load_workbook(path, read_only=True).active.iter_rows(values_only=True))
    assert rows[0][:6] == ("检查编号", "轮次", "检查日期", "市", "县（市、区）", "点位（企业）名称")
    assert len(rows) == page.table.model.rowCount() + 1
    report = run_import(app.context.ledger, [path], ImportOptions(dry_run=True))
    told = report.to_json()
    assert (told["target"], told["new"], told["unchanged"]) == ("visit", 0, len(rows) - 1)


def test_columns_widths_and_order_come_back(page: Any) -> None:
    page.table.set_columns(["number", "team", "site_name"])
    page.table.set_widths({"team": 201})
    page.totals.set_tab(1)
    page.show_totals(False)
    state = page.save_state()
    page.table.set_columns(list(DEFAULT_COLUMNS))
    page.table.set_widths({})
    page.restore_state(state)
    assert page.table.chosen_keys == ["number", "team", "site_name"]
    assert page.table.view.column_width(1) == 201
    assert page.totals.isHidden()
    assert page.bar.totals_button.isVisible()
    assert page.totals.tab == 1


def test_an_empty_ledger_says_what_belongs_here(start_app: Any, empty_folder: Any) -> None:
    app = start_app(empty_folder)
    page = app.window.open_page("visits")
    assert app.jobs.wait_idle(20)
    assert page.table.stack.currentIndex() == 1
    assert page.table.stack.currentWidget().heading_label.text() == "台账里还没有现场检查记录"


def test_every_control_has_a_name_for_a_screen_reader(page: Any) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView

    for one in page.findChildren(QWidget):
        asked = isinstance(one, (QAbstractButton, QLineEdit, QAbstractItemView)) and not isinstance(one, QHeaderView)
        if not one.isVisible() or not asked or one.visibleRegion().isEmpty():
            continue
        name = one.accessibleName() or getattr(one, "text", lambda: "")() or one.objectName()
        assert name.strip(), (one, one.parent(), one.geometry())


def test_the_first_seven_columns_are_seen_on_a_small_screen_with_the_totals_open(page: Any) -> None:
    view = page.table.view
    shown = sum(view.column_width(place) for place in range(7))
    assert page.window().width() == 1366
    assert not page.totals.isHidden()
    assert shown <= view.room()
