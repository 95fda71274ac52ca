"""A white surface with a hairline, and what stands on it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

CARD_MARGIN = 14


class Card(QFrame):
    """A card with an optional title line; put the content into ``body``."""

    def __init__(self, title: str = "", note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(CARD_MARGIN, CARD_MARGIN, CARD_MARGIN, CARD_MARGIN)
        self.body.setSpacing(8)
        self.heading = QHBoxLayout()
        self.heading.setSpacing(10)
        self.title_label = label(title, "title")
        self.note_label = label(note, "secondary")
        self.heading.addWidget(self.title_label)
        self.heading.addWidget(self.note_label)
        self.heading.addStretch(1)
        if title:
            self.body.addLayout(self.heading)


def label(text: str = "", role: str = "", tone: str = "", wrap: bool = False) -> QLabel:
    """A text label in a role of the stylesheet: title, heading, figure, secondary, faint, small."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    return made


def line() -> QFrame:
    """A hairline across a card."""
    made = QFrame()
    made.setProperty("role", "line")
    return made


def restyle(widget: QWidget) -> None:
    """Apply the stylesheet again after a property that it looks at has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
