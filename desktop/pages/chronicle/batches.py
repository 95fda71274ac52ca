"""Every import and what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.jobs.job import Job
from desktop.panels.attention_list import AttentionList
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.undoing import ask_and_undo_import
from desktop.widgets.card import Card, label, line
from desktop.widgets.chip import Chip
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import FlowLayout, button
from models.importing.visits.visit_list import TARGET_WORDS, VISIT

if TYPE_CHECKING:
    from models.importing.writing.attention import AttentionRow
    from models.importing.writing.batches import BatchLine
    from models.progress import Progress
    from models.store import Ledger

SIDE_WIDTH = 318
SCOPES = {"partial": "只是一部分", "complete": "完整清单"}
OUTCOMES = {"new": "新增", "changed": "变更", "unchanged": "未变", "vanished": "清单已无"}


class BatchesView(QWidget):
    """Every import and what it did."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._job: Job | None = None
        self._attention_job: Job | None = None
        self._wanted: int | None = None
        self.table = ShortListTable(
            (
                ListColumn("时间", lambda batch: f"{batch.at:%Y-%m-%d %H:%M}", 132),
                ListColumn("经办人", lambda batch: batch.actor, 84),
                ListColumn("文件", lambda batch: _files(batch), STRETCH),
                ListColumn("导入为", _target, 108),
                ListColumn("新增", lambda batch: _number(batch, "new"), 62, right=True),
                ListColumn("变更", lambda batch: _number(batch, "changed"), 62, right=True),
                ListColumn("未变", lambda batch: _number(batch, "unchanged"), 62, right=True),
                ListColumn("待认领", lambda batch: _number(batch, "suspect"), 66, right=True),
                ListColumn("错误", lambda batch: _number(batch, "refused"), 56, right=True),
                ListColumn("待处理", lambda batch: f"{batch.waiting:,}" if batch.waiting else "", 66, right=True),
                ListColumn("清单已无", _vanished, 78, right=True),
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
        halves = QVBoxLayout(both)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(12)
        halves.addWidget(list_card, 2)
        halves.addWidget(self.detail_card, 3)
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
        self.heading = label("", "title", wrap=True)
        self.chip = Chip()
        self.about = label("", "secondary", wrap=True)
        self.sheets = label("", wrap=True)
        self.sheets.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.sheets.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sheets)
        column.addStretch(1)
        scroll.setWidget(inner)
        self.row_buttons = {outcome: button("", tooltip="列出这些问题：当时的样子和现在的样子") for outcome in OUTCOMES}
        for outcome, one in self.row_buttons.items():
            one.clicked.connect(lambda _=False, key=outcome: self._open_rows(key, OUTCOMES[key]))
        self.receipt_button = button("导入回执…", tooltip="一页纸，打印存档")
        self.receipt_button.clicked.connect(self._on_receipt_clicked)
        self.correction_button = button(
            "导出更正表…", tooltip="按原表的样子只留需要更正的行；改好后拖回来，接着这一批继续"
        )
        self.correction_button.clicked.connect(self._on_correction_clicked)
        self.undo_button = button("撤销本批…", tooltip="先看会移出、恢复、保留多少条，再决定")
        self.undo_button.clicked.connect(self._on_undo_clicked)
        self.attention = AttentionList(self.context)
        self.settle_button = button("处理这一行…", tooltip="作为新问题、认领到台账里的一条，或者不要")
        self.settle_button.clicked.connect(self._on_settle_clicked)
        self.settle_button.hide()
        self.attention.table.line_chosen.connect(self._on_row_chosen)
        acts = QWidget()
        acts.setProperty("role", "plain")
        flow = FlowLayout(acts)
        papers = (self.receipt_button, self.correction_button, self.undo_button)
        for one in (*self.row_buttons.values(), *papers):
            flow.addWidget(one)
        side = QVBoxLayout()
        side.setSpacing(8)
        for part in (self.heading, self.chip, self.about, line()):
            side.addWidget(part)
        side.addWidget(scroll, 1)
        side.addWidget(acts)
        side_box = QWidget()
        side_box.setProperty("role", "plain")
        side.setContentsMargins(0, 0, 0, 0)
        side_box.setLayout(side)
        side_box.setFixedWidth(SIDE_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(side_box, 0, Qt.AlignmentFlag.AlignLeft)
        held = QVBoxLayout()
        held.setSpacing(8)
        held.addWidget(self.attention, 1)
        held.addWidget(self.settle_button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(held, 1)
        self.detail_card.body.addLayout(row)

    def show_batch(self, batch_id: int, held_only: bool = False) -> None:
        """Make a batch the current one, now or when the list has been read; or only its rows that wait for a person."""
        self._wanted = batch_id
        self.attention.held_box.setChecked(held_only)
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        for place, batch in enumerate(self.table.lines.lines()):
            if batch.id == self._wanted:
                self._wanted = None
                self.table.selectRow(place)
                return

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
        self._go_to_wanted()

    def _on_chosen(self, batch: BatchLine | None) -> None:
        if batch is None:
            return
        is_import = batch.kind == "import"
        self.heading.setText(_files(batch))
        self.chip.set(*_state(batch))
        self.about.setText(
            f"第 {batch.id} 批 · {batch.at:%Y-%m-%d %H:%M:%S} · {batch.actor}"
            + (f"\n继续第 {batch.continues} 批" if batch.continues else "")
            + (f"\n任务来源：{batch.campaign}" if batch.campaign else "")
            + ("\n导入为：现场检查记录" if batch.target == VISIT else "")
            + (f"\n导入方案：{batch.profile}" if batch.profile else "")
            + (f"\n清单范围：{SCOPES.get(batch.scope, batch.scope)}" if is_import and batch.scope else "")
        )
        self.sheets.setText(_report_words(batch))
        for outcome, one in self.row_buttons.items():
            one.setText(f"{OUTCOMES[outcome]} {getattr(batch, outcome):,}")
            one.setVisible(is_import and getattr(batch, outcome) > 0)
        self.receipt_button.setVisible(is_import)
        self.correction_button.setVisible(is_import and batch.can_undo and batch.target != VISIT)
        self.undo_button.setVisible(batch.can_undo and not self.context.ledger.read_only)
        self._read_attention(batch)

    def _read_attention(self, batch: BatchLine) -> None:
        if self._attention_job is not None:
            self._attention_job.cancel()
        self.attention.setVisible(batch.kind == "import")
        if batch.kind != "import":
            self.settle_button.hide()
            return
        ledger, name = self.context.ledger, f"第 {batch.id} 批"

        def work(_progress: Progress) -> list[AttentionRow]:
            from models.importing.writing.attention import attention_rows

            return attention_rows(ledger, batch.id)

        self._attention_job = self.context.jobs.read(
            "读取需要处理的行",
            work,
            lambda rows: self.attention.show_rows(rows, name),
            on_cancelled=lambda: None,
            owner=self,
        )

    def _open_rows(self, outcome: str, words: str) -> None:
        from desktop.dialogs.batch_rows import BatchRowsDialog

        batch = self.table.current_line()
        if batch is not None and batch.target == VISIT:
            from models.queries.visits_filtering import VisitQuery

            query = VisitQuery(batch=(batch.id, outcome))
            self.context.open_page("visits", query=query, title=f"第 {batch.id} 批{words}的检查")
        elif batch is not None:
            self.rows_dialog = BatchRowsDialog(self.window(), self.context, batch.id, outcome, words)
            self.rows_dialog.open()

    def _on_receipt_clicked(self) -> None:
        from desktop.printing.receipt_preview import open_receipt

        batch = self.table.current_line()
        if batch is not None:
            open_receipt(self.context, batch.id, self.window())

    def _on_correction_clicked(self) -> None:
        from desktop.panels.correction_export import export_corrections

        batch = self.table.current_line()
        if batch is not None:
            export_corrections(self, self.context, batch.id)

    def _on_row_chosen(self, row: AttentionRow | None) -> None:
        held = row is not None and row.batch_row_id is not None
        batch = self.table.current_line()
        self.settle_button.setVisible(held and batch is not None and batch.can_undo and batch.target != VISIT)
        self.settle_button.setEnabled(not self.context.ledger.read_only)

    def _on_settle_clicked(self) -> None:
        from desktop.panels.held_row import settle_row

        row = self.attention.table.current_line()
        if row is not None:
            settle_row(self, self.context, row)

    def _on_undo_clicked(self) -> None:
        batch = self.table.current_line()
        if batch is not None:
            ask_and_undo_import(self.window(), self.context, batch)


def _read_batches(ledger: Ledger) -> list[BatchLine]:
    """The import is part of the work: loading the import room takes longer than a frame."""
    from models.importing.writing.batches import list_batches

    return list_batches(ledger)


def _files(batch: BatchLine) -> str:
    if batch.kind != "import":
        return f"撤销第 {batch.undoes} 批导入"
    return "、".join(batch.files) or "（没有文件名）"


def _target(batch: BatchLine) -> str:
    return TARGET_WORDS.get(batch.target, "") if batch.kind == "import" else ""


def _number(batch: BatchLine, name: str) -> str:
    return f"{getattr(batch, name):,}" if batch.kind == "import" else ""


def _vanished(batch: BatchLine) -> str:
    """Only a complete list says what it no longer holds."""
    return _number(batch, "vanished") if batch.scope == "complete" else ""


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
    return "\n".join(lines)
