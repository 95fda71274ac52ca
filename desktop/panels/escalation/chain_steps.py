"""The steps of a ladder in a row of boxes: what was done, when, by which document, and how the answer stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.widgets.card import label, restyle
from desktop.widgets.chip import Chip
from desktop.widgets.elided_label import ElidedLabel


@dataclass(frozen=True)
class StepBox:
    """What a box says; ``key`` is the escalation it stands for, 0 where there is none."""

    key: int
    step_id: int
    name: str
    when: str
    document: str
    chip: str
    tone: str


class ChainSteps(QWidget):
    """``chosen(key, step id)`` on click, Enter or space; the arrow keys go from box to box."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.boxes: list[_Box] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)

    def show_boxes(self, boxes: Sequence[StepBox]) -> None:
        """Show other steps."""
        for one in self.boxes:
            self._row.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.boxes = []
        for number, one in enumerate(boxes):
            made = _Box(one, number)
            made.picked.connect(self._on_picked)
            made.stepped.connect(self._on_stepped)
            self.boxes.append(made)
            self._row.addWidget(made, 1)

    def mark(self, key: int) -> None:
        """Frame the box of an escalation."""
        for one in self.boxes:
            one.setProperty("chosen", bool(key) and one.view.key == key)
            restyle(one)

    def _on_picked(self, number: int) -> None:
        view = self.boxes[number].view
        self.chosen.emit(view.key, view.step_id)

    def _on_stepped(self, number: int, by: int) -> None:
        to = min(max(number + by, 0), len(self.boxes) - 1)
        self.boxes[to].setFocus(Qt.FocusReason.TabFocusReason)


class _Box(QFrame):
    picked = Signal(int)
    stepped = Signal(int, int)

    def __init__(self, view: StepBox, number: int) -> None:
        super().__init__()
        self.view = view
        self._number = number
        self.setProperty("role", "card")
        self.setProperty("clickable", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        told = [view.name, view.chip, view.when, view.document]
        self.setAccessibleName("，".join(part for part in told if part))
        self.setToolTip("\n".join(part for part in told if part))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 8, 7)
        layout.setSpacing(2)
        layout.addWidget(label(view.name, "title"))
        line = ElidedLabel()
        line.setProperty("role", "small")
        line.setText(view.when or view.document or " ")
        layout.addWidget(line)
        layout.addWidget(Chip(view.chip, view.tone), 0, Qt.AlignmentFlag.AlignLeft)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self._number)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self._number)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(self._number, -1 if key == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)
