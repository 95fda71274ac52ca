"""Asks for one step of a ladder: its triggers, document, who signs it, by when an answer is due, and further fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
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

from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from models.errors import UserError
from models.operations.ladders import StepSettings
from models.queries.escalation_ladders import FIELD_KINDS, StepField
from models.rules.ladders import (
    FAILED,
    NONE,
    TAKEN_BY_TITLES,
    TRIGGER_TITLES,
    UNIT_OVERDUE,
    Trigger,
    check_trigger,
    trigger_words,
)

if TYPE_CHECKING:
    from models.queries.escalation_ladders import StepLine

_ALTERNATIVES = 2
_LONG_HEIGHT = 58
_HINT = "每行一项：名称，类型（一行字、多行字、日期、数字）。名称后加 * 的日期就是回复期限。"


class TriggerRow(QWidget):
    """One condition: its kind, and the numbers that this kind has."""

    def __init__(self, trigger: Trigger) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.kind_box = QComboBox()
        for key, title in TRIGGER_TITLES.items():
            self.kind_box.addItem(title, key)
        self.kind_box.setCurrentIndex(self.kind_box.findData(trigger.kind))
        self.days_box, self.count_box, self.share_box = QSpinBox(), QSpinBox(), QSpinBox()
        for box, most, suffix, value in (
            (self.days_box, 3650, " 天", trigger.days), (self.count_box, 9999, "", trigger.count),
            (self.share_box, 100, " %", trigger.unit_share),
        ):  # fmt: skip
            box.setRange(0, most)
            box.setSuffix(suffix)
            box.setValue(value)
        self.days_box.setAccessibleName("天数")
        self.count_box.setAccessibleName("次数或条数")
        self.share_box.setAccessibleName("占未整改问题的百分比")
        self.or_label = label("或占", "secondary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.kind_box, 1)
        for widget in (self.days_box, self.count_box, self.or_label, self.share_box):
            row.addWidget(widget)
        self.kind_box.currentIndexChanged.connect(lambda _row: self._show_numbers())
        self._show_numbers()

    def trigger(self) -> Trigger:
        """What stands in the row now; numbers that its kind does not have are left out."""
        kind = str(self.kind_box.currentData())
        if kind == NONE:
            return Trigger()
        if kind == FAILED:
            return Trigger(kind, count=self.count_box.value())
        if kind == UNIT_OVERDUE:
            return Trigger(kind, count=self.count_box.value(), unit_share=self.share_box.value())
        return Trigger(kind, self.days_box.value())

    def _show_numbers(self) -> None:
        kind = self.kind_box.currentData()
        self.days_box.setVisible(kind not in (NONE, FAILED, UNIT_OVERDUE))
        self.count_box.setVisible(kind in (FAILED, UNIT_OVERDUE))
        self.count_box.setSuffix(" 条" if kind == UNIT_OVERDUE else " 次")
        for widget in (self.or_label, self.share_box):
            widget.setVisible(kind == UNIT_OVERDUE)


class LadderStepDialog(QDialog):
    """Says what is wrong while it is typed; ``settings()`` is what stands in it now."""

    def __init__(self, parent: QWidget | None, line: StepLine | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("修改步骤" if line is not None else "添加步骤")
        self._keys = {one.title: one.key for one in line.fields} if line is not None else {}
        self.texts: dict[str, QLineEdit | QPlainTextEdit] = {}
        given = list(line.triggers) if line is not None else []
        self.triggers = [TriggerRow(given[n] if n < len(given) else Trigger()) for n in range(_ALTERNATIVES)]
        self.taken_box = QComboBox()
        self.taken_box.addItem("每次都要登记", "")
        for key, title in TAKEN_BY_TITLES.items():
            self.taken_box.addItem(f"问题有{title}即算已采取", key)
        self.taken_box.setCurrentIndex(max(self.taken_box.findData(line.taken_by if line is not None else ""), 0))
        self.days_box = QSpinBox()
        self.days_box.setRange(0, 3650)
        self.days_box.setSuffix(" 个工作日")
        self.days_box.setSpecialValueText("不要求回复")
        self.days_box.setValue((line.reply_workdays or 0) if line is not None else 0)
        self.fields_edit = QPlainTextEdit(_field_lines(line.fields) if line is not None else "")
        self.fields_edit.setPlaceholderText(_HINT)
        self.fields_edit.setToolTip(_HINT)
        self.said = label("", "secondary", wrap=True)
        self.hint = label("", tone="red", wrap=True)
        buttons, self.ok_button = answer_buttons(self, "保存")
        self._lay_out(line, buttons)
        self._connect()
        self._check()

    def _lay_out(self, line: StepLine | None, buttons: QWidget) -> None:
        left, right = QFormLayout(), QFormLayout()
        for form in (left, right):
            form.setSpacing(8)

        def text(form: QFormLayout, key: str, words: str, *, long: bool = False) -> None:
            now = str(getattr(line, key)) if line is not None else ""
            edit: QLineEdit | QPlainTextEdit = QPlainTextEdit(now) if long else QLineEdit(now)
            if isinstance(edit, QPlainTextEdit):
                edit.setTabChangesFocus(True)
                edit.setFixedHeight(_LONG_HEIGHT)
            edit.setAccessibleName(words)
            self.texts[key] = edit
            form.addRow(words, edit)

        text(left, "name", "步骤")
        for number, row in enumerate(self.triggers):
            words = "触发条件" if number == 0 else "或者"
            row.kind_box.setAccessibleName(words)
            left.addRow(words, row)
        left.addRow("", self.said)
        self.taken_box.setAccessibleName("何时算已采取")
        left.addRow("已采取", self.taken_box)
        titles = {"document": "文书", "issuer": "印发单位", "addressee": "印发对象", "approver": "批准人"}
        for key, words in titles.items():
            text(left, key, words)
        self.days_box.setAccessibleName("回复时限")
        right.addRow("回复时限", self.days_box)
        text(right, "reply_what", "回复什么")
        text(right, "effect", "措施和后果", long=True)
        self.fields_edit.setAccessibleName("另填的项")
        self.fields_edit.setTabChangesFocus(True)
        self.fields_edit.setMinimumHeight(96)
        told = label(_HINT, "small", wrap=True)
        further = QVBoxLayout()
        further.setSpacing(4)
        further.addWidget(self.fields_edit)
        further.addWidget(told)
        right.addRow("另填的项", further)
        text(right, "origin", "依据", long=True)
        both = QHBoxLayout()
        both.setSpacing(18)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(both)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)
        self.setMinimumWidth(860)

    def _connect(self) -> None:
        for row in self.triggers:
            row.kind_box.currentIndexChanged.connect(lambda _row: self._check())
            for box in (row.days_box, row.count_box, row.share_box):
                box.valueChanged.connect(lambda _value: self._check())
        for edit in self.texts.values():
            edit.textChanged.connect(lambda *_text: self._check())
        self.taken_box.currentIndexChanged.connect(lambda _row: self._check())
        self.fields_edit.textChanged.connect(self._check)

    def settings(self) -> StepSettings:
        """What stands in the dialog now; UserError where a part cannot be read."""
        texts = {
            key: edit.toPlainText() if isinstance(edit, QPlainTextEdit) else edit.text()
            for key, edit in self.texts.items()
        }
        triggers = tuple(one for one in (row.trigger() for row in self.triggers) if one.kind != NONE)
        for one in triggers:
            check_trigger(one)
        return StepSettings(
            texts, triggers, str(self.taken_box.currentData()), self.days_box.value() or None,
            read_field_lines(self.fields_edit.toPlainText(), self._keys),
        )  # fmt: skip

    def _check(self) -> None:
        try:
            settings = self.settings()
        except UserError as error:
            sentence = str(error)
        else:
            sentence = "" if settings.texts["name"].strip() else "请填写步骤名称。"
            self.said.setText(trigger_words(settings.triggers, settings.taken_by))
        self.hint.setText(sentence)
        self.hint.setVisible(bool(sentence))
        self.ok_button.setEnabled(not sentence)


def _field_lines(fields: tuple[StepField, ...]) -> str:
    return "\n".join(f"{one.title}{'*' if one.due else ''}，{FIELD_KINDS[one.kind]}" for one in fields)


def read_field_lines(text: str, known: dict[str, str]) -> tuple[StepField, ...]:
    """Further fields as typed; one that keeps its title keeps its key, so that what was entered stays with it."""
    kinds = {title: kind for kind, title in FIELD_KINDS.items()}
    found: list[StepField] = []
    for line in text.splitlines():
        title, _comma, kind = (part.strip() for part in line.replace(",", "，").partition("，"))
        if not title:
            continue
        if kind and kind not in kinds:
            raise UserError(f"“{title}”的类型“{kind}”不认识", advice=f"可写{'、'.join(kinds)}")
        due = title.endswith("*")
        title = title.rstrip("*").strip()
        if due and kinds.get(kind) != "date":
            raise UserError(f"“{title}”后面加了 *，类型要是日期")
        key = known.get(title) or _new_key({*known.values(), *(one.key for one in found)})
        found.append(StepField(key, title, kinds.get(kind, "text"), due))
    return tuple(found)


def _new_key(taken: set[str]) -> str:
    number = 1
    while f"own_{number}" in taken:
        number += 1
    return f"own_{number}"
