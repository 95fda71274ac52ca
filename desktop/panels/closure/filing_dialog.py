"""登记备案: many applications, each with its filing number; numbers are typed, pasted, or counted up from the first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from desktop.context import AppContext
from desktop.panels.closure.batch_dialog import BatchDialog, FillTable, place_of
from desktop.widgets.flow import button, toolbar
from models.queries.closure import ClosureLine

if TYPE_CHECKING:
    from models.operations.closure_filing import Filing

_NUMBER = 3
_LAST_DIGITS = re.compile(r"\d+(?=\D*$)")


class FilingDialog(BatchDialog):
    """``filings()`` is what stands in the table."""

    def __init__(self, parent: QWidget | None, context: AppContext, lines: Sequence[ClosureLine]) -> None:
        words = "每件填一个备案号；可以从 Excel 复制一列粘贴进来，也可以填好第一个，再点“顺次填号”。"
        super().__init__(parent, f"登记备案并销号 {len(lines)} 件", words, f"备案并销号 {len(lines)} 件")
        self.lines = tuple(lines)
        self.to_edit = QLineEdit()
        self.to_edit.setPlaceholderText("可以不填，如 生态环境部")
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        for title, editor in (("报备单位", self.to_edit), ("备案日期", self.day_editor)):
            editor.setAccessibleName(title)
            form.addRow(title, editor)
        self.table = FillTable(
            (("台账编号", 110), ("点位（企业）", 0), ("所在地", 180), ("备案号", 240)), (_NUMBER,), len(self.lines)
        )
        self.table.setAccessibleName("备案的申请")
        for row, line in enumerate(self.lines):
            for column, text in enumerate((line.number, line.name, place_of(line), "")):
                self.table.put(row, column, text)
        self.fill_button = button("顺次填号", "", "从第一个备案号起，末尾的数字逐件加一")
        self.fill_button.setAutoDefault(False)
        self.fill_button.clicked.connect(self.count_up)
        self.column.addLayout(form)
        self.column.addLayout(toolbar((), (self.fill_button,)))
        self.column.addWidget(self.table, 1)
        self.close_column()
        if self.lines:
            self.table.setCurrentCell(0, _NUMBER)
        self.table.setFocus()

    def count_up(self) -> None:
        """Give every line the number after that of the line above, from the first one on."""
        first = self.table.text_at(0, _NUMBER)
        found = _LAST_DIGITS.search(first)
        if found is None:
            self.refuse("第一件的备案号里没有数字，不能顺次往下填。")
            return
        self.error_label.hide()
        digits = found.group()
        for row in range(len(self.lines)):
            number = str(int(digits) + row).zfill(len(digits))
            self.table.put(row, _NUMBER, first[: found.start()] + number + first[found.end() :])

    def filings(self) -> list[Filing]:
        """One for each application."""
        from models.operations.closure_filing import Filing

        to = self.to_edit.text()
        return [
            Filing(line.closure_id or 0, self.table.text_at(row, _NUMBER), to) for row, line in enumerate(self.lines)
        ]

    def problem(self) -> str:
        """What keeps it from being written."""
        for row, line in enumerate(self.lines):
            if not self.table.text_at(row, _NUMBER):
                self.table.setCurrentCell(row, _NUMBER)
                return f"{line.number} 还没有备案号。"
        return ""
