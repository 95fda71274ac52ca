"""The view of a big table: selection, groups, Excel's keys, ranges to and from the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget
from typing_extensions import override

from desktop.tables import clipboard
from desktop.tables.grouping import GroupLine
from desktop.tables.paged_model import PagedTableModel
from desktop.tables.selection import Block, blocks, row_count, selected_pieces, without_lines
from desktop.tables.table_keys import begins_typing, press
from desktop.tables.two_halves import AnyIndex, TwoHalvesView
from desktop.theme.theme import Theme

if TYPE_CHECKING:
    from desktop.tables.editors import CellEditor

_Flag = QItemSelectionModel.SelectionFlag


class LedgerTableView(TwoHalvesView):
    """Signals say what the person asked for; whoever owns the ledger does it. Blocks hold rows, never group lines."""

    def __init__(
        self,
        model: PagedTableModel,
        theme: Theme,
        tone_of: Callable[[str], str],
        choices_of: Callable[[str], list[str]],
        check: Callable[[str, Any], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, theme, tone_of, choices_of, check, parent)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.selectionModel().currentRowChanged.connect(self._on_current_row)
        for delegate in (self.delegate, self.frozen_delegate):
            delegate.moved.connect(self.move_by)
        for header in (self.header, self.frozen_header):
            header.all_clicked.connect(self._on_all_clicked)

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
        self.delegate.current_column = self.frozen_delegate.current_column = current.column()

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

    def press_group(self, index: AnyIndex) -> None:
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
        index: AnyIndex,
        trigger: QAbstractItemView.EditTrigger = QAbstractItemView.EditTrigger.AllEditTriggers,
        event: QEvent | None = None,
    ) -> bool:
        """Open an editor on the side where the column stands."""
        if index.isValid() and index.column() < self.frozen_count:
            return bool(self.frozen.edit(index, trigger, event))  # type: ignore[call-overload]
        return bool(super().edit(index, trigger, event))  # type: ignore[call-overload,arg-type]

    def explain(self, index: AnyIndex) -> None:
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
        self.setCurrentIndex(index)
        self.edit(index)
        editor = self.open_editor()
        if editor is not None:
            editor.type_again(text)

    def open_editor(self) -> CellEditor | None:
        """The editor that is open in a cell, on whichever side."""
        from desktop.tables.editors import CellEditor

        inside = [*self.viewport().children(), *self.frozen.viewport().children()]
        return next((one for one in inside if isinstance(one, CellEditor) and one.isVisible()), None)  # type: ignore[attr-defined]

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
