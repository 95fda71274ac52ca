"""The steps of one job in a row: done, present, and to come."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.widgets.card import restyle
from desktop.widgets.elided_label import ElidedLabel


class StepsBar(QWidget):
    """``1 选择文件  2 识别表头 …`` with a note at the right; a step already done can be clicked (``step_clicked``)."""

    step_clicked = Signal(int)

    def __init__(self, titles: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = titles
        self._buttons: list[QPushButton] = []
        self._can_go_back = True
        self.current = 0
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        for index in range(len(titles)):
            button = QPushButton()
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, step=index: self.step_clicked.emit(step))
            self._buttons.append(button)
            layout.addWidget(button)
        self.note_label = ElidedLabel()
        self.note_label.setProperty("role", "secondary")
        self.note_label.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout.addSpacing(10)
        layout.addWidget(self.note_label, 1)
        self.set_current(0)

    def set_current(self, step: int) -> None:
        """Make ``step`` (from 0) the present one."""
        self.current = step
        for index, button in enumerate(self._buttons):
            done = index < step
            button.setText(f"{'✓' if done else index + 1}   {self._titles[index]}")
            state = "done" if done else "present" if index == step else "later"
            button.setProperty("step", state)
            button.setEnabled(index == step or (done and self._can_go_back))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if done and self._can_go_back else Qt.FocusPolicy.NoFocus)
            restyle(button)

    def set_can_go_back(self, can: bool) -> None:
        """Whether steps already done can be clicked."""
        self._can_go_back = can
        self.set_current(self.current)

    def set_note(self, text: str) -> None:
        """What stands at the right, e.g. the file and how it was recognised."""
        self.note_label.setText(text)
