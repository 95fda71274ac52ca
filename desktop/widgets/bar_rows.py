"""Horizontal stacked bars, painted: name at the left, bar, numbers at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.widgets.chart_parts import ChartColours, PieceChart, rectangle_piece

ROW = 24
THICK = 14


@dataclass(frozen=True)
class BarPart:
    """One stretch of a bar."""

    value: float
    colour: QColor
    tip: str
    key: Any


@dataclass(frozen=True)
class BarRow:
    """One bar; ``key`` belongs to its name and the text at its end."""

    name: str
    parts: tuple[BarPart, ...]
    end: str
    tip: str = ""
    key: Any = None


class BarRows(PieceChart):
    """Shows as many rows as fit; ``rest`` makes the last line say how many are left out, opening ``rest_key``."""

    def __init__(self, colours: ChartColours, parent: QWidget | None = None) -> None:
        super().__init__(colours, parent)
        self._rows: tuple[BarRow, ...] = ()
        self._rest = "还有 {} 项"
        self._rest_key: Any = None
        self.setMinimumHeight(ROW * 3)

    def set_rows(self, rows: tuple[BarRow, ...], rest: str = "还有 {} 项", rest_key: Any = None) -> None:
        """Show these bars; ``rest`` has a place for the number left out."""
        self._rows, self._rest, self._rest_key = rows, rest, rest_key
        self.current = -1
        self._lay_out()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, ROW * max(3, len(self._rows)))

    @override
    def resizeEvent(self, event: Any) -> None:
        self._lay_out()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        name_width, bar_left, scale = self._measures()
        for position, row in enumerate(self._rows[: self._shown()]):
            top = position * ROW
            painter.setPen(self.colours.text)
            name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, name_width)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, top, name_width, ROW), right, name)
            x = bar_left
            painter.setPen(Qt.PenStyle.NoPen)
            for part in row.parts:
                painter.setBrush(part.colour)
                painter.drawRect(QRectF(x, top + (ROW - THICK) / 2, part.value * scale, THICK))
                x += part.value * scale
            painter.setPen(self.colours.secondary)
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(x + 8, top, self.width() - x - 8, ROW), left, row.end)
        left_out = len(self._rows) - self._shown()
        if left_out:
            painter.setPen(self.colours.focus if self._rest_key is not None else self.colours.secondary)
            area = QRectF(bar_left, self._shown() * ROW, self.width() - bar_left, ROW)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self._rest.format(left_out))
        self.paint_focus(painter)

    def _shown(self) -> int:
        room = max(1, self.height() // ROW)
        return len(self._rows) if len(self._rows) <= room else room - 1

    def _measures(self) -> tuple[int, float, float]:
        """Width of the names, where bars begin, and points per unit."""
        metrics = self.fontMetrics()
        shown = self._rows[: self._shown()]
        names = max((metrics.horizontalAdvance(row.name) for row in shown), default=0)
        name_width = min(names + 2, max(60, self.width() // 3))
        ends = max((metrics.horizontalAdvance(row.end) for row in shown), default=0)
        bar_left = name_width + 8.0
        longest = max((sum(part.value for part in row.parts) for row in shown), default=0) or 1
        return name_width, bar_left, max(10.0, self.width() - bar_left - ends - 12) / longest

    def _lay_out(self) -> None:
        name_width, bar_left, scale = self._measures()
        self.pieces = []
        for position, row in enumerate(self._rows[: self._shown()]):
            top, x = position * ROW, bar_left
            if row.key is not None:
                self.pieces.append(rectangle_piece(QRectF(0, top, name_width, ROW), row.tip or row.name, row.key))
            for part in row.parts:
                width = part.value * scale
                if width > 0:
                    area = QRectF(x, top + (ROW - THICK) / 2, width, THICK)
                    self.pieces.append(rectangle_piece(area, part.tip, part.key))
                x += width
        left_out = len(self._rows) - self._shown()
        if left_out and self._rest_key is not None:
            area = QRectF(bar_left, self._shown() * ROW, self.width() - bar_left, ROW)
            self.pieces.append(rectangle_piece(area, self._rest.format(left_out), self._rest_key))
