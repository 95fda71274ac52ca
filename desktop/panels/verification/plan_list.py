"""The plans at the left of the desk with how far each is; the first thing to do where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.queries.verification import PlanLine

_NARROWEST = 280


class PlanList(Card):
    """``chosen(PlanLine or None)``; ``new_asked`` for 新建核查方案."""

    chosen = Signal(object)
    new_asked = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("核查方案", parent=parent)
        self.new_button = button("新建核查方案…", "primary", "选范围、定比例、分组，抽出要核查的问题（Ctrl+N）")
        self.new_button.clicked.connect(self.new_asked)
        self.new_button.setVisible(not context.ledger.read_only)
        self.table = ShortListTable(
            (
                ListColumn("方案", lambda line: line.name, STRETCH),
                ListColumn("已核查", _progress_words, 88, right=True),
                ListColumn("不通过", lambda line: f"{line.failed:,}" if line.failed else "", 64,
                           chip=lambda _line: "red"),
            ),
            context.theme,
        )  # fmt: skip
        self.table.setAccessibleName("核查方案")
        self.table.line_chosen.connect(self.chosen)
        actions = () if context.ledger.read_only else (("新建核查方案…", self.new_asked.emit),)
        self.blank = EmptyState(
            "还没有核查方案",
            "方案说明查哪些问题、由谁去查。可以全部核查，也可以按市、类别等分层抽查，抽样的种子会留下，谁都能复核。",
            actions,
        )  # fmt: skip
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.blank)
        whole = QVBoxLayout()
        whole.setSpacing(10)
        whole.addWidget(self.stack, 1)
        whole.addWidget(self.new_button)
        self.body.addLayout(whole, 1)
        self.setMinimumWidth(_NARROWEST)

    def show_plans(self, lines: Sequence[PlanLine], wanted: int | None) -> None:
        """Show the plans and stay on the one in hand, or go to the wanted one."""
        self.stack.setCurrentIndex(0 if lines else 1)
        self.new_button.setVisible(bool(lines) and self.new_button.isEnabled())
        self.table.blockSignals(True)
        self.table.set_lines(lines, lambda line: line.id)
        if wanted is not None:
            row = next((row for row, line in enumerate(lines) if line.id == wanted), -1)
            if row >= 0:
                self.table.selectRow(row)
        self.table.blockSignals(False)
        self.chosen.emit(self.table.current_line())


def _progress_words(line: PlanLine) -> str:
    if line.closed_on is not None:
        return "已结束"
    return f"{line.checked:,} / {line.total:,}"
