"""Editing in the table and in the panel: shown at once, written once, undone in one step, refused in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from desktop.dialogs.choose_columns import ChooseColumnsDialog
from desktop.panels.dossier.head import place_line
from desktop.panels.problem_steps import step_tones
from models import clock
from models.queries.details import detail
from models.queries.problems import problem_cells

_Flag = QItemSelectionModel.SelectionFlag


def column(page: Any, key: str) -> int:
    return page.table.chosen_keys.index(key)


def select(page: Any, top: int, left: int, bottom: int, right: int) -> None:
    view, model = page.table.view, page.table.model
    view.selectionModel().setCurrentIndex(model.index(top, left), _Flag.NoUpdate)
    view.selectionModel().select(
        QItemSelection(model.index(top, left), model.index(bottom, right)), _Flag.ClearAndSelect
    )


def stored(app: Any, ids: Any, field: str) -> list[Any]:
    cells = problem_cells(app.context.ledger, ids, [field])
    return [cells[key][0] for key in ids]


def editor_in(page: Any) -> Any:
    return page.table.view.open_editor()


def test_typing_over_a_name_writes_it_and_ctrl_z_takes_it_back(app: Any, everything: Any, qtbot: Any) -> None:
    table = everything.table
    key, before = table.model.id_at(2), table.model.text_at(2, column(everything, "site_name"))
    table.view.go_to_row(2, column(everything, "site_name"))
    qtbot.keyClick(table.view, "A")
    editor = editor_in(everything)
    qtbot.keyClicks(editor, "BC")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert table.model.text_at(2, column(everything, "site_name")) == "ABC"  # at once, before the writer is done
    app.jobs.wait_idle()
    assert stored(app, [key], "site_name") == ["ABC"]
    assert table.view.currentIndex().row() == 3
    app.window.action_triggered.emit("edit.undo")
    app.jobs.wait_idle()
    assert stored(app, [key], "site_name") == [before]
    assert table.model.id_at(table.view.currentIndex().row()) == key


def test_a_date_may_be_typed_in_any_spelling(app: Any, everything: Any, qtbot: Any) -> None:
    table, at = everything.table, column(everything, "deadline")
    key = table.model.id_at(0)
    table.view.go_to_row(0, at)
    qtbot.keyClick(table.view, Qt.Key.Key_F2)
    editor = editor_in(everything)
    editor.setText("2019年5月6日")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    app.jobs.wait_idle()
    assert stored(app, [key], "deadline") == [date(2019, 5, 6)]
    assert table.model.text_at(0, at) == "2019-05-06"


def test_an_impossible_date_is_named_and_stays_in_the_editor(
    app: Any, everything: Any, qtbot: Any, messages: list[Any]
) -> None:
    table, at = everything.table, column(everything, "deadline")
    before = stored(app, [table.model.id_at(0)], "deadline")
    table.view.go_to_row(0, at)
    qtbot.keyClick(table.view, Qt.Key.Key_F2)
    editor = editor_in(everything)
    editor.setText("2019-13-40")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert messages[-1].tone == "red" and "2019-13-40" in messages[-1].text
    assert editor_in(everything).text() == "2019-13-40"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    app.jobs.wait_idle()
    assert stored(app, [table.model.id_at(0)], "deadline") == before


def test_a_wrong_text_left_behind_can_be_taken_up_again(
    app: Any, everything: Any, qtbot: Any, messages: list[Any]
) -> None:
    table, at = everything.table, column(everything, "deadline")
    table.view.go_to_row(0, at)
    qtbot.keyClick(table.view, Qt.Key.Key_F2)
    editor = editor_in(everything)
    editor.setText("明年")
    table.view.delegate.commitData.emit(editor)
    table.view.delegate.closeEditor.emit(editor, table.view.delegate.EndEditHint.NoHint)
    assert messages[-1].action_text == "继续修改"
    messages[-1].action()
    assert editor_in(everything).text() == "明年"
    qtbot.keyClick(editor_in(everything), Qt.Key.Key_Escape)


def test_fill_down_is_one_step_and_one_undo(app: Any, everything: Any, qtbot: Any) -> None:
    table, at = everything.table, column(everything, "responsible_unit")
    ids = list(table.model.ids[3:9])
    before = stored(app, ids, "responsible_unit")
    select(everything, 3, at, 8, at)
    qtbot.keyClick(table.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    app.jobs.wait_idle()
    assert stored(app, ids, "responsible_unit") == [before[0]] * 6
    app.window.action_triggered.emit("edit.undo")
    app.jobs.wait_idle()
    assert stored(app, ids, "responsible_unit") == before


def test_delete_clears_and_never_the_state(app: Any, everything: Any, qtbot: Any, messages: list[Any]) -> None:
    table = everything.table
    ids = list(table.model.ids[0:3])
    states = stored(app, ids, "status")
    select(everything, 0, column(everything, "deadline"), 2, column(everything, "responsible_unit"))
    qtbot.keyClick(table.view, Qt.Key.Key_Delete)
    app.jobs.wait_idle()
    assert stored(app, ids, "responsible_unit") == [None] * 3
    assert stored(app, ids, "deadline") == [None] * 3
    assert stored(app, ids, "status") == states
    assert "没有改" in messages[-1].text


def test_today_goes_into_date_cells_only(app: Any, everything: Any, qtbot: Any) -> None:
    table = everything.table
    ids = list(table.model.ids[0:2])
    with clock.freeze(datetime(2019, 5, 6, 9, 0)):
        select(everything, 0, column(everything, "deadline"), 1, column(everything, "deadline"))
        qtbot.keyClick(table.view, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
        app.jobs.wait_idle()
    assert stored(app, ids, "deadline") == [date(2019, 5, 6)] * 2


def test_a_range_pasted_from_excel_is_checked_and_written_as_one_step(
    app: Any, everything: Any, qtbot: Any, messages: list[Any]
) -> None:
    table, at = everything.table, column(everything, "responsible_unit")
    ids = list(table.model.ids[0:2])
    QGuiApplication.clipboard().setText("永年区人民政府\t正在拆除\r\n武安市人民政府\t已断电\r\n")
    table.set_columns([*table.chosen_keys])
    select(everything, 0, at, 0, at)
    qtbot.keyClick(table.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    app.jobs.wait_idle()
    assert stored(app, ids, "responsible_unit") == ["永年区人民政府", "武安市人民政府"]
    assert stored(app, ids, "progress") == ["正在拆除", "已断电"]
    assert messages[-1].action_text == "撤销"
    QGuiApplication.clipboard().setText("不是日期\r\n")
    select(everything, 0, column(everything, "deadline"), 0, column(everything, "deadline"))
    qtbot.keyClick(table.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    app.jobs.wait_idle()
    assert messages[-1].tone == "red" and "不是日期" in messages[-1].text


def test_the_column_dialog_keeps_the_number_column_first(page: Any, qtbot: Any) -> None:
    offered = [(one.key, one.title, one.group) for one in page.table.columns.values()]
    dialog = ChooseColumnsDialog(page, offered, ["ledger_number", "status", "city"], ["ledger_number", "city"])
    qtbot.addWidget(dialog)
    dialog.tick("phone", True)
    dialog.tick("ledger_number", False)
    dialog.tick("city", False)
    assert dialog.draft() == ["ledger_number", "status", "phone"]
    dialog.list.setCurrentRow(1)
    dialog._move(1)
    dialog.tick("city", True)
    assert dialog.draft()[0] == "ledger_number"


def test_the_panel_follows_the_row_and_edits_in_place(app: Any, everything: Any, qtbot: Any) -> None:
    table, panel = everything.table, everything.panel
    with qtbot.waitSignal(panel.shown):
        table.view.go_to_row(7, 2)
    assert panel.detail.id == table.model.id_at(7)
    assert panel.number_label.text() == panel.detail.ledger_number
    panel.set_tab(1)
    editor = panel.fields.start_editing("phone")
    assert isinstance(editor, QLineEdit)
    editor.setText("0310-1234567")
    with qtbot.waitSignal(panel.shown):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert detail(app.context.ledger, panel.detail.id).record["phone"] == "0310-1234567"
    assert panel.fields.value_label("phone").text() == "0310-1234567"


def test_the_panel_tells_history_old_and_new(app: Any, everything: Any, qtbot: Any) -> None:
    table, panel = everything.table, everything.panel
    table.view.go_to_row(4, 2)
    app.jobs.wait_idle()
    table.writer.write_one(table.model.id_at(4), "remarks", "第一次")
    app.jobs.wait_idle()
    with qtbot.waitSignal(panel.shown):
        table.writer.write_one(table.model.id_at(4), "remarks", "第二次")
    panel.set_tab("history")
    assert panel.changes.lines[0].heading == "备注：第一次 → 第二次"
    assert any(panel.tabs.tabText(at).startswith("变更 ") for at in range(panel.tabs.count()))


def test_alt_page_down_goes_to_the_next_problem(app: Any, everything: Any, qtbot: Any) -> None:
    table = everything.table
    table.view.go_to_row(0, 2)
    qtbot.keyClick(table.view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    assert table.view.currentIndex().row() == 1
    qtbot.keyClick(table.view, Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    assert table.view.currentIndex().row() == 0


def test_a_place_is_said_once() -> None:
    record = {"province": "河北省", "city": "邯郸市", "county": "武安市", "town": "午汲镇",
              "address": "武安市午汲镇工业路 5 号", "longitude": 114.2031, "latitude": 36.6957}  # fmt: skip
    assert place_line(record) == "河北省邯郸市武安市午汲镇工业路 5 号 · 114.203°E 36.696°N"
    assert place_line({"province": "北京市", "city": "北京市", "county": "密云区"}) == "北京市密云区"


def test_the_steps_show_only_what_the_state_says() -> None:
    assert step_tones("open", "整改中", None) == ("green", "blue", "grey", "grey")
    assert step_tones("open", "整改中", "overdue") == ("green", "red", "grey", "grey")
    assert step_tones("checking", "核查中", None) == ("green", "green", "amber", "grey")
    assert step_tones("closed", "已销号", None) == ("green",) * 4
    assert step_tones("aside", "合并", None) == ("grey",) * 4


def test_nothing_can_be_edited_when_the_ledger_is_read_only(
    start_app: Any, demo_folder: Any, qtbot: Any, messages_of: Any
) -> None:
    app = start_app()
    with qtbot.waitSignal(app.ledger_entered, timeout=20_000):
        app.opener.open(demo_folder, read_only=True)
    page = app.window.open_page("ledger")
    app.jobs.wait_idle()
    told = messages_of(app)
    index = page.table.model.index(0, 2)
    assert not page.table.model.flags(index) & Qt.ItemFlag.ItemIsEditable
    page.table.view.go_to_row(0, 2)
    qtbot.keyClick(page.table.view, Qt.Key.Key_Delete)
    assert "只读" in told[-1].text
