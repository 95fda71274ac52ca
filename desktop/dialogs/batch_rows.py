"""The problems behind a count of an import batch: as the batch left them, and as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import label
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.importing.writing.batch_rows import ThenNow
    from models.progress import Progress

SIZE = (980, 560)


class BatchRowsDialog(QDialog):
    """Reads the rows of one outcome; below the list stands what was changed in the chosen one since."""

    def __init__(self, parent: QWidget | None, context: AppContext, batch_id: int, outcome: str, words: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"第 {batch_id} 批 · {words}")
        self._context, self._batch_id, self._words = context, batch_id, words
        self._rows: list[ThenNow] = []
        self.heading = label("正在读取…", "title")
        self.changed_box = QCheckBox("只看之后变过的")
        self.changed_box.toggled.connect(lambda _on: self._show_rows())
        self.table = ShortListTable(
            (
                ListColumn("编号", lambda row: row.ledger_number, 104),
                ListColumn("行", lambda row: str(row.row or ""), 54, right=True),
                ListColumn("点位（企业）名称", lambda row: row.site_name or "（空）", STRETCH),
                ListColumn("地点", lambda row: row.place, 150),
                ListColumn("当时状态", lambda row: row.status_then, 96, chip=lambda _row: "grey"),
                ListColumn("现在状态", _status_now, 96, chip=_tone_now),
                ListColumn("之后", lambda row: row.since, 220),
            ),
            context.theme,
            several=True,
        )
        self.table.setAccessibleName("这一批的问题")
        self.changes = ShortListTable(
            (
                ListColumn("字段", lambda change: change[0], 130),
                ListColumn("当时", lambda change: change[1] or "（空）", STRETCH),
                ListColumn("现在", lambda change: change[2] or "（空）", STRETCH),
            ),
            context.theme,
        )
        self.changes.setAccessibleName("当时与现在")
        self.changes.setFixedHeight(150)
        self.ledger_button = button("在台账里打开", "primary", "打开选中的（没有选就是全部）问题现在的样子")
        self.ledger_button.clicked.connect(self._open_in_ledger)
        self.table.line_chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda row: self._open_ids((row.problem_id,)))
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addLayout(toolbar((self.heading,), (self.changed_box,)))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.changes)
        layout.addLayout(toolbar((self.ledger_button,), (buttons,)))
        self.resize(*SIZE)
        self._read(outcome)

    def _read(self, outcome: str) -> None:
        ledger, batch_id = self._context.ledger, self._batch_id

        def work(_progress: Progress) -> list[ThenNow]:
            from models.importing.writing.batch_rows import batch_rows

            return batch_rows(ledger, batch_id, outcome)

        self._context.jobs.read("读取这一批的问题", work, self._on_rows, on_cancelled=lambda: None, owner=self)

    def _on_rows(self, rows: list[ThenNow]) -> None:
        self._rows = rows
        self._show_rows()

    def _show_rows(self) -> None:
        shown = (
            [row for row in self._rows if row.removed or row.changes] if self.changed_box.isChecked() else self._rows
        )
        later = sum(1 for row in self._rows if row.removed or row.changes)
        self.heading.setText(f"{self._words} {len(self._rows):,} 条，之后变过 {later:,} 条")
        self.ledger_button.setEnabled(bool(shown))
        self.table.set_lines(shown, lambda row: row.problem_id)

    def _on_chosen(self, row: ThenNow | None) -> None:
        self.changes.lines.set_lines(row.changes if row is not None else ())

    def _open_in_ledger(self) -> None:
        chosen = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        rows = [self.table.lines.line(row) for row in chosen] if len(chosen) > 1 else self.table.lines.lines()
        self._open_ids(tuple(row.problem_id for row in rows))

    def _open_ids(self, ids: tuple[int, ...]) -> None:
        query = self._context.query_base.but(ids=ids, campaign=None)
        self.accept()
        self._context.open_page("ledger", query=query, title=f"第 {self._batch_id} 批{self._words}")


def _status_now(row: ThenNow) -> str:
    return "已移出" if row.removed else row.status_now


def _tone_now(row: ThenNow) -> str:
    if row.removed:
        return "red"
    return "grey" if row.status_now == row.status_then else "blue"
