"""The row above the ledger table: quick filters, the chip of a link, 清除, and the three buttons at the right."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.tables.facet_model import BLANK
from desktop.tables.ledger_filters import DUES, SCOPES, LedgerFilters
from desktop.tables.problem_columns import value_text
from desktop.theme.theme import Theme
from desktop.widgets.flow import FlowLayout, button

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
        self.due_menu.addAction("按月份选择…").triggered.connect(lambda: self._ask_values("deadline", self.due_button))
        self.clear_button = button("清除", "link", "清除所有筛选")
        self.clear_button.clicked.connect(self.cleared)
        self.origin_chip = ClosableChip("移除这个条件")
        self.origin_chip.closed.connect(self.origin_closed)
        self.search_chip = ClosableChip("移除查找")
        self.search_chip.closed.connect(self.search_closed)
        self.columns_button = button("列…", tooltip="选择显示哪些列")
        self.columns_button.clicked.connect(self.columns_asked)
        self.export_button = button("导出 Excel", tooltip="导出当前列表（Ctrl+E）")
        self.export_button.clicked.connect(self.export_asked)
        self.print_button = button("打印…", tooltip="预览、打印或存为 PDF（Ctrl+P）")
        self.print_button.clicked.connect(self.print_asked)
        self.panel_button = button("详情 ‹", tooltip="显示右边的详情")
        self.panel_button.clicked.connect(self.panel_asked)
        self.panel_button.hide()
        self.chips = QWidget()
        self.chips.setProperty("role", "plain")
        chips = FlowLayout(self.chips)
        chips.addWidget(self.origin_chip)
        chips.addWidget(self.search_chip)
        quick = QWidget()
        quick.setProperty("role", "plain")
        flow = FlowLayout(quick)
        for one in (self.scope_button, *self.value_buttons.values(), self.due_button, self.clear_button):
            flow.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(quick, 1, Qt.AlignmentFlag.AlignTop)
        for one in (self.columns_button, self.export_button, self.print_button, self.panel_button):
            row.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(row)
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
        months = filters.values.get("deadline")
        text = "期限：按月份" if months is not None else DUES[filters.due] if filters.due else "期限"
        _name(self.due_button, text, bool(filters.due) or months is not None)
        _check(self.due_menu, filters.due)
        self.origin_chip.set_text(filters.origin_title if filters.origin is not None else "")
        own_search = filters.search if filters.origin is None or filters.search not in filters.origin_title else ""
        self.search_chip.set_text(f"查找“{own_search}”" if own_search else "")
        self.chips.setVisible(bool(self.origin_chip.text or self.search_chip.text))
        self.clear_button.setVisible(filters.active)

    def anchor_of(self, field: str) -> QRect:
        """Where the button of a field stands, in global coordinates."""
        one = self.value_buttons.get(field, self.due_button)
        return QRect(one.mapToGlobal(QPoint(0, 0)), one.size())

    def _take_icons(self) -> None:
        for one in (self.scope_button, *self.value_buttons.values(), self.due_button):
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
    first = BLANK if values[0] is None else value_text(field, values[0])
    if len(values) == 1:
        return (first if len(first) <= 8 else first[:7] + "…"), True
    if field == "city":
        return f"{first.removesuffix('市')}等 {len(values)} 市", True
    return f"{title} {len(values)}", True
