"""Asks what a wording of lists means, to be remembered: another name of a place, a category, a kind of pollution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.widgets.card import label, restyle


@dataclass(frozen=True)
class TaughtDraft:
    """What was asked for; ``field`` is a key of the ledger's fields, ``within`` a city or ""."""

    field: str
    said: str
    meant: str
    within: str


class TeachNameDialog(QDialog):
    """``fields``: key to title; ``choices``: key to the known values that complete what is typed."""

    def __init__(
        self, parent: QWidget | None, fields: Mapping[str, str], choices: Mapping[str, Sequence[str]], first: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("添加名称或用语")
        self._choices = choices
        self.field_box = QComboBox()
        for key, title in fields.items():
            self.field_box.addItem(title, key)
        self.field_box.setCurrentIndex(max(0, self.field_box.findData(first)))
        self.said_edit = QLineEdit()
        self.said_edit.setMaxLength(300)
        self.meant_edit = QLineEdit()
        self.meant_edit.setMaxLength(300)
        self.within_edit = QLineEdit()
        self.within_edit.setMaxLength(60)
        self.hint = label("", "small", wrap=True)
        self.buttons = QDialogButtonBox()
        self.ok_button = self.buttons.addButton("添加", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok_button.setProperty("role", "primary")
        restyle(self.ok_button)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow("字段", self.field_box)
        form.addRow("清单里写的", self.said_edit)
        form.addRow("当作", self.meant_edit)
        form.addRow("只在哪个市", self.within_edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.hint)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(460)
        self.field_box.currentIndexChanged.connect(self._on_field)
        for edit in (self.said_edit, self.meant_edit, self.within_edit):
            edit.textChanged.connect(self._check)
        self._on_field()
        self.said_edit.setFocus()

    @classmethod
    def ask(
        cls, parent: QWidget | None, fields: Mapping[str, str], choices: Mapping[str, Sequence[str]], first: str = ""
    ) -> TaughtDraft | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, fields, choices, first)
        return dialog.draft() if dialog.exec() else None

    def draft(self) -> TaughtDraft:
        """What stands in the dialog now."""
        said, meant, within = (
            "".join(edit.text().split()) for edit in (self.said_edit, self.meant_edit, self.within_edit)
        )
        field = self.field_box.currentData()
        return TaughtDraft(field, said, meant, within if field == "county" else "")

    def _on_field(self) -> None:
        field = self.field_box.currentData()
        place = field == "county"
        self.within_edit.setEnabled(place)
        self.said_edit.setPlaceholderText("例：航空港区" if place else "清单里的写法")
        self.meant_edit.setPlaceholderText("例：郑州航空港经济综合实验区" if place else "台账里的写法")
        self.within_edit.setPlaceholderText("例：郑州市" if place else "只有县（市、区）需要写")
        known = self._choices.get(field, ())
        self.meant_edit.setCompleter(QCompleter(list(known), self) if known else None)  # type: ignore[arg-type]
        self._check()

    def _check(self) -> None:
        draft = self.draft()
        needs_city = draft.field == "county" and not draft.within
        self.ok_button.setEnabled(bool(draft.said and draft.meant) and draft.said != draft.meant and not needs_city)
        if draft.said and draft.said == draft.meant:
            self.hint.setText("两边写的一样，不需要添加。")
        elif needs_city:
            self.hint.setText("县（市、区）和功能区的名称各市都有，要写明在哪个市。")
        else:
            self.hint.setText("以后导入清单时自动这样理解，原文仍然保留；随时可以撤销。")
