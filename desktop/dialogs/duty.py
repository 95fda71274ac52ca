"""Makes or changes a reporting duty: what, who, to whom and when, with the next days it falls due below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.dialogs.duty_rule import RuleBoxes, typed_day
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from models.errors import UserError
from models.operations.duties import LEVELS, DutyDraft, checked, typed_units
from models.queries.duty_lines import EVERY_CITY, EVERY_COUNTY, EVERY_WORDS
from models.rules.duties import SHIFTS

NOT_DUE = "按现在的填写，不会到期。"
WIDTH = 720


class DutyDialog(QDialog):
    """``preview(draft)`` says the next days it is due; ``presets`` are the systems known so far."""

    def __init__(
        self,
        parent: QWidget | None,
        draft: DutyDraft,
        presets: Sequence[str],
        preview: Callable[[DutyDraft], list[str]],
        *,
        new: bool,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("添加报送任务" if new else "修改报送任务")
        self._draft = draft
        self._preview = preview
        self._make_fields(presets)
        self.rule_boxes = RuleBoxes()
        self.next_label = label("", "secondary", wrap=True)
        self.refusal = label("", tone="red", wrap=True)
        self.origin_label = label("", "small", wrap=True)
        buttons, self.ok_button = answer_buttons(self, "添加" if new else "保存")
        self._lay_out(buttons)
        self._fill(draft)
        self._connect()
        self._look()
        QTimer.singleShot(0, self.name_edit, self.name_edit.setFocus)

    def _make_fields(self, presets: Sequence[str]) -> None:
        self.name_edit = _line("报送内容", "如 整改进展月报", 100)
        self.preset_box = QComboBox()
        self.preset_box.setEditable(True)
        self.preset_box.addItems(list(dict.fromkeys((*presets, "自定"))))
        self.preset_box.setAccessibleName("所属制度")
        self.level_box = QComboBox()
        self.level_box.setEditable(True)
        self.level_box.addItems(LEVELS)
        self.level_box.setAccessibleName("级别")
        self.cities_box = QCheckBox(EVERY_WORDS[EVERY_CITY])
        self.counties_box = QCheckBox(EVERY_WORDS[EVERY_COUNTY])
        self.units_edit = QPlainTextEdit()
        self.units_edit.setAccessibleName("其他报送单位")
        self.units_edit.setPlaceholderText("其他单位，用顿号或换行分开，如 省住建厅、省工信厅")
        self.units_edit.setTabChangesFocus(True)
        self.units_edit.setFixedHeight(54)
        self.recipient_edit = _line("报送给", "如 省生态环境厅", 200)
        self.time_edit = _line("时刻", "17:00，空着是当天之内", 5)
        self.time_edit.setFixedWidth(170)
        self.shift_box = QComboBox()
        for key, words in SHIFTS.items():
            self.shift_box.addItem(words, key)
        self.shift_box.setAccessibleName("遇休息日")
        self.remind_box = QSpinBox()
        self.remind_box.setRange(0, 60)
        self.remind_box.setFixedWidth(56)
        self.remind_box.setAccessibleName("提前几个工作日提醒")
        self.starts_edit = _line("开始日期", "空着从今天起", 20)
        self.ends_edit = _line("结束日期", "空着一直报", 20)
        self.origin_edit = _line("出处", "文号、会议或“程序预设”", 500)
        self.active_box = QCheckBox("启用：从开始日期起计算应报、逾期")

    def _lay_out(self, buttons: QWidget) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.addRow("报送内容", self.name_edit)
        form.addRow("所属制度", _row(self.preset_box, label("级别", "secondary"), self.level_box))
        form.addRow("报送单位", _row(self.cities_box, self.counties_box, stretch=True))
        form.addRow("", self.units_edit)
        form.addRow("报送给", self.recipient_edit)
        form.addRow("报送周期", self.rule_boxes)
        form.addRow(
            "时刻", _row(self.time_edit, label("遇休息日", "secondary"), self.shift_box, stretch=True)
        )  # fmt: skip
        days = (label("开始", "secondary"), self.starts_edit, label("结束", "secondary"), self.ends_edit)
        form.addRow("提前", _row(self.remind_box, label("个工作日提醒", "secondary"), *days))
        form.addRow("出处", self.origin_edit)
        form.addRow("", self.active_box)
        form.addRow("接下来", self.next_label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addWidget(self.refusal)
        layout.addWidget(buttons)
        self.next_label.setMinimumHeight(64)
        self.next_label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setMinimumWidth(WIDTH)

    def _fill(self, draft: DutyDraft) -> None:
        self.name_edit.setText(draft.name)
        self.preset_box.setCurrentText(draft.preset)
        self.level_box.setCurrentText(draft.level)
        self.cities_box.setChecked(EVERY_CITY in draft.units)
        self.counties_box.setChecked(EVERY_COUNTY in draft.units)
        self.units_edit.setPlainText("、".join(unit for unit in draft.units if unit not in EVERY_WORDS))
        self.recipient_edit.setText(draft.recipient)
        self.rule_boxes.set_rule(draft.rule)
        self.time_edit.setText(draft.due_time)
        self.shift_box.setCurrentIndex(max(self.shift_box.findData(draft.shift), 0))
        self.remind_box.setValue(draft.remind_workdays)
        self.starts_edit.setText(draft.starts_on.isoformat() if draft.starts_on else "")
        self.ends_edit.setText(draft.ends_on.isoformat() if draft.ends_on else "")
        self.origin_edit.setText(draft.origin)
        self.origin_edit.setCursorPosition(0)
        self.active_box.setChecked(draft.active)

    def _connect(self) -> None:
        edits = (
            self.name_edit, self.recipient_edit, self.time_edit, self.starts_edit, self.ends_edit, self.origin_edit,
        )  # fmt: skip
        for edit in edits:
            edit.textChanged.connect(lambda _text: self._look())
        for box in (self.preset_box, self.level_box, self.shift_box):
            box.currentTextChanged.connect(lambda _text: self._look())
        for check in (self.cities_box, self.counties_box, self.active_box):
            check.toggled.connect(lambda _on: self._look())
        self.units_edit.textChanged.connect(self._look)
        self.remind_box.valueChanged.connect(lambda _value: self._look())
        self.rule_boxes.changed.connect(self._look)

    def draft(self) -> DutyDraft:
        """What stands in the dialog now; UserError where something is missing or cannot be read."""
        every = [
            word for word, box in ((EVERY_CITY, self.cities_box), (EVERY_COUNTY, self.counties_box)) if box.isChecked()
        ]
        return replace(
            self._draft,
            name=self.name_edit.text(), preset=self.preset_box.currentText(), level=self.level_box.currentText(),
            units=(*every, *typed_units(self.units_edit.toPlainText())), recipient=self.recipient_edit.text(),
            rule=self.rule_boxes.rule(), due_time=self.time_edit.text(), shift=str(self.shift_box.currentData()),
            remind_workdays=self.remind_box.value(), origin=" ".join(self.origin_edit.text().split()),
            starts_on=typed_day(self.starts_edit), ends_on=typed_day(self.ends_edit),
            active=self.active_box.isChecked(),
        )  # fmt: skip

    def _look(self) -> None:
        """Say what is wrong, or when it will be due."""
        try:
            draft = checked(self.draft())
        except UserError as error:
            self.refusal.setText("，".join(part for part in (error.message, error.advice) if part))
            self.ok_button.setEnabled(False)
            return
        self.refusal.setText("")
        self.ok_button.setEnabled(True)
        self.next_label.setText("；　".join(self._preview(draft)) or NOT_DUE)


def _line(name: str, placeholder: str, most: int) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(placeholder)
    made.setMaxLength(most)
    return made


def _row(*parts: QWidget, stretch: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for part in parts:
        row.addWidget(part, 1 if isinstance(part, (QComboBox, QLineEdit)) and not stretch else 0)
    if stretch:
        row.addStretch(1)
    return row
