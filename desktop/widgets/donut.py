"""A ring of shares with its legend below, painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.widgets.chart_parts import ChartColours, PieceChart, path_piece, rectangle_piece

LINE = 24
RING = 0.36
"""Thickness of the ring as a part of its radius."""


@dataclass(frozen=True)
class Slice:
    """One share."""

    name: str
    value: float
    colour: QColor
    tip: str
    key: Any


class Donut(PieceChart):
    """Slices clockwise from the top; the legend's lines open the same rows."""

    def __init__(self, colours: ChartColours, parent: QWidget | None = None) -> None:
        super().__init__(colours, parent)
        self._slices: tuple[Slice, ...] = ()
        self._paths: list[QPainterPath] = []
        self._legend_top = 0.0

    def set_slices(self, slices: tuple[Slice, ...]) -> None:
        """Show these shares."""
        self._slices = slices
        self.current = -1
        self._lay_out()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(220, 190 + LINE * len(self._slices))

    @override
    def resizeEvent(self, event: Any) -> None:
        self._lay_out()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for one, path in zip(self._slices, self._paths, strict=True):
            painter.setBrush(one.colour)
            painter.drawPath(path)
        total = sum(one.value for one in self._slices) or 1
        metrics = self.fontMetrics()
        for position, one in enumerate(self._slices):
            top = self._legend_top + position * LINE
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(one.colour)
            painter.drawRoundedRect(QRectF(0, top + LINE / 2 - 5, 10, 10), 2, 2)
            share = f"{one.value / total:.0%}"
            room = self.width() - 18 - metrics.horizontalAdvance(share) - 12
            name = metrics.elidedText(one.name, Qt.TextElideMode.ElideRight, int(room))
            painter.setPen(self.colours.text)
            painter.drawText(QRectF(18, top, room, LINE), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(self.colours.secondary)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, top, self.width(), LINE), right, share)
        self.paint_focus(painter)

    def _lay_out(self) -> None:
        legend = LINE * len(self._slices)
        size = max(60.0, min(self.width() - 24.0, self.height() - legend - 20.0, 190.0))
        centre = QPointF(self.width() / 2, size / 2 + 6)
        self._legend_top = size + 24
        outer = QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size)
        inset = size / 2 * RING
        inner = outer.adjusted(inset, inset, -inset, -inset)
        total = sum(one.value for one in self._slices) or 1
        self._paths, self.pieces = [], []
        start = 90.0
        for one in self._slices:
            span = -360.0 * one.value / total
            path = QPainterPath()
            path.arcMoveTo(outer, start)
            path.arcTo(outer, start, span)
            path.arcTo(inner, start + span, -span)
            path.closeSubpath()
            start += span
            self._paths.append(path)
            self.pieces.append(path_piece(path, one.tip, one.key))
        for position, one in enumerate(self._slices):
            area = QRectF(0, self._legend_top + position * LINE, self.width(), LINE)
            self.pieces.append(rectangle_piece(area, one.tip, one.key))
