"""待核实: the problems that a complete list no longer held, until a person says what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs.decide_vanished import DecideVanishedDialog
from desktop.jobs.job import Job
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.operations import Change
    from models.progress import Progress
    from models.queries.vanished import VanishedLine


class VanishedView(QWidget):
    """One line for each open entry; several can be decided at once. ``counted(open entries)`` after reading."""

    counted = Signal(int)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._job: Job | None = None
        self._lines: list[VanishedLine] = []
        self.heading = label("", "title")
        self.filter_edit = QLineEdit()
        self.filter_edit.setPlaceholderText("筛选：编号、名称、地点、轮次")
        self.filter_edit.setClearButtonEnabled(True)
        self.filter_edit.setFixedWidth(240)
        self.filter_edit.textChanged.connect(lambda _text: self._show_lines())
        self.table = ShortListTable(
            (
                ListColumn("编号", lambda one: one.ledger_number, 104),
                ListColumn("清单编号", lambda one: one.number, 120),
                ListColumn("点位（企业）名称", lambda one: one.site_name or "（空）", STRETCH),
                ListColumn("地点", lambda one: one.place, 150),
                ListColumn("轮次", lambda one: one.round, 64),
                ListColumn("状态", lambda one: one.status, 96, chip=lambda _one: "blue"),
                ListColumn("哪一批的清单里没有", lambda one: f"第 {one.batch_id} 批 {one.batch_at:%Y-%m-%d}", 160),
            ),
            context.theme,
            several=True,
        )
        self.table.setAccessibleName("待核实的问题")
        self.decide_button = button("核实…", "primary", "写明结论和依据文号；可以一次选中多条（Enter）")
        self.decide_button.clicked.connect(self.decide)
        self.open_button = button("在台账里查看")
        self.open_button.clicked.connect(self._open_in_ledger)
        self.table.opened.connect(lambda _line: self.decide())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._check())
        card = Card()
        card.body.addLayout(toolbar((self.heading, self.filter_edit), (self.open_button, self.decide_button)))
        note = "完整清单里没有列出的问题在这里等人核实。核实只记结论和依据，不改变问题的状态。"
        card.body.addWidget(label(note, "secondary", wrap=True))
        card.body.addWidget(self.table, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(card)
        self.stack.addWidget(
            EmptyState(
                "没有待核实的问题",
                "导入时声明为“完整清单”的文件里没有列出、台账里却还有的问题，会在这里等人核实：部里销号、合并、划转，还是漏列。",
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def load(self) -> None:
        """Read what is open."""
        if self._job is not None:
            self._job.cancel()
        ledger = self.context.ledger

        def work(_progress: Progress) -> list[VanishedLine]:
            from models.queries.vanished import open_vanished

            return open_vanished(ledger)

        self._job = self.context.jobs.read(
            "读取待核实的问题", work, self._on_lines, on_cancelled=lambda: None, owner=self
        )

    def _on_lines(self, lines: list[VanishedLine]) -> None:
        self._lines = lines
        self.counted.emit(len(lines))
        self.stack.setCurrentIndex(0 if lines else 1)
        self._show_lines()

    def _show_lines(self) -> None:
        words = self.filter_edit.text().split()

        def fits(one: VanishedLine) -> bool:
            text = " ".join((one.ledger_number, one.number, one.site_name, one.place, one.round, one.status))
            return all(word in text for word in words)

        shown = [one for one in self._lines if fits(one)]
        more = f"（筛选出 {len(shown):,} 条）" if len(shown) < len(self._lines) else ""
        self.heading.setText(f"待核实 {len(self._lines):,} 条{more}")
        self.table.set_lines(shown, lambda one: one.id)
        self._check()

    def chosen(self) -> list[VanishedLine]:
        """The selected entries."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.table.lines.line(row) for row in rows]

    def _check(self) -> None:
        count = len(self.chosen())
        self.decide_button.setText(f"核实 {count:,} 条…" if count > 1 else "核实…")
        self.decide_button.setEnabled(count > 0 and not self.context.ledger.read_only)
        self.open_button.setEnabled(count > 0)

    def decide(self) -> None:
        """Ask for the conclusion on the selected entries, and write it."""
        lines = self.chosen()
        if not lines or self.context.ledger.read_only:
            return
        dialog = DecideVanishedDialog(self.window(), lines)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        ledger, ids = self.context.ledger, [one.id for one in lines]
        outcome, basis, detail = dialog.outcome(), dialog.basis(), dialog.detail()

        def work(_progress: Progress) -> Change:
            from models.operations.vanished import decide_vanished

            return decide_vanished(ledger, ids, outcome, basis, detail)

        def done(change: Change) -> None:
            self.context.bus.broadcast(change)
            self.context.inform(f"{change.title}。", "green", "撤回这个结论", lambda: self._reopen(ids))

        self.context.jobs.write("记下核实结论", work, done, owner=self)

    def _reopen(self, ids: list[int]) -> None:
        ledger = self.context.ledger

        def work(_progress: Progress) -> Change:
            from models.operations.vanished import reopen_vanished

            return reopen_vanished(ledger, ids)

        def done(change: Change) -> None:
            self.context.bus.broadcast(change)
            self.context.inform(f"{change.title}。", "green")

        self.context.jobs.write("撤回核实结论", work, done, owner=self)

    def _open_in_ledger(self) -> None:
        ids = tuple(one.problem_id for one in self.chosen())
        if ids:
            query = self.context.query_base.but(ids=ids, campaign=None)
            self.context.open_page("ledger", query=query, title="待核实的问题")
