"""Step five by hand: counts that open their rows, the receipt, and what to do with the rows that stayed out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.dialogs import file_prompts
from desktop.pages import import_list
from desktop.printing.preview import PreviewDialog


@pytest.fixture
def done(go: Any, first: Path, faulty: Path) -> Any:
    """The second edition, with faults, is in."""
    go(first, import_list.DONE)
    return go(faulty, import_list.DONE)


def test_the_receipt_is_seen_as_it_prints(done: Any, idle: Any, qtbot: Any) -> None:
    qtbot.mouseClick(done.done.receipt_button, Qt.MouseButton.LeftButton)
    idle()
    (preview,) = [one for one in done.window().findChildren(PreviewDialog) if one.isVisible()]
    assert "共 1 页" in "".join(part.text() for part in preview.findChildren(QLabel))
    preview.reject()


def test_the_correction_workbook_dropped_back_continues_the_batch(
    done: Any, idle: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "更正表.xlsx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args: target)
    qtbot.mouseClick(done.done.corrections_button, Qt.MouseButton.LeftButton)
    idle()
    book = openpyxl.load_workbook(target)
    assert any("错误" in str(row[0].value) for row in book.worksheets[0].iter_rows())
    done.start([target])
    idle()
    assert done.choose.found.lines[0].state == "更正表"


def test_a_batch_that_was_taken_back_asks_for_nothing_more(done: Any, idle: Any) -> None:
    assert done.done.corrections_button.isVisible()
    assert done.done.attention_card.isVisible()
    done.done.show_undone(done.report.batch)
    assert not done.done.corrections_button.isVisible()
    assert not done.done.attention_card.isVisible()
    assert "撤销" not in done.done.sentence.text()


def test_each_count_opens_its_rows(done: Any, idle: Any, qtbot: Any) -> None:
    links = [one for one in done.done.findChildren(QPushButton) if one.text() == "打开变更的问题"]
    qtbot.mouseClick(links[0], Qt.MouseButton.LeftButton)
    idle()
    page = done.app.window.current_page()
    assert page.page_id == "ledger"
    assert page.table.model.rowCount() == done.report.plan.changed


def test_our_own_export_goes_straight_to_the_differences_and_says_nothing_new(
    go: Any, idle: Any, first: Path, tmp_path: Path
) -> None:
    from models.exporting import export_in_child
    from models.queries.problems import ProblemQuery

    page = go(first, import_list.DONE)
    target = tmp_path / "台账.xlsx"
    from desktop.panels.problem_export import export_columns

    table = page.app.window.open_page("ledger").table
    idle()
    export_in_child(page.context.ledger, ProblemQuery(), export_columns(table), target, "")
    page.app.window.open_page("import")
    page.start([target])
    idle()
    assert page.steps.current == import_list.PLAN
    assert page.plan.figures["unchanged"].figure_label.text() == "55"
    assert page.next_button.text().startswith("没有要写入的")
