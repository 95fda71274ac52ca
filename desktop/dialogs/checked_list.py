"""A list whose lines are ticked, with a title and what it means when none is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.widgets.card import label


class CheckedList(QWidget):
    """``choices`` are (value, words), those that are ticked first; Space ticks the current line."""

    def __init__(
        self, title: str, choices: Sequence[tuple[str, str]], ticked: Collection[str], none_words: str = ""
    ) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        known = [value for value, _words in choices]
        every = [*choices, *((one, one) for one in ticked if one not in known)]
        for value, words in sorted(every, key=lambda one: one[0] not in ticked):
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if value in ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        if self.list.count():
            self.list.setCurrentRow(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(title, "title"))
        if none_words:
            column.addWidget(label(none_words, "small"))
        column.addWidget(self.list, 1)

    @property
    def values(self) -> tuple[str, ...]:
        """What is ticked, in the order of the list."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            str(one.data(Qt.ItemDataRole.UserRole)) for one in items if one.checkState() == Qt.CheckState.Checked
        )

    def tick(self, value: str, ticked: bool = True) -> None:
        """Tick a line or not."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == value:
                item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
