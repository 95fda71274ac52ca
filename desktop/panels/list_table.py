"""What the tables of problems and of visits have in common: columns and widths, header, rows in hand, sorting, foot."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.tables.selection import selected_ids

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from desktop.panels.filter_popup import FilterPopup
    from desktop.panels.ledger_reading import LedgerReading
    from desktop.panels.table_shape import TableShape
    from desktop.tables.columns import TableColumn
    from desktop.tables.find_strip import FindStrip
    from desktop.tables.paged_model import PagedTableModel
    from desktop.tables.table_view import LedgerTableView
    from desktop.tables.totals_bar import TotalsBar


class ListTable(QFrame):
    """A subclass makes model, view and foot, then calls ``lay_out`` and ``connect_list``, and answers ``ask``."""

    filters_changed = Signal(object)
    rows_shown = Signal()
    """The rows of a query are on screen."""
    layout_changed = Signal()

    number_key = ""
    """The column that always comes first."""
    filters: Any
    model: PagedTableModel
    view: LedgerTableView
    shape: TableShape
    find_strip: FindStrip
    totals_bar: TotalsBar
    reading: LedgerReading

    def __init__(
        self, context: AppContext, columns: dict[str, TableColumn], chosen: Sequence[str], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._context = context
        self.columns = columns
        self.chosen_keys: list[str] = [key for key in chosen if key in columns]
        self._widths: dict[str, int] = {}
        """Only widths that a person set; the other columns share the room there is."""
        self._job: Job | None = None
        self._jump_to: int | None = None
        self.stack = QStackedWidget()

    def lay_out(self, none_yet: QWidget, nothing_found: QWidget, foot: QWidget) -> None:
        """The strip for finding, the table or what stands in its place, and the foot."""
        for page in (self.view, none_yet, nothing_found):
            self.stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.find_strip)
        layout.addWidget(self.stack, 1)
        layout.addWidget(foot)

    def connect_list(self, foot: Any) -> None:
        """Header, columns, shape and foot; ``foot`` has the buttons 换行 and 查找."""
        view = self.view
        for header in (view.header, view.frozen_header):
            header.sort_clicked.connect(self._on_sort_clicked)
            header.filter_clicked.connect(self.offer_filter)
        view.columns_reordered.connect(self.set_columns)
        view.width_dragged.connect(self._on_width_dragged)
        view.resized.connect(self.fit_columns)
        view.step_asked.connect(self.step)
        self.shape.changed.connect(self.layout_changed)
        self.shape.changed.connect(lambda: foot.wrap_button.setChecked(view.heights.enabled))
        self.shape.regrouped.connect(self.reload)
        foot.wrap_button.clicked.connect(self.shape.set_wrapped)
        foot.find_button.clicked.connect(self.find_strip.open)
        self.totals_bar.chosen_changed.connect(self.layout_changed)

    # ---- what a subclass answers -----------------------------------------------------------------------------

    def ask(self, filters: Any) -> None:
        """Show the rows that ``filters`` find."""
        raise NotImplementedError

    def reload(self, jump_to: int | None = None) -> None:
        """Ask again."""
        raise NotImplementedError

    def fitted(self) -> dict[str, int]:
        """Widths that fill the room."""
        raise NotImplementedError

    def offer_values(self, field: str, title: str, anchor: QRect, sorts: str | None = None) -> FilterPopup:
        """Open the popup with the values of a field; they are counted under the other filters."""
        raise NotImplementedError

    # ---- asking ----------------------------------------------------------------------------------------------

    @property
    def asking(self) -> bool:
        """Whether the answer to a question is still awaited."""
        return self._job is not None and not self._job.done

    def drop_question(self) -> None:
        """Stop waiting for an answer."""
        if self._job is not None and not self._job.done:
            self._job.cancel()

    def clear_filters(self) -> None:
        """Show everything of the campaign."""
        self.ask(self.filters.cleared())

    def sort_by(self, field: str, descending: bool) -> None:
        """Sort by a field."""
        self.ask(replace(self.filters, sort=((field, descending),)))

    def offer_filter(self, section: int, anchor: QRect) -> None:
        """Open the filter of a column near ``anchor`` (global)."""
        column = self.model.columns[section]
        if column.filters is not None:
            self.offer_values(column.filters, column.title, anchor, column.sorts)

    def _on_failed(self, error: Exception) -> None:
        self._context.inform(str(error), "red", "清除筛选", self.clear_filters)

    def _on_sort_clicked(self, section: int) -> None:
        field = self.model.columns[section].sorts
        if field is not None:
            self.ask(self.filters.with_sort(field))

    # ---- rows ------------------------------------------------------------------------------------------------

    def go_to(self, key: int) -> bool:
        """Make a row the current one; false when it is not in the list."""
        row = self.model.reveal(key)
        if row >= 0:
            self.view.go_to_row(row)
        return row >= 0

    def step(self, rows: int) -> None:
        """To the next or previous row, over the lines of groups."""
        current = self.view.currentIndex()
        row = current.row() + rows if current.isValid() else 0
        while self.model.group_at(row) is not None:
            row += rows
        self.view.go_to_row(min(max(row, 0), self.model.rowCount() - 1))

    def selected(self) -> array[int]:
        """Ids of the selected rows."""
        return selected_ids(self.view.selectionModel(), self.model.ids, self.model.tree)

    def focus_table(self) -> None:
        """Keys go to the table."""
        QTimer.singleShot(0, self.view, lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))

    # ---- columns ---------------------------------------------------------------------------------------------

    def chosen(self) -> list[TableColumn]:
        """The columns shown, in their order."""
        return [self.columns[key] for key in self.chosen_keys]

    def set_columns(self, keys: list[str]) -> None:
        """Show these columns in this order; the number column always comes first."""
        wanted = [key for key in dict.fromkeys(keys) if key in self.columns and key != self.number_key]
        row, scrolled = self.view.currentIndex().row(), self.view.verticalScrollBar().value()
        self.chosen_keys = [self.number_key, *wanted]
        self.model.set_columns(self.chosen())
        self.fit_columns()
        if row >= 0:
            self.view.go_to_row(row)
        self.view.verticalScrollBar().setValue(scrolled)
        self.show_header_state()
        self.layout_changed.emit()

    def set_widths(self, widths: dict[str, int]) -> None:
        """Widths that a person had set, by key."""
        self._widths = dict(widths)
        self.fit_columns()

    def widths(self) -> dict[str, int]:
        """Widths that a person set, by key, also of columns that are hidden now."""
        return dict(self._widths)

    def fit_columns(self) -> None:
        """Fill the room with the columns whose width nobody has set."""
        self.view.set_widths(self.fitted() | self._widths)

    def show_header_state(self) -> None:
        """Mark in the header what the list is sorted by and which columns are filtered."""
        key, descending = self.filters.sort[0] if self.filters.sort else ("", False)
        columns = self.model.columns
        filtered = {one.key for one in columns if one.filters is not None and one.filters in self.filters.values}
        if not any(one.key == key for one in columns):
            key = next((one.key for one in columns if one.sorts == key), key)
        for header in (self.view.header, self.view.frozen_header):
            header.set_sort(key, descending)
            header.set_filtered(filtered)

    def _on_width_dragged(self, _key: str) -> None:
        # from the first drag on the other columns stay as they are, too
        self._widths |= self.view.widths()
        self.layout_changed.emit()
