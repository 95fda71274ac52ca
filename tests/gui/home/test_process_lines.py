"""What the process of closing adds to 今日待办: read after the figures, each line opens exactly what it counts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import insert, select, update

from models import clock
from models.queries.problems import ProblemQuery, problem_ids
from models.schema import Closure, ClosureLevel, ClosureStandard, Measure, Problem, Verification
from models.store import Ledger

PROBLEM_KINDS = ("review_late", "publicity_ends", "approve", "returned", "to_verify", "suspension_over", "behind")


def fill(ledger: Ledger) -> None:
    """Applications at every stage that somebody must look at, two checks without a finding, a suspension that ended."""
    ids = list(problem_ids(ledger, ProblemQuery(where="status in (待整改, 整改中)")))[:7]
    today = clock.today()
    closure, problem, check = Closure.__table__, Problem.__table__, Verification.__table__
    with ledger.writing() as connection:
        connection.execute(closure.delete())
        standard = connection.execute(select(ClosureStandard.__table__.c.id)).scalars().first()
        level = connection.execute(select(ClosureLevel.__table__.c.id)).scalars().first()
        blank = {"standard_id": standard, "number": 1, "level_id": level, "level_due_on": None, "publicity_until": None}
        rows = [
            {"problem_id": ids[0], "stage": "review", "level_due_on": today - timedelta(days=1)},
            {"problem_id": ids[1], "stage": "review", "level_due_on": today},
            {"problem_id": ids[2], "stage": "publicity", "publicity_until": today},
            {"problem_id": ids[3], "stage": "publicity", "publicity_until": today - timedelta(days=1)},
            {"problem_id": ids[4], "stage": "approval"},
            {"problem_id": ids[5], "stage": "returned"},
            {"problem_id": ids[6], "stage": "returned"},
            {"problem_id": ids[6], "stage": "review", "number": 2, "level_due_on": today},
        ]
        connection.execute(insert(closure), [blank | row for row in rows])
        connection.execute(check.delete())
        connection.execute(insert(check), [{"problem_id": ids[0]}, {"problem_id": ids[0]}, {"problem_id": ids[1]}])
        connection.execute(Measure.__table__.delete())
        measure = {
            "problem_id": ids[0],
            "position": 0,
            "text": "拆除锅炉",
            "due_on": today - timedelta(days=9),
            "share": 100,
        }
        connection.execute(insert(Measure.__table__).values(**measure))
        ended = {"suspended_until": today - timedelta(days=2)}
        connection.execute(update(problem).where(problem.c.id == ids[2]).values(**ended))


@pytest.fixture
def full_app(start_app: Any, demo_folder: Path) -> Any:
    with Ledger.open(demo_folder, actor="录入员") as ledger:
        fill(ledger)
    app = start_app(demo_folder)
    app.window.resize(1366, 768)
    app.window.open_page("home")
    app.context.waiting_watch.read_now()
    assert app.jobs.wait_idle(20)
    return app


def lines_of(app: Any) -> dict[str, Any]:
    return {row.todo.kind: row for row in app.window.page("home").todo.rows}


def test_each_kind_of_waiting_work_is_counted(full_app: Any) -> None:
    counts = {kind: row.todo.count for kind, row in lines_of(full_app).items() if kind in PROBLEM_KINDS}
    assert counts == {
        "review_late": 1, "publicity_ends": 1, "approve": 2, "returned": 1, "to_verify": 2, "suspension_over": 1,
        "behind": 1,
    }  # fmt: skip


def test_each_line_opens_the_problems_that_it_counts(full_app: Any, qtbot: Any) -> None:
    for kind in PROBLEM_KINDS:
        full_app.window.open_page("home")
        assert full_app.jobs.wait_idle(20)
        row = lines_of(full_app)[kind]
        qtbot.keyClick(row, Qt.Key.Key_Return)
        assert full_app.jobs.wait_idle(20)
        page = full_app.window.current_page()
        assert (page.page_id, page.table.model.rowCount()) == ("ledger", row.todo.count), kind


def test_late_reports_open_the_late_list_of_the_calendar(full_app: Any, qtbot: Any) -> None:
    row = lines_of(full_app)["duty_late"]
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert full_app.jobs.wait_idle(20)
    page = full_app.window.current_page()
    assert page.page_id == "duties" and page.units.tab == "late"
    assert page.units.table.lines.rowCount() == row.todo.count


def test_overdue_answers_open_the_late_list_of_their_ladder(full_app: Any, qtbot: Any) -> None:
    kind, row = next((kind, row) for kind, row in lines_of(full_app).items() if kind.startswith("reply_"))
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert full_app.jobs.wait_idle(20)
    page = full_app.window.current_page()
    assert page.page_id == "escalation" and page.facts.ladder_id == int(kind.removeprefix("reply_"))
    assert page.table.lines.rowCount() == row.todo.count


def test_the_navigation_counts_what_waits_beside_each_page(full_app: Any) -> None:
    found = full_app.context.waiting_watch.found
    pills = {key: full_app.window.navigation.item(key).pill for key in ("closure", "escalation", "duties", "home")}
    for key in ("closure", "escalation", "duties"):
        assert found.counts[key] > 0
        assert pills[key].text() == f"{found.counts[key]}" and not pills[key].isHidden()
    assert pills["home"].text() == f"{len(full_app.window.page('home').todo.rows)}"


def test_the_figures_stand_before_the_process_is_read(start_app: Any, demo_folder: Path, qtbot: Any) -> None:
    app = start_app(demo_folder)
    home = app.window.current_page()
    assert home.numbers is not None and app.context.waiting_watch.found is None
    assert not any(row.todo.kind == "duty_late" for row in home.todo.rows)
    qtbot.waitUntil(lambda: any(row.todo.kind == "duty_late" for row in home.todo.rows), timeout=10_000)


def test_nothing_is_read_of_a_ledger_that_was_closed_before_its_time(
    start_app: Any, demo_folder: Path, empty_folder: Path, qtbot: Any
) -> None:
    app = start_app(demo_folder)
    watch = app.context.waiting_watch
    watch.read_soon()
    with qtbot.waitSignal(app.ledger_entered, timeout=20_000):
        app.opener.open(empty_folder)
    qtbot.waitUntil(lambda: app.context.waiting_watch.found is not None, timeout=10_000)
    assert app.context.waiting_watch is not watch
    assert app.window.message_bar.isHidden() or not app.window.message_bar.text_label.text()


def test_a_recorded_report_is_gone_from_the_line_and_from_the_navigation(full_app: Any, qtbot: Any) -> None:
    from models.operations.duty_reports import Owed, record_sent
    from models.queries.duties import late_list

    late = late_list(full_app.context.ledger)
    owed = [Owed(one.duty.id, one.unit, one.occurrence.period) for one in late]
    full_app.context.bus.broadcast(record_sent(full_app.context.ledger, owed))
    qtbot.waitUntil(lambda: "duty_late" not in lines_of(full_app), timeout=10_000)
    assert full_app.window.navigation.item("duties").pill.isHidden()
