"""核查表 out and in: how they are written, and what a returned one would do before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QDialog, QRadioButton, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.exchange.verification_sheets.returning import ReturnLine, ReturnPreview
    from models.queries.verification import PlanLine

_TONES = {"new": "green", "changed": "amber", "same": "grey", "wrong": "red"}
_ALL = "all"
MOST_SHOWN = 5_000
"""So many lines of a kind are listed; all are counted and written."""


class ExportSheetsDialog(QDialog):
    """``by_team``, ``only_open`` and ``paper`` once accepted."""

    def __init__(self, parent: QWidget | None, plan: PlanLine) -> None:
        super().__init__(parent)
        self.setWindowTitle("导出核查表")
        self.one_button = QRadioButton(f"一个文件，共 {plan.total:,} 条")
        self.team_button = QRadioButton(f"每个核查组一个文件（{len(plan.teams)} 个组）")
        group = QButtonGroup(self)
        for one in (self.one_button, self.team_button):
            group.addButton(one)
        self.team_button.setEnabled(bool(plan.teams))
        (self.team_button if len(plan.teams) > 1 else self.one_button).setChecked(True)
        self.open_box = QCheckBox(f"只要还没有核查的（{plan.total - plan.checked:,} 条）")
        self.open_box.setEnabled(0 < plan.checked < plan.total)
        self.paper_box = QComboBox()
        self.paper_box.setAccessibleName("纸张")
        for name in ("A3", "A4"):
            self.paper_box.addItem(f"{name} 横向", name)
        buttons, self.ok_button = answer_buttons(self, "导出…")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(label("导出的表带到现场填写，填好后用“导入核查结果”收回来。", "secondary", wrap=True))
        for one in (self.one_button, self.team_button, self.open_box):
            layout.addWidget(one)
        layout.addLayout(toolbar((label("打印纸张"), self.paper_box)))
        layout.addWidget(buttons)
        self.setMinimumWidth(420)

    @property
    def by_team(self) -> bool:
        """A workbook for each team."""
        return self.team_button.isChecked()

    @property
    def only_open(self) -> bool:
        """Only what has no result."""
        return self.open_box.isEnabled() and self.open_box.isChecked()

    @property
    def paper(self) -> str:
        """A3 or A4."""
        return str(self.paper_box.currentData())


class ReturnDialog(QDialog):
    """Accepted where the new and changed findings shall be written; the wrong ones can be copied for whoever filled
    them in.
    """

    def __init__(self, context: AppContext, parent: QWidget | None, preview: ReturnPreview) -> None:
        super().__init__(parent)
        from models.exchange.verification_sheets.returning import KIND_TITLES

        self.setWindowTitle("导入核查结果")
        self.preview = preview
        self._titles = KIND_TITLES
        counts = {kind: len(preview.of(kind)) for kind in KIND_TITLES}
        files = preview.files[0] if len(preview.files) == 1 else f"{len(preview.files)} 个文件"
        told = "，".join(f"{title} {counts[kind]:,} 条" for kind, title in KIND_TITLES.items() if counts[kind])
        blank = f"；没有填的 {preview.blank:,} 条不变" if preview.blank else ""
        self.head_label = label(f"{files}：{told or '没有填写任何结果'}{blank}。", "title", wrap=True)
        notes = [*preview.notes[:4], *([f"还有 {len(preview.notes) - 4} 条提示"] if len(preview.notes) > 4 else [])]
        self.notes_label = label("\n".join(notes), tone="amber", wrap=True)
        self.notes_label.setVisible(bool(notes))
        self.kind_box = QComboBox()
        self.kind_box.setAccessibleName("显示哪些行")
        self.kind_box.addItem(f"全部 {len(preview.lines):,} 行", _ALL)
        for kind, title in KIND_TITLES.items():
            if counts[kind]:
                self.kind_box.addItem(f"{title} {counts[kind]:,} 行", kind)
        self.table = ShortListTable(
            (
                ListColumn("", lambda line: KIND_TITLES[line.kind], 92, chip=lambda line: _TONES[line.kind]),
                ListColumn("台账编号", lambda line: line.ledger_number, 112),
                ListColumn("点位（企业）名称", lambda line: line.name, 180),
                ListColumn("内容", lambda line: line.words(), STRETCH),
                ListColumn("出处", lambda line: line.source, 220),
            ),
            context.theme, several=True,
        )  # fmt: skip
        self.table.setAccessibleName("核查表里的各行")
        self.copy_button = button("复制有问题的", tooltip="复制后可以发给填表的人改")
        self.copy_button.clicked.connect(self.copy_wrong)
        self.copy_button.setVisible(bool(counts["wrong"]))
        taken = counts["new"] + counts["changed"]
        buttons, self.ok_button = answer_buttons(self, f"登记 {taken:,} 条" if taken else "没有要登记的")
        self.ok_button.setEnabled(bool(taken))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.head_label)
        layout.addWidget(self.notes_label)
        layout.addLayout(toolbar((self.kind_box,), (self.copy_button,)))
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self.resize(980, 560)
        self.kind_box.currentIndexChanged.connect(self._fill)
        if counts["wrong"]:
            self.kind_box.setCurrentIndex(self.kind_box.findData("wrong"))
        self._fill()

    def copy_wrong(self) -> None:
        """The wrong lines onto the clipboard."""
        from PySide6.QtGui import QGuiApplication

        from models.exporting.clipboard_text import copy_table

        rows = [("文件", "工作表", "单元格", "台账编号", "内容", "问题")]
        rows += [(line.file, line.sheet, line.cell or f"第 {line.row} 行", line.ledger_number, line.value, line.why)
                 for line in self.preview.of("wrong")]  # fmt: skip
        QGuiApplication.clipboard().setText(copy_table(rows))

    def _fill(self) -> None:
        kind = self.kind_box.currentData()
        lines: list[ReturnLine] = list(self.preview.lines) if kind == _ALL else self.preview.of(kind)
        self.table.set_lines(lines[:MOST_SHOWN])
