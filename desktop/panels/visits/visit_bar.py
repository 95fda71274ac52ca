"""The row above the visit table: search, quick filters, 清除, 分组 and other buttons; below it the chip of a link."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.panels.filter_bar import ClosableChip
from desktop.panels.visits.visit_columns import NO, YES
from desktop.panels.visits.visit_filters import VisitFilters
from desktop.theme.theme import Theme
from desktop.widgets.flow import FlowLayout, button

QUICK: tuple[tuple[str, str], ...] = (("round", "轮次"), ("city", "市"), ("found_problem", "发现问题"))
_TYPED_MS = 350


class VisitBar(QWidget):
    """Shows a ``VisitFilters`` and asks for another one; it counts nothing by itself."""

    searched = Signal(str)
    values_asked = Signal(str, QRect)
    """A field whose values shall be offered, and where its button stands (global)."""
    cleared = Signal()
    origin_closed = Signal()
    trash_toggled = Signal(bool)
    columns_asked = Signal()
    export_asked = Signal()
    totals_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._theme = theme
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找编号、点位、地址、检查情况…")
        self.search.setAccessibleName("查找现场检查")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(200)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPED_MS)
        self._typing.timeout.connect(lambda: self.searched.emit(self.search.text().strip()))
        self.search.textEdited.connect(lambda _text: self._typing.start())
        self.search.textChanged.connect(lambda text: text or self._typing.start())
        self.search.returnPressed.connect(lambda: self.searched.emit(self.search.text().strip()))
        self.value_buttons = {field: _drop_down() for field, _title in QUICK}
        for field, one in self.value_buttons.items():
            one.clicked.connect(lambda _=False, key=field: self._ask_values(key))
        self.clear_button = button("清除", "link", "清除所有筛选")
        self.clear_button.clicked.connect(self.cleared)
        self.trash_button = button("已删除", tooltip="只看删除了的检查记录，可以恢复")
        self.trash_button.setCheckable(True)
        self.trash_button.clicked.connect(self.trash_toggled)
        self.group_button = _drop_down()
        self.columns_button = button("列…", tooltip="选择显示哪些列")
        self.columns_button.clicked.connect(self.columns_asked)
        self.export_button = button("导出 Excel", tooltip="导出当前列表（Ctrl+E）")
        self.export_button.clicked.connect(self.export_asked)
        self.totals_button = button("合计 ‹", tooltip="显示按轮次、按市的合计")
        self.totals_button.clicked.connect(self.totals_asked)
        self.totals_button.hide()
        self.origin_chip = ClosableChip("移除这个条件")
        self.origin_chip.closed.connect(self.origin_closed)
        self._lay_out()
        theme.changed.connect(self._take_icons)
        self._take_icons()
        self.show_filters(VisitFilters())

    def _lay_out(self) -> None:
        tools = QWidget()
        tools.setProperty("role", "plain")
        flow = FlowLayout(tools)
        for one in (self.search, *self.value_buttons.values(), self.clear_button, self.group_button):
            flow.addWidget(one)
        for one in (self.trash_button, self.columns_button, self.export_button, self.totals_button):
            flow.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(tools)
        layout.addWidget(self.origin_chip, 0, Qt.AlignmentFlag.AlignLeft)

    def show_filters(self, filters: VisitFilters) -> None:
        """Write on each button what it filters by."""
        for field, title in QUICK:
            text, active = _summary(filters, field, title)
            self.value_buttons[field].setText(f"{text} ")
            self.value_buttons[field].setChecked(active)
        if not self.search.hasFocus() or not filters.search:
            self.search.blockSignals(True)
            self.search.setText(filters.search)
            self.search.blockSignals(False)
        self.trash_button.setChecked(filters.removed)
        self.origin_chip.set_text(filters.origin_title if filters.origin is not None else "")
        self.clear_button.setVisible(filters.active)

    def _take_icons(self) -> None:
        for one in self.value_buttons.values():
            one.setIcon(self._theme.icon("chevron-down", "text_faint"))
            one.setIconSize(QSize(10, 10))

    def _ask_values(self, field: str) -> None:
        one = self.value_buttons[field]
        one.setChecked(not one.isChecked())
        self.values_asked.emit(field, QRect(one.mapToGlobal(QPoint(0, 0)), one.size()))


def _drop_down() -> QPushButton:
    """A button with an arrow at its right, held down while its filter narrows the list."""
    made = QPushButton()
    made.setCheckable(True)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return made


def _summary(filters: VisitFilters, field: str, title: str) -> tuple[str, bool]:
    """``晋城等 3 市``, ``第 3 轮``, or the title alone."""
    values = filters.values.get(field)
    if values is None:
        return title, False
    if len(values) != 1 or not isinstance(values[0], (str, bool)):
        return f"{title} {len(values)}", True
    if field == "found_problem":
        return (YES if values[0] else f"{NO}问题"), True
    text = str(values[0])
    return (f"第 {text} 轮" if field == "round" and text.isdigit() else text[:8]), True
