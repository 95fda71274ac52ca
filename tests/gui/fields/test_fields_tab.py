"""The tab 自定义字段 of the settings: fields are made, changed, put in order and retired with keys and mouse."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from desktop.dialogs.custom_field import CustomFieldDialog
from models.operations import CellEdit, edit_cells
from models.operations.custom_fields import FieldDraft, make_field
from models.queries.fields import FIELDS


@pytest.fixture
def tab(app: Any) -> Any:
    app.window.resize(1366, 768)
    page = app.window.open_page("settings", tab="fields")
    assert app.jobs.wait_idle()
    tab = page.widget("fields")
    tab.app = app
    return tab


def make(tab: Any, *drafts: FieldDraft) -> None:
    for draft in drafts:
        tab.context.bus.broadcast(make_field(tab.context.ledger, draft))
    tab.load()
    assert tab.app.jobs.wait_idle()


def titles(tab: Any) -> list[str]:
    return [line.spec.title for line in tab.lines]


def test_an_empty_tab_says_what_belongs_here_and_offers_the_first_field(
    tab: Any, qtbot: Any, field_dialog: Any
) -> None:
    assert tab.stack.currentWidget() is tab.empty and "网格员" in tab.empty.sentence_label.text()
    qtbot.mouseClick(tab.empty.buttons[0], Qt.MouseButton.LeftButton)
    dialog = field_dialog()
    assert not dialog.ok_button.isEnabled()
    dialog.title_edit.setText("督办领导")
    dialog.kind_box.setCurrentIndex(dialog.kind_box.findData("choice"))
    assert not dialog.ok_button.isEnabled() and "选项" in dialog.hint.text()
    dialog.options_edit.setPlainText("王局\n李局\n")
    assert dialog.ok_button.isEnabled()
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert tab.app.jobs.wait_idle()
    assert titles(tab) == ["督办领导"] and tab.stack.currentWidget() is tab.table
    assert FIELDS.titled("督办领导").options == ("王局", "李局")


def test_the_list_tells_kind_options_unit_and_how_many_problems_have_a_value(tab: Any) -> None:
    make(tab, FieldDraft("罚款金额", "decimal", unit="万元"), FieldDraft("等级", "choice", ("一般", "重大")))
    edit_cells(tab.context.ledger, [CellEdit(1, "custom_number_01", "3"), CellEdit(2, "custom_number_01", "4")])
    tab.load()
    assert tab.app.jobs.wait_idle()
    lines = tab.table.lines.table([0, 1])
    assert lines[1] == ("罚款金额", "数字", "万元", "2", "使用中") and lines[2][:3] == ("等级", "选项", "一般、重大")
    assert "使用中 2 个" in tab.note.text()


def test_a_taken_name_is_said_while_typing_and_escape_leaves_everything_as_it_is(
    tab: Any, qtbot: Any, field_dialog: Any
) -> None:
    make(tab, FieldDraft("网格员"))
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_Insert)
    dialog = field_dialog()
    dialog.title_edit.setText("整改期限")
    assert "本来就有" in dialog.hint.text() and not dialog.ok_button.isEnabled()
    dialog.title_edit.setText("网格员")
    assert "已有名为“网格员”" in dialog.hint.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert tab.app.jobs.wait_idle() and titles(tab) == ["网格员"]


def test_f2_renames_and_the_kind_cannot_be_changed_with_the_reason(tab: Any, qtbot: Any, field_dialog: Any) -> None:
    make(tab, FieldDraft("网格员"))
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_F2)
    dialog = field_dialog()
    assert not dialog.kind_box.isEnabled() and "新建一个字段" in dialog.kind_hint.text()
    dialog.title_edit.setText("包联网格员")
    qtbot.keyClick(dialog.title_edit, Qt.Key.Key_Return)
    assert tab.app.jobs.wait_idle() and titles(tab) == ["包联网格员"]


def test_alt_arrows_order_the_fields_and_the_selection_goes_along(tab: Any, qtbot: Any) -> None:
    make(tab, FieldDraft("甲"), FieldDraft("乙"), FieldDraft("丙"))
    tab.table.setFocus()
    tab.table.selectRow(2)
    qtbot.keyClick(tab.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert tab.app.jobs.wait_idle()
    assert titles(tab) == ["甲", "丙", "乙"] and tab.table.current_line().spec.title == "丙"
    assert [field.title for field in FIELDS.custom()] == ["甲", "丙", "乙"]


def test_delete_retires_with_a_way_back_in_the_message_and_in_the_list(
    tab: Any, qtbot: Any, messages: list[Any]
) -> None:
    make(tab, FieldDraft("甲"), FieldDraft("乙"))
    tab.table.setFocus()
    tab.table.selectRow(0)
    qtbot.keyClick(tab.table, Qt.Key.Key_Delete)
    assert tab.app.jobs.wait_idle()
    assert titles(tab) == ["乙", "甲"] and "已停用 1 个" in tab.note.text()
    assert [field.title for field in FIELDS.custom()] == ["乙"]
    assert messages[-1].action_text == "恢复"
    messages[-1].action()
    assert tab.app.jobs.wait_idle() and [field.title for field in FIELDS.custom()] == ["甲", "乙"]
    tab.table.setFocus()
    tab.table.selectRow(0)
    qtbot.mouseClick(tab.active_button, Qt.MouseButton.LeftButton)
    assert tab.app.jobs.wait_idle()
    tab.table.setFocus()
    tab.table.selectRow(1)
    assert tab.active_button.text() == "恢复" and not tab.edit_button.isEnabled()
    qtbot.mouseClick(tab.active_button, Qt.MouseButton.LeftButton)
    assert tab.app.jobs.wait_idle() and len(FIELDS.custom()) == 2


def test_every_control_of_tab_and_dialog_has_a_name_for_the_screen_reader(tab: Any) -> None:
    make(tab, FieldDraft("甲"))
    dialog = CustomFieldDialog(tab, "新建自定义字段", FieldDraft("", "choice"), lambda _draft: "")
    for part in (tab.table, dialog.title_edit, dialog.kind_box, dialog.options_edit, dialog.unit_edit):
        assert part.accessibleName()
    dialog.deleteLater()


def test_the_tab_is_found_by_its_name_from_anywhere(app: Any) -> None:
    from desktop.actions import ACTIONS

    assert "加一列" in ACTIONS["fields.manage"].words
    app.window.open_page("ledger")
    app.window.action_triggered.emit("fields.manage")
    assert app.jobs.wait_idle()
    page = app.window.current_page()
    assert page.page_id == "settings" and page.stack.currentWidget() is page.widget("fields")
