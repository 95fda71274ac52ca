"""问题台账: filter bar, table and the panel of the problem in hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QRect, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.dialogs import confirm, file_prompts
from desktop.pages.base import Page
from desktop.panels.filter_bar import FilterBar
from desktop.panels.problem_panel import WIDTH, ProblemPanel
from desktop.panels.problem_table import ProblemTable
from desktop.tables import cell_edits
from desktop.tables.ledger_filters import LedgerFilters, filters_from_state
from desktop.tables.ledger_rows import read_words
from desktop.tables.problem_columns import DEFAULT_COLUMNS, PLACE_KEY
from models import clock
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from models.exporting import ExportColumn
    from models.operations import Change
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
        bar.columns_asked.connect(self.choose_columns)
        bar.export_asked.connect(self.export)
        bar.print_asked.connect(self.print_preview)
        bar.panel_asked.connect(lambda: self.show_panel(True))
        table.filters_changed.connect(bar.show_filters)
        table.problem_entered.connect(panel.show_problem)
        table.rows_shown.connect(self._on_rows_shown)
        table.bulk_asked.connect(self.set_value)
        table.view.customContextMenuRequested.connect(self._on_context_menu)
        for header in (table.view.header, table.view.frozen_header):
            header.menu_asked.connect(self._on_header_menu)
        panel.edit_wanted.connect(table.writer.write_one)
        panel.closed.connect(lambda: self.show_panel(False))
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
        if not self._asked:
            self._asked = True
            self.table.ask(self.table.filters)
        elif self.table.found is not None:
            found = self.table.found
            self.context.show_found(len(found.ids), found.total, found.seconds)
        self.table.focus_table()

    @override
    def refresh(self, change: Change | None) -> None:
        self.table.refresh(change)
        self.panel.refresh(change)

    @override
    def actions_handled(self) -> dict[str, Callable[[], None]]:
        return {"ledger.export": self.export, "ledger.print": self.print_preview}

    @override
    def save_state(self) -> dict[str, Any]:
        return {
            "columns": self.table.chosen_keys,
            "widths": self.table.widths(),
            "filters": self.table.filters.to_state(),
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
        if not current.isValid() or not self.table.model.rowCount():
            self.panel.show_problem(None)
        elif self.panel.problem_id is None:
            self.panel.show_problem(self.table.model.id_at(current.row()))

    # ---- menus -----------------------------------------------------------------------------------------------

    def _on_context_menu(self, point: Any) -> None:
        table, count = self.table, len(self.table.selected())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        writable = not self.context.ledger.read_only and count > 0
        for text, shortcut, run, enabled in (
            ("复制", "Ctrl+C", table.view.copy, count > 0),
            ("粘贴", "Ctrl+V", table.view.paste, writable),
            ("向下填充", "Ctrl+D", lambda: table.view.fill_asked.emit(table.view.selected_blocks()), writable),
            ("清除内容", "Del", lambda: table.view.clear_asked.emit(table.view.selected_blocks()), writable),
            ("", "", None, False),
            (f"批量修改（{count:,} 条）…", "", self.set_value, writable and count > 1),
            (f"只看选中的 {count:,} 条", "", self.show_selected, count > 1),
            ("导出选中的…", "", lambda: self.export(selected=True), count > 0),
            ("打印选中的…", "", lambda: self.print_preview(selected=True), count > 0),
        ):
            if run is None:
                menu.addSeparator()
                continue
            action = menu.addAction(f"{text}\t{shortcut}" if shortcut else text)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _=False, do=run: do())
        menu.popup(table.view.viewport().mapToGlobal(point))

    def _on_header_menu(self, section: int, point: Any) -> None:
        table = self.table
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if section >= 0:
            column = table.model.columns[section]
            if column.sorts is not None:
                field = column.sorts
                menu.addAction("升序").triggered.connect(lambda: table._sort_by(field, False))
                menu.addAction("降序").triggered.connect(lambda: table._sort_by(field, True))
            if column.filters is not None:
                at = QRect(point.x(), point.y(), 1, 1)
                menu.addAction("筛选…").triggered.connect(lambda: table._on_filter_clicked(section, at))
            if section > 0:
                menu.addAction("隐藏这一列").triggered.connect(
                    lambda: table.set_columns([key for key in table.chosen_keys if key != column.key])
                )
            menu.addSeparator()
        menu.addAction("选择列…").triggered.connect(self.choose_columns)
        menu.popup(point)

    # ---- what the buttons do ---------------------------------------------------------------------------------

    def choose_columns(self) -> None:
        """Ask which columns to show."""
        from desktop.dialogs.choose_columns import ChooseColumnsDialog

        offered = [(column.key, column.title, column.group) for column in self.table.columns.values()]
        keys = ChooseColumnsDialog.ask(self, offered, self.table.chosen_keys, list(DEFAULT_COLUMNS))
        if keys is not None:
            self.table.set_columns(keys)

    def show_selected(self) -> None:
        """Narrow the list to the selected rows."""
        ids = tuple(self.table.selected())
        query = self.context.query_base.but(ids=ids, sort=self.table.filters.sort)
        self.table.ask(self.table.filters.opened_with(query, f"选中的 {len(ids):,} 条"))

    def set_value(self) -> None:
        """Ask for a field and a value and write it into all selected rows."""
        from desktop.dialogs.set_value import SetValueDialog

        ids = self.table.selected()
        draft = SetValueDialog.ask(self, len(ids), self.table.words.choices, self.table.writer.check)
        if draft is not None:
            self.table.writer.write(cell_edits.one_value(ids, draft.field, draft.value))

    def print_preview(self, selected: bool = False) -> None:
        """Open the preview of the list on paper."""
        from desktop.printing.ledger_print import preview_ledger

        preview_ledger(self, self.context, self.table, selected)

    def export(self, selected: bool = False) -> None:
        """Write the list, or the selected rows, to a workbook."""
        query = self._query_to_export(selected)
        if query is None:
            return
        name = f"{self._export_title()}{clock.today():%Y%m%d}.xlsx"
        path = file_prompts.ask_save_file(self, self.context.state, "export", "导出 Excel", name, (file_prompts.XLSX,))
        if path is None:
            return
        ledger, columns = self.context.ledger, self.export_columns()

        def work(progress: Any) -> Any:
            from models.exporting import export_in_child

            return export_in_child(ledger, query, columns, path, "", progress)

        self.context.jobs.read(
            f"导出 {path.name}", work, lambda written: self._on_exported(path, written), owner=self, long=True
        )

    def _query_to_export(self, selected: bool) -> ProblemQuery | None:
        """The whole list, or only the selected rows; None when there is nothing or the question was cancelled."""
        query, ids, shown = self.table.query(), self.table.selected(), self.table.model.rowCount()
        if not shown:
            self.context.inform("列表里没有问题，没有可导出的内容。", "amber")
            return None
        if not selected and 1 < len(ids) < shown:
            answer = confirm.choose(
                self, "导出 Excel", f"选中了 {len(ids):,} 条，列表里共有 {shown:,} 条。",
                {"all": f"导出全部 {shown:,} 条", "selected": f"只导出选中的 {len(ids):,} 条"},
            )  # fmt: skip
            if answer is None:
                return None
            selected = answer == "selected"
        return query.but(ids=tuple(ids)) if selected and len(ids) < shown else query

    def export_columns(self) -> list[ExportColumn]:
        """The columns of the screen as the workbook has them; city and county get a column each."""
        from models.exporting import ExportColumn

        widths = self.table.view.widths()
        columns: list[ExportColumn] = []
        for key in self.table.chosen_keys:
            width = widths.get(key, 100) / _PX_PER_CHARACTER
            if key == PLACE_KEY:
                parts = [one for one in ("city", "county") if one not in self.table.chosen_keys]
                columns += [ExportColumn(one, FIELDS[one].title, max(width / 2, 12)) for one in parts]
            else:
                columns.append(ExportColumn(key, FIELDS[key].title, width))
        return columns

    def _export_title(self) -> str:
        return self.table.filters.origin_title or self.context.campaign or "问题台账"

    def _on_exported(self, path: Path, written: Any) -> None:
        rows = getattr(written, "rows", None)
        text = f"已导出 {rows:,} 条到 {path.name}。" if isinstance(rows, int) else f"已导出到 {path.name}。"
        self.context.inform(text, "green", "打开文件", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
