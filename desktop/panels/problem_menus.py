"""The menus of the right mouse button on rows and on headers of the ledger table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from desktop.context import AppContext
from desktop.panels.deadline_actions import ask_extension
from desktop.panels.problem_panel import ProblemPanel
from desktop.panels.problem_papers import add_papers
from desktop.panels.problem_table import ProblemTable
from desktop.panels.table_shape import TableShape
from desktop.tables.table_view import LedgerTableView
from models.queries.fields import CUSTOM_GROUP

if TYPE_CHECKING:
    from desktop.panels.escalation.escalation_work import EscalationWork
    from models.operations.moving import AllowedMove

_MOVES = "转为"


class ListOwner(Protocol):
    """The page around the table, as far as menus need it."""

    context: AppContext
    table: ProblemTable
    panel: ProblemPanel

    def set_value(self) -> None: ...

    def remove_selected(self) -> None: ...

    def show_selected(self) -> None: ...

    def compare(self) -> None: ...

    def choose_columns(self) -> None: ...

    def new_field(self) -> None: ...

    def export(self, selected: bool = False) -> None: ...

    def print_preview(self, selected: bool = False) -> None: ...


def rows_menu(page: ListOwner, point: QPoint) -> QMenu:
    """What can be done with the selection; ``point`` is in the table."""
    table, count = page.table, len(page.table.selected())
    view = table.view
    menu = _menu(page)
    moves = _moves_menu(page, menu)
    writable = not page.context.ledger.read_only and count > 0
    for text, shortcut, run, enabled in (
        ("复制", "Ctrl+C", view.copy, count > 0),
        ("复制（连表头）", "Ctrl+Shift+C", lambda: view.copy(headers=True), count > 0),
        ("粘贴", "Ctrl+V", view.paste, writable),
        ("向下填充", "Ctrl+D", lambda: view.fill_asked.emit(view.selected_rows_only()), writable),
        ("向右填充", "Ctrl+R", lambda: view.fill_right_asked.emit(view.selected_rows_only()), writable),
        ("清除内容", "Del", lambda: view.clear_asked.emit(view.selected_rows_only()), writable),
        ("", "", None, False),
        (_MOVES, "", lambda: None, writable),
        (f"批量修改（{count:,} 条）…", "Ctrl+H", page.set_value, writable and count > 1),
        ("延期…", "Ctrl+Shift+Y", lambda: _extend(page, "extension"), writable),
        ("暂停…", "Ctrl+Shift+U", lambda: _extend(page, "suspension"), writable),
        ("督促升级…", "Ctrl+Shift+L", lambda: urging(page).ask_step(problem_ids=table.selected()), writable),
        ("登记催办", "Ctrl+Shift+T", lambda: urging(page).call(problem_ids=table.selected()), writable),
        (f"建核查方案（{count:,} 条）…", "", lambda: _verify(page), writable),
        (f"删除 {count:,} 条…", "Ctrl+-", page.remove_selected, writable),
        ("两条并排比较…" if count == 2 else "与另一条并排…", "Ctrl+Shift+B", page.compare, count in (1, 2)),
        (f"只看选中的 {count:,} 条", "", page.show_selected, count > 1),
        ("查看发现它的现场检查", "", lambda: _open_visits(page), count == 1),
        ("导出选中的…", "", lambda: page.export(selected=True), count > 0),
        ("打印选中的…", "", lambda: page.print_preview(selected=True), count > 0),
    ):
        if run is None:
            menu.addSeparator()
            continue
        if text == _MOVES:
            menu.addMenu(moves)
            moves.setEnabled(enabled)
            continue
        action = menu.addAction(f"{text}\t{shortcut}" if shortcut else text)
        action.setEnabled(enabled)
        action.triggered.connect(lambda _=False, do=run: do())
    papers = menu.addMenu("打印表单、归档")
    papers.setEnabled(count > 0)
    add_papers(papers, cast(QWidget, page), page.context, table.selected())
    menu.popup(view.viewport().mapToGlobal(point))
    return menu


def _verify(page: ListOwner) -> None:
    """A plan of verification about the selected problems."""
    from models.queries.filtering import ProblemQuery

    ids = tuple(page.table.selected())
    population = (ProblemQuery(ids=ids), f"台账里选中的 {len(ids):,} 条问题")
    page.context.open_page("closure", tab="verification", population=population)


def _moves_menu(page: ListOwner, menu: QMenu) -> QMenu:
    """转为: the states that the selected problems may go to, read when the menu is opened."""
    inside = QMenu(_MOVES, menu)
    inside.setToolTipsVisible(True)
    ids = page.table.selected()
    waiting = inside.addAction("正在看可转为哪些状态…")
    waiting.setEnabled(False)

    def filled(moves: list[AllowedMove]) -> None:
        if not isValid(inside):
            return
        inside.clear()
        for one in moves:
            count = one.count or one.others
            some = f"（{count:,} 条）" if len(ids) > 1 else ""
            action = inside.addAction(f"{one.status}{some}" + ("…" if one.asks or count < len(ids) else ""))
            action.setToolTip(f"其余不能转：{one.why}" if one.why and count < len(ids) else "")
            action.triggered.connect(lambda _=False, move=one: page.panel.mover.begin(ids, move))
        if not moves:
            inside.addAction("没有可转为的状态").setEnabled(False)
        else:
            inside.addSeparator()
            inside.addAction("指定决定人…").triggered.connect(lambda: page.panel.mover.ask(ids))

    def ask() -> None:
        if waiting in inside.actions():
            page.panel.mover.read(ids, filled)

    inside.aboutToShow.connect(ask)
    return inside


def _extend(page: ListOwner, kind: str) -> None:
    ask_extension(cast(QWidget, page), page.context, page.table, kind)


def urging(page: ListOwner) -> EscalationWork:
    """What takes steps of supervision against the selection, made when it is first needed."""
    from desktop.panels.escalation.escalation_work import EscalationWork

    widget = cast(QWidget, page)
    found = widget.findChild(EscalationWork, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if found is not None else EscalationWork(page.context, widget)


def _open_visits(page: ListOwner) -> None:
    (problem_id,) = page.table.selected()
    page.context.open_page("visits", problem_id=problem_id)


def column_menu(page: ListOwner, section: int, point: QPoint) -> QMenu:
    """What can be done with a column; ``point`` is global."""
    table = page.table
    menu = _menu(page)
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
    if not page.context.ledger.read_only:
        menu.addAction("新建字段…").triggered.connect(page.new_field)
    if section >= 0 and table.model.columns[section].group == CUSTOM_GROUP:
        menu.addAction("管理自定义字段…").triggered.connect(lambda: page.context.open_page("settings", tab="fields"))
    menu.popup(point)
    return menu


def add_shape(menu: QMenu, shape: TableShape, view: LedgerTableView, section: int) -> None:
    """Freezing columns as far as this one, and grouping by it."""
    frozen, columns = view.frozen_count, view.table.columns
    menu.addSeparator()
    if section + 1 != frozen and section + 1 < len(columns):
        menu.addAction("冻结到此列").triggered.connect(lambda: shape.set_frozen(section + 1))
    if frozen > 1:
        menu.addAction("取消冻结").triggered.connect(lambda: shape.set_frozen(1))
    key = columns[section].filters or ""
    if shape.groups.groupable(key):
        grouped = shape.group_keys == (key,)
        title = "不再分组" if grouped else f"按{shape.groups.fields[key].title}分组"
        menu.addAction(title).triggered.connect(lambda: shape.set_grouping(() if grouped else (key,)))


def _menu(page: ListOwner) -> QMenu:
    menu = QMenu(cast(QWidget, page))
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu
