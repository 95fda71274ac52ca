"""What is being done, how far it is, and a way to stop it, on one line."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from desktop.widgets.card import label


class ProgressStrip(QWidget):
    """``cancel_clicked`` asks to stop; the owner says what happens."""

    cancel_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.text_label = label("", "secondary")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(140)
        self.cancel_button = QPushButton("取消")
        self.cancel_button.setProperty("role", "link")
        self.cancel_button.clicked.connect(self.cancel_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.text_label, self.bar, self.cancel_button):
            layout.addWidget(part)

    def set(self, text: str, fraction: float | None, cancelling: bool = False) -> None:
        """Show progress; ``fraction`` None runs the bar to and fro."""
        self.text_label.setText("正在取消…" if cancelling else text)
        self.text_label.setToolTip(text)
        if fraction is None:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(fraction * 1000))
        self.cancel_button.setEnabled(not cancelling)
