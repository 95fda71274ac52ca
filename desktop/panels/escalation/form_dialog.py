"""A small dialog of labelled editors that stays open, with the reason, while what was typed is not taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.panels.dossier.forms import FormField, RecordForm
from desktop.widgets.card import label

Told = Callable[[str], None]


class FormDialog(QDialog):
    """``save(values, done, refused)`` writes; it calls ``done()`` or ``refused(sentence)`` when that is decided."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        about: str,
        fields: Sequence[FormField],
        values: Mapping[str, Any],
        save: Callable[[dict[str, Any], Callable[[], None], Told], None],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._save = save
        self.form = RecordForm(title, fields, values)
        self.form.saved.connect(self._on_saved)
        self.form.given_up.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(label(about, "secondary", wrap=True))
        layout.addWidget(self.form)
        self.setMinimumWidth(480)
        self.form.start()

    def _on_saved(self, values: dict[str, Any]) -> None:
        self._save(values, self.accept, self.form.show_error)
