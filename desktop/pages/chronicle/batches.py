"""Every import and what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.jobs.job import Job
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.undoing import ask_and_undo_import
from desktop.widgets.card import Card, label, line
from desktop.widgets.chip import Chip
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.importing.batches import BatchLine
    from models.store import Ledger


class BatchesView(QWidget):
    """Every import and what it did."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._job: Job | None = None
        self.table = ShortListTable(
            (
                ListColumn("时间", lambda batch: f"{batch.at:%Y-%m-%d %H:%M}", 132),
                ListColumn("经办人", lambda batch: batch.actor, 84),
                ListColumn("文件", lambda batch: _files(batch), STRETCH),
                ListColumn("新增", lambda batch: _number(batch, "new"), 62, right=True),
                ListColumn("变更", lambda batch: _number(batch, "changed"), 62, right=True),
                ListColumn("无变化", lambda batch: _number(batch, "unchanged"), 66, right=True),
                ListColumn("待认领", lambda batch: _number(batch, "suspect"), 66, right=True),
                ListColumn("错误", lambda batch: _number(batch, "refused"), 56, right=True),
                ListColumn("状态", lambda batch: _state(batch)[0], 92, chip=lambda batch: _state(batch)[1]),
            ),
            context.theme,
        )
        self.table.line_chosen.connect(self._on_chosen)
        list_card = Card()
        list_card.body.setContentsMargins(1, 1, 1, 1)
        list_card.body.addWidget(self.table)
        self._build_detail()
        self.stack = QStackedWidget()
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(list_card, 1)
        row.addWidget(self.detail_card)
        self.stack.addWidget(both)
        self.stack.addWidget(
            EmptyState(
                "还没有导入过清单",
                "把上级下发的清单拖到窗口里，或点“导入清单”。每次导入是一个批次，可以整批撤销。",
                (("导入清单…", lambda: context.run_action("import.files")),),
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _build_detail(self) -> None:
        self.detail_card = Card()
        self.detail_card.setFixedWidth(330)
        self.heading = label("", "title", wrap=True)
        self.chip = Chip()
        self.about = label("", "secondary", wrap=True)
        self.sheets = label("", wrap=True)
        self.sheets.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.sheets.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sheets)
        column.addStretch(1)
        scroll.setWidget(inner)
        self.new_button = button("查看新增")
        self.new_button.clicked.connect(lambda: self._open_rows("new", "新增"))
        self.changed_button = button("查看变更")
        self.changed_button.clicked.connect(lambda: self._open_rows("changed", "变更"))
        self.undo_button = button("撤销导入…")
        self.undo_button.clicked.connect(self._on_undo_clicked)
        body = self.detail_card.body
        body.addWidget(self.heading)
        body.addWidget(self.chip)
        body.addWidget(self.about)
        body.addWidget(line())
        body.addWidget(scroll, 1)
        body.addLayout(toolbar((self.new_button, self.changed_button), (self.undo_button,)))

    def load(self) -> None:
        """Read all batches."""
        if self._job is not None:
            self._job.cancel()
        ledger = self.context.ledger
        self._job = self.context.jobs.read(
            "读取导入批次",
            lambda _progress: _read_batches(ledger),
            self._on_batches,
            on_cancelled=lambda: None,
            owner=self,
        )

    def _on_batches(self, batches: list[BatchLine]) -> None:
        self.stack.setCurrentIndex(0 if batches else 1)
        self.table.set_lines(batches, lambda batch: batch.id)

    def _on_chosen(self, batch: BatchLine | None) -> None:
        if batch is None:
            return
        is_import = batch.kind == "import"
        self.heading.setText(_files(batch))
        self.chip.set(*_state(batch))
        self.about.setText(
            f"第 {batch.id} 批 · {batch.at:%Y-%m-%d %H:%M:%S} · {batch.actor}"
            + (f"\n任务来源：{batch.campaign}" if batch.campaign else "")
        )
        self.sheets.setText(_report_words(batch))
        self.new_button.setVisible(is_import and batch.new > 0)
        self.changed_button.setVisible(is_import and batch.changed > 0)
        self.undo_button.setVisible(batch.can_undo and not self.context.ledger.read_only)

    def _open_rows(self, outcome: str, words: str) -> None:
        batch = self.table.current_line()
        if batch is not None:
            query = self.context.query_base.but(batch=(batch.id, outcome), campaign=None)
            self.context.open_page("ledger", query=query, title=f"第 {batch.id} 批导入的{words}")

    def _on_undo_clicked(self) -> None:
        batch = self.table.current_line()
        if batch is not None:
            ask_and_undo_import(self.window(), self.context, batch)


def _read_batches(ledger: Ledger) -> list[BatchLine]:
    """The import is part of the work: loading the import room takes longer than a frame."""
    from models.importing.batches import list_batches

    return list_batches(ledger)


def _files(batch: BatchLine) -> str:
    if batch.kind != "import":
        return f"撤销第 {batch.undoes} 批导入"
    return "、".join(batch.files) or "（没有文件名）"


def _number(batch: BatchLine, name: str) -> str:
    return f"{getattr(batch, name):,}" if batch.kind == "import" else ""


def _state(batch: BatchLine) -> tuple[str, str]:
    if batch.kind != "import":
        return "撤销", "amber"
    return ("已撤销", "grey") if batch.undone_by else ("已入账", "green")


def _report_words(batch: BatchLine) -> str:
    """The report of a batch as lines a clerk reads."""
    report: dict[str, Any] = batch.report or {}
    lines: list[str] = []
    if batch.kind != "import":
        lines.append(f"移出 {report.get('removed', 0):,} 条，恢复 {report.get('restored', 0):,} 条。")
        lines += [f"保留 {row['ledger_number']}：{row['why']}" for row in report.get("kept", [])[:50]]
        return "\n".join(lines)
    for file in report.get("files", []):
        lines.append(file.get("file", ""))
        for sheet in file.get("sheets", []):
            if sheet.get("role") == "list":
                rows = f"第 {sheet.get('first_row')}–{sheet.get('last_row')} 行，{sheet.get('rows', 0):,} 条"
                lines.append(f"　工作表“{sheet.get('sheet', '')}”：{rows}")
            else:
                lines.append(f"　工作表“{sheet.get('sheet', '')}”：未导入")
        lines += [f"　{warning}" for warning in file.get("warnings", [])[:10]]
    issues = [issue for file in report.get("files", []) for issue in file.get("issues", [])]
    if issues:
        lines.append(f"提醒和错误 {len(issues):,} 处：")
        lines += [f"　{issue.get('cell', '')} {issue.get('message', '')}" for issue in issues[:30]]
        if len(issues) > 30:
            lines.append(f"　…… 还有 {len(issues) - 30:,} 处")
    return "\n".join(lines)
