"""The rows above the ledger table: the view, what is done with the list, quick filters, and a chip for each filter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.tables.filter_words import filter_words, history_chip
from desktop.tables.ledger_filters import DUES, SCOPES, LedgerFilters
from desktop.theme.theme import Theme
from desktop.widgets.flow import FlowLayout, button, toolbar
from models.queries.history_conditions import HistoryTest

HISTORY_QUICK = (
    HistoryTest("overdue"), HistoryTest("overdue", never=True), HistoryTest("returned"), HistoryTest("rescheduled"),
    HistoryTest("changed", days=7), HistoryTest("changed", days=30),
)  # fmt: skip
"""Conditions on history that are one click away."""
QUICK: tuple[tuple[str, str], ...] = (("city", "市"), ("category", "类别"), ("status", "状态"))
_CHIP_WIDTH = 220


class FilterBar(QWidget):
    """Shows a ``LedgerFilters`` and asks for another one; it counts nothing by itself."""

    scope_chosen = Signal(str)
    due_chosen = Signal(str)
    values_asked = Signal(str, QRect)
    """A field whose values shall be offered, and where its button stands (global)."""
    cleared = Signal()
    origin_closed = Signal()
    search_closed = Signal()
    values_closed = Signal(str)
    """The chip of a field's filter was closed."""
    history_toggled = Signal(object)
    """A condition on history to add, or to take away where it is there."""
    history_asked = Signal()
    """Put together a condition on history."""
    columns_asked = Signal()
    export_asked = Signal()
    print_asked = Signal()
    panel_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._theme = theme
        self._filters = LedgerFilters()
        self.scope_button = _drop_down()
        self.scope_menu = self._menu(self.scope_button, SCOPES, self.scope_chosen.emit)
        self.value_buttons = {field: _drop_down() for field, _title in QUICK}
        for field, one in self.value_buttons.items():
            one.clicked.connect(lambda _=False, key=field: self._ask_values(key))
        self.due_button = _drop_down()
        self.due_menu = self._menu(self.due_button, DUES, self.due_chosen.emit)
        self.due_menu.addSeparator()
        self.due_menu.addAction("按日期选择…").triggered.connect(lambda: self._ask_values("deadline", self.due_button))
        self.history_button = _drop_down()
        self.history_menu = self._history_menu()
        self.clear_button = button("清除", "link", "清除所有筛选")
        self.clear_button.clicked.connect(self.cleared)
        self.origin_chip = ClosableChip("移除这个条件")
        self.origin_chip.closed.connect(self.origin_closed)
        self.search_chip = ClosableChip("移除查找")
        self.search_chip.closed.connect(self.search_closed)
        self.group_button = _drop_down()
        self.columns_button = button("列…", tooltip="选择显示哪些列")
        self.columns_button.clicked.connect(self.columns_asked)
        self.export_button = button("导出 Excel", tooltip="导出当前列表（Ctrl+E）")
        self.export_button.clicked.connect(self.export_asked)
        self.print_button = button("打印…", tooltip="预览、打印或存为 PDF（Ctrl+P）")
        self.print_button.clicked.connect(self.print_asked)
        self.panel_button = button("详情 ‹", tooltip="显示右边的详情")
        self.panel_button.clicked.connect(self.panel_asked)
        self.panel_button.hide()
        self.view_button = _drop_down()
        self.view_button.setToolTip("保存的视图（Ctrl+Shift+V）：筛选、列、次序、列宽和排序")
        self.save_view_button = button("保存视图", "link", "把现在的样子存进这个视图")
        self.save_view_button.hide()
        self.chips = QWidget()
        self.chips.setProperty("role", "plain")
        self._chip_flow = FlowLayout(self.chips)
        self._chip_flow.addWidget(self.origin_chip)
        self._chip_flow.addWidget(self.search_chip)
        self.filter_chips: dict[str, ClosableChip] = {}
        """By what they stand for: a field, ``due``, or ``history`` with a number."""
        quick = QWidget()
        quick.setProperty("role", "plain")
        flow = FlowLayout(quick)
        for one in (
            self.scope_button, *self.value_buttons.values(), self.due_button, self.history_button, self.clear_button,
        ):  # fmt: skip
            flow.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.tools = toolbar(
            (self.view_button, self.save_view_button),
            (self.group_button, self.columns_button, self.export_button, self.print_button, self.panel_button),
        )
        layout.addLayout(self.tools)
        layout.addWidget(quick)
        layout.addWidget(self.chips)
        theme.changed.connect(self._take_icons)
        self._take_icons()
        self.show_filters(LedgerFilters())

    def show_filters(self, filters: LedgerFilters) -> None:
        """Write on each button what it filters by."""
        self._filters = filters
        _name(self.scope_button, SCOPES[filters.scope], filters.scope != "all")
        _check(self.scope_menu, filters.scope)
        for field, title in QUICK:
            _name(self.value_buttons[field], *_summary(filters, field, title))
        days = filters.values.get("deadline")
        _name(self.due_button, DUES[filters.due] if filters.due else "期限", bool(filters.due) or days is not None)
        _check(self.due_menu, filters.due)
        self.origin_chip.set_text(filters.origin_title if filters.origin is not None else "")
        own_search = filters.search if filters.origin is None or filters.search not in filters.origin_title else ""
        self.search_chip.set_text(f"查找“{own_search}”" if own_search else "")
        self._show_chips(filters)
        _name(self.history_button, "历史", bool(filters.history))
        for action in self.history_menu.actions():
            action.setChecked(action.data() in filters.history)
        self.chips.setVisible(bool(self.origin_chip.text or self.search_chip.text or self.filter_chips))
        self.clear_button.setVisible(filters.active)

    def _show_chips(self, filters: LedgerFilters) -> None:
        """One chip for each filter, in words; each can be taken away by itself."""
        wanted: dict[str, tuple[str, Callable[[], None]]] = {}
        if filters.due:
            wanted["due"] = (f"期限：{DUES[filters.due]}", lambda: self.due_chosen.emit(""))
        for key, values in filters.values.items():
            wanted[key] = (filter_words(key, values), lambda key=key: self.values_closed.emit(key))
        for number, test in enumerate(filters.history):
            close = lambda test=test: self.history_toggled.emit(test)  # noqa: E731 - one of several that are kept
            wanted[f"history{number}"] = (history_chip(test), close)
        if {name: words for name, (words, _close) in wanted.items()} == {
            name: chip.text for name, chip in self.filter_chips.items()
        }:
            return
        held = [place for place, chip in enumerate(self.filter_chips.values()) if chip.close_button.hasFocus()]
        for chip in self.filter_chips.values():
            self._chip_flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.filter_chips = {}
        for name, (words, close) in wanted.items():
            chip = ClosableChip(f"移除“{words}”", self.chips)
            chip.set_text(words)
            chip.closed.connect(close)
            self._chip_flow.addWidget(chip)
            self.filter_chips[name] = chip
        if held:  # the keyboard stays where it was: on the chip that moved up, else on the button before
            left = list(self.filter_chips.values())
            (left[min(held[0], len(left) - 1)].close_button if left else self.history_button).setFocus()

    def _history_menu(self) -> QMenu:
        menu = QMenu(self.history_button)
        for test in HISTORY_QUICK:
            action = menu.addAction(history_chip(test))
            action.setCheckable(True)
            action.setData(test)
            action.triggered.connect(lambda _=False, one=test: self.history_toggled.emit(one))
        menu.addSeparator()
        menu.addAction("更多历史条件…").triggered.connect(self.history_asked)
        self.history_button.clicked.connect(lambda: self._open(menu, self.history_button))
        return menu

    def show_view(self, name: str, modified: bool, can_save: bool) -> None:
        """Name the view that the list stands in; a star where it was changed since."""
        self.view_button.setText(f"视图：{name}{' *' if modified else ''} ")
        self.view_button.setChecked(False)
        self.save_view_button.setVisible(modified and can_save)

    def anchor_of(self, field: str) -> QRect:
        """Where the button of a field stands, in global coordinates."""
        one = self.value_buttons.get(field, self.due_button)
        return QRect(one.mapToGlobal(QPoint(0, 0)), one.size())

    def _take_icons(self) -> None:
        drops = (self.scope_button, *self.value_buttons.values(), self.due_button, self.history_button)
        for one in (*drops, self.view_button):
            one.setIcon(self._theme.icon("chevron-down", "text_faint"))
            one.setIconSize(QSize(10, 10))

    def _ask_values(self, field: str, at: QPushButton | None = None) -> None:
        one = at or self.value_buttons[field]
        self.show_filters(self._filters)
        self.values_asked.emit(field, QRect(one.mapToGlobal(QPoint(0, 0)), one.size()))

    def _menu(self, owner: QPushButton, choices: dict[str, str], chosen: object) -> QMenu:
        menu = QMenu(owner)
        group = QActionGroup(menu)
        for key, words in choices.items():
            action = QAction(words, menu)
            action.setCheckable(True)
            action.setData(key)
            action.triggered.connect(lambda _=False, one=key: chosen(one))  # type: ignore[operator]
            group.addAction(action)
            menu.addAction(action)
        owner.clicked.connect(lambda: self._open(menu, owner))
        return menu

    def _open(self, menu: QMenu, owner: QPushButton) -> None:
        self.show_filters(self._filters)
        menu.popup(owner.mapToGlobal(QPoint(0, owner.height() + 2)))


