"""The columns that stay at the left: a second narrow view on the same model and selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView
from typing_extensions import override

from desktop.tables.cell_delegate import CHECK_WIDTH, ROW_HEIGHT
from desktop.tables.header import LedgerHeader

if TYPE_CHECKING:
    from desktop.tables.table_view import LedgerTableView

_Flag = QItemSelectionModel.SelectionFlag
_LEAST_SCROLLED = 160
"""So many pixels are always left for the columns that scroll."""


class FrozenColumns(QTableView):
    """Its first column works like Excel's row header: a click selects the row, Shift extends, Ctrl or the box at the
    left adds. The others are cells like those that scroll; editors open here, keys go to the main view."""

    def __init__(self, main: LedgerTableView, header: LedgerHeader) -> None:
        super().__init__(main)
        self._main = main
        self._anchor = 0
        self._dragging_rows = False
        self._dragging_cells = False
        self.setHorizontalHeader(header)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # the main view has the keys: the cell in hand is painted as such on both sides
        self.setFocusProxy(main)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(main.editTriggers())
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_asked)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        vertical.setMinimumSectionSize(ROW_HEIGHT)

    def width_needed(self, count: int, room: int) -> int:
        """Pixels for the first ``count`` columns; the columns that scroll always keep some of ``room``."""
        whole = sum(self.columnWidth(place) for place in range(count))
        return min(whole, max(room - _LEAST_SCROLLED, self.columnWidth(0) if count else 0))

    # ---- mouse -------------------------------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            self._on_other_press(index, event)
            return
        self._main.setFocus(Qt.FocusReason.MouseFocusReason)
        on_box = index.column() == 0 and event.position().x() < CHECK_WIDTH - 4
        if self._main.table.group_at(index.row()) is not None and not on_box:
            self._main.press_group(index)
        elif index.column():
            self._press_cell(index, event)
        else:
            self._press_row(index.row(), on_box, event)

    def _on_other_press(self, index: QModelIndex, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton and index.isValid():
            if not self.selectionModel().isSelected(index):
                self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)
        else:
            event.ignore()

    def _press_row(self, row: int, on_box: bool, event: QMouseEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._select(self._anchor, row, _Flag.ClearAndSelect)
            return
        self._anchor = row
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or on_box:
            self._select(row, row, _Flag.Toggle)
            self._go(row)
            return
        self._select(row, row, _Flag.ClearAndSelect)
        self._go(row)
        self._dragging_rows = True

    def _press_cell(self, index: QModelIndex, event: QMouseEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._main.walk.to(index.row(), index.column(), extend=True)
            return
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self.selectionModel().setCurrentIndex(index, _Flag.Toggle if adds else _Flag.ClearAndSelect)
        self._dragging_cells = not adds

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        row = self.rowAt(point.y())
        if row < 0:
            return
        if self._dragging_rows:
            self._select(self._anchor, row, _Flag.ClearAndSelect)
        elif self._dragging_cells:
            column = self.columnAt(point.x()) if point.x() < self.width() else self._column_beside(point)
            if column >= 0:
                self._main.walk.to(row, column, extend=True)

    def _column_beside(self, point: QPoint) -> int:
        """The column of the main view under a point that the mouse was dragged to."""
        return self._main.columnAt(self._main.viewport().mapFromGlobal(self.viewport().mapToGlobal(point)).x())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging_rows = self._dragging_cells = False

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._main.table.group_at(index.row()) is None:
            if index.column():
                self._main.explain(index)
                self.edit(index, QAbstractItemView.EditTrigger.DoubleClicked, event)
            else:
                self.mousePressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._main.wheelEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        paint_ground(self, event)
        super().paintEvent(event)

    def _on_menu_asked(self, point: QPoint) -> None:
        """The menu of the rows is the main view's; its points are those of the main viewport."""
        self._main.customContextMenuRequested.emit(
            self._main.viewport().mapFromGlobal(self.viewport().mapToGlobal(point))
        )

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
