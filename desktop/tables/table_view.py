"""The view of a big table: frozen first column, Excel's keys, ranges to and from the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget
from typing_extensions import override

from desktop.tables import clipboard
from desktop.tables.cell_delegate import CHECK_WIDTH, ROW_HEIGHT, CellDelegate
from desktop.tables.frozen_column import FrozenColumn, paint_ground
from desktop.tables.header import LedgerHeader
from desktop.tables.paged_model import PagedTableModel
from desktop.tables.selection import Block, blocks, row_count
from desktop.tables.table_keys import begins_typing, press
from desktop.theme.theme import Theme

_Flag = QItemSelectionModel.SelectionFlag
_NO_INDEX = QModelIndex()


class _Room(QHeaderView):
    """Keeps a strip at the left free and draws nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        return


class LedgerTableView(QTableView):
    """Signals say what the person asked for; whoever owns the ledger does it."""

    fill_asked = Signal(object)
    """Ctrl+D: the selected blocks."""
    clear_asked = Signal(object)
    """Delete: the selected blocks."""
    paste_asked = Signal(object, object)
    """Ctrl+V: rows of texts, and the selected blocks."""
    today_asked = Signal(object)
    """Ctrl+; : the selected blocks."""
    not_editable = Signal(int)
    """Somebody wanted to change a cell of this column that cannot be changed."""
    selection_counted = Signal(int)
    row_entered = Signal(int)
    """The id of the current row changed."""
    step_asked = Signal(int)
    """Ctrl+Up or Ctrl+Down: -1 or 1."""
    too_many = Signal(int)
    """So many cells were asked onto the clipboard that an export serves better."""
    columns_reordered = Signal(object)
    """Column keys in their new order, after a header was dragged."""
    width_dragged = Signal(str)
    """A person set the width of a column (key)."""
    resized = Signal()

    def __init__(
        self,
        model: PagedTableModel,
        theme: Theme,
        tone_of: Callable[[str], str],
        choices_of: Callable[[str], list[str]],
        check: Callable[[str, Any], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._table = model
        self.delegate = CellDelegate(model, theme, tone_of, choices_of, check, self)
        self.header = LedgerHeader(model, theme, self)
        self.frozen_header = LedgerHeader(model, theme)
        self.setHorizontalHeader(self.header)
        self._dress()
        self.frozen = FrozenColumn(self, self.frozen_header)
        self.setModel(model)
        self.frozen.setModel(model)
        self.frozen.setSelectionModel(self.selectionModel())
        self.setItemDelegate(self.delegate)
        # a delegate of its own: one that two views share tells both of every committed editor
        self.frozen_delegate = CellDelegate(model, theme, tone_of, choices_of, check, self.frozen)
        self.frozen.setItemDelegate(self.frozen_delegate)
        self._setting = False
        self._connect()
        self.frozen.raise_()
        self.adopt_columns()

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        # The vertical header only keeps the room in which the number column stands: a view laid over the viewport
        # itself would make every scroll repaint all cells.
        self.setVerticalHeader(_Room(self))
        vertical = self.verticalHeader()
        vertical.setSectionsClickable(False)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        vertical.setMinimumSectionSize(ROW_HEIGHT)
        self.verticalScrollBar().setSingleStep(ROW_HEIGHT)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        corner = QWidget()
        corner.setProperty("role", "plain")
        self.setCornerWidget(corner)

    def _connect(self) -> None:
        self.verticalScrollBar().valueChanged.connect(self._scroll_frozen)
        self.frozen.verticalScrollBar().rangeChanged.connect(self._scroll_frozen)
        self.header.sectionResized.connect(self._on_resized)
        self.frozen_header.sectionResized.connect(self._on_frozen_resized)
        self.header.sectionMoved.connect(self._on_moved)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.selectionModel().currentRowChanged.connect(self._on_current_row)
        self._table.modelReset.connect(self.adopt_columns)
        self.delegate.moved.connect(self.move_by)
        for header in (self.header, self.frozen_header):
            header.all_clicked.connect(self._on_all_clicked)

    # ---- columns ---------------------------------------------------------------------------------------------

    def adopt_columns(self) -> None:
        """The first column stands in the frozen view, the others here."""
        for place in range(len(self._table.columns)):
            self.frozen.setColumnHidden(place, place != 0)
            self.setColumnHidden(place, place == 0)
        self._place_frozen()

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Column widths by key; the others take their own."""
        self._setting = True
        for place, column in enumerate(self._table.columns):
            view = self if place else self.frozen
            view.setColumnWidth(place, max(48, int(widths.get(column.key, column.width))))
        self._setting = False
        self._place_frozen()

    def widths(self) -> dict[str, int]:
        """Present widths by column key."""
        return {
            column.key: (self if place else self.frozen).columnWidth(place)
            for place, column in enumerate(self._table.columns)
        }

    def room(self) -> int:
        """Width for all columns, the number column included."""
        return self.viewport().width() + self.frozen.width()

    def _scroll_frozen(self) -> None:
        """Both halves show the same rows, also when the frozen one has not yet counted rows that just came."""
        bar, value = self.frozen.verticalScrollBar(), self.verticalScrollBar().value()
        if value > bar.maximum():
            self.frozen.updateGeometries()
        bar.setValue(value)

    def _on_resized(self, section: int, _old: int, new: int) -> None:
        if not self._setting and new and 0 < section < len(self._table.columns):
            self.width_dragged.emit(self._table.columns[section].key)

    def _on_frozen_resized(self, section: int, _old: int, new: int) -> None:
        if section == 0 and new and not self._setting:
            self._place_frozen()
            self.width_dragged.emit(self._table.columns[0].key)

    def _on_moved(self, _logical: int, _old: int, _new: int) -> None:
        QTimer.singleShot(0, self._settle_order)

    def _settle_order(self) -> None:
        """After a drag the model takes the order of the header, so that places mean the same everywhere."""
        header = self.header
        order = [header.logicalIndex(place) for place in range(header.count())]
        if order == sorted(order):
            return
        keys = [self._table.columns[place].key for place in order]
        header.blockSignals(True)
        for place in range(header.count()):
            header.moveSection(header.visualIndex(place), place)
        header.blockSignals(False)
        self.columns_reordered.emit(keys)

    def _place_frozen(self) -> None:
        width = self.frozen.columnWidth(0) if self._table.columns else 0
        if self.verticalHeader().width() != width:
            self.verticalHeader().setFixedWidth(width)
        self.frozen.setGeometry(0, 0, width, self.header.height() + self.viewport().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_frozen()
        self.resized.emit()

    @override
    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "frozen"):
            self._place_frozen()

    @override
    def scrollTo(
        self, index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:  # fmt: skip
        if index.isValid() and index.column() == 0:
            before = self.horizontalScrollBar().value()
            super().scrollTo(self._table.index(index.row(), 1), hint)
            self.horizontalScrollBar().setValue(before)
        else:
            super().scrollTo(index, hint)

    # ---- selection -------------------------------------------------------------------------------------------

    def selected_blocks(self) -> list[Block]:
        """Selected rectangles; the current cell when nothing is selected."""
        found = blocks(self.selectionModel())
        current = self.currentIndex()
        if not found and current.isValid():
            return [Block(current.row(), current.column(), current.row(), current.column())]
        return found

    @override
    def selectAll(self) -> None:
        rows, columns = self._table.rowCount(), self._table.columnCount()
        if rows and columns:
            area = QItemSelection(self._table.index(0, 0), self._table.index(rows - 1, columns - 1))
            self.selectionModel().select(area, _Flag.ClearAndSelect)

    def go_to_row(self, row: int, column: int = -1) -> None:
        """Make a row current, select it and bring it into view."""
        if 0 <= row < self._table.rowCount():
            place = column if column >= 0 else self.currentIndex().column()
            index = self._table.index(row, min(max(place, 1), self._table.columnCount() - 1))
            self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)
            self.scrollTo(index)

    def move_by(self, rows: int, columns: int) -> None:
        """Go to a neighbouring cell; Tab at the end of a row goes on in the next."""
        current = self.currentIndex()
        if not current.isValid():
            return
        row, column, last = current.row() + rows, current.column() + columns, self._table.columnCount() - 1
        if column > last:
            row, column = row + 1, 1
        elif column < 1:
            row, column = row - 1, last
        row = min(max(row, 0), self._table.rowCount() - 1)
        index = self._table.index(row, min(column, last))
        self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)
        self.scrollTo(index)
        self.setFocus()

    def _on_selection_changed(self) -> None:
        count = row_count(self.selectionModel())
        marked = count > 0 and count == self._table.rowCount()
        for header in (self.header, self.frozen_header):
            if header.marked != marked:
                header.marked = marked
                header.viewport().update()
        self.selection_counted.emit(count)

    def _on_current_row(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.delegate.current_row = self.frozen_delegate.current_row = current.row() if current.isValid() else -1
        for view in (self, self.frozen):
            for one in (current, previous):
                if one.isValid():
                    line = view.visualRect(one)
                    view.viewport().update(0, line.top(), view.viewport().width(), ROW_HEIGHT)
        if current.isValid():
            self.row_entered.emit(self._table.id_at(current.row()))

    def _on_all_clicked(self) -> None:
        if self.header.marked:
            self.clearSelection()
        else:
            self.selectAll()

    # ---- keys ------------------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState or not press(self, event):
            if event.key() == Qt.Key.Key_F2 or begins_typing(event):
                self._explain(self.currentIndex())
            super().keyPressEvent(event)

    def _explain(self, index: QModelIndex) -> None:
        if index.isValid() and not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.not_editable.emit(index.column())

    def copy(self) -> None:
        """Put the selected range on the clipboard as text that pastes into Excel."""
        found = self.selected_blocks()
        cells = sum(block.cells for block in found)
        if cells > clipboard.MOST_CELLS:
            self.too_many.emit(cells)
        elif found:
            QGuiApplication.clipboard().setText(clipboard.to_tsv(found, self._copied_text))

    def paste(self) -> None:
        """Ask for the clipboard's cells to be written, starting at the selection's corner."""
        rows = clipboard.from_tsv(QGuiApplication.clipboard().text())
        if rows:
            self.paste_asked.emit(rows, self.selected_blocks())

    def edit_with(self, index: QModelIndex, text: str) -> None:
        """Open the editor again with a text that was refused."""
        from desktop.tables.editors import CellEditor

        self.setCurrentIndex(index)
        self.edit(index)
        for editor in self.viewport().findChildren(QWidget):
            if isinstance(editor, CellEditor) and editor.isVisible():
                editor.type_again(text)

    def _copied_text(self, row: int, column: int) -> str:
        one = self._table.columns[column]
        cells = self._table.cells_at(row, column)
        if one.editor == "long" and cells and isinstance(cells[0], str):
            return cells[0]
        return self._table.text_at(row, column)

    def ask_filter(self) -> None:
        """Open the filter of the column in hand."""
        place = self.currentIndex().column()
        if place >= 0 and self._table.columns[place].filters is not None:
            (self.frozen_header if place == 0 else self.header).ask_filter(place)

    def go_to_end(self, last: bool) -> None:
        """To the first or the last row."""
        self.go_to_row(self._table.rowCount() - 1 if last else 0)

    def select_whole_rows(self) -> None:
        last = self._table.columnCount() - 1
        area = QItemSelection()
        for block in self.selected_blocks():
            area.select(self._table.index(block.top, 0), self._table.index(block.bottom, last))
        self.selectionModel().select(area, _Flag.ClearAndSelect)

    # ---- mouse -----------------------------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if event.button() == Qt.MouseButton.RightButton:
            index = self.indexAt(point)
            if index.isValid() and not self.selectionModel().isSelected(index):
                self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)
            return
        super().mousePressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._explain(self.indexAt(event.position().toPoint()))
        super().mouseDoubleClickEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        paint_ground(self, event)
        super().paintEvent(event)

    def visible_rows(self) -> tuple[int, int]:
        """First and last row on screen."""
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        return max(first, 0), last if last >= 0 else self._table.rowCount() - 1

    def keys_shown(self) -> Sequence[str]:
        """Column keys from left to right."""
        return [column.key for column in self._table.columns]

    def check_point(self, row: int) -> QPoint:
        """Where the box of a row can be clicked, in the frozen view."""
        return QPoint(CHECK_WIDTH // 2, self.frozen.visualRect(self._table.index(row, 0)).center().y())
