"""批量修改: of the selection or of all that the filter finds, counted before, one step, one undo."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt

from desktop.dialogs.bulk_edit import BulkEditDialog
from models.operations import remove_problems
from models.queries.problems import problem_cells

CTRL = Qt.KeyboardModifier.ControlModifier


def stored(app: Any, ids: Any, field: str) -> list[Any]:
    cells = problem_cells(app.context.ledger, ids, [field])
    return [cells[key][0] for key in ids]


def select_rows(page: Any, first: int, last: int) -> list[int]:
    model, view = page.table.model, page.table.view
    area = QItemSelection(model.index(first, 1), model.index(last, 1))
    view.selectionModel().select(area, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    return list(model.ids[first : last + 1])


@pytest.fixture
def open_dialog(app: Any, everything: Any, qtbot: Any) -> Any:
    def open_it() -> BulkEditDialog:
        app.window.activateWindow()
        qtbot.keyClick(app.window, Qt.Key.Key_H, CTRL)
        return everything.findChild(BulkEditDialog)

    return open_it


def count(app: Any, dialog: BulkEditDialog) -> None:
    dialog.count_now()
    app.jobs.wait_idle()


def test_the_selection_gets_one_value_and_one_undo_takes_it_back(
    app: Any, everything: Any, open_dialog: Any, qtbot: Any
) -> None:
    ids = select_rows(everything, 0, 39)
    before = stored(app, ids, "status")
    dialog = open_dialog()
    assert dialog.selected_radio.isChecked()
    assert dialog.selected_radio.text() == "40 条（已选）"
    assert dialog.found_radio.text() == "300 条（已筛选）"
    dialog.choose("status")
    dialog.choice.setCurrentText("核查中")
    qtbot.waitUntil(lambda: dialog.preview is not None, timeout=5_000)
    changed = sum(one != "核查中" for one in before)
    assert dialog.ok_button.text() == f"修改 {changed} 条"
    assert f"会改动 {changed} 条" in dialog.summary.text()
    first = dialog.lines.lines.line(0)
    assert (first.old, first.new) == (next(one for one in before if one != "核查中"), "核查中")
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    app.jobs.wait_idle()
    assert stored(app, ids, "status") == ["核查中"] * 40
    app.window.activateWindow()
    qtbot.waitUntil(lambda: app.window.isActiveWindow())
    qtbot.keyClick(app.window, Qt.Key.Key_Z, CTRL)
    app.jobs.wait_idle()
    assert stored(app, ids, "status") == before


def test_all_that_the_filter_finds_is_changed_and_nothing_else(
    app: Any, everything: Any, open_dialog: Any, qtbot: Any
) -> None:
    table = everything.table
    every = list(table.model.ids)
    city = stored(app, every[:1], "city")[0]
    table.ask(table.filters.with_values("city", (city,)))
    app.jobs.wait_idle()
    found = list(table.model.ids)
    others = [key for key in every if key not in found]
    before = stored(app, others, "remarks")
    dialog = open_dialog()
    qtbot.mouseClick(dialog.found_radio, Qt.MouseButton.LeftButton)
    assert dialog.found_radio.isChecked() and dialog.found_radio.text() == f"{len(found)} 条（已筛选）"
    dialog.choose("remarks", "append")
    dialog.line.setText("（已督办）")
    count(app, dialog)
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    app.jobs.wait_idle()
    assert all(str(one).endswith("（已督办）") for one in stored(app, found, "remarks"))
    assert stored(app, others, "remarks") == before


def test_a_value_that_does_not_fit_is_named_and_nothing_can_be_written(
    app: Any, everything: Any, open_dialog: Any
) -> None:
    select_rows(everything, 0, 4)
    dialog = open_dialog()
    dialog.choose("deadline")
    dialog.date.setText("十三月")
    count(app, dialog)
    assert "十三月" in dialog.summary.text() and not dialog.ok_button.isEnabled()
    dialog.date.setText("2019年5月6日")
    count(app, dialog)
    assert dialog.ok_button.isEnabled()
    assert dialog.lines.lines.line(0).new == "2019-05-06"
    dialog.date.setText("")
    count(app, dialog)
    assert "请填写新的值" in dialog.summary.text() and not dialog.ok_button.isEnabled()
    dialog.reject()


def test_emptying_and_replacing_are_offered_where_they_make_sense(app: Any, everything: Any, open_dialog: Any) -> None:
    ids = select_rows(everything, 0, 9)
    dialog = open_dialog()
    dialog.choose("status")
    assert [dialog.act_box.itemText(row) for row in range(dialog.act_box.count())] == ["改为"]
    dialog.choose("deadline")
    assert [dialog.act_box.itemText(row) for row in range(dialog.act_box.count())] == ["改为", "清空"]
    dialog.choose("description", "replace")
    assert not dialog.find_line.isHidden()
    text = stored(app, ids[:1], "description")[0]
    dialog.find_line.setText(text[:4])
    dialog.line.setText("改成这样")
    count(app, dialog)
    assert dialog.lines.lines.line(0).new == "改成这样" + text[4:]
    dialog.choose("remarks", "clear")
    assert dialog.stack.isHidden() and dialog.find_line.isHidden()
    dialog.reject()


def test_rows_that_are_gone_meanwhile_are_refused_with_the_reason(app: Any, everything: Any, open_dialog: Any) -> None:
    ids = select_rows(everything, 0, 4)
    dialog = open_dialog()
    remove_problems(app.context.ledger, ids[:2])
    dialog.choose("town")
    dialog.line.setText("北诗镇")
    count(app, dialog)
    assert "2 条不能改：已不在台账里（2 条）" in dialog.summary.text()
    assert dialog.lines.lines.line(0).why == "已不在台账里"
    dialog.reject()


def test_writing_can_be_cancelled_and_then_nothing_is_changed(
    app: Any, everything: Any, open_dialog: Any, qtbot: Any
) -> None:
    ids = list(everything.table.model.ids)
    before = stored(app, ids, "town")
    dialog = open_dialog()
    qtbot.mouseClick(dialog.found_radio, Qt.MouseButton.LeftButton)
    dialog.choose("town")
    dialog.line.setText("北诗镇")
    count(app, dialog)
    with app.context.ledger.writing():  # somebody else writes: ours waits
        dialog.apply()
        qtbot.mouseClick(dialog.progress.cancel_button, Qt.MouseButton.LeftButton)
    app.jobs.wait_idle()
    assert "什么都没有改" in dialog.summary.text() and dialog.ok_button.isEnabled()
    assert stored(app, ids, "town") == before
    dialog.reject()
