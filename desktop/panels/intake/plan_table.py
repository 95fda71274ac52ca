"""The table view of a plan: ticks, keys, copying, and staying where it was when the plan is made anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QTableView
from typing_extensions import override

from desktop.panels.intake.plan_delegate import PAD, TICK_WIDTH
from desktop.panels.intake.plan_model import PlanModel

if TYPE_CHECKING:
    from models.importing.choices import RowKey

MOST_KEPT = 2_000
"""Selected rows that are found again after the plan was made anew."""
MOST_COPIED = 100_000


class PlanTable(QTableView):
    """``ticked(rows)``, ``decided(1, 2 or 3)``, ``next_wanted()``, ``fix_wanted(row)``, ``menu_wanted(point)``,
    ``current_changed(row)``, ``header_clicked(column)``; rows are those of the table."""

    ticked = Signal(object)
    decided = Signal(int)
    next_wanted = Signal()
    fix_wanted = Signal(int)
    menu_wanted = Signal(QPoint)
    current_changed = Signal(int)
    header_clicked = Signal(int)
    scrolled = Signal()

    def __init__(self, model: PlanModel, widths: Sequence[int], height: int, *, ticks: bool) -> None:
        super().__init__()
        self.plan_model = model
        self._widths = list(widths)
        self._ticks = ticks
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self.menu_wanted)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(40)
        header.setDefaultSectionSize(150)
        # a clickable header asks of each column, row by row, whether all of it is selected: give it nothing to ask
        header.setSelectionModel(QItemSelectionModel(model, self))
        header.sectionClicked.connect(self.header_clicked)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.scrolled.emit())
        self.doubleClicked.connect(lambda index: self.fix_wanted.emit(index.row()))
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self.current_changed.emit(now.row()))
        self.set_widths()

    @override
    def selectAll(self) -> None:
        """All rows as one range; Qt's own way asks for every cell."""
        model = self.plan_model
        if model.rowCount():
            whole = QItemSelection(model.index(0, 0), model.index(model.rowCount() - 1, model.columnCount() - 1))
            self.selectionModel().select(whole, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def set_delegate(self, delegate: QStyledItemDelegate) -> None:
        """Who draws the cells."""
        self.setItemDelegate(delegate)

    def set_widths(self) -> None:
        """The widths of the first columns; the others have the usual one."""
        for column, width in enumerate(self._widths[: self.plan_model.columnCount()]):
            self.setColumnWidth(column, width)

    def selected_rows(self) -> list[int]:
        """The selected rows; ranges are read, because all rows may be selected."""
        rows = set[int]()
        for part in self.selectionModel().selection().toList():
            rows.update(range(part.top(), part.bottom() + 1))
        return sorted(rows)

    def selected_keys(self) -> list[RowKey]:
        """The rows of the files that are selected, each once."""
        keys = [self.plan_model.key(row) for row in self.selected_rows()]
        return list(dict.fromkeys(key for key in keys if key is not None))

    def current_row(self) -> int:
        """The row in hand, -1 when there is none."""
        return self.currentIndex().row()

    def show_items(self, items: Sequence[object], shown: Sequence[int], headings: Sequence[str] | None = None) -> None:
        """Show other items; the rows that were selected and the place stay, where they are still there."""
        current = self.current_row()
        here = self.plan_model.key(current) if 0 <= current < self.plan_model.rowCount() else None
        chosen = set(self.selected_keys()) if len(self.selected_rows()) <= MOST_KEPT else set[object]()
        scroll = self.verticalScrollBar().value()
        columns = self.plan_model.columnCount()
        self.plan_model.set_items(items, shown, headings)
        if self.plan_model.columnCount() != columns:
            self.set_widths()
        count = self.plan_model.rowCount()
        if not count:
            self.current_changed.emit(-1)
            return
        rows: list[int] = []
        at = -1
        if len(chosen) > 1 or here is not None:
            keys = [items[place].key for place in shown]  # type: ignore[attr-defined]
            rows = [row for row, key in enumerate(keys) if key in chosen] if len(chosen) > 1 else []
            at = keys.index(here) if here is not None and here in keys else -1
        self.select_row(at if at >= 0 else min(max(current, 0), count - 1))
        if rows:
            self._select(rows)
        self.verticalScrollBar().setValue(scroll)
        if at < 0 and current < 0:
            self.scrollToTop()

    def select_row(self, row: int) -> None:
        """Take a row in hand."""
        self.selectRow(row)
        self.current_changed.emit(row)

    def copy(self) -> None:
        """The selected lines with their headings onto the clipboard, as Excel and WPS paste them."""
        from models.exporting.clipboard_text import copy_table

        model = self.plan_model
        rows = self.selected_rows()[:MOST_COPIED]
        if rows:
            lines = [tuple(model.text(row, column) for column in range(model.columnCount())) for row in rows]
            QGuiApplication.clipboard().setText(copy_table([model.headings, *lines]))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if self._ticks and event.button() == Qt.MouseButton.LeftButton and index.isValid() and index.column() == 0:
            left = self.visualRect(index).left() + PAD
            if left - PAD <= event.position().x() < left + TICK_WIDTH - PAD:
                self._tick(index)
                return
        super().mousePressEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        numbers = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key == Qt.Key.Key_Space and self._ticks:
            self.ticked.emit(self.selected_rows())
        elif key in numbers and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.decided.emit(numbers.index(Qt.Key(key)) + 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_wanted.emit()
        elif key == Qt.Key.Key_F2:
            self.fix_wanted.emit(self.current_row())
        else:
            super().keyPressEvent(event)

    def _tick(self, index: QModelIndex) -> None:
        """One row, or all that are selected when it is one of them."""
        rows = self.selected_rows()
        if index.row() not in rows or len(rows) < 2:
            self.select_row(index.row())
            rows = [index.row()]
        self.ticked.emit(rows)

    def _select(self, rows: Sequence[int]) -> None:
        """Select rows again, by ranges."""
        selection, last = QItemSelection(), self.plan_model.columnCount() - 1
        for row in rows:
            selection.select(self.plan_model.index(row, 0), self.plan_model.index(row, last))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.Select)
