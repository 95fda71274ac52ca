"""Rows that an import kept out or remarked on: which and why, before and after it, and how to take them along."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from desktop.dialogs import file_prompts
from desktop.pages import import_list

LISTS = Path(__file__).resolve().parents[2] / "samples" / "lists"
FIRST = LISTS / "01_强化督查交办清单_第一版.xlsx"


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
    from models.importing.writing.attention import attention_of_plan

    before = attention_of_plan(planned.plan.plan)
    go_on(planned, 1)
    after = planned.done.attention.rows
    assert {("refused", 9), ("suspect", 56), ("warning", 8), ("warning", 12)} <= set(outcomes(after))
    assert [row.cells() for row in before] == [row.cells() for row in after]
    assert "既没有名称也没有问题描述" in after[0].why
    assert len(after[1].candidates) == 2
    history = planned.app.window.open_page("history", tab="batches", batch=planned.report.batch)
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
    planned.plan.set_shape("lines")
    table = planned.plan.table
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    first, second = QGuiApplication.clipboard().text().split("\r\n")
    assert first.startswith("结果\t行\t编号")
    assert second.startswith("错误\t9\t")


def test_the_line_in_hand_is_told_in_full_beside_the_plan(planned: Any) -> None:
    planned.plan.set_shape("lines")
    planned.plan.table.selectRow(2)
    detail = planned.plan.detail
    assert "第 8 行" in detail.where.text()
    told = [one.text() for one in detail.findChildren(QLabel)]
    assert any("不是存在的日期" in text for text in told)
    assert planned.app.jobs.wait_idle(20)
    assert detail.sides.isVisible()


def test_the_rows_to_handle_go_into_a_workbook_in_the_layout_of_the_list(
    planned: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "待处理.xlsx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args: target)
    planned.plan_foot.corrections_button.click()
    assert planned.app.jobs.wait_idle(20)
    rows = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True))
    results = [str(row[0]) for row in rows if row[0]]
    for word, count in (("错误", 1), ("待认领", 1), ("提醒", 2)):
        assert sum(word in text for text in results) >= count, results


def test_of_several_files_each_says_what_it_is_and_the_good_ones_go_on(intake: Any, tmp_path: Path) -> None:
    broken = tmp_path / "截断.xlsx"
    broken.write_bytes(FIRST.read_bytes()[:4000])
    intake.start([broken, FIRST])
    assert intake.app.jobs.wait_idle(30)
    lines = intake.choose.found.lines
    assert [(line.name, line.state) for line in lines] == [("截断.xlsx", "没有读成"), (FIRST.name, "清单")]
    assert lines[0].sentence
    intake.next_button.click()
    assert intake.steps.current == import_list.HEADER
    assert intake.header.included_rows() == 55
    start(intake, FIRST)
    assert [line.name for line in intake.choose.found.lines] == [FIRST.name]


def test_the_last_step_says_so_when_its_batch_was_taken_back(intake: Any) -> None:
    from models.importing.writing.undo import undo_import

    start(intake, FIRST)
    go_on(intake, 3)
    assert intake.done.open_button.hasFocus()
    report = undo_import(intake.context.ledger, intake.report.batch)
    intake.context.bus.broadcast(report.change)
    assert intake.app.jobs.wait_idle(10)
    assert "已撤销" in intake.done.heading.text()
    assert not intake.done.undo_button.isEnabled()


def test_dates_without_a_year_read_with_that_of_the_list(intake: Any) -> None:
    start(intake, FIRST)
    readings = {one.example: one.reading for one in intake.flow.session.files[0].sheets[0].date_patterns}
    assert readings["7月底前"] == "2018-07-31"
    assert any(reading.endswith("个工作日内，自交办日起算") for reading in readings.values())
