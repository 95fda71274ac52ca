"""Asks what one step of closing needs: who, when, why; it stays open and says what is wrong when it is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.context import AppContext
from desktop.panels.person_box import PersonBox
from desktop.panels.reason_box import ReasonBox
from desktop.tables.editors import DateEditor
from desktop.widgets.card import label, restyle
from models.errors import UserError

_LONG_HEIGHT = 72
WIDTH = 460


@dataclass(frozen=True)
class Ask:
    """One editor. ``purpose`` is that of a reason; ``choices`` of a pick are (value, words); ``make`` builds an own
    widget that answers ``form_value()``."""

    key: str
    title: str
    kind: Literal["person", "reason", "date", "line", "long", "check", "pick", "own"] = "line"
    value: Any = None
    purpose: str = ""
    choices: Sequence[tuple[Any, str]] = ()
    hint: str = ""
    make: Callable[[QWidget], QWidget] | None = None


class AskDialog(QDialog):
    """``answered(values)`` when it is confirmed; the caller closes it with ``accept`` or says ``refuse``."""

    answered = Signal(dict)

    def __init__(
        self,
        parent: QWidget | None,
        context: AppContext,
        title: str,
        words: str,
        asks: Sequence[Ask],
        ok_words: str,
        *,
        note: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._context = context
        self.editors: dict[str, QWidget] = {}
        self._asks = tuple(asks)
        self.error_label = label("", tone="red", wrap=True)
        self.error_label.hide()
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(12)
        self.form.setVerticalSpacing(10)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for ask in self._asks:
            self._add(ask)
        self.buttons = QDialogButtonBox()
        self.ok_button = self.buttons.addButton(ok_words, QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok_button.setProperty("role", "primary")
        self.ok_button.setToolTip("Ctrl+Enter")
        restyle(self.ok_button)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.confirm)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        if words:
            layout.addWidget(label(words, "title", wrap=True))
        if note:
            layout.addWidget(label(note, "secondary", wrap=True))
        layout.addLayout(self.form)
        layout.addWidget(self.error_label)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(WIDTH)
        self._start()

    def answers(self) -> dict[str, Any]:
        """What stands in the editors; UserError for a date that is none."""
        return {ask.key: self._answer(ask) for ask in self._asks}

    def confirm(self) -> None:
        """Hand the answers over, once; the dialog stays until the step is done."""
        if not self.ok_button.isEnabled():
            return
        try:
            values = self.answers()
        except UserError as error:
            self.refuse(str(error))
            return
        self.error_label.hide()
        self.ok_button.setEnabled(False)
        self.answered.emit(values)

    def refuse(self, sentence: str) -> None:
        """Say why the step was not taken; what was typed stays."""
        self.error_label.setText(sentence)
        self.error_label.show()
        self.ok_button.setEnabled(True)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.confirm()
        else:
            super().keyPressEvent(event)

    def _start(self) -> None:
        """The keyboard goes to the first editor that is still empty."""
        for ask in self._asks:
            editor = self.editors[ask.key]
            if ask.kind in ("reason", "line", "long") and not self._answer(ask):
                editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.ok_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, ask: Ask) -> None:
        editor = self._editor(ask)
        if ask.kind != "check":
            editor.setAccessibleName(ask.title)
        self.editors[ask.key] = editor
        self.form.addRow("" if ask.kind == "check" else ask.title, editor)

    def _editor(self, ask: Ask) -> QWidget:
        if ask.kind == "own" and ask.make is not None:
            return ask.make(self)
        if ask.kind == "person":
            box = PersonBox(self._context, self)
            if ask.value is not None:
                box.set_person(str(ask.value))
            return box
        if ask.kind == "reason":
            reasons = ReasonBox(self._context, ask.purpose, self)
            if ask.value:
                reasons.set_text(str(ask.value))
            return reasons
        if ask.kind == "long":
            text = QPlainTextEdit(str(ask.value or ""), self)
            text.setTabChangesFocus(True)
            text.setFixedHeight(_LONG_HEIGHT)
            text.setPlaceholderText(ask.hint)
            return text
        if ask.kind == "check":
            box = QCheckBox(ask.title, self)
            box.setChecked(bool(ask.value))
            return box
        if ask.kind == "pick":
            return self._pick(ask)
        line = DateEditor(self, "left") if ask.kind == "date" else QLineEdit(self)
        line.setFrame(True)
        line.setText("" if ask.value is None else str(ask.value))
        if ask.hint:
            line.setPlaceholderText(ask.hint)
        return line

    def _pick(self, ask: Ask) -> QComboBox:
        box = QComboBox(self)
        for value, words in ask.choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(box.findData(ask.value), 0))
        return box

    def _answer(self, ask: Ask) -> Any:
        editor = self.editors[ask.key]
        own = getattr(editor, "form_value", None)
        if own is not None:
            return own()
        if isinstance(editor, QPlainTextEdit):
            return editor.toPlainText()
        if isinstance(editor, QCheckBox):
            return editor.isChecked()
        if isinstance(editor, QComboBox):
            return editor.currentData()
        assert isinstance(editor, QLineEdit)
        return read_day(editor.text(), ask.title) if ask.kind == "date" else editor.text()


def read_day(text: str, what: str) -> date | None:
    """A typed date, None for blank; UserError for anything else."""
    from models import clock
    from models.rules.dates import read_date

    if not text.strip():
        return None
    day = read_date(text.strip(), year=clock.today().year).date
    if day is None:
        raise UserError(f"“{text.strip()}”不能作为{what}", advice="请填写日期，如 2019-5-6")
    return day
