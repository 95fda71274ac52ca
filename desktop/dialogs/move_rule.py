"""Asks what one allowed move asks for: who decides, for which categories, which fields, a reason, the closing gate."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.dialogs.checked_list import CheckedList
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from models.operations.state_moves import HISTORY, MoveDraft, demandable
from models.queries.fields import FIELDS
from models.rules.transitions import CLOSURE_GATE

_WIDTH, _HEIGHT = 720, 480


class MoveRuleDialog(QDialog):
    """``draft()`` once accepted; None where the move is not allowed."""

    def __init__(
        self,
        parent: QWidget | None,
        before: str,
        after: str,
        draft: MoveDraft | None,
        roles: Sequence[str],
        categories: Sequence[str],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("流转条件")
        shown = draft or MoveDraft()
        self.allowed_box = QCheckBox("允许这样流转")
        self.allowed_box.setChecked(draft is not None)
        self.roles = CheckedList("由谁决定", [(one, one) for one in roles], shown.roles, "都不选：谁都可以")
        self.categories = CheckedList(
            "哪些问题类别", [(one, one) for one in categories], shown.categories, "都不选：所有类别"
        )
        fields = [(key, one.title) for key, one in FIELDS.items() if demandable(key)]
        self.required = CheckedList("必填项", fields, shown.required, "流转之前要填好")
        self.reason_box = QCheckBox("要写明原因")
        self.reason_box.setChecked(shown.needs_reason)
        self.gate_box = QCheckBox("要先完成销号办理（条件、审核、公示）")
        self.gate_box.setChecked(shown.gate == CLOSURE_GATE)
        self._parts = QWidget()
        self._parts.setProperty("role", "plain")
        lists = QHBoxLayout()
        lists.setSpacing(14)
        for one in (self.roles, self.categories, self.required):
            lists.addWidget(one)
        inside = QVBoxLayout(self._parts)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addLayout(lists, 1)
        inside.addWidget(self.reason_box)
        inside.addWidget(self.gate_box)
        buttons, self.ok_button = answer_buttons(self, "保存")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(f"{before or HISTORY}  →  {after}", "heading"))
        layout.addWidget(self.allowed_box)
        layout.addWidget(self._parts, 1)
        layout.addWidget(buttons)
        self.resize(_WIDTH, _HEIGHT)
        self.allowed_box.toggled.connect(self._parts.setEnabled)
        self._parts.setEnabled(self.allowed_box.isChecked())

    def draft(self) -> MoveDraft | None:
        """The move as it stands in the dialog."""
        if not self.allowed_box.isChecked():
            return None
        return MoveDraft(
            self.roles.values, self.categories.values, self.required.values, self.reason_box.isChecked(),
            CLOSURE_GATE if self.gate_box.isChecked() else "",
        )  # fmt: skip
