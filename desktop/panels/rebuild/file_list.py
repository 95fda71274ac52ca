"""The old ledgers that were chosen, each with the day on which it stood, which a person may correct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem
from typing_extensions import override

from desktop.theme.theme import Theme
from models.rules.dates import read_date

if TYPE_CHECKING:
    from models.importing.rebuild import DatedFile

HEADINGS = ("台账日期", "文件", "行数", "日期取自", "说明")
WIDTHS = (116, 0, 70, 150, 0)
DAY, NAME, ROWS, FROM, NOTE = range(5)
_READ_ONLY = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled


class OldLedgers(QTableWidget):
    """``changed`` after a day was corrected or a file taken out. F2 edits the day, Delete takes files out."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(0, len(HEADINGS))
        self.setAccessibleName("往月的台账")
        self._theme = theme
        self._files: list[DatedFile] = []
        self._filling = False
        self.setHorizontalHeaderLabels(HEADINGS)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(30)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(WIDTHS):
            if width:
                self.setColumnWidth(column, width)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.itemChanged.connect(self._on_edited)
        theme.changed.connect(self._show_again)

    def files(self) -> list[DatedFile]:
        """The files as they stand in the list."""
        return list(self._files)

    def show_files(self, files: Sequence[DatedFile]) -> None:
        """Show files, oldest first, those without a day at the end."""
        self._files = sorted(files, key=lambda file: (file.on is None, str(file.on), file.name))
        self._filling = True
        self.setRowCount(len(self._files))
        for row, file in enumerate(self._files):
            note = file.problem or file.doubt or ("" if file.on else "不知道是哪一天的，请填上日期")
            texts = (str(file.on or ""), file.name, f"{file.rows:,}" if file.rows else "", file.read_from, note)
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column != DAY or file.problem:
                    item.setFlags(_READ_ONLY)
                if column == ROWS:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if column == NOTE and note:
                    tone = "amber" if file.doubt and not file.problem else "red"
                    item.setForeground(QColor(self._theme.colours.tone(tone).text))
                self.setItem(row, column, item)
        self._filling = False

    def _show_again(self) -> None:
        self.show_files(self._files)

    def take_out(self) -> None:
        """Leave out the selected files."""
        rows = {index.row() for index in self.selectionModel().selectedRows()}
        if rows:
            self.show_files([file for row, file in enumerate(self._files) if row not in rows])
            self.changed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.take_out()
            return
        super().keyPressEvent(event)

    def _on_edited(self, item: QTableWidgetItem) -> None:
        if self._filling or item.column() != DAY:
            return
        file = self._files[item.row()]
        said = item.text().strip()
        day = read_date(said).date if said else None
        if said and day is None:
            self.show_files(self._files)
            return
        files = [replace(one, on=day, read_from="指定" if day else "", doubt="") if one is file else one
                 for one in self._files]  # fmt: skip
        self.show_files(files)
        self.changed.emit()
