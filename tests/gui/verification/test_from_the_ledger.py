"""核查 in the whole window: from selected problems to a plan, from a check in the panel to its plan, by the actions."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from models.queries.filtering import ProblemQuery
from models.queries.verification import plans


def answer(fill: Any) -> None:
    def act() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(20, act)
            return
        fill(dialog)

    QTimer.singleShot(0, act)


def test_selected_problems_become_the_population_of_a_plan(app, qtbot):
    def fill(dialog: Any) -> None:
        dialog.facts.name_edit.setText("挑出来的三条")
        qtbot.waitUntil(dialog.ok_button.isEnabled, timeout=5_000)
        assert "范围内 3 条" in dialog.count_label.text()
        dialog.accept()

    answer(fill)
    population = (ProblemQuery(ids=(1, 2, 3)), "台账里选中的 3 条问题")
    app.context.open_page("closure", tab="verification", population=population)
    assert app.jobs.wait_idle(20)
    made = plans(app.context.ledger)[0]
    assert (made.name, made.total, made.population_words) == ("挑出来的三条", 3, "台账里选中的 3 条问题")
    page = app.window.open_page("closure")
    assert app.jobs.wait_idle(20)
    assert page.half == "verification" and page.verification.panel.plan.id == made.id


def test_a_check_in_the_panel_leads_to_its_plan(app, qtbot):
    wanted = plans(app.context.ledger)[-1]
    app.context.open_page("closure", tab="verification", plan=wanted.id)
    page = app.window.open_page("closure")
    qtbot.waitUntil(lambda: page.verification.panel.plan is not None, timeout=5_000)
    assert app.jobs.wait_idle(20)
    assert page.verification.panel.plan.id == wanted.id


def test_the_menu_asks_for_a_new_plan(app):
    seen: list[str] = []

    def look(dialog: Any) -> None:
        seen.append(dialog.windowTitle())
        dialog.reject()

    answer(look)
    app.context.run_action("verification.new")
    assert seen == ["新建核查方案"]
    assert app.jobs.wait_idle(20)
