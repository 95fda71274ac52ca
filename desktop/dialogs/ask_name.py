"""Asks for the name under which something is kept, and whether the whole bureau shall see it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.widgets.card import label, restyle


@dataclass(frozen=True)
class NameDraft:
    """What was asked for."""

    name: str
    shared: bool


class AskNameDialog(QDialog):
    """Says so when a name is already taken: what has it will be replaced."""

    def __init__(self, parent: QWidget | None, title: str, question: str, taken: Collection[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._taken = taken
        self._replaces = True
        self.edit = QLineEdit()
        self.edit.setAccessibleName(title)
        self.edit.setMaxLength(100)
        self.shared_box = QCheckBox("全局：所有经办人都能用")
        self.hint = label("", "secondary", wrap=True)
        self.buttons = QDialogButtonBox()
        self.ok_button = self.buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok_button.setProperty("role", "primary")
        restyle(self.ok_button)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        for part in (QLabel(question), self.edit, self.shared_box, self.hint, self.buttons):
            layout.addWidget(part)
        self.setMinimumWidth(400)
        self.edit.textChanged.connect(self._check)
        self._check()

    @classmethod
    def ask(cls, parent: QWidget | None, title: str, question: str, taken: Collection[str]) -> NameDraft | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, title, question, taken)
        return dialog.draft() if dialog.exec() else None

    @classmethod
    def ask_new_name(
        cls, parent: QWidget | None, title: str, question: str, name: str, taken: Collection[str]
    ) -> str | None:
        """Ask for another name for what has one; a taken name is refused. None when cancelled."""
        dialog = cls(parent, title, question, taken)
        dialog.for_renaming(name)
        return dialog.draft().name if dialog.exec() else None

    def for_renaming(self, name: str) -> None:
        """Only the name is asked for, and one that is taken is refused."""
        self._replaces = False
        self.shared_box.hide()
        self.ok_button.setText("改名")
        self.edit.setText(name)
        self.edit.selectAll()
        self._check()

    def draft(self) -> NameDraft:
        """What stands in the dialog now."""
        return NameDraft(" ".join(self.edit.text().split()), self.shared_box.isChecked())

    def _check(self) -> None:
        name = self.draft().name
        taken = name in self._taken
        self.ok_button.setEnabled(bool(name) and (self._replaces or not taken))
        told = "保存后会替换它" if self._replaces else "请换一个名字"
        self.hint.setText(f"已有“{name}”，{told}。" if taken else "")
