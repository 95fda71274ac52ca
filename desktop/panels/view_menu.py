"""Saved views of the ledger (视图): chosen, saved, renamed, deleted, and the one to open with; 本人 or 全局."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QMenu

from desktop.context import AppContext
from desktop.dialogs.ask_name import AskNameDialog
from desktop.panels.filter_bar import FilterBar
from desktop.panels.problem_table import ProblemTable
from desktop.panels.view_keeping import is_same, view_content, view_from
from desktop.tables.ledger_filters import LedgerFilters
from desktop.tables.problem_columns import DEFAULT_COLUMNS

if TYPE_CHECKING:
    from models.operations.views import ViewLine

_PAGE = "ledger"
USUAL = "默认视图"
_NUMBERED = 9


class ViewMenu(QObject):
    """Knows which view the list stands in and whether it was changed since; the bar above the table shows both."""

    def __init__(self, context: AppContext, table: ProblemTable, bar: FilterBar) -> None:
        super().__init__(table)
        self._context = context
        self._table = table
        self._bar = bar
        self.views: list[ViewLine] = []
        self.opening_id: int | None = None
        self.current: ViewLine | None = None
        """None for the view that every ledger has."""
        self.modified = False
        self.begun = False
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(0)
        self._reading.timeout.connect(self._show_state)
        bar.view_button.clicked.connect(self.open)
        bar.save_view_button.clicked.connect(self.save)
        for signal in (table.filters_changed, table.layout_changed, table.shape.changed):
            signal.connect(self._reading.start)

    def begin(self, state: Mapping[str, Any], fresh: bool) -> None:
        """Read the views, which are few, as the page is made; ``fresh``: no other page asked for rows yet.

        The view to open with is taken up then; else the list stands in the view it was left in.
        """
        self.begun = True
        self._read_now()
        kept = next((view for view in self.views if view.id == state.get("id")), None)
        opening = next((view for view in self.views if view.id == self.opening_id), None)
        self.current = kept
        if opening is not None and fresh:
            self.take(opening)
        self._show_state()

    def state(self) -> dict[str, Any]:
        """Which view the list stands in, to be remembered."""
        return {"id": self.current.id} if self.current is not None else {}

    def _read_now(self) -> None:
        from models.operations.views import list_views, opening_view

        ledger = self._context.ledger
        self.views = list_views(ledger, _PAGE)
        opening = opening_view(ledger, _PAGE)
        self.opening_id = opening.id if opening is not None else None

    # ---- menu ------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Show the menu below the button; arrows, Enter and the numbers choose."""
        button = self._bar.view_button
        self._show_state()
        menu = self.build()
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def build(self) -> QMenu:
        """The menu for the views read last."""
        menu = QMenu(self._bar.view_button)
        menu.setAccessibleName("视图")
        number = 0
        for shared, title in ((True, "全局视图"), (False, "本人视图")):
            own = [view for view in self.views if view.shared == shared]
            if own:
                menu.addAction(title).setEnabled(False)
            for view in own:
                number += 1
                self._add_view(menu, view, number)
        menu.addSeparator()
        usual = menu.addAction(f"&0  {USUAL}")
        usual.setCheckable(True)
        usual.setChecked(self.current is None)
        usual.triggered.connect(self.apply_usual)
        menu.addSeparator()
        self._add_deeds(menu)
        return menu

    def _add_view(self, menu: QMenu, view: ViewLine, number: int) -> None:
        head = f"&{number}  " if number <= _NUMBERED else "    "
        tail = "（打开时用）" if view.id == self.opening_id else ""
        action = menu.addAction(head + view.name.replace("&", "&&") + tail)
        action.setCheckable(True)
        action.setChecked(self.current is not None and self.current.id == view.id)
        action.triggered.connect(lambda _=False, one=view: self.apply(one))

    def _add_deeds(self, menu: QMenu) -> None:
        current, writable = self.current, not self._context.ledger.read_only
        if current is not None:
            save = menu.addAction(f"保存到“{current.name}”")
            save.setEnabled(writable and self.modified)
            save.triggered.connect(self.save)
            back = menu.addAction("还原为保存的样子")
            back.setEnabled(self.modified)
            back.triggered.connect(lambda: self.apply(current))
        save_as = menu.addAction("另存为…")
        save_as.setEnabled(writable)
        save_as.triggered.connect(self.save_as)
        if current is None:
            return
        rename = menu.addAction("重命名…")
        rename.setEnabled(writable)
        rename.triggered.connect(self.rename)
        delete = menu.addAction(f"删除“{current.name}”")
        delete.setEnabled(writable)
        delete.triggered.connect(lambda: self.delete(current))
        opening = menu.addAction("打开台账时用这个视图")
        opening.setCheckable(True)
        opening.setChecked(current.id == self.opening_id)
        opening.setEnabled(writable)
        opening.triggered.connect(self.set_opening)

    # ---- showing ---------------------------------------------------------------------------------------------

    def take(self, view: ViewLine) -> None:
        """Set columns, order, widths, groups and filters without asking for the rows."""
        keys, widths, shape, filters = view_from(view.content, view.name)
        table = self._table
        known = [key for key in keys if key in table.columns]
        if known:
            table.set_widths(widths)
            table.set_columns(known)
        table.shape.restore(shape)
        table.filters = filters
        self.current = view
        table.filters_changed.emit(filters)

    def apply(self, view: ViewLine) -> None:
        """Show what a view keeps."""
        self.take(view)
        self._table.ask(self._table.filters)

    def apply_usual(self) -> None:
        """The columns and filters of a new ledger."""
        self.current = None
        self._table.set_widths({})
        self._table.set_columns(list(DEFAULT_COLUMNS))
        self._table.shape.restore({})
        self._table.ask(LedgerFilters(scope="unrectified"))

    def _show_state(self) -> None:
        """The star: what is on screen is not what the view keeps."""
        if self.current is not None:
            self.modified = not is_same(view_content(self._table), self.current.content)
        name = self.current.name if self.current is not None else USUAL
        can_save = self.current is not None and not self._context.ledger.read_only
        self._bar.show_view(name, self.modified and self.current is not None, can_save)

    # ---- keeping ---------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep what is on screen in the view at hand; without one, under a new name."""
        if self.current is None:
            self.save_as()
        else:
            self._keep(self.current.name, self.current.shared)

    def save_as(self) -> None:
        """Ask for a name and keep what is on screen under it."""
        question = "给现在的筛选、列、次序、分组和排序起个名字："
        draft = AskNameDialog.ask(self._table, "保存视图", question, {view.name for view in self.views})
        if draft is not None:
            self._keep(draft.name, draft.shared)

    def _keep(self, name: str, shared: bool) -> None:
        ledger, content = self._context.ledger, view_content(self._table)

        def work(_progress: Any) -> Any:
            from models.operations.views import save_view

            return save_view(ledger, _PAGE, name, content, shared=shared)

        def done(change: Any) -> None:
            self._done(change, f"已保存视图“{name}”。")
            self.current = next((one for one in self.views if (one.name, one.shared) == (name, shared)), None)
            self._show_state()

        self._context.jobs.write("保存视图", work, done)

    def rename(self) -> None:
        """Ask for another name for the view at hand."""
        view, ledger = self.current, self._context.ledger
        if view is None:
            return
        others = {one.name for one in self.views if one.shared == view.shared and one.id != view.id}
        name = AskNameDialog.ask_new_name(self._table, "重命名视图", f"“{view.name}”改名为：", view.name, others)
        if name is None or name == view.name:
            return

        def work(_progress: Any) -> Any:
            from models.operations.views import rename_view

            return rename_view(ledger, view.id, name)

        self._context.jobs.write("重命名视图", work, lambda change: self._done(change, f"视图已改名为“{name}”。"))

    def delete(self, view: ViewLine) -> None:
        """Delete a view; it can be brought back from the message, and the screen stays as it is."""
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
            if self.current is not None and self.current.id == view.id:
                self.current = None
            self._done(change, "")
            self._context.inform(f"已删除视图“{view.name}”。", "green", "恢复", back)

        self._context.jobs.write("删除视图", work, done)

    def set_opening(self, chosen: bool) -> None:
        """Open the ledger with the view at hand from now on, or as it was left."""
        view, ledger = self.current, self._context.ledger
        if view is None:
            return

        def work(_progress: Any) -> Any:
            from models.operations.views import set_opening_view

            return set_opening_view(ledger, view.id if chosen else None, _PAGE)

        words = f"以后打开台账时用视图“{view.name}”。" if chosen else "以后打开台账时回到上次的样子。"
        self._context.jobs.write("设置视图", work, lambda change: self._done(change, words))

    def _done(self, change: Any, sentence: str) -> None:
        self._context.bus.broadcast(change)
        self._read_now()
        if self.current is not None:
            known = self.current.id
            self.current = next((one for one in self.views if one.id == known), None)
        self._show_state()
        if sentence:
            self._context.inform(sentence, "green")
