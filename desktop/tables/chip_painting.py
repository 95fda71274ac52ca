"""Paints a word on a tint into a cell: the one look of chips in every table."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

CHIP_HEIGHT = 20
CHIP_PX = 12
_CENTRE = Qt.AlignmentFlag.AlignCenter.value
_NARROWEST_GLYPH = 4


class ChipPainter:
    """Keeps the small face of chips, made once from the face of the table."""

    def __init__(self) -> None:
        self._small: QFont | None = None
        self._metrics: QFontMetrics

    def paint(self, painter: QPainter, rect: QRect, text: str, font: QFont, words: QColor, ground: QColor) -> int:
        """A chip at the left of ``rect``, its middle on the middle of it; returns its width. ``font`` is put back."""
        if self._small is None:
            self._small = QFont(font)
            self._small.setPixelSize(CHIP_PX)
            self._metrics = QFontMetrics(self._small)
        width = min(self._metrics.horizontalAdvance(text) + 16, rect.width())
        chip = QRect(rect.left(), rect.center().y() - CHIP_HEIGHT // 2 + 1, width, CHIP_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(chip, CHIP_HEIGHT // 2, CHIP_HEIGHT // 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(self._small)
        painter.setPen(words)
        painter.drawText(chip, _CENTRE, shown_text(text, width - 8, self._metrics))
        painter.setFont(font)
        return width


def shown_text(text: str, width: int, metrics: QFontMetrics) -> str:
    """``text`` as far as it fits, cut before it is measured: laying out a long text only to elide it is what costs."""
    most = max(width, 0) // _NARROWEST_GLYPH + 2
    if len(text) > most:
        text = text[:most]
        return metrics.elidedText(text + "…", Qt.TextElideMode.ElideRight, width)
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
