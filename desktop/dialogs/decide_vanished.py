"""Asks what became of problems that a complete list no longer holds, and on which document that rests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label

if TYPE_CHECKING:
    from models.queries.vanished import VanishedLine

OUTCOMES = {
    "部里销号": ("部里已经销号", "说明"),
    "合并": ("合并到另一条", "合并到哪一条"),
    "划转": ("划转他省或他市", "划转到哪里"),
    "漏列": ("清单漏列，仍在整改", "说明"),
}
NEEDS_DETAIL = ("合并", "划转")


class DecideVanishedDialog(QDialog):
    """``outcome()``, ``basis()`` and ``detail()`` once accepted; nothing is closed by it."""

    def __init__(self, parent: QWidget | None, lines: Sequence[VanishedLine]) -> None:
        super().__init__(parent)
        self.setWindowTitle("核实清单已无的问题")
        first = lines[0]
        named = f"{first.ledger_number}　{first.site_name}" if len(lines) == 1 else f"选中的 {len(lines):,} 条问题"
        self.outcome_box = QComboBox()
        for key, (words, _) in OUTCOMES.items():
            self.outcome_box.addItem(words, key)
        self.basis_edit = QLineEdit()
        self.basis_edit.setAccessibleName("依据文号")
        self.basis_edit.setMaxLength(300)
        self.basis_edit.setPlaceholderText("必填，如：环办执法函〔2019〕12号")
        self.detail_edit = QLineEdit()
        self.detail_edit.setAccessibleName("去向")
        self.detail_edit.setMaxLength(300)
        self.hint = label("", "secondary", wrap=True)
        buttons, self.ok_button = answer_buttons(self, "确定")
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(14)
        self.form.setVerticalSpacing(10)
        self.form.addRow("结论", self.outcome_box)
        self.form.addRow("依据文号", self.basis_edit)
        self.detail_label = label("说明")
        self.form.addRow(self.detail_label, self.detail_edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(named, "title", wrap=True))
        layout.addWidget(label("只记下结论和依据，不改变问题的状态；要销号请按销号程序办理。", "secondary", wrap=True))
        layout.addLayout(self.form)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)
        self.setMinimumWidth(480)
        self.outcome_box.currentIndexChanged.connect(self._check)
        for edit in (self.basis_edit, self.detail_edit):
            edit.textChanged.connect(self._check)
        self.basis_edit.setFocus()
        self._check()

    def outcome(self) -> str:
        """The conclusion by its key."""
        return str(self.outcome_box.currentData())

    def basis(self) -> str:
        """依据文号."""
        return self.basis_edit.text().strip()

    def detail(self) -> str:
        """Into which problem, to which province, or a remark."""
        return self.detail_edit.text().strip()

    def _check(self) -> None:
        self.detail_label.setText(OUTCOMES[self.outcome()][1])
        missing: list[str] = []
        if not self.basis():
            missing.append("依据文号")
        if self.outcome() in NEEDS_DETAIL and not self.detail():
            missing.append(OUTCOMES[self.outcome()][1])
        self.hint.setText(f"还要填写：{'、'.join(missing)}" if missing else "")
        self.ok_button.setEnabled(not missing)
