"""The sheet as it looks, with the header band that can be dragged, and why each other row stays out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from desktop.theme.theme import Theme
from models.excel.table_layout import column_letter

if TYPE_CHECKING:
    from models.importing.views import SheetView

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
GRAB = 5
"""How near in pixels the pointer must be to an edge of the band to drag it."""
MOST_COLUMNS = 120
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
            layout = view.layout
            self._header_rows = set(layout.header_rows)
            self._data_rows = set(layout.data_rows)
            self._notes = {row: f"{why}，不导入" for row, why in layout.skipped}
            self._notes |= dict.fromkeys(layout.header_rows, HEADER_WORD)
        self.endResetModel()

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


class SheetPreview(QTableView):
    """``header_dragged(first, last)``: the header band was dragged to these rows, as Excel counts them."""

    header_dragged = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.preview_model = PreviewModel(theme)
        self.setModel(self.preview_model)
        self._band: tuple[int, int] | None = None
        self._edge = ""
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAccessibleName("工作表预览")
        self.verticalHeader().setDefaultSectionSize(30)
        self.verticalHeader().setMinimumWidth(36)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.horizontalHeader().setDefaultSectionSize(104)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        theme.changed.connect(self.viewport().update)

    def show_sheet(self, view: SheetView | None) -> None:
        """Show a sheet and its header band."""
        self.preview_model.show(view)
        rows = view.layout.header_rows if view is not None else []
        self._band = (min(rows), max(rows)) if rows else None
        self.clearSpans()
        if view is not None:
            self._set_widths(view)
            self._span_titles(view)
        self.viewport().update()

    def _set_widths(self, view: SheetView) -> None:
        """Widths by header and data; a long title does not widen its column."""
        rows = [*view.layout.header_rows, *view.layout.data_rows[:40]]
        cells = [view.preview[row - 1] for row in rows if row <= len(view.preview)]
        for column in range(self.preview_model.columnCount()):
            widest = max((len(row[column]) for row in cells if column < len(row)), default=0)
            self.setColumnWidth(column, min(max(56, 18 + 13 * widest), 190))

    def _span_titles(self, view: SheetView) -> None:
        """A row outside the table that holds one text is shown across, as merged titles look."""
        outside = {row for row, _why in view.layout.skipped}
        for row in outside:
            if row > len(view.preview):
                continue
            cells = [(row - 1, column) for column, text in enumerate(view.preview[row - 1]) if text]
            own = [place for place in cells if place not in view.filled]
            if len(own) == 1 and self.preview_model.columnCount() > own[0][1] + 1:
                self.setSpan(row - 1, own[0][1], 1, self.preview_model.columnCount() - own[0][1])

    def _edges(self) -> dict[str, int]:
        if self._band is None:
            return {}
        top = self.rowViewportPosition(self._band[0] - 1)
        bottom = self.rowViewportPosition(self._band[1] - 1)
        return {"top": top, "bottom": bottom + self.rowHeight(self._band[1] - 1)} if bottom >= 0 or top >= 0 else {}

    def _edge_at(self, y: int) -> str:
        return next((name for name, place in self._edges().items() if abs(place - y) <= GRAB), "")

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._edge = self._edge_at(round(event.position().y())) if event.button() == Qt.MouseButton.LeftButton else ""
        if not self._edge:
            super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        y = round(event.position().y())
        if self._edge and self._band is not None:
            row = self.rowAt(y) + 1 or self.preview_model.rowCount()
            inside = y - self.rowViewportPosition(row - 1) if row else 0
            below = inside > self.rowHeight(row - 1) // 2
            first, last = self._band
            if self._edge == "top":
                first = max(1, min(row + (1 if below else 0), last))
            else:
                last = max(first, row if below else row - 1)
            self._band = (first, last)
            self.viewport().update()
            return
        self.viewport().setCursor(Qt.CursorShape.SizeVerCursor if self._edge_at(y) else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._edge and self._band is not None:
            self._edge = ""
            self.header_dragged.emit(*self._band)
            return
        super().mouseReleaseEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self._paint_notes(painter)
        edges = self._edges()
        if not edges:
            painter.end()
            return
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        for place in edges.values():
            painter.drawLine(0, place, self.viewport().width(), place)
        self._paint_hint(painter, edges["bottom"])
        painter.end()

    def _paint_notes(self, painter: QPainter) -> None:
        """The reason of each row that stays out, at the right edge whatever is scrolled."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        last = last if last >= 0 else self.preview_model.rowCount() - 1
        for row in range(max(first, 0), last + 1):
            note = self.preview_model.note(row)
            if not note:
                continue
            width = painter.fontMetrics().horizontalAdvance(note) + 20
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            box = QRect(self.viewport().width() - width, top, width, height - 1)
            header = self.preview_model.is_header(row)
            painter.fillRect(box, self._theme.colour("selection" if header else "raised"))
            painter.setPen(self._theme.colour("link" if header else "text_secondary"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, note)

    def _paint_hint(self, painter: QPainter, y: int) -> None:
        words = "⇕ 拖动边线调整表头"
        width = painter.fontMetrics().horizontalAdvance(words) + 20
        box = QRect(self.viewport().width() - width - 12, y - 10, width, 20)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(box, 10, 10)
        painter.setPen(self._theme.colour("on_accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
