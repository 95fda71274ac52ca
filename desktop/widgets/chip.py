"""A word on a tint: state by word and colour, never by colour alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.widgets.card import restyle


class Chip(QLabel):
    """``tone`` is grey, blue, amber, red, purple or green."""

    def __init__(self, text: str = "", tone: str = "grey", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("chip", tone)

    @property
    def tone(self) -> str:
        """The tone shown."""
        return str(self.property("chip"))

    def set(self, text: str, tone: str) -> None:
        """Show another word in another tone."""
        self.setText(text)
        if tone != self.tone:
            self.setProperty("chip", tone)
            restyle(self)
