"""A table over made-up rows, in a real view."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.tables.columns import TableColumn
from desktop.tables.paged_model import PagedTableModel
from desktop.tables.table_view import LedgerTableView
from desktop.theme.fonts import body_font
from desktop.theme.theme import Theme

ROOT = Path(__file__).resolve().parents[3]


class MadeUpRows:
    """``load`` makes rows from their ids; ``stored`` overrides single cells."""

    def __init__(self) -> None:
        self.stored: dict[tuple[int, str], Any] = {}
        self.loads = 0

    def load(self, ids: Sequence[int], fields: tuple[str, ...]) -> dict[int, tuple[Any, ...]]:
        self.loads += 1
        return {key: tuple(self.stored.get((key, field), f"{field}{key}") for field in fields) for key in ids}


def made_up_columns() -> tuple[TableColumn, ...]:
    number = TableColumn("number", "编号", ("number",), str, 120, look="number", sorts="number", filters="number")
    name = TableColumn("name", "名称", ("name",), str, 200, edits="name", editor="text", sorts="name", filters="name")
    note = TableColumn("note", "说明", ("note",), str, 300, edits="note", editor="long", sorts="note")
    status = TableColumn("status", "状态", ("status",), str, 120, look="chip", edits="status", editor="choice")
    day = TableColumn("day", "日期", ("day",), str, 110, "right", edits="day", editor="date")
    return (number, name, note, status, day)


@pytest.fixture(scope="session")
def theme(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Theme:
    qapp.setFont(body_font(ROOT / "resources" / "fonts"))
    return Theme(qapp, ROOT / "resources" / "icons", tmp_path_factory.mktemp("theme"), "light")


@pytest.fixture
def rows() -> MadeUpRows:
    return MadeUpRows()


@pytest.fixture
def view(qtbot: Any, theme: Theme, rows: MadeUpRows) -> Iterator[LedgerTableView]:
    model = PagedTableModel(rows, made_up_columns())
    model.set_ids(array("q", range(1, 2001)))
    made = LedgerTableView(
        model,
        theme,
        tone_of=lambda status: "blue",
        choices_of=lambda field: ["整改中", "已销号"] if field == "status" else [],
        check=lambda field, value: "这不是日期。" if field == "day" and "x" in str(value) else "",
    )
    made.set_widths({})
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    qtbot.waitExposed(made)
    yield made
