"""Short lists of frozen lines, as pages show them beside the big table: steps, batches, backups, numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from desktop.tables.chip_painting import ChipPainter
from desktop.theme.theme import Theme

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class ListColumn:
    """One column of a short list; ``chip`` gives the tone of a word that is shown as a chip, None as plain text."""

    title: str
    text: Callable[[Any], str]
    width: int
    right: bool = False
    chip: Callable[[Any], str | None] | None = None


CHIP_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ROW_HEIGHT = 30
STRETCH = 0
"""A width of 0 takes the room that is left."""


class ShortListModel(QAbstractTableModel):
    """Frozen lines of at most a few thousand rows."""

    def __init__(self, columns: Sequence[ListColumn]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._lines: list[Any] = []

    def set_lines(self, lines: Sequence[Any]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def append_lines(self, lines: Sequence[Any]) -> None:
        """Add lines at the end."""
        if lines:
            first = len(self._lines)
            self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()

    def line(self, row: int) -> Any:
        """The line of a row."""
        return self._lines[row]

    def lines(self) -> list[Any]:
        """All lines shown."""
        return list(self._lines)

    def table(self, rows: Sequence[int]) -> list[tuple[str, ...]]:
        """The headings and the cells of some rows, for copying."""
        cells = [tuple(column.text(self._lines[row]) for column in self._columns) for row in rows]
        return [tuple(column.title for column in self._columns), *cells]

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, line = self._columns[index.column()], self._lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(line)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == CHIP_ROLE:
            return column.chip(line) if column.chip is not None else None
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self._columns[section].right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class ChipDelegate(QStyledItemDelegate):
    """Paints a cell with a tone as a chip, every other cell as Qt does."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips = ChipPainter()

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tone_name = index.data(CHIP_ROLE)
        text = index.data()
        if tone_name is None or not text:
            super().paint(painter, option, index)
            return
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""  # type: ignore[attr-defined]
        bare.widget.style().drawControl(  # type: ignore[attr-defined]
            bare.widget.style().ControlElement.CE_ItemViewItem,  # type: ignore[attr-defined]
            bare,
            painter,
            bare.widget,  # type: ignore[attr-defined]
        )
        tone = self._theme.colours.tone(tone_name)
        rect: QRect = option.rect.adjusted(6, 0, -2, 0)  # type: ignore[attr-defined]
        painter.save()
        self._chips.paint(painter, rect, text, option.font, QColor(tone.text), QColor(tone.tint))  # type: ignore[attr-defined]
        painter.restore()


class ShortListTable(QTableView):
    """A read-only list; ``opened(line)`` on double click or Enter, ``line_chosen(line or None)`` as the row changes.

    Ctrl+C copies the selected lines as a table; ``several`` lets more than one be selected.
    """

    opened = Signal(object)
    line_chosen = Signal(object)

    def __init__(self, columns: Sequence[ListColumn], theme: Theme, *, several: bool = False) -> None:
        super().__init__()
        self.lines = ShortListModel(columns)
        self.setModel(self.lines)
        self.setItemDelegate(ChipDelegate(theme, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if several else modes.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(36)
        for place, column in enumerate(columns):
            if column.width == STRETCH:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            else:
                self.setColumnWidth(place, column.width)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.lines.line(index.row())))
        self.selectionModel().currentRowChanged.connect(self._on_row_changed)
        theme.changed.connect(self.viewport().update)

    def set_lines(self, lines: Sequence[Any], keep: Callable[[Any], Any] | None = None, *, choose: bool = True) -> None:
        """Show other lines; ``keep`` gives what a line is recognised by, to stay on the one that was current.

        ``choose`` makes the first line current where none was.
        """
        before = self.current_line()
        wanted = keep(before) if keep is not None and before is not None else None
        self.lines.set_lines(lines)
        rows = range(len(lines))
        row = next((row for row in rows if keep is not None and keep(lines[row]) == wanted), 0) if lines else -1
        if row >= 0 and choose:
            self.selectRow(row)
        else:
            self.line_chosen.emit(None)

    def current_line(self) -> Any:
        """The line of the current row, or None."""
        row = self.currentIndex().row()
        return self.lines.line(row) if 0 <= row < self.lines.rowCount() else None

    def copy(self) -> None:
        """The selected lines with their headings onto the clipboard, as Excel and WPS paste them."""
        from models.exporting.clipboard_text import copy_table

        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        if rows:
            QGuiApplication.clipboard().setText(copy_table(self.lines.table(rows)))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.current_line()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and line is not None:
            self.opened.emit(line)
        else:
            super().keyPressEvent(event)

    def _on_row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.line_chosen.emit(self.lines.line(current.row()) if current.isValid() else None)
