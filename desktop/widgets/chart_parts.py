"""What the small painted charts share: their colours, and a piece that can be hovered, chosen and opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override


@dataclass(frozen=True)
class ChartColours:
    """Colours of the words and lines of a painted chart."""

    text: QColor
    secondary: QColor
    hover: QColor
    focus: QColor


@dataclass(frozen=True)
class Piece:
    """An area on the screen that stands for rows; ``key`` is given back when it is opened."""

    contains: Callable[[QPoint], bool]
    outline: QRectF
    tip: str
    key: Any


class PieceChart(QWidget):
    """A painted widget whose pieces show a tip and open by mouse, Enter or space; arrow keys move among them."""

    opened = Signal(object)

    def __init__(self, colours: ChartColours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colours = colours
        self.pieces: list[Piece] = []
        self.current = -1
        self.hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_colours(self, colours: ChartColours) -> None:
        """Draw in other colours."""
        self.colours = colours
        self.update()

    def piece_at(self, point: QPoint) -> int:
        """The index of the piece under ``point``, or -1."""
        return next((index for index, piece in enumerate(self.pieces) if piece.contains(point)), -1)

    def paint_focus(self, painter: QPainter) -> None:
        """Outline the piece chosen by keyboard."""
        if self.hasFocus() and 0 <= self.current < len(self.pieces):
            painter.setPen(self.colours.focus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.pieces[self.current].outline.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.piece_at(event.pos())
            if index >= 0:
                QToolTip.showText(event.globalPos(), self.pieces[index].tip, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self.piece_at(event.position().toPoint())
        if hovered != self.hovered:
            self.hovered = hovered
            opens = hovered >= 0 and self.pieces[hovered].key is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
            self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.hovered = -1
        self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._open(self.piece_at(event.position().toPoint()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward = (Qt.Key.Key_Down, Qt.Key.Key_Right)
        backward = (Qt.Key.Key_Up, Qt.Key.Key_Left)
        if event.key() in forward + backward and self.pieces:
            step = 1 if event.key() in forward else -1
            self.current = max(0, min(len(self.pieces) - 1, self.current + step))
            self.setAccessibleDescription(self.pieces[self.current].tip)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.current)
        else:
            super().keyPressEvent(event)

    def _open(self, index: int) -> None:
        if 0 <= index < len(self.pieces) and self.pieces[index].key is not None:
            self.opened.emit(self.pieces[index].key)


def rectangle_piece(area: QRectF, tip: str, key: Any) -> Piece:
    """A piece that is a rectangle."""
    return Piece(lambda point: area.contains(point.toPointF()), area, tip, key)


def path_piece(path: QPainterPath, tip: str, key: Any) -> Piece:
    """A piece of any shape."""
    return Piece(lambda point: path.contains(point.toPointF()), path.boundingRect(), tip, key)
