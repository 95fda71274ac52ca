"""The strip below the ledger's table: how many rows, what is selected and its totals, wrapping and the search in it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.tables.totals_bar import TotalsBar
from desktop.widgets.card import label
from desktop.widgets.flow import button

_HEIGHT = 34


class TableFoot(QWidget):
    """Its parts are connected by the table."""

    def __init__(self, totals_bar: TotalsBar) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.setFixedHeight(_HEIGHT)
        self.footer = label("", "secondary")
        self.bulk_button = button("批量修改…", "link", "把选中问题的某一项改成同一个值")
        self.bulk_button.hide()
        self.wrap_button = button("换行", "tab", "自动换行：长文字分成几行，行高随内容，最多四行")
        self.wrap_button.setAccessibleName("自动换行")
        self.wrap_button.setCheckable(True)
        self.find_button = button("查找", "link", "在表里查找并标出（Ctrl+F）")
        self.find_button.setAccessibleName("在表里查找")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(self.footer)
        row.addSpacing(8)
        row.addWidget(self.bulk_button)
        row.addWidget(totals_bar, 1)
        row.addWidget(self.wrap_button)
        row.addWidget(self.find_button)

    def say(self, selected: int, shown: int, total: int, writable: bool) -> None:
        """How many rows are selected, shown, and there at all."""
        if selected > 1:
            text = f"选中 {selected:,} 条（共 {shown:,} 条）"
        else:
            text = f"{shown:,} 条" if shown == total else f"已筛选 {shown:,} / {total:,} 条"
            text += " · 选中 1 条" if selected else ""
        self.footer.setText(text)
        self.bulk_button.setVisible(selected > 1 and writable)
