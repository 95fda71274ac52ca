"""Columns on two sides: those frozen at the left and those that scroll, with their widths and their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from desktop.tables.header import LedgerHeader
    from desktop.tables.two_halves import TwoHalvesView

_NARROWEST = 48


class ColumnHalves(QObject):
    """Hides each column on the other side and keeps the frozen view as wide as its columns."""

    def __init__(self, view: TwoHalvesView) -> None:
        super().__init__(view)
        self._view = view
        self._wanted = 1
        self._setting = False
        self._placing = False
        view.header.sectionResized.connect(self._on_resized)
        view.frozen_header.sectionResized.connect(self._on_frozen_resized)
        for header in (view.header, view.frozen_header):
            header.sectionMoved.connect(self._on_moved)

    @property
    def count(self) -> int:
        """How many columns are frozen: what was asked for, as far as one is left to scroll."""
        return max(min(self._wanted, len(self._view.table.columns) - 1), 1)

    def set_count(self, count: int) -> None:
        """Freeze so many columns."""
        widths = self._view.widths()
        self._wanted = max(count, 1)
        self.adopt_columns()
        self.set_widths(widths)

    def adopt_columns(self) -> None:
        """The model has other columns, or another number of them is frozen."""
        view, frozen = self._view, self.count
        self._setting = True  # a column that changes sides is not one whose width a person set
        for place in range(len(view.table.columns)):
            view.frozen.setColumnHidden(place, place >= frozen)
            view.setColumnHidden(place, place < frozen)
        self._setting = False
        self.place()
        view.viewport().update()

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Widths by key; the others take their own."""
        self._setting = True
        for place, column in enumerate(self._view.table.columns):
            side = self._view if place >= self.count else self._view.frozen
            side.setColumnWidth(place, max(_NARROWEST, int(widths.get(column.key, column.width))))
        self._setting = False
        self.place()
        self._view.heights.later()

    def place(self) -> None:
        """Put the frozen view where its columns belong."""
        if self._placing:
            return
        self._placing = True
        view = self._view
        count = self.count if view.table.columns else 0
        width = view.frozen.width_needed(count, view.width()) if count else 0
        if view.verticalHeader().width() != width:
            view.verticalHeader().setFixedWidth(width)
        if view.viewportMargins().left() != width and view.isVisible():
            view.updateGeometries()  # Qt does not do it again while it is at it, and the other half keeps its old room
        view.delegate.group_origin = -width
        view.frozen.setGeometry(0, 0, width, view.header.height() + view.viewport().height())
        self._placing = False

    def _on_resized(self, section: int, _old: int, new: int) -> None:
        if not self._setting and new and self.count <= section < len(self._view.table.columns):
            self._view.heights.later()
            self._view.width_dragged.emit(self._view.table.columns[section].key)

    def _on_frozen_resized(self, section: int, _old: int, new: int) -> None:
        if section < self.count and new and not self._setting:
            # said first: making room resizes the other side, and whoever fits columns must know this width by then
            self._view.width_dragged.emit(self._view.table.columns[section].key)
            self.place()
            self._view.heights.later()

    def _on_moved(self, _logical: int, _old: int, _new: int) -> None:
        QTimer.singleShot(0, self._settle_order)

    def _settle_order(self) -> None:
        """After a drag the model takes the order of the headers, so that places mean the same everywhere."""
        view, frozen = self._view, self.count
        left = [place for place in _order(view.frozen_header) if place < frozen]
        order = left + [place for place in _order(view.header) if place >= frozen]
        if order == sorted(order):
            return
        keys = [view.table.columns[place].key for place in order]
        for header in (view.header, view.frozen_header):
            header.blockSignals(True)
            for place in range(header.count()):
                header.moveSection(header.visualIndex(place), place)
            header.blockSignals(False)
        view.columns_reordered.emit(keys)


def _order(header: LedgerHeader) -> list[int]:
    return [header.logicalIndex(place) for place in range(header.count())]
