"""What the colours and marks of the year mean, in one line above it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.widgets.card import label
from desktop.widgets.chip import Chip

MEANINGS = (("休", "red", "节假日"), ("班", "blue", "调休上班"))


class Legend(QWidget):
    """``changed`` adds the frame of days that are not as the ledger has them."""

    def __init__(self, *, changed: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for mark, tone, words in MEANINGS:
            row.addWidget(Chip(mark, tone))
            row.addWidget(label(words, "secondary"))
            row.addSpacing(8)
        row.addWidget(label("灰色数字是周末", "secondary"))
        if changed:
            row.addSpacing(8)
            row.addWidget(label("黄框：与台账现在的不同", "secondary"))
        row.addStretch(1)
