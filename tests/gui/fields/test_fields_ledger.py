"""Fields of the bureau's own in the ledger: made from the columns, edited by kind, filtered, sorted, retired."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.dialogs.choose_columns import ChooseColumnsDialog
from desktop.panels.problem_menus import column_menu
from desktop.tables.editors import CellEditor, ChoiceEditor
from models.operations import CellEdit, edit_cells
from models.operations.custom_fields import FieldDraft, edit_field, make_field, retire_field
from models.queries.fields import FIELDS
from models.queries.problems import problem_cells

DRAFTS = (
    FieldDraft("网格员"), FieldDraft("督办领导", "choice", ("王局", "李局")), FieldDraft("复核日期", "date"),
    FieldDraft("罚款金额", "decimal", unit="万元"),
)  # fmt: skip
GRID, CHOICE, DAY, MONEY = "custom_text_01", "custom_text_02", "custom_date_01", "custom_number_01"


@pytest.fixture
def page(app: Any) -> Any:
    app.window.resize(1366, 768)
    opened = app.window.open_page("ledger")
    opened.table.clear_filters()
    assert app.jobs.wait_idle()
    return opened


@pytest.fixture
def own(app: Any, page: Any) -> Any:
    """The page with four own columns after the number."""
    for draft in DRAFTS:
        app.context.bus.broadcast(make_field(app.context.ledger, draft))
    page.table.set_columns(["ledger_number", GRID, CHOICE, DAY, MONEY, "site_name"])
    assert app.jobs.wait_idle()
    return page


def column(page: Any, key: str) -> int:
    return page.table.chosen_keys.index(key)


def stored(app: Any, key: int, field: str) -> Any:
    return problem_cells(app.context.ledger, [key], [field])[key][0]


def open_editor(page: Any, row: int, key: str, qtbot: Any) -> Any:
    page.table.view.setFocus()
    page.table.view.go_to_row(row, column(page, key))
    qtbot.keyClick(page.table.view, Qt.Key.Key_F2)
    found = [one for one in page.table.view.findChildren(object) if isinstance(one, CellEditor) and one.isVisible()]
    assert found
    return found[0]


def test_the_column_chooser_offers_a_new_field_which_becomes_the_last_column(
    app: Any, page: Any, qtbot: Any, field_dialog: Any, messages: list[Any]
) -> None:
    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ChooseColumnsDialog)
        qtbot.mouseClick(dialog.new_button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(50, press)
    page.choose_columns()
    dialog = field_dialog()
    dialog.title_edit.setText("网格员")
    qtbot.keyClick(dialog.title_edit, Qt.Key.Key_Return)
    assert app.jobs.wait_idle()
    assert page.table.chosen_keys[-1] == GRID and page.table.columns[GRID].group == "自定义"
    assert "已加在最后一列" in messages[-1].text


def test_the_menu_of_a_header_makes_a_field_and_leads_to_the_settings(
    app: Any, own: Any, qtbot: Any, field_dialog: Any
) -> None:
    menu = column_menu(own, column(own, GRID), own.mapToGlobal(own.rect().center()))
    actions = {action.text(): action for action in menu.actions()}
    actions["新建字段…"].trigger()
    qtbot.keyClick(field_dialog(), Qt.Key.Key_Escape)
    actions["管理自定义字段…"].trigger()
    menu.close()
    assert app.jobs.wait_idle()
    assert app.window.open_page("settings").sections.item(2).text() == "自定义字段"
    assert app.window.open_page("settings").section == "fields"


def test_cells_are_edited_by_kind_and_what_does_not_fit_is_refused_in_words(app: Any, own: Any, qtbot: Any) -> None:
    key = own.table.model.id_at(1)
    choice = open_editor(own, 1, CHOICE, qtbot)
    assert isinstance(choice, ChoiceEditor)
    assert [choice.itemText(at) for at in range(choice.count())] == ["", "王局", "李局"]
    choice.setCurrentText("李局")
    qtbot.keyClick(choice, Qt.Key.Key_Return)
    assert app.jobs.wait_idle() and stored(app, key, CHOICE) == "李局"
    day = open_editor(own, 1, DAY, qtbot)
    day.setText("2019年5月6日")
    qtbot.keyClick(day, Qt.Key.Key_Return)
    assert app.jobs.wait_idle() and stored(app, key, DAY) == date(2019, 5, 6)
    assert own.table.writer.check(MONEY, "许多") and not own.table.writer.check(MONEY, "12.5")
    own.table.view.go_to_row(1, column(own, MONEY))
    own.table.view.paste_asked.emit([["12.5"]], own.table.view.selected_blocks())
    assert app.jobs.wait_idle() and stored(app, key, MONEY) == Decimal("12.5")
    app.window.action_triggered.emit("edit.undo")
    assert app.jobs.wait_idle() and stored(app, key, MONEY) is None


def test_a_header_filter_lists_the_values_with_their_counts_and_sorting_goes_by_the_number(app: Any, own: Any) -> None:
    from models.queries.facets import facet

    ids = [own.table.model.id_at(row) for row in range(3)]
    values = zip(ids, ("9", "10", "2"), strict=True)
    app.context.bus.broadcast(edit_cells(app.context.ledger, [CellEdit(key, MONEY, value) for key, value in values]))
    app.context.bus.broadcast(edit_cells(app.context.ledger, [CellEdit(key, GRID, "赵六") for key in ids[:2]]))
    own.table.sort_by(MONEY, True)
    assert app.jobs.wait_idle()
    assert [own.table.model.id_at(row) for row in range(3)] == [ids[1], ids[0], ids[2]]
    own.table.ask(own.table.filters.with_values(GRID, ("赵六",)))
    assert app.jobs.wait_idle() and len(own.table.model.ids) == 2
    assert facet(app.context.ledger, own.table.query(), GRID)[0] == ("赵六", 2)
    popup = own.table.offer_values(GRID, "网格员", QRect(200, 200, 10, 10))
    assert app.jobs.wait_idle()
    popup.close()


def test_a_renamed_field_changes_its_header_and_a_retired_one_takes_its_filter_along(app: Any, own: Any) -> None:
    edit = edit_field(app.context.ledger, GRID, FieldDraft("包联干部"))
    app.context.bus.broadcast(edit)
    assert own.table.model.columns[column(own, GRID)].title == "包联干部"
    assert own.table.model.columns[column(own, MONEY)].title == "罚款金额（万元）"
    own.table.ask(own.table.filters.with_values(GRID, ("没有",)))
    own.table.sort_by(GRID, False)
    assert app.jobs.wait_idle() and len(own.table.model.ids) == 0
    app.context.bus.broadcast(retire_field(app.context.ledger, GRID))
    assert app.jobs.wait_idle()
    assert GRID not in own.table.chosen_keys and GRID not in own.table.filters.values
    assert len(own.table.model.ids) > 0 and all(key != GRID for key, _ in own.table.filters.sort)


def test_undo_of_a_new_field_takes_its_column_out_of_the_table(app: Any, own: Any) -> None:
    app.window.action_triggered.emit("edit.undo")
    assert app.jobs.wait_idle()
    assert MONEY not in own.table.chosen_keys and "罚款金额" not in [one.title for one in FIELDS.custom()]


def test_the_panel_shows_and_edits_the_fields_under_a_heading_of_their_own(app: Any, own: Any, qtbot: Any) -> None:
    key = own.table.model.id_at(0)
    app.context.bus.broadcast(edit_cells(app.context.ledger, [CellEdit(key, GRID, "赵六")]))
    own.show_panel(True)
    own.table.view.go_to_row(0, 1)
    own.panel.show_problem(key)
    qtbot.wait(400)
    assert app.jobs.wait_idle()
    own.panel.set_tab("facts")
    assert app.jobs.wait_idle()
    fields = own.panel.fields
    assert fields.value_label(GRID).text() == "赵六"
    editor = fields.start_editing(CHOICE)
    editor.setCurrentText("王局")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert app.jobs.wait_idle() and stored(app, key, CHOICE) == "王局"


def test_the_export_of_the_list_has_the_columns_with_their_titles(app: Any, own: Any, tmp_path: Any) -> None:
    from openpyxl import load_workbook

    from desktop.panels.problem_export import export_columns
    from models.exporting import export_problems

    app.context.bus.broadcast(edit_cells(app.context.ledger, [CellEdit(own.table.model.id_at(0), MONEY, "12.5")]))
    export_problems(app.context.ledger, own.table.query(), export_columns(own.table), tmp_path / "出.xlsx")
    head, first, *_ = load_workbook(tmp_path / "出.xlsx").active.iter_rows(values_only=True)
    assert head[:5] == ("台账编号", "网格员", "督办领导", "复核日期", "罚款金额") and first[4] == 12.5


def test_many_problems_get_one_option_at_once_and_lose_it_again(app: Any, own: Any, qtbot: Any) -> None:
    from desktop.dialogs.bulk_edit import BulkEditDialog

    own.table.view.setFocus()
    own.table.view.selectAll()
    own.set_value()
    dialog = own.findChild(BulkEditDialog)
    dialog.choose(CHOICE)
    assert [dialog.choice.itemText(at) for at in range(dialog.choice.count()) if dialog.choice.itemText(at)] == [
        "王局", "李局",
    ]  # fmt: skip
    dialog.choice.setCurrentText("李局")
    dialog.count_now()
    assert app.jobs.wait_idle()
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert app.jobs.wait_idle()
    assert stored(app, own.table.model.ids[5], CHOICE) == "李局"
    app.window.action_triggered.emit("edit.undo")
    assert app.jobs.wait_idle() and stored(app, own.table.model.ids[5], CHOICE) is None
