"""A small dialog of a few labelled lines, as settings ask them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.widgets.answer_buttons import answer_buttons

_WIDTH = 460


@dataclass(frozen=True)
class FormLine:
    """One line; with ``choices`` (value, words) it is a drop-down."""

    key: str
    title: str
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()


class FormDialog(QDialog):
    """``kept(values)`` when it is accepted; lines in ``needed`` must not be empty."""

    kept = Signal(dict)

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        lines: Sequence[FormLine],
        values: Mapping[str, str],
        needed: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._needed = tuple(needed)
        self.editors: dict[str, QLineEdit | QComboBox] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        buttons, self.ok_button = answer_buttons(self, "保存")
        for one in lines:
            editor: QLineEdit | QComboBox
            if one.choices:
                editor = QComboBox()
                for value, words in one.choices:
                    editor.addItem(words, value)
                editor.setCurrentIndex(max(editor.findData(values.get(one.key, "")), 0))
            else:
                editor = QLineEdit(values.get(one.key, ""))
                editor.setPlaceholderText(one.hint)
                editor.textChanged.connect(self._look)
            editor.setAccessibleName(one.title)
            self.editors[one.key] = editor
            form.addRow(one.title, editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.setMinimumWidth(_WIDTH)
        self.accepted.connect(lambda: self.kept.emit(self.values()))
        self._look()
        first = next(iter(self.editors.values()))
        QTimer.singleShot(0, first, first.setFocus)

    def values(self) -> dict[str, str]:
        """What stands in the lines."""
        return {
            key: str(one.currentData()) if isinstance(one, QComboBox) else one.text().strip()
            for key, one in self.editors.items()
        }

    def _look(self) -> None:
        said = self.values()
        self.ok_button.setEnabled(all(said.get(key) for key in self._needed))
