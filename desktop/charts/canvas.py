"""Shows a drawn chart: tips over its bars, a click opens the rows behind one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.charts.rendering import Rendering
from desktop.widgets.chart_parts import ChartColours, PieceChart, rectangle_piece


class ChartCanvas(PieceChart):
    """``opened(key)`` with the row filter of the bar."""

    def __init__(self, colours: ChartColours, parent: QWidget | None = None) -> None:
        super().__init__(colours, parent)
        self.rendering: Rendering | None = None

    def show_rendering(self, rendering: Rendering | None) -> None:
        """Show another picture; None clears."""
        self.rendering = rendering
        self.pieces = []
        self.current = -1
        if rendering is not None:
            size = rendering.image.deviceIndependentSize()
            self.setMinimumHeight(round(size.height()))
            unit = rendering.spec.unit
            for bar in rendering.bars:
                area = QRectF(
                    bar.left * size.width(),
                    (1 - bar.bottom - bar.height) * size.height(),
                    bar.width * size.width(),
                    bar.height * size.height(),
                )
                tip = f"{bar.category} · {bar.series}：{bar.value:,.0f} {unit}"
                key: Any = None if bar.key is None else (bar.key, f"{bar.category} · {bar.series}")
                self.pieces.append(rectangle_piece(area, tip, key))
            self.setAccessibleName(rendering.spec.title)
        else:
            self.setMinimumHeight(0)
        self.update()

    def bar_point(self, index: int) -> QPoint:
        """The middle of a bar on the screen."""
        return self.pieces[index].outline.center().toPoint()

    @override
    def sizeHint(self) -> QSize:
        if self.rendering is None:
            return QSize(400, 300)
        return self.rendering.image.deviceIndependentSize().toSize()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.rendering is None:
            return
        painter = QPainter(self)
        painter.drawImage(QPoint(0, 0), self.rendering.image)
        if 0 <= self.hovered < len(self.pieces):
            painter.setPen(self.colours.text)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.pieces[self.hovered].outline.adjusted(-0.5, -0.5, 0.5, 0.5))
        self.paint_focus(painter)
