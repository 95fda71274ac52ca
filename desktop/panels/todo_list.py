"""今天要办的事 on screen: one row for each line; the whole row opens it, by mouse, Enter or space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.widgets.card import label, line
from desktop.widgets.chip import Chip
from desktop.widgets.elided_label import ElidedLabel

ROW_HEIGHT = 39
NOTHING = "今天没有到期、逾期或等待处理的事项。"


class TodoRow(QFrame):
    """``opened()`` and ``stepped(-1 or 1)`` for the arrow keys; ``todo`` has kind, word, tone and text."""

    opened = Signal()
    stepped = Signal(int)

    def __init__(self, todo: Any) -> None:
        super().__init__()
        self.todo = todo
        self.setProperty("role", "todo")
        self.setFixedHeight(ROW_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{todo.word}：{todo.text}")
        self.setAccessibleDescription("按 Enter 办理")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 6, 0)
        row.setSpacing(10)
        self.text_label = ElidedLabel(todo.text)
        self.act_label = label("办理", "link")
        row.addWidget(Chip(todo.word, todo.tone))
        row.addWidget(self.text_label, 1)
        row.addWidget(self.act_label)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class TodoList(QScrollArea):
    """``opened(todo)``; the rows are in the Tab order, and the arrow keys go from one to the next."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows: list[TodoRow] = []
        self._left = ""
        """Kind of the line that had the keyboard last."""
        self._inner = QWidget()
        self._inner.setProperty("role", "plain")
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(self._inner)

    def set_lines(self, lines: Sequence[Any]) -> None:
        """Show these; the keyboard stays on the line of the same kind."""
        focused = next((row.todo.kind for row in self.rows if row.hasFocus()), None)
        if [row.todo for row in self.rows] == list(lines) and self._column.count() > 1:
            return
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.rows = []
        for todo in lines:
            row = TodoRow(todo)
            row.opened.connect(lambda one=todo: self._open(one))
            row.stepped.connect(lambda step, one=row: self._step(one, step))
            self._column.insertWidget(self._column.count() - 1, row)
            self._column.insertWidget(self._column.count() - 1, line())
            self.rows.append(row)
        for before, after in zip(self.rows, self.rows[1:], strict=False):
            QWidget.setTabOrder(before, after)
        if not lines:
            self._column.insertWidget(0, label(NOTHING, "secondary", wrap=True))
        for row in self.rows:
            if focused is not None and row.todo.kind == focused:
                row.setFocus()
                break

    def take_focus(self) -> None:
        """Give the keyboard to the line it was on last, else to the first."""
        row = next((row for row in self.rows if row.todo.kind == self._left), self.rows[0] if self.rows else None)
        if row is not None:
            row.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self, todo: Any) -> None:
        self._left = todo.kind
        self.opened.emit(todo)

    def _step(self, row: TodoRow, step: int) -> None:
        place = self.rows.index(row) + step
        if 0 <= place < len(self.rows):
            self._left = self.rows[place].todo.kind
            self.rows[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self.rows[place])
