"""分组: by which fields the rows of the ledger stand together, on one or two levels; all open, all closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QSize, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.panels.problem_table import ProblemTable
from desktop.theme.theme import Theme
from models.queries.fields import FIELDS
from models.queries.grouping import groupable

USUAL: tuple[str, ...] = (
    "city", "county", "category", "responsible_unit", "status", "mark", "round", "campaign", "deadline",
)  # fmt: skip
"""What clerks group by most; the others stand one menu deeper."""


class GroupMenu(QObject):
    """The menu of the button, made anew each time; the button says by what the rows are grouped."""

    def __init__(self, table: ProblemTable, theme: Theme, button: QPushButton) -> None:
        super().__init__(table)
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
        usual = [key for key in USUAL if key in FIELDS and key != without]
        others = [key for key in FIELDS if groupable(key) and key not in USUAL and key != without]
        for key in usual:
            self._add(menu, key, chosen, run)
        more = menu.addMenu("其他项")
        for key in others:
            self._add(more, key, chosen, run)

    @staticmethod
    def _add(menu: QMenu, key: str, chosen: str, run: Callable[[str], None]) -> None:
        action = menu.addAction(group_title(key))
        action.setCheckable(True)
        action.setChecked(key == chosen)
        action.triggered.connect(lambda: run(key))

    def _name(self) -> None:
        keys = self._table.shape.group_keys
        titles = " · ".join(FIELDS[key].title for key in keys if key in FIELDS)
        self._button.setText(f"按{titles} " if keys else "分组 ")
        self._button.setChecked(bool(keys))
        self._button.setToolTip("把相同的放在一起，每组有条数、未整改、逾期和合计")
        self._button.setIcon(self._theme.icon("chevron-down", "text_faint"))
        self._button.setIconSize(QSize(10, 10))


def group_title(key: str) -> str:
    """How the menu calls a field; dates go by month."""
    field = FIELDS[key]
    return f"{field.title}（按月）" if field.kind == "date" else field.title
