"""A card with one number that opens the rows behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.widgets.card import label, restyle
from desktop.widgets.elided_label import ElidedLabel


class KeyFigure(QFrame):
    """Name above, number in its tone, a note below; ``clicked`` by mouse, Enter or space when ``clickable``."""

    clicked = Signal()

    def __init__(self, name: str, tone: str = "", clickable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.name_label = label(name, "secondary")
        self.figure_label = label("—", "figure", tone)
        self.note_label = ElidedLabel()
        self.note_label.setProperty("role", "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 12, 10)
        layout.setSpacing(2)
        for part in (self.name_label, self.figure_label, self.note_label):
            layout.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(120)
        self.set_clickable(clickable)

    def set_clickable(self, clickable: bool) -> None:
        """Whether it opens something."""
        self.setProperty("clickable", "true" if clickable else "false")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if clickable else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)
        restyle(self)

    def set(self, figure: str, note: str = "", tone: str | None = None) -> None:
        """Show a number, already formatted, with its note."""
        self.figure_label.setText(figure)
        self.note_label.setText(note)
        self.setAccessibleName(f"{self.name_label.text()} {figure} {note}")
        if tone is not None and self.figure_label.property("tone") != tone:
            self.figure_label.setProperty("tone", tone)
            restyle(self.figure_label)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._click()
        super().mouseReleaseEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._click()
        else:
            super().keyPressEvent(event)

    def _click(self) -> None:
        if self.property("clickable") == "true":
            self.clicked.emit()
