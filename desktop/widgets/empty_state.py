"""What an empty place says: what belongs here, and the first thing to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.widgets.card import label

WIDEST, NARROWEST = 460, 220


class EmptyState(QWidget):
    """A centred heading, a sentence and up to a few buttons; the first is the main one."""

    def __init__(
        self,
        heading: str,
        sentence: str = "",
        actions: tuple[tuple[str, Callable[[], None]], ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.hide()
        self.heading_label = label(heading, "heading")
        self.sentence_label = label(sentence, "secondary", wrap=True)
        self.buttons: list[QPushButton] = []
        row = self._row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        for words, action in actions:
            button = QPushButton(words)
            button.clicked.connect(lambda _=False, run=action: run())
            if not self.buttons:
                button.setProperty("role", "primary")
            self.buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        layout = self._column = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(2)
        layout.addWidget(self.picture)
        for part in (self.heading_label, self.sentence_label):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        self._fit_sentence()
        layout.addSpacing(6)
        layout.addLayout(row)
        layout.addStretch(3)

    def set_picture(self, picture: QPixmap) -> None:
        """A small drawing above the heading."""
        self.picture.setPixmap(picture)
        self.picture.show()

    def set_text(self, heading: str, sentence: str) -> None:
        """Say something else."""
        self.heading_label.setText(heading)
        self.sentence_label.setText(sentence)
        self._fit_sentence()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_sentence()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_sentence()

    @override
    def minimumSizeHint(self) -> QSize:
        """The sentence is broken where it is narrow, so that an empty place never asks for more than a full one."""
        hint, margins = super().minimumSizeHint(), self._column.contentsMargins()
        fixed = max(NARROWEST, self.heading_label.minimumSizeHint().width(), self._row.minimumSize().width())
        return QSize(min(hint.width(), fixed + margins.left() + margins.right()), hint.height())

    def _fit_sentence(self) -> None:
        """A wrapped label in the middle of a layout must be told its size."""
        part, margins = self.sentence_label, self._column.contentsMargins()
        part.ensurePolished()
        room = max(NARROWEST, self.width() - margins.left() - margins.right())
        width = min(WIDEST, room, part.fontMetrics().horizontalAdvance(part.text()) + 8)
        part.setFixedSize(width, part.heightForWidth(width))
