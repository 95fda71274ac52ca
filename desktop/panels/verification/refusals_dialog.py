"""What was not taken and why: refused moves of state, findings that lack something; to be read, copied, gone to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import label
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.operations.verification import Entered


@dataclass(frozen=True)
class NotTaken:
    """One line: which problem, what was wanted, why not."""

    problem_id: int
    ledger_number: str
    name: str
    wanted: str
    why: str


def not_taken(entered: Entered) -> list[NotTaken]:
    """Everything that an entry left undone."""
    lines = [
        NotTaken(one.problem_id, one.ledger_number, one.name, f"{one.from_status} → {one.to_status}", one.why)
        for one in entered.refusals
    ]
    return lines + [NotTaken(0, one.ledger_number, "", "没有登记", one.why) for one in entered.wrong]


class RefusalsDialog(QDialog):
    """A list with a sentence above it; opening a line goes to its problem."""

    def __init__(self, context: AppContext, parent: QWidget | None, lines: Sequence[NotTaken], sentence: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("没有办成的")
        self._context = context
        self.table = ShortListTable(
            (
                ListColumn("台账编号", lambda line: line.ledger_number, 110),
                ListColumn("点位（企业）名称", lambda line: line.name, 180),
                ListColumn("要转的状态", lambda line: line.wanted, 190),
                ListColumn("原因和办法", lambda line: line.why, STRETCH),
            ),
            context.theme, several=True,
        )  # fmt: skip
        self.table.setAccessibleName("没有办成的")
        self.table.set_lines(lines)
        self.table.opened.connect(self._open)
        self.copy_button = button("复制全部", tooltip="复制后可以粘贴到 Excel 或 WPS")
        self.copy_button.clicked.connect(self._copy)
        self.open_button = button("在台账里列出", tooltip="到问题台账里逐条处理")
        self.open_button.clicked.connect(self._open_all)
        self.open_button.setVisible(any(line.problem_id for line in lines))
        close = button("知道了", "primary")
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(sentence, wrap=True))
        layout.addWidget(self.table, 1)
        layout.addLayout(toolbar((self.copy_button, self.open_button), (close,)))
        self.resize(900, 460)

    def _copy(self) -> None:
        self.table.selectAll()
        self.table.copy()

    def _open(self, line: NotTaken) -> None:
        if line.problem_id:
            self.accept()
            self._context.open_page("ledger", problem_id=line.problem_id)

    def _open_all(self) -> None:
        ids = tuple(line.problem_id for line in self.table.lines.lines() if line.problem_id)
        self.accept()
        self._context.open_page("ledger", query=self._context.query_base.but(ids=ids), title="状态没有转的问题")
