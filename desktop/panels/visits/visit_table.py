"""The visit table as a card: runs the query, shows the rows, sorts, filters and edits; the page says what to ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.panels.ledger_reading import LedgerReading
from desktop.panels.list_table import ListTable
from desktop.panels.table_shape import TableShape
from desktop.panels.visits.visit_asking import Found, first_page, in_group_order, listing_of, whole_list
from desktop.panels.visits.visit_columns import (
    DEFAULT_COLUMNS,
    FROZEN,
    NUMBER_KEY,
    VISIT_GROUPS,
    VisitRows,
    choices_of,
    fitted,
    tone_of,
    visit_columns,
)
from desktop.panels.visits.visit_edits import VisitEdits
from desktop.panels.visits.visit_filters import VisitFilters
from desktop.panels.visits.visit_foot import VisitFoot
from desktop.panels.visits.visit_offer import offer_visit_values
from desktop.panels.visits.visit_writer import VisitWriter
from desktop.tables.find_strip import FindStrip
from desktop.tables.paged_model import PagedTableModel
from desktop.tables.table_view import LedgerTableView
from desktop.tables.totals_bar import TotalsBar
from desktop.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from desktop.panels.filter_popup import FilterPopup
    from models.operations import Change
    from models.progress import Progress
    from models.queries.visits_filtering import VisitQuery

WORD = "visits"


class VisitTable(ListTable):
    """``filters`` is what is asked now; ``ask`` replaces it. Everything slow runs in the lanes."""

    visit_entered = Signal(int)

    number_key = NUMBER_KEY

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, visit_columns(), DEFAULT_COLUMNS, parent)
        self.filters: VisitFilters = VisitFilters()
        self.found: Found | None = None
        self._rows = VisitRows(context.ledger)
        self.model = PagedTableModel(self._rows, self.chosen(), self)
        self.model.set_editable(not context.ledger.read_only)
        self.writer = VisitWriter(context, self.model, self)
        self.view = LedgerTableView(self.model, context.theme, tone_of, choices_of, self.writer.check, self)
        self.view.setAccessibleName("现场检查")
        self.view.frozen.setAccessibleName("现场检查的检查编号")
        for corner in self.view.findChildren(QAbstractButton):
            corner.setAccessibleName("全选")
        self.shape = TableShape(self.view, VISIT_GROUPS, FROZEN)
        self.find_strip = FindStrip(self.view, context.theme, self)
        self.totals_bar = TotalsBar()
        self.reading = LedgerReading(context, self.view, self.find_strip, self.totals_bar, listing_of)
        self.edits = VisitEdits(context, self.view, self.writer)
        self._build()
        self._connect()

    def _build(self) -> None:
        none_yet = EmptyState(
            "台账里还没有现场检查记录",
            "把检查组的现场检查记录（检查日期、检查组、点位、是否发现问题……）导入进来；导入时会自动认出。",
            (("导入检查记录…", lambda: self._context.run_action("import.files")),
             ("用演示台账试用", lambda: self._context.run_action("ledger.demo"))),
        )  # fmt: skip
        nothing_found = EmptyState(
            "没有符合条件的现场检查", "放宽筛选条件，或者清除筛选查看全部。", (("清除筛选", self.clear_filters),)
        )
        self.foot = VisitFoot(self.totals_bar)
        self.footer, self.problem_button = self.foot.footer, self.foot.problem_button
        self.lay_out(none_yet, nothing_found, self.foot)

    def _connect(self) -> None:
        self.connect_list(self.foot)
        self.view.selection_counted.connect(self._say_footer)
        self.view.row_entered.connect(self.visit_entered)

    # ---- asking ----------------------------------------------------------------------------------------------

    def query(self) -> VisitQuery:
        """The question as it stands now."""
        return self.filters.query(self._context.campaign)

    @override
    def ask(self, filters: VisitFilters) -> None:
        """Show the rows that ``filters`` find; the rows before stay until the answer is there."""
        self.filters = filters
        self.filters_changed.emit(filters)
        self.show_header_state()
        self._ask_first()

    def listed_query(self) -> VisitQuery:
        """The question with its rows in the order shown, groups included."""
        return in_group_order(self.query(), self.shape.group_keys)

    @override
    def reload(self, jump_to: int | None = None) -> None:
        """Ask again; the rows before stay until all of the answer is there."""
        if jump_to is not None:
            self._jump_to = jump_to
        self._ask_whole(self.query())

    def _ask_first(self) -> None:
        """Other rows: the first page is shown as soon as it is there, the rest follows."""
        ledger, query = self._context.ledger, self.query()
        if self.shape.group_keys:
            self._ask_whole(query)
        else:
            self._start(
                lambda progress: first_page(ledger, query, progress), lambda found: self._on_first(found, query)
            )

    def _on_first(self, found: Found | None, query: VisitQuery) -> None:
        """Of a list that an index orders the first rows are there; all of it is asked next."""
        if found is not None:
            self._show(found)
        self._ask_whole(query)

    def _ask_whole(self, query: VisitQuery) -> None:
        ledger, grouping = self._context.ledger, self.shape.grouping()
        base = VisitFilters(removed=query.removed).query(self._context.campaign)
        self._start(lambda progress: whole_list(ledger, query, base, grouping, progress), self._show)

    def _start(self, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        rows, fields = self._rows, tuple(dict.fromkeys(field for one in self.chosen() for field in one.fields))

        def prepared(progress: Progress) -> Any:
            rows.prepare(fields)
            return work(progress)

        self.drop_question()
        self._job = self._context.jobs.read(
            "查询现场检查", prepared, done, self._on_failed, lambda: None, owner=self, quiet=True
        )

    def _show(self, found: Found) -> None:
        current = self.view.currentIndex()
        kept = self.model.id_at(current.row()) if current.isValid() else None
        column = current.column() if current.isValid() else 0
        self.found = found
        was_reset = self.model.set_ids(found.ids) if found.tree is None else self.model.set_tree(found.tree)
        self.shape.note_shown(found.keys)
        if len(found.ids) or found.total is not None:
            self.stack.setCurrentIndex(0 if len(found.ids) else 1 if not found.total and not self.filters.active else 2)
        if found.total is None and self._jump_to is not None and self.model.row_of(self._jump_to) < 0:
            return  # it is further down; the whole list comes next
        wanted, self._jump_to = self._jump_to, None
        if wanted is not None:
            self.go_to(wanted)
        elif was_reset and len(found.ids):
            row = self.model.row_of(kept) if kept is not None and kept >= 0 else -1
            if row >= 0:
                self.view.go_to_row(row, column)
            else:
                self.view.scrollToTop()
                self.view.go_to_row(0, max(column, 0))
        if found.total is not None:
            self._context.show_found(len(found.ids), found.total, found.seconds)
            self.reading.show_rows(found.query)
        self._say_footer(len(self.selected()))
        self.rows_shown.emit()

    def refresh(self, change: Change | None) -> None:
        """Show what a change did; only changes of visits, rounds or whole rows concern this list."""
        if change is not None and change.entity_ids is not None and change.fields:
            if not change.fields & {WORD, "rounds", "ledger_number", "round"}:
                return
            self.model.refresh_ids(None)
            if self.writer.is_own:
                self._after_own()
                return
            if change.kind in ("undo", "redo") and WORD in change.fields:
                self._go_to_step(change.change_set_id)
                return
        else:
            self.model.refresh_ids(None)
        self.reload()

    def _after_own(self) -> None:
        """A row stays where it was typed, also where it no longer fits the filter; not so in groups."""
        if self.writer.own_fields & {*self.shape.group_keys, *VISIT_GROUPS.counted} and self.shape.group_keys:
            self.reload()
        elif self.found is not None and self.found.total is not None:
            self.reading.show_rows(self.found.query)

    def _go_to_step(self, change_set_id: int) -> None:
        """After an undo the first visit that it touched is in view."""
        ledger = self._context.ledger

        def work(_progress: Progress) -> list[int]:
            from models.queries.visits_totals import visits_of_step

            return visits_of_step(ledger, change_set_id)

        self._context.jobs.read(
            "查看撤销了什么", work, lambda ids: self.reload(ids[0] if ids else None), owner=self, quiet=True
        )

    # ---- rows ------------------------------------------------------------------------------------------------

    def current_id(self) -> int | None:
        """The visit in hand; none on a group's line."""
        current = self.view.currentIndex()
        key = self.model.id_at(current.row()) if current.isValid() and self.model.rowCount() else -1
        return key if key >= 0 else None

    def _say_footer(self, selected: int) -> None:
        if self.found is not None:
            self.foot.say(len(self.model.all_ids), self.found.total, selected, self.found.seconds)

    # ---- columns and filters ---------------------------------------------------------------------------------

    @override
    def fitted(self) -> dict[str, int]:
        return fitted(self.model.columns, self.view.room())

    @override
    def offer_values(self, field: str, title: str, anchor: QRect, sorts: str | None = None) -> FilterPopup:
        return offer_visit_values(self, self._context, field, title, anchor, sorts)
