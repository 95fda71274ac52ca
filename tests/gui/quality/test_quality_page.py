"""数据体检 driven by keys and mouse: run, open, fix, let stand, take back, copy and export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from sqlalchemy import update

from desktop.dialogs import file_prompts
from models.operations import CellEdit, Change, edit_cells
from models.operations.quality import let_stand
from models.queries.fields import PROBLEM
from models.queries.problems import ProblemQuery, count
from models.queries.quality_runs import exceptions, must_run
from models.schema import Problem
from models.store import Ledger


@pytest.fixture
def planted(demo_folder: Path) -> Path:
    """Three problems without a unit, two with swapped coordinates (one of them without city), one odd phone."""
    with Ledger.open(demo_folder, actor="录入员") as ledger:
        with ledger.writing() as connection:
            for key in (1, 2, 3):
                connection.execute(update(Problem.__table__).where(PROBLEM.c.id == key).values(responsible_unit=None))
            for key in (4, 5):
                swapped = {"longitude": PROBLEM.c.latitude, "latitude": PROBLEM.c.longitude}
                connection.execute(update(Problem.__table__).where(PROBLEM.c.id == key).values(**swapped))
            connection.execute(update(Problem.__table__).where(PROBLEM.c.id == 6).values(phone="139"))
        edit_cells(ledger, [CellEdit(9, "remarks", "甲")])
    return demo_folder


@pytest.fixture
def app(start_app: Any, planted: Path) -> Any:
    app = start_app(planted)
    app.window.resize(1366, 768)
    return app


@pytest.fixture
def page(app: Any) -> Any:
    made = app.window.open_page("quality")
    settle(app)
    return made


def settle(app: Any) -> None:
    for _round in range(4):
        assert app.jobs.wait_idle(30)
        QApplication.processEvents()


def line_of(page: Any, key: str) -> Any:
    return next(line for line in page.table.lines.lines() if line.key == key)


def choose(page: Any, key: str, app: Any) -> None:
    """Walk down the list with the arrow key to a check."""
    page.table.setFocus()
    page.table.selectRow(0)
    for _step in range(page.table.lines.rowCount()):
        if page.table.current_line().key == key:
            break
        QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.table.current_line().key == key
    settle(app)


def answer(act: Callable[[QDialog], None]) -> list[str]:
    """Do something in the next modal dialog, as a person would; gives its title once it was there."""
    seen: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and dialog.isVisible():
            seen.append(dialog.windowTitle())
            act(dialog)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)
    return seen


def test_opening_the_page_runs_the_checks_once_and_keeps_what_they_found(app: Any, page: Any) -> None:
    assert page.stack.currentWidget() is page.splitter
    assert line_of(page, "missing_unit").found == 3
    assert line_of(page, "coordinates_impossible").found == 2
    assert page.tabs.tabText(0).startswith("有发现 ")
    assert "上次体检 今天" in page.state_label.text()
    assert not must_run(app.context.ledger)
    started: list[str] = []
    app.jobs.started.connect(lambda job: started.append(job.title))
    app.window.open_page("home")
    app.window.open_page("quality")
    settle(app)
    assert "数据体检" not in started


def test_a_change_of_the_ledger_runs_them_again_and_shows_what_is_new(app: Any, page: Any) -> None:
    app.context.bus.broadcast(edit_cells(app.context.ledger, [CellEdit(7, "responsible_unit", None)]))
    settle(app)
    assert line_of(page, "missing_unit").found == 4
    page.tabs.setCurrentIndex(1)
    assert [(line.key, line.more) for line in page.table.lines.lines()] == [("missing_unit", 1)]
    home = app.window.open_page("home")
    settle(app)
    assert [row.todo.count for row in home.todo.rows if row.todo.kind == "quality"] == [1]


def test_an_import_runs_them_beside_the_window(app: Any, qtbot: Any) -> None:
    assert must_run(app.context.ledger)
    with qtbot.waitSignal(app.context.quality_ran, timeout=20_000):
        app.context.bus.broadcast(Change(1, "导入", None, frozenset(), "import"))
    settle(app)
    assert not must_run(app.context.ledger)


def test_a_run_can_be_stopped_and_the_last_result_stays(app: Any, page: Any, qtbot: Any) -> None:
    found = line_of(page, "missing_unit").found
    qtbot.mouseClick(page.run_button, Qt.MouseButton.LeftButton)
    assert page.run_button.text() == "停止体检"
    qtbot.mouseClick(page.run_button, Qt.MouseButton.LeftButton)
    settle(app)
    assert page.run_button.text() == "重新体检"
    assert line_of(page, "missing_unit").found == found


def test_a_check_says_what_it_means_and_opens_exactly_its_rows(app: Any, page: Any, qtbot: Any) -> None:
    choose(page, "missing_unit", app)
    assert page.card.title_label.text() == "没有责任单位"
    assert page.card.chip.text() == "严重"
    assert "责任单位一栏是空的" in page.card.meaning.text()
    assert "为什么要紧" in page.card.why.text()
    assert {row.problem_id for row in page.card.rows} == {1, 2, 3}
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settle(app)
    ledger_page = app.window.current_page()
    assert ledger_page.page_id == "ledger"
    assert ledger_page.table.model.rowCount() == 3
    assert ledger_page.table.filters.origin_title == "体检：没有责任单位"


def test_one_row_of_a_check_opens_that_problem(app: Any, page: Any, qtbot: Any) -> None:
    choose(page, "missing_unit", app)
    page.card.table.selectRow(1)
    qtbot.keyClick(page.card.table, Qt.Key.Key_Return)
    settle(app)
    assert app.window.current_page().table.model.rowCount() == 1


def test_a_bulk_fix_shows_what_it_would_write_and_is_one_undo(app: Any, page: Any, qtbot: Any) -> None:
    choose(page, "coordinates_impossible", app)
    seen: list[Any] = []

    def press(dialog: Any) -> None:
        seen.append((dialog.heading.text(), dialog.table.lines.rowCount()))
        qtbot.keyClick(dialog.ok_button, Qt.Key.Key_Return)

    titles = answer(press)
    qtbot.mouseClick(page.card.fix_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(titles), timeout=5_000)
    settle(app)
    assert seen == [("“经纬度不可能或只有一半”有 2 条，其中 2 条可以处理：对调写反的经纬度。", 4)]
    assert count(app.context.ledger, ProblemQuery(finding="coordinates_impossible")) == 0
    assert all(line.key != "coordinates_impossible" for line in page.table.lines.lines())
    app.commands.run("edit.undo")
    settle(app)
    assert count(app.context.ledger, ProblemQuery(finding="coordinates_impossible")) == 2


def test_a_fix_that_is_not_wanted_changes_nothing(app: Any, page: Any, qtbot: Any) -> None:
    choose(page, "coordinates_impossible", app)
    titles = answer(lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    qtbot.mouseClick(page.card.fix_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(titles), timeout=5_000)
    settle(app)
    assert count(app.context.ledger, ProblemQuery(finding="coordinates_impossible")) == 2


def test_a_chosen_row_is_let_stand_with_a_reason_listed_and_taken_up_again(app: Any, page: Any, qtbot: Any) -> None:
    choose(page, "missing_unit", app)
    page.card.table.selectRow(0)
    chosen = page.card.selected_ids()

    def press(dialog: Any) -> None:
        assert not dialog.ok_button.isEnabled()
        dialog.reason_box.setCurrentText("经与原件核对属实")
        qtbot.keyClick(dialog.ok_button, Qt.Key.Key_Return)

    titles = answer(press)
    qtbot.mouseClick(page.card.stand_button, Qt.MouseButton.LeftButton)
    assert titles == ["核对无误"]
    settle(app)
    assert line_of(page, "missing_unit").found == 2
    assert page.tabs.tabText(3) == "核对无误 1"
    page.tabs.setCurrentIndex(3)
    (stood,) = page.stood.table.lines.lines()
    assert (stood.problem_id, stood.reason) == (chosen[0], "经与原件核对属实")
    page.stood.table.selectRow(0)
    qtbot.mouseClick(page.stood.again_button, Qt.MouseButton.LeftButton)
    settle(app)
    assert exceptions(app.context.ledger) == []
    page.tabs.setCurrentIndex(0)
    assert line_of(page, "missing_unit").found == 3


def test_findings_are_copied_and_exported_by_city(
    app: Any, page: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(page, "missing_unit", app)
    qtbot.mouseClick(page.card.copy_button, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().split("\r\n")
    assert len(lines) == 4
    assert lines[1].split("\t")[7:10] == ["没有责任单位", "严重", "责任单位 （空）"]
    target = tmp_path / "通报.xlsx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args, **_more: target)
    qtbot.mouseClick(page.card.export_button, Qt.MouseButton.LeftButton)
    settle(app)
    sheet = openpyxl.load_workbook(target).active
    assert sheet["A1"].value == "体检发现通报：没有责任单位（3 条）"
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    settle(app)
    titles = {row[7] for row in openpyxl.load_workbook(target).active.iter_rows(min_row=4, values_only=True)}
    assert {"没有责任单位", "经纬度不可能或只有一半", "联系电话打不通的样子"} <= titles


def test_the_distance_is_set_on_the_page_and_counts_at_once(app: Any, page: Any, qtbot: Any) -> None:
    page.tabs.setCurrentIndex(2)
    choose(page, "far_from_county", app)
    assert page.card.distance.isVisible()
    assert page.card.distance.value() == 80
    before = line_of(page, "far_from_county").found
    page.card.distance.setFocus()
    page.card.distance.selectAll()
    QTest.keyClicks(page.card.distance, "5")
    qtbot.keyClick(page.card.distance, Qt.Key.Key_Return)
    settle(app)
    assert line_of(page, "far_from_county").found > before
    assert page.table.current_line().key == "far_from_county"


def test_counts_follow_the_campaign_chosen_at_the_top(app: Any, page: Any) -> None:
    campaign = app.commands.facts.campaigns[0]
    app.context.campaign = campaign
    settle(app)
    for line in page.table.lines.lines():
        assert line.found == count(app.context.ledger, ProblemQuery(campaign=campaign, finding=line.key))


def test_tab_and_check_come_back_as_they_were_left(app: Any, page: Any, start_app: Any, planted: Path) -> None:
    page.tabs.setCurrentIndex(2)
    choose(page, "phone_impossible", app)
    app.close()
    app.window.close()
    again = start_app(planted)
    page = again.window.open_page("quality")
    settle(again)
    assert page.tab == "all"
    assert page.table.current_line().key == "phone_impossible"


def test_a_ledger_without_problems_says_that_nothing_was_found(start_app: Any, empty_folder: Path) -> None:
    app = start_app(empty_folder)
    page = app.window.open_page("quality")
    settle(app)
    assert page.nothing.isVisible()
    assert page.nothing.heading_label.text() == "没有发现问题"
    assert not page.export_button.isEnabled()


def test_a_ledger_opened_for_reading_is_checked_without_being_written(start_app: Any, planted: Path) -> None:
    with Ledger.open(planted, actor="录入员") as ledger:
        let_stand(ledger, "missing_unit", [1], "甲")
        app = start_app()
        app.enter(Ledger.open(planted, read_only=True))
        page = app.window.open_page("quality")
        settle(app)
        assert line_of(page, "missing_unit").found == 2
        assert not page.card.stand_button.isVisible()
        assert must_run(ledger)
        app.close()