class ClosableChip(QFrame):
    """A word on a tint with a cross."""

    closed = Signal()

    def __init__(self, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("message", "blue")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(28)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self.close_button = button("✕", "link", tooltip)
        self.close_button.setAccessibleName(tooltip)
        self.close_button.clicked.connect(self.closed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 6, 0)
        layout.setSpacing(6)
        layout.addWidget(self._label)
        layout.addWidget(self.close_button)
        self.hide()

    @property
    def text(self) -> str:
        """The words shown."""
        return self._label.toolTip()

    def set_text(self, text: str) -> None:
        """Show ``text``; nothing hides the chip."""
        self._label.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _CHIP_WIDTH))
        self._label.setToolTip(text)
        self.setVisible(bool(text))


def _drop_down() -> QPushButton:
    """A button with an arrow at its right, held down while its filter narrows the list."""
    made = QPushButton()
    made.setCheckable(True)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return made


def _name(one: QPushButton, text: str, active: bool) -> None:
    one.setText(f"{text} ")
    one.setChecked(active)


def _check(menu: QMenu, key: str) -> None:
    for action in menu.actions():
        if action.isCheckable():
            action.setChecked(action.data() == key)


def _summary(filters: LedgerFilters, field: str, title: str) -> tuple[str, bool]:
    """``晋城等 3 市``, ``状态 5``, or the title alone."""
    values = filters.values.get(field)
    if values is None:
        return title, False
    first = filter_words(field, values[:1]).partition("：")[2]
    if len(values) == 1:
        return (first if len(first) <= 8 else first[:7] + "…"), True
    if field == "city":
        return f"{first.removesuffix('市')}等 {len(values)} 市", True
    return f"{title} {len(values)}", True
