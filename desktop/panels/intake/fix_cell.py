"""Asks what shall stand in a cell of the list instead, and whether in all cells that say the same; the file stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label

if TYPE_CHECKING:
    from models.importing.views import Issue


@dataclass(frozen=True)
class FixDraft:
    """The text, and whether it goes into all cells that say the same."""

    text: str
    everywhere: bool


class FixCellDialog(QDialog):
    """One cell by its address, what it says, what is wrong with it, and a line for what is right."""

    def __init__(self, parent: QWidget | None, issue: Issue, title: str, others: int) -> None:
        super().__init__(parent)
        self.setWindowTitle("更正")
        self.edit = QLineEdit(issue.value)
        self.edit.selectAll()
        self.edit.setAccessibleName(f"{issue.sheet} {issue.cell} 改为")
        self.all_box = QCheckBox(f"同样的 {others + 1:,} 处一起改")
        self.all_box.setVisible(others > 0)
        self.all_box.setChecked(others > 0)
        self.buttons, self.ok_button = answer_buttons(self, "更正")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(f"{issue.sheet} {issue.cell}　{title}", "title"))
        column.addWidget(label(issue.message, tone="red" if issue.severity == "error" else "amber", wrap=True))
        column.addWidget(label(f"清单里写的：{issue.value or '（空）'}", "secondary", wrap=True))
        column.addWidget(self.edit)
        column.addWidget(self.all_box)
        column.addWidget(label("只改这次导入，原文件不动；留空就是不写这一格。", "small", wrap=True))
        column.addWidget(self.buttons)
        self.setMinimumWidth(420)

    @classmethod
    def ask(cls, parent: QWidget | None, issue: Issue, title: str, others: int) -> FixDraft | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, issue, title, others)
        return dialog.draft() if dialog.exec() else None

    def draft(self) -> FixDraft:
        """What stands in the dialog now."""
        return FixDraft(self.edit.text().strip(), self.all_box.isChecked() and not self.all_box.isHidden())
