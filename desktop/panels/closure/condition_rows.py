"""The conditions of a standard, one line each: holds or not, who and what shows it, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.queries.closure_detail import ConditionLine

_ACTION_WIDTH = 84
_MARK_WIDTH = 18


class ConditionRow(QFrame):
    """``asked`` by click, Enter or its button; ``stepped(±1)`` by the arrow keys."""

    asked = Signal()
    stepped = Signal(int)

    def __init__(self, line: ConditionLine, *, writable: bool) -> None:
        super().__init__()
        self.line = line
        met = line.state.met
        self.setProperty("role", "record")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        said = "符合" if met else line.state.missing
        self.setAccessibleName(f"{line.state.condition.text}：{said}，{line.stand.chip}")
        mark = label("✓" if met else "✗", tone="green" if met else "red")
        mark.setFixedWidth(_MARK_WIDTH)
        text = label(line.state.condition.text, wrap=True)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.chip = Chip(line.stand.chip, line.stand.tone)
        tick = line.state.tick
        if tick is not None:
            self.chip.setToolTip(f"{tick.person} {tick.ticked_on} 确认" + (f"：{tick.remark}" if tick.remark else ""))
        words = "补充材料…" if line.state.missing == "缺材料" else "确认…"
        if not writable or met:
            words = "查看"
        self.button = button(words, "link", line.state.condition.origin)
        self.button.setFixedWidth(_ACTION_WIDTH)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setAccessibleName(f"{words} {line.state.condition.text}")
        self.button.clicked.connect(self.asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 2, 4)
        row.setSpacing(8)
        for part in (mark, text):
            row.addWidget(part)
        row.setStretch(1, 1)
        row.addWidget(self.chip)
        row.addWidget(self.button)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.asked.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.asked.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class ConditionRows(QWidget):
    """``asked(condition id)`` when a line is to be looked at or filled."""

    asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.setAccessibleName("销号条件")
        self.rows: list[ConditionRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_conditions(self, lines: Sequence[ConditionLine], *, writable: bool) -> None:
        """Show them; the keyboard stays on the condition where it was."""
        focused = next((row.line.id for row in self.rows if row is self.window().focusWidget()), None)
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for place, line in enumerate(lines):
            row = ConditionRow(line, writable=writable)
            row.asked.connect(lambda key=line.id: self.asked.emit(key))
            row.stepped.connect(lambda by, number=place: self._step(number + by))
            self.rows.append(row)
            self._column.addWidget(row)
            row.show()  # at once, so that it can take the keyboard
        if focused is not None:
            self.focus_condition(focused)

    def focus_condition(self, condition_id: int | None) -> bool:
        """Give the keyboard to a condition, or to the first that is missing; false when there is none."""
        for row in self.rows:
            if row.line.id == condition_id or (condition_id is None and not row.line.state.met):
                row.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def _step(self, to: int) -> None:
        if 0 <= to < len(self.rows):
            self.rows[to].setFocus(Qt.FocusReason.TabFocusReason)
