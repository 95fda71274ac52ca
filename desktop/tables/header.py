"""The header of a big table: sorts in SQL, opens the filter of a column, and never asks the selection about columns."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from desktop.tables.cell_delegate import CHECK_WIDTH, PAD
from desktop.tables.paged_model import PagedTableModel
from desktop.theme.theme import Theme

HEADER_HEIGHT = 32
_BUTTON_WIDTH = 20


class LedgerHeader(QHeaderView):
    """Click on the words sorts, click on the small arrow at the right opens the filter.

    Painting is done here in full: Qt's own asks the selection model whether a whole column is selected, which walks
    every row (40 s on 666,000 rows with everything selected).
    """

    sort_clicked = Signal(int)
    filter_clicked = Signal(int, QRect)
    """The column, and the rectangle of its header in global coordinates."""
    menu_asked = Signal(int, QPoint)
    all_clicked = Signal()
    """The box above the marks was clicked."""

    def __init__(self, model: PagedTableModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._table = model
        self._theme = theme
        self._sort: tuple[str, bool] = ("", False)
        self._filtered: AbstractSet[str] = frozenset()
        self._pressed_button = -1
        self._hovered = -1
        self.marked = False
        """Whether all rows are selected."""
        self.setFixedHeight(HEADER_HEIGHT)
        self.setMinimumSectionSize(48)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda point: self.menu_asked.emit(self.logicalIndexAt(point), self.mapToGlobal(point))
        )
        self.sectionClicked.connect(self._on_clicked)
        theme.changed.connect(self.take_colours)
        self.take_colours()

    def take_colours(self) -> None:
        """Read the palette again after the appearance changed."""
        colours = self._theme.colours
        self._ground = QColor(colours.raised)
        self._hover_ground = QColor(colours.hover)
        self._line = QPen(QColor(colours.hairline))
        self._words = QColor(colours.text_secondary)
        self._strong = QColor(colours.link)
        self._quiet = QColor(colours.text_faint)
        self._box = QPen(QColor(colours.text_disabled))
        self._accent = QColor(colours.accent)
        self._on_accent = QPen(QColor(colours.on_accent), 1.6)
        self.viewport().update()

    def set_sort(self, key: str, descending: bool) -> None:
        """Show the arrow at the column that sorts by ``key``."""
        self._sort = (key, descending)
        self.viewport().update()

    def set_filtered(self, keys: AbstractSet[str]) -> None:
        """Show which columns (keys) have a filter."""
        self._filtered = keys
        self.viewport().update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEADER_HEIGHT)

    @override
    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if section >= len(self._table.columns):
            return
        column = self._table.columns[section]
        hovered = section == self._hovered
        painter.fillRect(rect, self._hover_ground if hovered else self._ground)
        painter.setPen(self._line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        if column.look == "number":
            self._paint_box(painter, rect)
            inner.setLeft(rect.left() + CHECK_WIDTH)
        has_filter = column.key in self._filtered
        if column.filters is not None and (hovered or has_filter):
            self._paint_funnel(painter, self._button(rect), has_filter)
            inner.setRight(rect.right() - _BUTTON_WIDTH)
        elif column.filters is not None and hovered:
            inner.setRight(rect.right() - _BUTTON_WIDTH)
        sorted_here = column.sorts is not None and column.sorts == self._sort[0] and column.look != "remaining"
        if sorted_here:
            inner.setRight(inner.right() - 14)
        painter.setPen(self._strong if has_filter else self._words)
        align = Qt.AlignmentFlag.AlignRight if column.align == "right" else Qt.AlignmentFlag.AlignLeft
        text = self.fontMetrics().elidedText(column.title, Qt.TextElideMode.ElideRight, max(inner.width(), 0))
        painter.drawText(inner, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        if sorted_here:
            width = self.fontMetrics().horizontalAdvance(text)
            x = inner.right() + 9 if column.align == "right" else inner.left() + width + 9
            self._paint_arrow(painter, x, rect.center().y() + 2)

    def _paint_arrow(self, painter: QPainter, x: int, y: int) -> None:
        tip, base = (3, -3) if self._sort[1] else (-3, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(self._words))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.drawPolygon(QPolygon([QPoint(x - 5, y + base), QPoint(x + 5, y + base), QPoint(x, y + 2 * tip)]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_funnel(self, painter: QPainter, button: QRect, active: bool) -> None:
        x, y = button.center().x(), button.center().y()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(self._strong if active else self._quiet, 1.3))
        painter.setBrush(self._strong if active else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(
            QPolygon(
                [QPoint(x - 5, y - 4), QPoint(x + 5, y - 4), QPoint(x + 1, y + 1), QPoint(x + 1, y + 5),
                 QPoint(x - 1, y + 4), QPoint(x - 1, y + 1)]
            )
        )  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_box(self, painter: QPainter, rect: QRect) -> None:
        box = QRect(rect.left() + 11, rect.center().y() - 6, 12, 12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(self._accent) if self.marked else self._box)
        painter.setBrush(self._accent if self.marked else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        if self.marked:
            painter.setPen(self._on_accent)
            painter.drawLine(box.left() + 3, box.top() + 6, box.left() + 5, box.top() + 9)
            painter.drawLine(box.left() + 5, box.top() + 9, box.left() + 10, box.top() + 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # ---- mouse -----------------------------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        section = self.logicalIndexAt(point)
        if event.button() == Qt.MouseButton.LeftButton and section >= 0:
            if self._table.columns[section].look == "number" and point.x() - self._left(section) < CHECK_WIDTH - 4:
                self.all_clicked.emit()
                return
            if self._in_button(section, point):
                self._pressed_button = section
                return
        super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_button = self._pressed_button, -1
        if pressed >= 0:
            if self._in_button(pressed, event.position().toPoint()):
                self.ask_filter(pressed)
            return
        super().mouseReleaseEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hovered(self.logicalIndexAt(event.position().toPoint()))
        if self._pressed_button < 0:
            super().mouseMoveEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._set_hovered(-1)
        super().leaveEvent(event)

    def ask_filter(self, section: int) -> None:
        """Ask for the filter of a column, as its button does."""
        corner = self.mapToGlobal(QPoint(self._left(section), 0))
        self.filter_clicked.emit(section, QRect(corner, QSize(self.sectionSize(section), self.height())))

    def button_point(self, section: int) -> QPoint:
        """Where the filter button of a column can be clicked."""
        return self._button(QRect(self._left(section), 0, self.sectionSize(section), self.height())).center()

    def _on_clicked(self, section: int) -> None:
        if self._table.columns[section].sorts is not None:
            self.sort_clicked.emit(section)

    def _set_hovered(self, section: int) -> None:
        if section != self._hovered:
            self._hovered = section
            self.viewport().update()

    def _left(self, section: int) -> int:
        return self.sectionViewportPosition(section)

    def _button(self, rect: QRect) -> QRect:
        return QRect(rect.right() - _BUTTON_WIDTH - 1, rect.top(), _BUTTON_WIDTH, rect.height())

    def _in_button(self, section: int, point: QPoint) -> bool:
        if self._table.columns[section].filters is None:
            return False
        rect = QRect(self._left(section), 0, self.sectionSize(section), self.height())
        # the last pixels belong to the handle that resizes the column
        return self._button(rect).adjusted(0, 0, -3, 0).contains(point)
