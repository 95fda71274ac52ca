"""A small line of percentages from the earliest to the latest, with the last one as a dot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

_MARGIN = 5


class Trend(QWidget):
    """``colours()`` gives line and ground in the present appearance; the words say the same as the line."""

    def __init__(self, colours: Callable[[], tuple[QColor, QColor]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self.values: tuple[float, ...] = ()
        self.setFixedHeight(34)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, values: Sequence[float]) -> None:
        """Percentages, earliest first; fewer than two make no line."""
        self.values = tuple(values)
        self.setVisible(len(self.values) > 1)
        words = " → ".join(f"{value:g} %" for value in self.values)
        self.setAccessibleName(f"完成进度的变化：{words}")
        self.setToolTip(words)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(120, 34)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if len(self.values) < 2:
            return
        line, ground = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN
        for level in (0, 100):
            y = _MARGIN + height * (1 - level / 100)
            painter.setPen(QPen(ground, 1))
            painter.drawLine(QPointF(_MARGIN, y), QPointF(_MARGIN + width, y))
        step = width / (len(self.values) - 1)
        points = [
            QPointF(_MARGIN + step * number, _MARGIN + height * (1 - min(max(value, 0), 100) / 100))
            for number, value in enumerate(self.values)
        ]
        painter.setPen(QPen(line, 2))
        painter.drawPolyline(points)
        painter.setBrush(line)
        painter.drawEllipse(points[-1], 3, 3)
