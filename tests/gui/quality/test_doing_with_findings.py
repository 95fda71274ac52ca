"""Findings driven by keys and mouse: fixed, let stand, taken up again, copied, exported, and the distance set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.dialogs import file_prompts
from models.queries.problems import ProblemQuery, count
from models.queries.quality_runs import exceptions


def test_a_bulk_fix_shows_what_it_would_write_and_is_one_undo(hands: Any, app: Any, page: Any, qtbot: Any) -> None:
    hands.choose(app, page, "coordinates_impossible")
    seen: list[Any] = []

    def press(dialog: Any) -> None:
        seen.append((dialog.heading.text(), dialog.table.lines.rowCount()))
        qtbot.keyClick(dialog.ok_button, Qt.Key.Key_Return)

    titles = hands.answer(press)
    qtbot.mouseClick(page.card.fix_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(titles), timeout=5_000)
    hands.settle(app)
    assert seen == [("“经纬度不可能或只有一半”有 2 条，其中 2 条可以处理：对调写反的经纬度。", 4)]
    assert count(app.context.ledger, ProblemQuery(finding="coordinates_impossible")) == 0
    assert all(line.key != "coordinates_impossible" for line in page.table.lines.lines())
    app.commands.run("edit.undo")
    hands.settle(app)
    assert count(app.context.ledger, ProblemQuery(finding="coordinates_impossible")) == 2


def test_a_fix_that_is_not_wanted_changes_nothing(hands: Any, app: Any, page: Any, qtbot: Any) -> None:
    hands.choose(app, page, "coordinates_impossible")
    titles = hands.answer(lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    qtbot.mouseClick(page.card.fix_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(titles), timeout=5_000)
    hands.settle(app)
    assert count(app.context.ledger, ProblemQuery(finding="coordinates_impossible")) == 2


def test_a_chosen_row_is_let_stand_with_a_reason_listed_and_taken_up_again(
    hands: Any, app: Any, page: Any, qtbot: Any
) -> None:
    hands.choose(app, page, "missing_unit")
    page.card.table.selectRow(0)
    chosen = page.card.selected_ids()

    def press(dialog: Any) -> None:
        assert not dialog.ok_button.isEnabled()
        dialog.reason_box.setCurrentText("经与原件核对属实")
        qtbot.keyClick(dialog.ok_button, Qt.Key.Key_Return)

    titles = hands.answer(press)
    qtbot.mouseClick(page.card.stand_button, Qt.MouseButton.LeftButton)
    assert titles == ["核对无误"]
    hands.settle(app)
    assert hands.line_of(page, "missing_unit").found == 2
    assert page.tabs.tabText(3) == "核对无误 1"
    page.tabs.setCurrentIndex(3)
    (stood,) = page.stood.table.lines.lines()
    assert (stood.problem_id, stood.reason) == (chosen[0], "经与原件核对属实")
    page.stood.table.selectRow(0)
    qtbot.mouseClick(page.stood.again_button, Qt.MouseButton.LeftButton)
    hands.settle(app)
    assert exceptions(app.context.ledger) == []
    page.tabs.setCurrentIndex(0)
    assert hands.line_of(page, "missing_unit").found == 3


def test_findings_are_copied_and_exported_by_city(
    hands: Any, app: Any, page: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.choose(app, page, "missing_unit")
    qtbot.mouseClick(page.card.copy_button, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().split("\r\n")
    assert len(lines) == 4
    assert lines[1].split("\t")[7:10] == ["没有责任单位", "严重", "责任单位 （空）"]
    target = tmp_path / "通报.xlsx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args, **_more: target)
    qtbot.mouseClick(page.card.export_button, Qt.MouseButton.LeftButton)
    hands.settle(app)
    sheet = openpyxl.load_workbook(target).active
    assert sheet["A1"].value == "体检发现通报：没有责任单位（3 条）"
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    hands.settle(app)
    titles = {row[7] for row in openpyxl.load_workbook(target).active.iter_rows(min_row=4, values_only=True)}
    assert {"没有责任单位", "经纬度不可能或只有一半", "联系电话打不通的样子"} <= titles


def test_the_distance_is_set_on_the_page_and_counts_at_once(hands: Any, app: Any, page: Any, qtbot: Any) -> None:
    page.tabs.setCurrentIndex(2)
    hands.choose(app, page, "far_from_county")
    assert page.card.distance.isVisible()
    assert page.card.distance.value() == 80
    before = hands.line_of(page, "far_from_county").found
    page.card.distance.setFocus()
    page.card.distance.selectAll()
    QTest.keyClicks(page.card.distance, "5")
    qtbot.keyClick(page.card.distance, Qt.Key.Key_Return)
    hands.settle(app)
    assert hands.line_of(page, "far_from_county").found > before
    assert page.table.current_line().key == "far_from_county"
