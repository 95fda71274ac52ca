"""Step five, 完成: what was written, where to find it, what is left to decide, and how to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.panels.attention_list import AttentionList
from desktop.widgets.card import Card, label, line
from desktop.widgets.flow import button, toolbar
from models.importing.visits.visit_list import VISIT

if TYPE_CHECKING:
    from models.importing.report import ImportReport
    from models.importing.writing.attention import AttentionRow

COUNTS = (
    ("new", "新增", "打开新增的问题"),
    ("changed", "变更", "打开变更的问题"),
    ("unchanged", "未变", "打开未变的问题"),
    ("conflicts", "冲突", ""),
    ("suspect", "待认领", ""),
    ("refused", "错误", ""),
    ("left", "不导入", ""),
    ("returned", "疑似反弹", ""),
    ("vanished", "待核实", "打开清单里已无的问题"),
)
NOTES = {
    "suspect": "与台账里不止一条相近，或只是相似。没有写入，列在下面；以后在变更记录的导入批次里也能看到。",
    "refused": "没有写入，列在下面。导出更正表改好后拖回来，就接着这一批导入，其余的行不会重复。",
    "conflicts": "台账里有人改过、清单又写了别的，没有选边，保留了台账的。",
    "left": "取消勾选或决定不导入的行。",
    "returned": "清单里又有了已经销号的问题。没有自动重开，请核实。",
    "vanished": "上次清单有、这次没有。状态没有改变，请核实后再处理。",
}

VISIT_NOTES = {"refused": "没有写入，列在下面。在原表里补上再导入一遍，其余的行不会重复。", "left": NOTES["left"]}


class DoneStep(QWidget):
    """``rows_wanted(outcome)``, ``ledger_wanted``, ``undo_wanted``, ``again_wanted``, ``receipt_wanted``,
    ``corrections_wanted``."""

    rows_wanted = Signal(str)
    ledger_wanted = Signal()
    undo_wanted = Signal()
    again_wanted = Signal()
    receipt_wanted = Signal()
    corrections_wanted = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.card = Card()
        self.heading = label("", "heading")
        self.sentence = label("", "secondary", wrap=True)
        self._links: list[QPushButton] = []
        self._visits = False
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.open_button = button("打开问题台账", "primary")
        self.again_button = button("再导入一份")
        self.receipt_button = button("导入回执…", tooltip="一页纸：哪些文件、怎样读的、写入了什么；打印存档")
        self.corrections_button = button("导出更正表…", tooltip="照原表的样子，只留还要处理的行，标出原因")
        self.undo_button = button("撤销这次导入")
        for source, signal in (
            (self.open_button, self.ledger_wanted),
            (self.again_button, self.again_wanted),
            (self.receipt_button, self.receipt_wanted),
            (self.corrections_button, self.corrections_wanted),
            (self.undo_button, self.undo_wanted),
        ):
            source.clicked.connect(signal)
        body = self.card.body
        body.setContentsMargins(24, 22, 24, 22)
        body.setSpacing(12)
        for part in (self.heading, self.sentence, line()):
            body.addWidget(part)
        body.addLayout(self._lines)
        body.addWidget(line())
        body.addLayout(
            toolbar(
                (self.open_button, self.again_button, self.receipt_button, self.corrections_button), (self.undo_button,)
            )
        )
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.attention = AttentionList(context)
        self.attention.setMinimumHeight(230)
        self.attention_card = Card()
        self.attention_card.body.addWidget(self.attention)
        column.addWidget(self.card)
        column.addWidget(self.attention_card, 4)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def show_report(self, report: ImportReport) -> None:
        """Show what the batch did."""
        written = report.plan.new + report.plan.changed
        files = "、".join(file.file for file in report.files)
        self.heading.setText(
            f"第 {report.batch} 批已导入，写入 {written:,} 条"
            if written
            else f"第 {report.batch} 批：没有变化，台账没有改动"
        )
        self.sentence.setText(f"{files}   ·   写入用时 {report.seconds:.1f} 秒   ·   导入前已备份，可以整批撤销。")
        while (item := self._lines.takeAt(0)) is not None:
            inner = item.layout()
            while inner is not None and (part := inner.takeAt(0)) is not None:
                if (widget := part.widget()) is not None:
                    widget.deleteLater()
        self._links.clear()
        self._visits = report.target == VISIT
        for key, words, opens in COUNTS:
            count = int(getattr(report.plan, key))
            if count or key in ("new", "changed"):
                self._lines.addLayout(self._count_line(key, words, count, opens))
        visits = report.target == VISIT
        self.open_button.setText("打开现场检查" if visits else "打开问题台账")
        self.corrections_button.setVisible(not visits and report.plan.refused + report.plan.suspect > 0)
        self.undo_button.setEnabled(written > 0)
        self.show_attention((), "")

    def show_undone(self, batch: int) -> None:
        """The batch was taken back: nothing of it can be opened any more."""
        self.heading.setText(f"第 {batch} 批已撤销，台账已恢复到导入之前")
        self.sentence.setText("需要时可以把同一份清单再导入一次。")
        self.undo_button.setEnabled(False)
        self.corrections_button.hide()
        self.show_attention((), "")
        for link in self._links:
            link.setEnabled(False)

    def show_attention(self, rows: Sequence[AttentionRow], name: str) -> None:
        """Show the rows that need a person; nothing hides the card."""
        self.attention.show_rows(rows, name)
        self.attention_card.setVisible(bool(rows))

    def _count_line(self, key: str, words: str, count: int, opens: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        name = label(words, "secondary")
        name.setFixedWidth(70)
        figure = label(f"{count:,} 条", "title")
        figure.setFixedWidth(90)
        row.addWidget(name)
        row.addWidget(figure)
        if opens and count:
            link = button(opens.replace("问题", "检查") if self._visits else opens, "link")
            self._links.append(link)
            link.clicked.connect(lambda: self.rows_wanted.emit(key))
            row.addWidget(link)
        if count and key in NOTES:
            row.addWidget(label(NOTES[key] if not self._visits else VISIT_NOTES.get(key, ""), "secondary"), 1)
        row.addStretch(1)
        row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        return row
