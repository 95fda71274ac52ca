"""Asks for a field and one value that many problems shall have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QWidget,
)

from desktop.widgets.card import label, restyle
from models.queries.fields import FIELDS

_FIRST = ("status", "deadline", "category", "responsible_unit", "responsible_person", "remarks")


@dataclass(frozen=True)
class ValueDraft:
    """What was asked for; a value of None empties the field."""

    field: str
    value: str | None


class SetValueDialog(QDialog):
    """Says how many problems it will change; a value that does not fit is named below the editor."""

    def __init__(
        self,
        parent: QWidget | None,
        count: int,
        choices: Callable[[str], list[str]],
        check: Callable[[str, Any], str],
    ) -> None:
        super().__init__(parent)
        self._count, self._choices, self._check = count, choices, check
        self.setWindowTitle("批量修改")
        self.field_box = QComboBox()
        editable = [key for key, one in FIELDS.items() if one.editable]
        for key in [*_FIRST, *(key for key in editable if key not in _FIRST)]:
            self.field_box.addItem(FIELDS[key].title, key)
        self.line = QLineEdit()
        self.text = QPlainTextEdit()
        self.text.setFixedHeight(110)
        self.choice = QComboBox()
        self.stack = QStackedWidget()
        for editor in (self.line, self.text, self.choice):
            self.stack.addWidget(editor)
        self.hint = label("", "secondary", wrap=True)
        self.hint.setMinimumHeight(38)
        self.buttons = QDialogButtonBox()
        self.ok_button = self.buttons.addButton(f"修改 {count:,} 条", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok_button.setProperty("role", "primary")
        restyle(self.ok_button)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 18, 20, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        grid.addWidget(
            label(f"选中的 {count:,} 条问题改成同一个值，一步完成，可以一次撤销。", "", wrap=True), 0, 0, 1, 2
        )
        grid.addWidget(QLabel("修改哪一项"), 1, 0)
        grid.addWidget(self.field_box, 1, 1)
        grid.addWidget(QLabel("改为"), 2, 0)
        grid.addWidget(self.stack, 2, 1)
        grid.addWidget(self.hint, 3, 1)
        grid.addWidget(self.buttons, 4, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self.setMinimumWidth(480)
        self.field_box.currentIndexChanged.connect(self._on_field)
        self.line.textChanged.connect(self._on_value)
        self.text.textChanged.connect(self._on_value)
        self.choice.currentIndexChanged.connect(self._on_value)
        self._on_field()

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        count: int,
        choices: Callable[[str], list[str]],
        check: Callable[[str, Any], str],
    ) -> ValueDraft | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, count, choices, check)
        return dialog.draft() if dialog.exec() else None

    @property
    def field(self) -> str:
        """The key of the chosen field."""
        return str(self.field_box.currentData())

    def choose_field(self, field: str) -> None:
        """Choose a field by its key."""
        self.field_box.setCurrentIndex(self.field_box.findData(field))

    def draft(self) -> ValueDraft:
        """What stands in the dialog now."""
        editor = self.stack.currentWidget()
        if editor is self.choice:
            text = self.choice.currentText()
        else:
            text = self.text.toPlainText() if editor is self.text else self.line.text()
        return ValueDraft(self.field, text.strip() or None)

    def _on_field(self) -> None:
        words = self._choices(self.field)
        if words:
            self.choice.clear()
            self.choice.addItems(words)
            self.stack.setCurrentWidget(self.choice)
        else:
            self.stack.setCurrentWidget(self.text if FIELDS[self.field].kind == "long" else self.line)
        self.stack.setFixedHeight(110 if self.stack.currentWidget() is self.text else 32)
        self.line.setPlaceholderText("如 2019-5-6、2019年5月6日" if FIELDS[self.field].kind == "date" else "")
        self._on_value()

    def _on_value(self) -> None:
        draft = self.draft()
        sentence = self._check(draft.field, draft.value) if draft.value is not None or draft.field == "status" else ""
        self.ok_button.setEnabled(not sentence)
        if sentence:
            self.hint.setText(sentence)
        elif draft.value is None:
            self.hint.setText(f"留空会清除这 {self._count:,} 条的{FIELDS[draft.field].title}。")
        else:
            self.hint.setText("")
