"""已删除: what was taken out of the ledger, by whom, when and why; brought back, or deleted for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs.remove_problems import PurgeDialog
from desktop.jobs.job import Job
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.purging import PurgePreview, PurgeReport
    from models.progress import Progress
    from models.queries.trash import TrashLine

_WAIT_MS = 250


class TrashView(QWidget):
    """One line for each deleted problem, the latest first. ``counted(how many)`` after reading."""

    counted = Signal(int)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._job: Job | None = None
        self.heading = label("", "title")
        self.filter_edit = QLineEdit()
        self.filter_edit.setPlaceholderText("查找：编号、名称、地点、原因")
        self.filter_edit.setAccessibleName("在已删除中查找")
        self.filter_edit.setClearButtonEnabled(True)
        self.filter_edit.setFixedWidth(240)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.load)
        self.filter_edit.textChanged.connect(lambda _text: self._timer.start(_WAIT_MS))
        self.table = ShortListTable(
            (
                ListColumn("台账编号", lambda one: one.ledger_number, 104),  # type: ignore[arg-type, return-value]
                ListColumn("点位（企业）", lambda one: one.site_name or "（空）", 170),  # type: ignore[arg-type, return-value]
                ListColumn("地点", lambda one: one.place, 140),  # type: ignore[arg-type, return-value]
                ListColumn("问题描述", lambda one: one.description, STRETCH),  # type: ignore[arg-type, return-value]
                ListColumn("删除时间", lambda one: f"{one.at:%Y-%m-%d %H:%M}", 132),  # type: ignore[arg-type, return-value]
                ListColumn("谁", lambda one: one.actor, 76),  # type: ignore[arg-type, return-value]
                ListColumn("怎样删除的", lambda one: one.title, 210),  # type: ignore[arg-type, return-value]
            ),
            context.theme,
            several=True,
        )
        self.table.setAccessibleName("已删除的问题")
        self.restore_button = button("恢复", "primary", "把选中的问题放回台账（Enter）")
        self.restore_button.clicked.connect(self.restore)
        self.purge_button = button("彻底删除…", "", "先备份，再永远删除选中的问题；这一步不能撤销")
        self.purge_button.clicked.connect(self.purge)
        self.table.opened.connect(lambda _line: self.restore())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._check())
        select_all = QShortcut(QKeySequence("Ctrl+A"), self.table)
        select_all.setContext(Qt.ShortcutContext.WidgetShortcut)
        select_all.activated.connect(self.table.selectAll)
        card = Card()
        card.body.addLayout(toolbar((self.heading, self.filter_edit), (self.purge_button, self.restore_button)))
        card.body.addWidget(self.table, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(card)
        self.stack.addWidget(
            EmptyState("没有删除的问题", "在问题台账里选中问题，按 Ctrl+- 删除；删除的问题会列在这里，随时可以恢复。")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self._check()

    def load(self) -> None:
        """Read the list again."""
        if self._job is not None and not self._job.done:
            self._job.cancel()
        ledger, search = self.context.ledger, self.filter_edit.text()

        def work(_progress: Progress) -> tuple[list[TrashLine], int]:
            from models.queries.trash import trash_lines

            return trash_lines(ledger, search)

        self._job = self.context.jobs.read(
            "读取已删除的问题", work, self._show, on_cancelled=lambda: None, owner=self, quiet=True
        )

    def _show(self, found: tuple[list[TrashLine], int]) -> None:
        lines, total = found
        searched = bool(self.filter_edit.text().strip())
        self.table.set_lines(lines, lambda line: line.id)
        more = f"，显示最近的 {len(lines):,} 条" if total > len(lines) else ""
        self.heading.setText(f"找到 {total:,} 条{more}" if searched else f"已删除 {total:,} 条{more}")
        self.stack.setCurrentIndex(0 if lines or searched else 1)
        if not searched:
            self.counted.emit(total)
        self._check()

    def chosen(self) -> list[TrashLine]:
        """The selected lines."""
        return [self.table.lines.line(index.row()) for index in self.table.selectionModel().selectedRows()]

    def _check(self) -> None:
        count, writable = len(self.chosen()), not self.context.ledger.read_only
        self.restore_button.setEnabled(count > 0 and writable)
        self.purge_button.setEnabled(count > 0 and writable)
        self.restore_button.setText(f"恢复 {count:,} 条" if count > 1 else "恢复")

    def restore(self) -> None:
        """Put the selected problems back into the ledger."""
        ids = [line.id for line in self.chosen()]
        if not ids or self.context.ledger.read_only:
            return
        context, ledger = self.context, self.context.ledger

        def work(_progress: Progress) -> Change:
            from models.operations.trash import restore_problems

            return restore_problems(ledger, ids)

        def done(change: Change) -> None:
            context.bus.broadcast(change)
            show = ("在台账里查看", lambda: context.open_page("ledger", problem_id=ids[0]))
            context.inform(f"已{change.title}。", "green", "撤销", lambda: context.run_action("edit.undo"), show)

        context.jobs.write("恢复问题", work, done, owner=self)

    def purge(self) -> None:
        """Count what will be lost, ask for the word, back up and delete for ever."""
        lines = self.chosen()
        ids = [line.id for line in lines]
        if not ids:
            return
        ledger = self.context.ledger

        def count(_progress: Progress) -> PurgePreview:
            from models.operations.purging import preview_purge

            return preview_purge(ledger, ids)

        def ask(preview: PurgePreview) -> None:
            if preview.problems and PurgeDialog.ask(self, preview, lines[0].ledger_number):
                self._purge(ids)

        # a question must not be asked inside the delivery of an answer
        self.context.jobs.read(
            "统计会失去什么", count, lambda preview: QTimer.singleShot(0, self, lambda: ask(preview)), owner=self
        )

    def _purge(self, ids: list[int]) -> None:
        context, ledger = self.context, self.context.ledger

        def work(progress: Progress) -> PurgeReport:
            from models.operations.purging import purge_problems

            return purge_problems(ledger, ids, progress)

        def done(report: PurgeReport) -> None:
            context.bus.broadcast(report.change)
            context.inform(
                f"已{report.change.title}；删除前的备份是 {report.backup.name}。", "amber",
                "查看备份", lambda: context.open_page("settings"),
            )  # fmt: skip

        context.jobs.write("彻底删除", work, done, owner=self)
