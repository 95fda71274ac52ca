"""表内查找: a strip over a big table that marks words in its cells and goes from one row that has them to the next."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget
from typing_extensions import override

from desktop.tables.id_runs import place_of
from desktop.tables.table_view import LedgerTableView
from desktop.theme.theme import Theme
from desktop.widgets.card import label
from desktop.widgets.flow import button

_TYPING_MS = 250
ALL_COLUMNS = "所有列"


class FindStrip(QFrame):
    """``asked(words, column key or "")`` wants ``show_matches`` with the places of the rows in ``model.all_ids``."""

    asked = Signal(object, str)

    def __init__(self, view: LedgerTableView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._matches: array[int] = array("q")
        self._words: tuple[str, ...] = ()
        self._moves = False
        self.setProperty("role", "plain")
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("在表里查找")
        self.edit.setAccessibleName("在表里查找的词，几个词用空格分开")
        self.edit.setClearButtonEnabled(True)
        self.edit.setMaximumWidth(280)
        self.scope = QComboBox()
        self.scope.setAccessibleName("在哪一列里查找")
        self.found = label("", "secondary")
        self.found.setMinimumWidth(110)
        self.back_button = _tool("上一处", "上一处（Shift+Enter 或 Shift+F3）")
        self.next_button = _tool("下一处", "下一处（Enter 或 F3）")
        self.close_button = _tool("✕", "关闭查找（Esc）")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(8)
        for one in (self.edit, self.scope, self.found, self.back_button, self.next_button):
            row.addWidget(one)
        row.addStretch(1)
        row.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MS)
        self._connect(theme)
        self.hide()

    def _connect(self, theme: Theme) -> None:
        self._timer.timeout.connect(self._ask)
        self.edit.textEdited.connect(lambda _text: self._timer.start())
        self.edit.textChanged.connect(lambda text: None if text else self._ask())
        self.scope.activated.connect(lambda _place: self._ask())
        self.back_button.clicked.connect(lambda: self.go(-1))
        self.next_button.clicked.connect(lambda: self.go(1))
        self.close_button.clicked.connect(self.close_strip)
        self.edit.installEventFilter(self)
        self._view.installEventFilter(self)
        self._view.find_asked.connect(self.open)
        self._view.find_next_asked.connect(self.go)
        self._view.row_entered.connect(lambda _key: self._say() if self.isVisible() else None)
        theme.changed.connect(self._view.viewport().update)

    @property
    def column(self) -> str:
        """Key of the only column looked in; "" for all."""
        return str(self.scope.currentData() or "")

    def open(self) -> None:
        """Show the strip and take the keys; what was looked for last stands there."""
        self.set_columns()
        self.show()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()
        if self.edit.text().strip():
            self._ask()

    def close_strip(self) -> None:
        """Hide the strip and its marks; the table has the keys again."""
        self.hide()
        self._timer.stop()
        self._words, self._matches = (), array("q")
        self._view.mark_words(())
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_columns(self) -> None:
        """Offer the columns that the table has now."""
        before = self.column
        self.scope.clear()
        self.scope.addItem(ALL_COLUMNS, "")
        for column in self._view.table.columns:
            self.scope.addItem(column.title, column.key)
        self.scope.setCurrentIndex(max(self.scope.findData(before), 0))

    def ask_again(self) -> None:
        """Rows or columns are others now; the cell in hand stays."""
        if not self.isHidden():
            if [self.scope.itemData(place) for place in range(1, self.scope.count())] != self._view.keys_shown():
                self.set_columns()
            if self._words:
                self._moves = False
                self.asked.emit(self._words, self.column)

    def _ask(self) -> None:
        self._timer.stop()
        self._words = tuple(self.edit.text().split())
        self._view.mark_words(self._words, self.column)
        self._moves = True
        if self._words:
            self.found.setText("正在查找…")
            self.asked.emit(self._words, self.column)
        else:
            self.show_matches((), array("q"))

    def show_matches(self, words: tuple[str, ...], matches: array[int]) -> None:
        """The answer to ``asked``: places in ``all_ids``, ascending; an answer to an earlier question is dropped."""
        if words != self._words:
            return
        self._matches = matches
        if matches and self._moves:
            self._go_to(bisect_left(matches, self._place()) % len(matches))
        else:
            self._say()

    def go(self, step: int) -> None:
        """To the next or the previous row with the words; after the last one follows the first."""
        if self._timer.isActive():
            self._ask()
        elif self._matches:
            place = self._place()
            after = bisect_right(self._matches, place) if step > 0 else bisect_left(self._matches, place) - 1
            self._go_to(after % len(self._matches))
        elif not self.isVisible():
            self.open()

    def _place(self) -> int:
        """Where the row in hand stands among all rows; a group line stands before its first."""
        model, row = self._view.table, self._view.currentIndex().row()
        line = model.group_at(row)
        if line is not None:
            return line.first - 1
        return place_of(model.all_ids, model.id_at(row)) if row >= 0 else -1

    def _go_to(self, number: int) -> None:
        model = self._view.table
        row = model.reveal(model.all_ids[self._matches[number]])
        if row >= 0:
            self._view.walk.to(row, self._column_in(row))
        self._say()

    def _column_in(self, row: int) -> int:
        """The first column of a row that shows one of the words."""
        words = [word.lower() for word in self._words]
        for place, column in enumerate(self._view.table.columns):
            if self.column in ("", column.key):
                text = self._view.table.text_at(row, place).lower()
                if any(word in text for word in words):
                    return place
        return max(self._view.currentIndex().column(), 1)

    def _say(self) -> None:
        matches, place = self._matches, self._place()
        at = bisect_left(matches, place)
        if not self._words:
            text = ""
        elif not matches:
            text = "没有找到"
        elif at < len(matches) and matches[at] == place:
            text = f"第 {at + 1:,} / {len(matches):,} 条"
        else:
            text = f"共 {len(matches):,} 条"
        self.found.setText(text)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and F3 go on, with Shift back; Esc closes, in the table as well."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.edit and self._key(event):
                return True
            if watched is self._view and event.key() == Qt.Key.Key_Escape and self.isVisible():
                self.close_strip()
                return True
        return super().eventFilter(watched, event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_F3, Qt.Key.Key_Escape) or not self._key(event):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F3):
            self.go(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_strip()
        elif event.key() == Qt.Key.Key_Down and not event.modifiers():
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            return False
        return True


def _tool(text: str, tooltip: str) -> QPushButton:
    made = button(text, "link", tooltip)
    made.setAccessibleName(tooltip)
    return made
