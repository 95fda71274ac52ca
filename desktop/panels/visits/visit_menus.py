"""The menus of the right mouse button on rows and on headers of the visit table."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.context import AppContext
from desktop.panels.problem_menus import add_shape
from desktop.panels.visits.visit_table import VisitTable


class ListOwner(Protocol):
    """The page around the table, as far as menus need it."""

    context: AppContext
    table: VisitTable

    def open_problem(self) -> None: ...

    def show_selected(self) -> None: ...

    def remove_selected(self) -> None: ...

    def restore_selected(self) -> None: ...

    def choose_columns(self) -> None: ...

    def export(self, selected: bool = False) -> None: ...


def rows_menu(page: ListOwner, point: QPoint) -> QMenu:
    """What can be done with the selection; ``point`` is in the table."""
    table, count, view = page.table, len(page.table.selected()), page.table.view
    menu = _menu(page)
    writable = not page.context.ledger.read_only and count > 0
    trash = table.query().removed
    blocks = view.selected_rows_only()
    for text, shortcut, run, enabled in (
        ("打开对应的问题", "Ctrl+Enter", page.open_problem, count > 0),
        ("", "", None, False),
        ("复制", "Ctrl+C", view.copy, count > 0),
        ("复制（连表头）", "Ctrl+Shift+C", lambda: view.copy(headers=True), count > 0),
        ("粘贴", "Ctrl+V", view.paste, writable and not trash),
        ("向下填充", "Ctrl+D", lambda: view.fill_asked.emit(blocks), writable and not trash),
        ("向右填充", "Ctrl+R", lambda: view.fill_right_asked.emit(blocks), writable and not trash),
        ("清除内容", "Del", lambda: view.clear_asked.emit(blocks), writable and not trash),
        ("", "", None, False),
        (f"只看选中的 {count:,} 次", "", page.show_selected, count > 1),
        ("导出选中的…", "", lambda: page.export(selected=True), count > 0),
        ("恢复", "", page.restore_selected, writable) if trash else
        (f"删除 {count:,} 次检查…", "Ctrl+-", page.remove_selected, writable),
    ):  # fmt: skip
        if run is None:
            menu.addSeparator()
            continue
        action = menu.addAction(f"{text}\t{shortcut}" if shortcut else text)
        action.setEnabled(enabled)
        action.triggered.connect(lambda _=False, do=run: do())
    menu.popup(view.viewport().mapToGlobal(point))
    return menu


def column_menu(page: ListOwner, section: int, point: QPoint) -> QMenu:
    """What can be done with a column; ``point`` is global."""
    table, menu = page.table, _menu(page)
    if section >= 0:
        column = table.model.columns[section]
        if column.sorts is not None:
            field = column.sorts
            menu.addAction("升序").triggered.connect(lambda: table.sort_by(field, False))
            menu.addAction("降序").triggered.connect(lambda: table.sort_by(field, True))
        if column.filters is not None:
            at = QRect(point.x(), point.y(), 1, 1)
            menu.addAction("筛选…").triggered.connect(lambda: table.offer_filter(section, at))
        if section > 0:
            add_shape(menu, table.shape, table.view, section)
            others = [key for key in table.chosen_keys if key != column.key]
            menu.addAction("隐藏这一列").triggered.connect(lambda: table.set_columns(others))
        menu.addSeparator()
    menu.addAction("选择列…").triggered.connect(page.choose_columns)
    menu.popup(point)
    return menu


def _menu(page: ListOwner) -> QMenu:
    menu = QMenu(cast(QWidget, page))
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu
