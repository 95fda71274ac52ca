"""Asks for a ladder of supervision: its name, what it may be used against, and where it comes from."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label

SCOPES = {"both": "问题和单位", "problem": "只对问题", "unit": "只对单位"}


class LadderDialog(QDialog):
    """``values()`` are name, scope and origin as typed."""

    def __init__(self, parent: QWidget | None, name: str, scope: str, origin: str, *, new: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle("新建督促阶梯" if new else "修改督促阶梯")
        self.name_edit = QLineEdit(name)
        self.name_edit.setMaxLength(60)
        self.name_edit.setPlaceholderText("例如 市级三步法")
        self.scope_box = QComboBox()
        for key, title in SCOPES.items():
            self.scope_box.addItem(title, key)
        self.scope_box.setCurrentIndex(max(self.scope_box.findData(scope), 0))
        self.origin_edit = QPlainTextEdit(origin)
        self.origin_edit.setTabChangesFocus(True)
        self.origin_edit.setFixedHeight(90)
        self.origin_edit.setPlaceholderText("依据的文件和条款；没有核实的也写明")
        buttons, self.ok_button = answer_buttons(self, "保存")
        form = QFormLayout()
        form.setSpacing(10)
        for words, widget in (("名称", self.name_edit), ("适用于", self.scope_box), ("依据", self.origin_edit)):
            widget.setAccessibleName(words)
            form.addRow(words, widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        if new:
            layout.addWidget(
                label("建好之后，一步一步添加：触发条件、文书、印发对象、回复时限。", "secondary", wrap=True)
            )
        layout.addWidget(buttons)
        self.setMinimumWidth(460)
        self.name_edit.textChanged.connect(lambda _text: self._check())
        self._check()

    def values(self) -> tuple[str, str, str]:
        """What stands in the dialog now."""
        return self.name_edit.text(), self.scope_box.currentData(), self.origin_edit.toPlainText()

    def _check(self) -> None:
        self.ok_button.setEnabled(bool(self.name_edit.text().strip()))
