"""Rows of the visit table in groups with subtotals, by mouse and menu, and in a workbook."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu

from desktop.panels.visits.visit_columns import DEFAULT_COLUMNS
from models.queries.visits import VisitQuery, visit_ids

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def place_of(page: Any, key: str) -> int:
    return page.table.chosen_keys.index(key)


def put_on(page: Any, row: int, key: str) -> None:
    page.table.view.go_to_row(row, place_of(page, key))
    page.table.view.setFocus()


def choose(page: Any, qtbot: Any, title: str) -> None:
    """Click the button 分组 and take a line of its menu."""
    qtbot.mouseClick(page.bar.group_button, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(one for one in menu.actions() if one.text() == title).trigger()
    menu.close()


def test_the_button_groups_by_round_with_visits_and_those_with_problems(page: Any, qtbot: Any, settle: Any) -> None:
    QAbstractItemModelTester(page.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    choose(page, qtbot, "轮次")
    settle()
    tree = page.table.model.tree
    assert [line.path for line in tree.lines[:3]] == [("第 1 轮",), ("第 2 轮",), ("第 3 轮",)]
    assert sum(line.count for line in tree.lines) == 900
    assert sum(line.figures[1].number for line in tree.lines) == 300
    first = tree.lines[0]
    assert first.text == f"第 1 轮 · {first.count} 家次 · 有问题 {first.figures[1].number}"
    assert page.bar.group_button.text().strip() == "按轮次"
    assert page.table.footer.text().startswith("900 次检查")
    choose(page, qtbot, "不分组")
    settle()
    assert list(page.table.model.ids) == list(visit_ids(page.context.ledger, VisitQuery()))


def test_every_offered_field_groups_all_visits(page: Any, settle: Any) -> None:
    for keys in (("city", "county"), ("team",), ("visited_on",), ("found_problem",), ("campaign", "round"), ("town",)):
        page.table.shape.set_grouping(keys)
        settle()
        tree = page.table.model.tree
        assert sum(line.count for line in tree.lines if line.level == len(keys) - 1) == 900, keys
    page.table.shape.set_grouping(("visited_on",))
    settle()
    assert page.table.model.tree.lines[0].path[0].endswith("月")


def test_a_click_folds_a_group_and_its_line_stands_for_its_rows(page: Any, qtbot: Any, settle: Any) -> None:
    page.table.shape.set_grouping(("found_problem",))
    settle()
    view, model = page.table.view, page.table.model
    assert [line.path[0] for line in model.tree.lines] == ["无", "有问题"]
    qtbot.mouseClick(view.frozen.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 15))
    assert model.rowCount() == 302
    assert len(page.table.selected()) == 600
    assert page.table.current_id() is None
    page.table.shape.fold_all(True)
    assert model.rowCount() == 2
    kept = int(model.tree.ids[-1])
    assert page.table.go_to(kept)
    assert page.table.current_id() == kept


def test_an_edit_that_moves_a_row_to_another_group_counts_both_again(page: Any, settle: Any) -> None:
    page.table.shape.set_grouping(("found_problem",))
    settle()
    key = int(page.table.model.tree.ids[0])
    page.table.writer.write_one(key, "found_problem", True)
    settle()
    assert [line.count for line in page.table.model.tree.lines] == [599, 301]


def test_an_export_has_the_rows_as_the_groups_stand(
    app: Any, page: Any, settle: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "检查.xlsx"
    monkeypatch.setattr("desktop.dialogs.file_prompts.ask_save_file", lambda *_args, **_more: path)
    page.table.set_columns(list(DEFAULT_COLUMNS))
    page.table.shape.set_grouping(("found_problem",))
    settle()
    app.commands.run("ledger.export")
    settle()
    rows = list(load_workbook(path, read_only=True).worksheets[0].iter_rows(min_row=2, values_only=True))
    place = 6  # city and county have a column each
    values = [row[place] for row in rows]
    assert len(values) == 900 and values == sorted(values, key=lambda one: str(one) != "否")
