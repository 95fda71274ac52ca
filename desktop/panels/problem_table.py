"""The ledger's table as a card: runs the query, shows the rows, sorts, filters and edits; the page says what to ask."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPersistentModelIndex, QRect, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.panels.ledger_asking import Found, ask_ledger, in_group_order
from desktop.panels.ledger_reading import LedgerReading
from desktop.panels.list_table import ListTable
from desktop.panels.own_columns import take_fields, touches_columns
from desktop.panels.place_words import offered_places, offered_states
from desktop.panels.problem_writer import ProblemWriter
from desktop.panels.table_foot import TableFoot
from desktop.panels.table_shape import TableShape
from desktop.tables import cell_edits
from desktop.tables.find_strip import FindStrip
from desktop.tables.id_runs import next_left
from desktop.tables.ledger_filters import LedgerFilters
from desktop.tables.ledger_rows import LedgerRows, LedgerWords
from desktop.tables.paged_model import PagedTableModel
from desktop.tables.problem_columns import DEFAULT_COLUMNS, NUMBER_KEY, fitted_widths, problem_columns
from desktop.tables.row_marks import MARKS_WORD, RowMarks
from desktop.tables.table_view import LedgerTableView
from desktop.tables.totals_bar import TotalsBar
from desktop.widgets.empty_state import EmptyState
from models import clock

if TYPE_CHECKING:
    from desktop.panels.filter_popup import FilterPopup
    from models.operations import Change
    from models.queries.problems import ProblemQuery


class ProblemTable(ListTable):
    """``filters`` is what is asked now; ``ask`` replaces it. Everything slow runs in the lanes."""

    problem_entered = Signal(int)
    bulk_asked = Signal()

    number_key = NUMBER_KEY

    def __init__(self, context: AppContext, words: LedgerWords, parent: QWidget | None = None) -> None:
        super().__init__(context, problem_columns(words.looks, self.day), DEFAULT_COLUMNS, parent)
        self.words = words
        self.filters: LedgerFilters = LedgerFilters()
        self.found: Found | None = None
        self._rows = LedgerRows(context.ledger)
        self._stays = False
        """Whether the same place in the list stays in hand where the row that was in hand is gone."""
        self.model = PagedTableModel(self._rows, self.chosen(), self)
        self.model.set_editable(not context.ledger.read_only)
        self.writer = ProblemWriter(context, self.model, self)
        self.view = LedgerTableView(
            self.model, context.theme, words.looks.tone, self.words.choices, self.writer.check, self
        )
        self.view.setAccessibleName("问题列表")
        self.view.delegate.offered = self.view.frozen_delegate.offered = offered_places(self._rows)
        states = offered_states(self._rows, words)
        self.view.delegate.status_offer = self.view.frozen_delegate.status_offer = states
        self._rows.marks = self.row_marks = RowMarks(context.theme)
        self.view.delegate.row_marks = self.view.frozen_delegate.row_marks = self.row_marks
        self.shape = TableShape(self.view)
        self.find_strip = FindStrip(self.view, context.theme, self)
        self.totals_bar = TotalsBar()
        self.reading = LedgerReading(context, self.view, self.find_strip, self.totals_bar)
        self._build()
        self._connect()

    def _build(self) -> None:
        no_problems = EmptyState(
            "台账里还没有问题",
            "把部里、省里下发的交办清单导入进来，每行一个问题；导入前会先列出将要改动的内容。",
            (("导入清单…", lambda: self._context.run_action("import.files")),
             ("用演示台账试用", lambda: self._context.run_action("ledger.demo"))),
        )  # fmt: skip
        nothing_found = EmptyState(
            "没有符合条件的问题", "放宽筛选条件，或者清除筛选查看全部问题。", (("清除筛选", self.clear_filters),)
        )
        self.foot = TableFoot(self.totals_bar)
        self.footer, self.bulk_button = self.foot.footer, self.foot.bulk_button
        self.wrap_button, self.find_button = self.foot.wrap_button, self.foot.find_button
        self.bulk_button.clicked.connect(self.bulk_asked)
        self.lay_out(no_problems, nothing_found, self.foot)

    def _connect(self) -> None:
        view = self.view
        self.connect_list(self.foot)
        self.model.edit_wanted.connect(self.writer.write_one)
        view.delegate.refused.connect(self._on_refused)
        view.selection_counted.connect(self._on_selection_counted)
        view.row_entered.connect(self.problem_entered)
        view.fill_asked.connect(lambda found: self.writer.write(cell_edits.fill_down(self.model, found)))
        view.fill_right_asked.connect(lambda found: self.writer.write(cell_edits.fill_right(self.model, found)))
        view.now_asked.connect(lambda found: self.writer.write(cell_edits.now(self.model, found, clock.now())))
        view.clear_asked.connect(lambda found: self.writer.write(cell_edits.clear(self.model, found)))
        view.today_asked.connect(lambda found: self.writer.write(cell_edits.today(self.model, found, clock.today())))
        view.paste_asked.connect(self._on_paste)
        view.not_editable.connect(self._on_not_editable)
        view.too_many.connect(
            lambda cells: self._context.inform(
                f"选中了 {cells:,} 格，太多了，不适合复制，请用导出。", "amber", "导出 Excel…",
                lambda: self._context.run_action("ledger.export"),
            )
        )  # fmt: skip

    # ---- asking ----------------------------------------------------------------------------------------------

    def query(self) -> ProblemQuery:
        """The question as it stands now."""
        return self.filters.query(self._context.query_base, self.words.looks, clock.today())

    @override
    def ask(self, filters: LedgerFilters) -> None:
        """Show the rows that ``filters`` find; the rows before stay until the answer is there."""
        self.filters = filters
        self.filters_changed.emit(filters)
        self.show_header_state()
        self.reload()

    @override
    def reload(self, jump_to: int | None = None, *, stays: bool = False) -> None:
        """Ask again; afterwards the row of ``jump_to`` is in view. ``stays``: the same question, after a change."""
        if jump_to is not None:
            self._jump_to = jump_to
        self._stays = stays
        self.drop_question()
        ledger, query, base = self._context.ledger, self.query(), self._context.query_base
        grouping = self.shape.grouping()
        self._job = self._context.jobs.read(
            "查询问题", lambda progress: ask_ledger(ledger, query, base, grouping, progress),
            self._on_found, self._on_failed, lambda: None, owner=self, quiet=True,
        )  # fmt: skip

    def may_edit(self) -> bool:
        """Whether the list can be changed now; says why not."""
        if not self.model.rowCount():
            self._context.inform("没有可以修改的问题。")
        elif self._context.ledger.read_only:
            self._context.inform("台账是只读打开的，不能修改。")
        elif self.found is not None and self.found.query.as_of is not None:
            self._context.inform("现在看的是过去某一天的台账，不能修改。")
        else:
            return True
        return False

    def _on_found(self, found: Found) -> None:
        current = self.view.currentIndex()
        kept = self.model.id_at(current.row()) if current.isValid() else None
        place, column = (current.row(), current.column()) if current.isValid() else (-1, 0)
        before = self.model.ids
        self.found = found
        if found.query.as_of != self._rows.as_of:
            # the past can be looked at, not changed
            self._rows.as_of = found.query.as_of
            self.model.set_editable(found.query.as_of is None and not self._context.ledger.read_only)
            self.model.refresh_ids(None)
        was_reset = self.model.set_ids(found.ids) if found.tree is None else self.model.set_tree(found.tree)
        self.shape.note_shown(found.keys)
        self.stack.setCurrentIndex(0 if len(found.ids) else 1 if not found.total else 2)
        wanted, self._jump_to = self._jump_to, None
        if wanted is not None:
            self.go_to(wanted)
        elif was_reset and len(found.ids):
            row = self.model.row_of(kept) if kept is not None and kept >= 0 else -1
            if row >= 0:
                self.view.go_to_row(row, column)
            elif not self._stays:
                self.view.scrollToTop()
                self.view.go_to_row(0, max(column, 0))
        if self._stays and wanted is None and place >= 0 and len(found.ids) and self.model.row_of(before[place]) < 0:
            self.view.go_to_row(next_left(before, place, self.model.ids), max(column, 0))
        self._context.show_found(len(found.ids), found.total, found.seconds)
        self._on_selection_counted(len(self.selected()))
        self.reading.show_rows(found.query)
        self.rows_shown.emit()

    def refresh(self, change: Change | None) -> None:
        """Show what a change did: its rows again, or the whole question again where rows came, went or may move."""
        if touches_columns(change):
            take_fields(self)
        if change is None or MARKS_WORD in change.fields:
            self.row_marks.forget()
            self.model.refresh_ids(None)
        if change is None or change.entity_ids is None or not change.fields or change.kind in ("remove", "restore"):
            self.model.refresh_ids(None if change is None else change.entity_ids)
            self.reload(stays=True)
            return
        self.model.refresh_ids(change.entity_ids)
        jump_to = None
        if change.kind in ("undo", "redo") and change.entity_ids:
            jump_to = self._first_shown(change.entity_ids)
        if self.found is not None:
            self.reading.show_rows(self.found.query)
        moves = bool(change.fields & self.filters.asked_fields()) and not self.writer.is_own
        if not moves and not self.shape.is_touched(change):
            if jump_to is not None:
                self.go_to(jump_to)
            return
        self.reload(jump_to, stays=True)

    def day(self) -> date:
        """The day that remaining days are counted from."""
        return self._rows.as_of or clock.today()

    def _first_shown(self, ids: frozenset[int]) -> int | None:
        if len(ids) > 1_000:
            return None
        rows = [(row, key) for key in ids if (row := self.model.row_of(key)) >= 0]
        return min(rows)[1] if rows else None

    # ---- rows ------------------------------------------------------------------------------------------------

    def listed_query(self) -> ProblemQuery:
        """The question with its rows in the order shown, groups included."""
        return in_group_order(self.query(), self.shape.group_keys)

    def selected_query(self) -> ProblemQuery:
        """The list narrowed to the selected rows, in the order shown; however many they are."""
        ids, whole = self.selected(), self.listed_query()
        return whole if len(ids) == len(self.model.all_ids) else whole.but(ids=tuple(ids))

    def _on_selection_counted(self, count: int) -> None:
        if self.found is None:
            return
        writable = not self._context.ledger.read_only
        self.foot.say(count, len(self.model.all_ids), self.found.total, writable)

    def _on_refused(self, sentence: str, place: QPersistentModelIndex | None, text: str) -> None:
        if place is None:
            self._context.inform(sentence, "red")
            return

        def again() -> None:
            if place.isValid():
                self.view.edit_with(self.model.index(place.row(), place.column()), text)

        self._context.inform(sentence, "red", "继续修改", again)

    # ---- columns and filters ---------------------------------------------------------------------------------

    @override
    def fitted(self) -> dict[str, int]:
        return fitted_widths(self.model.columns, self.view.room())

    def _on_paste(self, rows: Any, found: Any) -> None:
        from desktop.panels.pasting import paste

        paste(self, self._context, rows, found)

    def _on_not_editable(self, section: int) -> None:
        """A key that does nothing leaves people guessing."""
        column = self.model.columns[section]
        if self._context.ledger.read_only:
            text = "台账是只读打开的，不能修改。"
        elif self.found is not None and self.found.query.as_of is not None:
            text = "现在看的是过去某一天的台账，不能修改。"
        else:
            text = column.tip if "：" in column.tip else f"“{column.title}”由程序得出，请在右边的详情里修改。"
        self._context.inform(text)

    @override
    def offer_values(self, field: str, title: str, anchor: QRect, sorts: str | None = None) -> FilterPopup:
        from desktop.panels.value_offer import offer_values

        return offer_values(self, self._context, field, title, anchor, sorts)
