"""现场检查: filter bar, table of visits, and the totals by round and city with the rounds themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout
from typing_extensions import override

from desktop.context import AppContext
from desktop.dialogs import confirm
from desktop.pages.base import Page
from desktop.panels.group_menu import GroupMenu
from desktop.panels.visits.round_work import RoundWork
from desktop.panels.visits.totals_panel import FOUND, PROBLEMS, WIDTH, TotalsPanel
from desktop.panels.visits.visit_bar import VisitBar
from desktop.panels.visits.visit_columns import DEFAULT_COLUMNS
from desktop.panels.visits.visit_export import export_visit_list
from desktop.panels.visits.visit_filters import VisitFilters, filters_from_state
from desktop.panels.visits.visit_menus import column_menu, rows_menu
from desktop.panels.visits.visit_table import VisitTable
from models.queries.visits_fields import VISIT_FIELDS

if TYPE_CHECKING:
    from models.operations import Change
    from models.progress import Progress
    from models.queries.visits_filtering import VisitQuery

_LARGEST_SHARE = 0.3
"""Of the page's width for the totals."""
_COUNTED = frozenset({"round", "province", "city", "found_problem", "problem"})
"""Fields that the totals are made of."""


class VisitsPage(Page):
    """Composes and connects; the questions are asked by the table, the writing is done by its writer."""

    page_id: ClassVar[str] = "visits"
    title: ClassVar[str] = "现场检查"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.bar = VisitBar(context.theme)
        self.table = VisitTable(context)
        self.totals = TotalsPanel(context)
        self.rounds = RoundWork(context, self.totals)
        self.group_menu = GroupMenu(self.table, context.theme, self.bar.group_button)
        self._asked = False
        self._totals_width = WIDTH
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout()
        left = self.plain_box(column)
        column.setSpacing(10)
        column.addWidget(self.bar)
        column.addWidget(self.table, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(14)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.totals)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.addWidget(self.splitter)
        self.splitter.setSizes([900, WIDTH])

    def _connect(self) -> None:
        bar, table, totals = self.bar, self.table, self.totals
        bar.searched.connect(self._on_searched)
        bar.values_asked.connect(lambda field, at: table.offer_values(field, VISIT_FIELDS[field].title, at))
        bar.cleared.connect(table.clear_filters)
        bar.origin_closed.connect(lambda: table.ask(replace(table.filters, origin=None, origin_title="")))
        bar.trash_toggled.connect(lambda on: table.ask(replace(table.filters, removed=on)))
        bar.columns_asked.connect(self.choose_columns)
        bar.export_asked.connect(self.export)
        bar.totals_asked.connect(lambda: self.show_totals(True))
        table.filters_changed.connect(bar.show_filters)
        table.filters_changed.connect(lambda _filters: self._read_totals())
        table.problem_button.clicked.connect(self.open_problem)
        table.view.customContextMenuRequested.connect(lambda point: rows_menu(self, point))
        for header in (table.view.header, table.view.frozen_header):
            header.menu_asked.connect(lambda section, point: column_menu(self, section, point))
        totals.closed.connect(lambda: self.show_totals(False))
        totals.rows_wanted.connect(self._open_rows)
        totals.round_asked.connect(self.rounds.ask)
        totals.removal_asked.connect(self.rounds.remove)
        self.splitter.splitterMoved.connect(self._on_splitter_moved)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self.table)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.open_problem)

    # ---- what the window calls -------------------------------------------------------------------------------

    @override
    def open(self, **arguments: Any) -> None:
        query: VisitQuery | None = arguments.get("query")
        if query is not None:
            self._asked = True
            title = str(arguments.get("title") or "")
            self.table.ask(VisitFilters(origin=query, origin_title=title, sort=self.table.filters.sort))
        problem_id = arguments.get("problem_id")
        if problem_id is not None:
            self._open_of_problem(int(problem_id), str(arguments.get("title") or "这个问题的现场检查"))
        visit_id = arguments.get("visit_id")
        if visit_id is not None and not self.table.go_to(int(visit_id)):
            self._asked = True
            self.table.filters = self.table.filters.cleared()
            self.table.filters_changed.emit(self.table.filters)
            self.table.reload(int(visit_id))

    @override
    def activated(self) -> None:
        if not self._asked:
            self._asked = True
            self.table.ask(self.table.filters)
        elif self.table.found is not None and self.table.found.total is not None:
            self.context.show_found(len(self.table.found.ids), self.table.found.total, self.table.found.seconds)
        self.table.focus_table()

    @override
    def refresh(self, change: Change | None) -> None:
        self.table.refresh(change)
        writer = self.table.writer
        anything = change is None or change.entity_ids is None or not change.fields
        counted = not writer.is_own or writer.own_fields & _COUNTED
        if anything or (counted and change is not None and change.fields & {"visits", "rounds"}):
            self._read_totals()

    @override
    def actions_handled(self) -> dict[str, Callable[[], None]]:
        return {"ledger.export": self.export, "ledger.remove": self.remove_selected}

    @override
    def save_state(self) -> dict[str, Any]:
        return {
            "columns": self.table.chosen_keys,
            "widths": self.table.widths(),
            "filters": self.table.filters.to_state(),
            **self.table.shape.state(),
            "quick_totals": list(self.table.totals_bar.chosen),
            "totals": not self.totals.isHidden(),
            "totals_width": self._totals_width,
            "tab": self.totals.tab,
        }

    @override
    def restore_state(self, state: dict[str, Any]) -> None:
        self.table.set_widths({key: int(width) for key, width in dict(state.get("widths") or {}).items()})
        keys = [key for key in state.get("columns") or [] if key in self.table.columns]
        if keys:
            self.table.set_columns(keys)
        self.table.shape.restore(state)
        if "quick_totals" in state:
            self.table.totals_bar.set_chosen(state["quick_totals"])
        self.table.filters = filters_from_state(dict(state.get("filters") or {}))
        self.table.filters_changed.emit(self.table.filters)
        self._totals_width = max(int(state.get("totals_width") or WIDTH), self.totals.minimumWidth())
        self.show_totals(bool(state.get("totals", True)))
        self.totals.set_tab(int(state.get("tab") or 0))

    @override
    def prepare_for_screenshot(self) -> None:
        if self.table.found is None:
            self.table.ask(self.table.filters)
        self.context.jobs.wait_idle()
        self.table.view.go_to_row(min(3, self.table.model.rowCount() - 1), 2)

    # ---- totals and rounds -----------------------------------------------------------------------------------

    def show_totals(self, shown: bool) -> None:
        """Open or close the panel at the right."""
        self.totals.setVisible(shown)
        self.bar.totals_button.setVisible(not shown)
        if shown:
            self._share_width()
            self._read_totals()

    def _share_width(self) -> None:
        """The panel has the width that somebody gave it, but leaves the table the larger part of a narrow window."""
        whole = sum(self.splitter.sizes()) or self.width()
        width = max(min(self._totals_width, int(whole * _LARGEST_SHARE)), self.totals.minimumWidth())
        self.splitter.setSizes([max(whole - width, 400), width])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.totals.isHidden() and event.size().width() != event.oldSize().width():
            self._share_width()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.totals.isHidden():
            QTimer.singleShot(0, self, self._share_width)  # what is inside does not have its size yet

    def _read_totals(self) -> None:
        if not self.totals.isHidden() and (self._asked or self.isVisible()):
            self.totals.read(self.table.query(), self.table.filters.active)

    def _on_splitter_moved(self, _position: int, _index: int) -> None:
        if not self.totals.isHidden():
            self._totals_width = self.splitter.sizes()[1]

    def _open_rows(self, key: str, value: Any, what: str) -> None:
        """The rows behind a number of the totals, on top of what the list is filtered by."""
        filters = self.table.filters.with_values(key, (value,))
        if what == FOUND:
            filters = filters.with_values("found_problem", (True,))
        if what != PROBLEMS:
            self.table.ask(filters)
            return
        ledger, query = self.context.ledger, filters.query(self.context.campaign)
        name = (f"第 {value} 轮" if key == "round" else str(value)) if value else "没有写明的"

        def work(_progress: Progress) -> list[int]:
            from models.queries.visits_totals import problems_of_visits

            return problems_of_visits(ledger, query)

        self.context.jobs.read(
            "查找对应的问题", work, lambda ids: self._open_problems(ids, f"{name}现场检查发现的问题"), owner=self
        )

    # ---- what the buttons do ---------------------------------------------------------------------------------

    def _on_searched(self, text: str) -> None:
        if text != self.table.filters.search:
            self.table.ask(replace(self.table.filters, search=text))

    def choose_columns(self) -> None:
        """Ask which columns to show."""
        from desktop.dialogs.choose_columns import ChooseColumnsDialog

        offered = [(column.key, column.title, column.group) for column in self.table.columns.values()]
        keys = ChooseColumnsDialog.ask(self, offered, self.table.chosen_keys, list(DEFAULT_COLUMNS))
        if keys is not None:
            self.table.set_columns(keys)

    def show_selected(self) -> None:
        """Narrow the list to the selected rows."""
        ids = self.table.selected()
        query = self.table.query().but(ids=ids, filters={}, search="")
        self.table.ask(replace(self.table.filters, values={}, search="", origin=query,
                               origin_title=f"选中的 {len(ids):,} 次"))  # fmt: skip

    def remove_selected(self) -> None:
        """Delete the selected visits after asking; they can be restored."""
        ids = list(self.table.selected())
        if not ids or self.context.ledger.read_only or self.table.query().removed:
            return
        words = f"删除选中的 {len(ids):,} 次现场检查？"
        detail = "删除后在“已删除”里可以恢复，也可以撤销。"
        if confirm.ask_destructive(self, "删除现场检查", words, "删除", detail=detail):
            self.table.writer.move(ids, into_trash=True)

    def restore_selected(self) -> None:
        """Bring the selected visits back from the trash."""
        ids = list(self.table.selected())
        if ids:
            self.table.writer.move(ids, into_trash=False)

    def open_problem(self) -> None:
        """Open the problem that the visit in hand found."""
        visit_id = self.table.current_id()
        if visit_id is None:
            return
        ledger = self.context.ledger

        def work(_progress: Progress) -> int | None:
            from models.queries.visits_totals import problem_of_visit

            return problem_of_visit(ledger, visit_id)

        def show(problem_id: int | None) -> None:
            if problem_id is None:
                self.context.inform("这次检查没有关联问题。在“对应问题”一列填上问题编号就能关联。")
            else:
                self.context.open_page("ledger", problem_id=problem_id)

        self.context.jobs.read("查找对应的问题", work, show, owner=self, quiet=True)

    def _open_problems(self, ids: list[int], title: str) -> None:
        self.context.open_page("ledger", query=self.context.query_base.but(ids=tuple(ids)), title=title)

    def _open_of_problem(self, problem_id: int, title: str) -> None:
        self._asked = True
        ledger = self.context.ledger

        def work(_progress: Progress) -> list[int]:
            from models.queries.visits_totals import visits_of_problem

            return visits_of_problem(ledger, problem_id)

        def show(ids: list[int]) -> None:
            from models.queries.visits_filtering import VisitQuery

            self.table.ask(VisitFilters(origin=VisitQuery(ids=tuple(ids)), origin_title=title,
                                        sort=self.table.filters.sort))  # fmt: skip

        self.context.jobs.read("查找现场检查", work, show, owner=self, quiet=True)

    def export(self, selected: bool = False) -> None:
        """Write the list, or the selected rows, to a workbook."""
        export_visit_list(self, self.context, self.table, selected)
