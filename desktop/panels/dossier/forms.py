"""The small form that opens in place of a record: labelled editors, what is wrong in words, save and give up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)
from typing_extensions import override

from desktop.tables.editors import DateEditor
from desktop.widgets.card import label
from desktop.widgets.flow import button

_TITLE_WIDTH = 62
_LONG_HEIGHT = 66


@dataclass(frozen=True)
class FormField:
    """One editor. ``choices`` of a pick are (value, words); of a choice the words alone may be typed over.

    ``reading`` says below the editor what the words typed so far mean.
    """

    key: str
    title: str
    kind: Literal["line", "long", "date", "percent", "choice", "pick", "own"] = "line"
    choices: Sequence[tuple[Any, str]] = ()
    hint: str = ""
    reading: Callable[[str], str] | None = None
    make: Callable[[QWidget], QWidget] | None = None
    """For ``own``: makes a widget that answers ``form_value()``."""


class RecordForm(QFrame):
    """``saved(values)`` with the texts as typed; ``given_up`` on Esc or 取消. Ctrl+Enter saves from anywhere."""

    saved = Signal(dict)
    given_up = Signal()

    def __init__(
        self, title: str, fields: Sequence[FormField], values: Mapping[str, Any], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "form")
        self.setAccessibleName(title)
        self._fields = fields
        self.editors: dict[str, QWidget] = {}
        self.title_label = label(title, "title", wrap=True)
        self.error_label = label("", tone="red", wrap=True)
        self.error_label.hide()
        self.save_button = button("保存", "primary", "Ctrl+Enter")
        self.cancel_button = button("取消", "", "Esc")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 8, 10, 10)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.error_label, 1, 0, 1, 2)
        row = 2
        for field in fields:
            row = self._add(field, values.get(field.key), row)
        # at the top, where they stay in sight however long the form is; given last, they come last for the keyboard
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.title_label, 1)
        top.addWidget(self.save_button)
        top.addWidget(self.cancel_button)
        self._grid.addLayout(top, 0, 0, 1, 2)
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.given_up)
        self._initial = self.values()

    def values(self) -> dict[str, Any]:
        """What stands in the editors now."""
        return {key: _value(editor) for key, editor in self.editors.items()}

    @property
    def touched(self) -> bool:
        """Whether something was typed."""
        return self.values() != self._initial

    def take_draft(self, values: Mapping[str, Any]) -> None:
        """Put back what was typed earlier and not saved."""
        for key, value in values.items():
            if key in self.editors:
                _fill(self.editors[key], value)

    def start(self) -> None:
        """Put the keyboard into the first editor."""
        first = next(iter(self.editors.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def save(self) -> None:
        """Hand the values over; the form stays, locked, until it is closed or told what is wrong."""
        if self.save_button.isEnabled():
            self.error_label.hide()
            self.save_button.setEnabled(False)
            self.saved.emit(self.values())

    def show_error(self, sentence: str) -> None:
        """Say why it was not taken; everything typed stays."""
        self.error_label.setText(sentence)
        self.error_label.setVisible(bool(sentence))
        self.save_button.setEnabled(True)

    def _add(self, field: FormField, value: Any, row: int) -> int:
        title = label(field.title, "small", wrap=True)
        title.setFixedWidth(_TITLE_WIDTH)
        editor = _make(field, self)
        editor.setAccessibleName(field.title)
        title.setBuddy(editor)
        _fill(editor, value)
        editor.installEventFilter(self)
        self.editors[field.key] = editor
        top = Qt.AlignmentFlag.AlignTop if field.kind == "long" else Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(title, row, 0, top)
        self._grid.addWidget(editor, row, 1)
        if field.reading is not None and isinstance(editor, QLineEdit):
            self._add_reading(editor, field.reading, row + 1)
            return row + 2
        return row + 1

    def _add_reading(self, editor: QLineEdit, reading: Callable[[str], str], row: int) -> None:
        said = label("", "small", wrap=True)
        said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

        def tell(text: str) -> None:
            said.setText(reading(text))
            said.setVisible(bool(said.text()))

        editor.textChanged.connect(tell)
        self._grid.addWidget(said, row, 1)
        tell(editor.text())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(watched, event):
            return True
        return super().eventFilter(watched, event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._key(self, event):
            super().keyPressEvent(event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif enter and (event.modifiers() & Qt.KeyboardModifier.ControlModifier or isinstance(watched, QLineEdit)):
            self.save()
        else:
            return False
        return True


def _make(field: FormField, parent: QWidget) -> QWidget:
    if field.kind == "own" and field.make is not None:
        return field.make(parent)
    if field.kind == "long":
        text = QPlainTextEdit(parent)
        text.setTabChangesFocus(True)
        text.setFixedHeight(_LONG_HEIGHT)
        text.setPlaceholderText(field.hint)
        return text
    if field.kind in ("choice", "pick"):
        box = QComboBox(parent)
        box.setEditable(field.kind == "choice")
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for value, words in field.choices:
            box.addItem(words, value)
        line = box.lineEdit()
        if line is not None:
            line.setPlaceholderText(field.hint)
        return box
    editor = DateEditor(parent, "left") if field.kind == "date" else QLineEdit(parent)
    editor.setFrame(True)
    if field.kind == "percent":
        editor.setPlaceholderText(field.hint or "0～100，如 30")
    elif field.hint:
        editor.setPlaceholderText(field.hint)
    return editor


def _fill(editor: QWidget, value: Any) -> None:
    if isinstance(editor, QPlainTextEdit):
        editor.setPlainText(_text(value))
    elif isinstance(editor, QComboBox):
        at = editor.findData(value)
        editor.setCurrentIndex(at if at >= 0 else -1 if editor.isEditable() else 0)
        if editor.isEditable() and at < 0:
            editor.setEditText(_text(value))
    elif isinstance(editor, QLineEdit):
        editor.setText(_text(value))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _value(editor: QWidget) -> Any:
    own = getattr(editor, "form_value", None)
    if own is not None:
        return own()
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText()
    if isinstance(editor, QComboBox):
        if editor.isEditable():
            at = editor.findText(editor.currentText())
            return editor.itemData(at) if at >= 0 else editor.currentText()
        return editor.currentData()
    assert isinstance(editor, QLineEdit)
    return editor.text()
