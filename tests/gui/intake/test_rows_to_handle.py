"""Rows that an import kept out or remarked on: which and why, before and after it, and how to take them along."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.dialogs import file_prompts
from desktop.pages import import_list

LISTS = Path(__file__).resolve().parents[2] / "samples" / "lists"
FIRST = LISTS / "01_强化督查交办清单_第一版.xlsx"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The second edition with a row that names nothing and a date that does not exist."""
    book = openpyxl.load_workbook(LISTS / "02_强化督查交办清单_更新稿.xlsx")
    sheet = book.worksheets[0]
    sheet.cell(9, 5).value = sheet.cell(9, 7).value = None
    sheet.cell(8, 12).value = "2018年6月31日"
    path = tmp_path / "有错的更新稿.xlsx"
    book.save(path)
    return path


@pytest.fixture
def intake(start_app: Any, empty_folder: Path) -> Any:
    app = start_app(empty_folder)
    app.window.resize(1366, 768)
    page = app.window.open_page("import")
    assert app.jobs.wait_idle(10)
    page.app = app
    return page


def go_on(page: Any, steps: int) -> None:
    for _ in range(steps):
        page.next_button.click()
        assert page.app.jobs.wait_idle(30)


def start(page: Any, path: Path) -> None:
    page.start([path])
    assert page.app.jobs.wait_idle(30)


@pytest.fixture
def planned(intake: Any, faulty: Path) -> Any:
    start(intake, FIRST)
    go_on(intake, 3)
    start(intake, faulty)
    go_on(intake, 2)
    assert intake.steps.current == import_list.PLAN
    return intake


def outcomes(rows: Any) -> list[tuple[str, int]]:
    return [(row.outcome, row.row) for row in rows]


def test_the_same_rows_are_to_handle_before_and_after_the_import_and_in_the_history(planned: Any) -> None:
    from models.importing.attention import attention_of_plan

    before = attention_of_plan(planned._plan)
    go_on(planned, 1)
    after = planned.done.attention.rows
    assert outcomes(after) == [("refused", 9), ("suspect", 56), ("warning", 8)]
    assert [row.cells() for row in before] == [row.cells() for row in after]
    assert "既没有名称也没有问题描述" in after[0].why
    assert len(after[1].candidates) == 2
    history = planned.app.window.open_page("history", tab="batches", batch=planned._report.batch)
    assert planned.app.jobs.wait_idle(10)
    assert outcomes(history.batches.attention.rows) == outcomes(after)


def test_a_row_to_claim_opens_the_problems_it_may_be(planned: Any) -> None:
    go_on(planned, 1)
    shown = planned.done.attention
    shown.table.selectRow(1)
    assert shown.open_button.isEnabled()
    shown.open_button.click()
    ledger = planned.app.window.current_page()
    assert planned.app.jobs.wait_idle(10)
    assert ledger.page_id == "ledger"
    assert len(ledger.table.found.ids) == 2


def test_ctrl_c_copies_lines_of_the_plan_with_their_headings(planned: Any, qtbot: Any) -> None:
    table = planned.plan.table
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    first, second = QGuiApplication.clipboard().text().split("\r\n")
    assert first.startswith("结果\t行\t编号")
    assert second.startswith("错误\t9\t")


def test_the_line_in_hand_is_told_in_full_below_the_plan(planned: Any) -> None:
    planned.plan.table.selectRow(1)
    assert "第 8 行" in planned.plan.detail.text()
    assert "不是存在的日期" in planned.plan.detail.text()


def test_the_rows_to_handle_go_into_a_workbook(planned: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "待处理.xlsx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args: target)
    planned.plan.export_button.click()
    assert planned.app.jobs.wait_idle(20)
    rows = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True))
    header = next(place for place, row in enumerate(rows) if row[0] == "结果")
    assert [row[0] for row in rows[header + 1 :]] == ["错误", "待认领", "提醒"]
    assert [row[3] for row in rows[header + 1 :]] == [9, 56, 8]


def test_what_was_said_about_one_file_goes_when_another_is_dropped(intake: Any, tmp_path: Path) -> None:
    broken = tmp_path / "截断.xlsx"
    broken.write_bytes(FIRST.read_bytes()[:4000])
    intake.start([broken, FIRST])
    assert intake.app.jobs.wait_idle(30)
    bar = intake.app.window.message_bar
    assert bar.isVisible()
    start(intake, FIRST)
    assert not bar.isVisible()


def test_the_last_step_says_so_when_its_batch_was_taken_back(intake: Any) -> None:
    from models.importing.undo import undo_import

    start(intake, FIRST)
    go_on(intake, 3)
    assert intake.done.open_button.hasFocus()
    report = undo_import(intake.context.ledger, intake._report.batch)
    intake.context.bus.broadcast(report.change)
    assert intake.app.jobs.wait_idle(10)
    assert "已撤销" in intake.done.heading.text()
    assert not intake.done.undo_button.isEnabled()


def test_dates_without_a_year_read_with_that_of_the_list(intake: Any) -> None:
    start(intake, FIRST)
    readings = {one.example: one.reading for one in intake._session.files[0].sheets[0].date_patterns}
    assert readings["7月底前"] == "2018-07-31"
    assert any(reading.endswith("个工作日内，自交办日起算") for reading in readings.values())
