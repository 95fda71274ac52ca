"""A line in which a problem is found by its number: what fits is offered below while one types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

Lookup = Callable[[str, Callable[[list[tuple[int, str]]], None]], Any]
"""Asks for the problems that fit a text and answers later with id and line."""
_WAIT_MS = 120


class ProblemPicker(QLineEdit):
    """``picked(id)`` when a line was chosen or the text fits one problem only; 0 where it fits none or several."""

    picked = Signal(int)

    def __init__(self, lookup: Lookup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lookup = lookup
        self._known: dict[str, int] = {}
        self.problem_id = 0
        self.setPlaceholderText("台账编号或问题编号")
        self.setAccessibleName("问题编号")
        self._lines = QStringListModel(self)
        self._completer = QCompleter(self._lines, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(self._completer)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._ask)
        self.textEdited.connect(lambda _text: self._timer.start())
        self.textChanged.connect(self._on_text)
        self._completer.activated.connect(self._on_text)

    def form_value(self) -> int:
        """The id of the problem found, 0 for none."""
        return self.problem_id

    def _ask(self) -> None:
        text = self.text().strip()
        self._lookup(text, lambda found: self._show(text, found))

    def _show(self, text: str, found: list[tuple[int, str]]) -> None:
        if text != self.text().strip():
            return
        self._known.update({line: key for key, line in found})
        self._lines.setStringList([line for _key, line in found])
        exact = [key for key, line in found if text in line.split("　")[:2]]
        self._set(exact[0] if len(exact) == 1 else found[0][0] if len(found) == 1 else self._known.get(text, 0))
        if found and self.hasFocus() and text not in self._known:
            self._completer.complete()

    def _on_text(self, text: str) -> None:
        self._set(self._known.get(text.strip(), 0))

    def _set(self, problem_id: int) -> None:
        if problem_id != self.problem_id:
            self.problem_id = problem_id
            self.picked.emit(problem_id)
