"""The number column that stays at the left: a second narrow view on the same model and selection."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView
from typing_extensions import override

from desktop.tables.cell_delegate import CHECK_WIDTH, ROW_HEIGHT
from desktop.tables.header import LedgerHeader

_Flag = QItemSelectionModel.SelectionFlag


class FrozenColumn(QTableView):
    """Works like Excel's row header: a click selects the row, Shift extends, Ctrl or the box at the left adds."""

    def __init__(self, main: QTableView, header: LedgerHeader) -> None:
        super().__init__(main)
        self._main = main
        self._anchor = 0
        self._dragging = False
        self.setHorizontalHeader(header)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        vertical.setMinimumSectionSize(ROW_HEIGHT)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.rowAt(event.position().toPoint().y())
        if row < 0 or event.button() == Qt.MouseButton.RightButton:
            event.ignore()
            return
        self._main.setFocus(Qt.FocusReason.MouseFocusReason)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if shift:
            self._select(self._anchor, row, _Flag.ClearAndSelect)
            return
        self._anchor = row
        if adds or event.position().x() < CHECK_WIDTH - 4:
            self._select(row, row, _Flag.Toggle)
            self._go(row)
            return
        self._select(row, row, _Flag.ClearAndSelect)
        self._go(row)
        self._dragging = True

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self.rowAt(event.position().toPoint().y())
        if self._dragging and row >= 0:
            self._select(self._anchor, row, _Flag.ClearAndSelect)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._main.wheelEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        paint_ground(self, event)
        super().paintEvent(event)

    def _go(self, row: int) -> None:
        column = max(self._main.currentIndex().column(), 1)
        self._main.selectionModel().setCurrentIndex(self.model().index(row, column), _Flag.NoUpdate)

    def _select(self, first: int, last: int, how: QItemSelectionModel.SelectionFlag) -> None:
        model = self.model()
        top, bottom = min(first, last), max(first, last)
        area = QItemSelection(model.index(top, 0), model.index(bottom, model.columnCount(QModelIndex()) - 1))
        self._main.selectionModel().select(area, how)


def paint_ground(view: QTableView, event: QPaintEvent) -> None:
    """Fill what cells do not cover. A viewport that says it is opaque is scrolled by moving what is painted already."""
    painter = QPainter(view.viewport())
    painter.fillRect(event.rect(), view.palette().base())
    painter.end()
