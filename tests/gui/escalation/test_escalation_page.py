"""约谈与督办 by keys and mouse: suggestions, the next step, skipping, answers, calls, lifting, undo, paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.dialogs import file_prompts
from models import clock
from models.operations.escalation_values import StepDraft
from models.operations.escalations import take_step
from models.queries.escalation_chains import chain_of_unit
from models.queries.escalations import register


def newest(app: Any) -> Any:
    return max(register(app.context.ledger), key=lambda one: one.id)


def test_a_suggested_step_is_taken_with_its_problems_and_document(app: Any, page: Any, hands: Any, show: Any) -> None:
    lines = show("suggested")
    line = next(one for one in lines if one.target.suggestion.out_of_order is None)
    page.table.selectRow(lines.index(line))
    hands.settle()
    assert page.card.title_label.text() == line.whom
    assert any(box.view.chip == "建议采取" and box.view.name == line.step for box in page.card.steps.boxes)
    hands.click(page.card.next_button)
    dialog = hands.dialog(page.card.doing)
    assert dialog.step.name == line.step
    assert set(dialog.picks.ids()) == set(line.target.suggestion.problem_ids)
    dialog.person_box.set_person("刘处长")
    dialog.number_edit.setText("督改办〔2026〕99号")
    hands.click(dialog.ok_button)
    made = newest(app)
    assert (made.unit, made.step_name, made.approver) == (line.whom, line.step, "刘处长")
    assert made.document_number == "督改办〔2026〕99号"
    assert made.problems == len(line.target.suggestion.problem_ids)
    assert line.target.suggestion.why in made.why
    assert not any(one.key == line.key and one.step == line.step for one in page.table.lines.lines())
    app.commands.run("edit.undo")
    hands.settle()
    assert newest(app).document_number != "督改办〔2026〕99号"


def test_a_step_out_of_order_asks_for_a_reason_and_names_what_is_left_out(
    app: Any, page: Any, hands: Any, show: Any
) -> None:
    lines = show("suggested")
    line = next(one for one in lines if page.facts is not None and one.target.suggestion.place == "")
    page.table.selectRow(lines.index(line))
    hands.settle()
    box = next(box for box in page.card.steps.boxes if box.view.name == "约谈")
    box.setFocus()
    hands.key(box, Qt.Key.Key_Return)
    dialog = hands.dialog(page.card.doing)
    dialog.person_box.set_person("刘处长")
    hands.settle()
    assert dialog.departure_label.text().startswith(f"{line.whom}还没有“预警”、“通报”，不能直接“约谈”")
    assert dialog.hint.text() == "请写明跳过的理由。"
    assert not dialog.ok_button.isEnabled()
    assert dialog.due_label.text().endswith("前回复（20 个工作日）") or "预估" in dialog.due_label.text()
    dialog.skip_box.set_text("省领导批示直接约谈")
    assert dialog.ok_button.isEnabled()
    hands.click(dialog.ok_button)
    assert (newest(app).step_name, newest(app).skip_reason) == ("约谈", "省领导批示直接约谈")


def test_giving_the_dialog_up_writes_nothing(app: Any, page: Any, hands: Any, show: Any) -> None:
    before = len(register(app.context.ledger))
    show("suggested")
    hands.click(page.card.next_button)
    dialog = hands.dialog(page.card.doing)
    hands.key(dialog, Qt.Key.Key_Escape)
    assert page.card.doing.dialog is None
    assert len(register(app.context.ledger)) == before


def test_unticked_problems_stay_out_and_none_at_all_is_fine_for_a_unit(
    app: Any, page: Any, hands: Any, show: Any
) -> None:
    show("suggested")
    hands.click(page.card.next_button)
    dialog = hands.dialog(page.card.doing)
    dialog.person_box.set_person("刘处长")
    dialog.list_before = dialog.picks.ids()
    dialog.picks.list.setFocus()
    dialog.picks.list.setCurrentRow(0)
    hands.key(dialog.picks.list, Qt.Key.Key_Space)
    hands.qtbot.wait(300)
    hands.settle()
    ticked = dialog.picks.ids()
    assert ticked != dialog.list_before
    hands.click(dialog.ok_button)
    assert newest(app).problems == len(ticked)


def test_an_answer_is_entered_and_leaves_the_list_of_what_is_owed(app: Any, page: Any, hands: Any, show: Any) -> None:
    lines = show("late")
    assert lines
    assert all("逾期" in one.note for one in lines)
    owed = lines[0].target.escalation_id
    page.table.selectRow(0)
    hands.settle()
    assert page.card.history.current_line().id == owed
    hands.click(page.card.answer_button)
    form = hands.dialog(page.card.doing).form
    form.editors["replied_on"].setText("昨天以前")
    hands.click(form.save_button)
    assert "不能作为回复日期" in form.error_label.text()
    form.editors["replied_on"].setText(clock.today().isoformat())
    form.editors["reply"].setPlainText("已制定方案")
    hands.click(form.save_button)
    assert page.card.doing.dialog is None
    answered = next(one for one in register(app.context.ledger) if one.id == owed)
    assert (answered.replied_on, answered.reply) == (clock.today(), "已制定方案")
    assert all(one.target.escalation_id != owed for one in page.table.lines.lines())


def test_a_call_is_logged_in_one_click_and_completed_later(app: Any, page: Any, hands: Any, show: Any) -> None:
    show("waiting")
    before = len(page.card.facts.chain.reminders)
    hands.click(page.card.call_button)
    calls = page.card.facts.chain.reminders
    assert len(calls) == before + 1
    assert (calls[-1].way, calls[-1].at.date(), calls[-1].person) == ("电话", clock.today(), "")
    assert f"经 {page.card.facts.chain.reminded().split()[1]} 次催办" in page.card.reminded_label.text()
    page.card.tabs.setCurrentIndex(2)
    page.card.calls.selectRow(0)
    hands.key(page.card.calls, Qt.Key.Key_Return)
    form = hands.dialog(page.card.doing).form
    form.editors["person"].setText("钱主任")
    hands.key(form.editors["person"], Qt.Key.Key_Return)
    assert page.card.facts.chain.reminders[-1].person == "钱主任"
    page.card.calls.selectRow(0)
    page.card.calls.setFocus()
    hands.key(page.card.calls, Qt.Key.Key_Delete)
    assert len(page.card.facts.chain.reminders) == before


def test_a_step_is_completed_lifted_and_taken_out(app: Any, page: Any, hands: Any, show: Any) -> None:
    lines = show("all")
    line = next(one for one in lines if one.step == "约谈")
    page.table.selectRow(lines.index(line))
    hands.settle()
    hands.key(page.card.history, Qt.Key.Key_F2)
    dialog = hands.dialog(page.card.doing)
    assert not dialog.step_box.isEnabled()
    dialog.number_edit.setText("约谈〔2026〕1号")
    dialog._own["minutes_number"][1].setText("纪要〔2026〕5号")
    hands.click(dialog.ok_button)
    changed = page.card.history.current_line()
    assert (changed.document_number, changed.details["minutes_number"]) == ("约谈〔2026〕1号", "纪要〔2026〕5号")
    assert "纪要〔2026〕5号" in page.card.facts_label.text()
    hands.click(page.card.lift_button)
    form = hands.dialog(page.card.doing).form
    hands.click(form.save_button)
    assert "没有填写解除的理由" in form.error_label.text()
    form.editors["reason"].setPlainText("整改完成")
    hands.click(form.save_button)
    chain = chain_of_unit(app.context.ledger, changed.unit, changed.ladder_id)
    assert all(one.lifted_on is not None for one in chain.taken if one.position <= changed.position)
    page.card.choose(changed.id)
    hands.click(page.card.remove_button)
    assert all(one.id != changed.id for one in register(app.context.ledger))


def test_the_problems_of_a_chain_open_in_the_ledger(app: Any, page: Any, hands: Any, show: Any) -> None:
    show("waiting")
    count = len(page.card.facts.picks)
    hands.click(page.card.rows_button)
    ledger = app.window.open_page("ledger")
    hands.settle()
    assert len(ledger.table.found.ids) == count


def test_another_ladder_shows_its_own_steps_and_is_remembered(app: Any, page: Any, hands: Any) -> None:
    at = page.ladder_box.findText("部级五步法")
    page.ladder_box.setCurrentIndex(at)
    page.ladder_box.activated.emit(at)
    hands.settle()
    assert [box.view.name for box in page.card.steps.boxes] == ["排查", "交办", "核查", "约谈", "专项督察"]
    state = page.save_state()
    page.restore_state({"ladder": None, "tab": "all", "by": "county", "line": "", "sizes": "x"})
    assert page.tab == "all"
    page.restore_state(state)
    page.load()
    hands.settle()
    assert page.ladder_box.currentText() == "部级五步法"
    assert page.tab == "suggested"


def test_suggestions_by_problem_lead_to_a_step_about_that_problem(app: Any, page: Any, hands: Any, show: Any) -> None:
    show("suggested")
    at = page.by_box.findData("problem")
    page.by_box.setCurrentIndex(at)
    page.by_box.activated.emit(at)
    hands.settle()
    line = page.table.current_line()
    assert line.target.problem_id
    hands.key(page.table, Qt.Key.Key_Return)
    dialog = hands.dialog(page.card.doing)
    assert dialog.picks.ids() == (line.target.problem_id,)
    hands.key(dialog, Qt.Key.Key_Escape)


def test_a_unit_is_chosen_by_name_and_its_overdue_problems_are_ticked(app: Any, page: Any, hands: Any) -> None:
    from PySide6.QtWidgets import QApplication

    from desktop.panels.escalation.form_dialog import FormDialog

    hands.click(page.new_button)
    asked = [one for one in QApplication.topLevelWidgets() if isinstance(one, FormDialog) and one.isVisible()]
    assert len(asked) == 1
    box = asked[0].form.editors["unit"]
    assert box.count() > 3
    box.setCurrentIndex(0)
    unit = box.currentText()
    hands.click(asked[0].form.save_button)
    dialog = hands.dialog(page.card.doing)
    assert dialog.unit == unit
    overdue = {one.id for one in dialog.basis.picks if one.overdue}
    assert set(dialog.picks.ids()) == (overdue or {one.id for one in dialog.basis.picks})
    hands.key(dialog, Qt.Key.Key_Escape)


def test_the_register_is_copied_exported_and_shown_for_print(
    app: Any, page: Any, hands: Any, show: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    show("all")
    page.table.setFocus()
    hands.key(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("对象\t步骤\t说明")
    path = tmp_path / "登记表.xlsx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_arguments, **_more: path)
    hands.click(page.export_button)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    words = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert "督促登记表（省级五步法）" in words
    assert {"对象", "文号", "回复期限", "约谈"} <= words
    at = page.step_box.findData("约谈")
    page.step_box.setCurrentIndex(at)
    page.step_box.activated.emit(at)
    hands.settle()
    assert {line.step for line in page.table.lines.lines()} == {"约谈"}
    hands.click(page.export_button)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    words = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert "约谈登记表（省级五步法）" in words
    assert "预警" not in words
    assert page.save_state()["step"] == "约谈"
    page.print_register()
    hands.settle()
    from PySide6.QtWidgets import QApplication

    from desktop.printing.preview import PreviewDialog

    (preview,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, PreviewDialog)]
    hands.qtbot.waitUntil(lambda: preview.pages is not None, timeout=20_000)
    preview.close()
    hands.settle()


def test_a_ledger_opened_for_reading_offers_nothing_to_do(demo_folder: Path, chinese_app: Any, qtbot: Any) -> None:
    from desktop.bus import ChangeBus
    from desktop.context import AppContext
    from desktop.jobs.jobs import Jobs
    from desktop.pages.escalation import EscalationPage
    from desktop.state import AppState
    from desktop.theme.theme import Theme
    from models.paths import cache_folder, resource
    from models.settings import Settings
    from models.store import Ledger

    with Ledger.open(demo_folder, actor="甲", read_only=True) as ledger:
        jobs = Jobs()
        theme = Theme(chinese_app, resource("icons"), cache_folder() / "icons", "light")
        context = AppContext(ledger, ChangeBus(), jobs, theme, AppState(None), Settings(operator="甲"))
        page = EscalationPage(context)
        qtbot.addWidget(page)
        page.resize(1100, 650)
        page.show()
        page.load()
        qtbot.waitUntil(lambda: page.card.facts is not None, timeout=10_000)
        assert jobs.wait_idle(10)
        page.tabs.setCurrentIndex(3)
        assert jobs.wait_idle(10)
        qtbot.wait(50)
        for one in (page.new_button, page.card.call_button, page.card.next_button, page.card.other_button):
            assert not one.isEnabled()
        assert not page.card.acts.isVisible()
        assert page.export_button.isEnabled()
        jobs.close()


def test_an_empty_ledger_says_what_belongs_here(start_app: Any, empty_folder: Any, qtbot: Any) -> None:
    app = start_app(empty_folder)
    page = app.window.open_page("escalation")
    assert app.jobs.wait_idle(20)
    qtbot.waitUntil(lambda: page.facts is not None)
    assert page.nothing.heading_label.text() == "没有要升级的"
    assert page.list_stack.currentWidget() is page.nothing
    assert not page.export_button.isEnabled()
    take_step(app.context.ledger, StepDraft(page.facts.ladders[0].steps[0].id, (), "邯郸市"))
    page.load()
    assert app.jobs.wait_idle(20)
    page.tabs.setCurrentIndex(3)
    assert [one.whom for one in page.table.lines.lines()] == ["邯郸市"]
