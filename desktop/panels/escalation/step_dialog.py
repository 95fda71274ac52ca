"""Asks for a step of supervision: which, about which problems, its document, and by when an answer is due."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.context import AppContext
from desktop.panels.escalation.pick_list import PickList
from desktop.panels.person_box import PersonBox
from desktop.panels.reason_box import ReasonBox
from desktop.tables.editors import DateEditor
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from models import clock
from models.operations.escalation_values import StepDraft
from models.queries.escalation_ladders import StepField, StepLine
from models.rules.ladders import trigger_words

if TYPE_CHECKING:
    from models.operations.escalations import StepPreview
    from models.queries.escalation_problems import StepBasis
    from models.queries.escalations import EscalationLine

_DELAY_MS = 250
_LONG_HEIGHT = 58
WIDTH, HEIGHT, NARROW = 940, 620, 560

Preview = Callable[[StepDraft, Callable[["StepPreview"], None], Callable[[str], None]], None]


class StepDialog(QDialog):
    """``preview(draft, tell, refused)`` says by when it would be due and what would be left out.

    With ``line`` a step that was taken is corrected; its problems and its place stay.
    """

    def __init__(
        self,
        parent: QWidget | None,
        context: AppContext,
        basis: StepBasis,
        unit: str,
        preview: Preview,
        *,
        step_id: int | None = None,
        why: str = "",
        ticked: Collection[int] = (),
        line: EscalationLine | None = None,
    ) -> None:
        super().__init__(parent)
        self.basis, self.unit, self.line = basis, unit, line
        self._preview = preview
        self._why_given = why
        self.departs = ""
        self._own: dict[str, tuple[StepField, QWidget]] = {}
        self.setWindowTitle("修改督促措施" if line is not None else "督促升级")
        self._make(context, frozenset(ticked))
        self.buttons, self.ok_button = answer_buttons(self, "保存" if line is not None else "登记这一步")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self._ask_preview)
        self._lay_out()
        chosen = line.step_id if line is not None else step_id or self._following()
        self.step_box.setCurrentIndex(max(self.step_box.findData(chosen), 0))
        self._on_step()
        self._connect()
        if line is not None:
            self._fill_line(line)
        self._ask_preview()

    def _following(self) -> int | None:
        chain = self.basis.chain
        return chain.following.id if chain is not None and chain.following is not None else None

    def _make(self, context: AppContext, ticked: frozenset[int]) -> None:
        self.step_box = QComboBox()
        self.step_box.setAccessibleName("步骤")
        for step in self.basis.ladder.steps:
            self.step_box.addItem(step.name, step.id)
        if self.line is not None and self.step_box.findData(self.line.step_id) < 0:
            self.step_box.addItem(self.line.step_name, self.line.step_id)
        self.step_box.setEnabled(self.line is None)
        self.trigger_label = label("", "small", wrap=True)
        self.departure_label = label("", tone="amber", wrap=True)
        self.skip_box, self.down_box = ReasonBox(context, "skip"), ReasonBox(context, "step_down")
        for box in (self.skip_box, self.down_box):
            box.setAccessibleName("跳过或降级的理由")
        self.document_edit, self.number_edit, self.issuer_edit, self.addressee_edit = (QLineEdit() for _ in range(4))
        self.date_edit = DateEditor(self, "left")
        self.date_edit.setFrame(True)
        self.date_edit.setText(clock.today().isoformat())
        self.person_box = PersonBox(context)
        self.person_box.setAccessibleName("批准人")
        self.person_box.set_person("")
        self.days_box = QSpinBox()
        self.days_box.setRange(0, 999)
        self.days_box.setSuffix(" 个工作日")
        self.days_box.setSpecialValueText("不要求")
        self.days_box.setAccessibleName("回复时限")
        self.due_edit = DateEditor(self, "left")
        self.due_edit.setFrame(True)
        self.due_edit.setPlaceholderText("文书里写明日期的填这里")
        self.due_label = label("", tone="blue", wrap=True)
        self.why_edit, self.effect_edit = QPlainTextEdit(), QPlainTextEdit()
        for edit in (self.why_edit, self.effect_edit):
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(_LONG_HEIGHT)
        self.hint = label("", tone="red", wrap=True)
        self.picks = PickList(self.basis.picks, context.theme)
        if ticked or not self.unit:
            self.picks.tick(lambda one: one.id in ticked or not ticked)

    def _lay_out(self) -> None:
        self._form = QFormLayout()
        self._form.setSpacing(8)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.addRow("步骤", self.step_box)
        self._form.addRow("", self.trigger_label)
        self._form.addRow("", self.departure_label)
        self._form.addRow("跳过的理由", self.skip_box)
        self._form.addRow("降级的理由", self.down_box)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("文书", self.document_edit), ("文号", self.number_edit), ("文书日期", self.date_edit),
            ("印发单位", self.issuer_edit), ("印发对象", self.addressee_edit), ("批准人", self.person_box),
            ("回复时限", self.days_box), ("指定回复日", self.due_edit), ("事由", self.why_edit),
            ("措施和后果", self.effect_edit),
        )  # fmt: skip
        for words, widget in rows:
            if words:
                widget.setAccessibleName(words)
            self._form.addRow(words, widget)
        inside = QWidget()
        inside.setProperty("role", "plain")
        inside.setLayout(self._form)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(scroll, 3)
        listed = self.line is None and (bool(self.unit) or len(self.basis.picks) > 1)
        if listed:
            both.addWidget(self.picks, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(label(self._whom(), "title", wrap=True))
        layout.addLayout(both, 1)
        layout.addWidget(self.due_label)
        layout.addWidget(self.hint)
        layout.addWidget(self.buttons)
        self.hint.hide()
        self.resize(WIDTH if listed else NARROW, HEIGHT)

    def _whom(self) -> str:
        whom = self.unit or (self.line.whom if self.line is not None else "")
        if not whom:
            picks = self.basis.picks
            whom = f"{picks[0].number}　{picks[0].name}" if len(picks) == 1 else f"选中的 {len(picks):,} 条问题"
        return f"{whom}　{self.basis.ladder.name}"

    def _connect(self) -> None:
        self.step_box.currentIndexChanged.connect(lambda _row: self._on_step())
        for edit in (self.date_edit, self.due_edit):
            edit.textChanged.connect(lambda _text: self._timer.start())
        self.days_box.valueChanged.connect(lambda _days: self._timer.start())
        self.picks.changed.connect(self._timer.start)
        self.person_box.person_changed.connect(lambda _name: self._check())
        for box in (self.skip_box, self.down_box):
            box.text_changed.connect(lambda _text: self._check())

    # ---- what stands in it -------------------------------------------------------------------------------------------

    @property
    def step(self) -> StepLine:
        """The step that is chosen."""
        return self.basis.ladder.step(self.step_box.currentData())

    def draft(self) -> StepDraft:
        """What stands in the dialog now."""
        step = self.step
        reason = self.skip_box.text if self.departs == "skip" else self.down_box.text
        values: dict[str, Any] = {
            "document": self.document_edit.text(), "document_number": self.number_edit.text(),
            "document_on": self.date_edit.text(), "issuer": self.issuer_edit.text(),
            "addressee": self.addressee_edit.text(), "why": self.why_edit.toPlainText(),
            "effect": self.effect_edit.toPlainText(), "due_on": self.due_edit.text(),
            "approver": self.person_box.person if step.approver else "",
        }  # fmt: skip
        if self.line is None:
            values["skip_reason"] = reason
        details = {key: _text_of(widget) for key, (_one, widget) in self._own.items()}
        return StepDraft(step.id, self.picks.ids(), self.unit, values, self.days_box.value(), details)

    def _on_step(self) -> None:
        """Another step: its own document, addressee, days and fields."""
        step = self.step
        for edit, text in (
            (self.document_edit, step.document), (self.issuer_edit, step.issuer), (self.addressee_edit, step.addressee),
        ):  # fmt: skip
            edit.setText(text)
        self.effect_edit.setPlainText(step.effect)
        self.days_box.setValue(step.reply_workdays or 0)
        words = trigger_words(step.triggers, step.taken_by)
        self.trigger_label.setText(f"触发条件：{words}" + (f"　回复：{step.reply_what}" if step.reply_what else ""))
        self.trigger_label.setToolTip(step.origin)
        self._form.setRowVisible(self.person_box, bool(step.approver))
        line = self.person_box.lineEdit()
        if line is not None:
            line.setPlaceholderText(step.approver)
        for _one, widget in self._own.values():
            self._form.removeRow(widget)
        self._own = {}
        for one in step.fields:
            widget = _editor(one, self)
            widget.setAccessibleName(one.title)
            self._own[one.key] = (one, widget)
            self._form.addRow(one.title, widget)
            if one.due and isinstance(widget, QLineEdit):
                widget.textChanged.connect(lambda _text: self._timer.start())
        self._timer.start()

    def _fill_line(self, line: EscalationLine) -> None:
        for edit, text in (
            (self.document_edit, line.document), (self.number_edit, line.document_number),
            (self.issuer_edit, line.issuer), (self.addressee_edit, line.addressee),
            (self.date_edit, (line.document_on or line.taken_on).isoformat()),
        ):  # fmt: skip
            edit.setText(text)
        self.person_box.set_person(line.approver)
        self.days_box.setValue(line.reply_workdays or 0)
        self.why_edit.setPlainText(line.why)
        self.effect_edit.setPlainText(line.effect)
        dated = False
        for key, (one, widget) in self._own.items():
            _fill(widget, line.details.get(key, ""))
            dated = dated or (one.due and bool(line.details.get(key)))
        if line.due_on is not None and line.reply_workdays is None and not dated:
            self.due_edit.setText(line.due_on.isoformat())

    # ---- what it would mean ------------------------------------------------------------------------------------------

    def _ask_preview(self) -> None:
        self._preview(self.draft(), self._on_preview, self._on_refused)

    def _on_preview(self, found: StepPreview) -> None:
        self.due_label.setText(found.due.words())
        apart = found.out_of_order if self.line is None else None
        self.departs = apart.departure.kind if apart is not None else ""
        self.departure_label.setText(f"{apart.sentence()}。确需这样做的，请写明理由。" if apart is not None else "")
        self._form.setRowVisible(self.departure_label, apart is not None)
        self._form.setRowVisible(self.skip_box, self.departs == "skip")
        self._form.setRowVisible(self.down_box, self.departs == "down")
        if self.line is None and not self.why_edit.toPlainText():
            self.why_edit.setPlainText("；".join(part for part in (self._why_given, found.reminded) if part))
        self._check()

    def _on_refused(self, sentence: str) -> None:
        self._say(sentence)

    def _check(self) -> None:
        if self.line is None and not self.unit and not self.picks.ids():
            self._say("没有勾选问题，请至少勾选一条。")
        elif self.step.approver and not self.person_box.person:
            self._say(f"请填写批准人（{self.step.approver}）。")
        elif self.departs and not (self.skip_box.text if self.departs == "skip" else self.down_box.text):
            self._say(f"请写明{'跳过' if self.departs == 'skip' else '降级'}的理由。")
        else:
            self._say("")

    def _say(self, sentence: str) -> None:
        self.hint.setText(sentence)
        self.hint.setVisible(bool(sentence))
        self.ok_button.setEnabled(not sentence)


def _editor(one: StepField, parent: QWidget) -> QWidget:
    if one.kind == "long":
        edit = QPlainTextEdit(parent)
        edit.setTabChangesFocus(True)
        edit.setFixedHeight(_LONG_HEIGHT)
        return edit
    if one.kind == "date":
        day = DateEditor(parent, "left")
        day.setFrame(True)
        return day
    return QLineEdit(parent)


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    return widget.text() if isinstance(widget, QLineEdit) else ""


def _fill(widget: QWidget, text: str) -> None:
    if isinstance(widget, QPlainTextEdit):
        widget.setPlainText(text)
    elif isinstance(widget, QLineEdit):
        widget.setText(text)
