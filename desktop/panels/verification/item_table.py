"""The checks of a plan as a table of any length: asked in SQL, filled in cell by cell or by the keys of the results."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.panels.verification.item_columns import (
    DEFAULT_COLUMNS,
    ENTERED,
    NUMBER_KEY,
    ItemRows,
    fitted,
    item_columns,
)
from desktop.tables.paged_model import PagedTableModel
from desktop.tables.selection import selected_ids
from desktop.tables.table_view import LedgerTableView
from desktop.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.progress import Progress
    from models.queries.verification import ResultLine
    from models.queries.verification_items import ItemQuery

_AT: list[str] = list(DEFAULT_COLUMNS)
_KEYS = {int(Qt.Key.Key_1) + place: place for place in range(9)}


class ItemView(LedgerTableView):
    """1 to 9 stand for the results in their order, except in a cell whose words are typed."""

    result_pressed = Signal(int)
    """Place of the result, from 0."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = _KEYS.get(int(event.key()))
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if place is not None and plain and self.state() != QAbstractItemView.State.EditingState and self._free():
            self.result_pressed.emit(place)
            event.accept()
            return
        super().keyPressEvent(event)

    def _free(self) -> bool:
        column = self.table.columns[self.currentIndex().column()] if self.currentIndex().isValid() else None
        return column is not None and (column.edits is None or column.key == "result")


class ItemTable(QWidget):
    """``ask`` shows what a query finds. Signals: ``found(count)``, ``edited(id, column, value)``, ``result_pressed``,
    ``opened(problem id)``, ``cleared`` where the filters shall go, ``selection(count)``, ``menu_asked(global point)``.
    """

    found = Signal(int)
    edited = Signal(int, str, object)
    result_pressed = Signal(int)
    sorted_by = Signal(str, bool)
    cleared = Signal()
    selection = Signal(int)
    menu_asked = Signal(QPoint)
    refused = Signal(str)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._context = context
        self._tones: dict[str, str] = {}
        self._names: list[str] = []
        self._job: Job | None = None
        self.query: ItemQuery | None = None
        columns = item_columns()
        self.model = PagedTableModel(ItemRows(context.ledger), [columns[key] for key in DEFAULT_COLUMNS], self)
        self.model.set_editable(not context.ledger.read_only)
        self.view = ItemView(self.model, context.theme, self.tone_of, self.choices_of, self._check, self)
        self.view.setAccessibleName("核查清单")
        self.view.frozen.setAccessibleName("核查清单的台账编号")
        for corner in self.view.findChildren(QAbstractButton):
            corner.setAccessibleName("全选")
        nothing = EmptyState(
            "没有符合条件的问题", "放宽筛选条件，或者清除筛选查看全部。", (("清除筛选", self.cleared.emit),)
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self._connect()

    def _connect(self) -> None:
        self.model.edit_wanted.connect(self.edited)
        self.view.result_pressed.connect(self.result_pressed)
        self.view.resized.connect(self.fit)
        self.view.selection_counted.connect(self.selection)
        self.view.delegate.refused.connect(lambda sentence, _cell, _text: self.refused.emit(sentence))
        self.view.customContextMenuRequested.connect(
            lambda point: self.menu_asked.emit(self.view.viewport().mapToGlobal(point))
        )
        for header in (self.view.header, self.view.frozen_header):
            header.sort_clicked.connect(self._on_sort)

    # ---- asking ----------------------------------------------------------------------------------------------

    def ask(self, query: ItemQuery, keep: int | None = None) -> None:
        """Show the rows of a query; ``keep`` is the check that shall be in hand afterwards."""
        self.query = query
        if self._job is not None and not self._job.done:
            self._job.cancel()
        ledger = self._context.ledger
        key, descending = query.sort[0]
        for header in (self.view.header, self.view.frozen_header):
            header.set_sort("place_words" if key == "city" else key, descending)

        def work(progress: Progress) -> array[int]:
            from models.queries.verification_items import item_ids

            return item_ids(ledger, query, progress)

        self._job = self._context.jobs.read(
            "查询核查清单", work, lambda ids: self._show(ids, keep), None, lambda: None, owner=self, quiet=True
        )

    def _show(self, ids: array[int], keep: int | None) -> None:
        current = self.view.currentIndex()
        kept = keep if keep is not None else self.current_id()
        column = current.column() if current.isValid() else _AT.index("result")
        self.model.refresh_ids(None)
        self.model.set_ids(ids)
        self.stack.setCurrentIndex(0 if len(ids) else 1)
        self.fit()
        if len(ids):
            row = self.model.row_of(kept) if kept is not None else -1
            self.view.go_to_row(max(row, 0), column)
        self.found.emit(len(ids))

    def refresh_rows(self, ids: Sequence[int] | None = None) -> None:
        """Read the cells again; the list stays as it is, so that a row does not vanish under the fingers."""
        self.model.refresh_ids(ids)

    def _on_sort(self, section: int) -> None:
        key = self.model.columns[section].sorts
        if key is None or self.query is None:
            return
        now, descending = self.query.sort[0]
        self.sorted_by.emit(key, now == key and not descending)

    # ---- rows ------------------------------------------------------------------------------------------------

    def current_id(self) -> int | None:
        """The check in hand."""
        index = self.view.currentIndex()
        return self.model.id_at(index.row()) if index.isValid() and index.row() < self.model.rowCount() else None

    def selected(self) -> array[int]:
        """The selected checks; the one in hand where nothing is selected."""
        found = selected_ids(self.view.selectionModel(), self.model.ids)
        current = self.current_id()
        return found or (array("q", [current]) if current is not None else found)

    def cell(self, row: int, key: str) -> Any:
        """The value of a column of a row."""
        cells = self.model.cells_at(row, _AT.index(key))
        return cells[0] if cells else None

    def next_row(self) -> None:
        """Go on to the row below."""
        row = self.view.currentIndex().row() + 1
        if 0 < row < self.model.rowCount():
            self.view.go_to_row(row, self.view.currentIndex().column())

    # ---- what cells are like ---------------------------------------------------------------------------------

    def set_results(self, lines: Sequence[ResultLine], tones: dict[str, str]) -> None:
        """The results of the plan at hand, and the tones of results and states."""
        self._names = [one.name for one in lines]
        self._tones = tones
        self.view.viewport().update()

    def tone_of(self, text: str) -> str:
        """The tone of a chip."""
        return self._tones.get(text, "grey")

    def choices_of(self, field: str) -> list[str]:
        """The words of the drop-down."""
        return self._names if field == "result" else []

    def _check(self, field: str, value: Any) -> str:
        from models.errors import UserError
        from models.operations.verification import clean_values

        if field not in ENTERED:
            return ""
        try:
            clean_values({field: value})
        except UserError as error:
            return str(error)
        return ""

    def fit(self) -> None:
        """Fill the room with the columns that are filled in."""
        self.view.set_widths(fitted(self.model.columns, self.view.room()))


__all__ = ["NUMBER_KEY", "ItemTable", "ItemView"]
