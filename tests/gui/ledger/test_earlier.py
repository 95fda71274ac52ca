"""与以前比较 driven by keys and mouse: counts, struck-out values, narrowing, opening and the workbook."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication

from desktop.dialogs import file_prompts
from desktop.panels.earlier.window import EarlierWindow
from models import clock
from models.operations import CellEdit, edit_cells, remove_problems
from models.operations.demo import make_demo
from models.queries.problems import ProblemQuery, problem_ids
from models.store import Ledger
from tests.unit.operations.open_matrix import allow_every_move

LONG_AGO = date(2026, 1, 5)


@pytest.fixture
def changed_folder(tmp_path: Path) -> Path:
    """A ledger made long ago, of which one problem was removed, one closed and one noted today."""
    folder = tmp_path / "台账"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: datetime(LONG_AGO.year, LONG_AGO.month, LONG_AGO.day, 9))
        with Ledger.create(folder, actor="录入员", name="省厅") as ledger:
            make_demo(ledger, problems=80)
    with Ledger.open(folder, actor="录入员") as ledger:
        open_rows = problem_ids(ledger, ProblemQuery(where="status in (待整改, 整改中)", sort=()))
        allow_every_move(ledger)
        edit_cells(ledger, [CellEdit(open_rows[0], "status", "已销号")])
        edit_cells(ledger, [CellEdit(open_rows[1], "remarks", "今天补记")])
        remove_problems(ledger, [open_rows[2]])
    return folder


@pytest.fixture
def window(start_app: Any, changed_folder: Path, qtbot: Any) -> Any:
    app = start_app(changed_folder)
    page = app.window.open_page("ledger")
    page.table.clear_filters()
    assert app.jobs.wait_idle(20)
    qtbot.keyClick(
        page.table.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert app.jobs.wait_idle(20)
    shown = page.findChild(EarlierWindow)
    assert shown is not None
    shown.app = app
    yield shown
    shown.close()


def test_came_went_and_changed_are_counted_and_told_by_a_word(window: Any) -> None:
    texts = {kind: one.text() for kind, one in window.kind_buttons.items()}
    assert texts == {"new": "新增 0", "changed": "变更 2", "gone": "不再在内 1"}
    assert window.same_label.text() == "未变 77 条"
    pages = window.table.pages
    words = {pages.text_at(row, 0) for row in range(pages.rowCount())}
    assert words == {"变更", "不再在内"}
    titles = [column.title for column in pages.columns]
    assert "状态" in titles and "备注" in titles
    changed = window.chosen()
    remarks = [window._rows.change(key, "remarks") for key in changed]
    assert any(one is not None and one[1] == "今天补记" for one in remarks)


def test_a_kind_and_a_field_narrow_the_rows_by_mouse_and_keys(window: Any, qtbot: Any) -> None:
    qtbot.mouseClick(window.kind_buttons["gone"], Qt.MouseButton.LeftButton)
    assert window.table.pages.rowCount() == 2
    window.field_box.setFocus()
    while window.field_box.currentData() != "status":
        qtbot.keyClick(window.field_box, Qt.Key.Key_Down)
    assert window.table.pages.rowCount() == 1
    qtbot.mouseClick(window.kind_buttons["changed"], Qt.MouseButton.LeftButton)
    assert window.stack.currentIndex() == 2


def test_another_day_is_compared_anew_and_a_day_without_changes_says_so(window: Any) -> None:
    today = clock.today()
    window.day.setDate(QDate(today.year, today.month, today.day))
    assert window.app.jobs.wait_idle(20)
    assert window.stack.currentIndex() == 1
    assert window.same_label.text() == "未变 79 条"
    earlier = today - timedelta(days=1)
    window.day.setDate(QDate(earlier.year, earlier.month, earlier.day))
    assert window.app.jobs.wait_idle(20)
    assert window.kind_buttons["changed"].text() == "变更 2"


def test_enter_opens_the_problem_and_ctrl_c_copies_what_it_was_and_is(window: Any, qtbot: Any) -> None:
    qtbot.mouseClick(window.kind_buttons["gone"], Qt.MouseButton.LeftButton)
    table = window.table
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\r\n")
    assert lines[0] == "台账编号\t点位（企业）名称\t变化\t项目\t原来\t现在"
    assert any(line.split("\t")[2:4] == ["变更", "备注"] and line.endswith("今天补记") for line in lines[1:])
    table.selectRow(0)
    wanted = table.pages.id_at(0)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert window.app.jobs.wait_idle(20)
    page = window.app.window.current_page()
    assert page.page_id == "ledger" and page.panel.problem_id == wanted


def test_the_changes_go_into_a_workbook_line_by_line(
    window: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "变化.xlsx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args: target)
    qtbot.mouseClick(window.export_button, Qt.MouseButton.LeftButton)
    assert window.app.jobs.wait_idle(30)
    rows = list(openpyxl.load_workbook(target).active.iter_rows(values_only=True))
    flat = [[cell for cell in row if cell is not None] for row in rows]
    assert any("今天补记" in row and "备注" in row and "变更" in row for row in flat)
    assert any("不再在内" in row for row in flat)
