"""Home, charts, history and settings on a real ledger: every figure and bar opens its rows."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from desktop.dialogs import confirm, file_prompts
from desktop.tables.short_list import STRETCH, ListColumn, ShortListModel
from models.operations import CellEdit, edit_cells
from models.queries.problems import ProblemQuery, count, problem_ids


@pytest.fixture
def opened(app: Any) -> list[tuple[ProblemQuery, str]]:
    """What was opened in the ledger, instead of the ledger page itself."""
    asked: list[tuple[ProblemQuery, str]] = []
    real = app.window.open_page

    def open_page(page_id: str, **arguments: Any) -> Any:
        if page_id == "ledger":
            asked.append((arguments["query"], arguments["title"]))
            return None
        return real(page_id, **arguments)

    app.window.open_page = open_page
    return asked


# --- home


def test_every_card_of_home_opens_as_many_rows_as_it_says(
    app: Any, opened: list[tuple[ProblemQuery, str]], qtbot: Any
) -> None:
    home = app.window.current_page()
    for name in ("total", "overdue", "near", "checking", "closing"):
        qtbot.keyClick(home.cards[name], Qt.Key.Key_Return)
        query, _title = opened[-1]
        assert f"{count(app.context.ledger, query):,}" == home.cards[name].figure_label.text(), name
    assert len(opened) == 5


def test_every_bar_and_slice_of_home_opens_rows(app: Any, opened: list[tuple[ProblemQuery, str]], qtbot: Any) -> None:
    home = app.window.current_page()
    ledger = app.context.ledger
    spec = home.charts.progress
    place = next(i for i, piece in enumerate(home.bars.pieces) if spec.series[0].name in piece.tip)
    qtbot.mouseClick(home.bars, Qt.MouseButton.LeftButton, pos=home.bars.pieces[place].outline.center().toPoint())
    query, title = opened[-1]
    assert count(ledger, query) == spec.series[0].values[0]
    assert title == f"{spec.categories[0]} · {spec.series[0].name}"
    home.donut.opened.emit(home.donut.pieces[0].key)
    query, title = opened[-1]
    assert count(ledger, query) == max(home.charts.categories.totals())


def test_the_lines_of_today_open_their_rows_and_are_counted_in_the_navigation(
    app: Any, opened: list[tuple[ProblemQuery, str]]
) -> None:
    home = app.window.current_page()
    lines = home.numbers.lines
    assert lines
    assert app.window.navigation.item("home").pill.text() == str(len(lines))
    for line in lines:
        home._open_line(line)
        assert count(app.context.ledger, opened[-1][0]) == line.count


def test_home_does_not_load_what_only_other_pages_need(tmp_path: Path, demo_folder: Path) -> None:
    import os
    import subprocess
    import sys

    script = (
        "import sys\n"
        "from desktop.__main__ import main\n"
        f"code = main(['--ledger', {str(demo_folder)!r}, '--smoke'])\n"
        "heavy = [name for name in ('matplotlib', 'openpyxl', 'alembic', 'typst', 'numpy', 'pypdfium2', "
        "'python_calamine') if name in sys.modules]\n"
        "print('HEAVY', heavy)\n"
        "raise SystemExit(code)\n"
    )
    environment = dict(os.environ, RECTLEDGER_HOME=str(tmp_path), QT_QPA_PLATFORM="offscreen", PYTHONUTF8="1")
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "HEAVY []" in done.stdout
    assert "frame" in done.stdout


# --- charts


@pytest.fixture
def charts(app: Any) -> Any:
    app.window.resize(1366, 768)
    page = app.window.open_page("charts")
    assert app.jobs.wait_idle(60)
    page._draw()
    assert app.jobs.wait_idle(60)
    return page


def test_a_bar_of_the_drawn_chart_opens_as_many_rows_as_its_tip_says(
    app: Any, charts: Any, opened: list[tuple[ProblemQuery, str]], qtbot: Any
) -> None:
    assert charts.canvas.rendering is not None
    bar = charts.canvas.rendering.bars[0]
    charts.chart_scroll.ensureVisible(charts.canvas.bar_point(0).x(), charts.canvas.bar_point(0).y())
    qtbot.mouseClick(charts.canvas, Qt.MouseButton.LeftButton, pos=charts.canvas.bar_point(0))
    query, title = opened[-1]
    assert count(app.context.ledger, query) == bar.value
    assert title == f"{bar.category} · {bar.series}"


@pytest.mark.parametrize("chart_id", ["progress-by-city", "by-category", "deadlines-by-month"])
def test_each_chart_is_drawn_with_its_numbers_beside_it(app: Any, charts: Any, chart_id: str) -> None:
    charts.show_chart(chart_id)
    assert app.jobs.wait_idle(60)
    assert charts.spec.id == chart_id
    assert charts.canvas.rendering.spec is charts.spec
    assert charts.numbers.lines.rowCount() == len(charts.spec.categories)


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_a_chart_is_saved_as_the_kind_of_file_chosen(
    app: Any, charts: Any, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / f"图表{ending}"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args, **_more: target)
    charts.save()
    assert app.jobs.wait_idle(60)
    head = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[ending]
    assert target.read_bytes().startswith(head)


def test_a_chart_is_copied_as_a_picture_and_as_a_table(app: Any, charts: Any) -> None:
    charts.copy_picture()
    assert app.jobs.wait_idle(60)
    assert QGuiApplication.clipboard().image().width() > 500
    charts.copy_table()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[1:] == [*(one.name for one in charts.spec.series), "合计"]
    assert len(lines) == 1 + len(charts.spec.categories)


def test_an_empty_ledger_says_what_charts_are_for(start_app: Any, empty_folder: Path) -> None:
    app = start_app(empty_folder)
    page = app.window.open_page("charts")
    assert app.jobs.wait_idle(60)
    assert page.empty.isVisible()
    assert not page.save_button.isEnabled()


# --- history


def test_a_step_shows_what_it_changed_and_can_be_undone_there(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = app.context.ledger
    first = problem_ids(ledger, ProblemQuery())[0]
    app.context.bus.broadcast(edit_cells(ledger, [CellEdit(first, "remarks", "改成这样")]))
    history = app.window.open_page("history")
    assert app.jobs.wait_idle(20)
    step = history.steps.table.current_line()
    assert step.kind == "edit"
    change = history.steps.changes.lines.line(0)
    assert (change.title, change.new) == ("备注", "改成这样")
    monkeypatch.setattr(confirm, "ask", lambda *_args, **_more: True)
    history.steps.undo_button.click()
    assert app.jobs.wait_idle(20)
    assert count(ledger, ProblemQuery(where="remarks = 改成这样")) == 0
    assert history.steps.table.lines.line(0).kind == "undo"
    assert history.steps.table.lines.line(1).undone_by_id is not None


def test_the_problems_of_a_step_open_in_the_ledger(app: Any, opened: list[tuple[ProblemQuery, str]]) -> None:
    history = app.window.open_page("history")
    assert app.jobs.wait_idle(20)
    step = history.steps.table.current_line()
    history.steps.rows_button.click()
    assert app.jobs.wait_idle(20)
    query, title = opened[-1]
    assert title == step.title
    assert count(app.context.ledger, query) > 0


def test_the_list_of_steps_keeps_to_the_rules_of_qt(qtbot: Any, chinese_app: Any) -> None:
    model = ShortListModel((ListColumn("甲", str, STRETCH), ListColumn("乙", lambda line: line * 2, 80, right=True)))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.set_lines(["a", "b"])
    model.append_lines(["c"])
    model.append_lines([])
    model.set_lines([])
    model.set_lines(["z"])
    assert model.data(model.index(0, 1)) == "zz"
    assert model.rowCount(model.index(0, 0)) == 0


# --- settings


def test_settings_are_kept_as_they_are_typed(app: Any) -> None:
    from models.settings import load_settings

    page = app.window.open_page("settings").widget("general")
    assert app.jobs.wait_idle(20)
    page.operator_edit.setText("王敏")
    page.unit_edit.setText("省生态环境厅")
    page.operator_edit.editingFinished.emit()
    assert (load_settings().operator, load_settings().unit) == ("王敏", "省生态环境厅")
    assert app.context.ledger.actor == "王敏"
    assert app.window.status_bar.operator_button.text() == "王敏"
    assert app.settings.operator == "王敏"
    page.operator_edit.setText("   ")
    page.operator_edit.editingFinished.emit()
    assert load_settings().operator == "王敏"


def test_the_days_that_count_as_near_are_a_rule_of_the_ledger(app: Any) -> None:
    page = app.window.open_page("settings").widget("general")
    assert app.jobs.wait_idle(20)
    before = count(app.context.ledger, ProblemQuery(marks=("near",)))
    box = page.rules.editors["near_due_days"]
    box.setValue(60)
    box.editingFinished.emit()
    assert app.jobs.wait_idle(20)
    assert count(app.context.ledger, ProblemQuery(marks=("near",))) > before
    stored = sqlite3.connect(app.context.ledger.path).execute(
        "SELECT value FROM rule_setting WHERE key = 'near_due_days'"
    )
    assert stored.fetchone() == ("60",)
    stored.connection.close()


def test_a_rule_with_a_choice_is_kept_when_it_is_chosen_and_says_what_it_became(app: Any) -> None:
    page = app.window.open_page("settings").widget("general")
    assert app.jobs.wait_idle(20)
    box = page.rules.editors["near_due_unit"]
    box.setCurrentIndex(box.findData("workdays"))
    box.activated.emit(box.currentIndex())
    assert app.jobs.wait_idle(20)
    assert "临近期限按什么天数算改为 工作日" in app.window.message_bar.text_label.text()
    stored = sqlite3.connect(app.context.ledger.path).execute(
        "SELECT value FROM rule_setting WHERE key = 'near_due_unit'"
    )
    assert stored.fetchone() == ('"workdays"',)
    stored.connection.close()


def test_a_backup_made_now_is_listed(app: Any) -> None:
    page = app.window.open_page("settings").widget("general")
    assert app.jobs.wait_idle(20)
    before = page.backups.lines.rowCount()
    app.commands.run("backup.now")
    assert app.jobs.wait_idle(20)
    assert page.backups.lines.rowCount() == before + 1
    assert page.backups.lines.data(page.backups.lines.index(0, 1)) == "手动备份"
    assert "今天" in app.window.status_bar.backup_button.text()


def test_the_appearance_chosen_stays(app: Any) -> None:
    from models.settings import load_settings

    app.commands.run("theme.dark")
    assert app.theme.dark
    assert load_settings().theme == "dark"
    assert app.window.actions_.qactions["theme.dark"].isChecked()
    app.commands.run("theme.system")
    assert load_settings().theme == "system"
