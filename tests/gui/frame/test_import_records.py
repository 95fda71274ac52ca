"""导入记录 in a real window: counts open rows then and now, held rows are settled, undo is previewed, papers made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from desktop.dialogs import confirm, file_prompts
from desktop.dialogs.decide_vanished import DecideVanishedDialog
from desktop.dialogs.settle_held import SettleHeldDialog
from models.importing import ImportOptions, run_import
from models.operations import CellEdit, edit_cells
from models.queries.filtering import ProblemQuery
from models.queries.problems import count, problem_ids
from models.store import Ledger

LISTS = Path(__file__).resolve().parents[2] / "samples" / "lists"
FIRST = LISTS / "01_强化督查交办清单_第一版.xlsx"
SECOND = LISTS / "02_强化督查交办清单_更新稿.xlsx"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The second edition with a row that names nothing."""
    book = openpyxl.load_workbook(SECOND)
    sheet = book.worksheets[0]
    sheet.cell(9, 5).value = sheet.cell(9, 7).value = None
    path = tmp_path / "有错的更新稿.xlsx"
    book.save(path)
    return path


@pytest.fixture
def records(start_app: Any, empty_folder: Path, faulty: Path) -> Any:
    """The page with two batches: the first edition, and the faulty second one declared complete."""
    with Ledger.open(empty_folder, actor="王敏") as ledger:
        run_import(ledger, [FIRST], ImportOptions(campaign="强化督查"))
        run_import(ledger, [faulty], ImportOptions(campaign="强化督查", scope="complete"))
    app = start_app(empty_folder)
    app.window.resize(1366, 768)
    page = app.window.open_page("history", tab="batches")
    assert app.jobs.wait_idle(10)
    page.app = app
    return page


def accept(monkeypatch: pytest.MonkeyPatch, kind: type[QDialog], fill: Any) -> None:
    def run(dialog: Any) -> int:
        fill(dialog)
        assert dialog.ok_button.isEnabled(), dialog.hint.text()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(kind, "exec", run)


def test_every_count_of_a_batch_opens_its_rows_as_of_then_and_now(records: Any) -> None:
    ledger = records.context.ledger
    key = next(iter(problem_ids(ledger, ProblemQuery(batch=(1, "new")))))
    edit_cells(ledger, [CellEdit(key, "address", "改过的地址")])
    batches = records.batches
    batches.show_batch(1)
    assert batches.row_buttons["new"].text() == "新增 55"
    batches.row_buttons["new"].click()
    assert records.app.jobs.wait_idle(10)
    dialog = batches.rows_dialog
    assert len(dialog.table.lines.lines()) == 55
    dialog.changed_box.setChecked(True)
    line = next(one for one in dialog.table.lines.lines() if one.problem_id == key)
    title, then, now = next(change for change in line.changes if change[2] == "改过的地址")
    assert (title, then != now) == ("详细地址", True)
    dialog.table.selectRow(dialog.table.lines.lines().index(line))
    assert dialog.changes.lines.rowCount() == len(line.changes)
    dialog.changed_box.setChecked(False)
    dialog.ledger_button.click()
    assert records.app.jobs.wait_idle(10)
    assert len(records.app.window.current_page().table.found.ids) == 55


def test_a_held_row_is_settled_as_a_new_problem_and_the_batch_waits_no_more_for_it(
    records: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = records.batches
    batches.show_batch(2)
    assert records.app.jobs.wait_idle(10)
    waiting = batches.table.current_line().waiting
    assert waiting >= 1
    row = next(at for at, one in enumerate(batches.attention.rows) if one.outcome == "refused")
    batches.attention.table.selectRow(row)
    assert batches.settle_button.isVisible()
    before = count(records.context.ledger, ProblemQuery())

    def fill(dialog: SettleHeldDialog) -> None:
        dialog.new_radio.setChecked(True)
        assert not dialog.ok_button.isEnabled(), "nothing names the row yet"
        dialog.site_edit.setText("永年新认领铸造厂")

    accept(monkeypatch, SettleHeldDialog, fill)
    batches.settle_button.click()
    assert records.app.jobs.wait_idle(20)
    assert count(records.context.ledger, ProblemQuery()) == before + 1
    lines = {one.id: one for one in batches.table.lines.lines()}
    assert lines[2].waiting == waiting - 1
    assert lines[3].continues == 2


def test_undo_shows_first_what_goes_and_what_stays(records: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = records.context.ledger
    key = next(iter(problem_ids(ledger, ProblemQuery(batch=(2, "new")))))
    edit_cells(ledger, [CellEdit(key, "remarks", "人工补充")])
    asked: list[str] = []

    def ask(_parent: Any, _title: str, text: str, _yes: str, detail: str = "", **_more: Any) -> bool:
        asked.append(f"{text}\n{detail}")
        return True

    monkeypatch.setattr(confirm, "ask_destructive", ask)
    records.batches.show_batch(2)
    records.batches.undo_button.click()
    assert records.app.jobs.wait_idle(20)
    assert "撤销第 2 批" in asked[0]
    assert "保留 1 条" in asked[0]
    assert "导入之后有人改过" in asked[0]
    assert records.app.jobs.wait_idle(20)
    assert records.batches.table.lines.lines()[0].undoes == 2


def test_the_receipt_and_the_correction_workbook_are_made_from_the_page(
    records: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.batches.show_batch(2)
    target = tmp_path / "更正.xlsx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args: target)
    records.batches.correction_button.click()
    assert records.app.jobs.wait_idle(30)
    book = openpyxl.load_workbook(target)
    assert any(str(cell.value).startswith("原第9行") for cell in book.worksheets[0]["A"])
    records.batches.receipt_button.click()
    assert records.app.jobs.wait_idle(60)
    preview = next(child for child in records.window().findChildren(QDialog) if hasattr(child, "pdf"))
    assert preview.pdf.startswith(b"%PDF")
    assert preview.pages.count == 1
    preview.close()
    assert records.app.jobs.wait_idle(10)


def test_vanished_problems_wait_until_a_person_gives_the_outcome_and_its_basis(
    records: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.tabs.setCurrentIndex(2)
    view = records.vanished
    lines = view.table.lines.lines()
    assert len(lines) > 1
    assert all(line.batch_id == 2 for line in lines)
    view.table.selectAll()
    assert view.decide_button.text() == f"核实 {len(lines)} 条…"
    said: list[bool] = []

    def fill(dialog: DecideVanishedDialog) -> None:
        said.append(dialog.ok_button.isEnabled())
        dialog.outcome_box.setCurrentIndex(dialog.outcome_box.findData("划转"))
        dialog.basis_edit.setText("环办执法函〔2019〕12号")
        said.append(dialog.ok_button.isEnabled())
        dialog.detail_edit.setText("山西省")

    accept(monkeypatch, DecideVanishedDialog, fill)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert records.app.jobs.wait_idle(20)
    assert said == [False, False], "the document and the place have to be named"
    assert view.table.lines.lines() == []
    assert view.stack.currentIndex() == 1
    records.app.window.message_bar.action_button.click()
    assert records.app.jobs.wait_idle(20)
    assert len(view.table.lines.lines()) == len(lines)
