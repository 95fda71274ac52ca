"""Paints a line of a filter's popup: arrow, tick, value, and its count or 只看 at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop.tables.facet_model import COUNT_ROLE, LEVEL_ROLE, OPEN_ROLE
from desktop.theme.theme import Theme

LINE_HEIGHT = 26
ARROW_WIDTH, INDENT = 18, 16
ONLY, ONLY_WIDTH = "只看", 44
AnyIndex = QModelIndex | QPersistentModelIndex


class FacetDelegate(QStyledItemDelegate):
    """``indented`` leaves room for the arrows of years and months."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.indented = False

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(100, LINE_HEIGHT)

    def box_left(self, index: AnyIndex) -> int:
        """Where the tick of a line stands, from the left end of the line."""
        return 4 + (ARROW_WIDTH + INDENT * int(index.data(LEVEL_ROLE) or 0) if self.indented else 0)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        colours = self._theme.colours
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        if hovered or focused:
            painter.fillRect(rect, QColor(colours.hover))
        if focused:
            painter.setPen(QPen(QColor(colours.link)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        left = rect.left() + self.box_left(index)
        opened = index.data(OPEN_ROLE)
        if opened is not None:
            self._paint_arrow(painter, QPoint(left - 10, rect.center().y()), bool(opened))
        paint_tick(painter, QRect(left, rect.center().y() - 6, 13, 13), index.data(Qt.ItemDataRole.CheckStateRole),
                   self._theme)  # fmt: skip
        metrics = painter.fontMetrics()
        count = ONLY if hovered else f"{index.data(COUNT_ROLE):,}"
        width = metrics.horizontalAdvance(count)
        painter.setPen(QColor(colours.link if hovered else colours.text_faint))
        painter.drawText(rect.adjusted(0, 0, -8, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        painter.setPen(QColor(colours.text))
        inner = QRect(QPoint(left + 22, rect.top()), QPoint(rect.right() - width - 18, rect.bottom()))
        text = metrics.elidedText(str(index.data())[:80], Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_arrow(self, painter: QPainter, centre: QPoint, opened: bool) -> None:
        down = [QPoint(-4, -2), QPoint(4, -2), QPoint(0, 3)]
        right = [QPoint(-2, -4), QPoint(3, 0), QPoint(-2, 4)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.text_secondary))
        painter.drawPolygon(QPolygon([centre + point for point in (down if opened else right)]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_tick(painter: QPainter, box: QRect, ticked: Qt.CheckState | bool, theme: Theme) -> None:
    """A small box: empty, ticked, or with a bar where only a part of what is under it is ticked."""
    colours = theme.colours
    part = ticked == Qt.CheckState.PartiallyChecked
    filled = part or ticked is True or ticked == Qt.CheckState.Checked
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(colours.accent if filled else colours.text_disabled)))
    painter.setBrush(QColor(colours.accent) if filled else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)
    if filled:
        painter.setPen(QPen(QColor(colours.on_accent), 1.6))
        if part:
            painter.drawLine(box.left() + 3, box.center().y() + 1, box.right() - 3, box.center().y() + 1)
        else:
            painter.drawLine(box.left() + 3, box.top() + 6, box.left() + 5, box.top() + 9)
            painter.drawLine(box.left() + 5, box.top() + 9, box.left() + 10, box.top() + 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
