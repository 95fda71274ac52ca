"""A visit log goes through the five steps of the import: recognised, changeable, compared, written, taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt

from models.queries.visits import VisitQuery, visit_count
from models.queries.visits_totals import round_lines

HEAD = ["检查编号", "轮次", "检查日期", "检查组", "市", "县（市、区）", "点位（企业）名称", "是否发现问题", "检查情况"]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append(["强化监督第23轮现场检查记录"])
    sheet.append(HEAD)
    for number in range(30):
        found = "是" if number % 5 == 0 else "否"
        site = f"永年区第{number}标准件厂" if number != 7 else None
        day, place = f"2019-05-{1 + number % 28:02d}", ("邯郸市", "永年区")
        sheet.append([f"XC23{number:05d}", "第23轮", day, f"第 {number} 组", *place, site, found, "无环评手续。"])
    path = tmp_path / "检查记录.xlsx"
    book.save(path)
    return path


@pytest.fixture
def intake(app: Any) -> Any:
    app.window.resize(1366, 768)
    return app.window.open_page("import")


@pytest.fixture
def go(app: Any, intake: Any, settle: Any, log: Path) -> Callable[[int], None]:
    def to(step: int) -> None:
        if intake.steps.current == 0:
            intake.start([log])
            settle()
        while intake.steps.current < step:
            before = intake.steps.current
            intake.next_button.click()
            settle()
            assert intake.steps.current > before

    return to


def test_the_header_step_says_what_the_file_becomes_and_lets_a_person_change_it(
    intake: Any, go: Any, qtbot: Any, settle: Any
) -> None:
    go(1)
    box = intake.header.side.target.box
    assert box.currentText() == "现场检查记录"
    assert box.accessibleName()
    qtbot.keyClick(box, Qt.Key.Key_Up)
    settle()
    assert intake.flow.session.target == "problem"
    assert intake.header.side.target.box.currentText() == "问题清单"
    intake.flow.desk.undo()
    settle()
    assert intake.flow.session.target == "visit"


def test_the_mapping_offers_the_fields_of_visits_and_then_those_of_problems(intake: Any, go: Any, settle: Any) -> None:
    go(2)
    assert {"visited_on", "found_problem", "team"} <= set(intake.mapping.titles)
    assert "deadline_text" not in intake.mapping.titles
    assert "导入为现场检查记录" in intake.steps.note_label.text()
    assert intake.mapping.save_button.isHidden()
    intake.go_back_to(1)
    intake.header.side.target_set.emit("problem")
    settle()
    go(2)
    assert "deadline_text" in intake.mapping.titles
    assert "visited_on" not in intake.mapping.titles


def test_the_plan_counts_writes_and_the_rows_open_on_their_page(
    app: Any, intake: Any, go: Any, qtbot: Any, settle: Any
) -> None:
    ledger = app.context.ledger
    before = visit_count(ledger, VisitQuery())
    go(3)
    plan = intake.plan.plan
    assert (plan.new, plan.refused) == (29, 1)
    assert intake.plan_foot.corrections_button.isHidden()
    assert visit_count(ledger, VisitQuery()) == before
    go(4)
    assert visit_count(ledger, VisitQuery()) == before + 29
    assert [line.name for line in round_lines(ledger)][-1] == "23"
    assert intake.done.open_button.text() == "打开现场检查"
    intake.done.rows_wanted.emit("new")
    settle()
    shown = app.window.current_page()
    assert shown.page_id == "visits"
    assert shown.table.model.rowCount() == 29
    assert shown.bar.origin_chip.text == "第 1 批新增"


def test_a_row_that_is_not_ticked_is_left_out(app: Any, intake: Any, go: Any, settle: Any) -> None:
    before = visit_count(app.context.ledger, VisitQuery())
    go(3)
    keys = [row.key for row in intake.plan.plan.rows if row.verdict == "new"][:4]
    from models.importing.choices import RowChoice

    intake.plan.rows_decided.emit(keys, RowChoice("leave"), "4 行不导入")
    settle()
    assert intake.plan.plan.left == 4
    go(4)
    assert visit_count(app.context.ledger, VisitQuery()) == before + 25


def test_the_batch_says_it_holds_visits_opens_them_and_is_taken_back(
    app: Any, intake: Any, go: Any, settle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = visit_count(app.context.ledger, VisitQuery())
    go(4)
    history = app.window.open_page("history", tab="batches")
    settle()
    view = history.batches
    view.table.selectRow(0)
    settle()
    assert "导入为：现场检查记录" in view.about.text()
    assert view.correction_button.isHidden()
    view.row_buttons["new"].click()
    settle()
    assert app.window.current_page().page_id == "visits"
    app.window.open_page("history", tab="batches")
    monkeypatch.setattr("desktop.dialogs.confirm.ask_destructive", lambda *_args, **_more: True)
    view.undo_button.click()
    settle()
    assert visit_count(app.context.ledger, VisitQuery()) == before
