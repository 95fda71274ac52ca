"""What the dialogs for many applications have in common: a table to fill, a day, and what is wrong in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.panels.closure.asking import read_day
from desktop.tables.editors import DateEditor
from desktop.widgets.card import label, restyle
from models import clock
from models.errors import UserError
from models.queries.closure import ClosureLine

ROW_HEIGHT = 30


class FillTable(QTableWidget):
    """A table with columns that are read and columns that are typed into; Ctrl+C and Ctrl+V as in Excel."""

    def __init__(self, heads: Sequence[tuple[str, int]], typed: Sequence[int], rows: int) -> None:
        super().__init__(rows, len(heads))
        self._typed = frozenset(typed)
        self.setHorizontalHeaderLabels([title for title, _width in heads])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, (_title, width) in enumerate(heads):
            if width:
                self.setColumnWidth(place, width)
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def put(self, row: int, column: int, text: str) -> None:
        """Write a cell."""
        known = self.item(row, column)
        item = known if known is not None else QTableWidgetItem()
        item.setText(text)
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if column in self._typed else flags)
        if known is None:  # pyright: ignore[reportUnnecessaryComparison]
            self.setItem(row, column, item)

    def text_at(self, row: int, column: int) -> str:
        """What stands in a cell."""
        item = self.item(row, column)
        return item.text().strip() if item is not None else ""

    def chosen_rows(self) -> list[int]:
        """The selected rows in order, else all."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return rows or list(range(self.rowCount()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            lines = ["\t".join(self.text_at(row, column) for column in range(self.columnCount()))
                     for row in self.chosen_rows()]  # fmt: skip
            QGuiApplication.clipboard().setText("\n".join(lines))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        else:
            super().keyPressEvent(event)

    def _paste(self) -> None:
        """Lines go down from the current cell, their parts to the right; columns that are only read are skipped."""
        row, column = max(self.currentRow(), 0), max(self.currentColumn(), 0)
        if column not in self._typed:
            column = min(self._typed)
        for down, text in enumerate(QGuiApplication.clipboard().text().rstrip("\n").split("\n")):
            for right, part in enumerate(text.rstrip("\r").split("\t")):
                if row + down < self.rowCount() and column + right in self._typed:
                    self.put(row + down, column + right, part.strip())


class BatchDialog(QDialog):
    """``confirmed`` when it is to be done; closed by ``accept`` afterwards, or told by ``refuse`` what is wrong."""

    confirmed = Signal()

    def __init__(self, parent: QWidget | None, title: str, words: str, ok_words: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.day_editor = DateEditor(self, "left")
        self.day_editor.setFrame(True)
        self.day_editor.setFixedWidth(150)
        self.day_editor.setText(clock.today().isoformat())
        self.error_label = label("", tone="red", wrap=True)
        self.error_label.hide()
        self.buttons = QDialogButtonBox()
        self.ok_button = self.buttons.addButton(ok_words, QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok_button.setProperty("role", "primary")
        self.ok_button.setAutoDefault(False)
        restyle(self.ok_button)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.confirm)
        self.buttons.rejected.connect(self.reject)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 18, 20, 16)
        self.column.setSpacing(10)
        self.column.addWidget(label(words, "secondary", wrap=True))
        self.resize(900, 560)

    def close_column(self) -> None:
        """Put what is wrong and the buttons below what a dialog added."""
        self.column.addWidget(self.error_label)
        self.column.addWidget(self.buttons)

    @property
    def day(self) -> date | None:
        """The day that was typed."""
        return read_day(self.day_editor.text(), "日期")

    def problem(self) -> str:
        """What is not filled in yet, as a sentence; empty when it can be done."""
        return ""

    def confirm(self) -> None:
        """Check what is typed and hand it over."""
        try:
            said = self.problem() or ("" if self.day is not None else "没有填写日期。")
        except UserError as error:
            said = str(error)
        if said:
            self.refuse(said)
            return
        self.error_label.hide()
        self.ok_button.setEnabled(False)
        self.confirmed.emit()

    def refuse(self, sentence: str) -> None:
        """Say what is wrong; everything typed stays."""
        self.error_label.setText(sentence)
        self.error_label.show()
        self.ok_button.setEnabled(True)


def place_of(line: ClosureLine) -> str:
    """City and county of a line."""
    return f"{line.city}{line.county}"
