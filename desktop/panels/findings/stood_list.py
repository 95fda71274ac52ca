"""核对无误: the findings that a person let stand, with their reasons, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.jobs.job import Job
from desktop.panels.findings import doing
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.progress import Progress
    from models.queries.quality_runs import ExceptionLine


class StoodList(QWidget):
    """All findings of all checks that were let stand."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._job: Job | None = None
        self.heading = label("", "title")
        self.again_button = button("撤回核对无误", tooltip="选中的问题重新参加这项体检")
        self.again_button.clicked.connect(self._take_up_again)
        self.open_button = button("在台账里查看")
        self.open_button.clicked.connect(self._open)
        self.table = ShortListTable(
            (
                ListColumn("编号", lambda one: one.ledger_number, 104),
                ListColumn("体检项", lambda one: one.check_title, 210),
                ListColumn("点位（企业）名称", lambda one: one.site_name or "（空）", 200),
                ListColumn("地点", lambda one: one.place, 150),
                ListColumn("理由", lambda one: one.reason, STRETCH),
                ListColumn("经办人", lambda one: one.actor, 84),
                ListColumn("时间", lambda one: f"{one.at:%Y-%m-%d %H:%M}", 132),
            ),
            context.theme,
            several=True,
        )
        self.table.setAccessibleName("核对无误的问题")
        self.table.opened.connect(lambda _one: self._open())
        card = Card()
        card.body.addLayout(toolbar((self.heading,), (self.open_button, self.again_button)))
        card.body.addWidget(self.table, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(card)
        words = "体检列出的问题经核对确实没有错的，在那项体检里点“核对无误”并写明理由，就会列在这里，不再反复出现。"
        self.stack.addWidget(EmptyState("还没有核对无误的问题", words))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def load(self) -> None:
        """Read the list."""
        if self._job is not None:
            self._job.cancel()
        ledger = self.context.ledger

        def work(_progress: Progress) -> list[ExceptionLine]:
            from models.queries.quality_runs import exceptions

            return exceptions(ledger)

        self._job = self.context.jobs.read(
            "读取核对无误", work, self._on_lines, on_cancelled=lambda: None, owner=self, quiet=True
        )

    def _on_lines(self, lines: list[ExceptionLine]) -> None:
        self.stack.setCurrentIndex(0 if lines else 1)
        self.heading.setText(f"核对无误 {len(lines):,} 条")
        self.again_button.setEnabled(not self.context.ledger.read_only)
        self.table.set_lines(lines, lambda one: one.id)

    def _chosen(self) -> list[ExceptionLine]:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.table.lines.line(row) for row in rows]

    def _open(self) -> None:
        ids = tuple(one.problem_id for one in self._chosen())
        if ids:
            query = self.context.query_base.but(ids=ids, campaign=None)
            self.context.open_page("ledger", query=query, title="核对无误")

    def _take_up_again(self) -> None:
        ids = [one.id for one in self._chosen()]
        if ids:
            doing.take_up_again(self, self.context, ids)
