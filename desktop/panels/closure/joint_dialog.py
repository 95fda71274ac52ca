"""联审: one session with many applications, each passed unless it is marked as returned with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from desktop.context import AppContext
from desktop.panels.closure.batch_dialog import BatchDialog, FillTable, place_of
from desktop.panels.person_box import PersonBox
from desktop.panels.reason_box import ReasonBox
from desktop.widgets.card import label
from desktop.widgets.flow import button, toolbar
from models import clock
from models.queries.closure import ClosureLine

if TYPE_CHECKING:
    from models.operations.closure_reviewing import Decision

PASS, BACK = "通过", "退回"
_RESULT, _REASON, _OPINION = 4, 5, 6


class JointDialog(BatchDialog):
    """``decisions()`` is what stands in the table."""

    def __init__(self, parent: QWidget | None, context: AppContext, lines: Sequence[ClosureLine]) -> None:
        words = "都先记为通过；有问题的选中它们，写明原因，点“退回”。确定后一次写入，可以整体撤销。"
        super().__init__(parent, f"联审 {len(lines)} 件", words, "确定")
        self.lines = tuple(lines)
        self._red = QColor(context.theme.colours.tone("red").text)
        self._green = QColor(context.theme.colours.tone("green").text)
        self.session_edit = QLineEdit(f"{clock.today():%Y-%m-%d} 联审会")
        self.session_edit.setAccessibleName("联审会")
        self.person_box = PersonBox(context, self)
        self.person_box.setAccessibleName("审核人")
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        for title, editor in (("联审会", self.session_edit), ("审核人", self.person_box), ("日期", self.day_editor)):
            editor.setAccessibleName(title)
            form.addRow(title, editor)
        heads = (
            ("台账编号", 96),
            ("点位（企业）", 0),
            ("所在地", 140),
            ("层级", 84),
            ("结论", 64),
            ("退回原因", 170),
            ("意见", 110),
        )
        self.table = FillTable(heads, (_REASON, _OPINION), len(self.lines))
        self.table.setAccessibleName("联审的申请")
        for row, line in enumerate(self.lines):
            for column, text in enumerate((line.number, line.name, place_of(line), line.level_name, "", "", "")):
                self.table.put(row, column, text)
            self._mark(row, PASS)
        self.reason_box = ReasonBox(context, "return", self)
        self.pass_button = button("通过", "", "选中的记为通过（Alt+1）")
        self.back_button = button("退回", "", "选中的记为退回，原因写在左边（Alt+2）")
        self.count_label = label("", "secondary")
        for one, keys, act in (
            (self.pass_button, "Alt+1", lambda: self.mark(PASS)),
            (self.back_button, "Alt+2", lambda: self.mark(BACK)),
        ):
            one.setAutoDefault(False)
            one.clicked.connect(act)
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.column.addLayout(form)
        self.column.addLayout(
            toolbar((label("选中的："), self.pass_button, self.reason_box, self.back_button), (self.count_label,))
        )
        self.column.addWidget(self.table, 1)
        self.close_column()
        self._count()
        self.table.setFocus()

    @property
    def session(self) -> str:
        """What the session is called."""
        return self.session_edit.text()

    def mark(self, result: str) -> None:
        """Mark the selected applications."""
        rows = self.table.chosen_rows()
        reason = self.reason_box.text
        if result == BACK and not reason and any(not self.table.text_at(row, _REASON) for row in rows):
            self.refuse("退回要写明原因：先在“退回”左边选一条或自己写。")
            self.reason_box.setFocus()
            return
        self.error_label.hide()
        for row in rows:
            self._mark(row, result)
            if result == PASS:
                self.table.put(row, _REASON, "")
            elif reason:
                self.table.put(row, _REASON, reason)
        self._count()

    def decisions(self) -> list[Decision]:
        """One for each application."""
        from models.operations.closure_reviewing import Decision

        who = self.person_box.person
        return [
            Decision(
                line.closure_id or 0, self.table.text_at(row, _RESULT) == PASS, who,
                self.table.text_at(row, _OPINION), self.table.text_at(row, _REASON),
            )
            for row, line in enumerate(self.lines)
        ]  # fmt: skip

    def problem(self) -> str:
        """What keeps it from being written."""
        if not self.session.strip():
            return "没有写是哪一次联审会。"
        for row, line in enumerate(self.lines):
            if self.table.text_at(row, _RESULT) == BACK and not self.table.text_at(row, _REASON):
                self.table.selectRow(row)
                return f"{line.number} 记为退回，还没有写原因。"
        return ""

    def _mark(self, row: int, result: str) -> None:
        self.table.put(row, _RESULT, result)
        item = self.table.item(row, _RESULT)
        if item is not None:
            item.setForeground(self._green if result == PASS else self._red)

    def _count(self) -> None:
        back = sum(self.table.text_at(row, _RESULT) == BACK for row in range(len(self.lines)))
        self.count_label.setText(f"通过 {len(self.lines) - back} 件，退回 {back} 件")
        self.ok_button.setText(f"确定：通过 {len(self.lines) - back} 件，退回 {back} 件")
