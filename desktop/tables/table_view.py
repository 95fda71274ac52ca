"""The view of a big table: frozen columns, groups, Excel's keys, ranges to and from the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget
from typing_extensions import override

from desktop.tables import clipboard
from desktop.tables.cell_delegate import CHECK_WIDTH, ROW_HEIGHT, CellDelegate
from desktop.tables.cell_walk import CellWalk
from desktop.tables.column_halves import ColumnHalves
from desktop.tables.frozen_columns import FrozenColumns, paint_ground
from desktop.tables.grouping import GroupLine
from desktop.tables.header import LedgerHeader
from desktop.tables.paged_model import PagedTableModel
from desktop.tables.row_heights import RowHeights
from desktop.tables.selection import Block, blocks, row_count, selected_pieces, without_lines
from desktop.tables.table_keys import begins_typing, press
from desktop.theme.theme import Theme

_Flag = QItemSelectionModel.SelectionFlag
_AnyIndex = QModelIndex | QPersistentModelIndex


class _Room(QHeaderView):
    """Keeps a strip at the left free and draws nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        return


class LedgerTableView(QTableView):
    """Signals say what the person asked for; whoever owns the ledger does it. Blocks hold rows, never group lines."""

    fill_asked = Signal(object)
    """Ctrl+D: the selected blocks."""
    fill_right_asked = Signal(object)
    """Ctrl+R: the selected blocks."""
    clear_asked = Signal(object)
    """Delete: the selected blocks."""
    paste_asked = Signal(object, object)
    """Ctrl+V: rows of texts, and the selected blocks."""
    today_asked = Signal(object)
    """Ctrl+; : the selected blocks."""
    now_asked = Signal(object)
    """Ctrl+Shift+; : the selected blocks."""
    find_asked = Signal()
    """Ctrl+F."""
    find_next_asked = Signal(int)
    """F3 or Shift+F3: 1 or -1."""
    not_editable = Signal(int)
    """Somebody wanted to change a cell of this column that cannot be changed."""
    selection_counted = Signal(int)
    """How many rows the selection stands for."""
    row_entered = Signal(int)
    """The id of the current row changed; group lines are passed over."""
    step_asked = Signal(int)
    """Alt+PageUp or Alt+PageDown: -1 or 1."""
    too_many = Signal(int)
    """So many cells were asked onto the clipboard that an export serves better."""
    columns_reordered = Signal(object)
    """Column keys in their new order, after a header was dragged."""
    width_dragged = Signal(str)
    """A person set the width of a column (key)."""
    groups_folded = Signal()
    """A group was opened or closed by hand."""
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
        self.table = model
        self.delegate = CellDelegate(model, theme, tone_of, choices_of, check, self)
        self.header = LedgerHeader(model, theme, self)
        self.frozen_header = LedgerHeader(model, theme)
        self.setHorizontalHeader(self.header)
        self._dress()
        self.walk = CellWalk(self)
        self.frozen = FrozenColumns(self, self.frozen_header)
        self.setModel(model)
        self.frozen.setModel(model)
        self.frozen.setSelectionModel(self.selectionModel())
        self.setItemDelegate(self.delegate)
        # a delegate of its own: one that two views share tells both of every committed editor
        self.frozen_delegate = CellDelegate(model, theme, tone_of, choices_of, check, self.frozen)
        self.frozen.setItemDelegate(self.frozen_delegate)
        self.halves = ColumnHalves(self)
        self.heights = RowHeights(self)
        self._connect()
        self.frozen.raise_()
        self.halves.adopt_columns()

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
        # The vertical header only keeps the room in which the frozen columns stand: a view laid over the viewport
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
        self.verticalScrollBar().valueChanged.connect(self.scroll_frozen)
        self.verticalScrollBar().valueChanged.connect(self.heights.on_scrolled)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled_sideways)
        self.frozen.verticalScrollBar().rangeChanged.connect(self.scroll_frozen)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.selectionModel().currentRowChanged.connect(self._on_current_row)
        self.table.modelReset.connect(self.halves.adopt_columns)
        self.table.modelReset.connect(self.heights.start_again)
        for changed in (self.table.dataChanged, self.table.rowsInserted, self.table.rowsRemoved, self.resized):
            changed.connect(self.heights.later)
        for delegate in (self.delegate, self.frozen_delegate):
            delegate.moved.connect(self.move_by)
        for header in (self.header, self.frozen_header):
            header.all_clicked.connect(self._on_all_clicked)

    # ---- columns ---------------------------------------------------------------------------------------------

    @property
    def frozen_count(self) -> int:
        """How many columns stay at the left."""
        return self.halves.count

    def set_frozen(self, count: int) -> None:
        """Keep this many columns at the left; at least the first, and never all."""
        self.halves.set_count(count)

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Column widths by key; the others take their own."""
        self.halves.set_widths(widths)

    def widths(self) -> dict[str, int]:
        """Present widths by column key."""
        return {column.key: self.column_width(place) for place, column in enumerate(self.table.columns)}

    def column_width(self, place: int) -> int:
        """Width of a column, on whichever side it stands."""
        return (self.frozen if place < self.frozen_count else self).columnWidth(place)

    def room(self) -> int:
        """Width for all columns, the frozen ones included."""
        return self.viewport().width() + self.frozen.width()

    def set_wrapped(self, wraps: bool) -> None:
        """Break long texts into lines, or show each row on one."""
        self.delegate.wraps = self.frozen_delegate.wraps = wraps
        self.heights.set_enabled(wraps)

    def mark_words(self, words: Sequence[str], column: str = "") -> None:
        """Colour the ground behind these words, in all columns or only in one (key)."""
        for delegate in (self.delegate, self.frozen_delegate):
            delegate.marked_words, delegate.marked_column = tuple(word.lower() for word in words), column
        self.viewport().update()
        self.frozen.viewport().update()

    def scroll_frozen(self) -> None:
        """Both halves show the same rows, also when the frozen one has not yet counted rows that just came."""
        bar, value = self.frozen.verticalScrollBar(), self.verticalScrollBar().value()
        if value > bar.maximum():
            self.frozen.updateGeometries()
        bar.setValue(value)

    def _on_scrolled_sideways(self) -> None:
        if self.table.tree is not None:
            # the sentences of group lines do not move with the columns
            self.viewport().update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.halves.place()
        self.resized.emit()

    @override
    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "halves"):
            self.halves.place()

    @override
    def scrollTo(
        self, index: _AnyIndex, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if index.isValid() and index.column() < self.frozen_count:
            before = self.horizontalScrollBar().value()
            super().scrollTo(self.table.index(index.row(), self.frozen_count), hint)
            self.horizontalScrollBar().setValue(before)
        else:
            super().scrollTo(index, hint)

    # ---- selection -------------------------------------------------------------------------------------------

    def selected_blocks(self) -> list[Block]:
        """Selected rectangles, group lines among them; the current cell when nothing is selected."""
        found = blocks(self.selectionModel())
        current = self.currentIndex()
        if not found and current.isValid():
            return [Block(current.row(), current.column(), current.row(), current.column())]
        return found

    def selected_rows_only(self) -> list[Block]:
        """Selected rectangles cut around group lines: what may be written into."""
        return without_lines(self.selected_blocks(), self.table.tree)

    @override
    def selectAll(self) -> None:
        self._select(0, 0, self.table.rowCount() - 1, self.table.columnCount() - 1)

    def select_whole_rows(self) -> None:
        """Excel's Shift+Space."""
        last, area = self.table.columnCount() - 1, QItemSelection()
        for block in self.selected_blocks():
            area.select(self.table.index(block.top, 0), self.table.index(block.bottom, last))
        self.selectionModel().select(area, _Flag.ClearAndSelect)

    def select_whole_columns(self) -> None:
        """Excel's Ctrl+Space."""
        found = self.selected_blocks()
        if found:
            self._select(
                0, min(block.left for block in found), self.table.rowCount() - 1, max(block.right for block in found)
            )

    def _select(self, top: int, left: int, bottom: int, right: int) -> None:
        if bottom >= top and right >= left:
            area = QItemSelection(self.table.index(top, left), self.table.index(bottom, right))
            self.selectionModel().select(area, _Flag.ClearAndSelect)

    def go_to_row(self, row: int, column: int = -1) -> None:
        """Make a row current, select it and bring it into view."""
        self.walk.to(row, max(column if column >= 0 else self.currentIndex().column(), 1))

    def move_by(self, rows: int, columns: int) -> None:
        """Go to a neighbouring cell; Tab at the end of a row goes on in the next."""
        current = self.currentIndex()
        if not current.isValid():
            return
        row, column, last = current.row() + rows, current.column() + columns, self.table.columnCount() - 1
        if column > last:
            row, column = row + 1, 1
        elif column < 1:
            row, column = row - 1, last
        self.walk.to(min(max(row, 0), self.table.rowCount() - 1), min(column, last))
        self.setFocus()

    def _on_selection_changed(self) -> None:
        touched = row_count(self.selectionModel())
        marked = 0 < touched == self.table.rowCount()
        for header in (self.header, self.frozen_header):
            if header.marked != marked:
                header.marked = marked
                header.viewport().update()
        pieces = selected_pieces(self.selectionModel(), self.table.rowCount(), self.table.tree)
        self.selection_counted.emit(sum(last - first for first, last in pieces))

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.walk.note_current(current, self.state() == QAbstractItemView.State.DragSelectingState)

    def _on_current_row(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.delegate.current_row = self.frozen_delegate.current_row = current.row() if current.isValid() else -1
        for view in (self, self.frozen):
            for one in (current, previous):
                if one.isValid():
                    top, height = view.rowViewportPosition(one.row()), view.rowHeight(one.row())
                    view.viewport().update(0, top, view.viewport().width(), height)
        if current.isValid() and self.table.id_at(current.row()) >= 0:
            self.row_entered.emit(self.table.id_at(current.row()))

    def _on_all_clicked(self) -> None:
        if self.header.marked:
            self.clearSelection()
        else:
            self.selectAll()

    # ---- groups ----------------------------------------------------------------------------------------------

    def group_in_hand(self) -> GroupLine | None:
        """The group line that is current."""
        return self.table.group_at(self.currentIndex().row())

    def fold(self, close: bool | None = None) -> None:
        """Close or open (None: the other way) the current group; Left on a closed one goes to the group above."""
        line, tree = self.group_in_hand(), self.table.tree
        if line is None or tree is None:
            return
        closed = line.path in tree.closed
        if close and closed:
            above = tree.parent_row(self.currentIndex().row())
            self.walk.to(above, self.currentIndex().column())
        elif close is None or close != closed:
            self.table.set_closed(tree.closed ^ {line.path})
            self.groups_folded.emit()

    def press_group(self, index: _AnyIndex) -> None:
        """A click on a group line."""
        self.walk.to(index.row(), index.column())
        self.fold()

    # ---- keys ------------------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState or not press(self, event):
            if event.key() == Qt.Key.Key_F2 or begins_typing(event):
                self.explain(self.currentIndex())
            super().keyPressEvent(event)

    @override
    def edit(  # type: ignore[override]
        self,
        index: _AnyIndex,
        trigger: QAbstractItemView.EditTrigger = QAbstractItemView.EditTrigger.AllEditTriggers,
        event: QEvent | None = None,
    ) -> bool:
        """Open an editor on the side where the column stands."""
        if index.isValid() and index.column() < self.frozen_count:
            return bool(self.frozen.edit(index, trigger, event))  # type: ignore[call-overload]
        return bool(super().edit(index, trigger, event))  # type: ignore[call-overload,arg-type]

    def explain(self, index: _AnyIndex) -> None:
        """Say of a cell that cannot be changed that it cannot."""
        locked = index.isValid() and not index.flags() & Qt.ItemFlag.ItemIsEditable
        if locked and self.table.group_at(index.row()) is None:
            self.not_editable.emit(index.column())

    def copy(self, headers: bool = False) -> None:
        """Put the selected range on the clipboard as text that pastes into Excel; group lines only by themselves."""
        found = self.selected_rows_only()
        cells = sum(block.cells for block in found)
        if cells > clipboard.MOST_CELLS:
            self.too_many.emit(cells)
        elif found:
            QGuiApplication.clipboard().setText(clipboard.copied(self.table, found, headers))
        elif self.table.tree is not None:
            lines = clipboard.copied_lines(self.table, self.selected_blocks())
            QGuiApplication.clipboard().setText(lines)

    def paste(self) -> None:
        """Ask for the clipboard's cells to be written, starting at the selection's corner."""
        rows, found = clipboard.from_tsv(QGuiApplication.clipboard().text()), self.selected_rows_only()
        if rows and found:
            self.paste_asked.emit(rows, found)

    def edit_with(self, index: QModelIndex, text: str) -> None:
        """Open the editor again with a text that was refused."""
        from desktop.tables.editors import CellEditor

        self.setCurrentIndex(index)
        self.edit(index)
        for viewport in (self.viewport(), self.frozen.viewport()):
            for editor in viewport.findChildren(QWidget):
                if isinstance(editor, CellEditor) and editor.isVisible():
                    editor.type_again(text)

    def ask_filter(self) -> None:
        """Open the filter of the column in hand."""
        place = self.currentIndex().column()
        if place >= 0 and self.table.columns[place].filters is not None:
            (self.frozen_header if place < self.frozen_count else self.header).ask_filter(place)

    # ---- mouse -----------------------------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.RightButton:
            if index.isValid() and not self.selectionModel().isSelected(index):
                self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)
        elif index.isValid() and self.table.group_at(index.row()) is not None and not event.modifiers():
            self.press_group(index)
        elif index.isValid() and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.walk.to(index.row(), index.column(), extend=True)
        else:
            super().mousePressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if self.table.group_at(index.row()) is None:
            self.explain(index)
            super().mouseDoubleClickEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        paint_ground(self, event)
        super().paintEvent(event)

    def visible_rows(self) -> tuple[int, int]:
        """First and last row on screen."""
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        return max(first, 0), last if last >= 0 else self.table.rowCount() - 1

    def keys_shown(self) -> Sequence[str]:
        """Column keys from left to right."""
        return [column.key for column in self.table.columns]

    def check_point(self, row: int) -> QPoint:
        """Where the box of a row can be clicked, in the frozen view."""
        return QPoint(CHECK_WIDTH // 2, self.frozen.visualRect(self.table.index(row, 0)).center().y())
