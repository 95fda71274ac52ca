"""The desk of verification: plans with progress, results by key and for many, refusals told, sheets out and in."""

from __future__ import annotations

from datetime import date
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from desktop.dialogs import confirm, file_prompts
from models.queries.verification import plans
from models.queries.verification_items import ItemQuery, item_cells, item_ids


def plan(room, name):
    return next(one for one in plans(room.context.ledger) if one.name == name)


def show(room, name):
    room.desk.show_plan(plan(room, name).id)
    room.settle()


def stored(room, key):
    return item_cells(room.context.ledger, [key], ("result", "checked_on", "verifier", "finding", "status"))[key]


def answer(fill: Any) -> None:
    """Do something with the next dialog; it must then be accepted or rejected."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(20, act)
            return
        fill(dialog)

    QTimer.singleShot(0, act)


def test_the_plans_stand_at_the_left_with_their_progress(room):
    lines = room.desk.list.table.lines.lines()
    assert [line.name for line in lines][:2] == ["回头看", "第一轮核查"]
    assert room.desk.panel.plan.name == "回头看"
    show(room, "第一轮核查")
    assert room.desk.panel.title_label.text() == "第一轮核查"
    assert f"0 / {plan(room, '第一轮核查').total}" in room.desk.panel.note_label.text()
    assert len(room.desk.panel.table.model.ids) == plan(room, "第一轮核查").total


def test_a_number_key_enters_the_result_and_goes_on_to_the_next_row(room):
    table = room.desk.panel.table
    first, second = table.model.ids[0], table.model.ids[1]
    table.view.go_to_row(0, 3)
    room.press(table.view, Qt.Key.Key_1)
    room.press(table.view, Qt.Key.Key_1)
    for key in (first, second):
        assert stored(room, key)[:3] == ("巩固", date.today(), "录入员")
    assert table.view.currentIndex().row() == 2
    assert plan(room, "回头看").checked == 2
    assert "2 /" in room.desk.panel.note_label.text()


def test_a_result_for_all_selected_is_one_step_and_what_could_not_move_is_told(room):
    from models.operations.undo import undo_last

    show(room, "第一轮核查")
    table = room.desk.panel.table
    table.view.setFocus()
    room.press(table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    room.press(table.view, Qt.Key.Key_1)
    now = plan(room, "第一轮核查")
    assert now.checked == now.total
    message = room.messages[-1]
    assert message.tone == "amber" and "没有转" in message.text
    seen: list[int] = []

    def look(dialog: Any) -> None:
        seen.append(dialog.table.lines.rowCount())
        dialog.accept()

    answer(look)
    message.action()
    assert seen[0] > 0
    undo_last(room.context.ledger)
    assert plan(room, "第一轮核查").checked == 0


def test_a_result_that_needs_words_asks_for_them(room):
    show(room, "第一轮核查")
    table = room.desk.panel.table
    key = table.model.ids[0]
    table.view.go_to_row(0, 3)

    def fill(dialog: Any) -> None:
        assert dialog.result_box.currentText() == "未整改" and not dialog.ok_button.isEnabled()
        dialog.finding_edit.setPlainText("仍在生产")
        dialog.person.set_person("王五")
        assert dialog.ok_button.isEnabled()
        dialog.accept()

    answer(fill)
    room.press(table.view, Qt.Key.Key_3)
    assert stored(room, key)[:4] == ("未整改", date.today(), "王五", "仍在生产")


def test_a_cell_can_be_typed_and_what_is_no_date_is_refused(room):
    table = room.desk.panel.table
    key = table.model.ids[0]
    index = table.model.index(0, 3)
    assert table.model.setData(index, "巩固")
    room.settle()
    assert stored(room, key)[:3] == ("巩固", date.today(), "录入员")
    assert table.model.setData(table.model.index(0, 5), "王五、赵六")
    room.settle()
    assert stored(room, key)[2] == "王五、赵六"
    table.model.setData(table.model.index(0, 4), "2019-02-30")
    room.settle()
    assert "不是日期" in room.messages[-1].text and stored(room, key)[1] == date.today()


def test_cells_are_pasted_filled_down_and_emptied_as_in_excel(room):
    table = room.desk.panel.table
    keys = list(table.model.ids[:3])
    QApplication.clipboard().setText("巩固\t2019-05-04\t王五\n\t\t\n巩固\t2019-05-05\t赵六")
    table.view.go_to_row(0, 3)
    room.press(table.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert stored(room, keys[0])[:3] == ("巩固", date(2019, 5, 4), "王五")
    assert stored(room, keys[1])[0] is None and stored(room, keys[2])[2] == "赵六"
    table.view.go_to_row(1, 3)
    room.press(table.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert stored(room, keys[1])[:3] == ("巩固", date.today(), "录入员")
    room.press(table.view, Qt.Key.Key_Delete)
    assert stored(room, keys[1])[:3] == (None, None, None) and stored(room, keys[0])[0] == "巩固"


def test_filters_and_search_narrow_the_list_in_the_ledger(room):
    show(room, "第一轮核查")
    panel = room.desk.panel
    total = len(panel.table.model.ids)
    box = panel.filters.boxes["team"]
    box.setCurrentIndex(box.findData("二组"))
    room.settle()
    ids = item_ids(room.context.ledger, ItemQuery(panel.plan.id, {"team": ("二组",)}))
    assert list(panel.table.model.ids) == list(ids) and len(ids) <= total
    panel.filters.search_edit.setText("没有这样的点位")
    room.qtbot.keyClick(panel.filters.search_edit, Qt.Key.Key_Return)
    room.settle()
    assert panel.table.stack.currentIndex() == 1
    panel.filters.clear_button.click()
    room.settle()
    assert len(panel.table.model.ids) == total


def test_a_new_plan_counts_while_it_is_asked_for(room):
    def fill(dialog: Any) -> None:
        dialog.facts.name_edit.setText("抽查")
        room.qtbot.waitUntil(lambda: bool(dialog.population.status_menu.menu().actions()), timeout=5000)
        dialog.population.status_menu.tick(["已销号"])
        assert dialog.facts.purpose_box.currentData() == "recheck"
        dialog.population.status_menu.tick([])
        assert dialog.facts.purpose_box.currentData() == "check"
        dialog.population.kind_box.setCurrentIndex(1)
        room.qtbot.waitUntil(lambda: dialog.drawn is not None and "层" in dialog.count_label.text(), timeout=5000)
        assert dialog.table.lines.rowCount() == len(dialog.drawn.strata) > 1
        dialog.teams.item(0, 0).setText("一组")
        assert dialog.teams.rowCount() == 2
        dialog.population.percent_edit.setText("200")
        room.qtbot.waitUntil(lambda: "比例" in dialog.count_label.text(), timeout=5000)
        assert not dialog.ok_button.isEnabled()
        dialog.population.percent_edit.setText("10")
        room.qtbot.waitUntil(dialog.ok_button.isEnabled, timeout=5000)
        dialog.accept()

    answer(fill)
    room.click(room.desk.list.new_button)
    made = plan(room, "抽查")
    assert room.desk.panel.plan.id == made.id and made.strata == ("city",) and made.teams[0].name == "一组"
    assert made.seed in room.desk.panel.draw_label.text()


def test_drawing_anew_asks_why_and_a_plan_can_be_taken_out(room, monkeypatch):
    from models.operations.verification_plans import PlanWanted, create_plan
    from models.queries.filtering import ProblemQuery
    from models.rules.sampling import Share

    create_plan(room.context.ledger, PlanWanted("抽查", ProblemQuery(), share=Share(number=10), seed="a"))
    show(room, "抽查")

    def fill(dialog: Any) -> None:
        assert not dialog.ok_button.isEnabled()
        dialog.why_edit.setText("企业搬迁")
        dialog.accept()

    answer(fill)
    room.desk.panel.tools.redraw()
    room.settle()
    assert plan(room, "抽查").draws[0].why == "企业搬迁"
    assert "重新抽取过 1 次" in room.desk.panel.draw_label.text()
    monkeypatch.setattr(confirm, "ask_destructive", lambda *_args, **_more: True)
    room.desk.panel.tools.remove()
    room.settle()
    assert "抽查" not in [one.name for one in plans(room.context.ledger)]


def test_sheets_go_out_and_what_comes_back_is_shown_before_it_is_written(room, monkeypatch, tmp_path):
    path = tmp_path / "核查表.xlsx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args, **_more: path)
    answer(lambda dialog: dialog.accept())
    room.click(room.desk.panel.tools.sheets.export_button)
    assert path.exists() and "已导出" in room.messages[-1].text
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[3] if cell.value}
    for row, result in ((4, "巩固"), (5, "凑合")):
        for title, value in (("核查结果", result), ("核查日期", date.today().isoformat()), ("核查人", "王五")):
            sheet.cell(row, at[title]).value = value
    book.save(path)

    def look(dialog: Any) -> None:
        assert "新的结果 1 条" in dialog.head_label.text() and "有问题 1 条" in dialog.head_label.text()
        assert plan(room, "回头看").checked == 0
        dialog.copy_wrong()
        assert "凑合" in QApplication.clipboard().text()
        dialog.accept()

    answer(look)
    assert room.desk.accept_files([str(path)])
    room.settle()
    assert plan(room, "回头看").checked == 1


def test_the_plan_in_hand_is_remembered(room):
    show(room, "第一轮核查")
    state = room.desk.save_state()
    room.desk.show_plan(plan(room, "回头看").id)
    room.settle()
    room.desk.restore_state(state)
    room.desk.load()
    room.settle()
    assert room.desk.panel.plan.name == "第一轮核查"


@pytest.mark.parametrize("name", ["核查单", "抽样记录"])
def test_forms_are_printed(room, monkeypatch, tmp_path, name):
    path = tmp_path / f"{name}.pdf"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args, **_more: path)
    sheets = room.desk.panel.tools.sheets
    if name == "核查单":
        sheets.print_sheets(list(room.desk.panel.table.model.ids[:2]))
    else:
        sheets.print_draw()
    room.settle()
    assert path.read_bytes().startswith(b"%PDF") and "已生成" in room.messages[-1].text
