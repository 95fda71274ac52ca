"""Editors that open inside a cell: one line, several lines, a date, a choice; they know Excel's keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from typing_extensions import override

from desktop.tables.calendar_popup import CalendarPopup, calendar_picture
from desktop.tables.columns import Align, EditKind

LONG_SIZE = QSize(380, 150)
_HINT_HEIGHT = 22


class CellEditor:
    """What every editor answers to; the concrete ones are Qt widgets as well."""

    filled = False
    """Whether the stored value was put in: it must be put in once only, or a repaint would wipe what is typed."""
    _stored: Any = ""
    _anchor = QPoint()

    def fill(self, value: Any) -> None:
        """Show the stored value."""
        raise NotImplementedError

    def value(self) -> Any:
        """What the person typed, as text."""
        raise NotImplementedError

    def touched(self) -> bool:
        """Whether it differs from what was stored."""
        return self.value() != self._stored

    def place(self, cell: QRect, room: QRect) -> QRect:
        """Where to stand; ``room`` is the visible part of the table."""
        self._anchor = cell.center()
        return cell.adjusted(0, 0, -1, -1)

    def cell_point(self) -> QPoint:
        """A point inside the edited cell."""
        return self._anchor

    def type_again(self, text: str) -> None:
        """Put a refused text back as if it was just typed."""
        raise NotImplementedError

    def step_for(self, event: QKeyEvent) -> tuple[int, int] | None:
        """Rows down and columns right that a key commits with; None for keys of the editor itself."""
        backwards = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return (-1, 0) if backwards else (1, 0)
        if event.key() == Qt.Key.Key_Tab:
            return (0, 1)
        if event.key() == Qt.Key.Key_Backtab:
            return (0, -1)
        return None

    def show_refused(self) -> None:
        """Mark that the value was not taken; it stays as typed."""
        widget = self
        assert isinstance(widget, QWidget)
        widget.setStyleSheet("border: 1px solid #d92d20;")


class TextEditor(QLineEdit, CellEditor):
    """One line."""

    def __init__(self, parent: QWidget, align: Align = "left") -> None:
        super().__init__(parent)
        self.setFrame(False)
        if align == "right":
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    @override
    def fill(self, value: Any) -> None:
        self._stored = text_of(value)
        self.setText(self._stored)
        self.filled = True

    @override
    def type_again(self, text: str) -> None:
        self.setText(text)

    @override
    def value(self) -> str:
        return self.text().strip()


class LongEditor(QPlainTextEdit, CellEditor):
    """Several lines in a box larger than the cell; Enter is done, Alt+Enter a new line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(False)
        self.setViewportMargins(0, 0, 0, _HINT_HEIGHT)
        self._hint = QLabel("Enter 完成 · Alt+Enter 换行 · Esc 放弃", self)
        self._hint.setProperty("role", "small")

    @override
    def fill(self, value: Any) -> None:
        self._stored = text_of(value)
        self.setPlainText(self._stored)
        self.selectAll()
        self.filled = True

    @override
    def type_again(self, text: str) -> None:
        self.setPlainText(text)

    @override
    def value(self) -> str:
        return self.toPlainText().strip()

    @override
    def place(self, cell: QRect, room: QRect) -> QRect:
        self._anchor = cell.center()
        width = min(max(cell.width(), LONG_SIZE.width()), room.width())
        height = min(LONG_SIZE.height(), room.height())
        left = max(room.left(), min(cell.left(), room.right() - width + 1))
        top = cell.top() if cell.top() + height <= room.bottom() else max(room.top(), cell.bottom() - height)
        return QRect(left, top, width, height)

    @override
    def step_for(self, event: QKeyEvent) -> tuple[int, int] | None:
        new_line = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & new_line:
            return None
        return CellEditor.step_for(self, event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.insertPlainText("\n")
            return
        super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._hint.setGeometry(10, self.height() - _HINT_HEIGHT - 2, self.width() - 20, _HINT_HEIGHT)


class DateEditor(TextEditor):
    """A date in any spelling, or picked from a calendar (Alt+Down)."""

    def __init__(self, parent: QWidget, align: Align = "right") -> None:
        super().__init__(parent, align)
        self.setPlaceholderText("如 2019-5-6")
        button = QAction(self)
        button.setIcon(calendar_picture(self))
        button.setToolTip("选日期（Alt+↓）")
        button.triggered.connect(self.open_calendar)
        self.addAction(button, QLineEdit.ActionPosition.TrailingPosition)
        self.calendar: QFrame | None = None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Show the calendar below the cell."""
        self.calendar = CalendarPopup(self, _as_date(self.text()), self._take)
        self.calendar.move(self.mapToGlobal(QPoint(0, self.height())))
        self.calendar.show()

    def _take(self, day: QDate) -> None:
        self.setText(day.toString("yyyy-MM-dd"))
        self.setFocus()


class ChoiceEditor(QComboBox, CellEditor):
    """One of some words; typing jumps to the first that fits."""

    def __init__(self, parent: QWidget, choices: Sequence[str], free: bool) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setEditable(free)
        self.setMaxVisibleItems(16)
        self.addItems(list(choices))
        self.activated.connect(self._on_activated)
        QTimer.singleShot(0, self._open)

    def _open(self) -> None:
        if self.isVisible() and not (self.isEditable() and self.currentText() != self._stored):
            self.showPopup()

    @override
    def fill(self, value: Any) -> None:
        self._stored = text_of(value)
        if self._stored and self.findText(self._stored) < 0:
            self.insertItem(0, self._stored)
        self.setCurrentIndex(self.findText(self._stored))
        if self.isEditable():
            self.setEditText(self._stored)
            line = self.lineEdit()
            if line is not None:
                line.selectAll()
        self.filled = True

    @override
    def type_again(self, text: str) -> None:
        self.setCurrentText(text)

    @override
    def value(self) -> str:
        return self.currentText().strip()

    @override
    def showPopup(self) -> None:
        widest = max((self.fontMetrics().horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=0)
        self.view().setMinimumWidth(min(max(widest + 40, self.width()), 420))
        super().showPopup()

    def _on_activated(self, _index: int) -> None:
        enter = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        from PySide6.QtCore import QCoreApplication

        QTimer.singleShot(0, lambda: QCoreApplication.sendEvent(self, enter) if self.isVisible() else None)


def make_editor(parent: QWidget, kind: EditKind, choices: Sequence[str], align: Align) -> QWidget:
    """The editor of a kind; a choice without words to choose from is typed."""
    if kind == "long":
        return LongEditor(parent)
    if kind == "date":
        return DateEditor(parent, align)
    if kind == "choice" and choices:
        return ChoiceEditor(parent, choices, free=False)
    return TextEditor(parent, align)


def text_of(value: Any) -> str:
    """A stored value as it stands in an editor."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return format(value, ".6f").rstrip("0").rstrip(".")
    if isinstance(value, (tuple, list)):
        return "、".join(str(part) for part in value)
    return str(value)


def _as_date(text: str) -> QDate:
    day = QDate.fromString(text.strip(), "yyyy-MM-dd")
    return day if day.isValid() else QDate.currentDate()
