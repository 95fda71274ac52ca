"""One data-quality check: what it means, why it matters, its rows, and what can be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QStackedWidget, QWidget

from desktop.context import AppContext
from desktop.jobs.job import Job
from desktop.panels.findings import doing
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card, label
from desktop.widgets.chip import Chip
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import FlowLayout, button

if TYPE_CHECKING:
    from models.progress import Progress
    from models.queries.problems import ProblemQuery
    from models.queries.quality_rows import FindingRow
    from models.queries.quality_runs import CheckLine

MOST_ROWS = 1_000
FAR_CHECK, FAR_RULE = "far_from_county", "far_from_county_km"


class CheckCard(Card):
    """``distance_set(kilometres)`` where the setting of the check on distances was changed."""

    distance_set = Signal(int)

    def __init__(self, context: AppContext) -> None:
        super().__init__(" ")
        self.context = context
        self.line: CheckLine | None = None
        self.rows: list[FindingRow] = []
        self._job: Job | None = None
        self.chip = Chip()
        self.heading.insertWidget(1, self.chip)
        self.meaning = label("", wrap=True)
        self.why = label("", "secondary", wrap=True)
        self.open_button = button("在台账里查看", "primary", "在问题台账里列出这些问题")
        self.fix_button = button("批量处理…", tooltip="先看会改成什么，再决定；一次撤销就能恢复")
        self.stand_button = button("核对无误…", tooltip="选中的（没有选就是全部）没有问题：写明理由，体检不再列出")
        self.copy_button = button("复制", tooltip="复制选中的（没有选就是全部）行，可粘贴到 Excel 或 WPS")
        self.export_button = button("导出通报…", tooltip="按市排列，写明具体情况，可以发给各市核对")
        self.open_button.clicked.connect(self.open_rows)
        self.fix_button.clicked.connect(self.fix)
        self.stand_button.clicked.connect(self.let_stand)
        self.copy_button.clicked.connect(self.copy)
        self.export_button.clicked.connect(self.export)
        self._build_distance()
        self.table = ShortListTable(
            (
                ListColumn("编号", lambda row: row.ledger_number, 104),
                ListColumn("点位（企业）名称", lambda row: row.site_name or "（空）", 190),
                ListColumn("地点", lambda row: row.place, 140),
                ListColumn("具体情况", lambda row: row.reason, STRETCH),
            ),
            context.theme,
            several=True,
        )
        self.table.setAccessibleName("这项体检列出的问题")
        self.table.opened.connect(self._open_one)
        self.note = label("", "small")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.nothing = EmptyState("没有发现", "这项检查没有列出问题。")
        self.stack.addWidget(self.nothing)
        self._lay_out()

    def _build_distance(self) -> None:
        self._distance = 0
        self.distance = QSpinBox()
        self.distance.setRange(5, 500)
        self.distance.setSuffix(" 公里")
        self.distance.setAccessibleName("离所在县中心超过多少公里算太远")
        self.distance.setKeyboardTracking(False)
        self.distance.editingFinished.connect(self._on_distance)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label("离所在县中心超过", "secondary"))
        row.addWidget(self.distance)
        row.addWidget(label("算太远", "secondary"))
        row.addStretch(1)
        self.distance_row = QWidget()
        self.distance_row.setProperty("role", "plain")
        self.distance_row.setLayout(row)

    def _lay_out(self) -> None:
        acts = QWidget()
        acts.setProperty("role", "plain")
        flow = FlowLayout(acts)
        for one in (self.open_button, self.fix_button, self.stand_button, self.copy_button, self.export_button):
            flow.addWidget(one)
        for part in (self.meaning, self.why, self.distance_row, acts):
            self.body.addWidget(part)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.note)

    # --- showing

    def show_check(self, line: CheckLine | None, distance: int) -> None:
        """Show a check and read its rows; None where there is none."""
        self.line = line
        self.setVisible(line is not None)
        if line is None:
            return
        check = line.check
        self.title_label.setText(check.title)
        self.chip.set(*line.severity)
        self.note_label.setText(f"{line.found:,} 条" if line.found else "")
        self.meaning.setText(f"查什么：{check.meaning}")
        self.why.setText(f"为什么要紧：{check.why}")
        self.distance_row.setVisible(check.key == FAR_CHECK)
        self._distance = distance
        self.distance.setValue(distance)
        writable = not self.context.ledger.read_only
        self.distance.setEnabled(writable)
        self.open_button.setText(f"在台账里查看 {line.found:,} 条")
        self.fix_button.setText(f"{check.fix}…")
        self.fix_button.setVisible(bool(check.fix) and writable)
        self.stand_button.setVisible(writable)
        for one in (self.open_button, self.fix_button, self.stand_button, self.copy_button, self.export_button):
            one.setEnabled(line.found > 0)
        self.stack.setCurrentIndex(0 if line.found else 1)
        self._read()

    def query(self) -> ProblemQuery:
        """The rows of the check, in the campaign chosen at the top."""
        assert self.line is not None
        return self.context.query_base.but(finding=self.line.key)

    def _read(self) -> None:
        if self._job is not None:
            self._job.cancel()
        ledger, query = self.context.ledger, self.query()

        def work(progress: Progress) -> list[FindingRow]:
            from models.queries.quality_rows import finding_rows

            return finding_rows(ledger, query, MOST_ROWS, progress)

        self._job = self.context.jobs.read(
            "读取体检发现", work, self._on_rows, on_cancelled=lambda: None, owner=self, quiet=True
        )

    def _on_rows(self, rows: list[FindingRow]) -> None:
        self.rows = rows
        self.table.set_lines(rows, lambda row: row.problem_id, choose=False)
        found = self.line.found if self.line is not None else 0
        cut = f"这里列出前 {len(rows):,} 条，全部请在台账里查看。" if len(rows) == MOST_ROWS < found else ""
        self.note.setText(cut or ("双击或按 Enter 打开一条；可以选中几条一起标为核对无误。" if rows else ""))

    # --- doing

    def selected_ids(self) -> tuple[int, ...]:
        """The problems of the selected rows."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return tuple(self.table.lines.line(row).problem_id for row in rows)

    def open_rows(self) -> None:
        """Show all rows of the check in the ledger."""
        if self.line is not None:
            self.context.open_page("ledger", query=self.query(), title=f"体检：{self.line.check.title}")

    def _open_one(self, row: FindingRow) -> None:
        query = self.context.query_base.but(ids=(row.problem_id,))
        self.context.open_page("ledger", query=query, title=f"体检：{row.ledger_number}")

    def fix(self) -> None:
        """Show what the bulk fix would write, and do it when wanted."""
        if self.line is not None:
            doing.fix(self, self.context, self.line.check, self.selected_ids())

    def let_stand(self) -> None:
        """Ask for the reason why the selected rows, or all of them, are right."""
        if self.line is not None:
            doing.let_stand(self, self.context, self.line, self.selected_ids(), self.query())

    def copy(self) -> None:
        """Put the selected rows, or all that are listed, on the clipboard."""
        chosen = frozenset(self.selected_ids())
        doing.copy(self.context, [row for row in self.rows if not chosen or row.problem_id in chosen])

    def export(self) -> None:
        """Write the notice of this check."""
        if self.line is not None:
            doing.export(self, self.context, (self.line.check,))

    def _on_distance(self) -> None:
        """Told when Enter was pressed, and again when the keyboard leaves: only another distance is news."""
        if self.distance.value() != self._distance:
            self._distance = self.distance.value()
            self.distance_set.emit(self._distance)
