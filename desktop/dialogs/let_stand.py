"""Asks why findings of a check are right all the same (核对无误)."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QDialog, QVBoxLayout, QWidget

from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label

USUAL = ("经与原件核对属实", "已向责任单位核实", "确为不同问题，不是重复登记", "清单原文如此，上级未更正")


class LetStandDialog(QDialog):
    """``reason()`` once accepted; a reason must be given, one of the usual ones or in own words."""

    def __init__(self, parent: QWidget | None, check_title: str, count: int) -> None:
        super().__init__(parent)
        self.setWindowTitle("核对无误")
        self.reason_box = QComboBox()
        self.reason_box.setEditable(True)
        self.reason_box.addItems(USUAL)
        self.reason_box.setAccessibleName("核对无误的理由")
        edit = self.reason_box.lineEdit()
        if edit is not None:
            edit.setMaxLength(300)
            edit.setPlaceholderText("必填，写明为什么没有问题")
        self.reason_box.setCurrentText("")
        buttons, self.ok_button = answer_buttons(self, "标为核对无误")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(f"{check_title}：{count:,} 条", "title", wrap=True))
        words = "标为核对无误之后，这项体检不再列出这些问题；理由记入变更记录，随时可以撤回。"
        layout.addWidget(label(words, "secondary", wrap=True))
        layout.addWidget(self.reason_box)
        layout.addWidget(buttons)
        self.setMinimumWidth(460)
        self.reason_box.currentTextChanged.connect(lambda _text: self._check())
        self.reason_box.setFocus()
        self._check()

    @classmethod
    def ask(cls, parent: QWidget | None, check_title: str, count: int) -> str | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, check_title, count)
        return dialog.reason() if dialog.exec() else None

    def reason(self) -> str:
        """What stands in the dialog now."""
        return " ".join(self.reason_box.currentText().split())

    def _check(self) -> None:
        self.ok_button.setEnabled(bool(self.reason()))
