"""What is on screen goes to Excel: filter, order and columns as seen, written by a child, with a way to open it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from desktop.dialogs import confirm, file_prompts


def test_the_workbook_has_the_rows_and_columns_of_the_screen(
    app: Any, page: Any, tmp_path: Path, monkeypatch: Any, messages: list[Any]
) -> None:
    target = tmp_path / "导出.xlsx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args, **_kwargs: target)
    page.table.set_columns(["ledger_number", "place", "site_name", "deadline", "status"])
    page.export()
    assert app.jobs.wait_idle(60)
    sheet = openpyxl.load_workbook(target).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("台账编号", "市", "县（市、区）", "点位（企业）名称", "整改期限", "状态")
    assert len(rows) - 1 == page.table.model.rowCount()
    assert [row[0] for row in rows[1:]] == [page.table.model.text_at(row, 0) for row in range(len(rows) - 1)]
    assert messages[-1].tone == "green" and messages[-1].action_text == "打开文件"


def test_only_the_selected_rows_when_asked_so(app: Any, everything: Any, tmp_path: Path, monkeypatch: Any) -> None:
    target = tmp_path / "选中.xlsx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args, **_kwargs: target)
    monkeypatch.setattr(confirm, "choose", lambda *_args, **_kwargs: "selected")
    view = everything.table.view
    view.go_to_row(0, 1)
    view.selectionModel().select(everything.table.model.index(4, 1), view.selectionModel().SelectionFlag.Select)
    everything.export()
    assert app.jobs.wait_idle(60)
    sheet = openpyxl.load_workbook(target).active
    assert sheet.max_row == 3


def test_an_empty_list_is_not_exported(app: Any, page: Any, messages: list[Any]) -> None:
    page.filter_bar.due_chosen.emit("none")
    page.filter_bar.scope_chosen.emit("overdue")
    page.filter_bar.due_chosen.emit("none")
    app.jobs.wait_idle()
    assert page.table.model.rowCount() == 0
    page.export()
    page.print_preview()
    assert [one.tone for one in messages[-2:]] == ["amber", "amber"]
