"""To the cell of the ledger table that a step touched, as soon as its rows are on screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.panels.problem_table import ProblemTable

if TYPE_CHECKING:
    from models.operations.change import Place


def show_place(table: ProblemTable, place: Place, told: Callable[[bool], None]) -> None:
    """Make the cell current; ``told`` hears whether its row is in the list as it is filtered now."""

    def look() -> None:
        # a column of a row behind the problem may be called like one of the problem itself
        told(go_to_cell(table, place.problem_id, place.field if place.entity == "problem" else ""))

    if table.asking:
        table.rows_shown.connect(look, Qt.ConnectionType.SingleShotConnection)
    else:
        look()


def go_to_cell(table: ProblemTable, problem_id: int | None, field: str) -> bool:
    """Make a cell current; a field without a column of its own leads to the row. False when the row is not shown."""
    row = table.model.row_of(problem_id) if problem_id is not None else -1
    if row < 0:
        return False
    shown = [place for place, one in enumerate(table.model.columns) if field in (one.edits, one.key)]
    inside = [place for place, one in enumerate(table.model.columns) if field in one.fields]
    table.view.go_to_row(row, (shown or inside or [-1])[0])
    table.focus_table()
    return True
