"""The workbook tells of each row what the table tells: no days left where nothing is left to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt

from desktop.dialogs import file_prompts


@pytest.fixture
def chosen_path(tmp_path: Path, monkeypatch: Any) -> Path:
    path = tmp_path / "导出.xlsx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args, **_more: path)
    return path


@pytest.mark.parametrize("keys", [["ledger_number", "days_left", "status"], ["ledger_number", "days_left"]])
def test_days_left_are_exported_where_the_table_shows_them(
    app: Any, everything: Any, qtbot: Any, chosen_path: Path, keys: list[str]
) -> None:
    table = everything.table
    table.set_columns(keys)
    app.window.activateWindow()
    qtbot.keyClick(table.view, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert app.jobs.wait_idle()
    rows = list(openpyxl.load_workbook(chosen_path).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert len(rows) == table.model.rowCount() and len(rows[0]) == len(keys)
    shown = [table.model.text_at(row, 1) for row in range(len(rows))]
    assert {"—"} < set(shown)
    assert [row[1] is None for row in rows] == [text == "—" for text in shown]
    days = [int(text[2:-2]) * (-1 if text[0] == "超" else 1) for text in shown if text != "—"]
    assert [row[1] for row in rows if row[1] is not None] == days
