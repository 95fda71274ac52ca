"""自动换行: rows as tall as their text, measured only when they come into view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.tables.cell_delegate import ROW_HEIGHT

if TYPE_CHECKING:
    from desktop.tables.two_halves import TwoHalvesView

_PADDING = 10
_SETTLE_MS = 30


class RowHeights(QObject):
    """Switched on, fits the rows on screen after each scroll; rows never seen keep the usual height."""

    def __init__(self, view: TwoHalvesView) -> None:
        super().__init__(view)
        self._view = view
        self._fitting = False
        self._top = 0
        self._tall: set[int] = set()
        self.enabled = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self.fit)

    def set_enabled(self, enabled: bool) -> None:
        """Wrap, or go back to one line for each row."""
        if enabled != self.enabled:
            self.enabled = enabled
            self.start_again()

    def flatten(self) -> None:
        """Rows are about to move: none keeps a height that belongs to another."""
        rows = self._view.table.rowCount()
        for view in (self._view, self._view.frozen):
            for row in self._tall:
                if row < rows:
                    view.verticalHeader().resizeSection(row, ROW_HEIGHT)
            view.viewport().update()
        self._tall.clear()
        self._top = 0

    def start_again(self) -> None:
        """Columns or rows are others now: forget what was measured."""
        self.flatten()
        if self.enabled:
            self.fit()

    def later(self) -> None:
        """Measure again once things have settled."""
        if self.enabled:
            self._timer.start()

    def on_scrolled(self) -> None:
        """Other rows came into view."""
        if self.enabled and not self._fitting:
            self.fit()

    def fit(self) -> None:
        """Give the rows on screen their height; what was at the top before stays where it is."""
        view = self._view
        if not self.enabled or self._fitting or not view.table.rowCount() or not view.isVisible():
            return
        self._fitting = True
        bar = view.verticalScrollBar()
        first, last = view.visible_rows()
        before = self._top
        last = min(last, first + view.viewport().height() // ROW_HEIGHT + 1)
        grown, changed = 0, False
        for row in range(first, last + 1):
            height, old = self.height_of(row), view.rowHeight(row)
            if height != old:
                self._tall.add(row)
                changed = True
                for one in (view, view.frozen):
                    one.verticalHeader().resizeSection(row, height)
                if first <= row < before:
                    grown += height - old
        if changed:
            # the scroll bar learns of the new length only later by itself
            view.updateGeometries()
        if grown and before <= last:
            bar.setValue(bar.value() + grown)
        view.scroll_frozen()
        self._top = max(view.rowAt(0), 0)
        self._fitting = False

    def height_of(self, row: int) -> int:
        """Pixels for a row by its texts."""
        view = self._view
        if view.table.group_at(row) is not None:
            return ROW_HEIGHT
        font, metrics, most = view.font(), view.fontMetrics(), 1
        for place, column in enumerate(view.table.columns):
            if column.wraps:
                width = view.column_width(place)
                most = max(most, len(view.delegate.lines(view.table.text_at(row, place), width, metrics, font)))
        return max(ROW_HEIGHT, most * metrics.lineSpacing() + _PADDING)
