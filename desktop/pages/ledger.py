"""问题台账: filter bar, table and the panel of the problem in hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.pages.base import Page
from desktop.panels.deadline_actions import ask_extension
from desktop.panels.filter_bar import FilterBar
from desktop.panels.group_menu import GroupMenu
from desktop.panels.problem_export import export_list
from desktop.panels.problem_menus import column_menu, rows_menu, urging
from desktop.panels.problem_panel import WIDTH, ProblemPanel
from desktop.panels.problem_table import ProblemTable
from desktop.panels.view_menu import ViewMenu
from desktop.tables.ledger_filters import LedgerFilters, filters_from_state
from desktop.tables.ledger_rows import read_words
from desktop.tables.problem_columns import DEFAULT_COLUMNS
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.change import Place
    from models.queries.problems import ProblemQuery

_PX_PER_CHARACTER = 7.5


class LedgerPage(Page):
    """Composes and connects; the questions are asked by the table, the writing is done by its writer."""

    page_id: ClassVar[str] = "ledger"
    title: ClassVar[str] = "问题台账"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        words = read_words(context.ledger)
        self.filter_bar = FilterBar(context.theme)
        self.table = ProblemTable(context, words)
        self.panel = ProblemPanel(context, words)
        self.view_menu = ViewMenu(context, self.table, self.filter_bar)
        self._view_state: dict[str, Any] = {}
        self.group_menu = GroupMenu(self.table, context.theme, self.filter_bar.group_button)
        self._asked = False
        self.table.filters = LedgerFilters(scope="unrectified")
        self._panel_width = WIDTH
        self._build()
        self._connect()

    def _build(self) -> None:
        left = QWidget()
        left.setProperty("role", "plain")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.filter_bar)
        column.addWidget(self.table, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(14)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.addWidget(self.splitter)
        self.splitter.setSizes([900, WIDTH])
        self.filter_bar.show_filters(self.table.filters)

    def _connect(self) -> None:
        bar, table, panel = self.filter_bar, self.table, self.panel
        bar.scope_chosen.connect(lambda scope: table.ask(replace(table.filters, scope=scope)))
        bar.due_chosen.connect(lambda due: table.ask(replace(table.filters, due=due).with_values("deadline", None)))
        bar.values_asked.connect(lambda field, at: table.offer_values(field, FIELDS[field].title, at))
        bar.cleared.connect(table.clear_filters)
        bar.origin_closed.connect(lambda: table.ask(table.filters.without_origin()))
        bar.search_closed.connect(lambda: table.ask(replace(table.filters, search="")))
        bar.values_closed.connect(lambda field: table.ask(table.filters.with_values(field, None)))
        bar.history_toggled.connect(lambda test: table.ask(table.filters.with_history(test)))
        bar.history_asked.connect(self.ask_history)
        bar.columns_asked.connect(self.choose_columns)
        bar.export_asked.connect(self.export)
        bar.print_asked.connect(self.print_preview)
        bar.panel_asked.connect(lambda: self.show_panel(True))
        table.filters_changed.connect(bar.show_filters)
        table.problem_entered.connect(panel.show_problem)
        table.rows_shown.connect(self._on_rows_shown)
        table.bulk_asked.connect(self.set_value)
        table.view.customContextMenuRequested.connect(lambda point: rows_menu(self, point))
        for header in (table.view.header, table.view.frozen_header):
            header.menu_asked.connect(lambda section, point: column_menu(self, section, point))
        panel.edit_wanted.connect(table.writer.write_one)
        table.writer.move_refused.connect(panel.mover.refused)
        panel.closed.connect(lambda: self.show_panel(False))
        panel.plan_wanted.connect(table.writer.write)
        panel.jump_wanted.connect(lambda problem_id: self.open(problem_id=problem_id))
        panel.compare_wanted.connect(self.compare_two)
        self.splitter.splitterMoved.connect(self._on_splitter_moved)

    # ---- what the window calls -------------------------------------------------------------------------------

    @override
    def open(self, **arguments: Any) -> None:
        query: ProblemQuery | None = arguments.get("query")
        problem_id = arguments.get("problem_id")
        if query is not None:
            if query.sort != LedgerFilters().sort:
                self.table.filters = replace(self.table.filters, sort=tuple(query.sort))
            self._asked = True
            self.table.ask(self.table.filters.opened_with(query, str(arguments.get("title") or "")))
        if problem_id is not None and not self.table.go_to(int(problem_id)):
            self._asked = True
            self.table.filters = self.table.filters.cleared()
            self.table.filters_changed.emit(self.table.filters)
            self.table.reload(int(problem_id))

    @override
    def activated(self) -> None:
        if not self.view_menu.begun:
            self.view_menu.begin(self._view_state, fresh=not self._asked)
        if not self._asked:
            self._asked = True
            self.table.ask(self.table.filters)
        elif self.table.found is not None:
            found = self.table.found
            self.context.show_found(len(found.ids), found.total, found.seconds)
        self.table.focus_table()

    @override
    def refresh(self, change: Change | None) -> None:
        if change is None or change.fields & {"states", "people", "calendar"}:
            self.table.words.renew(read_words(self.context.ledger))
        self.table.refresh(change)
        self.panel.refresh(change)

    @override
    def show_place(self, place: Place, told: Callable[[bool], None]) -> None:
        from desktop.panels.place_jump import show_place

        show_place(self.table, place, told)

    @override
    def actions_handled(self) -> dict[str, Callable[[], None]]:
        return {
            "ledger.bulk": self.set_value,
            "ledger.move": self.move_selected,
            "ledger.extend": lambda: ask_extension(self, self.context, self.table, "extension"),
            "ledger.suspend": lambda: ask_extension(self, self.context, self.table, "suspension"),
            "ledger.escalate": self.escalate_selected,
            "ledger.remind": self.remind_selected,
            "ledger.remove": self.remove_selected,
            "ledger.views": self.view_menu.open,
            "ledger.export": self.export,
            "ledger.print": self.print_preview,
            "ledger.papers": self.offer_papers,
            "ledger.archive": self.archive_selected,
            "ledger.compare": self.compare,
            "ledger.panel": self.switch_side,
            "ledger.earlier": self.compare_earlier,
        }

    @override
    def may_leave(self) -> bool:
        """Ask before something that was typed into a form of the panel is lost."""
        what = self.panel.unsaved
        if not what:
            return True
        from desktop.dialogs import confirm

        text = f"问题详情里填写的{'、'.join(what)}还没有保存，关闭后会丢失。"
        return confirm.ask_destructive(self, "还有没保存的内容", text, "不保存，关闭", no="回去保存")

    @override
    def save_state(self) -> dict[str, Any]:
        return {
            "columns": self.table.chosen_keys,
            "widths": self.table.widths(),
            "filters": self.table.filters.to_state(),
            "totals": list(self.table.totals_bar.chosen),
            **self.table.shape.state(),
            "view": self.view_menu.state(),
            "panel": not self.panel.isHidden(),
            "panel_width": self._panel_width,
            "tab": self.panel.tabs.currentIndex(),
        }

    @override
    def restore_state(self, state: dict[str, Any]) -> None:
        widths = {key: int(width) for key, width in dict(state.get("widths") or {}).items()}
        self.table.set_widths(widths)
        keys = [key for key in state.get("columns") or [] if key in self.table.columns]
        if keys:
            self.table.set_columns(keys)
        self.table.shape.restore(state)
        if "totals" in state:
            self.table.totals_bar.set_chosen(state["totals"])
        self._view_state = dict(state.get("view") or {})
        self.table.filters = filters_from_state(dict(state.get("filters") or {}), FIELDS)
        self.table.filters_changed.emit(self.table.filters)
        self._panel_width = max(int(state.get("panel_width") or WIDTH), self.panel.minimumWidth())
        self.show_panel(bool(state.get("panel", True)))
        self.panel.set_tab(int(state.get("tab") or 0))

    @override
    def prepare_for_screenshot(self) -> None:
        if self.table.found is None:
            self.table.ask(self.table.filters)
        self.context.jobs.wait_idle()
        self.table.view.go_to_row(min(3, self.table.model.rowCount() - 1), 2)
        self.panel._read()
        self.context.jobs.wait_idle()

    # ---- panel -----------------------------------------------------------------------------------------------

    def show_panel(self, shown: bool) -> None:
        """Open or close the panel at the right."""
        self.panel.setVisible(shown)
        self.filter_bar.panel_button.setVisible(not shown)
        if shown:
            whole = sum(self.splitter.sizes()) or self.width()
            self.splitter.setSizes([max(whole - self._panel_width, 400), self._panel_width])
            self.panel.show_problem(self.panel.problem_id)

    def _on_splitter_moved(self, _position: int, _index: int) -> None:
        if not self.panel.isHidden():
            self._panel_width = self.splitter.sizes()[1]

    def _on_rows_shown(self) -> None:
        current = self.table.view.currentIndex()
        key = self.table.model.id_at(current.row()) if current.isValid() and self.table.model.rowCount() else None
        if key is None:
            self.panel.show_problem(None)
        elif self.panel.problem_id is None and key >= 0:
            self.panel.show_problem(key)

    def switch_side(self) -> None:
        """From the table to the panel with the keyboard, and back."""
        if self.panel.isAncestorOf(self.focusWidget() or self):
            self.table.focus_table()
            return
        if self.panel.isHidden():
            self.show_panel(True)
        self.panel.focus_tabs()

    def compare(self) -> None:
        """The two selected problems side by side; with one selected, the other is asked for."""
        ids = self.table.selected()
        if len(ids) == 2:
            self.compare_two(ids[0], ids[1])
        elif self.panel.problem_id is not None:
            self.compare_two(self.panel.problem_id, 0)
        else:
            self.context.inform("先在列表里选一条或两条问题，再并排比较。", "amber")

    def compare_two(self, first: int, second: int) -> None:
        """Open two problems side by side; 0 asks for the second."""
        from desktop.panels.dossier.compare import CompareDialog

        dialog = CompareDialog(self, self.context, self.table.words, first, second)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.jump_asked.connect(lambda problem_id: self.open(problem_id=problem_id))
        dialog.show()

    def compare_earlier(self) -> None:
        """The list of an earlier day beside that of today."""
        from desktop.panels.earlier.opening import open_earlier

        open_earlier(self, self.context, self.table)

    # ---- what the buttons do ---------------------------------------------------------------------------------

    def choose_columns(self) -> None:
        """Ask which columns to show."""
        from desktop.dialogs.choose_columns import ChooseColumnsDialog

        offered = [(column.key, column.title, column.group) for column in self.table.columns.values()]
        dialog = ChooseColumnsDialog(self, offered, self.table.chosen_keys, list(DEFAULT_COLUMNS))
        if dialog.exec():
            self.table.set_columns(dialog.draft())
            if dialog.wants_field:
                self.new_field()

    def new_field(self) -> None:
        """Ask for a field of the bureau's own and show it."""
        from desktop.panels.own_columns import new_field

        new_field(self)

    def ask_history(self) -> None:
        """Put together a condition on history and add it."""
        from desktop.panels.history_question import ask_history

        ask_history(self, self.context, self.table)

    def remove_selected(self) -> None:
        """Move the selected problems to the trash."""
        from desktop.panels.removing import remove_selected

        remove_selected(self.table, self.context)

    def show_selected(self) -> None:
        """Narrow the list to the selected rows."""
        count = len(self.table.selected())
        query = self.table.selected_query()
        if query is not None and query.ids is not None:
            query = self.context.query_base.but(ids=query.ids, as_of=query.as_of, removed=query.removed)
            self.table.ask(self.table.filters.opened_with(query, f"选中的 {count:,} 条"))

    def set_value(self) -> None:
        """Ask for a field and what to do to it in the selected rows, or in all that the filter finds."""
        from desktop.dialogs.bulk_edit import BulkEditDialog

        if self.table.may_edit():
            table = self.table
            BulkEditDialog(self, self.context, table.selected(), table.model.all_ids, table.words.targets).open()

    def move_selected(self) -> None:
        """Ask where the selected problems shall go."""
        ids = self.table.selected()
        if ids and self.table.may_edit():
            self.panel.mover.ask(ids)
        elif not ids:
            self.context.inform("先在列表里选中要办理的问题。", "amber")

    def escalate_selected(self) -> None:
        """Ask for the next step of supervision against the selected problems."""
        if ids := self.table.selected():
            urging(self).ask_step(problem_ids=ids)

    def remind_selected(self) -> None:
        """Log a call about the selected problems."""
        if ids := self.table.selected():
            urging(self).call(problem_ids=ids)

    def print_preview(self, selected: bool = False) -> None:
        """Open the preview of the list on paper."""
        from desktop.printing.ledger_print import preview_ledger

        preview_ledger(self, self.context, self.table, selected)

    def offer_papers(self) -> None:
        """What can be printed about the selected problems."""
        from desktop.panels.problem_papers import papers_menu

        at = self.table.mapToGlobal(self.table.rect().topLeft())
        papers_menu(self, self.context, self.table.selected(), at)

    def archive_selected(self) -> None:
        """The file of each selected problem, as folders or a ZIP."""
        from desktop.panels.problem_papers import archive

        archive(self, self.context, self.table.selected())

    def export(self, selected: bool = False) -> None:
        """Write the list, or the selected rows, to a workbook."""
        export_list(self, self.context, self.table, selected)
