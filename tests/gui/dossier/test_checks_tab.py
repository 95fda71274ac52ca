"""核查 in the panel of a problem: its checks, one added by hand, what follows told, a rebound and its first problem."""

from datetime import date

from PySide6.QtCore import Qt

from models.operations.verification import add_check
from models.operations.verification_plan_edits import remove_plan
from models.queries.fields import PROBLEM
from models.queries.verification import plans, problem_checks


def of_status(desk, status):
    """A problem in this state; the plans of the practice ledger are out of the way."""
    for plan in plans(desk.ledger):
        remove_plan(desk.ledger, plan.id)
    with desk.ledger.reading() as connection:
        return connection.execute(PROBLEM.select().where(PROBLEM.c.status == status)).mappings().first()["id"]


def fill(tab, desk, **values):
    form = tab.list.form
    for key, value in values.items():
        editor = form.editors[key]
        if key == "result":
            editor.setCurrentIndex(editor.findData(value))
        elif key == "verifier":
            editor.set_person(value)
        elif key == "checked_on":
            editor.setText(value)
        else:
            editor.setPlainText(value)
    desk.click(form.save_button)
    desk.settle()


def test_a_check_is_added_by_hand_and_moves_the_state(desk):
    key = of_status(desk, "已上报待核查")
    tab = desk.show(key, "verification")
    assert "还没有核查过" in tab.list.findChildren(type(tab.rebound_label))[0].text()
    desk.click(tab.add_button)
    fill(tab, desk, result="整改不到位", verifier="王五", finding="仍在生产", demand="月底前拆除")
    (line,) = problem_checks(desk.ledger, key).lines
    assert (line.result, line.verifier, line.checked_on, line.demand) == (
        "整改不到位",
        "王五",
        date.today(),
        "月底前拆除",
    )
    assert desk.dossier.detail.record["status"] == "整改不到位"
    card = tab.list.cards[0].view
    assert ("整改不到位", "purple") in card.chips and "核查情况：仍在生产" in card.notes


def test_what_is_missing_is_said_in_the_form_and_typed_words_stay(desk):
    key = of_status(desk, "已上报待核查")
    tab = desk.show(key, "verification")
    desk.click(tab.add_button)
    fill(tab, desk, result="未整改", verifier="王五")
    assert "要写明核查情况" in tab.list.form.error_label.text()
    fill(tab, desk, finding="没有动")
    assert tab.list.form is None and problem_checks(desk.ledger, key).lines[0].finding == "没有动"


def test_a_move_that_is_not_allowed_is_told_beside_the_finding(desk):
    key = of_status(desk, "整改中")
    tab = desk.show(key, "verification")
    desk.click(tab.add_button)
    fill(tab, desk, result="已整改", verifier="王五")
    assert "已上报待核查" in desk.messages[-1].text and desk.messages[-1].tone == "amber"
    assert desk.dossier.detail.record["status"] == "整改中"
    assert problem_checks(desk.ledger, key).lines[0].result == "已整改"


def test_a_rebound_leads_to_its_child_and_back(desk):
    key = of_status(desk, "已销号")
    entered = add_check(
        desk.ledger, key, {"result": "反弹", "checked_on": date.today(), "verifier": "王五", "finding": "又开工了"}
    )
    ((child, number),) = entered.children
    jumps = []
    desk.panel.jump_wanted.connect(jumps.append)
    tab = desk.show(key, "verification")
    assert f"反弹登记为 {number}" in tab.list.cards[0].view.notes
    tab.do(tab.list.cards[0].view.key, "child")
    tab = desk.show(child, "verification")
    assert tab.rebound_label.isVisible() and "反弹自" in tab.rebound_label.text()
    desk.click(tab.first_button)
    assert jumps == [child, key]


def test_a_check_is_changed_and_taken_out_by_keys_and_comes_back(desk):
    key = of_status(desk, "已销号")
    add_check(desk.ledger, key, {"result": "巩固", "checked_on": date.today(), "verifier": "王五"})
    tab = desk.show(key, "verification")
    desk.key(tab.list.cards[0], Qt.Key.Key_F2)
    desk.settle()
    fill(tab, desk, finding="很好")
    assert problem_checks(desk.ledger, key).lines[0].finding == "很好"
    desk.key(tab.list.cards[0], Qt.Key.Key_Delete)
    desk.settle()
    assert problem_checks(desk.ledger, key).lines == ()
    desk.undo()
    assert len(tab.list.cards) == 1
