"""The table tells days left in both kinds: in the tooltip of 剩余, and in a column of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from sqlalchemy import text

from models import clock
from models.queries.filtering import ProblemQuery
from models.queries.problems import count


def prepare(app: Any, key: int, days: int, status: str = "整改中") -> None:
    day = clock.today() + timedelta(days=days)
    with app.context.ledger.writing() as connection:
        connection.execute(
            text("UPDATE problem SET status = :s, deadline = :d WHERE id = :id"),
            {"s": status, "d": day.isoformat(), "id": key},
        )


def test_the_tooltip_says_both_kinds_of_days(app: Any, everything: Any, qtbot: Any) -> None:
    table = everything.table
    key = table.model.ids[0]
    prepare(app, key, -12)
    table.reload(key)
    app.jobs.wait_idle()
    view, column = table.view, table.chosen_keys.index("days_left")
    view.go_to_row(table.model.ids.index(key), column)
    index = table.model.index(table.model.ids.index(key), column)
    at = view.visualRect(index).center()
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at)))
    qtbot.waitUntil(lambda: QToolTip.isVisible(), timeout=2_000)
    assert QToolTip.text().startswith("逾期 12 天（") and "个工作日" in QToolTip.text()
    QToolTip.hideText()


def test_working_days_left_stand_in_a_column_and_closed_problems_have_none(app: Any, everything: Any) -> None:
    table = everything.table
    keys = list(table.model.ids[:2])
    prepare(app, keys[0], 14)
    prepare(app, keys[1], 14, "已销号")
    table.set_columns(["workdays_left", "original_deadline", "timeliness", "suspended_until"])
    table.reload(keys[0])
    app.jobs.wait_idle()
    column = table.chosen_keys.index("workdays_left")
    shown = {key: table.model.text_at(table.model.ids.index(key), column) for key in keys}
    assert 5 <= int(shown[keys[0]]) <= 11 and shown[keys[1]] == ""
    table.ask(table.filters.with_values("workdays_left", (int(shown[keys[0]]),)))
    app.jobs.wait_idle()
    assert keys[0] in table.model.ids
    assert len(table.model.ids) == count(app.context.ledger, ProblemQuery(where=f"workdays_left = {shown[keys[0]]}"))


def test_the_bar_lists_what_is_behind_its_expected_progress_and_a_view_keeps_it(app: Any, everything: Any) -> None:
    from desktop.panels.view_keeping import view_content, view_from
    from models.queries.deadlines_behind import behind_problems

    table = everything.table
    key = table.model.ids[0]
    prepare(app, key, 30)
    words = f"{clock.today() - timedelta(days=5)}前完成50%，{clock.today() + timedelta(days=30)}前全部完成"
    with app.context.ledger.writing() as connection:
        connection.execute(
            text("UPDATE problem SET deadline_kind = 'staged', deadline_text = :t WHERE id = :id"),
            {"t": words, "id": key},
        )
    bar = everything.filter_bar
    next(action for action in bar.due_menu.actions() if action.text() == "落后序时进度").trigger()
    app.jobs.wait_idle()
    assert key in table.model.ids and set(table.model.ids) == set(behind_problems(app.context.ledger))
    *_rest, filters = view_from(view_content(table), "视图")
    assert filters.due == "behind"
    next(action for action in bar.due_menu.actions() if action.text() == "5 个工作日内到期").trigger()
    app.jobs.wait_idle()
    wanted = ProblemQuery(where="workdays_left >= 0 and workdays_left <= 5")
    assert len(table.model.ids) == count(app.context.ledger, wanted)
