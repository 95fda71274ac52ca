"""督促 in the panel of a problem and for a selection of the ledger: calls, the next step, answers, undo."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.queries.escalation_chains import chain_of_problem
from models.queries.escalations import register
from models.queries.problems import ProblemQuery, problem_ids


@pytest.fixture
def ledger_page(app: Any, hands: Any) -> Any:
    app.window.resize(1366, 768)
    page = app.window.open_page("ledger")
    hands.settle()
    return page


@pytest.fixture
def tab(app: Any, ledger_page: Any, hands: Any, qtbot: Any) -> Any:
    """The tab of a problem that nobody urged yet."""
    urged = {key for one in register(app.context.ledger) for key in _touched(app, one.id)}
    free = next(
        key for key in problem_ids(app.context.ledger, ProblemQuery(where="status = 整改中")) if key not in urged
    )
    ledger_page.panel.set_tab("escalations")
    with qtbot.waitSignal(ledger_page.panel.shown, timeout=5_000):
        ledger_page.open(problem_id=free)
    hands.settle()
    qtbot.waitUntil(lambda: ledger_page.panel.escalations.chain is not None)
    return ledger_page.panel.escalations


def _touched(app: Any, escalation_id: int) -> list[int]:
    from sqlalchemy import select

    from models.queries.escalations import TOUCHED

    query = select(TOUCHED.c.problem_id).where(TOUCHED.c.escalation_id == escalation_id, TOUCHED.c.removed_in.is_(None))
    with app.context.ledger.reading() as connection:
        return list(connection.execute(query.order_by(TOUCHED.c.problem_id)).scalars())


def test_a_call_and_the_next_step_from_the_panel(app: Any, tab: Any, hands: Any, qtbot: Any) -> None:
    assert tab.list.cards == []
    hands.click(tab.call_button)
    qtbot.waitUntil(lambda: len(tab.list.cards) == 1)
    assert tab.list.cards[0].view.chips == (("电话催办", "blue"),)
    assert tab.reminded_label.text().startswith("经 1 次催办")
    following = tab.chain.following.name
    assert tab.next_button.text() == f"下一步：{following}…"
    hands.click(tab.next_button)
    dialog = hands.dialog(tab.doing)
    assert dialog.step.name == following
    assert dialog.why_edit.toPlainText().startswith("经 1 次催办")
    dialog.person_box.set_person("刘处长")
    hands.click(dialog.ok_button)
    qtbot.waitUntil(lambda: len(tab.list.cards) == 2)
    assert tab.list.cards[0].view.chips[0] == (following, "purple")
    app.commands.run("edit.undo")
    hands.settle()
    qtbot.waitUntil(lambda: len(tab.list.cards) == 1)


def test_a_call_is_completed_and_a_step_answered_by_keys(app: Any, tab: Any, hands: Any, qtbot: Any) -> None:
    hands.click(tab.call_button)
    qtbot.waitUntil(lambda: len(tab.list.cards) == 1)
    hands.key(tab.list.cards[0], Qt.Key.Key_F2)
    form = hands.dialog(tab.doing).form
    form.editors["person"].setText("赵科长")
    form.editors["answer"].setPlainText("下周报")
    hands.click(form.save_button)
    qtbot.waitUntil(lambda: tab.list.cards[0].view.heading == "赵科长：下周报")
    hands.key(tab.list.cards[0], Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: tab.list.cards == [])


def test_a_selection_is_urged_and_taken_further_from_the_ledger(
    app: Any, ledger_page: Any, hands: Any, qtbot: Any
) -> None:
    table = ledger_page.table
    table.view.setFocus()
    table.view.go_to_row(0, 1)
    hands.settle()
    ids = table.selected()
    assert len(ids) == 1
    from desktop.panels.problem_menus import urging

    app.commands.run("ledger.remind")
    hands.settle()
    ladder_id = next(iter(register(app.context.ledger))).ladder_id
    calls = chain_of_problem(app.context.ledger, ids[0], ladder_id).reminders
    assert calls[-1].problem_id == ids[0]
    before = len(register(app.context.ledger))
    app.commands.run("ledger.escalate")
    dialog = hands.dialog(urging(ledger_page))
    assert dialog.picks.ids() == tuple(ids)
    dialog.step_box.setCurrentIndex(0)
    dialog.person_box.set_person("刘处长")
    qtbot.wait(300)
    hands.settle()
    if dialog.departs:
        (dialog.skip_box if dialog.departs == "skip" else dialog.down_box).set_text("省领导批示")
    hands.click(dialog.ok_button)
    assert len(register(app.context.ledger)) == before + 1
    name = max(register(app.context.ledger), key=lambda one: one.id).step_name
    assert ids[0] in problem_ids(app.context.ledger, ProblemQuery(where=f"escalation = {name}"))


def test_the_column_shows_the_latest_step_as_a_chip(app: Any, ledger_page: Any, hands: Any) -> None:
    one = next(one for one in register(app.context.ledger) if one.problem is not None and not one.unit)
    ledger_page.open(query=ProblemQuery(ids=(one.problem[0],)))
    hands.settle()
    ledger_page.table.set_columns(["ledger_number", "escalation", "status"])
    hands.settle()
    model = ledger_page.table.model
    assert model.columns[1].title == "升级督促"
    assert model.columns[1].look == "raised"
    assert model.text_at(0, 1) == one.step_name
