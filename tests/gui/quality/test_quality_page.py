"""数据体检 driven by keys and mouse: the checks run, say what they found, and open exactly its rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from models.operations import CellEdit, Change, edit_cells
from models.operations.quality import let_stand
from models.queries.problems import ProblemQuery, count
from models.queries.quality_runs import must_run
from models.store import Ledger


def test_opening_the_page_runs_the_checks_once_and_keeps_what_they_found(hands: Any, app: Any, page: Any) -> None:
    assert page.stack.currentWidget() is page.splitter
    assert hands.line_of(page, "missing_unit").found == 3
    assert hands.line_of(page, "coordinates_impossible").found == 2
    assert page.tabs.tabText(0).startswith("有发现 ")
    assert "上次体检 今天" in page.state_label.text()
    assert not must_run(app.context.ledger)
    started: list[str] = []
    app.jobs.started.connect(lambda job: started.append(job.title))
    app.window.open_page("home")
    app.window.open_page("quality")
    hands.settle(app)
    assert "数据体检" not in started


def test_a_change_of_the_ledger_runs_them_again_and_shows_what_is_new(hands: Any, app: Any, page: Any) -> None:
    app.context.bus.broadcast(edit_cells(app.context.ledger, [CellEdit(7, "responsible_unit", None)]))
    hands.settle(app)
    assert hands.line_of(page, "missing_unit").found == 4
    page.tabs.setCurrentIndex(1)
    assert [(line.key, line.more) for line in page.table.lines.lines()] == [("missing_unit", 1)]
    home = app.window.open_page("home")
    hands.settle(app)
    assert [row.todo.count for row in home.todo.rows if row.todo.kind == "quality"] == [1]


def test_an_import_runs_them_beside_the_window(hands: Any, app: Any, qtbot: Any) -> None:
    assert must_run(app.context.ledger)
    with qtbot.waitSignal(app.context.quality_ran, timeout=20_000):
        app.context.bus.broadcast(Change(1, "导入", None, frozenset(), "import"))
    hands.settle(app)
    assert not must_run(app.context.ledger)


def test_a_run_can_be_stopped_and_the_last_result_stays(hands: Any, app: Any, page: Any, qtbot: Any) -> None:
    found = hands.line_of(page, "missing_unit").found
    qtbot.mouseClick(page.run_button, Qt.MouseButton.LeftButton)
    assert page.run_button.text() == "停止体检"
    qtbot.mouseClick(page.run_button, Qt.MouseButton.LeftButton)
    hands.settle(app)
    assert page.run_button.text() == "重新体检"
    assert hands.line_of(page, "missing_unit").found == found


def test_a_check_says_what_it_means_and_opens_exactly_its_rows(hands: Any, app: Any, page: Any, qtbot: Any) -> None:
    hands.choose(app, page, "missing_unit")
    assert page.card.title_label.text() == "没有责任单位"
    assert page.card.chip.text() == "严重"
    assert "责任单位一栏是空的" in page.card.meaning.text()
    assert "为什么要紧" in page.card.why.text()
    assert {row.problem_id for row in page.card.rows} == {1, 2, 3}
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    hands.settle(app)
    ledger_page = app.window.current_page()
    assert ledger_page.page_id == "ledger"
    assert ledger_page.table.model.rowCount() == 3
    assert ledger_page.table.filters.origin_title == "体检：没有责任单位"


def test_one_row_of_a_check_opens_that_problem(hands: Any, app: Any, page: Any, qtbot: Any) -> None:
    hands.choose(app, page, "missing_unit")
    page.card.table.selectRow(1)
    qtbot.keyClick(page.card.table, Qt.Key.Key_Return)
    hands.settle(app)
    assert app.window.current_page().table.model.rowCount() == 1


def test_counts_follow_the_campaign_chosen_at_the_top(hands: Any, app: Any, page: Any) -> None:
    campaign = app.commands.facts.campaigns[0]
    app.context.campaign = campaign
    hands.settle(app)
    for line in page.table.lines.lines():
        assert line.found == count(app.context.ledger, ProblemQuery(campaign=campaign, finding=line.key))


def test_tab_and_check_come_back_as_they_were_left(
    hands: Any, app: Any, page: Any, start_app: Any, planted: Path
) -> None:
    page.tabs.setCurrentIndex(2)
    hands.choose(app, page, "phone_impossible")
    app.close()
    app.window.close()
    again = start_app(planted)
    page = again.window.open_page("quality")
    hands.settle(again)
    assert page.tab == "all"
    assert page.table.current_line().key == "phone_impossible"


def test_a_ledger_without_problems_says_that_nothing_was_found(hands: Any, start_app: Any, empty_folder: Path) -> None:
    app = start_app(empty_folder)
    page = app.window.open_page("quality")
    hands.settle(app)
    assert page.nothing.isVisible()
    assert page.nothing.heading_label.text() == "没有发现问题"
    assert not page.export_button.isEnabled()


def test_a_ledger_opened_for_reading_is_checked_without_being_written(
    hands: Any, start_app: Any, planted: Path
) -> None:
    with Ledger.open(planted, actor="录入员") as ledger:
        let_stand(ledger, "missing_unit", [1], "甲")
        app = start_app()
        app.enter(Ledger.open(planted, read_only=True))
        page = app.window.open_page("quality")
        hands.settle(app)
        assert hands.line_of(page, "missing_unit").found == 2
        assert not page.card.stand_button.isVisible()
        assert must_run(ledger)
        app.close()
