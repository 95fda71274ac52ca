"""The first rows of a sheet as a table model: header, data, filled-down cells, and why each other row stays out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from typing_extensions import override

from desktop.theme.theme import Theme
from models.excel.tables.table_layout import column_letter

if TYPE_CHECKING:
    from models.importing.views import SheetView

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
MOST_COLUMNS = 300
"""More are read, but not shown here."""
HEADER_WORD = "表头"


class PreviewModel(QAbstractTableModel):
    """The first rows of a sheet, with the reason why a row is not imported."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: SheetView | None = None
        self._width = 0
        self._notes: dict[int, str] = {}
        self._data_rows: set[int] = set()
        self._header_rows: set[int] = set()

    def show(self, view: SheetView | None) -> None:
        """Another sheet, or the same one read anew."""
        self.beginResetModel()
        self._view = view
        self._width = min(max((len(row) for row in view.preview), default=0), MOST_COLUMNS) if view else 0
        self._notes, self._data_rows, self._header_rows = {}, set(), set()
        if view is not None:
            layout, most = view.layout, len(view.preview)
            self._header_rows = set(layout.header_rows)
            self._data_rows = set(layout.data_rows[: most + 1])
            self._notes = {row: f"{why}，不导入" for row, why in layout.skipped if row <= most}
            self._notes |= dict.fromkeys(layout.header_rows, HEADER_WORD)
        self.endResetModel()

    def show_band(self, first: int, last: int) -> None:
        """Draw the header where a person just put it, before the sheet was read anew."""
        before = self._header_rows
        self._header_rows = set(range(first, last + 1))
        for row in before - self._header_rows:
            self._notes.pop(row, None)
        self._notes |= dict.fromkeys(self._header_rows, HEADER_WORD)
        if self._width and self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self._width - 1))

    @override
    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() or self._view is None else len(self._view.preview)

    @override
    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() or self._view is None else self._width

    def note(self, row: int) -> str:
        """Why the row (from 0) is not imported, or that it is header; empty for data."""
        return self._notes.get(row + 1, "")

    def is_header(self, row: int) -> bool:
        """Whether the row (from 0) belongs to the header."""
        return row + 1 in self._header_rows

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return column_letter(section)

    @override
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._view is None or not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = self._text(row, column)
            return text.replace("\n", " ") if role == Qt.ItemDataRole.DisplayRole else text
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(row, column)
        if role == Qt.ItemDataRole.BackgroundRole:
            if row + 1 in self._header_rows:
                return self._theme.colour("selection")
            return None if row + 1 in self._data_rows else self._theme.colour("raised")
        if role == Qt.ItemDataRole.FontRole:
            return self._font(row, column)
        return None

    def _text(self, row: int, column: int) -> str:
        if self._view is None or (row + 1 not in self._data_rows and (row, column) in self._view.filled):
            return ""
        cells = self._view.preview[row]
        return cells[column] if column < len(cells) else ""

    def _colour(self, row: int, column: int) -> QColor | None:
        if row + 1 in self._header_rows:
            return self._theme.colour("link")
        if row + 1 not in self._data_rows:
            return self._theme.colour("text_faint")
        if self._view is not None and (row, column) in self._view.filled:
            return self._theme.colour("text_secondary")
        return None

    def _font(self, row: int, column: int) -> QFont | None:
        font = QFont()
        if row + 1 in self._header_rows:
            font.setBold(True)
        elif self._view is not None and (row, column) in self._view.filled:
            font.setItalic(True)
        elif "计" in self._notes.get(row + 1, ""):
            font.setStrikeOut(True)
        else:
            return None
        return font
