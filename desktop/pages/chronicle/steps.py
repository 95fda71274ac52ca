"""Every step that was done to the ledger, and what the chosen one changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs import confirm
from desktop.jobs.job import Job
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.undoing import say_change
from desktop.widgets.card import Card, label, line
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.change_log import StepChange, StepLine

PAGE_SIZE = 500
KINDS = {
    "edit": ("修改", "blue"),
    "status": ("状态", "blue"),
    "import": ("导入", "green"),
    "undo": ("撤销", "amber"),
    "redo": ("重做", "blue"),
    "undo-import": ("撤销导入", "amber"),
    "remove": ("删除", "red"),
    "restore": ("恢复", "green"),
    "setting": ("设置", "grey"),
    "teach": ("用语", "blue"),
    "demo": ("演示", "grey"),
    "create": ("建立", "grey"),
}


def _kind(step: StepLine) -> tuple[str, str]:
    return KINDS.get(step.kind, (step.kind, "grey"))


class StepsView(QWidget):
    """Every step, newest first; what it changed at the right."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._job: Job | None = None
        self._detail_job: Job | None = None
        self.table = ShortListTable(
            (
                ListColumn("时间", lambda step: f"{step.at:%Y-%m-%d %H:%M}", 132),
                ListColumn("经办人", lambda step: step.actor, 84),
                ListColumn("类型", lambda step: _kind(step)[0], 84, chip=lambda step: _kind(step)[1]),
                ListColumn("内容", lambda step: step.title, STRETCH),
                ListColumn("变更", lambda step: f"{step.changes:,}", 68, right=True),
                ListColumn("", lambda step: "已撤销" if step.undone_by_id else "", 78, chip=lambda step: "grey"),
            ),
            context.theme,
        )
        self.table.setAccessibleName("步骤")
        self.table.line_chosen.connect(self._on_chosen)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._more = False
        list_card = Card()
        list_card.body.setContentsMargins(1, 1, 1, 1)
        list_card.body.addWidget(self.table)
        self._build_detail()
        empty = EmptyState("还没有变更", "导入清单、修改单元格、改变状态，每一步都会记在这里，并且可以撤销。")
        self.stack = QStackedWidget()
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(list_card, 3)
        row.addWidget(self.detail_card, 2)
        self.stack.addWidget(both)
        self.stack.addWidget(empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _build_detail(self) -> None:
        self.detail_card = Card()
        self.heading = label("", "title", wrap=True)
        self.about = label("", "secondary", wrap=True)
        self.changes = ShortListTable(
            (
                ListColumn("编号", lambda change: change.ledger_number or "—", 104),
                ListColumn("字段", lambda change: change.title, 92),
                ListColumn("原值", lambda change: change.old or "（空）", STRETCH),
                ListColumn("新值", lambda change: change.new or "（空）", STRETCH),
            ),
            self.context.theme,
        )
        self.changes.setAccessibleName("这一步改动的内容")
        self.changes.opened.connect(self._on_change_opened)
        self.rows_button = button("查看这些问题")
        self.rows_button.clicked.connect(self._on_rows_clicked)
        self.undo_button = button("撤销这一步")
        self.undo_button.clicked.connect(self._on_undo_clicked)
        body = self.detail_card.body
        body.addWidget(self.heading)
        body.addWidget(self.about)
        body.addWidget(line())
        body.addWidget(self.changes, 1)
        body.addLayout(toolbar((self.rows_button,), (self.undo_button,)))

    def load(self) -> None:
        """Read the newest steps."""
        self._read(None)

    def _read(self, before: int | None) -> None:
        from models.queries.change_log import list_steps

        if self._job is not None:
            self._job.cancel()

        def done(steps: list[StepLine]) -> None:
            self._more = len(steps) == PAGE_SIZE
            if before is None:
                self.stack.setCurrentIndex(0 if steps else 1)
                self.table.set_lines(steps, lambda step: step.id)
            else:
                self.table.lines.append_lines(steps)

        ledger = self.context.ledger
        self._job = self.context.jobs.read(
            "读取变更记录",
            lambda _progress: list_steps(ledger, before=before, limit=PAGE_SIZE),
            done,
            on_cancelled=lambda: None,
            owner=self,
        )

    def _on_scrolled(self, value: int) -> None:
        if self._more and value >= self.table.verticalScrollBar().maximum() - 10:
            self._more = False
            self._read(self.table.lines.line(self.table.lines.rowCount() - 1).id)

    def _on_chosen(self, step: StepLine | None) -> None:
        from models.queries.change_log import step_changes

        if self._detail_job is not None:
            self._detail_job.cancel()
        if step is None:
            return
        self.heading.setText(step.title)
        self.about.setText(f"{step.at:%Y-%m-%d %H:%M:%S} · {step.actor} · {_kind(step)[0]} · {step.changes:,} 处变更")
        writable = not self.context.ledger.read_only
        undoable = step.kind in ("edit", "status", "remove", "restore") and step.undone_by_id is None
        self.undo_button.setVisible(undoable and writable)
        self.changes.lines.set_lines([])
        ledger, step_id = self.context.ledger, step.id
        self._detail_job = self.context.jobs.read(
            "读取变更明细",
            lambda _progress: step_changes(ledger, step_id),
            self._on_changes,
            on_cancelled=lambda: None,
            owner=self,
        )

    def _on_changes(self, changes: list[StepChange]) -> None:
        self.changes.lines.set_lines(changes)
        step = self.table.current_line()
        if step is not None and step.changes > len(changes):
            self.about.setText(f"{self.about.text()}，只列出前 {len(changes):,} 处")
        self.rows_button.setEnabled(any(change.problem_id is not None for change in changes))

    def _on_change_opened(self, change: StepChange) -> None:
        if change.problem_id is not None:
            query = self.context.query_base.but(ids=(change.problem_id,), campaign=None)
            self.context.open_page("ledger", query=query, title=change.ledger_number)

    def _on_rows_clicked(self) -> None:
        from models.queries.change_log import step_problem_ids

        step = self.table.current_line()
        if step is None:
            return
        ledger = self.context.ledger
        self.context.jobs.read(
            "查找这一步的问题",
            lambda _progress: step_problem_ids(ledger, step.id),
            lambda ids: self.context.open_page(
                "ledger", query=self.context.query_base.but(ids=ids, campaign=None), title=step.title
            ),
            owner=self,
        )

    def _on_undo_clicked(self) -> None:
        from models.operations.undo import undo

        step = self.table.current_line()
        if step is None or not confirm.ask(
            self.window(),
            "撤销一步",
            f"撤销“{step.title}”？",
            "撤销这一步",
            detail=f"{step.changes:,} 处变更会改回原值；之后又改过的内容保留不动。撤销也会记在变更记录里。",
        ):
            return

        def done(change: Change) -> None:
            self.context.bus.broadcast(change)
            say_change(self.context, change)

        ledger = self.context.ledger
        self.context.jobs.write("撤销", lambda _progress: undo(ledger, step.id), done, owner=self)
