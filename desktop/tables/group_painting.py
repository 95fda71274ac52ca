"""Paints the group lines of a big table: one sentence over all columns, sums under their own."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygon

from desktop.tables.grouping import GroupLine
from desktop.theme.colours import Colours

ARROW_LEFT = 38
"""Where the arrow of the outermost line stands; the box that selects stands before it."""
INDENT = 20
_TEXT_GAP = 14
_PART_GAP = 14


class GroupPainter:
    """A line is painted a cell at a time, each showing its part of the one sentence, so nothing has to be spanned."""

    def __init__(self) -> None:
        self._bold: QFont | None = None
        self._bold_metrics: QFontMetrics

    def take_colours(self, colours: Colours) -> None:
        """Read the palette again after the appearance changed."""
        self._outer = QColor(colours.hover)
        self._ground, self._selection = QColor(colours.raised), QColor(colours.selection)
        self._text, self._quiet = QColor(colours.text), QColor(colours.text_secondary)
        self._line = QPen(QColor(colours.hairline))
        self._tones = {name: QColor(tone.text) for name, tone in colours.tones.items()}

    def paint_ground(self, painter: QPainter, rect: QRect, level: int, selected: bool) -> None:
        """The flat ground, a little stronger for the outermost groups, and the hairline below."""
        painter.fillRect(rect, self._selection if selected else self._ground if level else self._outer)
        painter.setPen(self._line)
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())

    def paint_sum(self, painter: QPainter, rect: QRect, text: str, font: QFont) -> None:
        """A sum under its column."""
        painter.setFont(self._bold_of(font))
        painter.setPen(self._text)
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(font)

    def paint_sentence(
        self, painter: QPainter, rect: QRect, origin: int, line: GroupLine, is_open: bool, font: QFont
    ) -> None:
        """The part of the sentence that falls into ``rect``; it begins at ``origin`` in the viewport."""
        painter.save()
        painter.setClipRect(rect.adjusted(0, 0, 0, -1), Qt.ClipOperation.IntersectClip)
        x = origin + ARROW_LEFT + line.level * INDENT
        self._paint_arrow(painter, QPoint(x, rect.center().y()), is_open)
        x += _TEXT_GAP
        bold = self._bold_of(font)
        x = self._paint_words(painter, rect, x, line.path[-1], bold, self._bold_metrics, self._text)
        metrics = QFontMetrics(font)
        for one in line.figures:
            x = self._paint_words(painter, rect, x, one.words, font, metrics, self._tones.get(one.tone, self._quiet))
        painter.restore()

    @staticmethod
    def _paint_words(
        painter: QPainter, rect: QRect, x: int, words: str, font: QFont, metrics: QFontMetrics, colour: QColor
    ) -> int:
        width = metrics.horizontalAdvance(words)
        if x <= rect.right() and x + width >= rect.left():
            painter.setFont(font)
            painter.setPen(colour)
            box = QRect(x, rect.top(), width + 2, rect.height() - 1)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        return x + width + _PART_GAP

    def _paint_arrow(self, painter: QPainter, middle: QPoint, is_open: bool) -> None:
        x, y = middle.x() + 4, middle.y()
        down, right = [(x - 5, y - 2), (x + 5, y - 2), (x, y + 4)], [(x - 3, y - 5), (x - 3, y + 5), (x + 3, y)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._quiet)
        painter.drawPolygon(QPolygon([QPoint(*corner) for corner in (down if is_open else right)]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _bold_of(self, font: QFont) -> QFont:
        if self._bold is None:
            self._bold = QFont(font)
            self._bold.setBold(True)
            self._bold_metrics = QFontMetrics(self._bold)
        return self._bold
