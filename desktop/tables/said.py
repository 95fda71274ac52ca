"""Why a typed value was not taken, said right at its cell."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

_WIDTH, _PAD = 340, 10
_WRAPPED = Qt.TextFlag.TextWordWrap.value | Qt.TextFlag.TextWrapAnywhere.value


class Said(QLabel):
    """A sentence below an editor, inside the table; it leaves with the editor."""

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor.parentWidget())
        self._editor = editor
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setStyleSheet("background: #b42318; color: #ffffff; padding: 4px 8px; border: none; border-radius: 4px;")
        editor.installEventFilter(self)
        editor.destroyed.connect(self.deleteLater)

    def say(self, sentence: str) -> None:
        """Show a sentence below the editor, or above it where there is no room."""
        self.setText(sentence)
        parent = self.parentWidget()
        room = parent.rect() if parent is not None else self._editor.rect()
        self.ensurePolished()
        width = min(max(self._editor.width(), _WIDTH), room.width())
        inner = self.fontMetrics().boundingRect(0, 0, width - 2 * _PAD, 1_000, _WRAPPED, sentence)
        height = inner.height() + _PAD
        beside = self._editor.geometry()
        top = beside.bottom() + 2
        if top + height > room.bottom():
            top = max(room.top(), beside.top() - height - 2)
        self.setGeometry(min(beside.left(), room.right() - width), top, width, height)
        self.raise_()
        self.show()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        typed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and bool(event.text().strip())
        if typed or event.type() in (QEvent.Type.Hide, QEvent.Type.Move):
            self.hide()
        return False
