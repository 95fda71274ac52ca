"""The strip below the visit table: how many visits, totals of the selected cells, wrapping, search, the way onward."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.tables.totals_bar import TotalsBar
from desktop.widgets.card import label
from desktop.widgets.flow import button

_HEIGHT = 34


class VisitFoot(QWidget):
    """Its parts are connected by the table."""

    def __init__(self, totals_bar: TotalsBar) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.setFixedHeight(_HEIGHT)
        self.footer = label("", "secondary")
        self.wrap_button = button("换行", "tab", "自动换行：长文字分成几行，行高随内容，最多四行")
        self.wrap_button.setAccessibleName("自动换行")
        self.wrap_button.setCheckable(True)
        self.find_button = button("查找", "link", "在表里查找并标出（Ctrl+F）")
        self.find_button.setAccessibleName("在表里查找")
        self.problem_button = button("打开对应的问题 ›", "link", "打开这次检查发现的问题（Ctrl+Enter）")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(self.footer)
        row.addWidget(totals_bar, 1)
        for one in (self.wrap_button, self.find_button, self.problem_button):
            row.addWidget(one)

    def say(self, shown: int, total: int | None, selected: int, seconds: float) -> None:
        """How many rows are shown and there at all (None: still being counted), and how many are selected."""
        if total is None:
            self.footer.setText(f"正在读取其余各行，先显示前 {shown:,} 次")
            return
        rows = f"{shown:,} 次检查" if shown == total else f"已筛选 {shown:,} / {total:,} 次检查"
        took = f"{seconds * 1000:.0f} 毫秒" if seconds < 1 else f"{seconds:.1f} 秒"
        self.footer.setText(f"{rows} · 选中 {selected:,} 次" if selected > 1 else f"{rows} · 用时 {took}")
