"""Asks what a state is called, to which phase it belongs, its colour, and which fields it demands and keeps."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.dialogs.checked_list import CheckedList
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from models.operations.state_moves import FieldDemands, demandable
from models.operations.states import MOST_NAME, PHASES, TONES, StateDraft
from models.queries.fields import FIELDS

_WIDTH, _HEIGHT = 620, 540


class StateDialog(QDialog):
    """``draft()`` and ``demands()`` once accepted; ``problems`` are in it, which follow another name."""

    def __init__(
        self, parent: QWidget | None, title: str, draft: StateDraft, demands: FieldDemands, problems: int = 0
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.name_edit = QLineEdit(draft.name)
        self.name_edit.setMaxLength(MOST_NAME)
        self.name_edit.setAccessibleName("名称")
        self.name_edit.setPlaceholderText("如：待省级复核")
        self.phase_box, self.tone_box = QComboBox(), QComboBox()
        for box, words, value, name in (
            (self.phase_box, PHASES, draft.phase, "阶段"),
            (self.tone_box, TONES, draft.tone, "颜色"),
        ):
            for key, text in words.items():
                box.addItem(text, key)
            box.setCurrentIndex(box.findData(value))
            box.setAccessibleName(name)
        self.open_box = QCheckBox("处于这个状态的问题算“未完成整改”（计入未完成数，会逾期）")
        self.open_box.setChecked(draft.counts_unrectified)
        fields = [(key, one.title) for key, one in FIELDS.items() if demandable(key)]
        self.required = CheckedList("必填项", fields, demands.required, "转到这个状态之前要填好")
        self.readonly = CheckedList("只读项", fields, demands.readonly, "在这个状态里不能手工修改")
        self.hint = label("", "secondary", wrap=True)
        buttons, self.ok_button = answer_buttons(self, "保存")
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(8)
        form.addRow("名称", self.name_edit)
        form.addRow("阶段", self.phase_box)
        form.addRow("颜色", self.tone_box)
        form.addRow("", self.open_box)
        both = QHBoxLayout()
        both.setSpacing(14)
        both.addWidget(self.required)
        both.addWidget(self.readonly)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addLayout(both, 1)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)
        self.resize(_WIDTH, _HEIGHT)
        self._name, self._problems = draft.name, problems
        self.name_edit.textChanged.connect(self._look)
        self._look()
        QTimer.singleShot(0, self.name_edit, self.name_edit.setFocus)

    def draft(self) -> StateDraft:
        """The state as it stands in the dialog."""
        return StateDraft(
            self.name_edit.text(), str(self.phase_box.currentData()), str(self.tone_box.currentData()),
            self.open_box.isChecked(),
        )  # fmt: skip

    def demands(self) -> FieldDemands:
        """The fields it demands and keeps."""
        return FieldDemands(self.required.values, self.readonly.values)

    def _look(self) -> None:
        name = "".join(self.name_edit.text().split())
        self.ok_button.setEnabled(bool(name))
        renamed = bool(self._name) and name != self._name and bool(name)
        follow = f"{self._problems:,} 条问题和" if self._problems else ""
        self.hint.setText(
            f"改名后，{follow}流转、核查结果、审核层级、视图里的“{self._name}”都跟着改成“{name}”。" if renamed else ""
        )
