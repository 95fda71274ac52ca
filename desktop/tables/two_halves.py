"""The frame of the big table's view: its signals, its two halves of columns, their scrolling and their rows' height."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget
from typing_extensions import override

from desktop.tables.cell_delegate import CHECK_WIDTH, ROW_HEIGHT, CellDelegate
from desktop.tables.cell_walk import CellWalk
from desktop.tables.column_halves import ColumnHalves
from desktop.tables.frozen_columns import FrozenColumns, paint_ground
from desktop.tables.header import LedgerHeader
from desktop.tables.paged_model import PagedTableModel
from desktop.tables.row_heights import RowHeights
from desktop.theme.theme import Theme

_MOST_SETTLING = 4
AnyIndex = QModelIndex | QPersistentModelIndex


class _Room(QHeaderView):
    """Keeps a strip at the left free and draws nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        return


class TwoHalvesView(QTableView):
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
        self.heights = RowHeights(self)
        self.delegate = CellDelegate(model, theme, tone_of, choices_of, check, self)
        self.header = LedgerHeader(model, theme, self)
        self.frozen_header = LedgerHeader(model, theme)
        self.setHorizontalHeader(self.header)
        self._dress()
        self.walk = CellWalk(self)
        self.frozen = FrozenColumns(self, self.frozen_header)  # type: ignore[arg-type]
        self.setModel(model)
        self.frozen.setModel(model)
        self.frozen.setSelectionModel(self.selectionModel())
        self.setItemDelegate(self.delegate)
        # a delegate of its own: one that two views share tells both of every committed editor
        self.frozen_delegate = CellDelegate(model, theme, tone_of, choices_of, check, self.frozen)
        self.frozen.setItemDelegate(self.frozen_delegate)
        self.frozen_delegate.refused.connect(self.delegate.refused)
        self.halves = ColumnHalves(self)
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
        self.table.modelReset.connect(self.halves.adopt_columns)
        self.table.modelReset.connect(self.heights.start_again)
        for moving in (self.table.rowsAboutToBeInserted, self.table.rowsAboutToBeRemoved):
            moving.connect(self.heights.flatten)
        for changed in (self.table.dataChanged, self.table.rowsInserted, self.table.rowsRemoved, self.resized):
            changed.connect(self.heights.later)

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
        return self.viewport().width() + self.viewportMargins().left()

    def set_wrapped(self, wraps: bool) -> None:
        """Break long texts into lines, or show each row on one."""
        first, last = self.visible_rows()
        current = self.currentIndex()
        seen = current.isValid() and first <= current.row() <= last
        self.delegate.wraps = self.frozen_delegate.wraps = wraps
        self.heights.set_enabled(wraps)
        if seen:
            self.scrollTo(current)

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
        self, index: AnyIndex, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        self._scroll_once(index, hint)
        # wrapped rows are measured as they come into view and then push each other away
        for _ in range(_MOST_SETTLING if self.heights.enabled else 0):
            self.heights.fit()
            before = self.verticalScrollBar().value()
            self._scroll_once(index, hint)
            if self.verticalScrollBar().value() == before:
                break

    def _scroll_once(self, index: AnyIndex, hint: QAbstractItemView.ScrollHint) -> None:
        """Bring a cell into view; a frozen one needs no scrolling sideways."""
        if index.isValid() and index.column() < self.frozen_count:
            before = self.horizontalScrollBar().value()
            super().scrollTo(self.table.index(index.row(), self.frozen_count), hint)
            self.horizontalScrollBar().setValue(before)
        else:
            super().scrollTo(index, hint)

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
