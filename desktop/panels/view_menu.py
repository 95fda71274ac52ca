"""Saved views of the ledger: filters, columns, order and widths under a name, kept in the ledger itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.context import AppContext
from desktop.dialogs.ask_name import AskNameDialog
from desktop.panels.problem_export import export_columns
from desktop.panels.problem_table import ProblemTable
from desktop.tables.ledger_filters import DUES, SCOPES, LedgerFilters
from desktop.tables.problem_columns import DEFAULT_COLUMNS

if TYPE_CHECKING:
    from models.operations.views import ViewLine

_PAGE = "ledger"
_OWN = "page"
"""Key of what only this page understands; the rest of a view is read by the command line as well."""


class ViewMenu(QObject):
    """Opens above its button; lists the bureau's views, then one's own."""

    def __init__(self, context: AppContext, table: ProblemTable, button: QPushButton) -> None:
        super().__init__(table)
        self._context = context
        self._table = table
        self._button = button
        self.views: list[ViewLine] = []
        button.clicked.connect(self.open)

    def open(self) -> None:
        """Read the views and show the menu."""
        ledger = self._context.ledger

        def work(_progress: Any) -> Any:
            from models.operations.views import list_views

            return list_views(ledger, _PAGE)

        self._context.jobs.read("读取视图", work, self._show, owner=self, quiet=True)

    def _show(self, views: list[ViewLine]) -> None:
        self.views = views
        menu = self.build()
        size = menu.sizeHint()
        corner = self._button.mapToGlobal(QPoint(self._button.width() - size.width(), -size.height() - 4))
        menu.popup(corner)

    def build(self) -> QMenu:
        """The menu for the views read last."""
        menu = QMenu(self._button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for view in self.views:
            text = f"{view.name}（全单位）" if view.shared else view.name
            menu.addAction(text).triggered.connect(lambda _=False, one=view: self.apply(one))
        menu.addAction("默认视图").triggered.connect(self.apply_usual)
        menu.addSeparator()
        save = menu.addAction("保存当前视图…")
        save.triggered.connect(self.save)
        save.setEnabled(not self._context.ledger.read_only)
        if self.views:
            deleting = menu.addMenu("删除视图")
            deleting.setEnabled(not self._context.ledger.read_only)
            for view in self.views:
                deleting.addAction(view.name).triggered.connect(lambda _=False, one=view: self.delete(one))
        return menu

    def apply(self, view: ViewLine) -> None:
        """Show what a view keeps."""
        keys, widths, filters = view_from(view.content, view.name)
        if keys:
            self._table.set_widths(widths)
            self._table.set_columns(keys)
        self._table.ask(filters)

    def apply_usual(self) -> None:
        """The columns and filters of a new ledger."""
        self._table.set_widths({})
        self._table.set_columns(list(DEFAULT_COLUMNS))
        self._table.ask(LedgerFilters(scope="unrectified"))

    def save(self) -> None:
        """Ask for a name and keep what is on screen under it."""
        question = "给现在的筛选、列和排序起个名字："
        draft = AskNameDialog.ask(self._table, "保存视图", question, {view.name for view in self.views})
        if draft is None:
            return
        ledger, content = self._context.ledger, view_content(self._table)

        def work(_progress: Any) -> Any:
            from models.operations.views import save_view

            return save_view(ledger, _PAGE, draft.name, content, shared=draft.shared)

        self._context.jobs.write("保存视图", work, lambda change: self._done(change, f"已保存视图“{draft.name}”。"))

    def delete(self, view: ViewLine) -> None:
        """Delete a view; it stays in the history, and the screen stays as it is."""
        ledger, content = self._context.ledger, dict(view.content)

        def work(_progress: Any) -> Any:
            from models.operations.views import delete_view

            return delete_view(ledger, view.id)

        def back() -> None:
            def again(_progress: Any) -> Any:
                from models.operations.views import save_view

                return save_view(ledger, _PAGE, view.name, content, shared=view.shared)

            self._context.jobs.write("恢复视图", again, lambda change: self._done(change, f"已恢复视图“{view.name}”。"))

        def done(change: Any) -> None:
            self._context.bus.broadcast(change)
            self._context.inform(f"已删除视图“{view.name}”。", "green", "恢复", back)

        self._context.jobs.write("删除视图", work, done)

    def _done(self, change: Any, sentence: str) -> None:
        self._context.bus.broadcast(change)
        self._context.inform(sentence, "green")


def view_content(table: ProblemTable) -> dict[str, Any]:
    """What a view of the table keeps: a query and columns that everything understands, and the page's own part."""
    from models.queries.view_content import content_of

    columns = [(column.key, column.width) for column in export_columns(table)]
    filters = table.filters
    own = {"columns": table.chosen_keys, "widths": table.widths()}
    if filters.origin is None:
        own |= {"scope": filters.scope, "due": filters.due}
    return content_of(table.query(), columns) | {_OWN: own}


def view_from(content: Mapping[str, Any], name: str) -> tuple[list[str], dict[str, int], LedgerFilters]:
    """Column keys, widths and filters of a view; a view made elsewhere is shown with its name on the chip."""
    from models.queries.view_content import query_of

    query = query_of(content)
    own = dict(content.get(_OWN) or {})
    keys = [str(key) for key in own.get("columns") or [key for key, _width in content.get("columns") or []]]
    widths = {str(key): int(width) for key, width in dict(own.get("widths") or {}).items()}
    usual = LedgerFilters()
    sort = query.sort or usual.sort
    if own.get("scope") in SCOPES and own.get("due") in DUES:
        filters = LedgerFilters(own["scope"], own["due"], dict(query.filters), query.search, sort=sort)
    else:
        filters = LedgerFilters(sort=sort).opened_with(query, name)
    return keys, widths, filters
