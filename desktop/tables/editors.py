"""Editors that open inside a cell: one line, several lines, a date, a choice; they know Excel's keys."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
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
from desktop.tables.said import Said
from models.rules.text import half_width

LONG_SIZE = QSize(380, 150)
_HINT_HEIGHT = 22
_DATE_WIDTH = 148
_YES_NO = {"y": "是", "n": "否"}


class CellEditor:
    """What every editor answers to; the concrete ones are Qt widgets as well."""

    filled = False
    """Whether the stored value was put in: it must be put in once only, or a repaint would wipe what is typed."""
    said: Said | None = None
    """Why the value was refused, once it was."""
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

    def show_refused(self, sentence: str = "") -> None:
        """Mark that the value was not taken and say why below it; it stays as typed."""
        widget = self
        assert isinstance(widget, QWidget)
        widget.setStyleSheet("border: 1px solid #d92d20;")
        if sentence:
            if self.said is None:
                self.said = Said(widget)
            self.said.say(sentence)


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
    def place(self, cell: QRect, room: QRect) -> QRect:
        """Wide enough for a date in words and the button."""
        at = super().place(cell, room)
        at.setWidth(max(at.width(), _DATE_WIDTH))
        at.moveLeft(max(room.left(), min(at.left(), room.right() - at.width() + 1)))
        return at

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
    """One of some words; typing, also of pinyin letters, jumps to the first that fits."""

    _listening = False

    def __init__(self, parent: QWidget, choices: Sequence[str], free: bool) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setEditable(free)
        self.setMaxVisibleItems(16)
        self.addItems(list(choices))
        self._typed, self._typed_at = "", 0.0
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
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.isEditable() and self.take_letter(event.text()):
            event.accept()
            return
        super().keyPressEvent(event)

    def take_letter(self, letter: str) -> bool:
        """Jump to the word that the letters typed so far are the pinyin of: zgz to 整改中, y and n to 是 and 否."""
        if not (letter.isascii() and letter.isalpha()):
            return False
        from desktop.tables.completing import LETTERS_S, fitting

        moment = time.monotonic()
        together = self._typed + letter.lower() if moment - self._typed_at < LETTERS_S else letter.lower()
        words = [self.itemText(row) for row in range(self.count())]
        found = fitting([word for word in words if word], _YES_NO.get(together, together))
        if not found and len(together) > 1:
            together = letter.lower()
            found = fitting([word for word in words if word], _YES_NO.get(together, together))
        self._typed, self._typed_at = together, moment
        if found:
            self.setCurrentIndex(words.index(found[0]))
            self.view().setCurrentIndex(self.model().index(self.currentIndex(), 0))
        return bool(found)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters typed while the list is open are for it, too."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.take_letter(event.text()):
            return True
        return super().eventFilter(watched, event)

    @override
    def showPopup(self) -> None:
        if not self._listening:
            self._listening = True
            self.view().installEventFilter(self)
        widest = max((self.fontMetrics().horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=0)
        self.view().setMinimumWidth(min(max(widest + 40, self.width()), 420))
        super().showPopup()

    def _on_activated(self, _index: int) -> None:
        enter = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        from PySide6.QtCore import QCoreApplication

        QTimer.singleShot(0, lambda: QCoreApplication.sendEvent(self, enter) if self.isVisible() else None)


class NumberEditor(TextEditor):
    """A number; its unit stands at the other end of the line."""

    def __init__(self, parent: QWidget, align: Align = "right", unit: str = "") -> None:
        super().__init__(parent, align)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.unit_label = QLabel(unit, self)
        self.unit_label.setProperty("role", "small")
        self.unit_label.setVisible(bool(unit))
        if unit:
            self.setTextMargins(self.unit_label.sizeHint().width() + 6, 0, 0, 0)

    @override
    def value(self) -> str:
        return half_width(self.text()).replace(",", "").strip()

    @override
    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.unit_label.setGeometry(6, 0, self.unit_label.sizeHint().width(), self.height())


def make_editor(
    parent: QWidget,
    kind: EditKind,
    choices: Sequence[str],
    align: Align,
    offered: Sequence[str] = (),
    unit: str = "",
) -> QWidget:
    """The editor of a kind; a choice without words to choose from is typed.

    ``offered`` are words that typing completes to, ``unit`` is that of a number.
    """
    if kind == "long":
        return LongEditor(parent)
    if kind == "date":
        return DateEditor(parent, align)
    if kind == "choice" and choices:
        return ChoiceEditor(parent, choices, free=False)
    if kind == "number":
        return NumberEditor(parent, align, unit)
    if offered:
        from desktop.tables.completing import CompletingEditor

        return CompletingEditor(parent, offered, align)
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
    """The day that a text means in any spelling the program reads, else today."""
    day = QDate.fromString(text.strip(), "yyyy-MM-dd")
    if not day.isValid() and text.strip():
        from models.rules.dates import read_date

        read = read_date(text.strip()).date
        day = QDate(read.year, read.month, read.day) if read is not None else day
    return day if day.isValid() else QDate.currentDate()
