"""The 销号 half driven by keys and mouse: conditions, the missing one, files, filters, batches, what is remembered."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from models.operations.closure_filing import approve_closures
from models.operations.closure_preparing import start_closures, submit_closures, tick_condition
from models.operations.closure_publicity import end_publicity, start_publicity
from models.operations.closure_reviewing import Decision, decide
from models.queries.closure_detail import closure_detail


def ready(ledger: Any, problem: int = 1) -> Any:
    """An application whose conditions all hold."""
    start_closures(ledger, [problem], "王敏")
    detail = closure_detail(ledger, problem)
    pieces = detail.evidence
    for line in detail.conditions:
        if not line.state.condition.needs_evidence or pieces:
            tick_condition(ledger, detail.case.id, line.id, "李强", evidence=pieces)
    return closure_detail(ledger, problem)


def at_joint(ledger: Any) -> int:
    """An application at the level of 联审."""
    case = ready(ledger).case
    submit_closures(ledger, [case.id], "王敏")
    for who in ("孙丽", "赵刚", "周洁"):
        decide(ledger, [Decision(case.id, True, who)])
    return case.id


def test_a_condition_is_ticked_with_a_name_and_evidence_and_the_application_begins_with_it(hands: Any) -> None:
    card = hands.choose()
    assert card.detail.case is None and card.next_button.text() == "提出销号申请"
    hands.click(card.conditions.rows[0].button)
    if hands.dialog is None:  # the first click began the application; on a slow machine its card comes after it
        hands.choose()
        hands.click(card.conditions.rows[0].button)
    assert hands.dialog.windowTitle() == "销号条件"
    hands.answer(person="李强", evidence=[1])
    assert card.conditions.rows[0].chip.text() == "佐证 1" and card.detail.missing[0].id != card.detail.conditions[0].id
    assert card.head_chip.text() == "缺 5 项，不能送审"
    hands.undo()
    assert card.conditions.rows[0].chip.text() == "缺材料"


def test_a_closing_attempt_with_a_missing_condition_names_it_and_leads_to_it(hands: Any) -> None:
    detail = ready(hands.app.context.ledger)
    fourth = detail.conditions[3]
    from models.operations.closure_preparing import untick_condition

    untick_condition(hands.app.context.ledger, detail.case.id, fourth.id)
    card = hands.choose()
    assert card.next_button.text() == "送县级验收（还缺 1 项）" and card.next_button.property("blocked")
    hands.click(card.next_button)
    assert hands.dialog is None
    assert fourth.state.condition.text in hands.messages[-1].text
    assert hands.focused is card.conditions.rows[3]
    hands.key(card.conditions.rows[3], Qt.Key.Key_Return)
    assert hands.dialog.windowTitle() == "销号条件"
    hands.answer(person="李强", evidence=[1])
    assert card.next_button.text() == "送县级验收" and not card.next_button.property("blocked")


def test_a_refused_closing_in_the_ledger_leads_to_the_condition_in_the_panel(hands: Any) -> None:
    ledger = hands.app.context.ledger
    start_closures(ledger, [1], "王敏")
    page = hands.app.window.open_page("ledger")
    hands.settle()
    page.panel.set_tab("closure")
    query = hands.app.context.query_base.but(ids=(1,), campaign=None)
    hands.app.window.open_page("ledger", query=query, title="一条")
    hands.settle()
    page.table.go_to(1)
    hands.qtbot.waitUntil(lambda: page.panel.dossier is not None and page.panel.dossier.id == 1, timeout=5_000)
    hands.settle()
    page.panel.closing.lead_to("")
    first = page.panel.closing.detail.missing[0].id
    assert hands.focused is page.panel.closing.list.card(first)
    assert page.panel.closing.chip.text() == "缺 6 项，不能送审"
    hands.key(page.panel.closing.list.card(first), Qt.Key.Key_Return)
    there = hands.app.window.current_page()
    assert there.page_id == "closure"
    assert hands.focused is there.desk.card.conditions.rows[0]


def test_evidence_that_is_dropped_or_pasted_joins_the_problem_in_hand(hands: Any, tmp_path: Any) -> None:
    card = hands.choose(2)
    path = tmp_path / "监测报告.txt"
    path.write_text("达标", encoding="utf-8")
    assert hands.page.accept_files([str(path)])
    hands.settle()
    assert [tile.accessibleName() for tile in card.evidence.tiles.values()] == ["1 监测报告"]


def test_the_reviewer_must_not_be_who_handed_it_in_and_the_dialog_says_so(hands: Any) -> None:
    case = ready(hands.app.context.ledger).case
    submit_closures(hands.app.context.ledger, [case.id], "王敏")
    card = hands.choose()
    assert card.next_button.text() == "通过，送市级初验"
    hands.click(card.next_button)
    hands.answer(person="王敏")
    assert "王敏 是提交人" in hands.dialog.error_label.text()
    hands.answer(person="孙丽")
    assert hands.dialog is None and card.next_button.text() == "通过，送档案预审"


def test_filters_narrow_the_list_and_say_how_many(hands: Any) -> None:
    ready(hands.app.context.ledger)
    hands.choose()
    desk = hands.desk
    assert desk.filters.stage_box.currentText() == "待销号 2"
    desk.filters.complete_box.setCurrentIndex(desk.filters.complete_box.findData("complete"))
    hands.settle()
    assert [line.problem_id for line in desk.table.lines.lines()] == [1]
    desk.filters.stage_box.setCurrentIndex(desk.filters.stage_box.findData("publicity"))
    hands.settle()
    assert desk.list_stack.currentWidget() is desk.nothing
    assert desk.nothing.heading_label.text() == "没有符合的问题"
    (out,) = desk.nothing.buttons
    assert out.text() == "不筛选"
    hands.click(out)
    assert desk.list_stack.currentWidget() is desk.table and len(desk.table.lines.lines()) == 2


def test_an_empty_list_leads_to_the_ledger(hands: Any) -> None:
    ledger = hands.app.context.ledger
    with ledger.writing() as connection:
        connection.execute(text("update problem set status = '整改中'"))
    desk = hands.page.desk
    hands.page.refresh(None)
    hands.settle()
    assert desk.list_stack.currentWidget() is desk.nothing
    (out,) = desk.nothing.buttons
    assert out.text() == "到问题台账"
    hands.click(out)
    assert hands.app.window.current_page().page_id == "ledger"


def test_a_joint_review_passes_and_returns_in_one_step(hands: Any) -> None:
    at_joint(hands.app.context.ledger)
    hands.choose()
    assert hands.desk.joint_button.text() == "联审 1 件…"
    hands.click(hands.desk.joint_button)
    dialog = hands.desk.batches.dialog
    hands.click(dialog.back_button)
    assert "退回要写明原因" in dialog.error_label.text()
    dialog.reason_box.set_text("材料不全")
    hands.click(dialog.back_button)
    assert dialog.ok_button.text() == "确定：通过 0 件，退回 1 件"
    dialog.person_box.set_person("吴海")
    hands.click(dialog.ok_button)
    assert hands.card.detail.stage == "returned" and hands.status == "待销号"
    hands.undo()
    assert hands.card.detail.stage == "review"


def test_many_are_filed_with_numbers_counted_up_from_the_first(hands: Any) -> None:
    ledger = hands.app.context.ledger
    key = at_joint(ledger)
    decide(ledger, [Decision(key, True, "吴海")])
    from datetime import date

    from sqlalchemy import text

    with ledger.writing() as connection:
        connection.execute(text("update closure set level_since = '2019-01-01'"))
    start_publicity(ledger, [key], "网站", day=date(2019, 4, 1))
    end_publicity(ledger, [key], "王敏")
    approve_closures(ledger, [key], "郑局长")
    hands.choose()
    hands.desk.batches.file(hands.desk.selected()[:1])
    hands.settle()
    dialog = hands.desk.batches.dialog
    hands.click(dialog.ok_button)
    assert dialog.error_label.text() == "ZG-000001 还没有备案号。"
    dialog.table.put(0, 3, "备〔2019〕09号")
    hands.click(dialog.fill_button)
    assert dialog.table.text_at(0, 3) == "备〔2019〕09号"
    hands.click(dialog.ok_button)
    assert hands.status == "已销号"


def test_the_list_is_copied_and_the_page_comes_back_as_it_was_left(hands: Any) -> None:
    ready(hands.app.context.ledger)
    hands.choose()
    hands.desk.table.setFocus()
    hands.qtbot.keyClick(hands.desk.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "平定县张庄镇西沟村\t材料齐全" in QApplication.clipboard().text()
    hands.desk.set_filter("preparing")
    state = hands.page.save_state()
    assert state["half"] == "closure" and state["closure"]["stage"] == "preparing"
    hands.desk.set_filter()
    hands.page.restore_state(state)
    assert hands.desk.narrowed.stage == "preparing" and hands.desk.problem_id == 1


def test_a_ledger_opened_for_reading_shows_but_offers_nothing(hands: Any) -> None:
    ready(hands.app.context.ledger)
    hands.app.context.ledger.read_only = True
    card = hands.choose()
    assert not card.next_button.isEnabled() and card.conditions.rows[0].button.text() == "查看"
    assert not hands.desk.joint_button.isEnabled() and not card.evidence.drop_button.isVisible()
    hands.app.context.ledger.read_only = False
