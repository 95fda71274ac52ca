"""The tab 时限 tells the deadline in both kinds of days, and extends, suspends, lifts and removes by keys and mouse."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from sqlalchemy import text

from models import clock
from models.queries.deadlines import deadline_facts

CTRL = Qt.KeyboardModifier.ControlModifier


def prepare(desk: Any, problem_id: int = 1, days: int = 30, **columns: Any) -> date:
    """A problem in hand whose deadline is so many days ahead."""
    deadline = clock.today() + timedelta(days=days)
    values = {"deadline": deadline.isoformat(), "status": "整改中", "closed_on": None, "completed_on": None} | columns
    with desk.ledger.writing() as connection:
        names = ", ".join(f"{name} = :{name}" for name in values)
        connection.execute(text(f"UPDATE problem SET {names} WHERE id = :id"), values | {"id": problem_id})
    return deadline


def fill(form: Any, **values: str) -> None:
    for key, words in values.items():
        editor = form.editors[key]
        if hasattr(editor, "setEditText"):
            editor.setEditText(words)
        else:
            editor.setText(words)


def words(tab: Any) -> dict[str, str]:
    return {title.text(): one.text() for title, one in tab.sheet.lines if not title.isHidden()}


def test_an_extension_is_entered_in_the_tab_and_the_head_follows(desk: Any) -> None:
    deadline = prepare(desk)
    tab = desk.show(1, "deadline")
    assert tab.sheet.left_chip.text().startswith("还剩 30 天（")
    desk.click(tab.extend_button)
    form = tab.list.form
    assert form.editors["to"].hasFocus()
    fill(form, workdays="20", basis="工程量大、工期不足", approver="市整改办", document_number="邯整改办〔2026〕8号")
    desk.key(form.editors["document_number"], Qt.Key.Key_Return)
    desk.settle()
    facts = deadline_facts(desk.ledger, 1)
    assert facts.original == deadline and facts.deadline == facts.calendar.add(deadline, 20).day
    (card,) = tab.list.cards
    assert card.view.when == "第 1 次延期" and f"{deadline} → {facts.deadline}" in card.view.heading
    assert "工程量大、工期不足" in card.view.notes and card.hasFocus()
    assert words(tab)["原定期限"] == str(deadline) and str(facts.deadline) in words(tab)["现在期限"]
    desk.undo()
    assert tab.list.cards == [] and words(tab).get("原定期限") is None


def test_what_is_missing_is_said_in_the_form_and_nothing_typed_is_lost(desk: Any) -> None:
    prepare(desk)
    tab = desk.show(1, "deadline")
    desk.click(tab.extend_button)
    form = tab.list.form
    fill(form, workdays="5", basis="政策调整")
    desk.key(form.editors["workdays"], Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert "没有填写批准人" in form.error_label.text() and form.editors["basis"].currentText() == "政策调整"
    fill(form, approver="市整改办")
    desk.click(form.save_button)
    desk.settle()
    assert len(deadline_facts(desk.ledger, 1).lines) == 1


def test_a_suspension_is_entered_lifted_early_and_removed_by_keys(desk: Any) -> None:
    deadline = prepare(desk)
    today = clock.today()
    tab = desk.show(1, "deadline")
    desk.click(tab.suspend_button)
    form = tab.list.form
    fill(form, starts_on=str(today - timedelta(days=2)), ends_on=str(today + timedelta(days=7)))
    fill(form, basis="诉讼或行政复议期间", approver="市政府")
    desk.key(form.editors["approver"], Qt.Key.Key_Return)
    desk.settle()
    assert deadline_facts(desk.ledger, 1).deadline == deadline + timedelta(days=10)
    assert not desk.panel.head.paused_chip.isHidden() and "暂停中" in tab.sheet.paused_chip.text()
    (card,) = tab.list.cards
    desk.key(card, Qt.Key.Key_Return)
    form = tab.list.form
    desk.key(form.editors["lifted_on"], Qt.Key.Key_Return)
    desk.settle()
    assert deadline_facts(desk.ledger, 1).deadline == deadline + timedelta(days=2)
    assert desk.panel.head.paused_chip.isHidden()
    (card,) = tab.list.cards
    assert "提前恢复" in card.accessibleDescription()
    desk.key(card, Qt.Key.Key_Delete)
    desk.settle()
    facts = deadline_facts(desk.ledger, 1)
    assert (facts.deadline, facts.original, facts.lines) == (deadline, None, ())
    assert tab.extend_button.hasFocus()


def test_basis_and_approver_can_be_corrected(desk: Any) -> None:
    from models.operations.extension_steps import read_extension
    from models.operations.extensions import grant_one

    prepare(desk)
    grant_one(desk.ledger, 1, read_extension({"basis": "工程量大", "approver": "市整改", "workdays": "5"}))
    tab = desk.show(1, "deadline")
    (card,) = tab.list.cards
    desk.key(card, Qt.Key.Key_F2)
    fill(tab.list.form, approver="市整改办")
    desk.click(tab.list.form.save_button)
    desk.settle()
    assert deadline_facts(desk.ledger, 1).lines[0].approver == "市整改办"


def test_stages_show_what_should_be_done_and_what_is(desk: Any) -> None:
    from models.operations.progress_reports import add_report

    today = clock.today()
    first, last = today - timedelta(days=10), today + timedelta(days=90)
    said = f"{first.year}年{first.month}月{first.day}日前完成50%，{last.year}年{last.month}月{last.day}日前全部完成"
    prepare(desk, 1, 90, deadline_kind="staged", deadline_text=said, assigned_on=str(today - timedelta(days=40)))
    add_report(desk.ledger, 1, {"period": f"{today:%Y-%m}", "percent": "50"})
    tab = desk.show(1, "deadline")
    assert tab.sheet.stage_label.text() == "今天应完成 55 %，已完成 50 %，落后序时进度 10 天"
    assert f"✓ {first} 应完成 50 %" in tab.sheet.points_label.text()
    assert words(tab)["读作"].endswith("（分阶段）")


def test_a_closed_problem_shows_how_it_was_decided_and_offers_nothing(desk: Any) -> None:
    day = str(clock.today())
    prepare(desk, 1, 3, status="已销号", closed_on=day, timeliness="按期")
    tab = desk.show(1, "deadline")
    assert words(tab)["按期判定"] == f"按期（{day} 完成）"
    assert tab.extend_button.isHidden() and tab.suspend_button.isHidden() and tab.sheet.left_chip.isHidden()


def test_what_was_granted_is_copied_to_excel_with_both_deadlines(desk: Any) -> None:
    from PySide6.QtWidgets import QApplication

    from models.operations.extension_steps import read_extension
    from models.operations.extensions import grant_one

    deadline = prepare(desk)
    grant_one(desk.ledger, 1, read_extension({"basis": "工程量大", "approver": "市整改办", "workdays": "5"}))
    tab = desk.show(1, "deadline")
    desk.key(tab.list.cards[0], Qt.Key.Key_C, CTRL)
    head, row = QApplication.clipboard().text().splitlines()
    assert head.startswith("类别\t次数\t原期限\t新期限")
    assert row.split("\t")[:3] == ["延期", "1", str(deadline)] and "市整改办" in row
