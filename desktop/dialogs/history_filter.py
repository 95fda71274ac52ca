"""Puts together one condition on history: once was, never was, moved from to, once overdue or returned, changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QSpinBox, QVBoxLayout, QWidget

from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from models.errors import UserError
from models.queries.fields import FIELDS
from models.queries.history_conditions import (
    CHANGED,
    MOVED,
    RESCHEDULED,
    RETURNED,
    WAS,
    WAS_OVERDUE,
    HistoryTest,
    history_words,
)
from models.queries.values import typed_value

_KINDS: tuple[tuple[str, str, bool], ...] = (
    ("曾是某个值", WAS, False), ("从未是某个值", WAS, True), ("由…变为…", MOVED, False), ("从未由…变为…", MOVED, True),
    ("曾逾期", WAS_OVERDUE, False), ("从未逾期", WAS_OVERDUE, True), ("曾被退回", RETURNED, False),
    ("从未被退回", RETURNED, True), ("期限改过", RESCHEDULED, False), ("期限没有改过", RESCHEDULED, True),
    ("改过", CHANGED, False), ("没有改过", CHANGED, True),
)  # fmt: skip
_HINTS: dict[str, str] = {
    WAS: "现在是这个值的也算。",
    MOVED: "一步之内的变化；空着的一边不限。",
    WAS_OVERDUE: "期限过后的某一天还没有整改完成，按当时的期限和状态算；现在逾期的也算。",
    RETURNED: "从核查、销号阶段的状态退回到未完成的状态。",
    RESCHEDULED: "原来有期限，后来改成别的日期或者取消。",
    CHANGED: "登记、导入时的首次写入不算改动。",
}
ANY_FIELD, ANYBODY, ANY_VALUE = "（任何一项）", "（任何人）", "（不限）"
FORM_WIDTH = 300


class HistoryFilterDialog(QDialog):
    """``choices`` gives the words offered for a field, ``words`` writes a value of a field."""

    def __init__(
        self,
        parent: QWidget | None,
        fields: Sequence[str],
        people: Sequence[str],
        choices: Callable[[str], list[str]],
        words: Callable[[str, Any], str],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("按历史筛选")
        self._choices, self._words = choices, words
        self.kind_box, self.field_box = QComboBox(), QComboBox()
        for title, kind, never in _KINDS:
            self.kind_box.addItem(title, (kind, never))
        self._fields = list(fields)
        self.old_box, self.new_box = QComboBox(), QComboBox()
        for box in (self.old_box, self.new_box):
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.days_box = QSpinBox()
        self.days_box.setRange(0, 3650)
        self.days_box.setSpecialValueText("不限时间")
        self.days_box.setPrefix("最近 ")
        self.days_box.setSuffix(" 天")
        self.actor_box = QComboBox()
        self.actor_box.addItem(ANYBODY, "")
        for name in people:
            self.actor_box.addItem(name, name)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(14)
        self.form.setVerticalSpacing(10)
        for title, widget in (
            ("条件", self.kind_box), ("哪一项", self.field_box), ("由", self.old_box), ("是", self.new_box),
            ("时间", self.days_box), ("经办人", self.actor_box),
        ):  # fmt: skip
            widget.setMinimumWidth(FORM_WIDTH)
            widget.setAccessibleName(title)
            self.form.addRow(title, widget)
        self.hint = label("", "small", wrap=True)
        self.sentence = label("", wrap=True)
        self.sentence.setMinimumHeight(36)
        buttons, self.ok_button = answer_buttons(self, "添加条件")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(self.form)
        layout.addWidget(self.hint)
        layout.addWidget(self.sentence)
        layout.addWidget(buttons)
        self.kind_box.currentIndexChanged.connect(self._on_kind)
        self.field_box.currentIndexChanged.connect(self._on_field)
        for box in (self.old_box, self.new_box):
            box.currentTextChanged.connect(self._on_changed)
        self.days_box.valueChanged.connect(self._on_changed)
        self.actor_box.currentIndexChanged.connect(self._on_changed)
        self._on_kind()

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        fields: Sequence[str],
        people: Sequence[str],
        choices: Callable[[str], list[str]],
        words: Callable[[str, Any], str],
    ) -> HistoryTest | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, fields, people, choices, words)
        return dialog.draft() if dialog.exec() else None

    def choose(self, kind: str, never: bool = False) -> None:
        """Choose a condition by its kind."""
        place = next(number for number, line in enumerate(_KINDS) if line[1:] == (kind, never))
        self.kind_box.setCurrentIndex(place)

    def draft(self) -> HistoryTest:
        """What stands in the dialog now; UserError where a value does not fit its field."""
        kind, never = self.kind_box.currentData()
        field = str(self.field_box.currentData() or "") if kind in (WAS, MOVED, CHANGED) else ""
        old = self._value(self.old_box, field) if kind == MOVED else None
        new = self._value(self.new_box, field) if kind in (WAS, MOVED) else None
        narrowed = kind != WAS_OVERDUE
        days = self.days_box.value() if narrowed else 0
        actor = str(self.actor_box.currentData()) if narrowed else ""
        return HistoryTest(kind, field, old, new, days, actor, never)

    def _value(self, box: QComboBox, field: str) -> Any:
        text = box.currentText().strip()
        return typed_value(FIELDS[field], text) if text and text != ANY_VALUE else None

    def _on_kind(self) -> None:
        kind, _never = self.kind_box.currentData()
        chosen = "" if kind == CHANGED else self.field_box.currentData()
        self.field_box.blockSignals(True)
        self.field_box.clear()
        if kind == CHANGED:
            self.field_box.addItem(ANY_FIELD, "")
        for key in self._fields:
            self.field_box.addItem(FIELDS[key].title, key)
        self.field_box.setCurrentIndex(max(self.field_box.findData(chosen), 0))
        self.field_box.blockSignals(False)
        self.form.setRowVisible(self.field_box, kind in (WAS, MOVED, CHANGED))
        self.form.setRowVisible(self.old_box, kind == MOVED)
        self.form.setRowVisible(self.new_box, kind in (WAS, MOVED))
        self.form.setRowVisible(self.days_box, kind != WAS_OVERDUE)
        self.form.setRowVisible(self.actor_box, kind != WAS_OVERDUE)
        self.form.labelForField(self.new_box).setText("变为" if kind == MOVED else "是")  # type: ignore[attr-defined]
        self.hint.setText(_HINTS[kind])
        self._on_field()

    def _on_field(self) -> None:
        field = str(self.field_box.currentData() or "")
        kind, _never = self.kind_box.currentData()
        for box in (self.old_box, self.new_box):
            box.blockSignals(True)
            box.clear()
            if kind == MOVED:
                box.addItem(ANY_VALUE)
            box.addItems(self._choices(field))
            box.blockSignals(False)
        self._on_changed()

    def _on_changed(self) -> None:
        try:
            test = self.draft()
        except UserError as error:
            self.sentence.setText("，".join(part for part in (error.message, error.advice) if part))
            self.ok_button.setEnabled(False)
            return
        self.sentence.setText(f"只看：{history_words(test, self._words)}")
        self.ok_button.setEnabled(test.kind != MOVED or test.old is not None or test.new is not None)
