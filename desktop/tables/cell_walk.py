"""Moving through a big table by keys as in Excel: one cell, a page, the edge of a block, with Shift a range."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QObject, QPersistentModelIndex

from desktop.tables.columns import TableColumn

if TYPE_CHECKING:
    from desktop.tables.two_halves import TwoHalvesView

_Flag = QItemSelectionModel.SelectionFlag
BlankIds = Callable[[TableColumn, Callable[[AbstractSet[int]], None]], None]
"""Asked for a column; calls back with the ids whose cell in it is blank."""
_NEAR = 2_000
"""So many rows are looked at one by one, as far as they are loaded, before anybody is asked."""


class CellWalk(QObject):
    """Goes from the current cell; the cell where a range began stays its corner."""

    def __init__(self, view: TwoHalvesView) -> None:
        super().__init__(view)
        self._view = view
        self._anchor = QPersistentModelIndex()
        self._extending = False
        self.blank_ids: BlankIds | None = None
        """Set by whoever can ask the ledger; without it only loaded rows are known to have blanks."""

    def note_current(self, current: QModelIndex, dragging: bool) -> None:
        """The current cell changed; unless a range is being extended, by keys or the mouse, ranges begin there."""
        if not self._extending and not (dragging and self._anchor.isValid()):
            self._anchor = QPersistentModelIndex(current)

    def to(self, row: int, column: int, extend: bool = False) -> None:
        """Make a cell current, or with ``extend`` the other corner of the range; brings it into view."""
        view = self._view
        model = view.table
        if not 0 <= row < model.rowCount():
            return
        index = model.index(row, min(max(column, 0), model.columnCount() - 1))
        if extend and self._anchor.isValid():
            start = model.index(self._anchor.row(), self._anchor.column())
            self._extending = True
            view.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
            view.selectionModel().select(QItemSelection(start, index), _Flag.ClearAndSelect)
            self._extending = False
        else:
            view.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)
        view.scrollTo(index)

    def step(self, rows: int, columns: int, extend: bool = False) -> None:
        """So many cells down and right, as far as the table goes."""
        current = self._view.currentIndex()
        if not current.isValid():
            self.to(0, 1)
            return
        model = self._view.table
        row = min(max(current.row() + rows, 0), model.rowCount() - 1)
        self.to(row, min(max(current.column() + columns, 0), model.columnCount() - 1), extend)

    def page(self, direction: int, extend: bool = False) -> None:
        """A screenful up or down."""
        first, last = self._view.visible_rows()
        self.step(direction * max(last - first - 1, 1), 0, extend)

    def row_end(self, last: bool, extend: bool = False) -> None:
        """To the first cell of the row after its number, or to the last."""
        current = self._view.currentIndex()
        if current.isValid():
            self.to(current.row(), self._view.table.columnCount() - 1 if last else 1, extend)

    def corner(self, last: bool, extend: bool = False) -> None:
        """To the first or the last cell of the whole list."""
        model = self._view.table
        if last:
            self.to(model.rowCount() - 1, model.columnCount() - 1, extend)
        else:
            self.to(0, 1, extend)

    # ---- the edge of a block -----------------------------------------------------------------------------------

    def edge(self, rows: int, columns: int, extend: bool = False) -> None:
        """Excel's Ctrl and an arrow: to the last filled cell before a blank one, or over blanks to the next filled."""
        current = self._view.currentIndex()
        if not current.isValid():
            return
        row, column = current.row(), current.column()
        if columns:
            filled = [bool(self._view.table.text_at(row, place)) for place in range(self._view.table.columnCount())]
            self.to(row, _edge(column, columns, len(filled), filled.__getitem__), extend)
            return
        near = self._edge_near(row, column, rows)
        if near is not None or self.blank_ids is None:
            self.to(near if near is not None else self._end(rows), column, extend)
            return

        def told(blanks: AbstractSet[int]) -> None:
            if self._view.currentIndex() == current:
                self.to(self._edge_by(blanks, row, rows), column, extend)

        self.blank_ids(self._view.table.columns[column], told)

    def _end(self, direction: int) -> int:
        return self._view.table.rowCount() - 1 if direction > 0 else 0

    def _edge_near(self, row: int, column: int, direction: int) -> int | None:
        """The edge among loaded rows; None when it lies further away."""
        model, end = self._view.table, self._end(direction)
        last = row + direction * _NEAR
        last = min(last, end) if direction > 0 else max(last, end)
        for place in range(row, last + direction, direction):
            if not model.is_loaded(place):
                last = place - direction
                break
        length = abs(last - row) + 1
        at = _edge(0, 1, length, lambda step: bool(model.text_at(row + direction * step, column)))
        found = row + direction * at
        return found if found != last or last == end else None

    def _edge_by(self, blanks: AbstractSet[int], row: int, direction: int) -> int:
        ids, end = self._view.table.ids, self._end(direction)
        if not blanks:
            return end
        return row + direction * _edge(0, 1, abs(end - row) + 1, lambda step: ids[row + direction * step] not in blanks)


def _edge(at: int, step: int, length: int, filled: Callable[[int], bool]) -> int:
    """Where a jump from ``at`` ends among ``length`` cells."""
    last = length - 1 if step > 0 else 0
    if at == last:
        return at
    place = at + step
    if filled(at) and filled(place):
        while place != last and filled(place + step):
            place += step
        return place
    while place != last and not filled(place):
        place += step
    return place
