"""分组: by which fields the rows of a big table stand together, on one or two levels; all open, all closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPoint, QSize, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.panels.table_shape import TableShape
from desktop.theme.theme import Theme

if TYPE_CHECKING:
    from models.queries.fields import Field


class GroupedTable(Protocol):
    """A table whose rows can stand in groups."""

    shape: TableShape


class GroupMenu(QObject):
    """The menu of the button, made anew each time; the button says by what the rows are grouped."""

    def __init__(self, table: GroupedTable, theme: Theme, button: QPushButton) -> None:
        super().__init__(button)
        self._table = table
        self._theme = theme
        self._button = button
        button.clicked.connect(self.open)
        table.shape.changed.connect(self._name)
        theme.changed.connect(self._name)
        self._name()

    def open(self) -> None:
        """Show the menu below its button."""
        self._name()
        menu = self.build()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._button.mapToGlobal(QPoint(0, self._button.height() + 2)))

    def build(self) -> QMenu:
        """The menu for the present grouping."""
        menu, keys = QMenu(self._button), self._table.shape.group_keys
        plain = menu.addAction("不分组")
        plain.setCheckable(True)
        plain.setChecked(not keys)
        plain.triggered.connect(lambda: self._table.shape.set_grouping(()))
        first = keys[0] if keys else ""
        self._add_fields(menu, first, self._group_by)
        menu.addSeparator()
        below = menu.addMenu("第二级")
        below.setEnabled(bool(keys))
        none = below.addAction("没有第二级")
        none.setCheckable(True)
        none.setChecked(len(keys) < 2)
        none.triggered.connect(lambda: self._table.shape.set_grouping(keys[:1]))
        second = keys[1] if len(keys) > 1 else ""
        self._add_fields(below, second, lambda key: self._table.shape.set_grouping((first, key)), without=first)
        menu.addSeparator()
        for text, closed in (("全部展开", False), ("全部收起", True)):
            action = menu.addAction(text)
            action.setEnabled(bool(keys))
            action.triggered.connect(lambda _=False, close=closed: self._table.shape.fold_all(close))
        return menu

    def _group_by(self, key: str) -> None:
        """Another field on the first level; the second stays."""
        below = [one for one in self._table.shape.group_keys[1:] if one != key]
        self._table.shape.set_grouping((key, *below))

    def _add_fields(self, menu: QMenu, chosen: str, run: Callable[[str], None], without: str = "") -> None:
        groups = self._table.shape.groups
        usual = [key for key in groups.usual if key in groups.fields and key != without]
        others = [key for key in groups.fields if groups.groupable(key) and key not in groups.usual and key != without]
        for key in usual:
            self._add(menu, key, chosen, run)
        more = menu.addMenu("其他项")
        for key in others:
            self._add(more, key, chosen, run)

    def _add(self, menu: QMenu, key: str, chosen: str, run: Callable[[str], None]) -> None:
        action = menu.addAction(group_title(self._table.shape.groups.fields[key]))
        action.setCheckable(True)
        action.setChecked(key == chosen)
        action.triggered.connect(lambda: run(key))

    def _name(self) -> None:
        keys, groups = self._table.shape.group_keys, self._table.shape.groups
        titles = " · ".join(groups.fields[key].title for key in keys if key in groups.fields)
        self._button.setText(f"按{titles} " if keys else "分组 ")
        self._button.setChecked(bool(keys))
        self._button.setToolTip(groups.tip)
        self._button.setIcon(self._theme.icon("chevron-down", "text_faint"))
        self._button.setIconSize(QSize(10, 10))


def group_title(field: Field) -> str:
    """How the menu calls a field; dates go by month."""
    return f"{field.title}（按月）" if field.kind == "date" else field.title
