"""A sentence above the page that does not stop anyone, with an action and a close button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.widgets.card import label, restyle


class MessageBar(QFrame):
    """Shows one message at a time; ``shown`` when it comes, ``closed`` when it goes.

    Tones: blue note, green done, amber warning, red error.
    """

    shown = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action: Callable[[], None] | None = None
        self._second_action: Callable[[], None] | None = None
        self.text_label = label("", wrap=True)
        self.text_label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.text_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.action_button = QPushButton()
        self.action_button.setProperty("role", "link")
        self.action_button.clicked.connect(self._on_action)
        self.second_button = QPushButton()
        self.second_button.setProperty("role", "link")
        self.second_button.clicked.connect(self._on_second_action)
        self.close_button = QPushButton("✕")
        self.close_button.setProperty("role", "link")
        self.close_button.setToolTip("关闭")
        self.close_button.setAccessibleName("关闭")
        self.close_button.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 10, 6)
        layout.setSpacing(12)
        layout.addWidget(self.text_label, 1)
        layout.addWidget(self.action_button)
        layout.addWidget(self.second_button)
        layout.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    @property
    def tone(self) -> str:
        """The tone shown."""
        return str(self.property("message") or "")

    @property
    def offers_action(self) -> bool:
        """Whether something can be done about what is said."""
        return self._action is not None or self._second_action is not None

    def show_message(
        self,
        text: str,
        tone: str = "blue",
        action_text: str = "",
        action: Callable[[], None] | None = None,
        seconds: float = 0.0,
        second: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Show ``text``; with ``seconds`` it leaves by itself; ``second`` is another thing to do, words first."""
        self._action = action
        self._second_action = second[1] if second is not None else None
        self.second_button.setText(second[0] if second is not None else "")
        self.second_button.setVisible(second is not None)
        self.text_label.setText(text)
        self.action_button.setText(action_text)
        self.action_button.setVisible(bool(action_text))
        self.setProperty("message", tone)
        restyle(self)
        restyle(self.text_label)
        self.show()
        self.shown.emit()
        self._timer.stop()
        if seconds:
            self._timer.start(round(seconds * 1000))

    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self._action = self._second_action = None
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _on_action(self) -> None:
        action = self._action
        self.dismiss()
        if action is not None:
            action()

    def _on_second_action(self) -> None:
        action = self._second_action
        self.dismiss()
        if action is not None:
            action()
