"""今日待办 driven by keys and mouse: each line opens exactly its rows, and the basis recounts everything."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import insert, update

from models import clock
from models.operations import CellEdit, edit_cells
from models.operations.quality import keep_run
from models.queries.problems import ProblemQuery, count, problem_ids, problem_records
from models.queries.quality_runs import measure
from models.schema import BatchRow, ImportBatch, Measure, Problem, SourceFile, VanishedItem
from models.store import Ledger


def fill(ledger: Ledger) -> None:
    """One problem due today, two rows that an import held, one problem that a list no longer holds, new findings."""
    first, second, third = problem_ids(ledger, ProblemQuery(where="status in (待整改, 整改中)"))[:3]
    edit_cells(ledger, [CellEdit(first, "deadline", clock.today())])
    with ledger.writing() as connection:
        reported = update(Problem.__table__).where(Problem.__table__.c.id == third).values(status="已上报待核查")
        connection.execute(reported)
        actor = connection.exec_driver_sql("SELECT min(id) FROM actor").scalar_one()
        connection.execute(insert(SourceFile).values(id=70, name="第22轮交办清单.xlsx", sha256="0" * 64, size=1))
        batch = {"id": 70, "kind": "import", "at": clock.now(), "actor_id": actor, "report": "{}"}
        connection.execute(insert(ImportBatch).values(**batch))
        row = {"batch_id": 70, "source_file_id": 70, "sheet": "交办", "held": "{}"}
        held = [row | {"row": 5, "outcome": "suspect"}, row | {"row": 6, "outcome": "refused"}]
        connection.execute(insert(BatchRow), held)
        connection.execute(insert(VanishedItem).values(problem_id=second, batch_id=70))
    keep_run(ledger, measure(ledger))
    edit_cells(ledger, [CellEdit(second, "responsible_unit", None)])
    keep_run(ledger, measure(ledger))


def drop_measures(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        connection.execute(update(Measure.__table__).values(removed_in=1))


@pytest.fixture
def full_app(start_app: Any, demo_folder: Path) -> Any:
    with Ledger.open(demo_folder, actor="录入员") as ledger:
        fill(ledger)
    app = start_app(demo_folder)
    app.window.resize(1366, 768)
    return app


@pytest.fixture
def home(full_app: Any) -> Any:
    page = full_app.window.current_page()
    assert page.page_id == "home"
    full_app.context.waiting_watch.read_now()
    assert full_app.jobs.wait_idle(20)
    return page


def row_of(home: Any, kind: str) -> Any:
    return next(row for row in home.todo.rows if row.todo.kind == kind)


def back_home(app: Any) -> Any:
    page = app.window.open_page("home")
    assert app.jobs.wait_idle(20)
    return page


def test_a_line_opens_as_many_rows_in_the_ledger_as_it_says(full_app: Any, home: Any, qtbot: Any) -> None:
    row = row_of(home, "overdue")
    assert f"{row.todo.count:,} 个问题" in row.text_label.text()
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert full_app.jobs.wait_idle(20)
    ledger_page = full_app.window.current_page()
    assert ledger_page.page_id == "ledger"
    assert ledger_page.table.model.rowCount() == row.todo.count


def test_the_lines_are_walked_with_tab_and_arrows_and_opened_with_enter(full_app: Any, home: Any, qtbot: Any) -> None:
    rows = home.todo.rows
    shown = [row.todo.kind for row in rows]
    assert shown[:8] == [
        "due_today", "overdue", "near", "checking", "closing", "held", "vanished", "quality",
    ]  # fmt: skip
    assert shown[8:] == [line.kind for line in full_app.context.waiting_watch.found.lines] != []
    rows[0].setFocus()
    qtbot.keyClick(rows[0], Qt.Key.Key_Down)
    assert rows[1].hasFocus()
    qtbot.keyClick(rows[1], Qt.Key.Key_Tab)
    assert rows[2].hasFocus()
    qtbot.keyClick(rows[2], Qt.Key.Key_Up)
    assert rows[1].hasFocus()
    qtbot.keyClick(rows[1], Qt.Key.Key_Return)
    assert full_app.jobs.wait_idle(20)
    assert full_app.window.current_page().table.model.rowCount() == rows[1].todo.count
    assert all(row.accessibleName().startswith(row.todo.word) for row in rows)


def test_ctrl_1_and_enter_do_the_morning_round(full_app: Any, home: Any, qtbot: Any) -> None:
    """The way that the manual describes: the keyboard comes back to the line that was opened last."""
    window = full_app.window
    window.open_page("charts")
    assert full_app.jobs.wait_idle(60)
    for kind in ("due_today", "overdue", "near", "checking", "closing"):
        window.actions_.page_actions["home"].trigger()
        assert full_app.jobs.wait_idle(20)
        if kind != "due_today":
            qtbot.keyClick(next(one for one in home.todo.rows if one.hasFocus()), Qt.Key.Key_Down)
        focused = next(one for one in home.todo.rows if one.hasFocus())
        assert focused.todo.kind == kind
        qtbot.keyClick(focused, Qt.Key.Key_Return)
        assert full_app.jobs.wait_idle(20)
        assert window.current_page().table.model.rowCount() == focused.todo.count


def test_rows_that_an_import_held_open_in_its_batch(full_app: Any, home: Any, qtbot: Any) -> None:
    row = row_of(home, "held")
    assert row.todo.text == "1 行待认领、1 行待更正：第22轮交办清单.xlsx"
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert full_app.jobs.wait_idle(20)
    history = full_app.window.current_page()
    assert history.batches.table.current_line().id == 70
    assert history.batches.attention.table.lines.rowCount() == row.todo.count == 2


def test_problems_that_a_list_no_longer_holds_open_in_their_list(full_app: Any, home: Any, qtbot: Any) -> None:
    row = row_of(home, "vanished")
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert full_app.jobs.wait_idle(20)
    history = full_app.window.current_page()
    assert history.stack.currentWidget() is history.vanished
    assert history.vanished.table.lines.rowCount() == row.todo.count == 1


def test_new_findings_open_the_checks_that_found_more(full_app: Any, home: Any, qtbot: Any) -> None:
    row = row_of(home, "quality")
    assert row.todo.text == "体检新发现 1 处：没有责任单位 1 处"
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert full_app.jobs.wait_idle(20)
    quality = full_app.window.current_page()
    assert quality.page_id == "quality"
    assert [line.key for line in quality.table.lines.lines()] == ["missing_unit"]


def test_an_import_that_was_not_finished_stands_among_the_lines(full_app: Any, home: Any, qtbot: Any) -> None:
    full_app.window.open_page("import")
    full_app.context.open_import = "一次导入停在“核对差异”，还没有写入台账"
    back_home(full_app)
    row = row_of(home, "open_import")
    assert "核对差异" in row.text_label.text()
    qtbot.keyClick(row, Qt.Key.Key_Space)
    assert full_app.window.current_page().page_id == "import"
    full_app.context.open_import = ""
    back_home(full_app)
    assert all(row.todo.kind != "open_import" for row in home.todo.rows)


def test_the_basis_recounts_figures_bars_and_slices_and_is_said_under_both(
    full_app: Any, home: Any, qtbot: Any
) -> None:
    records = list(problem_records(full_app.context.ledger, ProblemQuery()))
    sites = {(one["city"], one["county"], one["site_name"]) for one in records}
    assert home.cards["total"].figure_label.text() == f"{len(records):,}"
    assert "按问题计" in home.chart_cards.progress_foot.text()
    qtbot.mouseClick(home.basis_switch.buttons["site"], Qt.MouseButton.LeftButton)
    assert full_app.jobs.wait_idle(20)
    assert home.cards["total"].name_label.text() == "涉及点位"
    assert home.cards["total"].figure_label.text() == f"{len(sites):,}"
    assert sum(home.charts.progress.totals()) == len(sites)
    for foot in (home.chart_cards.progress_foot, home.chart_cards.category_foot):
        assert "按点位计" in foot.text()
    assert "处" in home.bars.pieces[1].tip
    overdue = int(home.cards["overdue"].figure_label.text().replace(",", ""))
    qtbot.keyClick(home.cards["overdue"], Qt.Key.Key_Return)
    assert full_app.jobs.wait_idle(20)
    ledger_page = full_app.window.current_page()
    assert ledger_page.table.filters.origin_title == f"逾期未改（按点位 {overdue:,} 处）"
    shown = {(one["city"], one["county"], one["site_name"]) for one in records if _overdue(one)}
    assert len(shown) == overdue
    assert ledger_page.table.model.rowCount() == sum(map(_overdue, records))


def _overdue(record: dict[str, Any]) -> bool:
    open_ = record["status"] in ("待整改", "整改中", "已上报待核查", "核查中", "整改不到位", "长期坚持", "暂缓")
    return open_ and record["deadline"] is not None and date.fromisoformat(record["deadline"]) < clock.today()


def test_measures_are_counted_where_there_are_any_and_asked_for_where_not(full_app: Any, home: Any, qtbot: Any) -> None:
    drop_measures(full_app.context.ledger)
    qtbot.mouseClick(home.basis_switch.buttons["measure"], Qt.MouseButton.LeftButton)
    assert full_app.jobs.wait_idle(20)
    assert home.stack.currentIndex() == 0
    assert home.cards["total"].figure_label.text() == "0"
    assert "还没有分条登记的整改措施" in home.chart_cards.progress_foot.text()
    with full_app.context.ledger.writing() as connection:
        connection.execute(insert(Measure), [{"problem_id": 1, "position": at, "text": "甲"} for at in range(3)])
    home.refresh(None)
    assert full_app.jobs.wait_idle(20)
    assert home.cards["total"].figure_label.text() == "3"
    assert "按措施计" in home.chart_cards.progress_foot.text()


def test_the_basis_is_shared_with_the_charts_by_keyboard_and_remembered(
    full_app: Any, home: Any, qtbot: Any, start_app: Any, demo_folder: Path
) -> None:
    first = home.basis_switch.buttons["problem"]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert full_app.jobs.wait_idle(20)
    assert home.basis_switch.buttons["site"].hasFocus()
    assert home.numbers.figures.basis == "site"
    charts = full_app.window.open_page("charts")
    assert full_app.jobs.wait_idle(60)
    assert charts.basis_switch.buttons["site"].isChecked()
    assert charts.spec.basis.startswith("按点位计")
    qtbot.mouseClick(charts.basis_switch.buttons["problem"], Qt.MouseButton.LeftButton)
    assert full_app.jobs.wait_idle(60)
    assert charts.spec.basis.startswith("按问题计")
    back_home(full_app)
    assert home.numbers.figures.basis == "problem"
    qtbot.mouseClick(home.basis_switch.buttons["site"], Qt.MouseButton.LeftButton)
    assert full_app.jobs.wait_idle(20)
    full_app.close()
    full_app.window.close()
    again = start_app(demo_folder)
    assert again.window.page("home").basis_switch.buttons["site"].isChecked()


def test_pollutants_are_footnoted_on_the_charts_page(full_app: Any) -> None:
    ledger = full_app.context.ledger
    edit_cells(ledger, [CellEdit(1, "pollutants", "大气、水"), CellEdit(2, "pollutants", "大气、水、土壤")])
    charts = full_app.window.open_page("charts")
    charts.show_chart("by-pollutant")
    assert full_app.jobs.wait_idle(60)
    whole = count(ledger, ProblemQuery())
    assert charts.spec.footnote == f"一个问题涉及多个污染类型，合计大于问题数（{whole} 个）"
    assert sum(charts.spec.totals()) > whole


def test_without_measures_the_charts_say_so_and_the_basis_can_be_changed_back(full_app: Any, qtbot: Any) -> None:
    drop_measures(full_app.context.ledger)
    charts = full_app.window.open_page("charts")
    assert full_app.jobs.wait_idle(60)
    qtbot.mouseClick(charts.basis_switch.buttons["measure"], Qt.MouseButton.LeftButton)
    assert full_app.jobs.wait_idle(60)
    assert "整改措施" in charts.empty.heading_label.text()
    assert charts.basis_switch.buttons["problem"].isVisible()
    qtbot.mouseClick(charts.basis_switch.buttons["problem"], Qt.MouseButton.LeftButton)
    assert full_app.jobs.wait_idle(60)
    assert charts.stack.currentIndex() == 0
